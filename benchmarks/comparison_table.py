"""Writes what the ended runs of a comparison measured as a table of docs/larger-comparisons.md: a row
a method, in a cell the values of its seeds, or from five on their mean, least and largest.

    python3 benchmarks/comparison_table.py runs/cifar10_three quality.random_convs.energy_distance

Of metrics.json are taken the rows named, behind MMD², before MMD² after further steps and the verdict.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean

from presets import ROOT, rows, runs, text

sys.path.append(str(ROOT / "docs"))
from tables import table


def of_seeds(found: list[dict | None]) -> str:
    numbers = [row["estimate"] for row in found if row and row.get("estimate") is not None]
    if len(numbers) < max(5, len(found)):
        return ", ".join(map(text, found))
    mean, least, largest = (text({"estimate": value})
                            for value in (fmean(numbers), min(numbers), max(numbers)))
    return f"{mean} ({least} to {largest})"


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    keys = ["mmd2.end", *sys.argv[2:], "further.ends.after"]
    methods: dict[str, list[Path]] = {}
    for method, run in runs(Path(sys.argv[1])):
        if (run / "metrics.json").exists():
            methods.setdefault(method, []).append(run)
    lines, baselines = [], {}
    for method, ended in methods.items():
        found = [rows(run) for run in ended]
        baselines = found[0]
        iterations = {json.loads((run / "state.json").read_text())["iteration"] for run in ended}
        verdicts = Counter(text(of_run.get("stability.verdict")) for of_run in found)
        lines.append([f"`{method}`", ", ".join(map(str, sorted(iterations))),
                      *(of_seeds([of_run.get(key) for of_run in found]) for key in keys),
                      ", ".join(f"{count} {word}" if len(ended) > 1 else word
                                for word, count in verdicts.most_common())])
    print(table(["method", "iterations", *(f"`{key}`" for key in keys), "verdict"], lines))
    print("Uniform noise has MMD² {}, training images {}.".format(
        *(text(baselines.get(f"baselines.{name}")) for name in ("uniform_noise", "target"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
