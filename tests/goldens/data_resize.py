"""Golden values of tests/data/images_test.cpp: Pillow's antialiased bilinear resizing in 32-bit floats.

Run: python3 tests/goldens/data_resize.py   (numpy, pillow)
"""
import numpy as np
from PIL import Image


def pixels(side):
    """Reproducible pixels without a random generator."""
    row, column = np.mgrid[0:side, 0:side]
    return (row * 37 + column * 101 + row * column * 13) % 256


def resized(side, to):
    image = Image.fromarray(pixels(side).astype(np.float32), mode="F")
    grey = np.asarray(image.resize((to, to), Image.Resampling.BILINEAR), dtype=np.float64)
    return (grey - 127.5) / 127.5


for side, to, places in [(28, 16, [(0, 0), (3, 11), (8, 8), (15, 2), (15, 15)]),
                         (28, 32, [(0, 0), (1, 1), (13, 30), (31, 4), (31, 31)]),
                         (28, 8, [(0, 0), (2, 5), (7, 7)])]:
    image = resized(side, to)
    print(f"{side} -> {to}: mean {image.mean():.7f}")
    for row, column in places:
        print(f"  ({row}, {column}) {image[row, column]:.7f}")
