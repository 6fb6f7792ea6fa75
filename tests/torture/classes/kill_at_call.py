"""A kill at each file call of a command, and a power cut there, which loses what was not synced."""

import signal
from pathlib import Path

from harness.harm import Harm
from harness.scenes import FORCE, REPORT, RESUME, RUN
from harness.tries import FaultClass, spread
from harness.workshop import Workshop

SCENES = [RUN, RESUME, FORCE, REPORT]
# A number is 10000 x scene + 2 x call, and 1 more for a power cut.
PER_SCENE = 10000
QUICK = 6  # calls of a scene


def numbers(shop: Workshop, full: bool) -> list[int]:
    found = []
    for index, scene in enumerate(SCENES):
        calls = scene.telling_calls(shop)
        # In turns one and the other, the first call with a power cut.
        found += [PER_SCENE * index + 2 * call + (n + 1) % 2
                  for n, call in enumerate(calls if full else spread(calls, QUICK))]
    return found


def attempt(shop: Workshop, place: Path, number: int) -> None:
    scene = SCENES[number // PER_SCENE]
    call, cut = divmod(number % PER_SCENE, 2)
    scene.before(shop, place)
    folder = place / "run"
    ended = shop.program.run(scene.words(shop, folder), TORTURE_FOLDER=str(folder),
                             TORTURE_KILL=str(call), **({"TORTURE_LOSE": "1"} if cut else {}))
    if ended.code not in (-signal.SIGKILL, 0):
        raise Harm(f"{scene.name}: {ended}")
    try:
        scene.mend(shop, folder)
    except Harm as harm:
        at = scene.calls(shop)[min(call, len(scene.calls(shop))) - 1]
        raise Harm(f"{scene.name} at {at.kind} {Path(at.path).name}: {harm}")


KILL_AT_CALL = FaultClass("kill_at_call", "kill or power cut at the n-th file call of run, "
                          "run --resume, run --force, report", numbers, attempt)
