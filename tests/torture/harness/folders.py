"""Compares folders to the bit."""

import hashlib
import json
import os
import stat
from pathlib import Path

from harness.harm import Harm

# What differs from one undisturbed run to the next: seconds, and the time of the first start.
OF_THE_MACHINE = {"time.csv", "machine.json"}
CHECKSUMS = "checksums.json"


def files_in(folder: Path) -> dict[str, Path]:
    """All that is no folder, by path from `folder`; links are not followed."""
    found = {}
    for place, folders, names in os.walk(folder):
        for name in names + [name for name in folders if (Path(place) / name).is_symlink()]:
            path = Path(place) / name
            found[str(path.relative_to(folder))] = path
    return found


def without_machine(tree):
    """JSON without what is said of files of the machine."""
    if isinstance(tree, dict):
        return {key: without_machine(value) for key, value in tree.items()
                if key not in OF_THE_MACHINE}
    return [without_machine(value) for value in tree] if isinstance(tree, list) else tree


def content(path: Path):
    """What is to be equal of a file."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return "no regular file"
    data = path.read_bytes()
    if path.name == "machine.json":
        return sorted(json.loads(data))
    if path.name == "time.csv":
        return [(line.split(b",")[0], line.count(b",")) for line in data.splitlines()]
    if path.name == CHECKSUMS:
        return without_machine(json.loads(data))
    return data


def differing(expected: Path, found: Path) -> list[str]:
    """What differs, a remark a file; nothing for equal ones."""
    there, here = files_in(expected), files_in(found)
    remarks = [f"{name} is missing" for name in there if name not in here]
    remarks += [f"{name} is there besides" for name in here if name not in there]
    for name in there:
        if name in here:
            try:
                if content(there[name]) != content(here[name]):
                    remarks.append(f"{name} differs")
            except (OSError, ValueError) as error:
                remarks.append(f"{name} can't be read: {error}")
    return remarks


def need_equal(expected: Path, found: Path) -> None:
    remarks = differing(expected, found)
    if remarks:
        raise Harm(f"not equal to the bit: {', '.join(remarks[:4])}"
                   f"{f' and {len(remarks) - 4} more' if len(remarks) > 4 else ''}")


def need_equal_comparison(expected: Path, found: Path) -> None:
    """The page of a comparison holds seconds: it must be there and whole."""
    page = found / "report.html"
    if not page.is_file() or not page.read_text().endswith("</html>\n"):
        raise Harm("the comparison has no whole report.html")
    runs = [path.parent.relative_to(expected) for path in expected.rglob("config.json")]
    for name in ["comparison.json", "preset.json"]:
        if content(expected / name) != content(found / name):
            raise Harm(f"not equal to the bit: {name} differs")
    for run in runs:
        need_equal(expected / run, found / run)


def snapshot(folder: Path, leave_out: Path | None = None) -> dict[str, tuple]:
    """Kind, time of change and digest of all in a folder, to see whether anybody touched it."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place) / name != leave_out]
        for name in names + folders:
            path = Path(place) / name
            about = path.lstat()
            regular = stat.S_ISREG(about.st_mode)
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if regular else ""
            changed = 0 if stat.S_ISDIR(about.st_mode) else about.st_mtime_ns
            found[str(path.relative_to(folder))] = (about.st_mode, changed, digest)
    return found
