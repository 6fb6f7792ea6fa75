def read_tensors(path):
    """The tensors of a .safetensors file by name; without the package, of float32 and int64."""
    try:
        from safetensors.torch import load_file
        return load_file(path)
    except ImportError:
        pass
    data = Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    types = {"F32": torch.float32, "I64": torch.int64}
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + place for place in entry["data_offsets"])
        numbers = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
        tensors[name] = numbers.reshape(entry["shape"])
    return tensors
