"""Makes the small inputs that each fuzz target begins with: seeds/READER/. Standard library only."""

import gzip
import io
import json
import lzma
import math
import pathlib
import pickle
import struct
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent


def save(reader: str, name: str, data: bytes | str) -> None:
    folder = HERE / reader
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def npy(dtype: str, shape: tuple, numbers: bytes, version: int = 1) -> bytes:
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    begin = 10 if version == 1 else 12
    header += b" " * (63 - (begin + len(header)) % 64) + b"\n"
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + size + header + numbers


def idx(shape: tuple, numbers: bytes) -> bytes:
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + numbers


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def tar(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


def arrays() -> None:
    floats = struct.pack("<6f", 0, 1, -1, 0.5, float("inf"), float("nan"))
    save("npy", "float32", npy("<f4", (2, 3), floats))
    save("npy", "float64", npy("<f8", (3,), struct.pack("<3d", 0, 1e308, -1)))
    save("npy", "int64", npy("<i8", (), struct.pack("<q", -1)))
    save("npy", "uint8", npy("|u1", (1, 1, 2, 2), bytes([0, 255, 7, 1]), version=3))
    save("npy", "bool", npy("|b1", (2, 0, 4), b"", version=2))
    two = {"energy/0_weight.npy": npy("<f4", (2, 3), floats),
           "iteration.npy": npy("<i8", (), struct.pack("<q", 7))}
    save("npz", "two", zipped(two))
    save("npz", "none", zipped({}))
    save("npz_rows", "stored", zipped(two))
    save("npz_rows", "deflated", zipped({"labels.npy": npy("|u1", (9,), bytes(9)), **two},
                                        zipfile.ZIP_DEFLATED))


def images() -> None:
    four = idx((2, 2, 2), bytes(range(8)))
    six = idx((6,), bytes(range(6)))
    save("idx", "images", four)
    save("idx", "images.gz", packed(four))
    save("idx", "labels", six)
    save("idx", "labels.gz", packed(six))
    save("gzip", "zeros", packed(bytes(100000)))
    save("gzip", "text", packed(b"some text, some more text, and some more"))
    save("gzip", "two", packed(b"one") + packed(b"two"))


def archives() -> None:
    members = {"cat/1.png": b"one", "cat/../../2.png": b"two", "dog/\u00fc.png": bytes(2000)}
    save("archive", "tar", tar(members))
    save("archive", "tar.gz", packed(tar(members)))
    save("archive", "tar.xz", lzma.compress(tar(members)))
    save("archive", "stored.zip", zipped(members))
    save("archive", "deflated.zip", zipped(members, zipfile.ZIP_DEFLATED))


def matlab() -> None:
    def element(kind: int, data: bytes) -> bytes:
        return struct.pack("<II", kind, len(data)) + data + b"\0" * (-len(data) % 8)

    def matrix(*sizes: int) -> bytes:
        return element(14, element(6, struct.pack("<II", 9, 0))
                       + element(5, struct.pack(f"<{len(sizes)}i", *sizes))
                       + element(1, b"x") + element(2, b"\1\2"))

    head = b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM"
    save("mat", "two", head + matrix(1, 2))
    save("mat", "more_than_any_number", head + matrix(*[2 ** 31 - 1] * 3))


TRAIN = """iteration,d,r,energy_data,energy_start,energy_end,energy_data_sd,energy_end_sd,d_error,max_abs_x,displacement,teaching_loss,\
gradient_evaluations,energy_updates,generator_updates,latent_gradients
0,0,0.5,-1,2,-1,0.4,0.5,0.1,1.1,3.5,,1280,1,0,0
1,0.99,0.51,-1,2,-1,0.4,0.5,0.1,1.1,3.5,,2560,2,0,0
2,-0.25,nan,-1,2,-1,0.4,0.5,0.1,inf,3.5,9.1,3840,3,0,0
"""
TIME = "iteration,seconds,cpu_seconds\n0,0.5,0.25\n1,1,0.5\n2,1.5,0.75\n"
VALIDATION = ("iteration,gradient_evaluations,mmd2_start,mmd2_end\n"
              "1,1280,0.5,0.1\n3,3840,0.5,-0.0004\n")


def row(key: str, **more) -> dict:
    return {"key": key, "group": "MMD²", "name": "of ends", "better": "lower", **more}


METRICS = {
    "schema_version": 3, "part": "test", "batch_norm": "running", "samples": 1000, "real": 1000,
    "width": 7.1,
    "rows": [row("mmd2.start", estimate=0.4), row("mmd2.end", estimate=0.02, low=0.01, high=0.03),
             row("mmd2.noise_end", estimate=None),
             row("baselines.target", estimate=0.0003), row("baselines.uniform_noise", estimate=0.48),
             row("quality.pixels.c2st", table="Further metrics of the ends", note="few", floor=0.5,
                 unit="%", p_value=0.03, details={"k": 3}, estimate=0.7),
             {"key": "stability.verdict", "group": "stability", "name": "verdict", "word": "stable"},
             {"key": "stability.bias", "group": "stability", "name": "bias", "estimate": 0.01}],
    "notes": {"Further metrics of the ends": ["Higher is better."]},
    "series": {"stability.acf_d": [0.1, None], "stability.acf_r": [0.1, -0.2],
               "stability.cross": [0, 0, 1]}}
CONFIG = {"schema_version": 3, "preset": "tiny", "method": "a", "seed": 1,
          "data": {"name": "fashion_mnist"}, "sampler": {"steps": 20, "precision": "bf16"},
          "start": {"name": "noise"}}
STATE = {"schema_version": 3, "status": "finished", "iteration": 3, "iterations": 3, "reason": ""}
COMPARISON = {"schema_version": 3,
              "preset": {"name": "tiny", "title": "Tiny", "version": 1, "description": "For tests.",
                         "source": "none", "notes": ["a note"]},
              "controlled": True, "methods": ["a"], "seeds": [1]}


def texts() -> None:
    save("columns", "train", TRAIN)
    save("columns", "windows", "a,b\r\n1,-inf\r\n,x\r\n3\r\n4,5")
    save("json", "values", '{"a": [1, -2.5e3, true, null, "\\u00fc\\n"], "b": {"c": {}}}')
    save("json", "deep", "[" * 40 + "]" * 40)
    save("metrics", "rows", json.dumps(METRICS, ensure_ascii=False))


def folders() -> None:
    run = {"config.json": CONFIG, "state.json": STATE, "machine.json": {"cores": 2},
           "metrics.json": METRICS, "train.csv": TRAIN, "time.csv": TIME,
           "validation.csv": VALIDATION}
    diverged = {"config.json": CONFIG, "train.csv": TRAIN,
                "state.json": {**STATE, "status": "diverged", "reason": "|d| = 2e12"}}
    save("run_folder", "comparison", json.dumps(
        {"comparison.json": COMPARISON, **{f"a/seed-1/{name}": run[name] for name in run}},
        ensure_ascii=False))
    save("run_folder", "run", json.dumps(diverged))


PRESET = {
    "title": "t", "description": "d", "source": "s", "notes": ["n"], "version": 2, "seeds": [1, 2],
    "controlled": False,
    "shared": {
        "data": {"name": "idx", "images": "x", "train": 2, "validation": 2, "test": 2},
        "energy": {"name": "coopnets_mnist_descriptor"},
        "sampler": {"rule": {"name": "hmc", "step_size": 0.1}, "steps": 3, "engine": "plain"},
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "training": {"iterations": 3, "batch": 2, "chains": 2},
        "evaluation": {"metrics": ["c2st", {"name": "coverage", "k": 3}], "spaces": ["pca"]}},
    "methods": {
        "cd": {"start": {"name": "data"}},
        "both": {"start": {"name": "mixed", "first": {"name": "noise"}, "second": {"name": "bank"}},
                 "optimizer": {"name": "adam", "learning_rate": 0.1}},
        "coop": {"start": {"name": "generator", "generator": {"name": "toy_generator"}}}}}


def presets() -> None:
    save("preset", "parts", json.dumps(PRESET))


def tensors(shapes: dict[str, tuple]) -> bytes:
    """A .safetensors file of float32 zeros."""
    header, end = {}, 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(end)


def tensor(key: bytes, count: int, sizes: bytes) -> bytes:
    """The opcodes of a float32 tensor [count] in the storage with this key."""
    text = lambda words: b"X" + struct.pack("<I", len(words)) + words
    return (b"ctorch._utils\n_rebuild_tensor_v2\n((" + text(b"storage") + b"ctorch\nFloatStorage\n"
            + text(key) + text(b"cpu") + b"K" + bytes([count]) + b"tQK\0" + sizes
            + b"K\x01\x85\x89ccollections\nOrderedDict\n)RtR")


def weights() -> None:
    save("safetensors", "two", tensors({"0.weight": (2, 3), "0.bias": ()}))
    save("weights", "fits", tensors(
        {**{f"0.{name}.weight": (1, 2, 1, 1) for name in ("theta", "phi", "g")},
         **{f"0.{name}.bias": (1,) for name in ("theta", "phi", "g")},
         "0.out.weight": (2, 1, 1, 1), "0.out.bias": (2,),
         **{f"1.{name}": (2,) for name in ("weight", "bias", "running_mean", "running_var")},
         "2.bias": (1,), "2.weight_orig": (1, 8), "2.weight_u": (1,), "2.weight_v": (8,)}))
    state = b"\x80\x02}X\x01\0\0\0w" + tensor(b"7", 3, b"K\x03\x85") + b"s."
    save("pickle", "state_dict", state)
    save("pickle", "values", pickle.dumps({"a": [1, 2.5, True, None, -2 ** 70], "b": {"c": ()}}, 2))
    save("torch_file", "older", b"".join(
        [pickle.dumps(0x1950a86a20f9469cfc6c, 2), pickle.dumps(1001, 2),
         pickle.dumps({"little_endian": True}, 2), state, pickle.dumps(["7"], 2),
         struct.pack("<q3f", 3, 1, 2, 3)]))


if __name__ == "__main__":
    arrays()
    images()
    archives()
    matlab()
    texts()
    folders()
    presets()
    weights()
