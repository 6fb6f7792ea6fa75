"""The folders that tries begin with and end in: made once, by undisturbed commands."""

import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from harness.images import write_images
from harness.judge import need_done
from harness.program import Ended, Program

HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Kind:
    """One of the runs that are tried."""

    preset: str
    method: str
    seed: int = 1

    def other(self) -> "Kind":
        """The same with another seed: other settings for one folder."""
        return Kind(self.preset, self.method, self.seed + 1)

    def __str__(self) -> str:
        return f"{self.preset}-{self.method}-{self.seed}"


BANK, GENERATOR = Kind("images", "persistent"), Kind("images", "coopnets")
PLANE = Kind("plane", "persistent")
KINDS = [BANK, GENERATOR, BANK, GENERATOR, PLANE]  # the plane takes longest


class Workshop:
    def __init__(self, program: Program, scratch: Path):
        self.program = program
        self.scratch = scratch
        self.images = scratch / "images.npy"
        write_images(self.images)
        self._made: dict[str, object] = {}
        self._lock = threading.RLock()

    def once(self, name: str, make: Callable):
        """What `make` gives, asked for once only."""
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]

    # Words of the program.

    def preset(self, name: str) -> list[str]:
        words = [str(HERE / f"{name}.json")]
        return words + (["--set", f"shared.data.file={self.images}"] if name == "images" else [])

    def run_words(self, kind: Kind, folder: Path, *more: str) -> list[str]:
        return ["run", *self.preset(kind.preset), "--method", kind.method, "--seed", str(kind.seed),
                "--threads", "1", "--out", str(folder), *more]

    def compare_words(self, folder: Path, *more: str) -> list[str]:
        return ["compare", *self.preset("images"), "--jobs", "2", "--out", str(folder), *more]

    # Folders.

    def undisturbed(self, name: str, words: Callable[[Path], list[str]]) -> tuple[Path, Ended]:
        def make():
            folder = self.scratch / "references" / name / "run"
            folder.parent.mkdir(parents=True)
            ended = self.program.run(words(folder))
            need_done(ended)
            return folder, ended

        return self.once(name, make)

    def finished(self, kind: Kind) -> Path:
        return self.undisturbed(f"finished-{kind}", lambda folder: self.run_words(kind, folder))[0]

    def run_ended(self, kind: Kind) -> Ended:
        """How the run of `finished` ended: its time and memory."""
        self.finished(kind)
        return self._made[f"finished-{kind}"][1]

    def comparison(self) -> Path:
        return self.undisturbed("comparison", self.compare_words)[0]

    def reported(self, kind: Kind) -> Path:
        """A finished run with its report."""
        return self._reported(kind)[0]

    def report_ended(self, kind: Kind) -> Ended:
        return self._reported(kind)[1]

    def _reported(self, kind: Kind) -> tuple[Path, Ended]:
        def make():
            place = self.scratch / "references" / f"reported-{kind}"
            folder = self.copy(self.finished(kind), place)
            ended = self.program.run(["report", str(folder)])
            need_done(ended)
            return folder, ended

        return self.once(f"reported-{kind}", make)

    def interrupted(self, kind: Kind) -> Path:
        """Killed some rows behind its second checkpoint."""
        def make():
            calls = self.trace(lambda folder: self.run_words(kind, folder))
            checkpoints = [n for n, call in enumerate(calls)
                           if call.is_of("rename", "checkpoint.npz")]
            folder = self.scratch / "references" / f"interrupted-{kind}" / "run"
            folder.parent.mkdir(parents=True)
            # The next picture is made when the rows behind the checkpoint are not synced yet.
            later = next(n for n in range(checkpoints[1], len(calls))
                         if calls[n].is_of("rename", "000006-start.png"))
            self.program.run(self.run_words(kind, folder), TORTURE_FOLDER=str(folder),
                             TORTURE_KILL=str(later + 1))
            return folder

        return self.once(f"interrupted-{kind}", make)

    def trace(self, words: Callable[[Path], list[str]],
              before: Callable[[Path], None] = lambda place: None) -> list["Call"]:
        """The file calls of a command in a folder `run`, whose place is filled `before`. A command
        that fails by itself has those until then."""
        place = Path(tempfile.mkdtemp(prefix="trace-", dir=self.scratch))
        before(place)
        file = place / "calls"
        file.touch()
        self.program.run(words(place / "run"), TORTURE_FOLDER=str(place / "run"),
                         TORTURE_TRACE=str(file))
        calls = [Call(*line.split(" ", 1)) for line in file.read_text().splitlines()]
        shutil.rmtree(place)
        return calls

    @staticmethod
    def copy(folder: Path, place: Path) -> Path:
        """A copy of the folder in `place`, under the same name."""
        place.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copytree(folder, place / folder.name, symlinks=True))


@dataclass(frozen=True)
class Call:
    kind: str
    path: str

    def is_of(self, kind: str, name: str) -> bool:
        return self.kind == kind and Path(self.path).name == name
