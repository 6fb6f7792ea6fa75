"""The project's C++ as this check reads it: rooms, files, includes and the types that they name."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT_NAMES = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])+'",
                           re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
ROOM = re.compile(r"coopbench_room\((\w+)(.*?)\)", re.DOTALL)
# What opens a block, or names a type.
TOKEN = re.compile(r"namespace\s*([\w:]*)\s*\{|"
                   r"(?:struct|class|enum|union)\s+(?:\[\[.*?\]\]\s*|alignas\s*\([^)]*\)\s*)*(\w+)\s*(?:final\s*)?"
                   r"(?::(?!:)[^;{}()]*)?\{|using\s+(\w+)\s*=|[{}]")


@dataclass(frozen=True)
class Room:
    name: str
    links: tuple[str, ...]  # the rooms that its CMake file names

    def files(self) -> list[Path]:
        return sorted(path for ending in ("*.h", "*.cpp")
                      for path in (ROOT / self.name).rglob(ending))

    def includes(self) -> set[str]:
        """The other rooms that its files name."""
        named = {file.relative_to(ROOT).parts[0] for path in self.files() for file in included(path)}
        return named - {self.name}


def included(path: Path) -> list[Path]:
    """The files of the tree that a file names, from its own folder or from the root."""
    found = []
    for name in INCLUDE.findall(path.read_text()):
        for folder in (path.parent, ROOT):
            file = (folder / name).resolve()
            if file.is_file() and file.is_relative_to(ROOT):
                found.append(file)
                break
    return found


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
    coming = [name]
    while coming:
        new = set(all_rooms[coming.pop()].links) - found
        found |= new
        coming += new
    return found


def circle(next_of: dict) -> list:
    """Some nodes of a graph, each of which leads to the next and the last one to the first; empty
    where there are none."""
    done, way = set(), []

    def visit(node) -> list:
        if node in way:
            return way[way.index(node):]
        if node in done:
            return []
        way.append(node)
        found = next((c for c in map(visit, next_of.get(node, ())) if c), [])
        way.pop()
        done.add(node)
        return found

    return next((c for c in map(visit, next_of) if c), [])


def types(path: Path) -> list[str]:
    """The types and aliases that a file defines in a namespace with a name, each as `namespace::Type`; not those
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
            name = token[2] or token[3]
            if name and None not in open_blocks:
                found.append("::".join([*open_blocks, name]))
            if not token[3]:
                open_blocks.append(None)
    return found


def homes_of_types() -> dict[str, list[Path]]:
    """Each type and the files that define one of its name."""
    homes = defaultdict(list)
    for folder in [*rooms(), "benchmarks", "fuzz", "tests"]:
        for path in Room(folder, ()).files():
            for name in types(path):
                homes[name].append(path.relative_to(ROOT))
    return homes
