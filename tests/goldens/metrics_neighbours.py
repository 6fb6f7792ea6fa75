"""Expected values of precision, recall, density and coverage for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_neighbours.py   (numpy, prdc, torch-fidelity)
"""
import numpy as np
import torch
from prdc import compute_prdc
from torch_fidelity.metric_prc import calculate_precision_recall_full

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("neighbours")
random = np.random.default_rng(2)
# Several blocks of rows; a generator that has dropped half of the data; a lattice full of ties, with
# repeated rows.
many_x = saved("many_x", (random.normal(size=(1100, 2)) * 0.8).astype(np.float32))
many_y = saved("many_y", random.normal(size=(700, 2)).astype(np.float32))
dropped = saved("dropped", loaded(many_y)[loaded(many_y)[:, 0] > 0.3])
lattice_x = saved("lattice_x", random.integers(0, 6, size=(70, 2)).astype(np.float32))
lattice_y = saved("lattice_y", random.integers(1, 8, size=(60, 2)).astype(np.float32))

pairs = ((inputs.x, inputs.y), (inputs.q, inputs.p), (many_x, many_y), (dropped, many_y),
         (lattice_x, lattice_y))
for generated, real in pairs:
    x, y = loaded(generated).astype(float), loaded(real).astype(float)
    for k in (1, 3, 5):
        values = compute_prdc(real_features=y, fake_features=x, nearest_k=k)
        for name, value in values.items():
            cases.add({"name": name, "k": k}, [generated, real], value, "prdc compute_prdc")
        # Spaced evenly on a line, these rows are all on borders, where torch's rounding decides.
        if generated == inputs.q:
            continue
        found = calculate_precision_recall_full(torch.tensor(x), torch.tensor(y), k)
        for name, value in zip(("precision", "recall"), found):
            cases.add({"name": f"improved_{name}", "k": k}, [generated, real], value,
                      "torch-fidelity calculate_precision_recall_full")

# The default k.
x, y = loaded(inputs.x), loaded(inputs.y)
for name, value in compute_prdc(y, x, 5).items():
    cases.add({"name": name}, [inputs.x, inputs.y], value, "prdc compute_prdc")
for name, value in zip(("precision", "recall"),
                       calculate_precision_recall_full(torch.tensor(x), torch.tensor(y), 3)):
    cases.add({"name": f"improved_{name}"}, [inputs.x, inputs.y], value,
              "torch-fidelity calculate_precision_recall_full")

# Data A as the reference has it, and how many balls of the lattice have no radius.
for name, value in (("precision", 1), ("recall", 0.625), ("density", 1.25), ("coverage", 0.75)):
    cases.add({"name": name, "k": 3}, [inputs.q, inputs.p], value, "Published")
rows = loaded(lattice_y)
zero = np.mean([(rows == row).all(1).sum() > 1 for row in rows]) * len(rows)
assert 0 < zero < len(rows)
cases.add({"name": "precision", "k": 1}, [lattice_x, lattice_y], zero, "numpy rows that repeat",
          "/details/zero_radii")
cases.write()
