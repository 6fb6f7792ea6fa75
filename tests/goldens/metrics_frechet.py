"""Expected values of the Frechet distance for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_frechet.py   (numpy, scipy, POT, torch-fidelity)
"""
import numpy as np
import ot
import torch
from scipy.linalg import sqrtm
from torch_fidelity.metric_fid import KEY_METRIC_FID, fid_features_to_statistics, fid_statistics_to_metric

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("frechet")
random = np.random.default_rng(4)
METRIC = {"name": "frechet"}
few_x = saved("few_x", random.normal(size=(8, 20)) + 0.2)  # fewer rows than dimensions
few_y = saved("few_y", random.normal(size=(12, 20)))
flat = saved("flat", loaded(inputs.x)[:, :1] * np.ones((1, 5)))  # on a line
far_x, far_y = (saved(f"far_{n}", loaded(r) + 1e4) for n, r in (("x", inputs.x), ("y", inputs.y)))

for generated, real, singular in (
    (inputs.x, inputs.y, False), (inputs.y, inputs.x, False), ("many_x.npy", "many_y.npy", False),
    (few_x, few_y, True), (flat, inputs.y, True), (inputs.q, inputs.p, True), (far_x, far_y, False)):
    x, y = loaded(generated).astype(float), loaded(real).astype(float)
    statistics = [fid_features_to_statistics(torch.tensor(rows)) for rows in (x, y)]
    cases.add(METRIC, [generated, real], fid_statistics_to_metric(*statistics, False)[KEY_METRIC_FID],
              "torch-fidelity fid_statistics_to_metric")
    (m1, s1), (m2, s2) = ((s["mu"], s["sigma"]) for s in statistics)
    root = sqrtm(s1 @ s2).real
    cases.add(METRIC, [generated, real], (m1 - m2) @ (m1 - m2) + np.trace(s1 + s2 - 2 * root),
              "scipy sqrtm")
    cases.add(METRIC, [generated, real], (m1 - m2) @ (m1 - m2), "numpy mean", "/details/mean_term")
    if not singular:
        cases.add(METRIC, [generated, real], ot.gaussian.bures_wasserstein_distance(m1, m2, s1, s2) ** 2,
                  "POT bures_wasserstein_distance")

# In one dimension (mu1 - mu2)^2 + (sd1 - sd2)^2, and so exactly on any line through the space.
line_x, line_y = saved("line_x", loaded(inputs.x)[:, 0]), saved("line_y", loaded(inputs.y)[:, 0])
x, y = loaded(line_x), loaded(line_y)
value = (x.mean() - y.mean()) ** 2 + (x.std(ddof=1) - y.std(ddof=1)) ** 2
cases.add(METRIC, [line_x, line_y], value, "numpy one dimension in closed form")
direction = np.array([[3.0, 4, 0, 12]]) / 13
along = [saved(f"along_{n}", rows[:, None] * direction) for n, rows in (("x", x), ("y", y))]
cases.add(METRIC, along, value, "numpy one dimension in closed form")
cases.write()
