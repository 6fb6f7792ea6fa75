"""Recorded iterations of a run folder, and the list of what was checked of them."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from philox import Stream

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Record:
    config: dict
    iteration: int
    arrays: Arrays
    row: dict[str, float]  # of train.csv

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def folder(self, name: str) -> Arrays:
        return {path[len(name) + 1:]: array for path, array in self.arrays.items()
                if path.startswith(name + "/")}

    def stream(self, purpose: str) -> Stream:
        return Stream(self.config["seed"], purpose, self.iteration)

    def channels_and_side(self) -> tuple[int, int]:
        return self["batch/clean"].shape[1:3]


def read_records(folder: Path, wanted: list[int]) -> list[Record]:
    """Those of the run folder, or the wanted ones. Raises OSError, ValueError or KeyError for files
    that are missing or not what they should be."""
    config = json.loads((folder / "config.json").read_text())
    with open(folder / "train.csv", newline="") as lines:
        rows = {int(row["iteration"]): {name: float(value) if value else np.nan
                                        for name, value in row.items()}
                for row in csv.DictReader(lines)}
    files = ([folder / "record" / f"{number:06}.npz" for number in wanted] or
             sorted((folder / "record").glob("*.npz")))
    records = []
    for file in files:
        with np.load(file) as archive:
            arrays = {name: archive[name] for name in archive.files}
        number = int(arrays["iteration"])
        records.append(Record(config, number, arrays, rows[number]))
    return records


class Checks:
    """Prints a line a check; a NaN passes none."""

    def __init__(self) -> None:
        self.iteration = 0
        self.passed = self.failed = self.skipped = 0

    def within(self, what: str, error: float, bound: float, note: str = "") -> None:
        self.line("ok" if error <= bound else "FAILED", what,
                  f"error {error:.2g}, bound {bound:.2g}{note}")

    def near(self, what: str, mine: np.ndarray | float | list, theirs: np.ndarray | float | list,
             bound: float) -> None:
        """Do they differ by no more than the bound anywhere?"""
        a, b = np.asarray(mine, np.float64), np.asarray(theirs, np.float64)
        if a.shape != b.shape:
            self.line("FAILED", what, f"shapes {list(a.shape)} and {list(b.shape)}")
            return
        self.within(what, float(np.max(np.abs(a - b), initial=0)), bound,
                    f", largest {np.max(np.abs(b), initial=0):.3g}")

    def relative(self, what: str, mine: float, theirs: float, bound: float) -> None:
        """The same, in units of theirs."""
        self.near(what, mine, theirs, bound * abs(theirs))

    def equal(self, what: str, mine: np.ndarray | float | list, theirs: np.ndarray | float | list
              ) -> None:
        self.near(what, mine, theirs, 0)

    def skip(self, what: str, why: object) -> None:
        self.line("skipped", what, str(why))

    def line(self, verdict: str, what: str, text: str) -> None:
        self.passed += verdict == "ok"
        self.failed += verdict == "FAILED"
        self.skipped += verdict == "skipped"
        print(f"{verdict:7} {self.iteration:6}  {what:44} {text}", flush=True)
