"""Expected values of MMD^2 and energy distance for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_two_sample.py   (numpy, scipy, scikit-learn, torch-fidelity)
"""
import numpy as np
import torch
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance
from sklearn.metrics.pairwise import laplacian_kernel, polynomial_kernel, rbf_kernel
from torch_fidelity.metric_kid import kid_features_to_metric
from torch_fidelity.metric_kid import mmd2 as fidelity_mmd2

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("two_sample")
MIXTURE = (1 / 4, 1 / 2, 1, 2, 4)


def median(rows, metric):
    return np.median(cdist(rows, rows, metric)[np.triu_indices(len(rows), 1)])


def mmd2(kernel, x, y, estimator="unbiased"):
    xx, yy, xy = kernel(x, x), kernel(y, y), kernel(x, y)
    m, n = len(x), len(y)
    if estimator == "biased":
        return xx.mean() + yy.mean() - 2 * xy.mean()
    off = (xx.sum() - np.trace(xx)) / (m * (m - 1)) + (yy.sum() - np.trace(yy)) / (n * (n - 1))
    if estimator == "incomplete":
        return off - 2 * (xy.sum() - np.trace(xy)) / (n * (n - 1))
    return off - 2 * xy.mean()


def rbf(*widths):
    return lambda a, b: np.mean([rbf_kernel(a, b, gamma=1 / (2 * h * h)) for h in widths], 0)


def laplace(*widths):
    return lambda a, b: np.mean([laplacian_kernel(a, b, gamma=1 / h) for h in widths], 0)


def polynomial(a, b):
    return polynomial_kernel(a, b, degree=3, gamma=1 / a.shape[1], coef0=1)


for generated, real in ((inputs.x, inputs.y), (inputs.q, inputs.p)):
    x, y = loaded(generated), loaded(real)
    pooled = np.concatenate([x, y])
    for name, kernel, metric in (("rbf", rbf, "euclidean"), ("laplace", laplace, "cityblock")):
        source = f"scikit-learn {name} kernel"
        for estimator in ("unbiased", "biased"):
            cases.add(
                {"name": f"mmd2_{name}", "bandwidth": "2", "estimator": estimator},
                [generated, real], mmd2(kernel(2), x, y, estimator), source)
        h = median(y, metric)
        cases.add({"name": f"mmd2_{name}"}, [generated, real], mmd2(kernel(h), x, y), source)
        cases.add({"name": f"mmd2_{name}"}, [generated, real], h, "scipy cdist", "/parameters/width")
        h = median(pooled, metric)
        cases.add({"name": "mmd2", "kernel": name, "bandwidth": "pooled_median"},
                  [generated, real], mmd2(kernel(h), x, y), source)
        widths = [h * f for f in MIXTURE]
        cases.add({"name": f"mmd2_{name}", "kernel": f"{name}_mixture", "bandwidth": "pooled_median"},
                  [generated, real], mmd2(kernel(*widths), x, y), source)
    for estimator in ("unbiased", "biased"):
        cases.add({"name": "mmd2_polynomial", "estimator": estimator}, [generated, real],
                  mmd2(polynomial, x, y, estimator), "scikit-learn polynomial kernel")
    across, within_x, within_y = cdist(x, y), cdist(x, x), cdist(y, y)
    m, n = len(x), len(y)
    cases.add({"name": "energy_distance", "estimator": "biased"}, [generated, real],
              2 * across.mean() - within_x.mean() - within_y.mean(), "scipy cdist")
    cases.add({"name": "energy_distance"}, [generated, real],
              2 * across.mean() - within_x.sum() / (m * (m - 1)) - within_y.sum() / (n * (n - 1)),
              "scipy cdist")

# The interval's standard error by brute force: the estimate anew without each row.
x, y = loaded(inputs.x), loaded(inputs.y)


def variance(values):
    return (len(values) - 1) * np.var(values)


error = np.sqrt(
    variance([mmd2(rbf(2), np.delete(x, i, 0), y) for i in range(len(x))])
    + variance([mmd2(rbf(2), x, np.delete(y, j, 0)) for j in range(len(y))]))
for key, sign in (("low", -1), ("high", 1)):
    cases.add({"name": "mmd2_rbf", "bandwidth": "2"}, [inputs.x, inputs.y],
              mmd2(rbf(2), x, y) + sign * 1.959963984540054 * error,
              "scikit-learn rbf kernel, jackknife by brute force", f"/interval/{key}")

# Equal sizes.
x, y = loaded(inputs.x50), loaded(inputs.y)
cases.add({"name": "mmd2_rbf", "bandwidth": "2", "estimator": "incomplete"}, [inputs.x50, inputs.y],
          mmd2(rbf(2), x, y, "incomplete"), "scikit-learn rbf kernel")
for estimator, theirs in (("unbiased", "unbiased"), ("incomplete", "u-statistic")):
    values = fidelity_mmd2(polynomial(x, x), polynomial(x, y), polynomial(y, y), mmd_est=theirs)
    cases.add({"name": "mmd2_polynomial", "estimator": estimator}, [inputs.x50, inputs.y], values,
              "torch-fidelity mmd2")

