"""Expected values of the memorising test and of mode counts for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_memorising.py   (numpy, scipy, scikit-learn)
"""
import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import binomtest, entropy
from sklearn.neighbors import NearestNeighbors

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("memorising")
random = np.random.default_rng(5)


def nearest(rows, others):
    return NearestNeighbors(n_neighbors=1, algorithm="brute").fit(others).kneighbors(rows)[0][:, 0]


def spread(rows, count):
    return rows[np.arange(count) * len(rows) // count]


held_out = saved("held_out", random.normal(size=(30, 5)))
more_held_out = saved("more_held_out", random.normal(size=(80, 5)))
copied = saved("copied", np.concatenate([
    loaded(inputs.y)[:25], loaded(inputs.y)[25:40] + 0.05 * random.normal(size=(15, 5)),
    random.normal(size=(20, 5))]))
for generated, train, held in (
    (inputs.x, inputs.y, held_out), (inputs.x, inputs.y, more_held_out), (copied, inputs.y, held_out),
    (copied, inputs.y, more_held_out), (inputs.x, held_out, inputs.y)):
    x, t, h = (loaded(name) for name in (generated, train, held))
    rows = min(len(t), len(h))
    to_train, to_held = nearest(x, spread(t, rows)), nearest(x, spread(h, rows))
    nearer = int((to_train < to_held).sum())
    test = binomtest(nearer, len(x), alternative="two-sided").proportion_ci(0.95, "exact")
    for key, value, source in (
        ("/estimate", nearer / len(x), "scikit-learn NearestNeighbors"),
        ("/interval/low", test.low, "scipy binomtest"),
        ("/interval/high", test.high, "scipy binomtest"),
        ("/details/binomial_p", binomtest(nearer, len(x), alternative="greater").pvalue, "scipy binomtest"),
        ("/details/mean_distance_train", to_train.mean(), "scikit-learn NearestNeighbors"),
        ("/details/mean_distance_held_out", to_held.mean(), "scikit-learn NearestNeighbors"),
        ("/details/copies", np.mean(cKDTree(t).query(x)[0] == 0), "scipy cKDTree"),
        ("/details/rows_compared", rows, "Exact"),
        ("/details/ties", 0, "Exact")):
        cases.add({"name": "memorising"}, [generated, train, held], value, source, key)

# A grid of 25 modes, of which some are left out.
centres = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), -1).reshape(-1, 2) * 2 - 4
drawn = centres[random.choice(18, size=600, p=np.arange(1, 19) / 171)] + 0.1 * random.standard_t(3, size=(600, 2))
modes25, rows25 = saved("modes25", centres), saved("rows25", drawn.astype(np.float32))
x = loaded(rows25).astype(float)
for sd, least in ((0.1, 1), (0.1, 40), (0.03, 1), (1.0, 5)):
    distance, mode = cKDTree(centres).query(x)
    within = distance <= 3 * sd
    counts = np.bincount(mode[within], minlength=25)
    for key, value, source in (
        ("/estimate", (counts >= least).sum(), "scipy cKDTree"),
        ("/details/share_within", within.mean(), "scipy cKDTree"),
        ("/details/kl_uniform", entropy(counts, np.ones(25)), "scipy entropy"),
        ("/details/counts/17", counts[17], "scipy cKDTree"),
        ("/details/modes", 25, "Exact")):
        cases.add({"name": "modes", "sd": sd, "least": least}, [rows25, modes25], value, source, key)
cases.write()
