"""Folders that somebody made to do harm: links that lead out, pipes, endless files, wild JSON."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from harness import hostile
from harness.folders import snapshot
from harness.harm import Harm, need
from harness.judge import is_done, need_no_crash
from harness.scenes import other_comparison
from harness.tries import FaultClass, spread
from harness.workshop import BANK, Workshop

SECONDS, MEGABYTES = 5, 300  # more than usual
MOST_MEMORY = 12 << 30  # bytes, so that a try can't take the machine with it

Before = Callable[[Workshop, Path], None]


@dataclass(frozen=True)
class Case:
    name: str
    command: str
    before: Before


def on_run(begin: str, name: str, change: Callable[[Path], None]) -> Before:
    """A run folder with one file or folder of this name changed."""
    def before(shop: Workshop, place: Path) -> None:
        made = shop.interrupted(BANK) if begin == "interrupted" else shop.finished(BANK)
        change(shop.copy(made, place) / name)

    return before


def on_comparison(change: Callable[[Path, Path], None]) -> Before:
    def before(shop: Workshop, place: Path) -> None:
        change(shop.copy(other_comparison(shop), place), hostile.outside(place))

    return before


def with_methods(name: str) -> Callable[[Path, Path], None]:
    def change(folder: Path, outside: Path) -> None:
        file = folder / "comparison.json"
        tree = json.loads(file.read_text())
        tree["methods"] = [str(outside) if name == "ABSOLUTE" else name]
        file.write_text(json.dumps(tree))

    return change


def with_file(name: str, change_file: Callable[[Path], None]) -> Callable[[Path, Path], None]:
    return lambda folder, outside: change_file(folder / name)


def cases() -> list[Case]:
    found = []

    def add(name: str, change: Callable, commands: list[str]) -> None:
        for command in commands:
            begin = "interrupted" if command == "continue" else "finished"
            found.append(Case(f"{name}: {change.__name__}", command, on_run(begin, name, change)))

    for name in hostile.RUN_FILES:
        for change in [hostile.fifo, hostile.link_to_secret, hostile.link_to_copy, hostile.folder,
                       hostile.loop, hostile.garbage]:
            add(name, change, ["report", "resume", "continue", "force"])
        for change in [hostile.endless, hostile.sparse]:
            add(name, change, ["report", "continue"])
    for name in hostile.TEMPORARY:
        for change in [hostile.link_to_secret, hostile.fifo, hostile.folder]:
            add(name, change, ["report", "continue", "force"])
    for name in hostile.FOLDERS:
        for change in [hostile.link_to_folder, hostile.garbage]:
            add(name, change, ["report", "resume", "continue", "force"])
    for name in hostile.JSON_FILES:
        for change in [hostile.deep, hostile.deep_inside]:
            add(name, change, ["report", "resume", "continue", "force"])
        for number in range(40):
            found.append(Case(f"{name}: wrong value {number}", ["report", "resume"][number % 2],
                              on_run("finished", name, hostile.wrong_type(7 * number))))
    for name in ["train.csv", "time.csv", "validation.csv"]:
        for number in range(24):
            found.append(Case(f"{name}: wrong number {number}", ["report", "continue"][number % 2],
                              on_run("interrupted", name, hostile.wrong_number(5 * number))))
    for name in hostile.NAMES:
        for command in ["report", "compare --force", "compare --resume"]:
            found.append(Case(f"comparison.json: method {name[:20]!r}", command,
                              on_comparison(with_methods(name))))
    for name, change in [("coopnets", hostile.link_to_folder),
                         ("coopnets/seed-1", hostile.link_to_folder),
                         ("comparison.json", hostile.deep), ("comparison.json", hostile.fifo),
                         ("comparison.json", hostile.endless), ("preset.json", hostile.deep),
                         ("preset.json", hostile.fifo), ("preset.json", hostile.link_to_copy),
                         (".comparison.json.part", hostile.link_to_secret),
                         (".preset.json.part", hostile.link_to_secret),
                         ("report.html", hostile.link_to_secret)]:
        for command in ["report", "compare --force", "compare --resume"]:
            found.append(Case(f"{name}: {change.__name__}", command,
                              on_comparison(with_file(name, change))))
    return found


CASES = cases()  # a number is a place in this list


def words(shop: Workshop, command: str, folder: Path) -> list[str]:
    if command == "report":
        return ["report", str(folder)]
    if command.startswith("compare"):
        return shop.compare_words(folder, "--quiet", command.split()[1])
    return shop.run_words(BANK, folder, "--force" if command == "force" else "--resume")


def need_no_secret(page: Path) -> None:
    if page.is_symlink() or not page.is_file():
        return
    text = page.read_bytes()
    for secret in (hostile.MARKER, base64.b64encode(hostile.MARKER).rstrip(b"=")[:-2]):
        need(secret not in text, "the page holds a file from outside of the folder")


def attempt(shop: Workshop, place: Path, number: int) -> None:
    case = CASES[number]
    case.before(shop, place)
    hostile.outside(place)
    folder = place / "run"
    untouched = snapshot(place, leave_out=folder)
    usual = shop.report_ended(BANK) if case.command == "report" else shop.run_ended(BANK)
    longest = SECONDS + 4 * usual.seconds * (2 if case.command.startswith("compare") else 1)
    try:
        ended = shop.program.run(words(shop, case.command, folder), limit=longest,
                                 before=["prlimit", f"--as={MOST_MEMORY}"])
        if case.command.startswith("compare"):  # each run that failed has a line
            need_no_crash(ended)
        else:
            is_done(ended)
        need(ended.megabytes < usual.megabytes + MEGABYTES,
             f"took {ended.megabytes:.0f} MB in place of {usual.megabytes:.0f}")
        need(snapshot(place, leave_out=folder) == untouched, "something outside was changed")
        need_no_secret(folder / "report.html")
    except Harm as harm:
        raise Harm(f"{case.command}, {case.name}: {harm}")


HOSTILE = FaultClass("hostile", "links that lead out, pipes, endless and huge files, JSON 100 000 "
                     "deep, wrong types and names in a folder",
                     lambda shop, full: list(range(len(CASES))) if full
                     else spread(range(len(CASES)), 30), attempt)
