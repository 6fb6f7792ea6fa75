"""./bench fuzz: runs every fuzz target in turn and counts. See docs/reliability.md."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "asan" / "fuzz"
DATA_FILES = ROOT / "tests" / "data_files"

# Folders with more seeds than fuzz/seeds/READER, which not every reader has.
FURTHER_SEEDS = {"gzip": [DATA_FILES / "small", DATA_FILES / "broken"],
                 "idx": [DATA_FILES / "small", DATA_FILES / "broken"],
                 "mat": [DATA_FILES / "flowers102"],
                 "picture": [DATA_FILES / "pictures/good", DATA_FILES / "pictures/bad"],
                 "safetensors": [DATA_FILES / "weights"],
                 "torch_file": [DATA_FILES / "weights"],
                 "weights": [DATA_FILES / "weights"],
                 "json": [ROOT / "experiments" / "presets"],
                 "preset": [ROOT / "experiments" / "presets"]}

# A reader may take so much for an input, the program and its sanitizers included, which make it
# about five times slower.
MEGABYTES = 512
SECONDS = 10


def readers() -> list[str]:
    return sorted(file.stem for file in (ROOT / "fuzz").glob("*/*.cpp"))


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="bench fuzz", allow_abbrev=False, description=__doc__)
    words.add_argument("--minutes", type=float, default=10, metavar="N",
                       help="time of all targets together (default: %(default)s)")
    words.add_argument("--only", choices=readers(), metavar="READER",
                       help="one of " + ", ".join(readers()))
    words.add_argument("--seed", type=int, default=0, metavar="N",
                       help="of libFuzzer's random numbers (default: another one each time)")
    return words


def command(reader: str, seconds: int, seed: int) -> list[str]:
    corpus, findings = BUILD / "corpus" / reader, BUILD / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    own = ROOT / "fuzz" / "seeds" / reader
    seeds = [*([own] if own.exists() else []), *FURTHER_SEEDS.get(reader, [])]
    return [str(word) for word in (
        BUILD / f"{reader}_fuzz", corpus, *seeds, f"-max_total_time={seconds}", f"-seed={seed}",
        f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-malloc_limit_mb={MEGABYTES}",
        f"-artifact_prefix={findings}/{reader}-", "-print_final_stats=1")]


def fuzz(reader: str, seconds: int, seed: int) -> tuple[int, bool]:
    """Runs one target; how often it read, and whether it found nothing."""
    log = BUILD / f"{reader}.log"
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="coopbench-fuzz-") as memory, \
            open(log, "wb") as file:
        code = subprocess.run(command(reader, seconds, seed), stdout=file, stderr=file,
                              env={"UBSAN_OPTIONS": "print_stacktrace=1",
                                   "ASAN_OPTIONS": "quarantine_size_mb=8:malloc_context_size=5",
                                   **os.environ, "TMPDIR": memory}).returncode
    text = log.read_text(errors="replace")
    runs = re.search(r"number_of_executed_units: (\d+)", text)
    edges = re.findall(r"cov: (\d+)", text)
    peak = re.search(r"peak_rss_mb: *(\d+)", text)
    kept = re.search(r"Test unit written to (\S+)", text)
    found = kept[1] if kept else f"exit code {code}, see {log}" if code else "nothing"
    number = int(runs[1]) if runs else 0
    print(f"{reader:<12} {number:>12,} {number // max(seconds, 1):>8,} {edges[-1] if edges else '-':>7}"
          f" {peak[1] if peak else '-':>7}   {found}", flush=True)
    return number, code == 0


def main() -> int:
    words = parser().parse_args()
    chosen = [words.only] if words.only else readers()
    seconds = max(1, round(60 * words.minutes / len(chosen)))
    print(f"{'reader':<12} {'runs':>12} {'a second':>8} {'edges':>7} {'peak MB':>7}   found")
    results = [fuzz(reader, seconds, words.seed) for reader in chosen]
    print(f"{'all':<12} {sum(runs for runs, _ in results):>12,}")
    if all(good for _, good in results):
        return 0
    print("One input alone: build/asan/fuzz/READER_fuzz FILE; the log: build/asan/fuzz/READER.log",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
