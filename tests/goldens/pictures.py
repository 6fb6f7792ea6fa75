"""Pictures as files, and what Pillow and NumPy read from them: tests/data_files/pictures.

Run: python3 tests/goldens/pictures.py (numpy, pillow). `good` holds pictures that are read, `bad`
such that are refused; decoded.npz the pixels of the good ones as Pillow decodes them, and
fitted.npz images of side S before rounding, by the area that each pixel covers (float64), under
NAME/side/channels/crop/min_max. set.tar.xz, set.zip and set hold the same small data set.
"""
import io
import shutil
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(__file__).resolve().parent.parent / "data_files/pictures"


def smooth(seed, height, width, channels):
    """Waves, so that a JPEG of it is small and not flat."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [128 + 100 * np.sin(a * x + b * y + c)
             for a, b, c in rng.uniform(0.1, 0.7, (channels, 3))]
    return np.clip(np.stack(waves, -1), 0, 255).astype(np.uint8)


def picture(seed, height, width, channels=3):
    pixels = smooth(seed, height, width, channels)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def data(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width, height, depth, kind, rows):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind,
                                                              0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def good():
    rgb, grey = picture(1, 14, 20), picture(2, 17, 13, 1)
    return {"rgb.jpg": data(rgb, format="JPEG", quality=90),
            "full_colour.jpg": data(rgb, format="JPEG", quality=90, subsampling=0),
            "progressive.jpg": data(picture(3, 40, 33), format="JPEG", progressive=True),
            "grey.jpg": data(grey, format="JPEG", quality=80),
            "rgb.png": data(rgb, format="PNG"), "grey.png": data(grey, format="PNG"),
            "palette.png": data(rgb.quantize(7), format="PNG"),
            "one_bit.png": data(grey.convert("1"), format="PNG"),
            "gamma.png": data(grey, format="PNG")[:33] + chunk(b"gAMA", struct.pack(">I", 100000))
            + data(grey, format="PNG")[33:]}


def bad(files):
    rgb = picture(1, 14, 20)
    frames = [picture(seed, 8, 8) for seed in (4, 5)]
    see_through = rgb.convert("RGBA")
    sixteen = np.arange(64, dtype=">u2").reshape(8, 8)
    return {"cmyk.jpg": data(rgb.convert("CMYK"), format="JPEG"),
            "alpha.png": data(see_through, format="PNG"),
            "transparent.png": data(rgb.quantize(7), format="PNG", transparency=2),
            "sixteen.png": data(Image.fromarray(sixteen), format="PNG"),
            "animated.png": data(frames[0], format="PNG", save_all=True, append_images=frames[1:]),
            "animated.gif": data(frames[0], format="GIF", save_all=True, append_images=frames[1:]),
            "bmp.jpg": data(rgb, format="BMP"), "webp.jpg": data(rgb, format="WEBP"),
            "truncated.jpg": files["progressive.jpg"][:-200],
            "without_end.jpg": files["rgb.jpg"][:-2], "truncated.png": files["rgb.png"][:-60],
            "flipped.png": files["rgb.png"][:60] + bytes([files["rgb.png"][60] ^ 1])
            + files["rgb.png"][61:],
            "huge.png": png_of(100_000, 100_000, 8, 2, bytes(1000)), "empty.jpg": b"",
            "text.png": b"not a picture\n"}


def area(n, to):
    edges = np.linspace(0, n, to + 1)
    pixels = np.arange(n)
    cover = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return np.clip(cover, 0, None) * to / n


def fitted(pixels, side, channels, crop, min_max):
    height, width = pixels.shape[:2]
    square = crop or min(height, width)
    top, left = (height - square) // 2, (width - square) // 2
    a = area(square, side)
    image = np.einsum("ip,pqc,jq->cij", a, pixels[top:top + square, left:left + square].astype(float),
                      a)
    if channels == 1 and len(image) == 3:
        image = np.tensordot([0.299, 0.587, 0.114], image, 1)[None]
    if min_max:
        image = (image - image.min()) * 255 / (image.max() - image.min())
    return np.repeat(image, channels, 0) if len(image) < channels else image


def small_set():
    """Two classes, three images of each for training and two for testing."""
    files, seed = {}, 10
    for part, count in (("test", 2), ("train", 3)):
        for name in ("cat", "dog"):
            for i in range(count):
                seed += 1
                files[f"small/{part}/{name}/{i}.png"] = data(picture(seed, 9, 9), format="PNG")
    return files


def add(tar, name, content, kind=tarfile.REGTYPE):
    info = tarfile.TarInfo(name)
    info.size, info.type = len(content), kind
    if kind == tarfile.SYMTYPE:
        info.linkname, info.size = "/etc/passwd", 0
    tar.addfile(info, io.BytesIO(content))


def archives(files, one):
    with tarfile.open(OUT / "set.tar.xz", "w:xz") as tar:
        for name, content in reversed(files.items()):
            add(tar, name, content)
    with zipfile.ZipFile(OUT / "set.zip", "w") as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name), content)
    with tarfile.open(OUT / "odd.tar", "w") as tar:
        for name in ("a/1.png", "../out.png", "/root.png", "a/1.png", "a/.hidden.png",
                     "__MACOSX/a/1.png"):
            add(tar, name, one)
        add(tar, "a/link.png", b"", tarfile.SYMTYPE)
    with zipfile.ZipFile(OUT / "names.zip", "w") as zipped:
        for name in ("r//\u00fc//0.png", "r//o//0.png"):
            zipped.writestr(zipfile.ZipInfo(name), one)
    whole = (OUT / "set.tar.xz").read_bytes()
    (OUT / "truncated.tar.xz").write_bytes(whole[:len(whole) // 2])


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    files = good()
    for folder, content in (("good", files), ("bad", bad(files)), ("", small_set())):
        for name, bytes_of in content.items():
            path = OUT / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes_of)
    decoded, images = {}, {}
    for name, content in files.items():
        image = Image.open(io.BytesIO(content))
        image = image.convert("RGB") if image.mode == "P" else image.convert(
            "L") if image.mode == "1" else image
        pixels = np.asarray(image)
        decoded[name] = pixels if pixels.ndim == 3 else pixels[:, :, None]
    for name, fits in (("rgb.png", [(6, 3, 0, 0), (7, 1, 0, 0), (6, 3, 9, 1), (14, 3, 0, 0),
                                    (20, 3, 0, 0)]),
                       ("grey.png", [(6, 1, 0, 0), (6, 3, 0, 1), (5, 1, 12, 1)])):
        for fit in fits:
            images["/".join(map(str, (name, *fit)))] = fitted(decoded[name], *fit)
    np.savez(OUT / "decoded.npz", **decoded)
    np.savez(OUT / "fitted.npz", **images)
    archives(small_set(), files["rgb.png"])


if __name__ == "__main__":
    main()
