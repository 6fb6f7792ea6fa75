"""File systems that get full, or have no name left for another file."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.harm import Harm, need
from harness.judge import need_no_advice
from harness.scenes import COMPARE, REPORT, RESUME, RUN, Scene
from harness.tries import FaultClass, spread
from harness.workshop import Workshop

BLOCK = 4096  # bytes, the least that a file takes on tmpfs

# In a name space of its own: mounts the disk $1 with the options $0, puts the folder $2 there if
# there is one, runs the command, and takes what it left back to $3, where there is space.
SCRIPT = ('mount -t tmpfs -o "$0" torture "$1" || exit 99\n'
          '[ ! -e "$2" ] || cp -a "$2" "$1" || exit 99\n'
          'disk=$1 after=$3; shift 3; "$@"; code=$?\n'
          '[ ! -e "$disk/run" ] || cp -a "$disk/run" "$after"\nexit $code')


@dataclass(frozen=True)
class Variant:
    scene: Scene
    names: bool  # whether it is names that are scarce, and not space

    def options(self, spare: int, begin: Path) -> str:
        entries = [begin, *begin.rglob("*")] if begin.exists() else []
        if self.names:
            return f"nr_inodes={1 + len(entries) + spare}"
        blocks = sum(-(-path.stat().st_size // BLOCK) for path in entries if path.is_file())
        return f"size={blocks * BLOCK + spare * 1024}"


VARIANTS = [Variant(RUN, False), Variant(RESUME, False), Variant(REPORT, False),
            Variant(RUN, True), Variant(REPORT, True), Variant(COMPARE, False)]
# A number is 10000 x variant + what is left there: KB, or names.
PER_VARIANT = 10000
LEFT = {0: range(4, 180, 4), 1: range(0, 120, 4), 2: range(0, 600, 12), 3: range(1, 24),
        4: range(0, 30), 5: range(4, 400, 24)}
QUICK = {0: 4, 1: 2, 2: 2, 3: 1, 4: 1, 5: 0}


def lacks(shop: Workshop) -> str:
    made = subprocess.run(["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k torture /mnt"],
                          capture_output=True, text=True)
    return "" if made.returncode == 0 else f"no mount for this user: {made.stderr.strip()}"


def numbers(shop: Workshop, full: bool) -> list[int]:
    found = []
    for index, left in LEFT.items():
        chosen = list(left) if full else spread(list(left), QUICK[index] + 1)[1:]
        found += [PER_VARIANT * index + n for n in chosen]
    return found


def attempt(shop: Workshop, place: Path, number: int) -> None:
    index, left = divmod(number, PER_VARIANT)
    scene = VARIANTS[index].scene
    disk, begin, after = place / "disk", place / "begin", place / "after"
    for folder in (disk, begin, after):
        folder.mkdir()
    scene.before(shop, begin)
    options = VARIANTS[index].options(left, begin / "run")
    before = ["unshare", "-rm", "sh", "-c", SCRIPT, options, str(disk), str(begin / "run"),
              str(after)]
    try:
        # The program would refuse so small a disk at once.
        ended = shop.program.run(scene.words(shop, disk / "run"), before=before,
                                 TORTURE_PRETEND="space")
        need(ended.code != 99, f"could not be tried: {ended}")
        need_no_advice(ended, "--force", *(["go on with --resume"] if scene is REPORT else []))
        scene.need_survived(shop, ended, after / "run")
    except Harm as harm:
        raise Harm(f"{scene.name}, {options}: {harm}")


SMALL_DISK = FaultClass("small_disk", "tmpfs that gets full, or has no names left, under run, "
                        "run --resume, report, compare", numbers, attempt, lacks)
