"""replay.py RUN_FOLDER [ITERATION...]: does an independent program get the iterations that a run
recorded (`training.record`), all or those that are named?

Draws everything that follows from the seed by itself, and does the rest of an iteration in float64
from what stands in RUN_FOLDER/record/: docs/random-numbers.md, docs/methods.md. Prints a line a
check. Exit code 1 where one fails, 2 where there is nothing to check, 77 without NumPy. Nets with
convolutions need PyTorch; without it what they are needed for is skipped.
"""

import sys
from collections.abc import Callable
from pathlib import Path

try:
    import numpy as np
except ImportError as error:
    print(f"skipped: NumPy is not here ({error})")
    sys.exit(77)

from draws import check_batch, check_begin, check_starts
from methods import check_method
from nets import Unknown
from record import Checks, Record, read_records
from update import (Energy, check_counts, check_gradients, check_log, check_optimiser, check_steps)


def attempt(checks: Checks, what: str, check: Callable[[], object]) -> object:
    try:
        return check()
    except Unknown as unknown:
        checks.skip(what, unknown)
        return None


def check_record(record: Record, checks: Checks) -> None:
    checks.iteration = record.iteration
    for what, check in (("batch", check_batch), ("starts", check_starts), ("initial", check_begin),
                        ("counts", check_counts), ("ends: what the method makes of them",
                                                   check_method)):
        attempt(checks, what, lambda: check(record, checks))
    energy = attempt(checks, "steps, energies, gradients, update", lambda: Energy(record))
    if not isinstance(energy, Energy):
        return
    for what, step in (("steps", check_steps), ("train.csv", check_log),
                       ("gradients", check_gradients), ("optimiser", check_optimiser)):
        attempt(checks, what, lambda: step(record, checks, energy))


def main(folder: str, *iterations: str) -> int:
    try:
        records = read_records(Path(folder), [int(number) for number in iterations])
    except (OSError, ValueError, KeyError) as error:
        print(f"{folder}: {error}", file=sys.stderr)
        return 2
    if not records:
        print(f"{folder}: no iteration is recorded; run it with training.record", file=sys.stderr)
        return 2
    checks = Checks()
    with np.errstate(all="ignore"):
        for record in records:
            check_record(record, checks)
    print(f"{folder}: {checks.passed} checks passed, {checks.failed} failed, "
          f"{checks.skipped} skipped")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
