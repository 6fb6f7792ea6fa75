"""Makes the small data sets and the broken files of tests/data/, beside itself.

Run: python3 tests/data_files/make.py   (standard library alone)
"""
import gzip
import struct
from pathlib import Path

HERE = Path(__file__).parent


def image(i):
    """28 x 28 pixels that differ from image to image; tests/data/ computes the same."""
    return bytes((i * 7 + row * 3 + column * 5 + row * column * i) % 256 for row in range(28) for column in range(28))


def idx(sizes, content):
    return bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes) + content


def images(numbers):
    return idx([len(numbers), 28, 28], b"".join(image(i) for i in numbers))


def labels(values):
    return idx([len(values)], bytes(values))


def pack(content):
    return gzip.compress(content, 9, mtime=0)


def write(name, content):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


# Rows 0 to 15 train, 16 to 19 validate. Test shares images 101 (train row 2) and 100 (validation row 17);
# train row 5 is validation row 18; train rows 7 and 8 are one image, which is no one else's.
train = list(range(20))
train[2], train[17], train[18], train[8] = 101, 100, 5, 7
test = [100, 101, 102, 103, 104, 105]
write("small/train-images-idx3-ubyte.gz", pack(images(train)))
write("small/train-labels.idx1-ubyte.gz", pack(labels([i % 5 for i in range(20)])))
write("small/t10k-images.idx3-ubyte", images(test))
write("small/t10k-labels-idx1-ubyte", labels([i % 3 for i in range(6)]))

two = images([0, 1])
write("broken/more_than_claimed.gz", pack(two + b"x"))
write("broken/less_than_claimed.gz", pack(two[:-1]))
write("broken/claims_terabytes.gz", pack(idx([2**31, 2**10, 2**10], b"x" * 100)))
write("broken/claims_a_megabyte.gz", pack(idx([2**10, 2**5, 2**5], bytes(range(256)) * 4)))
write("broken/header_cut_off.gz", pack(two[:9]))
write("broken/rubbish_behind.gz", pack(two) + b"rubbish")
write("broken/cut_off.gz", pack(two)[:-20])
write("broken/no_checksum.gz", pack(two)[:-8] + bytes(8))
write("broken/no_idx.gz", pack(b"hello, world"))
write("broken/floats.gz", pack(bytes([0, 0, 13, 3]) + two[4:]))
write("broken/no_images.gz", pack(idx([0, 28, 28], b"")))
write("broken/oblong", idx([4, 6, 7], bytes(range(168))))
