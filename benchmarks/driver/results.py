"""Results and their file."""

import dataclasses
import json
import statistics
from pathlib import Path

SCHEMA_VERSION = 1
ROOF = "matrix_product"
BASELINE = "PyTorch eager"


@dataclasses.dataclass
class Result:
    """What all rounds measured of one contestant of a row; times are seconds of a step, an
    iteration or a call."""
    row: str
    contestant: str
    threads: int
    peer: bool = False
    times: list[float] = dataclasses.field(default_factory=list)
    flop: float = 0
    megabytes: float = 0
    message: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def gflops(self) -> float:
        return self.flop / self.median / 1e9 if self.times else 0

    @property
    def key(self) -> tuple[str, str, int]:
        return self.row, self.contestant, self.threads


@dataclasses.dataclass
class Run:
    machine: dict
    rounds: int
    results: list[Result]

    def find(self, row: str, contestant: str, threads: int) -> Result | None:
        for result in self.results:
            if result.key == (row, contestant, threads) and result.times:
                return result
        return None

    def roof(self, threads: int) -> Result | None:
        return next((result for result in self.results
                     if result.row == ROOF and result.threads == threads and result.times), None)


def as_json(run: Run) -> dict:
    def entry(result: Result) -> dict:
        fields = dataclasses.asdict(result)
        if result.times:
            fields |= {"median": result.median, "low": min(result.times),
                       "high": max(result.times), "gflops": result.gflops}
        return fields

    return {"schema_version": SCHEMA_VERSION, "machine": run.machine, "rounds": run.rounds,
            "results": [entry(result) for result in run.results]}


def write(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(as_json(run), indent=1) + "\n")


def read(file: Path) -> Run:
    """Raises OSError or ValueError for what is no file of results."""
    try:
        whole = json.loads(file.read_text())
        if whole["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"{file}: schema_version must be {SCHEMA_VERSION}")
        names = [field.name for field in dataclasses.fields(Result)]
        results = [Result(**{name: entry[name] for name in names if name in entry})
                   for entry in whole["results"]]
        return Run(whole["machine"], whole["rounds"], results)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{file}: is no file of ./bench perf ({error!r})") from error
