"""The n-th file call of one kind fails once."""

import errno
from itertools import product
from pathlib import Path

from harness.harm import Harm
from harness.judge import need_no_advice
from harness.scenes import FORCE, REPORT, RESUME, RUN
from harness.tries import FaultClass, spread
from harness.workshop import Workshop

SCENES = [RUN, RESUME, FORCE, REPORT]
KINDS = ["open", "read", "write", "fsync", "rename", "mkdir", "unlink", "truncate"]
ERRORS = [errno.EIO, errno.ENOSPC, errno.EACCES]
CASES = list(product(SCENES, KINDS, ERRORS))
# A number is 1000 x case + n.
PER_CASE = 1000
QUICK = 24


def numbers(shop: Workshop, full: bool) -> list[int]:
    found = []
    for index, (scene, kind, error) in enumerate(CASES):
        calls = scene.calls(shop)
        places = [n for n in scene.telling_calls(shop) if calls[n - 1].kind == kind]
        possible = [sum(call.kind == kind for call in calls[:n]) for n in places]
        # A program that minds one error minds the others: those are tried at every eighth call.
        possible = possible if error == errno.EIO else possible[ERRORS.index(error)::8]
        found += [PER_CASE * index + n for n in possible]
    return found if full else spread(found, QUICK)


def attempt(shop: Workshop, place: Path, number: int) -> None:
    index, n = divmod(number, PER_CASE)
    scene, kind, error = CASES[index]
    scene.before(shop, place)
    folder = place / "run"
    what = f"{scene.name}, {kind} {n}, {errno.errorcode[error]}"
    try:
        ended = shop.program.run(scene.words(shop, folder), TORTURE_FOLDER=str(folder),
                                 TORTURE_FAIL=f"{kind}:{n}:{error}")
        # A retry saves everything; a report has no options at all.
        need_no_advice(ended, "--force", *(["go on with --resume"] if scene is REPORT else []))
        scene.need_survived(shop, ended, folder)
    except Harm as harm:
        raise Harm(f"{what}: {harm}")


FAIL_CALL = FaultClass("fail_call", "the n-th open, read, write, fsync, rename, mkdir, unlink, "
                       "truncate fails with EIO, ENOSPC or EACCES", numbers, attempt)
