"""Writes small .npz data sets as others publish them, and MATLAB files as Flowers-102 has them, for
tests/data/: python3 tests/goldens/data_npz.py (NumPy 2, SciPy 1.11 or later).

Pixel (i, row, column, channel) of the images of part p is (p*40 + i*7 + row*3 + column*5 + channel*11) % 256, and the
label of image i is i % 3.
"""
from pathlib import Path

import numpy as np
import scipy.io

HERE = Path(__file__).parent.parent / "data_files"


def images(part, n, height, width, channels):
    i, row, column, channel = np.indices((n, height, width, channels))
    return ((part * 40 + i * 7 + row * 3 + column * 5 + channel * 11) % 256).astype(np.uint8)


def labels(n):
    return np.arange(n) % 3


folder = HERE / "npz"
# As MedMNIST: val, labels [n,1], deflated.
parts = {"train": 6, "val": 4, "test": 5}
medical = {f"{name}_images": images(p, n, 8, 8, 1)[..., 0] for p, (name, n) in enumerate(parts.items())}
medical |= {f"{name}_labels": labels(n)[:, None].astype(np.uint8) for name, n in parts.items()}
np.savez_compressed(folder / "medical.npz", **medical)
# As Keras: colours behind, no validation, stored.
np.savez(folder / "colours.npz", x_train=images(0, 6, 8, 8, 3), y_train=labels(6), x_test=images(2, 5, 8, 8, 3),
         y_test=labels(5).astype(np.int32))
# One array of oblong images, and what is none.
np.savez_compressed(folder / "oblong.npz", pictures=images(0, 6, 4, 6, 3), y=labels(6), names=np.array(["a"]))
np.savez(folder / "two.npz", first=images(0, 4, 4, 4, 1)[..., 0], second=images(1, 4, 4, 4, 1)[..., 0])
np.savez(folder / "unlabelled_test.npz", x_train=images(0, 6, 8, 8, 1), y_train=labels(6), x_test=images(2, 5, 8, 8, 1))
np.savez_compressed(folder / "floats.npz", x=images(0, 6, 8, 8, 1).astype(np.float64) / 255)

folder = HERE / "flowers102"
scipy.io.savemat(folder / "imagelabels.mat", {"labels": np.array([[77, 3, 3, 102, 77, 3]], np.uint8)},
                 do_compression=True)
scipy.io.savemat(folder / "setid.mat", {"trnid": np.array([[2, 1]], np.uint16), "valid": np.array([[3]], np.uint16),
                                        "tstid": np.array([[4.0, 5.0, 6.0]])}, do_compression=False)
scipy.io.savemat(folder / "halves.mat", {"labels": np.array([[0.5]]), "words": np.array(["a", "b"])})
