"""A NumPy file of noise, the data of images.json."""

import random
import struct
from pathlib import Path

COUNT, SIDE = 128, 16


def write_images(path: Path) -> None:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({COUNT}, 1, {SIDE}, {SIDE}), }}"
    header = header.ljust(117) + "\n"
    pixels = random.Random(1).randbytes(COUNT * SIDE * SIDE)
    magic = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header))
    path.write_bytes(magic + header.encode() + pixels)
