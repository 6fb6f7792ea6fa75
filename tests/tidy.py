"""clang-tidy over the files of build/asan: tidy.py [FILE...] [--jobs N]. ./bench check calls it.

Nearly all of its time goes into the headers of LibTorch, so that several files are read as one where
no name in them clashes. Exit code 1 when something is found.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "asan"
FILES_AT_ONCE = 16

Flags = tuple[str, ...]
Batch = tuple[Flags, list[Path]]


def files_by_flags(chosen: list[Path]) -> dict[Flags, list[Path]]:
    """The files of the tree, or the chosen ones, by what they are compiled with."""
    found = collections.defaultdict(list)
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        file, words = Path(entry["file"]), shlex.split(entry["command"])
        if BUILD not in file.parents and (not chosen or file in chosen):
            found[tuple(words[:words.index("-o")])].append(file)
    return found


def run(words: list[str], files: list[Path], last: list[str]) -> subprocess.CompletedProcess:
    """A command on one file that includes these."""
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "unit.cpp"
        unit.write_text("".join(f'#include "{file}"\n' for file in files))
        return subprocess.run([*words, str(unit), *last], cwd=BUILD, capture_output=True, text=True)


def clashing(flags: Flags, files: list[Path]) -> list[Path]:
    """Those that do not compile behind the others; the first one does."""
    said = run([*flags, "-fsyntax-only", "-ferror-limit=0"], files, []).stderr
    named = re.findall(r"^(\S+\.cpp):\d+:\d+: error:", said, re.MULTILINE)
    clash = [file for file in files[1:] if str(file) in named]
    return clash or (files[1:] if "error:" in said else [])


def batches(flags: Flags, files: list[Path]) -> list[Batch]:
    """The files in batches that compile as one."""
    found = []
    while files:
        batch, files = files[:FILES_AT_ONCE], files[FILES_AT_ONCE:]
        while len(batch) > 1 and (clash := clashing(flags, batch)):
            batch = [file for file in batch if file not in clash]
            files = clash + files
        found.append((flags, batch))
    return found


def tidy(batch: Batch) -> str:
    """What clang-tidy finds; nothing where all is well."""
    flags, files = batch
    words = ["clang-tidy-14", "-quiet", f"--config-file={ROOT / '.clang-tidy'}",
             f"--header-filter={re.escape(str(ROOT))}/[a-z]", "--checks=-bugprone-suspicious-include"]
    said = run(words, files, ["--", *flags[1:]])
    return "" if said.returncode == 0 else said.stdout or said.stderr


def main() -> int:
    words = argparse.ArgumentParser(prog="tidy.py", allow_abbrev=False, description=__doc__)
    words.add_argument("files", nargs="*", type=lambda word: Path(word).resolve(), metavar="FILE")
    words.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    asked = words.parse_args()
    groups = files_by_flags(asked.files)
    unknown = set(asked.files) - {file for files in groups.values() for file in files}
    if unknown:
        words.error(f"{unknown.pop()}: is not compiled in {BUILD}")
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        made = list(pool.map(lambda group: batches(*group), groups.items()))
        todo = [batch for group in made for batch in group]
        found = [text for text in pool.map(tidy, todo) if text]
    print(*found, sep="\n", end="")
    print(f"clang-tidy: {sum(len(files) for _, files in todo)} files, {len(found)} of "
          f"{len(todo)} batches with findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
