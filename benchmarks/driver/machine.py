"""What the numbers were measured on."""

import datetime
import os
import platform
import subprocess
from pathlib import Path


def first_line(path: Path) -> str:
    try:
        return path.read_text().split("\n")[0].strip()
    except OSError:
        return ""


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def caches() -> dict[str, str]:
    found = {}
    for place in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind = first_line(place / "type")
        name = f"L{first_line(place / 'level')}" + (f" {kind.lower()}" if kind != "Unified" else "")
        found[name] = first_line(place / "size")
    return found


def cores() -> list[int]:
    """One logical processor of each core that this process may use."""
    found = {}
    for cpu in sorted(os.sched_getaffinity(0)):
        topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
        found.setdefault(first_line(topology / "thread_siblings_list") or str(cpu), cpu)
    return list(found.values())


def commit(root: Path) -> str:
    git = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(git, capture_output=True, text=True).stdout.strip() or "unknown"
    except OSError:
        return "unknown"


def context(root: Path) -> dict:
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "processor": processor(),
        "cores": len(cores()),
        "caches": caches(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "commit": commit(root),
        "date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
