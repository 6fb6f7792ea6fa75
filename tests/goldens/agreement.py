"""Cases for tests/metrics/agreement_test.cpp: what independent packages say of small inputs.

A script a family makes them and writes tests/data_files/metrics/FAMILY.json beside the inputs:

    inputs, cases = Inputs(), Cases("neighbours")
    cases.add({"name": "precision", "k": 3}, [inputs.x, inputs.y], value, "prdc 0.2")
    cases.write()
"""
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "data_files" / "metrics"


def saved(name, array):
    """Writes the array as an input file and returns its name."""
    FOLDER.mkdir(exist_ok=True)
    np.save(FOLDER / f"{name}.npy", np.ascontiguousarray(array))
    return f"{name}.npy"


def loaded(name):
    return np.load(FOLDER / name)


class Inputs:
    """Inputs that families share: float64, generated [m, D] first."""

    def __init__(self):
        random = np.random.default_rng(1)
        self.x = saved("x", random.normal(size=(60, 5)) * 0.9 + 0.3)  # generated
        self.y = saved("y", random.normal(size=(50, 5)))  # real
        self.x50 = saved("x50", loaded(self.x)[:50])  # as many as y
        integers = np.arange(48.0).reshape(16, 3)
        self.q = saved("q", integers[8:] / 47)  # the generated rows of data A
        self.p = saved("p", integers[:8] / 23)


class Cases:
    def __init__(self, family):
        self.family, self.cases = family, []

    def add(self, metric, inputs, expected, source, key="/estimate", tolerance=1e-5, space=None):
        """`source` begins with a package's name, whose version is added. `key` is a JSON pointer into
        the metric's result. The tolerance is a relative error: 1e-3 only for what has a matrix root or
        a sort over ties in it."""
        package, _, rest = source.partition(" ")
        case = {
            "metric": metric,
            "inputs": inputs,
            "key": key,
            "expected": float(expected),
            "tolerance": tolerance,
            "source": f"{package} {version(package)} {rest}".strip() if package[0].islower() or package == "POT" else source,
        }
        if space:
            case["space"] = space
        self.cases.append(case)

    def write(self):
        text = json.dumps({"cases": self.cases}, indent=1)
        (FOLDER / f"{self.family}.json").write_text(text + "\n")
        print(f"{self.family}: {len(self.cases)} cases")
