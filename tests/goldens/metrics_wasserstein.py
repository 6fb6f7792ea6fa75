"""Expected values of the sliced Wasserstein distances for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_wasserstein.py   (numpy, scipy, POT)
"""
import numpy as np
import ot
from scipy.optimize import linear_sum_assignment

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("wasserstein")
random = np.random.default_rng(3)


def units(count, dimensions):
    rows = random.normal(size=(count, dimensions))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


axes, units5, units2 = saved("axes", np.eye(3)), saved("units5", units(37, 5)), saved("units2", units(20, 2))
many_x, many_y = (
    saved(name, (random.normal(size=(n, 2)) * scale + shift).astype(np.float32))
    for name, n, scale, shift in (("cloud_x", 1100, (1, 0.5), (0.5, 0.2)), ("cloud_y", 700, (0.6, 1), (0, 0))))

for generated, real, projections in (
    (inputs.x, inputs.y, units5), (inputs.x50, inputs.y, units5), (inputs.y, inputs.x, units5),
    (inputs.q, inputs.p, axes), (many_x, many_y, units2), (inputs.y, inputs.y, units5)):
    x, y, directions = (loaded(name).astype(float) for name in (generated, real, projections))
    files = [generated, real, projections]
    cases.add({"name": "sliced_wasserstein"}, files,
              ot.sliced_wasserstein_distance(x, y, projections=directions.T), "POT sliced_wasserstein_distance")
    cases.add({"name": "max_sliced_wasserstein", "steps": 0}, files,
              ot.max_sliced_wasserstein_distance(x, y, projections=directions.T),
              "POT max_sliced_wasserstein_distance")
    if len(x) == len(y):  # the assignment problem, for the optimum on a line is no matter of sorting there
        squares = [((x @ v)[:, None] - (y @ v)[None]) ** 2 for v in directions]
        value = np.mean([s[linear_sum_assignment(s)].mean() for s in squares])
        cases.add({"name": "sliced_wasserstein"}, files, np.sqrt(value), "scipy linear_sum_assignment")
cases.add({"name": "sliced_wasserstein"}, [inputs.q, inputs.p, axes], 0.2980044639, "Published")

# Directions need not be of length 1.
cases.add({"name": "sliced_wasserstein"}, [inputs.x, inputs.y, saved("longer5", loaded(units5) * 2.5)],
          ot.sliced_wasserstein_distance(loaded(inputs.x), loaded(inputs.y), projections=loaded(units5).T),
          "POT sliced_wasserstein_distance")

# In the plane the maximum is found by trying every direction.
angles = np.linspace(0, np.pi, 4001)[:-1]
every = np.stack([np.cos(angles), np.sin(angles)])
cases.add({"name": "max_sliced_wasserstein"}, [many_x, many_y],
          ot.max_sliced_wasserstein_distance(loaded(many_x).astype(float), loaded(many_y).astype(float), projections=every),
          "POT max_sliced_wasserstein_distance over 4000 directions")
cases.write()
