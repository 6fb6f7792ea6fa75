"""The project's C++ as this check reads it: rooms, files, includes and the types that they name."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT_NAMES = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])+'",
                           re.DOTALL)
INCLUDE = re.compile(r'^#include "([a-z_]+)/[^"]+"', re.MULTILINE)
ROOM = re.compile(r"coopbench_room\((\w+)(.*?)\)", re.DOTALL)
# What opens a block, or names a type.
TOKEN = re.compile(r"namespace\s*([\w:]*)\s*\{|(?:struct|class|enum)\s+(\w+)\s*(?:final\s*)?(?::(?!:)[^;{}()]*)?\{|"
                   r"[{}]")


@dataclass(frozen=True)
class Room:
    name: str
    links: tuple[str, ...]  # the rooms that its CMake file names

    def files(self) -> list[Path]:
        return sorted(path for ending in ("*.h", "*.cpp")
                      for path in (ROOT / self.name).rglob(ending))

    def includes(self) -> set[str]:
        """The other rooms that its files name."""
        named = {room for path in self.files() for room in INCLUDE.findall(path.read_text())}
        return named - {self.name}


def rooms() -> dict[str, Room]:
    """In the order of the root CMakeLists.txt: a room after all that it links."""
    order = re.search(r"foreach\(room ([^)]*)\)", (ROOT / "CMakeLists.txt").read_text())[1].split()
    found = {}
    for name in order:
        words = ROOM.search((ROOT / name / "CMakeLists.txt").read_text())[2].split()
        links = words[words.index("LINKS") + 1:] if "LINKS" in words else []
        found[name] = Room(name, tuple(link for link in links if link in order))
    return found


def reachable(all_rooms: dict[str, Room], name: str) -> set[str]:
    """A room's own links and theirs."""
    found: set[str] = set()
    for link in all_rooms[name].links:
        found |= {link} | reachable(all_rooms, link)
    return found


def types(path: Path) -> list[str]:
    """The types that a file defines in a namespace with a name, each as `namespace::Type`; not those
    within a type, a function or an anonymous namespace."""
    text = WITHOUT_NAMES.sub(" ", path.read_text())
    open_blocks: list[str | None] = []  # the name of a namespace; None for any other block
    found = []
    for token in TOKEN.finditer(text):
        word = token[0]
        if word == "}":
            if open_blocks:
                open_blocks.pop()
        elif word.startswith("namespace"):
            open_blocks.append(token[1] or None)
        else:
            if token[2] and None not in open_blocks:
                found.append("::".join([*open_blocks, token[2]]))
            open_blocks.append(None)
    return found


def homes_of_types() -> dict[str, list[Path]]:
    """Each type and the files that define one of its name."""
    homes = defaultdict(list)
    for room in rooms().values():
        for path in room.files():
            for name in types(path):
                homes[name].append(path.relative_to(ROOT))
    return homes
