"""What a stranger may put into a run folder, or into that of a comparison."""

import json
import os
import shutil
from pathlib import Path

MARKER = b"a secret of somebody else: \x00\xff\x17 must be in no page\n" * 4
DEEP = 100_000
HUGE = 20 << 30  # bytes of a sparse file

RUN_FILES = ["config.json", "state.json", "metrics.json", "machine.json", "checksums.json",
             "train.csv", "time.csv", "validation.csv", "checkpoint.npz", "samples/end.npy",
             "grids/data.png"]
JSON_FILES = ["config.json", "state.json", "metrics.json", "machine.json", "checksums.json"]
TEMPORARY = [".config.json.part", ".state.json.part", ".metrics.json.part", ".checkpoint.npz.part",
             ".checksums.json.part", ".report.html.part", "report.html", "grids/.data.png.part",
             "samples/.end.npy.part", "report/d.svg", "report/.d.dat.part", "report/d.dat"]
FOLDERS = ["grids", "samples", "report", "report/.drawing", "plots"]
WRONG_VALUES = [{}, [], "text", 1e308, -1, None, True, [[[]]], 2**70]
NAMES = ["../outside", "../../outside", "ABSOLUTE", "a/../../outside", "", ".", "..", "x/../..",
         "a\u0000b", "n" * 300, "run\n\u001b[31m", "report", "comparison.json"]


def outside(place: Path) -> Path:
    """The folder that nobody may touch, with things of the names that a run uses."""
    folder = place / "outside"
    for name in ["seed-1", "grids", "report"]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ["secret", "train.csv", "d.svg", "data.png", "end.npy", "log", "d.dat", "end.png",
                 "seed-1/keep", "seed-1/train.csv", "report/keep"]:
        (folder / name).write_bytes(MARKER)
    return folder


def removed(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


# Replacements of a file: functions of its path.

def fifo(path: Path) -> None:
    os.mkfifo(removed(path))


def endless(path: Path) -> None:
    removed(path).symlink_to("/dev/zero")


def loop(path: Path) -> None:
    removed(path).symlink_to(path)


def folder(path: Path) -> None:
    removed(path).mkdir()


def link_to_secret(path: Path) -> None:
    removed(path).symlink_to(outside(place_of(path)) / "secret")


def link_to_copy(path: Path) -> None:
    """The right content, but outside: nothing may be appended, cut or replaced there."""
    there = outside(place_of(path)) / f"copy-of-{path.name}"
    if path.is_file():
        shutil.copyfile(path, there)
    removed(path).symlink_to(there)


def link_to_folder(path: Path) -> None:
    """A folder with the right content, but outside."""
    there = outside(place_of(path)) / "taken"
    if path.is_dir():
        shutil.copytree(path, there)
    else:
        there.mkdir()
    (there / "keep").write_bytes(MARKER)
    removed(path).symlink_to(there)


def sparse(path: Path) -> None:
    with removed(path).open("wb") as file:
        file.truncate(HUGE)


def deep(path: Path) -> None:
    removed(path).write_text("[" * DEEP + "]" * DEEP)


def deep_inside(path: Path) -> None:
    """The right keys, and one more with a deep value."""
    text = path.read_text().rstrip() if path.exists() else "{}"
    removed(path).write_text(text[:-1].rstrip() + ', "deep": ' + "[" * DEEP + "]" * DEEP + "}")


def garbage(path: Path) -> None:
    removed(path).write_bytes(bytes(range(256)) * 64)


def place_of(path: Path) -> Path:
    """The folder that holds the folder `run`."""
    while path.name != "run":
        path = path.parent
    return path.parent


def wrong_type(number: int):
    """The values of one key after the other, all over the file, become another one."""
    value = WRONG_VALUES[number % len(WRONG_VALUES)]

    def change(path: Path) -> None:
        tree = json.loads(path.read_text()) if path.exists() else {}
        keys = list(paths_in(tree))
        keys = [key for key in keys if key[-1:] != ("schema_version",)] or [()]
        place = keys[number // len(WRONG_VALUES) % len(keys)]
        path.write_text(json.dumps(replaced(tree, place, value)))

    return change


def paths_in(tree, before: tuple = ()):
    items = tree.items() if isinstance(tree, dict) else (
        enumerate(tree) if isinstance(tree, list) else [])
    for key, value in items:
        yield (*before, key)
        yield from paths_in(value, (*before, key))


def replaced(tree, place: tuple, value):
    if not place:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[place[0]] = replaced(copy[place[0]], place[1:], value)
    return copy


def wrong_number(number: int):
    """One number of a log becomes something else."""
    word = ["1e308", "-1e308", "1e999", "nan", "word", "", "0x10", "9" * 400][number % 8]

    def change(path: Path) -> None:
        rows = [line.split(",") for line in path.read_text().splitlines()]
        row, column = 1 + number % (len(rows) - 1), number // 8 % len(rows[0])
        rows[row][column] = word
        path.write_text("\n".join(map(",".join, rows)) + "\n")

    return change
