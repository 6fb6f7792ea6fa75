"""An iteration from its record on: steps of the chains, energies, gradients, updates.
In float64 with numbers drawn here."""

from collections.abc import Callable
from functools import cached_property
from itertools import islice

import numpy as np

from nets import (Back, Net, Unknown, Weights, applied, energy_net, flat_passed,
                  normed, power_iterations, through_sigma)
from optimisers import followed, learning_rate, moved, of_weight
from philox import Stream, normal
from record import Arrays, Checks, Record

ENDS = 1e-5  # what rounding changes in all steps of a chain, of the largest |x|
NEAR = 3e-6  # what it changes on the way, and more
COPIES, MOST_AT_KINKS = 64, 8
GRADIENT = 1e-5  # the same in sums over a batch, of the largest number
FLOAT = 2e-7  # what rounding a result to float32 may change, of its size, and a little more


def passes(net: Net) -> Callable[..., tuple[np.ndarray, Back, Weights]]:
    if net.is_flat():
        return flat_passed
    try:
        from torch_nets import passed
    except ImportError as error:
        raise Unknown(f"a convolutional net, and no PyTorch is here ({error})") from error
    return passed


def in_double(arrays: Arrays) -> Arrays:
    return {name: np.asarray(array, np.float64) for name, array in arrays.items()}


class Energy:
    """U before the iteration: for the chains with the weights of each step, and for the update."""

    def __init__(self, record: Record) -> None:
        self.net = energy_net(record.config["energy"], *record.channels_and_side())
        steps = record.config["sampler"]["steps"]
        behind = list(islice(power_iterations(self.net, in_double(record.folder("before/energy"))),
                             steps + 1))
        self.of_steps = [applied(self.net, weights) for weights in behind[:-1]]
        self.weights = behind[-1]

    @cached_property
    def passed(self) -> Callable[..., tuple[np.ndarray, Back, Weights]]:
        return passes(self.net)

    def at_step(self, x: np.ndarray, k: int) -> np.ndarray:
        """grad U."""
        output, back, _ = self.passed(self.net, self.of_steps[k], x)
        return back(np.full_like(output, self.net.sign))[0]

    def of_update(self, x: np.ndarray) -> tuple[np.ndarray, Callable[[], Weights]]:
        """U, and the gradient of its mean at the weights."""
        output, back, _ = self.passed(self.net, applied(self.net, self.weights), x)
        at_output = np.full_like(output, self.net.sign / len(x))
        return (self.net.sign * output.reshape(len(x), -1).sum(1),
                lambda: through_sigma(self.net, self.weights, back(at_output)[1]))


def factors(rule: dict) -> tuple[float, float, float, float]:
    """Of the gradient, of x, of the old momentum, and the noise's standard deviation."""
    options = {"clamp": [], "clip": 0, "clip_norm": 0, "cap": 0, "temperature": 1, "noise_decay": 1}
    if any(rule.get(name, default) != default for name, default in options.items()):
        raise Unknown(f"step rule {rule['name']} with options")
    if rule["name"] == "scaled":
        return -1, 0, 0, rule["noise_scale"]
    if rule["name"] == "free_noise":
        return -rule["step_size"], 0, 0, rule["noise_scale"]
    if rule["name"] == "ascent":
        return -rule["step_size"], 0, rule["momentum"], rule["noise_scale"]
    if rule["name"] == "reference":
        s, sigma = rule["step_size"], rule["reference_scale"]
        return -s**2 / 2, -s**2 / (2 * sigma**2), 0, s
    if rule["name"] == "textbook":
        return -rule["step_size"], 0, 0, (2 * rule["step_size"])**0.5 * rule["noise_factor"]
    raise Unknown(f"step rule {rule['name']}")


def walked(record: Record, energy: Energy, starts: np.ndarray, chains: slice
           ) -> tuple[np.ndarray, np.ndarray]:
    """Ends and mean lengths of the drift of these chains of the record, or of many that start near
    one of them and have its noise."""
    rule = record.config["sampler"]["rule"]
    of_gradient, of_x, old, noise = factors(rule)
    x, momentum, lengths, pull = starts.astype(np.float64), None, np.zeros(len(starts)), None
    stream, shape = record.stream("step").after(chains.start), record["starts/x"][chains].shape
    if "starts/anchor" in record:
        unit = noise**2 / 2 if rule["name"] == "scaled" and noise > 0 else 1
        pull = record["starts/precision"][chains].astype(np.float64).reshape(-1, 1, 1, 1) * unit
    steps = record.config["sampler"]["steps"]
    for k in range(steps):
        gradient = energy.at_step(x, k)
        if pull is not None:
            gradient = gradient + pull * (x - record["starts/anchor"][chains])
        momentum = gradient if momentum is None else old * momentum + (1 - old) * gradient
        drift = of_gradient * momentum + of_x * x
        lengths += np.linalg.norm(drift.reshape(len(x), -1), axis=1) / steps
        x = x + drift + (noise * normal(stream, shape, k) if noise > 0 else 0)
    return x, lengths


