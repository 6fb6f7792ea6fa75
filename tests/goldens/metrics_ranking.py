"""Expected values of AUROC and the energy gap for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_ranking.py   (numpy, scipy, scikit-learn)
"""
import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

from agreement import Cases, loaded, saved

cases = Cases("ranking")
random = np.random.default_rng(4)


def delong_error(x, y):
    """Equations 3 to 6 with the kernel of all pairs."""
    wins = np.heaviside(x[:, None] - y[None, :], 0.5)
    return np.sqrt(wins.mean(1).var(ddof=1) / len(x) + wins.mean(0).var(ddof=1) / len(y))


for name, x, y in (
    ("apart", random.normal(1, 1, 60), random.normal(0, 1.5, 90)),
    ("wrong_way", random.normal(-0.4, 1, 35), random.normal(0, 1, 50)),
    ("tied", random.poisson(3, 50).astype(float), random.poisson(2, 70).astype(float)),
    ("single", random.normal(0.5, 1, 40).astype(np.float32), random.normal(0, 1, 40).astype(np.float32)),
):
    files = [saved(f"scores_{name}_positive", x), saved(f"scores_{name}_negative", y)]
    x, y = (loaded(file).astype(float) for file in files)
    area = roc_auc_score(np.repeat([1, 0], [len(x), len(y)]), np.concatenate([x, y]))
    cases.add({"name": "auroc"}, files, area, "scikit-learn roc_auc_score")
    low, high = stats.norm.interval(0.95, area, delong_error(x, y))
    for key, value in (("low", max(0, low)), ("high", min(1, high))):
        cases.add({"name": "auroc"}, files, value, "scikit-learn roc_auc_score, DeLong by all pairs", f"/interval/{key}")

    test = stats.ttest_ind(x, y, equal_var=False)
    interval = test.confidence_interval(0.95)
    for key, value in (("/estimate", x.mean() - y.mean()), ("/p_value", test.pvalue), ("/interval/low", interval.low),
                       ("/interval/high", interval.high), ("/details/degrees_of_freedom", test.df)):
        cases.add({"name": "energy_gap"}, files, value, "scipy ttest_ind", key)

# Complete separation meets the bound.
files = [saved("scores_one", np.array([3.0, 4, 5])), saved("scores_zero", np.array([0.0, 1, 2]))]
for key in ("/estimate", "/interval/low", "/interval/high"):
    cases.add({"name": "auroc"}, files, roc_auc_score([1, 1, 1, 0, 0, 0], [3, 4, 5, 0, 1, 2]),
              "scikit-learn roc_auc_score", key)
cases.write()
