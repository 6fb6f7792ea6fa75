"""Writes what a comparison's runs measured as a table of docs/larger-comparisons.md: a row a method,
in a cell the values of its seeds.

    python3 docs/comparison_table.py runs/cifar10_three quality.random_convs.energy_distance

Of metrics.json are taken the rows named, behind MMD², before MMD² after further steps and the verdict.
"""

import json
import sys
from collections import Counter
from pathlib import Path


def rows(run: Path) -> dict[str, dict]:
    return {row["key"]: row for row in json.loads((run / "metrics.json").read_text())["rows"]}


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.4f}"


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    record = json.loads((folder / "comparison.json").read_text())
    keys = ["mmd2.end", *sys.argv[2:], "further.ends.after"]
    print("| method | iterations | " + " | ".join(f"`{key}`" for key in keys) + " | verdict |")
    print("|---" * (len(keys) + 3) + "|")
    for method in record["methods"]:
        runs = [folder / method / f"seed-{seed}" for seed in record["seeds"]]
        found = [rows(run) for run in runs]
        states = [json.loads((run / "state.json").read_text())["iteration"] for run in runs]
        cells = [", ".join(number(of_run[key]["estimate"]) for of_run in found) for key in keys]
        verdicts = Counter(of_run["stability.verdict"]["word"] for of_run in found).most_common()
        words = ", ".join(f"{count} {word}" if len(runs) > 1 else word for word, count in verdicts)
        counts = sorted(set(states))
        print(f"| `{method}` | " + ", ".join(map(str, counts)) + " | " + " | ".join(cells)
              + f" | {words} |")
    base = found[0]
    print("\nUniform noise has MMD² {}, training images {}.".format(
        *(number(base[f"baselines.{name}"]["estimate"]) for name in ("uniform_noise", "target"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
