"""Golden values of tests/data/plane_test.cpp: the laws of the toy points, from SciPy's distributions.

Run: python3 tests/goldens/data_plane.py   (numpy, scipy)
"""
import numpy as np
from scipy import integrate, stats

SD = 0.15


def gmm(x, y):
    angles = np.pi / 4 * np.arange(8)
    return np.mean([stats.multivariate_normal([np.cos(a), np.sin(a)], SD**2).pdf([x, y]) for a in angles])


def rings(x, y):
    """The radius |R + SD xi| is folded normal; spread over a circle of its length."""
    r = np.hypot(x, y)
    return np.mean([stats.foldnorm(R / SD, scale=SD).pdf(r) for R in (1, 2, 3, 4)]) / (2 * np.pi * r)


def moons(x, y):
    """Each moon's arc by adaptive quadrature."""
    def moon(cx, cy, sign):
        law = stats.norm(scale=0.1).pdf
        f = lambda a: law(x - cx - sign * np.cos(a)) * law(y - cy - sign * np.sin(a))
        return integrate.quad(f, 0, np.pi, epsabs=1e-14, epsrel=1e-12, limit=500)[0] / np.pi
    return (moon(-0.5, -0.25, 1) + moon(0.5, 0.25, -1)) / 2


def pinwheel(x, y):
    """Turning keeps areas, so that the density is that of the point turned back."""
    z = (x + 1j * y) * np.exp(-0.25j * np.exp(np.hypot(x, y)))
    arms = [z * np.exp(-2j * np.pi * k / 5) for k in range(5)]
    return np.mean([stats.norm(1, 0.3).pdf(a.real) * stats.norm(0, 0.05).pdf(a.imag) for a in arms])


for law, points in [(moons, [(0, 0), (-0.5, 0.75), (0.4, -0.7), (1.5, 0.3), (-1.4, -0.5)]),
                    (pinwheel, [(0.78, 0.63), (-0.36, 0.93), (0.5, -0.9), (0, 0), (1.2, 0.9)]),
                    (gmm, [(0, 0), (1, 0), (0.7, 0.7), (-0.3, 1.2), (2.5, -1)]),
                    (rings, [(1, 0), (0.1, -0.05), (-1.5, 0.2), (2.1, 2.1), (-3, -3.5)])]:
    for x, y in points:
        print(f"{law.__name__} ({x}, {y}) log density {np.log(law(x, y)):.10f}")

# Moments: E x^2 of one coordinate, and of the radius.
print("gmm E x1^2 %.6f" % (0.5 + SD**2))
print("rings E |x| %.8f E |x|^2 %.6f" % (np.mean([stats.foldnorm(R / SD, scale=SD).mean() for R in (1, 2, 3, 4)]),
                                       np.mean([R**2 + SD**2 for R in (1, 2, 3, 4)])))
print("rings mass of 0.5 < |x| < 1.2: %.8f" % np.mean([stats.foldnorm(R / SD, scale=SD).cdf(1.2) - stats.foldnorm(R / SD, scale=SD).cdf(0.5) for R in (1, 2, 3, 4)]))
