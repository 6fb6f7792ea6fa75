"""tests/same_runs.py BEFORE AFTER: are all runs below BEFORE those below AFTER, to the bit?

Compares train.csv, the samples and the arrays of checkpoint.npz of each run folder, and says for
each what differs and by how much. Exit code 1 when something does. Names after the two folders are
left out, such as noise_end.npy."""

import sys
from pathlib import Path

import numpy as np


def arrays(path: Path) -> dict[str, np.ndarray]:
    if path.suffix == ".npy":
        return {path.name: np.load(path)}
    with np.load(path) as archive:
        return {f"{path.name}:{name}": archive[name] for name in archive.files}


def difference(a: np.ndarray, b: np.ndarray) -> str:
    if a.shape != b.shape or a.dtype != b.dtype:
        return f"{a.dtype}{list(a.shape)} and {b.dtype}{list(b.shape)}"
    if a.tobytes() == b.tobytes():
        return ""
    apart = np.abs(a.astype(np.float64) - b.astype(np.float64)).max()
    return f"differs by up to {apart:.3g} of {np.abs(a).max():.3g}"


def differences(before: Path, after: Path, left_out: set[str]) -> list[str]:
    found = []
    if (before / "train.csv").read_bytes() != (after / "train.csv").read_bytes():
        found.append("train.csv differs")
    for old in sorted([*before.glob("samples/*.npy"), before / "checkpoint.npz"]):
        if old.name in left_out:
            continue
        new = arrays(after / old.relative_to(before))
        for name, array in arrays(old).items():
            said = difference(array, new[name]) if name in new else "is missing"
            if said:
                found.append(f"{name} {said}")
    return found


def main(before: Path, after: Path, *left_out: str) -> int:
    runs = sorted(path.parent for path in before.rglob("train.csv"))
    failed = 0
    for run in runs:
        found = differences(run, after / run.relative_to(before), set(left_out))
        print(f"{run.relative_to(before)}: {'; '.join(found) or 'equal to the bit'}")
        failed += bool(found)
    print(f"{len(runs) - failed} of {len(runs)} runs equal")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
