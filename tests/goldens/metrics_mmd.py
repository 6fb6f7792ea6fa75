"""Golden values of tests/metrics/mmd_test.cpp, from NumPy and scikit-learn alone.

Run: python3 tests/goldens/metrics_mmd.py   (numpy, scikit-learn)
"""
import numpy as np
from sklearn.metrics.pairwise import euclidean_distances, rbf_kernel


def median_distance(rows):
    differences = rows[:, None, :] - rows[None, :, :]
    distances = np.sqrt((differences**2).sum(-1))
    return np.median(distances[np.triu_indices(len(rows), 1)])


def mmd2(generated, real, h):
    gamma = 1 / (2 * h * h)
    m, n = len(generated), len(real)
    within_generated = rbf_kernel(generated, gamma=gamma)
    within_real = rbf_kernel(real, gamma=gamma)
    between = rbf_kernel(generated, real, gamma=gamma)
    return (
        (within_generated.sum() - np.trace(within_generated)) / (m * (m - 1))
        + (within_real.sum() - np.trace(within_real)) / (n * (n - 1))
        - 2 * between.mean()
    )


def jackknife_error(generated, real, h):
    """Two-sample jackknife by brute force: the estimate is computed anew without each row."""

    def variance(values):
        return (len(values) - 1) / len(values) * ((values - values.mean()) ** 2).sum()

    without_generated = [mmd2(np.delete(generated, i, 0), real, h) for i in range(len(generated))]
    without_real = [mmd2(generated, np.delete(real, j, 0), h) for j in range(len(real))]
    return np.sqrt(variance(np.array(without_generated)) + variance(np.array(without_real)))


def scrambled(rows, columns, factor):
    """Reproducible rows without a random generator: multiples of `factor` modulo the prime 1009."""
    counter = np.arange(rows * columns)
    return ((counter * factor) % 1009 / 1009).reshape(rows, columns)


Z95 = 1.959963984540054  # normal quantile at 0.975

A = np.arange(48, dtype=np.float64).reshape(16, 3)
P, Q = A[:8] / 23, A[8:] / 47
print("data A, h = 2: MMD^2          %.12f" % mmd2(Q, P, 2))
error = jackknife_error(Q, P, 2)
low, high = mmd2(Q, P, 2) - Z95 * error, mmd2(Q, P, 2) + Z95 * error
print("  jackknife 95 %% interval     %.12f %.12f" % (low, high))
h = median_distance(P)
print("data A: median distance in P  %.12f" % h)
print("  MMD^2 at it                 %.12f" % mmd2(Q, P, h))
pairs = euclidean_distances(P)[np.triu_indices(8, 1)]
print("  median by scikit-learn      %.12f" % np.median(pairs))

X, Y = scrambled(700, 5, 7919), scrambled(1100, 5, 104729) ** 2
h = median_distance(Y)
print("scrambled: median distance    %.12f" % h)
print("  MMD^2 at it                 %.12f" % mmd2(X, Y, h))
X, Y = X[:60], Y[:45]
error = jackknife_error(X, Y, 0.5)
print("first 60 and 45 rows, h = 0.5 %.12f" % mmd2(X, Y, 0.5))
print("  jackknife standard error    %.12f" % error)
print("N(0, I_2) against a unit shift, h = 1: %.12f" % (2 / 3 * (1 - np.exp(-1 / 6))))
