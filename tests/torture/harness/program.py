"""Runs the program that is tried, with limits of time and memory."""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable

from harness.harm import Harm

TOO_LONG = 120  # seconds of any command here: nothing takes so long but what hangs
POLL = 0.005  # seconds


class Clock:
    """Seconds since it was made. A pause of this process, in which others had no turn either,
    counts for little."""

    def __init__(self):
        self.seconds = 0.0
        self._last = time.monotonic()

    def tick(self) -> float:
        time.sleep(POLL)
        now = time.monotonic()
        self.seconds += min(now - self._last, 0.5)
        self._last = now
        return self.seconds


@dataclass(frozen=True)
class Ended:
    """How a command ended: a code below 0 is the signal that ended it."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        said = " | ".join(self.err.split("\n"))[-300:].strip(" |")
        how = f"signal {-self.code}" if self.code < 0 else f"exit code {self.code}"
        return f"{self.words[0]}: {how}: {said}"


@dataclass
class Running:
    words: tuple[str, ...]
    process: subprocess.Popen
    out: object
    err: object
    clock: Clock = field(default_factory=Clock)

    def is_over(self) -> bool:
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, options) is not None

    def send(self, number: int) -> None:
        if not self.is_over():  # Popen.send_signal would take the exit code away
            os.kill(self.process.pid, number)

    def wait(self, limit: float = TOO_LONG) -> Ended:
        """Harm when it is not over in time; it is killed then."""
        late = False
        while not self.is_over():
            late = self.clock.tick() > limit
            if late:
                os.killpg(self.process.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = code = os.waitstatus_to_exitcode(status)
        if late:
            raise Harm(f"{self.words[0]}: still running after {limit:.0f} s")
        return Ended(self.words, code, text_of(self.out), text_of(self.err),
                     self.clock.seconds, usage.ru_maxrss / 1024)


def text_of(file) -> str:
    with file:
        file.seek(0)
        return file.read().decode(errors="replace")


@dataclass(frozen=True)
class Program:
    path: Path
    faults: Path  # the library faults.cpp
    home: Path    # an empty folder, so that no settings of the user count
    pretend: tuple[str, ...] = ()  # what the library does for every command

    def pretending(self, *words: str) -> "Program":
        return replace(self, pretend=words)

    def environment(self, orders: dict[str, str]) -> dict[str, str]:
        known = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "TMPDIR")
                 if name in os.environ}
        pretend = (*self.pretend, *orders.pop("TORTURE_PRETEND", "").split())
        if pretend:
            orders["TORTURE_PRETEND"] = ",".join(pretend)
        if orders:
            orders["LD_PRELOAD"] = str(self.faults)
        return {**known, "HOME": str(self.home), "OMP_NUM_THREADS": "1", **orders}

    def start(self, words: list[str], before: list[str] = (), **orders: str) -> Running:
        """`before` are words in front of the program's name; orders are those of faults.cpp."""
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        process = subprocess.Popen([*before, str(self.path), *words], stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, env=self.environment(dict(orders)),
                                   cwd=self.home, start_new_session=True)
        return Running(tuple(words), process, out, err)

    def run(self, words: list[str], limit: float = TOO_LONG, before: list[str] = (),
            **orders: str) -> Ended:
        return self.start(words, before, **orders).wait(limit)


def wait_until(condition: Callable[[], bool], limit: float) -> bool:
    """False when it did not come true in time."""
    clock = Clock()
    while not condition():
        if clock.tick() > limit:
            return False
    return True