# Disjoint pairs.
rows = np.arange(24.0).reshape(8, 3)
linear_q, linear_p = saved("linear_q", rows[:4] / 11), saved("linear_p", rows[4:] / 23)


def linear(kernel, x, y):
    n = min(len(x), len(y)) // 2 * 2
    x1, x2, y1, y2 = x[0:n:2], x[1:n:2], y[0:n:2], y[1:n:2]
    d = np.diagonal
    return np.mean(d(kernel(x1, x2)) + d(kernel(y1, y2)) - d(kernel(x1, y2)) - d(kernel(x2, y1)))


for generated, real in ((linear_q, linear_p), (inputs.x, inputs.y)):
    cases.add({"name": "mmd2_rbf", "bandwidth": "2", "estimator": "linear"}, [generated, real],
              linear(rbf(2), loaded(generated), loaded(real)), "scikit-learn rbf kernel")

# One dimension: SciPy gives the root of the biased form.
for name, values in (("zero", [0.0, 0.0]), ("two", [2.0, 2.0])):
    saved(name, np.array(values))
cases.add({"name": "energy_distance", "estimator": "biased"}, ["zero.npy", "two.npy"],
          energy_distance([0], [2]) ** 2, "scipy energy_distance")
line_x, line_y = saved("line_x", loaded(inputs.x)[:, 0]), saved("line_y", loaded(inputs.y)[:, 0])
cases.add({"name": "energy_distance", "estimator": "biased"}, [line_x, line_y],
          energy_distance(loaded(line_x), loaded(line_y)) ** 2, "scipy energy_distance")

# The golden values of the reference, by closed form or published.
for metric, files, value in (
    ({"name": "mmd2_rbf", "bandwidth": "2", "estimator": "biased"}, (inputs.q, inputs.p), 0.0447063662),
    ({"name": "mmd2_rbf", "bandwidth": "2"}, (inputs.q, inputs.p), 0.0336002358),
    ({"name": "mmd2_rbf", "bandwidth": "2", "estimator": "incomplete"}, (inputs.q, inputs.p), 0.0418599430),
    ({"name": "mmd2_polynomial"}, (inputs.q, inputs.p), 0.3049763458),
    ({"name": "mmd2_rbf", "bandwidth": "pooled_median"}, (inputs.q, inputs.p), 0.1621965982),
    ({"name": "mmd2_rbf", "bandwidth": "pooled_median", "kernel": "rbf_mixture"}, (inputs.q, inputs.p), 0.0608580278),
    ({"name": "mmd2_rbf"}, (inputs.q, inputs.p), 0.1481964033),
    ({"name": "energy_distance", "estimator": "biased"}, (inputs.q, inputs.p), 0.3081252565),
    ({"name": "energy_distance"}, (inputs.q, inputs.p), 0.1819467171),
    ({"name": "mmd2_rbf", "bandwidth": "2", "estimator": "linear"}, (linear_q, linear_p), 0.0589889896),
):
    cases.add(metric, list(files), value, "Shogun or closed form, published")
# KID over subsets that are the whole sets, so that the choice of rows does not matter.
kid = kid_features_to_metric(
    torch.from_numpy(x), torch.from_numpy(y), kid_subsets=4, kid_subset_size=50, rng_seed=0,
    kid_kernel="poly", kid_kernel_poly_degree=3, kid_kernel_poly_gamma=None,
    kid_kernel_poly_coef0=1, verbose=False)
cases.add({"name": "kid", "subset_size": 50, "subsets": 4}, [inputs.x50, inputs.y],
          kid["kernel_inception_distance_mean"], "torch-fidelity kid_features_to_metric")

# Widths of the aggregated test and the estimate at each; its p-values are checked by calibration.
pooled = np.concatenate([x, y])
for name, kernel, metric in (("rbf", rbf, "euclidean"), ("laplace", laplace, "cityblock")):
    distances = cdist(pooled, pooled, metric)[np.triu_indices(len(pooled), 1)]
    low, high = np.quantile(distances, [0.05, 0.95], method="lower") * [0.5, 2]
    for i, width in enumerate(np.geomspace(low, high, 10)):
        test = {"name": "mmd2_aggregated", "kernel": name, "permutations": 19}
        cases.add(test, [inputs.x50, inputs.y], width, "numpy quantile", f"/details/widths/{i}")
        cases.add(test, [inputs.x50, inputs.y], mmd2(kernel(width), x, y),
                  f"scikit-learn {name} kernel", f"/details/mmd2/{i}")
square = saved("square", np.array([(0.0, 0), (1, 0), (0, 1), (1, 1)]))
wide = saved("wide", np.array([(2.0, 0), (0, 2), (2, 2), (1, 1)]))
cases.add({"name": "mmd2_polynomial"}, [square, wide], 197 / 32, "Exact by hand")
cases.write()
