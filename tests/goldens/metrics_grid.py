"""Expected values of grid divergences for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_grid.py   (numpy, scipy)
"""
import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from scipy.stats import entropy, multivariate_normal

from agreement import Cases, saved

cases = Cases("grid")
axis = np.linspace(-3, 3, 30)
points = np.stack(np.meshgrid(axis, axis), -1)


def gaussian(mean, covariance):
    return multivariate_normal(mean, covariance).logpdf(points)


def add(learned, true):
    (learned_file, q), (true_file, p) = learned, true
    files, metric = [learned_file, true_file], {"name": "grid_kl"}
    p = softmax(p.ravel())

    def kl(log_t):
        return entropy(p, softmax(q.ravel() / np.exp(log_t)))

    best = minimize_scalar(kl, bounds=(-13.8, 13.8), method="bounded", options={"xatol": 1e-10})
    around = minimize_scalar(kl, bracket=(best.x - 0.1, best.x, best.x + 0.1), tol=1e-12)
    for key, value in (
        ("/estimate", kl(0)),
        ("/details/reverse_kl", entropy(softmax(q.ravel()), p)),
        ("/details/minimised_kl", around.fun),
        ("/details/temperature", np.exp(around.x)),
    ):
        cases.add(metric, files, value, "scipy entropy, minimize_scalar", key)


def grid(name, values):
    return saved(f"grid_{name}", values), values


mixture = np.logaddexp(gaussian([-1, 0.5], np.eye(2) * 0.3), gaussian([1.2, -0.4], [[0.4, 0.1], [0.1, 0.2]]))
true = grid("true", mixture)
add(grid("wide", gaussian([0.1, 0], np.eye(2) * 1.5)), true)
ring = grid("ring", 4 - 60 * (np.hypot(points[..., 0], points[..., 1]) - 1.1) ** 2)
add(ring, true)
add(true, grid("single", gaussian([-0.8, 0.4], np.eye(2) * 0.5) + 100))
cases.write()
