"""Checks of the source tree: house.py names | includes | lines. Exit code 1 where one fails.

names: no type stands in two files, so that no program has two of one name. includes: a room names
only rooms that its CMake file links. lines: no file of ours has more than 400.
"""

import subprocess
import sys

from source import ROOT, homes_of_types, reachable, rooms

MOST_LINES = 400


def names() -> list[str]:
    return [f"{name} is defined in {' and in '.join(map(str, files))}"
            for name, files in sorted(homes_of_types().items()) if len(files) > 1]


def includes() -> list[str]:
    all_rooms = rooms()
    found = []
    for room in all_rooms.values():
        for other in sorted(room.includes() - reachable(all_rooms, room.name)):
            found.append(f"{room.name} includes {other}, which it does not link")
    order = list(all_rooms)
    for room in all_rooms.values():
        for link in room.links:
            if order.index(link) >= order.index(room.name):
                found.append(f"{room.name} links {link}, which comes after it")
    return found


def lines() -> list[str]:
    files = subprocess.run(["git", "ls-files", "*.h", "*.cpp", "*.py", "*.sh", "bench"], cwd=ROOT,
                           capture_output=True, text=True, check=False).stdout.split()
    counted = {file: (ROOT / file).read_text().count("\n")
               for file in files if (ROOT / file).exists()}
    return [f"{file} has {count} lines; {MOST_LINES} at most"
            for file, count in counted.items() if count > MOST_LINES]


CHECKS = {"names": names, "includes": includes, "lines": lines}

if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in CHECKS]:
        sys.exit(__doc__)
    problems = CHECKS[sys.argv[1]]()
    print("\n".join(problems) if problems else "nothing found")
    sys.exit(1 if problems else 0)
