"""Expected values of metrics in feature spaces for tests/metrics/agreement_test.cpp. Again when the
classifier's weights change.

Run: python3 tests/goldens/metrics_spaces.py   (numpy, scipy, scikit-learn, torch, pillow)
"""
import numpy as np
import torch
from PIL import Image
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA
from torch.nn.functional import conv2d, leaky_relu, linear, max_pool2d

from agreement import FOLDER, Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("spaces")


def images(name, shape, seed, contrast):
    """Smooth images in [-1, 1], as float32."""
    random = np.random.default_rng(seed)
    noise = random.normal(size=shape)
    smooth = noise + np.roll(noise, 1, -1) + np.roll(noise, 1, -2)
    return saved(name, np.clip(contrast * smooth, -1, 1).astype(np.float32))


def energy_distance(x, y):
    m, n = len(x), len(y)
    return (2 * cdist(x, y).mean() - cdist(x, x).sum() / (m * (m - 1))
            - cdist(y, y).sum() / (n * (n - 1)))


def add(files, space, source, features, tolerance=1e-5):
    """The energy distance between features(generated, real) and features(real, real)."""
    generated, real = (loaded(file).astype(np.float64) for file in files)
    for metric, value in (("energy_distance", energy_distance), ("mmd2_polynomial", polynomial)):
        expected = value(features(generated, real), features(real, real))
        cases.add({"name": metric}, files, expected, source, tolerance=tolerance, space=space)


def polynomial(x, y):
    """Unlike distances it sees a shift or a scale of the features. (It does not see signs of both.)"""
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3
    def off(k):
        return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))
    return off(kernel(x, x)) + off(kernel(y, y)) - 2 * kernel(x, y).mean()


# Whitened principal components: more rows than dimensions, then fewer.
def whitened(components):
    return lambda samples, real: PCA(components, whiten=True, svd_solver="full").fit(
        real.reshape(len(real), -1)).transform(samples.reshape(len(samples), -1))


colour = [images("colour_g", (10, 2, 8, 8), 3, 0.3), images("colour_r", (9, 2, 8, 8), 4, 0.4)]
for files, components in (((inputs.x, inputs.y), 3), ((inputs.x, inputs.y), 5), (colour, 4)):
    add(list(files), {"name": "pca", "components": components}, "scikit-learn PCA(whiten=True)",
        whitened(components))
add([inputs.x, inputs.y], {"name": "pca"}, "scikit-learn PCA(whiten=True)", whitened(5))


# Rings of equal frequency, from the definition, frequency by frequency.
def spectrum(samples, _):
    samples = samples if samples.ndim == 4 else samples[:, None]
    _, _, height, width = samples.shape
    side = min(height, width)
    power = np.abs(np.fft.fft2(samples)) ** 2 / (height * width)
    rings = [[] for _ in range(side // 2 + 1)]
    for i in range(height):
        for j in range(width):
            ky, kx = (min(i, height - i) / height, min(j, width - j) / width)
            ring = round(side * np.hypot(ky, kx))
            if 0 < ring <= side // 2:
                rings[ring].append(power[:, :, i, j])
    logs = [np.log(np.mean(ring, 0) + 1e-8) for ring in rings[1:]]
    return np.stack([samples.mean((2, 3)), *logs], 2).reshape(len(samples), -1)


oblong = [images("oblong_g", (8, 7, 12), 5, 0.3), images("oblong_r", (8, 7, 12), 6, 0.4)]
for files in (colour, oblong):
    add(files, {"name": "spectrum"}, "numpy fft.fft2", spectrum)


# The classifier's penultimate layer.
weights = {name: torch.tensor(value) for name, value in np.load(
    FOLDER.parent.parent.parent / "metrics" / "weights" / "fashion_classifier.npz").items()}


def classifier(samples, _):
    samples = samples if samples.ndim == 4 else samples[:, None]
    grey = [Image.fromarray(sample.mean(0).astype(np.float32), mode="F").resize(
        (28, 28), Image.Resampling.BILINEAR) for sample in samples]
    x = torch.tensor(np.stack([np.asarray(image) for image in grey])[:, None])

    def w(layer):
        return weights[f"{layer}_weight"], weights[f"{layer}_bias"]

    x = max_pool2d(leaky_relu(conv2d(x, *w(0), padding=1), 0.1), 2)
    x = max_pool2d(leaky_relu(conv2d(x, *w(3), padding=1), 0.1), 2)
    x = leaky_relu(conv2d(x, *w(6), padding=1, stride=2), 0.1)
    return leaky_relu(linear(x.flatten(1), *w(8)), 0.1).double().numpy()


for files in (colour, oblong):
    add(files, {"name": "classifier"}, "torch functional, Pillow resize", classifier)
cases.write()
