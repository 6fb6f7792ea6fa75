"""Is anything of ours slower than it was?"""

from driver.results import ROOF, Result, Run

ALLOWED = 1.10


def slowdowns(old: Run, new: Run) -> list[str]:
    """A line for each row of ours whose median rose by more than a tenth, in seconds (raw) or in
    units of the matrix product measured in its own run (relative)."""
    lines = []
    for result in new.results:
        before = old.find(*result.key)
        if result.peer or result.row == ROOF or before is None:
            continue
        if not result.times:
            lines.append(f"{label(result)}: was measured before, now: {result.message}")
            continue
        ratios = {"raw": result.median / before.median}
        roofs = old.roof(result.threads), new.roof(result.threads)
        if all(roofs):
            ratios["relative to the matrix product"] = (
                ratios["raw"] * roofs[0].median / roofs[1].median)
        slower = [f"{ratio:.2f} x {kind}" for kind, ratio in ratios.items() if not ratio <= ALLOWED]
        if slower:
            lines.append(f"{label(result)}: slower, {', '.join(slower)}")
    return lines


def label(result: Result) -> str:
    return f"{result.row}, {result.contestant}, {result.threads} thread(s)"
