"""Processes that outlive the command that started them, found by the folder that they write in."""

import os
import signal
from pathlib import Path


def strays(place: Path) -> list[int]:
    """The processes with a word that names something in `place`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            zombie = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except (OSError, IndexError):
            continue
        if not zombie and any(word.startswith(f"{place}/") for word in words):
            found.append(int(entry.name))
    return found


def end_strays(place: Path) -> None:
    for process in strays(place):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
