"""Draws docs/rooms.svg: the rooms, and an arrow from each to those that its files include and that
no other of these includes for it. A room stands above all that it includes, so that an arrow that
went upward would be a circle. With --check nothing is written, and the exit code is 1 where the
picture is stale."""

import sys
from html import escape

from source import ROOT, Room, rooms

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 118, 40, 34, 62, 20


def included(all_rooms: dict[str, Room]) -> dict[str, set[str]]:
    return {name: room.includes() & all_rooms.keys() for name, room in all_rooms.items()}


def levels(includes: dict[str, set[str]]) -> dict[str, int]:
    found: dict[str, int] = {}

    def level(name: str, above: tuple[str, ...] = ()) -> int:
        if name in above:
            raise SystemExit(f"a circle of includes: {' -> '.join([*above, name])}")
        if name not in found:
            found[name] = 1 + max((level(other, (*above, name)) for other in includes[name]),
                                  default=-1)
        return found[name]

    for name in includes:
        level(name)
    return found


def below(includes: dict[str, set[str]], name: str) -> set[str]:
    found: set[str] = set()
    for other in includes[name]:
        found |= {other} | below(includes, other)
    return found


def drawing() -> str:
    all_rooms = rooms()
    includes = included(all_rooms)
    level = levels(includes)
    top = max(level.values())
    rows = [[name for name in all_rooms if level[name] == at] for at in range(top, -1, -1)]
    widest = max(len(row) for row in rows)
    width = 2 * MARGIN + widest * WIDTH + (widest - 1) * GAP_X
    height = 2 * MARGIN + len(rows) * HEIGHT + (len(rows) - 1) * GAP_Y
    place = {}
    for y, row in enumerate(rows):
        start = (width - len(row) * WIDTH - (len(row) - 1) * GAP_X) / 2
        for x, name in enumerate(row):
            place[name] = (start + x * (WIDTH + GAP_X), MARGIN + y * (HEIGHT + GAP_Y))
    shapes = []
    for name, others in includes.items():
        implied = set().union(*(below(includes, other) for other in others)) if others else set()
        for other in sorted(others - implied):
            (x, y), (to_x, to_y) = place[name], place[other]
            shapes.append(f'<line x1="{x + WIDTH / 2:g}" y1="{y + HEIGHT:g}" '
                          f'x2="{to_x + WIDTH / 2:g}" y2="{to_y - 3:g}" marker-end="url(#head)"/>')
    for name, (x, y) in place.items():
        shapes.append(f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="5"/>')
        shapes.append(f'<text x="{x + WIDTH / 2:g}" y="{y + 25:g}">{escape(name)}</text>')
    body = "\n".join(shapes)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" \
width="{width:g}" height="{height:g}">
<style>rect {{ fill: #fff; stroke: #333; }} line {{ stroke: #777; }}
text {{ font: 14px system-ui, "DejaVu Sans", sans-serif; text-anchor: middle; }}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" \
orient="auto"><path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>
<rect width="{width:g}" height="{height:g}" style="stroke: none"/>
{body}
</svg>
"""


if __name__ == "__main__":
    picture = ROOT / "docs" / "rooms.svg"
    if "--check" not in sys.argv:
        picture.write_text(drawing())
    elif picture.read_text() != drawing():
        sys.exit("docs/rooms.svg is stale: tests/house/draw_rooms.py")
