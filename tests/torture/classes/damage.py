"""A flipped bit, a zeroed block or a cut in one file of a run folder."""

import random
from pathlib import Path

from harness.folders import OF_THE_MACHINE, differing, files_in
from harness.harm import Harm, need
from harness.judge import is_done
from harness.program import Ended
from harness.tries import FaultClass
from harness.workshop import KINDS, Kind, Workshop

BLOCK = 512
WATCHED = ["train.csv", "validation.csv", "checkpoint.npz", "metrics.json", "samples/end.npy"]
# Of the watched files and the others in turns; seeds are those of the try.
QUICK, FULL = 24, 400


def flip(data: bytearray, dice: random.Random) -> str:
    at = dice.randrange(len(data))
    bit = dice.randrange(8)
    data[at] ^= 1 << bit
    return f"bit {bit} of byte {at} flipped"


def zero(data: bytearray, dice: random.Random) -> str:
    at = dice.randrange(len(data)) // BLOCK * BLOCK
    end = min(at + BLOCK, len(data))
    data[at:end] = bytes(end - at)
    return f"bytes {at} to {end} zeroed"


def cut(data: bytearray, dice: random.Random) -> str:
    length = dice.randrange(len(data))
    del data[length:]
    return f"cut to {length} bytes"


def chosen_file(folder: Path, number: int, dice: random.Random) -> str:
    names = sorted(name for name in files_in(folder) if not name.endswith(".part"))
    watched = [name for name in WATCHED if name in names]
    return watched[number // 2 % len(watched)] if number % 2 else dice.choice(names)


def need_unharmed(shop: Workshop, kind: Kind, folder: Path, ended: Ended, damaged: str) -> None:
    """A picture of training that can't be made again is named; seconds and the machine are no
    results; all else is equal."""
    if damaged in OF_THE_MACHINE:
        return
    remarks = differing(shop.finished(kind), folder)
    if damaged.startswith("grids/") and Path(damaged).name in ended.err:
        remarks = [remark for remark in remarks if damaged not in remark]
    need(not remarks, f"done, exit code 0, with silent damage: {', '.join(remarks[:3])}")


def attempt(shop: Workshop, place: Path, number: int) -> None:
    dice = random.Random(number)
    kind = KINDS[number % len(KINDS)]
    state, begin = dice.choice([("finished", shop.finished), ("interrupted", shop.interrupted)])
    folder = shop.copy(begin(kind), place)
    name = chosen_file(folder, number, dice)
    data = bytearray((folder / name).read_bytes())
    what = dice.choice([flip, flip, zero, cut])(data, dice)
    (folder / name).write_bytes(data)
    copy = shop.copy(folder, place / "for-report")
    try:
        ended = shop.program.run(shop.run_words(kind, folder, "--resume"))
        if is_done(ended):
            need_unharmed(shop, kind, folder, ended, name)
        if number % 4 < 2:
            is_done(shop.program.run(["report", str(copy)]))
    except Harm as harm:
        raise Harm(f"{state} {kind}, {name}, {what}: {harm}")


DAMAGE = FaultClass("damage", "a flipped bit, a zeroed block, a cut in a file of a finished or "
                    "interrupted run, then run --resume and report",
                    lambda shop, full: list(range(1, (FULL if full else QUICK) + 1)), attempt)
