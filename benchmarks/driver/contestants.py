"""Who is measured: our rows of Google Benchmark, the peers, the start of the program."""

import contextlib
import dataclasses
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Iterator

from driver import machine

PEERS = {"PyTorch eager": "eager", "torch.compile": "compiled", "JAX": "jax_peer",
         "torchebm": "torchebm_peer"}
PEER_THREADS = 2
# Ours stands in benchmarks/mmd.cpp; one call is one step.
MMD = {"row": "mmd_10000", "module": "mmd_cdist", "rows": 10000, "dimensions": 3072, "width": 45,
       "steps": 1}


class Broken(Exception):
    """A contestant that can't be measured; the text says why."""


@dataclasses.dataclass
class Measured:
    seconds: float  # of a step, an iteration or a call
    flop: float = 0  # of the same
    megabytes: float = 0  # peak of resident memory


@dataclasses.dataclass
class Contestant:
    row: str
    name: str
    threads: int
    peer: bool = False
    flop: float = 0

    @contextlib.contextmanager
    def ready(self) -> Iterator[None]:
        """While it lasts, the contestant can be measured."""
        yield

    def measure(self, least_seconds: float) -> Measured:
        raise NotImplementedError


def on_cores(threads: int):
    """For a child process: as many cores as it has threads, so that no pool takes more."""
    chosen = machine.cores()[:threads]
    return lambda: os.sched_setaffinity(0, chosen)


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no message"])[-1]


def output_of(command: list[str], threads: int, **options) -> str:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, preexec_fn=on_cores(threads),
                             **options)
    except OSError as error:
        raise Broken(str(error)) from error
    if ran.returncode != 0:
        raise Broken(last_line(ran.stderr))
    return ran.stdout


@dataclasses.dataclass
class Ours(Contestant):
    """A row of the program `perf`; each measurement is a process of its own."""
    program: Path = Path()
    benchmark: str = ""

    def measure(self, least_seconds: float) -> Measured:
        out = output_of([str(self.program), "--benchmark_format=json",
                         f"--benchmark_filter=^{self.benchmark}$",
                         f"--benchmark_min_time={least_seconds}"], self.threads)
        measured = json.loads(out)["benchmarks"][0]
        if measured.get("error_occurred"):
            raise Broken(measured["error_message"])
        seconds = measured["seconds"]
        return Measured(seconds, measured.get("flops", 0) * seconds, measured["megabytes"])


@dataclasses.dataclass
class Peer(Contestant):
    """A peer on a row, one process for all rounds: compiling is not measured."""
    python: Path = Path()
    definition: dict = dataclasses.field(default_factory=dict)

    @property
    def module(self) -> str:
        return self.definition.get("module", PEERS[self.name])

    @contextlib.contextmanager
    def ready(self) -> Iterator[None]:
        script = Path(__file__).parent.parent / "peers" / "peer.py"
        with tempfile.TemporaryFile("w+") as errors, subprocess.Popen(
                [str(self.python), "-B", str(script), self.module, str(self.threads)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                preexec_fn=on_cores(self.threads)) as self.process:
            self.errors = errors
            try:
                self.ask(json.dumps(self.definition))
                yield
            finally:
                self.process.kill()

    def ask(self, line: str) -> dict:
        try:
            print(line, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline()
        if not answer:
            self.errors.seek(0)
            raise Broken(last_line(self.errors.read()))
        return json.loads(answer)

    def measure(self, least_seconds: float) -> Measured:
        return Measured(self.ask(str(least_seconds))["seconds_per_step"], self.flop)


@dataclasses.dataclass
class StartUp(Contestant):
    """From the command to the end of one training iteration, Fashion-MNIST loaded: the whole
    process, with three samples to measure and the run's folder written."""
    program: Path = Path()

    def measure(self, least_seconds: float) -> Measured:
        small = {"training.iterations": 1, "evaluation.samples": 3, "evaluation.curve_samples": 3,
                 "evaluation.images": 1}
        settings = [f"--set=shared.{path}={value}" for path, value in small.items()]
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            output_of([str(self.program), "run", "smoke", "--method", "short_run", "--quiet",
                       "--out", folder + "/run", *settings], self.threads)
            return Measured(time.perf_counter() - begin)


def ours(build: Path) -> list[Contestant]:
    """The rows of the program as it is built; they stand in its own list."""
    program = build / "perf"
    found: list[Contestant] = []
    for benchmark in output_of([str(program), "--benchmark_list_tests"], 1).splitlines():
        row, name, threads = benchmark.removesuffix("/real_time").split("/")
        found.append(Ours(row, name, int(threads.removeprefix("threads:")), program=program,
                          benchmark=benchmark))
    return found + [StartUp("start_up", "coopbench", 1, program=build / "coopbench")]


def peers(build: Path, python: Path) -> list[Contestant]:
    rows = json.loads(output_of([str(build / "perf"), "--rows"], 1))
    found = [Peer(row["row"], name, PEER_THREADS, peer=True, flop=row["flop"], python=python,
                  definition=row) for row in rows for name in PEERS]
    return found + [Peer(MMD["row"], "PyTorch eager", PEER_THREADS, peer=True, python=python,
                         definition=MMD)]
