"""Golden values of tests/coopnets/iteration_parity_test.cpp: one whole training iteration of each of
the compared systems, written with PyTorch's modules and optimisers in float64 from systems.md: K
steps of the chains, the energy update, and of cooperative ones the latent steps and the generator's
update. Weights, data and starts are those of a formula, the noise that of docs/random-numbers.md.

Spectral norm makes one power iteration a step, and one more for the update, in which data and ends
have the same sigma (PyTorch's module would make one for each).

Run: python3 tests/goldens/iterations.py   (torch, numpy)
"""
import copy
import sys
from pathlib import Path

import torch
from torch import nn

import nets
from nets import digest, fill, parameters, shaped

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "replay"))
from philox import Stream, normal  # noqa: E402

SEED, CHAINS = 11, 4


def noise(purpose, shape, step):
    return torch.from_numpy(normal(Stream(SEED, purpose), tuple(shape), step))


def gradient(net, sign, x):
    x = x.detach().requires_grad_(True)
    return torch.autograd.grad(sign * net(x).sum(), x)[0]


def walked(net, sign, rule, steps, x):
    """Ends of the chains; the net in training mode makes its power iterations."""
    name, m, v = rule["name"], None, None
    for k in range(steps):
        g = gradient(net, sign, x)
        xi = noise("step", x.shape, k)
        if name == "scaled":
            x = x - g + rule["noise_scale"] * xi
        elif name == "free_noise":
            x = x - rule["step_size"] * g + rule["noise_scale"] * xi
        elif name == "reference":
            s = rule["step_size"]
            x = x - s**2 / 2 * (x / rule["reference_scale"]**2 + g) + s * xi
        elif name == "ascent":
            b = rule.get("momentum", 0)
            m = g if m is None else b * m + (1 - b) * g
            x = x - rule["step_size"] * m + rule.get("noise_scale", 0) * xi
        elif name == "clipped":
            x = x.detach() + rule["noise_scale"] * xi
            x = (x - rule["step_size"] * gradient(net, sign, x)).clamp(*rule["clamp"])
        elif name == "adam":
            m = 0.5 * (0 if m is None else m) + 0.5 * g
            v = 0.999 * (0 if v is None else v) + 0.001 * g**2
            x = x - rule["step_size"] * (m / (1 - 0.5**(k + 1))) / (
                (v / (1 - 0.999**(k + 1))).sqrt() + 1e-8)
    return x.detach()


def through_the_last_step(net, sign, rule, last, x):
    """Ends of one more step, with the graph of the weights that moved them."""
    xi = noise("step", x.shape, last)
    y = (x + rule["noise_scale"] * xi if rule["name"] == "clipped" else x).requires_grad_(True)
    g = torch.autograd.grad(sign * net(y).sum(), y, create_graph=True)[0]
    if rule["name"] == "clipped":
        return (y - rule["step_size"] * g).clamp(*rule["clamp"])
    return y - rule["step_size"] * g + rule["noise_scale"] * xi


def optimiser(settings, weights):
    lr = settings["learning_rate"]
    if settings["name"] == "sgd":
        return torch.optim.SGD(weights, lr=lr)
    return torch.optim.Adam(weights, lr=lr, betas=(settings.get("beta1", 0.9), 0.999))


def starts_of(kind, shape):
    uniform = shaped(shape, 9000)
    if kind == "gaussian":
        return 1.5 * shaped(shape, 9100) + 0.5 * uniform
    if kind == "data":
        return 0.8 * shaped(shape, 7000)
    if kind == "bank":
        return uniform + 0.03 * shaped(shape, 9200)
    return uniform


def moved(net, before):
    """Of each weight the digest of what the update did, its norm before, and its gradient's."""
    return [digest(p - b, i) + [b.norm().item(), p.grad.norm().item()]
            for i, (p, b) in enumerate(zip(parameters(net), before))]


