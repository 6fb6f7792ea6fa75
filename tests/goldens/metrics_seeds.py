"""Golden values of tests/metrics/seeds_test.cpp, from NumPy and the t quantiles of SciPy
(which scikit-learn installs).

Run: python3 tests/goldens/metrics_seeds.py   (numpy, scipy)
"""
import numpy as np
from scipy import stats

for values in ([0.002, 0.007], [0.05, 0.4, 0.11, 0.23, 0.07]):
    freedom = len(values) - 1
    low, high = stats.t.interval(0.95, freedom, loc=np.mean(values), scale=stats.sem(values))
    print(values, "mean %.12f low %.12f high %.12f" % (np.mean(values), low, high))
