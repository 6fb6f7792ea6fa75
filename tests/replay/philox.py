"""Random numbers as docs/random-numbers.md describes them, from a seed and a place alone.

A place is what the numbers are for (PURPOSES, USES), the iteration, the step, and of each number
its chain (row) and its index within the row.
"""

from dataclasses import dataclass, replace

import numpy as np

PURPOSES = ("batch", "data_noise", "start", "step", "latent", "bank", "energy_weights",
            "generator_weights", "toy_data", "evaluation_start", "evaluation_step", "baseline",
            "permutation", "subset", "projection", "bootstrap", "split", "annealing",
            "feature_weights", "known_law", "long_run", "negatives", "noise_evaluation_start",
            "noise_evaluation_step", "reserved", "further_start", "further_step",
            "rewind", "trained_start", "trained_step")
USES = ("main", "noise", "acceptance", "grid", "common", "fresh")

U32 = np.uint32
F32 = np.float32
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


@dataclass(frozen=True)
class Stream:
    seed: int
    purpose: str
    iteration: int = 0
    first_chain: int = 0
    use: str = "main"

    def of_use(self, use: str) -> "Stream":
        return replace(self, use=use)

    def after(self, rows: int) -> "Stream":
        return replace(self, first_chain=self.first_chain + rows)


def philox(counter: np.ndarray, key: tuple[int, int]) -> np.ndarray:
    """Philox 4x32-10 of counters [..., 4] (Salmon et al. 2011): words of 32 bits in the low half of
    uint64, [..., 4]."""
    c0, c1, c2, c3 = (counter[..., i].astype(np.uint64) for i in range(4))
    k0, k1 = key
    for _ in range(10):
        a, b = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = ((b >> HALF) ^ c1 ^ np.uint64(k0), b & LOW,
                          (a >> HALF) ^ c3 ^ np.uint64(k1), a & LOW)
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], -1)


def words(stream: Stream, rows: int, blocks: int, step: int = 0) -> np.ndarray:
    """uint64 [rows, blocks, 4] with words of 32 bits."""
    counter = np.empty((rows, blocks, 4), np.uint64)
    counter[..., 0] = np.arange(blocks)
    counter[..., 1] = (stream.first_chain + np.arange(rows))[:, None]
    counter[..., 2] = stream.iteration
    counter[..., 3] = USES.index(stream.use) << 29 | PURPOSES.index(stream.purpose) << 24 | step
    return philox(counter, (stream.seed & 0xFFFFFFFF, stream.seed >> 32))


def numbers_of_blocks(blocks: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Rows of blocks of four, cut to the width of a row."""
    width = int(np.prod(shape[1:], dtype=np.int64))
    return blocks.reshape(shape[0], -1)[:, :width].reshape(shape)


def blocks_of(shape: tuple[int, ...]) -> int:
    return (int(np.prod(shape[1:], dtype=np.int64)) + 3) // 4


def uniform(stream: Stream, shape: tuple[int, ...], low: float, high: float,
            step: int = 0) -> np.ndarray:
    """float32 in [low, high], each operation rounded to float32."""
    bits = (words(stream, shape[0], blocks_of(shape), step) >> np.uint64(8)).astype(F32)
    return numbers_of_blocks(F32(low) + F32(high - low) * bits * F32(2.0**-24), shape)


def normal(stream: Stream, shape: tuple[int, ...], step: int = 0) -> np.ndarray:
    """Box and Muller 1958. Angle and level are rounded to float32, what follows is float64."""
    drawn = words(stream, shape[0], blocks_of(shape), step).astype(U32)
    angle, level = drawn[..., 0::2], drawn[..., 1::2]
    u = level.astype(F32) * F32(2.0**-32) + F32(2.0**-33)
    signed = angle.astype(np.int64) - ((angle >> U32(31)).astype(np.int64) << 32)
    t = signed.astype(F32) * F32(2.0**-31) + F32(2.0**-32)
    radius = np.sqrt(-2 * np.log(u.astype(np.float64)))
    turn = np.pi * t.astype(np.float64)
    pairs = np.stack([radius * np.sin(turn), radius * np.cos(turn)], -1)
    return numbers_of_blocks(pairs, shape)


def distinct(stream: Stream, population: int, count: int) -> np.ndarray:
    """`count` different whole numbers below `population`: a partial Fisher-Yates shuffle."""
    drawn = words(stream, count, 1)[:, 0]
    moved: dict[int, int] = {}
    chosen = []
    for i in range(count):
        word = int(drawn[i, 1]) << 32 | int(drawn[i, 0])
        place = i + (word * (population - i) >> 64)
        chosen.append(moved.get(place, place))
        moved[place] = moved.get(i, i)
    return np.array(chosen, np.int64)
