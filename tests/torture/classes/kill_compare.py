"""Kills of the process of a comparison, whose children must end with it."""

import random
import shutil
import signal
import time
from pathlib import Path

from harness.folders import snapshot
from harness.harm import Harm, need
from harness.program import Running, wait_until
from harness.scenes import COMPARE, COMPARE_FORCE, Scene
from harness.strays import strays
from harness.tries import FaultClass, spread
from harness.workshop import Workshop

CHILDREN_END = 5  # seconds
# A number is 1000 x variant + seed or call.
PER_VARIANT = 1000


def need_quiet(place: Path) -> None:
    """All children have ended, and nobody writes any more."""
    need(wait_until(lambda: not strays(place), CHILDREN_END),
         f"children still run {CHILDREN_END} s after the comparison was killed")
    before = snapshot(place)
    time.sleep(0.2)
    need(snapshot(place) == before, "somebody still writes after the comparison was killed")


def at_random(scene: Scene, how: int):
    def attempt(shop: Workshop, place: Path, seed: int) -> None:
        dice = random.Random(seed)
        scene.before(shop, place)
        folder = place / "run"
        usual = shop.undisturbed("comparison", shop.compare_words)[1].seconds
        running = shop.program.start(scene.words(shop, folder))
        time.sleep(dice.random() * usual)
        running.send(how)
        ended = running.wait()
        need(ended.code in (0, 130, -how), f"{ended}")
        need_quiet(place)
        scene.mend(shop, folder)

    return attempt


def at_call(scene: Scene):
    def attempt(shop: Workshop, place: Path, call: int) -> None:
        scene.before(shop, place)
        folder = place / "run"
        ended = shop.program.run(scene.words(shop, folder), TORTURE_FOLDER=str(folder),
                                 TORTURE_KILL=str(call), TORTURE_LOSE="1")
        need(ended.code in (-signal.SIGKILL, 0), f"{ended}")
        need_quiet(place)
        scene.mend(shop, folder)

    return attempt


def is_removed(folder: Path) -> bool:
    """A child that is about to end may still add a file while its folder is emptied."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def is_measuring(folder: Path) -> bool:
    return any(folder.glob("*/seed-*/samples/noise_end.npy"))


def while_measuring(shop: Workshop, place: Path, seed: int) -> None:
    """Killed while a child measures for long; then another comparison takes the folder's name."""
    folder = place / "run"
    slow = ["--set", "shared.evaluation.long_run=1000000", "--set", "shared.training.iterations=2"]
    running: Running = shop.program.start(shop.compare_words(folder, "--quiet", *slow))
    measuring = wait_until(lambda: is_measuring(folder) or running.is_over(), 60)
    time.sleep(random.Random(seed).random())
    running.send(signal.SIGKILL)
    ended = running.wait()
    need(measuring and ended.code == -signal.SIGKILL, f"did not measure for long: {ended}")
    wait_until(lambda: is_removed(folder), CHILDREN_END)
    COMPARE.mend(shop, folder)
    need(wait_until(lambda: not strays(place), CHILDREN_END),
         f"children still measure {CHILDREN_END} s after the comparison was killed")
    need_quiet(place)
    COMPARE.need_whole(shop, folder)


# Name, what is done, and how many of it in --full and --quick.
VARIANTS = [
    ("SIGKILL", at_random(COMPARE, signal.SIGKILL), 20, 2),
    ("SIGTERM", at_random(COMPARE, signal.SIGTERM), 6, 1),
    ("SIGINT", at_random(COMPARE, signal.SIGINT), 6, 0),
    ("SIGKILL while measuring", while_measuring, 4, 1),
    ("SIGKILL of --force", at_random(COMPARE_FORCE, signal.SIGKILL), 20, 1),
    ("power cut at a call", at_call(COMPARE), 30, 1),
    ("power cut at a call of --force", at_call(COMPARE_FORCE), 40, 1),
]
SCENE_OF_CALLS = {5: COMPARE, 6: COMPARE_FORCE}


def numbers(shop: Workshop, full: bool) -> list[int]:
    found = []
    for index, (_, _, all_of_it, some) in enumerate(VARIANTS):
        count = all_of_it if full else some
        if index in SCENE_OF_CALLS:
            calls = len(SCENE_OF_CALLS[index].calls(shop)) if count else 0
            chosen = spread(range(1, calls + 1), count + 1)[1:]
        else:
            chosen = range(1, count + 1)
        found += [PER_VARIANT * index + n for n in chosen]
    return found


def attempt(shop: Workshop, place: Path, number: int) -> None:
    index, seed = divmod(number, PER_VARIANT)
    name, variant, _, _ = VARIANTS[index]
    try:
        variant(shop, place, seed)
    except Harm as harm:
        raise Harm(f"{name}: {harm}")


KILL_COMPARE = FaultClass("kill_compare", "kill or stop of a comparison, at random, while its "
                          "children measure, at its file calls, with --force", numbers, attempt)
