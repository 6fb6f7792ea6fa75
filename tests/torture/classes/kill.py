"""Kills and stops at random moments of a run, once or several times before it may end."""

import random
import signal
import time
from pathlib import Path

from harness.folders import need_equal
from harness.harm import need
from harness.judge import need_done
from harness.program import wait_until
from harness.tries import FaultClass
from harness.workshop import KINDS, Workshop

STOP = 10  # seconds in which a run ends when it is asked to


def changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0


def attempt(shop: Workshop, place: Path, number: int) -> None:
    dice = random.Random(number)
    kind = KINDS[number % len(KINDS)]
    folder = place / "run"
    words = shop.run_words(kind, folder, "--quiet", "--resume")
    longest = shop.run_ended(kind).seconds
    for _ in range(dice.randint(1, 3)):
        before = changed(folder / "state.json")
        running = shop.program.start(words)
        # It begins to write when the libraries are loaded.
        wait_until(lambda: changed(folder / "state.json") != before or running.is_over(), 60)
        time.sleep(dice.random() * 0.7 * longest)
        how = dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        running.send(how)
        need(wait_until(running.is_over, STOP), f"{how.name} is not answered within {STOP} s")
        ended = running.wait()
        need(ended.code in (0, 130, -how), f"{how.name}: {ended}")
    need_done(shop.program.run(words))
    need_equal(shop.finished(kind), folder)


KILL = FaultClass("kill", "SIGKILL, SIGTERM, SIGINT at random moments of a run, up to three times",
                  lambda shop, full: list(range(1, 101 if full else 11)), attempt)
