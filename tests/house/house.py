"""Checks of the source tree: house.py names | includes | lines. Exit code 1 where one fails.

names: no type stands in two files, so that no program has two of one name. includes: a room names
only rooms that its CMake file links, and neither rooms nor headers name each other in a circle.
lines: no file of ours has more than 400.
"""

import sys

from source import ROOT, circle, homes_of_types, included, reachable, rooms

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
    headers = {path: included(path) for room in all_rooms.values() for path in room.files()}
    if names := [str(path.relative_to(ROOT)) for path in circle(headers)]:
        found.append(f"a circle of includes: {' -> '.join([*names, names[0]])}")
    return found


def lines() -> list[str]:
    folders = {file.parent for file in ROOT.glob("*/CMakeLists.txt")} | {ROOT / "docs", ROOT / "cmake"}
    files = [ROOT / "bench"] + [file for folder in sorted(folders) for file in sorted(folder.rglob("*"))
                                if file.suffix in (".h", ".cpp", ".py", ".sh", ".txt", ".cmake")]
    counted = {file.relative_to(ROOT): file.read_text().count("\n") for file in files
               if "data_files" not in file.parts}
    return [f"{file} has {count} lines; {MOST_LINES} at most"
            for file, count in counted.items() if count > MOST_LINES]


CHECKS = {"names": names, "includes": includes, "lines": lines}

if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in CHECKS]:
        sys.exit(__doc__)
    problems = CHECKS[sys.argv[1]]()
    print("\n".join(problems) if problems else "nothing found")
    sys.exit(1 if problems else 0)
