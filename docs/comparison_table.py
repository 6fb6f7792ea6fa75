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
    """By their keys; none of a run that has not ended."""
    file = run / "metrics.json"
    return {row["key"]: row for row in json.loads(file.read_text())["rows"]} if file.exists() else {}


def number(row: dict | None) -> str:
    value = row and row.get("estimate")
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
    baselines = {}
    for method in record["methods"]:
        runs = [folder / method / f"seed-{seed}" for seed in record["seeds"]]
        found = [rows(run) for run in runs]
        baselines = next(filter(None, found), baselines)
        cells = [", ".join(number(of_run.get(key)) for of_run in found) for key in keys]
        verdicts = Counter(of_run["stability.verdict"]["word"] for of_run in found if of_run)
        words = ", ".join(f"{count} {word}" if len(runs) > 1 else word
                          for word, count in verdicts.most_common())
        iterations = {json.loads((run / "state.json").read_text())["iteration"]
                      for run, of_run in zip(runs, found) if of_run}
        print(f"| `{method}` | {', '.join(map(str, sorted(iterations)))} | {' | '.join(cells)} | {words} |")
    print("\nUniform noise has MMD² {}, training images {}.".format(
        *(number(baselines.get(f"baselines.{name}")) for name in ("uniform_noise", "target"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
