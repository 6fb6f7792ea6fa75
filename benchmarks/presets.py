"""Runs the small twins of the published presets and writes docs/presets.json, from which
docs/presets.md gets its table (./bench docs):

    python3 benchmarks/presets.py build/release/coopbench FOLDER [PRESET...]

Each preset is shown, for the hours that it would take here; its twin is compared into FOLDER, where
a comparison that is there already goes on. Without names all presets with a twin, the others are
kept as they are. CIFAR-10 is looked for in $COOPBENCH_DATA, or named by --cifar10.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "presets.json"


def presets() -> dict[str, dict]:
    return {file.stem: json.loads(file.read_text())
            for file in sorted((ROOT / "experiments" / "presets").rglob("*.json"))}


def expected(program: Path, name: str) -> str:
    shown = subprocess.run([program, "show", name], capture_output=True, text=True, check=True).stdout
    return re.search(r"evaluations left out: (.*) for \d+ run", shown)[1]


def rows(folder: Path) -> dict:
    metrics = json.loads((folder / "metrics.json").read_text())
    return {row["key"]: row for row in metrics["rows"]}


def runs(folder: Path) -> list[tuple[str, Path]]:
    record = json.loads((folder / "comparison.json").read_text())
    return [(method, folder / method / f"seed-{seed}")
            for method in record["methods"] for seed in record["seeds"]]


def text(row: dict | None) -> str:
    if row is None:
        return "-"
    if "word" in row:
        return row["word"]
    value = row.get("estimate")
    return "-" if value is None else f"{value:.4f}" if abs(value) < 10 else f"{value:.3g}"


def result(folder: Path) -> dict:
    claims = folder / "report" / "behaviour.json"
    found = {"methods": {}, "behaviour": json.loads(claims.read_text()) if claims.exists() else []}
    for method, run in runs(folder):
        of_run = rows(run)
        found["methods"][method] = {
            "verdict": text(of_run.get("stability.verdict")), "mmd2": text(of_run.get("mmd2.end")),
            "floor": text(of_run.get("baselines.target")),
            "noise": text(of_run.get("baselines.uniform_noise"))}
    return found


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("program", type=Path)
    words.add_argument("folder", type=Path)
    words.add_argument("presets", nargs="*")
    words.add_argument("--cifar10", help="folder or archive of CIFAR-10")
    words.add_argument("--no-times", action="store_true", help="keep the expected hours as they are")
    options = words.parse_intermixed_args()
    program, all_presets = options.program.resolve(), presets()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    wanted = options.presets or [name for name, p in all_presets.items() if p.get("small")]
    for name in wanted:
        preset, small = all_presets[name], all_presets[name]["small"]
        twin = all_presets[small]
        command = [program, "compare", small, "--out", options.folder / small]
        if twin["shared"]["data"]["name"] == "cifar10" and options.cifar10:
            command += ["--set", f"shared.data.files={options.cifar10}"]
        fresh = not (options.folder / small).exists()
        if not fresh:
            command.append("--resume")
        begun = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds = round(time.monotonic() - begun)
        if done.returncode != 0:
            print(f"{small}: {done.stderr.splitlines()[-1]}", file=sys.stderr)
            continue
        if not fresh:  # as measured before; a twin may be that of two presets
            seconds = next((r["seconds"] for r in results.values() if r["small"] == small), None)
        before = results.get(name, {})
        new = {"small": small, "seconds": seconds,
               "hours": before.get("hours") if options.no_times and before else expected(program, name),
               **result(options.folder / small)}
        results[name] = new
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        print(f"{name}: {small} {seconds} s", flush=True)
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