def iteration(case):
    layers, sign, shape = case["layers"](), case["sign"], (CHAINS, *case["shape"])
    net = nn.Sequential(*layers).double()
    fill(net, 4)
    data = 0.8 * shaped(shape, 7000) + case["data_noise"] * shaped(shape, 7100)
    out = {}
    generator = None
    if "generator" in case:
        generator = nn.Sequential(*case["generator"]()).double()
        fill(generator, 4)
        generator.eval()
        z = 1.5 * shaped((CHAINS, case["latent"]), 9300)
        x = generator(z[:, :, None, None]).detach()
    else:
        x = starts_of(case["start"], shape)
    through = None
    if "kl_weight" in case:
        before_last = walked(net, sign, case["rule"], case["steps"] - 1, x)
        through = through_the_last_step(net, sign, case["rule"], case["steps"] - 1, before_last)
        ends = through.detach()
    else:
        ends = walked(net, sign, case["rule"], case["steps"], x)

    with torch.no_grad():
        net(data)  # in training mode
    net.eval()
    before = [p.detach().clone() for p in parameters(net)]
    energy = lambda images: sign * net(images).flatten(1).sum(1)
    u, v = energy(data), energy(ends)
    d = u.mean() - v.mean()
    loss = case["scale"] * d
    if case.get("penalty") == "norms":
        loss = loss + case["penalty_weight"] * (u.norm() + v.norm())
    if case.get("penalty") == "squares":
        loss = loss + case["penalty_weight"] * ((u**2).mean() + (v**2).mean())
    if through is not None:
        net.requires_grad_(False)
        kl = energy(through).mean()
        net.requires_grad_(True)
        loss = loss + case["kl_weight"] * kl
    adam = optimiser(case["optimizer"], list(parameters(net)))
    loss.backward()
    if "clip_gradient" in case:
        torch.nn.utils.clip_grad_norm_(net.parameters(), case["clip_gradient"])
    adam.step()
    out |= {"d": d.item(), "energy": moved(net, before)}

    if generator is not None:
        s, share = case["latent_step"], 1 / CHAINS if case["divide"] else 1
        for k in range(case["latent_steps"]):
            place = z.detach().requires_grad_(True)
            misfit = ((ends - generator(place[:, :, None, None]))**2).sum() / (2 * 0.3**2)
            g = torch.autograd.grad(share * misfit, place)[0] + place
            z = (place - s**2 / 2 * g + s * noise("latent", z.shape, k)).detach()
        generator.train()
        before = [p.detach().clone() for p in parameters(generator)]
        adam = optimiser(case["teacher"], list(parameters(generator)))
        misfit = ((ends - generator(z[:, :, None, None]))**2).flatten(1).sum(1) / (2 * 0.3**2)
        teaching = misfit.sum() if case["reduction"] == "sum" else misfit.mean()
        teaching.backward()
        adam.step()
        out |= {"teaching_loss": teaching.item(), "generator": moved(generator, before)}
    return out


