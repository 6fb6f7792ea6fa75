"""Expected values of the Parzen log-likelihood for tests/metrics/agreement_test.cpp.

Run: python3 tests/goldens/metrics_parzen.py   (numpy, scikit-learn)
"""
import numpy as np
from sklearn.neighbors import KernelDensity

from agreement import Cases, Inputs, loaded, saved

inputs, cases = Inputs(), Cases("parzen")
SOURCE = "scikit-learn KernelDensity"
WIDTHS = np.logspace(-1, 0, 10)
Z = 1.959963984540054


def scores(generated, real, h):
    return KernelDensity(bandwidth=h).fit(generated).score_samples(real)


def best_width(generated, rows):
    return max(WIDTHS, key=lambda h: scores(generated, rows, h).mean())


def add(metric, files, values):
    metric = {"name": "parzen", **metric}
    error = values.std(ddof=1) / np.sqrt(len(values))
    cases.add(metric, files, values.mean(), SOURCE)
    cases.add(metric, files, values.mean() - Z * error, SOURCE, "/interval/low")
    cases.add(metric, files, values.mean() + Z * error, SOURCE, "/interval/high")


x, y = loaded(inputs.x), loaded(inputs.y)
for h in (0.05, 0.3, 1.0, 2.5):
    add({"bandwidth": str(h)}, [inputs.x, inputs.y], scores(x, y, h))
add({"bandwidth": "0.5", "samples": 20}, [inputs.x, inputs.y], scores(x[:20], y, 0.5))

# The width by validation, on rows of their own or on the first 1000 real rows.
random = np.random.default_rng(2)
held_out = saved("parzen_validation", random.normal(size=(40, 5)) * 0.6)
h = best_width(x, loaded(held_out))
assert 0.1 < h < 1 and abs(h - WIDTHS).min() < 1e-12, h
files = [inputs.x, inputs.y, held_out]
add({}, files, scores(x, y, h))
cases.add({"name": "parzen"}, files, h, SOURCE, "/parameters/width")

few = saved("parzen_few", (random.normal(size=(80, 2)) * 0.3).astype(np.float32))
many = saved("parzen_many", (random.normal(size=(1100, 2)) * 0.3).astype(np.float32))
generated, real = loaded(few).astype(float), loaded(many).astype(float)
h = best_width(generated, real[:1000])
assert 0.1 < h < 1, h
add({}, [few, many], scores(generated, real[1000:], h))
cases.add({"name": "parzen"}, [few, many], h, SOURCE, "/parameters/width")
cases.add({"name": "parzen"}, [few, many], 100, SOURCE, "/details/scored_rows")

# As CoopNets' evaluation scaled both sets.
clipped = np.clip(x, -1, 1)
scaled = (clipped - clipped.min()) / (clipped.max() - clipped.min())
add({"bandwidth": "0.2", "parity": True}, [inputs.x, inputs.y], scores(scaled, (y + 1) / 2, 0.2))
h = best_width(scaled, (loaded(held_out) + 1) / 2)
add({"parity": True}, files, scores(scaled, (y + 1) / 2, h))

# The golden value of the reference: kernels at the rows of P (generated here), data Q.
add({"bandwidth": "0.2"}, [inputs.p, inputs.q], scores(loaded(inputs.p), loaded(inputs.q), 0.2))
cases.add({"name": "parzen", "bandwidth": "0.2"}, [inputs.p, inputs.q], 0.6912670298, "Reference value, published")
cases.write()
