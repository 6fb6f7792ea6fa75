"""Expected values of distances that chains travel, duplicates and acceptance for
tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_displacement.py   (numpy, scipy)
"""
import numpy as np
from scipy import stats
from scipy.spatial.distance import cdist

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("displacement")
random = np.random.default_rng(3)

starts, ends, real = inputs.x50, saved("travel_ends", loaded(inputs.x50) + random.normal(size=(50, 5))), inputs.y
x0, x1, y = loaded(starts), loaded(ends), loaded(real)
metric = {"name": "chain_travel", "gradient_magnitude": 0.05, "steps": 20}
distances = cdist(x0, y)
for key, value in (
    ("/estimate", 1 / distances.min(1).mean()),
    ("/details/displacement", np.linalg.norm(x1 - x0, axis=1).mean()),
    ("/details/path", 1),
    ("/details/nearest_data", distances.min(1).mean()),
    ("/details/random_data", distances.mean()),
    ("/details/data_rows", 50),
):
    cases.add(metric, [starts, ends, real], value, "scipy cdist", key)

rows = random.integers(0, 3, size=(40, 3)).astype(float)
_, counts = np.unique(rows, axis=0, return_counts=True)
cases.add({"name": "duplicates"}, [saved("repeated", rows)], counts[counts > 1].sum() / len(rows), "numpy unique")
cases.add({"name": "duplicates"}, [inputs.x], 0, "numpy unique")

log_ratios = random.normal(-0.3, 0.8, size=200)
probabilities = np.minimum(1, np.exp(log_ratios))
low, high = stats.norm.interval(0.95, probabilities.mean(), stats.sem(probabilities))
file = saved("log_ratios", log_ratios)
for key, value in (("/estimate", probabilities.mean()), ("/interval/low", low), ("/interval/high", high)):
    cases.add({"name": "acceptance"}, [file], value, "scipy norm.interval", key)
cases.write()
