"""Kernel density estimates by SciPy for tests/metrics/kernel_density_test.cpp.

Run: python3 tests/goldens/metrics_kernel_density.py   (NumPy, SciPy)
"""
from pathlib import Path

import numpy as np
from scipy.stats import gaussian_kde

random = np.random.default_rng(7)
samples = random.normal(size=(700, 2)) @ np.array([[1.0, 0.6], [0.0, 0.4]]) + [0.3, -2]
points = random.normal(size=(60, 2)) * 2 + [0.3, -2]
widths = np.array([0.075, 0.1, 0.4])
logs = np.stack([gaussian_kde(samples.T, bw_method=h).logpdf(points.T) for h in widths])
scott = gaussian_kde(samples.T).factor
np.savez(Path(__file__).parent.parent / "data_files" / "kernel_density.npz", samples=samples, points=points,
         widths=widths, logs=logs, scott=np.array([scott]))