def cases():
    made = {
        "short_run": {
            "layers": lambda: nets.halvings(3, 64, 0.2), "sign": -1, "shape": (3, 32, 32),
            "net": {"name": "short_run"}, "start": "noise", "steps": 20, "scale": 1,
            "rule": {"name": "free_noise", "step_size": 1.0, "noise_scale": 0.01},
            "optimizer": {"name": "adam", "learning_rate": 1e-4}, "data_noise": 0.03}}
    for name, optimizer, scale in (("sgd", {"name": "sgd", "learning_rate": 0.1}, 1),
                                   ("adam", {"name": "adam", "learning_rate": 1e-4}, 2 / 0.01**2)):
        made[f"persistent anatomy, {name}"] = {
            "layers": lambda: nets.halvings(3, 32, 0.05), "sign": 1, "shape": (3, 32, 32),
            "net": {"name": "anatomy_vanilla"}, "start": "bank", "steps": 20, "scale": scale,
            "rule": {"name": "scaled", "noise_scale": 0.01}, "optimizer": optimizer,
            "data_noise": 0.03}
    for version in (1, 2):
        for start in ("uniform", "gaussian", "data", "bank", "generator"):
            for minimiser in ("sgd", "adam"):
                for norm in (False, True):
                    def layers(version=version, norm=norm):
                        own = nets.thesis_v1(1) if version == 1 else nets.halvings(1, 64, 0.2)
                        return nets.normed(own) if norm else own
                    case = {
                        "layers": layers, "sign": -1, "shape": (1, 32, 32), "start": start,
                        "net": {"name": "thesis_descriptor", "version": version,
                                "spectral_norm": norm},
                        "steps": 5, "scale": 1, "data_noise": 0 if start == "data" else 0.03,
                        "rule": {"name": "ascent", "step_size": 1.0, "noise_scale": 0.01}
                        if minimiser == "sgd" else {"name": "adam", "step_size": 0.1},
                        "optimizer": {"name": "adam", "learning_rate": 1e-4,
                                      "beta1": 0.5 if start == "generator" else 0.9}}
                    if version == 1:
                        case |= {"penalty": "norms", "penalty_weight": 0.05}
                    if start == "generator":
                        widths = (512, 256, 128) if version == 1 else (256, 128, 64)
                        latent = 50 * version
                        case |= {
                            "generator": lambda latent=latent, widths=widths:
                                nets.thesis_generator(1, latent, widths),
                            "generator_net": {"name": "thesis_generator", "version": version},
                            "latent": latent, "latent_steps": 0, "latent_step": 0.1,
                            "divide": False, "reduction": "sum",
                            "teacher": {"name": "adam", "learning_rate": 1e-4, "beta1": 0.5}}
                    made[f"thesis {version}, {start}, {minimiser}"
                         f"{', spectral norm' if norm else ''}"] = case
    for name, rule, more in (
            ("improved CD", {"name": "clipped", "step_size": 30.0, "clip": 0, "noise_scale": 0.001,
                             "clamp": [-1, 1]},
             {"penalty": "squares", "penalty_weight": 1.0, "clip_gradient": 0.5}),
            ("improved CD, the KL term alone", {"name": "free_noise", "step_size": 5.0,
                                                "noise_scale": 0.01}, {"kl_weight": 50.0})):
        made[name] = {
            "layers": lambda: nets.improved_cd(False, True, False, True), "sign": 1,
            "shape": (3, 32, 32), "net": {"name": "improved_cd"}, "start": "bank", "steps": 3,
            "scale": 1, "rule": rule, "optimizer": {"name": "sgd", "learning_rate": 0.01},
            "data_noise": 0, "kl_weight": 1.0} | more
    for divide in (False, True):
        made[f"CoopNets{', divided by the chains' if divide else ''}"] = {
            "layers": lambda: nets.descriptor(1, ((4, 2), (4, 2), (4, 2)), 4 * 4 * 256), "sign": -1,
            "shape": (1, 28, 28), "net": {"name": "coopnets_mnist_descriptor"},
            "start": "generator", "steps": 15, "scale": 1, "data_noise": 0,
            "rule": {"name": "reference", "step_size": 0.002, "reference_scale": 0.016},
            "optimizer": {"name": "adam", "learning_rate": 0.007, "beta1": 0.5},
            "generator": lambda: nets.coopnets_generator(1, 4, (7, 14, 28), (512, 256, 128)),
            "generator_net": {"name": "coopnets_mnist_generator"}, "latent": 100,
            "latent_steps": 3, "latent_step": 0.1, "divide": divide, "reduction": "mean",
            "teacher": {"name": "adam", "learning_rate": 1e-4, "beta1": 0.5}}
    return made


def main():
    results = {}
    for name, case in cases().items():
        found = iteration(copy.deepcopy(case))
        kept = {key: value for key, value in case.items() if key not in ("layers", "generator")}
        results[name] = kept | {"result": found}
        print(name, found["d"], found.get("teaching_loss", ""))
    file = nets.FOLDER / "iterations.json"
    file.write_text(nets.lines(results) + "\n")


if __name__ == "__main__":
    main()
