"""Commands that a fault strikes, with what stands in the folder before and what must stand there in
the end."""

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Callable

from harness.folders import need_equal, need_equal_comparison
from harness.judge import is_done, need_done, need_no_crash
from harness.program import Ended
from harness.workshop import BANK, GENERATOR, Call, Workshop

# How a page says that something is missing in it.
LACKS = re.compile("can&#39;t (be )?read|Not shown|made no picture")


@dataclass(frozen=True)
class Scene:
    name: str
    before: Callable[[Workshop, Path], None]  # fills the place, which holds the folder `run`
    words: Callable[[Workshop, Path], list[str]]  # the command, for that folder
    mend: Callable[[Workshop, Path], None]  # what a user does next; must end with the folder whole
    need_whole: Callable[[Workshop, Path], None]
    has_jobs: bool = False  # has a line for each run that failed, in place of one message

    def need_survived(self, shop: Workshop, ended: Ended, folder: Path) -> None:
        """How the command ended that a fault has struck: done, and then all is there, or a page
        says what it lacks; or not, and then a retry mends all."""
        if self.has_jobs:
            need_no_crash(ended)
        done = ended.code == 0 if self.has_jobs else is_done(ended)
        if done and not (self is REPORT and says_more(shop.reported(BANK), folder)):
            self.need_whole(shop, folder)
        else:
            self.mend(shop, folder)

    def calls(self, shop: Workshop) -> list[Call]:
        """The file calls of the command when nothing strikes."""
        return shop.once(f"calls of {self.name}", lambda: shop.trace(
            lambda folder: self.words(shop, folder), lambda place: self.before(shop, place)))

    def telling_calls(self, shop: Workshop) -> list[int]:
        """The places of those calls, from 1, where it may matter: of one kind on one file in a row
        the first and the last."""
        found, place = [], 1
        for _, alike in groupby(self.calls(shop)):
            count = len(list(alike))
            found += sorted({place, place + count - 1})
            place += count
        return found


def says_more(expected: Path, folder: Path) -> bool:
    """True for a page with remarks on what is missing in it."""
    def count(place: Path) -> int:
        return len(LACKS.findall((place / "report.html").read_text()))

    return count(folder) > count(expected)


def resumed(shop: Workshop, folder: Path) -> None:
    need_done(shop.program.run(shop.run_words(GENERATOR, folder, "--quiet", "--resume")))
    need_whole_run(shop, folder)


def forced(shop: Workshop, folder: Path) -> None:
    """A folder with what is left of another run is refused, or was emptied already."""
    if not is_done(shop.program.run(shop.run_words(GENERATOR, folder, "--quiet", "--resume"))):
        need_done(shop.program.run(shop.run_words(GENERATOR, folder, "--quiet", "--force")))
    need_whole_run(shop, folder)


def reported(shop: Workshop, folder: Path) -> None:
    need_done(shop.program.run(["report", str(folder)]))
    need_whole_report(shop, folder)


def compared(shop: Workshop, folder: Path) -> None:
    need_done(shop.program.run(shop.compare_words(folder, "--quiet", "--resume")))
    need_whole_comparison(shop, folder)


def compared_anew(shop: Workshop, folder: Path) -> None:
    ended = shop.program.run(shop.compare_words(folder, "--quiet", "--resume"))
    need_no_crash(ended)
    if ended.code != 0:
        need_done(shop.program.run(shop.compare_words(folder, "--quiet", "--force")))
    need_whole_comparison(shop, folder)


def need_whole_run(shop: Workshop, folder: Path) -> None:
    need_equal(shop.finished(GENERATOR), folder)


def need_whole_report(shop: Workshop, folder: Path) -> None:
    need_equal(shop.reported(BANK), folder)


def need_whole_comparison(shop: Workshop, folder: Path) -> None:
    need_equal_comparison(shop.comparison(), folder)


def other_comparison(shop: Workshop) -> Path:
    return shop.undisturbed("other-comparison", lambda folder: shop.compare_words(
        folder, "--set", "shared.training.iterations=4"))[0]


RUN = Scene("run", lambda shop, place: None,
            lambda shop, folder: shop.run_words(GENERATOR, folder, "--quiet"),
            resumed, need_whole_run)
RESUME = Scene("run --resume", lambda shop, place: shop.copy(shop.interrupted(GENERATOR), place),
               lambda shop, folder: shop.run_words(GENERATOR, folder, "--quiet", "--resume"),
               resumed, need_whole_run)
FORCE = Scene("run --force", lambda shop, place: shop.copy(shop.finished(GENERATOR.other()), place),
              lambda shop, folder: shop.run_words(GENERATOR, folder, "--quiet", "--force"),
              forced, need_whole_run)
REPORT = Scene("report", lambda shop, place: shop.copy(shop.finished(BANK), place),
               lambda shop, folder: ["report", str(folder)], reported, need_whole_report)
COMPARE = Scene("compare", lambda shop, place: None,
                lambda shop, folder: shop.compare_words(folder, "--quiet"),
                compared, need_whole_comparison, has_jobs=True)
COMPARE_FORCE = Scene("compare --force",
                      lambda shop, place: shop.copy(other_comparison(shop), place),
                      lambda shop, folder: shop.compare_words(folder, "--quiet", "--force"),
                      compared_anew, need_whole_comparison, has_jobs=True)
