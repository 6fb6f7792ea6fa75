"""JAX: K steps of points in one lax.scan; of images one compiled step after the other, for XLA runs
convolutions within a loop on one thread. The number of threads is that of the processors that the
process may use."""

import jax
import jax.numpy as jnp
import numpy as np


def weights(layers: list[dict], rng: np.random.Generator) -> list:
    def initial(layer):
        if layer["layer"] != "conv":
            return None
        shape = (layer["out"], layer["in"], layer["kernel"], layer["kernel"])
        bound = 1 / np.sqrt(np.prod(shape[1:]))
        uniform = lambda size: jnp.asarray(rng.uniform(-bound, bound, size), jnp.float32)
        return uniform(shape), uniform((shape[0],))

    return [initial(layer) for layer in layers]


def conv(x, weight, bias, layer: dict):
    if x.shape[2:] == (1, 1) and layer["kernel"] == 1:
        return (x[:, :, 0, 0] @ weight[:, :, 0, 0].T + bias)[:, :, None, None]
    padding = [tuple(layer["padding"])] * 2
    y = jax.lax.conv_general_dilated(x, weight, (layer["stride"],) * 2, padding)
    return y + bias[None, :, None, None]


def energy(row: dict):
    if not row["layers"]:
        precision = jnp.linalg.inv(jnp.asarray(row["covariance"]))
        return lambda x: 0.5 * jnp.einsum("nchw,cd,ndhw->", x, precision, x)
    layers = row["layers"]
    all_weights = weights(layers, np.random.default_rng(1))

    def total(x):
        for layer, own in zip(layers, all_weights):
            x = conv(x, *own, layer) if own else jax.nn.leaky_relu(x, layer["slope"])
        return x.sum()

    return total


def prepare(row: dict, threads: int):
    gradient_of = jax.grad(energy(row))
    step_size, noise_scale = row["step_size"], row["noise_scale"]
    x0 = jnp.asarray(np.random.default_rng(2).uniform(-1, 1, row["shape"]), jnp.float32)

    def step(carry, _):
        x, key, r = carry
        key, own = jax.random.split(key)
        drift = -step_size * gradient_of(x)
        x = x + drift + noise_scale * jax.random.normal(own, x.shape)
        return (x, key, r + jnp.sqrt((drift**2).sum((1, 2, 3))).mean()), None

    if row["shape"][2] == 1:
        run = jax.jit(lambda carry: jax.lax.scan(step, carry, length=row["steps"])[0])
    else:
        one = jax.jit(lambda carry: step(carry, None)[0])

        def run(carry):
            for _ in range(row["steps"]):
                carry = one(carry)
            return carry

    return lambda: jax.block_until_ready(run((x0, jax.random.key(3), jnp.zeros(()))))
