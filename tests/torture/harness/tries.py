"""A class of faults, and its tries, two at a time."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from harness.harm import Harm
from harness.strays import end_strays
from harness.workshop import Workshop

TOGETHER = 2


@dataclass(frozen=True)
class FaultClass:
    name: str
    fault: str  # what is done, for the table
    # The tries, each by a number that says all of it: the same number is the same try.
    numbers: Callable[[Workshop, bool], list[int]]  # bool: all of them, or those of --quick
    attempt: Callable[[Workshop, Path, int], None]  # in an empty folder of its own; throws Harm
    lacks: Callable[[Workshop], str] = lambda shop: ""  # why it can't be tried here


@dataclass
class Result:
    fault_class: FaultClass
    skipped: str = ""
    tried: int = 0
    failures: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0


def spread(numbers: list[int], count: int) -> list[int]:
    """So many of them, evenly."""
    if len(numbers) <= count:
        return numbers
    return [numbers[i * len(numbers) // count] for i in range(count)]


def harm_of(shop: Workshop, fault_class: FaultClass, number: int) -> str:
    """One try; empty when the program survived it."""
    place = shop.scratch / "tries" / f"{fault_class.name}-{number}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        fault_class.attempt(shop, place, number)
    except Harm as harm:
        return str(harm)
    except OSError as error:  # somebody wrote there when nobody should
        return f"the try can't go on: {error}"
    finally:
        end_strays(place)
        shutil.rmtree(place, ignore_errors=True)
    return ""


def tried(shop: Workshop, fault_class: FaultClass, numbers: list[int], enough: int = 0) -> Result:
    """The tries of these numbers; no more after so many failures, if not 0."""
    begin = time.monotonic()
    result = Result(fault_class, skipped=fault_class.lacks(shop))

    def attempt(number: int) -> None:
        if enough and len(result.failures) >= enough:
            return
        harm = harm_of(shop, fault_class, number)
        result.tried += 1
        if harm:
            result.failures.append((number, harm))

    if not result.skipped:
        pool = ThreadPoolExecutor(TOGETHER)
        try:
            list(pool.map(attempt, numbers))
        finally:
            pool.shutdown(cancel_futures=True)  # after Ctrl-C only those that have begun end
    result.failures.sort()
    result.seconds = time.monotonic() - begin
    return result
