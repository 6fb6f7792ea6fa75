"""Expected values of means and paired tests over seeds: for tests/metrics/agreement_test.cpp, and printed
for tests/metrics/seeds_test.cpp.

Run: python3 tests/goldens/metrics_seeds.py   (numpy, scipy)
"""
import numpy as np
from scipy import stats

from agreement import Cases, loaded, saved

for values in ([0.002, 0.007], [0.05, 0.4, 0.11, 0.23, 0.07]):
    freedom = len(values) - 1
    low, high = stats.t.interval(0.95, freedom, loc=np.mean(values), scale=stats.sem(values))
    print(values, "mean %.12f low %.12f high %.12f" % (np.mean(values), low, high))

cases = Cases("seeds")
random = np.random.default_rng(5)
many = random.normal(size=12) + 0.4
files = {
    "two": (np.array([0.3, 0.4]), np.array([0.1, 0.15])),
    "five": (np.array([0.05, 0.4, 0.11, 0.23, 0.07]), np.array([0.04, 0.31, 0.15, 0.2, 0.01])),
    "twelve": (many, random.normal(size=12)),
    "tied": (np.array([3.0, 2, 4, 4, 1, 5, 2, 2]), np.array([2.0, 3, 2, 4, 0, 4, 2, 1])),  # whole differences
}
for name, (a, b) in files.items():
    a, b = saved(f"seeds_{name}_a", a), saved(f"seeds_{name}_b", b)
    x, y = loaded(a), loaded(b)
    interval = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
    for key, value in (("/estimate", x.mean()), ("/interval/low", interval[0]), ("/interval/high", interval[1]),
                       ("/details/median", np.median(x)), ("/details/standard_deviation", x.std(ddof=1))):
        cases.add({"name": "seeds"}, [a], value, "scipy t.interval", key)
    interval = stats.ttest_rel(x, y).confidence_interval(0.95)
    exact = stats.permutation_test((x, y), lambda x, y, axis: (x - y).mean(axis=axis), permutation_type="samples",
                                   n_resamples=np.inf, vectorized=True)
    for key, value, source in (("/estimate", (x - y).mean(), "scipy ttest_rel"),
                               ("/interval/low", interval.low, "scipy ttest_rel"),
                               ("/interval/high", interval.high, "scipy ttest_rel"),
                               ("/p_value", exact.pvalue, "scipy permutation_test")):
        cases.add({"name": "paired_seeds"}, [a, b], value, source, key)

# Random resamples differ: the ends of the bootstrap interval agree to 2 % of its width.
a = "seeds_twelve_a.npy"
x = loaded(a)
theirs = stats.bootstrap((x,), np.mean, n_resamples=200000, method="percentile", rng=1).confidence_interval
print("bootstrap of seeds_twelve_a: low %.4f high %.4f" % (theirs.low, theirs.high))
cases.write()
