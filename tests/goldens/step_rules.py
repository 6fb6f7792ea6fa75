"""Golden values of tests/ebm/step_rule_parity_test.cpp: each step rule for 20 steps in float64,
written from section 1 of systems.md, on U(x) = gain * sum(x_i^4/4 - x_i^2/2 + 0.3 x_i x_{i+1}) over
the numbers of a chain. Starts and noise are those of docs/random-numbers.md at STREAM, drawn by
tests/replay/philox.py.

Run: python3 tests/goldens/step_rules.py   (numpy)
"""
import json
import sys
from pathlib import Path

import numpy as np

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "replay"))
from philox import Stream, normal, uniform  # noqa: E402

STREAM = Stream(seed=20240, purpose="step", iteration=5, first_chain=7)
SIZES, STEPS = (6, 2, 3, 3), 20


class Energy:
    def __init__(self, gain):
        self.gain = gain

    def gradient(self, x):
        rows = x.reshape(len(x), -1)
        grad = rows**3 - rows
        grad[:, :-1] += 0.3 * rows[:, 1:]
        grad[:, 1:] += 0.3 * rows[:, :-1]
        return self.gain * grad.reshape(x.shape)


class Walk:
    """Chains, the sum of the lengths of their drifts, and what bounds did to them."""

    def __init__(self, x):
        self.x, self.drifts, self.counts = x.astype(np.float64), np.zeros(len(x)), {}

    def count(self, name, share):
        self.counts[name] = self.counts.get(name, 0.0) + float(np.sum(share))

    def clip(self, name, x, low, high):
        self.count(name, np.mean(((x < low) | (x > high)).reshape(len(x), -1), 1))
        return np.minimum(np.maximum(x, low), high)

    def shorten(self, name, x, bound):
        norm = np.sqrt(np.sum(x.reshape(len(x), -1)**2, 1))
        self.count(name, norm > bound)
        return x * np.where(norm > bound, bound / norm, 1.0).reshape(-1, 1, 1, 1)

    def went(self, drift):
        self.drifts += np.sqrt(np.sum(drift.reshape(len(drift), -1)**2, 1))


def xi(k):
    return normal(STREAM, SIZES, k)


def scaled(walk, grad, eps, temperature=1.0, noise_decay=1.0, clip=0.0, clip_norm=0.0, cap=0.0,
           clamp=()):
    for k in range(STEPS):
        g = grad(walk.x)
        if clip:
            g = walk.clip("clipped", g, -clip, clip)
        if clip_norm:
            g = walk.shorten("norm_clipped", g, clip_norm)
        drift = -g
        if cap:
            drift = walk.shorten("capped", drift, cap)
        walk.went(drift)
        walk.x = walk.x + drift + eps * np.sqrt(temperature) * noise_decay**k * xi(k)
        if clamp:
            walk.x = walk.clip("clamped", walk.x, *clamp)


def free_noise(walk, grad, a, c):
    for k in range(STEPS):
        drift = -a * grad(walk.x)
        walk.went(drift)
        walk.x = walk.x + drift + c * xi(k)


def reference(walk, grad, s, sigma):
    for k in range(STEPS):
        drift = -s**2 / 2 * (walk.x / sigma**2 + grad(walk.x))
        walk.went(drift)
        walk.x = walk.x + drift + s * xi(k)


def ascent(walk, grad, a, b, c):
    m = None
    for k in range(STEPS):
        g = -grad(walk.x)
        m = g if m is None else b * m + (1 - b) * g
        walk.went(a * m)
        walk.x = walk.x + a * m + c * xi(k)


def textbook(walk, grad, s, c):
    for k in range(STEPS):
        drift = -s * grad(walk.x)
        walk.went(drift)
        walk.x = walk.x + drift + np.sqrt(2 * s) * c * xi(k)


def adam(walk, grad, a, beta1, beta2):
    m = v = np.zeros(SIZES)
    for k in range(STEPS):
        g = grad(walk.x)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        unbiased_m, unbiased_v = m / (1 - beta1**(k + 1)), v / (1 - beta2**(k + 1))
        drift = -a * unbiased_m / (np.sqrt(unbiased_v) + 1e-8)
        walk.went(drift)
        walk.x = walk.x + drift


def clipped(walk, grad, a, clip, c, clamp):
    for k in range(STEPS):
        y = walk.x + c * xi(k)
        drift = -a * walk.clip("clipped", grad(y), -clip, clip)
        walk.went(drift)
        walk.x = walk.clip("clamped", y + drift, *clamp)


def main():
    x0 = uniform(STREAM.of_use("grid"), SIZES, -1, 1)
    cases = {}

    def case(name, rule, gain, function, *arguments, **named):
        walk = Walk(x0)
        function(walk, Energy(gain).gradient, *arguments, **named)
        print(name, "largest", np.abs(walk.x).max(), "moved", np.abs(walk.x - x0).max(),
              {key: count / STEPS / len(x0) for key, count in walk.counts.items()})
        cases[name] = {"rule": rule, "gain": gain, "x": numbers(walk.x),
                       "drifts": numbers(walk.drifts), "counts": walk.counts}

    case("scaled", {"name": "scaled", "noise_scale": 0.1}, 0.2, scaled, 0.1)
    case("free_noise", {"name": "free_noise", "step_size": 0.3, "noise_scale": 0.05}, 1.0,
         free_noise, 0.3, 0.05)
    case("reference", {"name": "reference", "step_size": 0.5, "reference_scale": 0.8}, 1.0,
         reference, 0.5, 0.8)
    case("ascent with momentum", {"name": "ascent", "step_size": 0.4, "momentum": 0.6}, 1.0,
         ascent, 0.4, 0.6, 0.0)
    case("ascent with noise", {"name": "ascent", "step_size": 0.4, "noise_scale": 0.01}, 1.0,
         ascent, 0.4, 0.0, 0.01)
    case("textbook", {"name": "textbook", "step_size": 0.1, "noise_factor": 0.7}, 1.0,
         textbook, 0.1, 0.7)
    case("adam", {"name": "adam", "step_size": 0.05}, 1.0, adam, 0.05, 0.5, 0.999)
    case("clipped", {"name": "clipped"}, 0.03, clipped, 10, 0.01, 0.005, (-1, 1))
    options = {"temperature": 0.25, "noise_decay": 0.95, "clip": 0.12, "clip_norm": 0.41,
               "cap": 0.38, "clamp": [-1.0, 1.1]}
    case("scaled with every option", {"name": "scaled", "noise_scale": 0.2, **options}, 0.4,
         scaled, 0.2, **options)

    stream = {"seed": STREAM.seed, "iteration": STREAM.iteration,
              "first_chain": STREAM.first_chain}
    golden = {"stream": stream, "steps": STEPS, "sizes": SIZES, "x0": numbers(x0), "cases": cases}
    path = TESTS / "data_files" / "step_rules.json"
    path.write_text(json.dumps(golden).replace("], ", "],\n").replace("}, ", "},\n") + "\n")


def numbers(x):
    """Nine digits keep a float32 as it is."""
    return [float(f"{number:.9g}") for number in x.ravel()]


if __name__ == "__main__":
    main()