def check_steps(record: Record, checks: Checks, energy: Energy) -> None:
    """A chain that comes to a kink of a leaky ReLU goes on by the side on which rounding puts it. Of
    many copies that start a rounding error apart some are on either side: one must end at theirs,
    but for that error, which a net of straight pieces carries along."""
    if record.config["sampler"]["precision"] != "float32":
        raise Unknown(f"arithmetic in {record.config['sampler']['precision']}")
    starts, theirs = record["starts/x"], record["ends/x"]
    ends, lengths = walked(record, energy, starts, slice(0, len(starts)))
    distance = lambda x, y: np.abs(x - y).reshape(len(x), -1).max(1)
    apart, bound = distance(ends, theirs), ENDS * max(1.0, float(np.max(np.abs(theirs))))
    at_kinks = np.flatnonzero(~(apart <= bound))
    for i in at_kinks[:MOST_AT_KINKS]:
        around = normal(Stream(0, "known_law"), (COPIES, *starts.shape[1:]))
        copies, lengths_of_copies = walked(record, energy, starts[i] + NEAR * around,
                                           slice(i, i + 1))
        away = distance(copies - NEAR * around, theirs[i:i + 1])
        best = int(np.argmin(away))
        if away[best] <= apart[i]:
            apart[i], lengths[i] = away[best], lengths_of_copies[best]
    checks.within("steps: ends of the chains", float(np.max(apart)), bound,
                  f", {len(at_kinks)} of {len(starts)} at a kink" if len(at_kinks) else "")
    checks.relative("train.csv: r", float(np.mean(lengths)), record.row["r"], 5e-6)


def spread(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sum((a - a.mean()) * (b - b.mean())) / (len(a) - 1)) if len(a) > 1 else np.nan


def check_log(record: Record, checks: Checks, energy: Energy) -> None:
    scale, row = record.config["training"]["energy_scale"], record.row
    data, starts, ends = (energy.of_update(record[name])[0]
                          for name in ("batch/noised", "starts/x", "ends/x"))
    bound = 1e-6 * max(1e-3, float(np.max(np.abs(np.concatenate([data, starts, ends])))))
    checks.near("train.csv: d", scale * (data.mean() - ends.mean()), row["d"], scale * bound)
    checks.near("train.csv: energies", [data.mean(), starts.mean(), ends.mean()],
                [row["energy_data"], row["energy_start"], row["energy_end"]], bound)
    pairs = min(len(data), len(ends))
    variance = (spread(data, data) / len(data) + spread(ends, ends) / len(ends) -
                2 * spread(data[:pairs], ends[:pairs]) / max(len(data), len(ends)))
    if len(data) > 1 and len(ends) > 1:
        checks.near("train.csv: standard deviations",
                    [spread(data, data)**0.5, spread(ends, ends)**0.5],
                    [row["energy_data_sd"], row["energy_end_sd"]], bound)
        checks.near("train.csv: standard error of d", scale * max(0, variance)**0.5, row["d_error"],
                    scale * bound)
    way = (record["ends/x"].astype(np.float64) - record["starts/x"]).reshape(len(ends), -1)
    checks.relative("train.csv: displacement", np.mean(np.linalg.norm(way, axis=1)),
                    row["displacement"], 1e-6)
    checks.equal("train.csv: largest |x|", np.max(np.abs(record["ends/x"])), row["max_abs_x"])


def check_counts(record: Record, checks: Checks) -> None:
    checks.equal("counts: iterations",
                 [record.iteration, record.iteration + 1, record.iteration],
                 [record["before/iteration"], record["after/iteration"], record["iteration"]])
    start, n = record.config["start"], len(record["starts/x"])
    factors(record.config["sampler"]["rule"])  # a rule that is known asks for a gradient a step
    if start["name"] == "mixed":
        raise Unknown("chain start mixed")
    teaches = start["name"] == "generator"
    grown = {"gradient_evaluations": n * record.config["sampler"]["steps"], "energy_updates": 1,
             "generator_updates": int(teaches),
             "latent_gradients": n * start["inference"]["steps"] if teaches else 0}
    mine = [record[f"before/{name}"] + more for name, more in grown.items()]
    checks.equal("counts", mine, [record[f"after/{name}"] for name in grown])
    checks.equal("train.csv: counts", mine, [record.row[name] for name in grown])


