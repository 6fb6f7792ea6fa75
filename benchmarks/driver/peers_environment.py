"""The Python that the peers run in: $COOPBENCH_PEERS, or a virtual environment under .deps/peers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr)


def python(root: Path) -> Path:
    """Makes the environment where it is missing or of other versions."""
    if own := os.environ.get("COOPBENCH_PEERS"):
        return Path(own)
    pins = Path(__file__).parent.parent / "peers" / "requirements.txt"
    folder = root / ".deps" / "peers"
    installed = folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != pins.read_text():
        print("perf: installing the peers from PyPI (3 GB) into", folder, file=sys.stderr)
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
        run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python",
            folder / "bin" / "python", "install", "--no-cache-dir", "--no-deps", "-r", pins)
        shutil.copy(pins, installed)
    return folder / "bin" / "python"
