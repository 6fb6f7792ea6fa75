"""Measures the contestants of a row in turns, so that a slow minute of the machine is everybody's."""

import contextlib
import sys
import time
from typing import Iterable, Iterator

from driver.contestants import Broken, Contestant
from driver.results import Result

TOO_LONG_TO_REPEAT = 20  # seconds of one measurement


def measure_once(contestant: Contestant, result: Result, least_seconds: float) -> bool:
    """False where it need not or can't be measured again."""
    begin = time.perf_counter()
    try:
        measured = contestant.measure(least_seconds)
    except Broken as error:
        result.message = str(error)
        return False
    result.times.append(measured.seconds)
    result.flop = measured.flop
    result.megabytes = max(result.megabytes, measured.megabytes)
    return time.perf_counter() - begin <= TOO_LONG_TO_REPEAT


def measure_row(contestants: list[Contestant], rounds: int, least_seconds: float) -> list[Result]:
    results = {id(one): Result(one.row, one.name, one.threads, one.peer) for one in contestants}
    with contextlib.ExitStack() as stack:
        going = []
        for contestant in contestants:
            try:
                stack.enter_context(contestant.ready())
                going.append(contestant)
            except (Broken, OSError) as error:
                results[id(contestant)].message = str(error)
        for _ in range(rounds):
            going = [one for one in going if measure_once(one, results[id(one)], least_seconds)]
            going = going[1:] + going[:1]  # nobody is always first
    return [results[id(one)] for one in contestants]


def measure(contestants: Iterable[Contestant], rounds: int,
            least_seconds: float) -> Iterator[list[Result]]:
    """The results row by row."""
    by_row: dict[str, list[Contestant]] = {}
    for contestant in contestants:
        by_row.setdefault(contestant.row, []).append(contestant)
    for row, those in by_row.items():
        print(f"perf: {row}: {', '.join(dict.fromkeys(one.name for one in those))}",
              file=sys.stderr, flush=True)
        yield measure_row(those, rounds, least_seconds)