def check_gradients(record: Record, checks: Checks, energy: Energy) -> None:
    of_data, of_ends = (energy.of_update(record[name])[1]() for name in ("batch/noised", "ends/x"))
    names = energy.net.trained()
    checks.equal("gradients: how many", len(names), len(record.folder("gradients")))
    loss = record.config["training"]["loss"]
    if loss["penalty"] != "none" or loss["clip_gradient"] > 0:
        raise Unknown("a loss with a penalty, or a bound of the gradient")
    share, scale = 0.0, loss["scale"] or record.config["training"]["energy_scale"]
    for i, name in enumerate(names):
        apart = np.max(np.abs(scale * (of_data[name] - of_ends[name]) - record[f"gradients/{i}"]))
        largest = scale * max(np.max(np.abs(of_data[name])), np.max(np.abs(of_ends[name])))
        share = max(share, float(apart / max(1e-30, largest)))
    checks.within("gradients: share of the largest of data or ends", share, GRADIENT)


def check_update(checks: Checks, what: str, settings: dict, net: Net, gradients: Weights,
                 before: Arrays, after: Arrays, kept_before: Arrays, kept_after: Arrays,
                 bound: float) -> None:
    """`bound` of the optimiser's averages, of the largest of each. From the averages that were
    recorded to the weights there is only rounding."""
    update = int(kept_before["updates"])
    checks.equal(f"{what}: number of updates", update + 1, kept_after["updates"])
    worst: dict[str, float] = {}
    weights, theirs, largest, unkept = [], [], {}, 0.0
    for i, name in enumerate(net.trained()):
        w = before[name].astype(np.float64)
        state = followed(settings, w, gradients[name], of_weight(kept_before, i))
        recorded = of_weight(kept_after, i)
        if state.keys() != recorded.keys():
            checks.line("FAILED", f"{what}: state of {name}", f"has {', '.join(recorded)}")
            return
        for key, value in state.items():
            if not net.is_idle(name):  # else measured by the weight before it in its layer
                largest[key] = max(1e-30, float(np.max(np.abs(recorded[key]))))
            error = float(np.max(np.abs(value - recorded[key]))) / largest[key]
            worst[key] = max(worst.get(key, 0), error)
        if not state:  # the step is the gradient itself, and as far off
            rate = learning_rate(settings, update)
            unkept = max(unkept, rate * bound * float(np.max(np.abs(gradients[name]))))
        weights.append(moved(settings, w, gradients[name], recorded, update).ravel())
        theirs.append(after[name].ravel())
    for key, error in worst.items():
        checks.within(f"{what}: share of the largest of {key}", error,
                      0 if key == "step" else 2 * bound if key == "squares" else bound)
    now = np.concatenate(theirs)
    checks.near(f"{what}: weights", np.concatenate(weights), now,
                FLOAT * max(1, float(np.max(np.abs(now)))) + unkept)


def check_optimiser(record: Record, checks: Checks, energy: Energy) -> None:
    names, after = energy.net.trained(), record.folder("after/energy")
    gradients = {name: record[f"gradients/{i}"].astype(np.float64) for i, name in enumerate(names)}
    check_update(checks, "optimiser", record.config["optimizer"], energy.net, gradients,
                 record.folder("before/energy"), after, record.folder("before/optimizer"),
                 record.folder("after/optimizer"), 10 * FLOAT)
    directions = [f"{name}_{side}" for name in normed(energy.net) for side in "uv"]
    if directions:
        checks.near("spectral norm: u and v",
                    np.concatenate([energy.weights[name] for name in directions]),
                    np.concatenate([after[name] for name in directions]), GRADIENT)
    average = record.config["training"]["average"]
    if average > 0:
        mine = [average * record[f"before/averaged/{name}"].astype(np.float64) +
                (1 - average) * after[name] for name in names]
        checks.near("averaged weights", np.concatenate([m.ravel() for m in mine]),
                    np.concatenate([record[f"after/averaged/{name}"].ravel() for name in names]),
                    FLOAT)
