"""Two commands on one folder at once."""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from harness.folders import need_equal, need_equal_comparison
from harness.harm import Harm, need
from harness.judge import is_done
from harness.program import Ended
from harness.tries import FaultClass
from harness.workshop import BANK, GENERATOR, Workshop

Words = Callable[[Workshop, Path], list[str]]


@dataclass(frozen=True)
class Pair:
    name: str
    before: Callable[[Workshop, Path], None]
    commands: tuple[Words, Words]
    need_whole: Callable[[Workshop, Path, list[bool]], None]  # which of the two were done


def run(kind=GENERATOR, *more: str) -> Words:
    return lambda shop, folder: shop.run_words(kind, folder, "--quiet", *more)


def compare(*more: str) -> Words:
    return lambda shop, folder: shop.compare_words(folder, "--quiet", *more)


def report(shop: Workshop, folder: Path) -> list[str]:
    return ["report", str(folder)]


def nothing(shop: Workshop, place: Path) -> None:
    pass


def interrupted(shop: Workshop, place: Path) -> None:
    shop.copy(shop.interrupted(GENERATOR), place)


def finished(shop: Workshop, place: Path) -> None:
    shop.copy(shop.finished(BANK), place)


def need_run(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(any(done), "neither of the two was done")
    need_equal(shop.finished(GENERATOR), folder)


def need_one_seed(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(done.count(True) == 1, "not one of the two was done")
    need_equal(shop.finished(GENERATOR if done[0] else GENERATOR.other()), folder)


def need_comparison(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(any(done), "neither of the two was done")
    need_equal_comparison(shop.comparison(), folder)


def need_comparison_of_first(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(done[0], "the comparison was not done beside a report")
    need_equal_comparison(shop.comparison(), folder)


def need_report(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(any(done), "neither of the two was done")
    need_equal(shop.reported(BANK), folder)


def need_run_of_first(shop: Workshop, folder: Path, done: list[bool]) -> None:
    need(done[0], "the run was not done beside a report")
    for name in ("train.csv", "metrics.json", "checkpoint.npz"):
        need((folder / name).read_bytes() == (shop.finished(GENERATOR) / name).read_bytes(),
             f"{name} differs")


PAIRS = [
    Pair("run and run", nothing, (run(), run()), need_run),
    Pair("run --resume twice", interrupted,
         (run(GENERATOR, "--resume"), run(GENERATOR, "--resume")), need_run),
    Pair("runs of two seeds", nothing, (run(), run(GENERATOR.other())), need_one_seed),
    Pair("run --force twice", lambda shop, place: shop.copy(shop.finished(BANK), place),
         (run(GENERATOR, "--force"), run(GENERATOR, "--force")), need_run),
    Pair("report and report", finished, (report, report), need_report),
    Pair("run and report", interrupted, (run(GENERATOR, "--resume"), report), need_run_of_first),
    Pair("compare and compare", nothing, (compare(), compare()), need_comparison),
    Pair("compare and report", lambda shop, place: shop.copy(shop.comparison(), place),
         (compare("--resume"), report), need_comparison_of_first),
]
REFUSALS = ["another coopbench process", "is not empty"]


def is_done_or_refused(ended: Ended) -> bool:
    """False for a command that left the folder to the other; Harm for one that failed over it."""
    if is_done(ended):
        return True
    need(any(words in ended.err for words in REFUSALS), f"fails: {ended}")
    return False


# A number is pair + len(PAIRS) x round; the seed of how long the second waits.
FULL_ROUNDS = 8


def attempt(shop: Workshop, place: Path, number: int) -> None:
    pair = PAIRS[number % len(PAIRS)]
    pair.before(shop, place)
    folder = place / "run"
    first = shop.program.start(pair.commands[0](shop, folder))
    time.sleep(random.Random(number).choice([0, 0, 0.02, 0.1]))
    second = shop.program.start(pair.commands[1](shop, folder))
    ended: list[Ended] = [first.wait(), second.wait()]
    try:
        pair.need_whole(shop, folder, [is_done_or_refused(one) for one in ended])
    except Harm as harm:
        raise Harm(f"{pair.name}: {harm}")


def numbers(shop: Workshop, full: bool) -> list[int]:
    return list(range(len(PAIRS) * (FULL_ROUNDS if full else 1)))


TWO_PROCESSES = FaultClass("two_processes", "two runs, comparisons or reports at once on one "
                           "folder", numbers, attempt)
