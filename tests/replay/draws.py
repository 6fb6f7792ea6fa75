"""What of an iteration follows from the seed alone: batches, starts, initial weights and states."""

import numpy as np

from nets import Net, Unknown, energy_net, generator_net, initial_weights
from philox import Stream, distinct, normal, uniform
from record import Checks, Record
from schedule import fallen

NORMAL = 4e-6  # error of a normal number: the program's are float32
ROUNDING = 2.0**-23


def toy_points(settings: dict) -> np.ndarray:
    """The training points of a law, [n, 2]."""
    if settings["name"] not in ("gmm", "rings"):
        raise Unknown(f"rows: the images of {settings['name']} do not follow from a seed")
    stream, n = Stream(0, "toy_data"), settings["train"]
    if settings["name"] == "gmm":
        group = np.floor(uniform(stream, (n,), 0, 8))
        return on_circle(group * (np.pi / 4)) + 0.15 * normal(stream, (n, 2), 1)
    radius = 1 + np.floor(uniform(stream, (n,), 0, 4)) + 0.15 * normal(stream, (n,), 1)
    return radius[:, None] * on_circle(uniform(stream, (n,), 0, 2 * np.pi, 2).astype(np.float64))


def on_circle(angle: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def check_batch(record: Record, checks: Checks) -> None:
    training, clean = record.config["training"], record["batch/clean"]
    scale = fallen(training["data_noise"], training["data_noise_schedule"], record.iteration)
    noise = scale * normal(record.stream("data_noise"), clean.shape)
    largest = np.max(np.abs(record["batch/noised"]))
    checks.near("batch: data noise", clean + noise, record["batch/noised"],
                NORMAL * scale + ROUNDING * largest if scale else 0)
    points = toy_points(record.config["data"])
    kept_back = distinct(Stream(record.config["seed"], "reserved"), len(points),
                         training["reserved"])
    points = np.delete(points, kept_back, 0)
    rows = distinct(record.stream("batch"), len(points), training["batch"])
    checks.near("batch: rows and points", points[rows].reshape(clean.shape), clean, 5e-6)


def initial_bank(record: Record) -> np.ndarray:
    shape = record.config["start"]["size"], *record["starts/x"].shape[1:]
    return uniform(Stream(record.config["seed"], "bank"), shape, -1, 1)


def bank_before(record: Record) -> tuple[np.ndarray, np.ndarray]:
    """The states of the bank before the iteration, and their ages."""
    bank, ages = initial_bank(record), np.zeros(record.config["start"]["size"], np.int64)
    kept = record.folder("before/start")
    bank[kept["rows"]], ages[kept["rows"]] = kept["images"], kept["visits"]
    return bank, ages


def check_starts(record: Record, checks: Checks) -> None:
    settings, x = record.config["start"], record["starts/x"]
    stream, name = record.stream("start"), settings["name"]
    if name == "noise":
        scale = settings["scale"]
        if settings["law"] == "uniform":
            checks.equal("starts: uniform noise", uniform(stream, x.shape, -scale, scale), x)
        else:
            checks.near("starts: Gaussian noise", scale * normal(stream, x.shape), x,
                        NORMAL * scale + ROUNDING * np.max(np.abs(x)))
    elif name in ("bank", "replay"):
        rows = distinct(stream, settings["size"], len(x))
        checks.equal("starts: rows of the bank", rows, record["starts/rows"])
        bank, ages = bank_before(record)
        states, scale = bank[rows], settings["noise_scale"]
        if scale > 0:
            states = states + scale * normal(stream.of_use("noise"), x.shape)
        ages = ages[rows]
        if name == "replay":
            fresh = uniform(stream.of_use("fresh"), (len(x),), 0, 1, 1) < np.float32(settings["fresh"])
            if settings["reuses"] > 0:
                fresh |= ages > settings["reuses"]
            noise = uniform(stream.of_use("fresh"), x.shape, -1, 1)
            states = np.where(fresh[:, None, None, None], noise, states)
            ages = np.where(fresh, 0, ages)
        checks.near("starts: states of the bank", states, x,
                    NORMAL * scale + ROUNDING * np.max(np.abs(x)) if scale else 0)
        checks.equal("starts: ages of the states", ages, record["starts/ages"])
    elif name == "generator":
        z = record["starts/latents"]
        checks.near("starts: latents", normal(stream, z.shape), z, NORMAL)
    elif name in ("data", "recovery"):
        scale, of = settings["noise_scale"], {"data": "clean", "recovery": "noised"}[name]
        noise = scale * normal(stream.of_use("noise"), x.shape)
        checks.near("starts: data and noise", record[f"batch/{of}"][:len(x)] + noise, x,
                    NORMAL * scale + ROUNDING * np.max(np.abs(x)))
        if name == "recovery":
            checks.equal("starts: anchors", x, record["starts/anchor"])
            checks.near("starts: precision", np.full(len(x), scale**-2.0),
                        record["starts/precision"], ROUNDING * scale**-2.0)
    else:
        raise Unknown(f"chain start {name}")


def check_initial(record: Record, checks: Checks, net: Net, place: str, purpose: str) -> None:
    mine = initial_weights(net, Stream(record.config["seed"], purpose))
    theirs = record.folder(place)
    if mine.keys() != theirs.keys():
        checks.line("FAILED", f"initial: names of {place}",
                    f"only in one: {', '.join(sorted(mine.keys() ^ theirs.keys()))}")
        return
    for kind, normal_ones in (("uniform", False), ("normal", True)):
        names = [name for name in mine if name.endswith(("_u", "_v")) == normal_ones] \
            if net.deviations is None else [name for name in mine if normal_ones]
        if names:
            checks.near(f"initial: {kind} numbers of {purpose}",
                        np.concatenate([mine[name].ravel() for name in names]),
                        np.concatenate([theirs[name].ravel() for name in names]),
                        NORMAL if normal_ones else 0)


def check_begin(record: Record, checks: Checks) -> None:
    """What stands before the first iteration."""
    if record.iteration != 0:
        return
    shape, start = record.channels_and_side(), record.config["start"]
    check_initial(record, checks, energy_net(record.config["energy"], *shape), "before/energy",
                  "energy_weights")
    if start["name"] == "generator":
        check_initial(record, checks, generator_net(start["net"], *shape),
                      "before/start/generator", "generator_weights")
    if start["name"] in ("bank", "replay"):
        checks.equal("initial: rows that the bank has written", 0,
                     len(record["before/start/rows"]))


SECTIONS = (("batch", check_batch), ("starts", check_starts), ("initial", check_begin))
