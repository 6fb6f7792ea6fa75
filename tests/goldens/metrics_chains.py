"""Expected values of chain diagnostics for tests/metrics/agreement_test.cpp, from ArviZ.

Run: python3 tests/goldens/metrics_chains.py   (numpy, arviz)
"""
import warnings

import numpy as np

warnings.filterwarnings("ignore")
import arviz
from arviz.stats import diagnostics

from agreement import Cases, loaded, saved

cases = Cases("chains")
random = np.random.default_rng(2)


def autoregressive(chains, draws, phi):
    noise = random.normal(size=(chains, draws))
    x = noise.copy()
    x[:, 0] /= np.sqrt(1 - phi * phi)
    for t in range(1, draws):
        x[:, t] = phi * x[:, t - 1] + noise[:, t]
    return x


files = {f"ar_{name}": autoregressive(4, 301, phi)
         for name, phi in (("alternating", -0.4), ("independent", 0), ("half", 0.5), ("slow", 0.9))}
files["ar_apart"] = autoregressive(3, 250, 0.5) + np.array([[0.0], [0.5], [2.0]])
files["ar_widths"] = autoregressive(4, 200, 0.3) * np.array([[1.0], [1], [1], [4]])
files["skewed"] = np.exp(1.5 * autoregressive(4, 257, 0.6))
files["heavy"] = random.standard_cauchy(size=(4, 200))
files["whole_numbers"] = random.poisson(3, size=(4, 199)).astype(float)  # ties
files["offset"] = 1e6 + autoregressive(2, 100, 0.5)
for draws in (4, 5, 6, 7, 8, 9, 10, 11, 12, 13):
    files[f"few_{draws}"] = autoregressive(2, draws, 0.5)
files["one_chain"] = autoregressive(1, 500, 0.7)[0]
files["one_antithetic"] = autoregressive(1, 333, -0.8)[0]
files["single_precision"] = autoregressive(2, 200, 0.5).astype(np.float32)

for name, draws in files.items():
    file = saved(f"chains_{name}", draws)
    draws = np.atleast_2d(loaded(file)).astype(float)
    few = draws.shape[1] < 20  # the 5 % tail may be empty
    cases.add({"name": "iact"}, [file], draws.size / arviz.ess(draws, method="identity"), "arviz ess")
    for kind in ("mean", "bulk") if few else ("mean", "bulk", "tail"):
        cases.add({"name": "ess", "kind": kind}, [file], arviz.ess(draws, method=kind), "arviz ess")
    if len(draws) > 1:
        for kind in ("split", "rank"):
            cases.add({"name": "rhat", "kind": kind}, [file], arviz.rhat(draws, method=kind), "arviz rhat")
    else:  # rhat asks for two chains, though its formula compares halves
        halves = diagnostics._split_chains(draws)
        folded = np.abs(halves - np.median(halves))
        ranked = [diagnostics._rhat(diagnostics._z_scale(x)) for x in (halves, folded)]
        cases.add({"name": "rhat", "kind": "split"}, [file], diagnostics._rhat(halves), "arviz _rhat")
        cases.add({"name": "rhat", "kind": "rank"}, [file], max(ranked), "arviz _rhat")
cases.write()
