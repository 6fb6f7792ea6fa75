"""Golden tensors for tests/golden_tensors.h: tests/data_files/layers/NAME.json, names to sizes and
numbers. Nine digits keep a float32 as it is."""
import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data_files" / "layers"


def write(name, tensors):
    FOLDER.mkdir(exist_ok=True)
    entries = []
    for key, tensor in tensors.items():
        numbers = ",".join(f"{x:.9g}" for x in tensor.detach().flatten().tolist())
        entries.append(f'"{key}":{{"sizes":{json.dumps(list(tensor.shape))},\n"numbers":[{numbers}]}}')
    (FOLDER / f"{name}.json").write_text("{" + ",\n".join(entries) + "}\n")
    print(f"{name}: {len(tensors)} tensors")
