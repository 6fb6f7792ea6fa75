"""A run, not only a step: `short_run` in PyTorch as published and by coopbench, 20 seeds each.

Side 16, n_f 16, 200 iterations; the rest as the published script (systems.md: batch 64 with
replacement, K 100, free noise 0.01, uniform starts, data noise 0.03, Adam 1e-4). Both read the same
images; they share no random number, and no weight.

Fixed before the first run: mean d and mean r of the last 100 iterations, and MMD^2 of 1000 samples
of the trained energy (K steps from noise) to 1000 held-out images by `coopbench metric`. Each is
shown where the 90 % interval of the difference of means (Welch) lies within one standard deviation
over PyTorch's seeds, else "not shown".

Run: python3 tests/goldens/published_run.py coopbench-program work-folder [pytorch] [coopbench]
(torch, numpy; gnuplot for the picture). A seed that has its file in tests/data_files/published_run
is not run again, so it can be stopped. Writes the table of docs/published-run.md and its picture.
"""
import csv
import gzip
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = ROOT / "tests/data_files/published_run"
IDX = Path("/usr/share/datasets/fashion-mnist")
SIDE, WIDTH, ITERATIONS, BATCH, STEPS, NOISE = 16, 16, 200, 64, 100, 0.01
TRAIN, HELD_OUT, SAMPLES = 10_000, 1000, 1000
SUMMARIES = ("mean d", "mean r", "MMD²")
SEEDS = 20


def area(n, to):
    """Shares of n pixels in each of `to` pixels that cover the same line."""
    edges = np.linspace(0, n, to + 1)
    pixels = np.arange(n)
    cover = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.clip(cover, 0, None) * to / n


def images():
    raw = gzip.decompress((IDX / "train-images-idx3-ubyte.gz").read_bytes())
    x = np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)[:TRAIN + 2 * HELD_OUT]
    a = area(28, SIDE)
    return (np.einsum("ip,npq,jq->nij", a, x, a) / 127.5 - 1).astype(np.float32)[:, None]


def net():
    layers, channels, side = [nn.Conv2d(1, WIDTH, 3, 1, 1), nn.LeakyReLU(0.2)], WIDTH, SIDE
    while side > 4:
        layers += [nn.Conv2d(channels, 2 * channels, 4, 2, 1), nn.LeakyReLU(0.2)]
        channels, side = 2 * channels, side // 2
    return nn.Sequential(*layers, nn.Conv2d(channels, 1, side))


def chains(f, n):
    """Ends of K steps from uniform noise, and the mean norm of their gradient terms."""
    x, norms = torch.rand(n, 1, SIDE, SIDE) * 2 - 1, 0
    for _ in range(STEPS):
        x.requires_grad_(True)
        g = torch.autograd.grad(f(x).sum(), x)[0]
        norms += g.flatten(1).norm(dim=1).mean().item()
        x = (x + g + NOISE * torch.randn_like(x)).detach()
    return x, norms / STEPS


def published(seed, data):
    """Rows of d and r, and samples of the trained energy."""
    torch.manual_seed(seed)
    f, rows = net(), []
    adam = torch.optim.Adam(f.parameters(), lr=1e-4, betas=(0.9, 0.999))
    for _ in range(ITERATIONS):
        picked = data[torch.randint(0, len(data), (BATCH,))]
        positive = picked + 0.03 * torch.randn_like(picked)
        negative, r = chains(f, BATCH)
        d = f(negative).mean() - f(positive).mean()  # of U = -f: data less ends
        adam.zero_grad()
        d.backward()
        adam.step()
        rows.append((d.item(), r))
    return np.array(rows), chains(f, SAMPLES)[0].numpy()


def keep(who, seed, rows, mmd2):
    RUNS.mkdir(exist_ok=True)
    numbers = {"mmd2": float(f"{mmd2:.6g}")}
    for i, name in enumerate(("d", "r")):
        numbers[name] = [float(f"{v:.6g}") for v in rows[:, i]]
    (RUNS / f"{who}-{seed:02}.json").write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
    print(who, "seed", seed, "MMD2", mmd2, flush=True)


def missing(who, seeds):
    return [seed for seed in seeds if not (RUNS / f"{who}-{seed:02}.json").exists()]


def distance(program, folder, samples):
    generated = folder / f"generated-{os.getpid()}.npy"
    np.save(generated, samples)
    found = subprocess.run([program, "metric", "mmd2", generated, folder / "real.npy", "--kernel",
                            "rbf_mixture", "--json"], check=True, capture_output=True)
    return json.loads(found.stdout)["estimate"]


def run_published(program, folder, seeds):
    data = torch.from_numpy(np.load(folder / "images.npy"))[:TRAIN]
    for seed in missing("pytorch", seeds):
        rows, samples = published(seed, data)
        keep("pytorch", seed, rows, distance(program, folder, samples))


