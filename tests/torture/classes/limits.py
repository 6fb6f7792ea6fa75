"""Limits of the process: length of a file, memory, open files."""

from pathlib import Path

from harness.harm import Harm, need
from harness.program import Ended
from harness.scenes import REPORT, RUN
from harness.tries import FaultClass, spread
from harness.workshop import Workshop

SCENES = [RUN, REPORT]
LIMITS = ["fsize", "as", "nofile"]
UNIT = {"fsize": 256, "as": 1 << 20, "nofile": 1}  # bytes, bytes, files
# Beyond what the program needs to say its version: below that it is the loader that fails.
# Less than a message takes is no length for a file: it could not say anything.
BEYOND = {"fsize": [*range(1, 100, 3), *range(100, 1300, 50)],
          "as": [*range(0, 200, 8), *range(200, 800, 50)],
          "nofile": range(0, 24)}
QUICK = {"fsize": 3, "as": 2, "nofile": 2}
CASES = [(scene, limit) for scene in SCENES for limit in LIMITS]
# A number is 10000 x case + units beyond.
PER_CASE = 10000


def version(shop: Workshop, limit: str, value: int) -> Ended:
    return shop.program.run(["version"], before=["prlimit", f"--{limit}={value}"])


def least(shop: Workshop, limit: str) -> int:
    """The least limit with which the program starts at all."""
    def search() -> int:
        low, high = 0, {"fsize": 1, "as": 1 << 14, "nofile": 64}[limit]
        while high - low > 1:
            middle = (low + high) // 2
            fits = version(shop, limit, middle * UNIT[limit]).code == 0
            low, high = (low, middle) if fits else (middle, high)
        return high

    return 0 if limit == "fsize" else shop.once(f"least {limit}", search)


def numbers(shop: Workshop, full: bool) -> list[int]:
    found = []
    for index, (_, limit) in enumerate(CASES):
        beyond = list(BEYOND[limit])
        found += [PER_CASE * index + n
                  for n in (beyond if full else spread(beyond, QUICK[limit] + 1)[1:])]
    return found


def attempt(shop: Workshop, place: Path, number: int) -> None:
    index, beyond = divmod(number, PER_CASE)
    scene, limit = CASES[index]
    value = (least(shop, limit) + beyond) * UNIT[limit]
    scene.before(shop, place)
    folder = place / "run"
    try:
        ended = shop.program.run(scene.words(shop, folder),
                                 before=["prlimit", f"--{limit}={value}"])
        scene.need_survived(shop, ended, folder)
    except Harm as harm:
        raise Harm(f"{scene.name}, {limit} {value}: {harm}")


LIMITS_CLASS = FaultClass("limits", "RLIMIT_FSIZE, RLIMIT_AS, RLIMIT_NOFILE under run and report",
                          numbers, attempt)
