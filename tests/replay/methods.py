"""What each method makes of the ends: the rows of a bank, the teaching of a generator."""

import numpy as np

from draws import bank_before
from nets import Unknown, generator_net
from philox import distinct, normal
from record import Checks, Record
from update import FLOAT, check_update, in_double, passes

TEACHING = 5e-5  # what rounding changes in a gradient through batch norms, of its largest number


def rows_of_ends(record: Record) -> list[int]:
    """The row of the bank that each end takes; none of its rows for one that is dropped."""
    settings, drawn = record.config["start"], record["starts/rows"]
    order, size = settings.get("order", "row"), settings["size"]
    if order == "row":
        return list(drawn)
    came = int(record["before/start/ends"])
    return [(came + i) % size if order == "fifo" or came + i < size else
            int(distinct(record.stream("latent").after(i), came + i + 1, 1)[0])
            for i in range(len(drawn))]


def check_bank(record: Record, checks: Checks) -> None:
    bank, visits = bank_before(record)
    after = record.folder("after/start")
    for i, row in enumerate(rows_of_ends(record)):
        if row < len(bank):
            bank[row], visits[row] = record["ends/x"][i], record["starts/ages"][i] + 1
    written = np.flatnonzero(visits)
    checks.equal("bank: rows that were written", written, after["rows"])
    checks.equal("bank: states", bank[written], after["images"])
    checks.equal("bank: visits", visits[written], after["visits"])


def check_generator(record: Record, checks: Checks) -> None:
    settings = record.config["start"]
    net = generator_net(settings["net"], *record.channels_and_side())
    passed = passes(net)
    before, after = record.folder("before/start/generator"), record.folder("after/start/generator")
    weights, z = in_double(before), record["starts/latents"].astype(np.float64)
    checks.near("starts: G(z)", passed(net, weights, z)[0], record["starts/x"], 1e-5)

    x, n, inference = record["ends/x"].astype(np.float64), len(z), settings["inference"]
    precision, s = settings["sigma"]**-2.0, inference["step_size"]
    share = 1 / n if inference["divide_by_chains"] else 1
    for k in range(inference["steps"]):
        made, back, _ = passed(net, weights, z)
        gradient = back(share * precision * (made - x))[0] + z
        z = z - s**2 / 2 * gradient + s * normal(record.stream("latent"), z.shape, k)

    made, back, running = passed(net, weights, z, True)
    over = n if settings["reduction"] == "mean" else 1
    loss = np.sum((x - made)**2) * precision / 2 / over
    checks.relative("train.csv: teaching loss", loss, record.row["teaching_loss"], 1e-5)
    check_update(checks, "teaching", settings["optimizer"], net,
                 back((made - x) * precision / over)[1], before, after,
                 record.folder("before/start/optimizer"), record.folder("after/start/optimizer"),
                 TEACHING)
    if running:
        checks.near("teaching: running statistics",
                    np.concatenate([value for _, value in sorted(running.items())]),
                    np.concatenate([after[name] for name in sorted(running)]), 10 * FLOAT)


def check_method(record: Record, checks: Checks) -> None:
    name = record.config["start"]["name"]
    if name in ("bank", "replay"):
        check_bank(record, checks)
    elif name == "generator":
        check_generator(record, checks)
    elif name in ("noise", "data", "recovery"):
        checks.equal("ends: nothing is kept of them", 0, len(record.folder("after/start")))
    else:
        raise Unknown(f"chain start {name}")