def run_ours(program, folder, seeds):
    seeds = missing("coopbench", seeds)
    preset = {
        "title": "short_run at side 16", "version": 1, "description": "-", "source": "-",
        "notes": [], "seeds": seeds,
        "shared": {
            "data": {"name": "npy", "file": str(folder / "images.npy"), "train": TRAIN,
                     "validation": HELD_OUT, "test": HELD_OUT},
            "energy": {"name": "short_run", "n_f": WIDTH},
            "sampler": {"rule": {"name": "free_noise", "step_size": 1.0, "noise_scale": NOISE},
                        "steps": STEPS},
            "optimizer": {"name": "adam", "learning_rate": 1e-4},
            "training": {"iterations": ITERATIONS, "batch": BATCH, "chains": BATCH,
                         "data_noise": 0.03, "checkpoint_every": ITERATIONS},
            "evaluation": {"samples": SAMPLES, "every": ITERATIONS, "long_run": 0,
                           "further_steps": 0, "metrics": []}},
        "methods": {"short_run": {"start": {"name": "noise"}}}}
    (folder / "preset.json").write_text(json.dumps(preset))
    for seed in seeds:
        run = folder / f"ours-{seed}"
        subprocess.run([program, "run", folder / "preset.json", "--method", "short_run", "--seed",
                        str(seed), "--threads", "1", "--out", run, "--force"], check=True,
                       capture_output=True)
        with open(run / "train.csv") as file:
            rows = [(float(row["d"]), float(row["r"])) for row in csv.DictReader(file)]
        keep("coopbench", seed, np.array(rows),
             distance(program, folder, np.load(run / "samples/end.npy")))


def t_quantile(freedom, p=0.95):
    """Of Student's law, by bisection of its integral (Simpson)."""
    def below(t):
        x = np.linspace(0, t, 4001)
        y = np.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(
            freedom * math.pi) * (1 + x**2 / freedom)**(-(freedom + 1) / 2)
        return 0.5 + (x[1] / 3) * (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum())

    low, high = 0, 100
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < p else (low, middle)
    return low


def compared(theirs, ours):
    """Difference of means, half its 90 % interval, and the margin."""
    a, b = theirs.var(ddof=1) / len(theirs), ours.var(ddof=1) / len(ours)
    freedom = (a + b)**2 / (a**2 / (len(theirs) - 1) + b**2 / (len(ours) - 1))
    return (ours.mean() - theirs.mean(), t_quantile(freedom) * math.sqrt(a + b),
            theirs.std(ddof=1))


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "images.npy").exists():
        np.save(folder / "images.npy", images())
    np.save(folder / "real.npy", np.load(folder / "images.npy")[-HELD_OUT:])
    seeds = range(1, SEEDS + 1)
    for who, run in (("pytorch", run_published), ("coopbench", run_ours)):
        if len(sys.argv) < 4 or who in sys.argv[3:]:
            run(program, folder, seeds)
    values, curves = {}, {}
    for who, name in (("pytorch", "PyTorch"), ("coopbench", "coopbench")):
        runs = [json.loads(file.read_text()) for file in sorted(RUNS.glob(f"{who}-*.json"))]
        curves[name] = np.array([[run["d"], run["r"]] for run in runs]).transpose(0, 2, 1)
        values[name] = np.column_stack([curves[name][:, ITERATIONS // 2:].mean(1),
                                        [run["mmd2"] for run in runs]])
    write(values)
    draw(curves)


def write(values):
    n = [len(rows) for rows in values.values()]
    lines = [f"| over {n[0]} and {n[1]} seeds | PyTorch, mean (sd) | coopbench | difference, 90 % "
             "interval | margin | shown |", "|---|---|---|---|---|---|"]
    for i, name in enumerate(SUMMARIES):
        theirs, ours = values["PyTorch"][:, i], values["coopbench"][:, i]
        off, half, margin = compared(theirs, ours)
        shown = abs(off) + half < margin
        lines.append(f"| {name} | {theirs.mean():.4g} ({theirs.std(ddof=1):.2g}) | "
                     f"{ours.mean():.4g} ({ours.std(ddof=1):.2g}) | {off:+.2g} "
                     f"[{off - half:+.2g}, {off + half:+.2g}] | {margin:.2g} | "
                     f"{'within the margin' if shown else 'not shown'} |")
    print("\n".join(lines))
    lines += ["", "![d and r over the iterations: medians, and the middle 80 % of seeds]"
              "(published-run.svg)"]
    page = ROOT / "docs/published-run.md"
    text = page.read_text()
    head, tail = text.index("<!-- result -->"), text.index("<!-- end -->")
    page.write_text(text[:head] + "<!-- result -->\n" + "\n".join(lines) + "\n" + text[tail:])


def draw(curves):
    """Median and the middle 80 % of seeds."""
    script = ["set terminal svg size 900,330 font 'sans,11' background 'white'",
              f"set output '{ROOT / 'docs/published-run.svg'}'", "set multiplot layout 1,2",
              "set xlabel 'iteration'", "set key top right", "set style fill solid 0.25 noborder"]
    for i, name in enumerate(("d", "r")):
        blocks, plots = [], []
        for (who, rows), colour in zip(curves.items(), ("#d95f02", "#1b6ca8")):
            low, middle, high = np.quantile(rows[:, :, i], (0.1, 0.5, 0.9), axis=0)
            data = "\n".join(f"{k} {a} {b} {c}" for k, (a, b, c) in enumerate(zip(low, middle, high)))
            block = f"$b{i}{len(blocks)}"
            blocks.append(f"{block} << EOD\n{data}\nEOD")
            plots += [f"{block} using 1:2:4 with filledcurves lc rgb '{colour}' notitle",
                      f"{block} using 1:3 with lines lw 1.5 lc rgb '{colour}' title '{who}'"]
        script += [*blocks, f"set ylabel '{name}'", "plot " + ", ".join(plots)]
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


if __name__ == "__main__":
    main()
