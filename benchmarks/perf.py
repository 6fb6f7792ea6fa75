"""./bench perf: measures, keeps, tabulates and compares. See docs/performance.md."""

import argparse
import datetime
import re
import subprocess
import sys
from pathlib import Path

from driver import comparison, contestants, machine, peers_environment, results, roofline, rounds
from driver import tables

ROOT = Path(__file__).resolve().parent.parent


def pattern(text: str) -> re.Pattern:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no regular expression: {error}")


def positive(kind: type):
    def parse(text: str):
        if not kind(text) > 0:
            raise argparse.ArgumentTypeError("must be above 0")
        return kind(text)

    parse.__name__ = kind.__name__
    return parse


def default_file() -> Path:
    return Path("runs") / f"perf-{datetime.datetime.now():%Y-%m-%dT%H-%M-%S}.json"


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="bench perf", allow_abbrev=False, description=__doc__)
    words.add_argument("--peers", action="store_true",
                       help="also PyTorch, torch.compile, JAX and torchebm; installed once")
    words.add_argument("--only", type=pattern, metavar="REGEX",
                       help="only what matches ROW/CONTESTANT/threads:N; the matrix product always")
    words.add_argument("--rounds", type=positive(int), default=5, metavar="N",
                       help="times that each contestant is measured (default: %(default)s)")
    words.add_argument("--seconds", type=positive(float), default=0.5, metavar="S",
                       help="least time of one measurement (default: %(default)s)")
    words.add_argument("--out", type=Path, metavar="FILE.json",
                       help="where the results go (default: runs/perf-TIME.json)")
    words.add_argument("--from", type=Path, dest="source", metavar="FILE.json",
                       help="measure nothing, take the results of an earlier run")
    words.add_argument("--compare", type=Path, metavar="OLD.json",
                       help="exit with 1 if a row of ours is over 10 %% slower than there")
    words.add_argument("--markdown", type=Path, metavar="FILE.md",
                       help="replace the tables between the marks of this file")
    words.add_argument("--roofline", type=Path, metavar="FILE.svg", help="draw the roofline")
    words.add_argument("--build", type=Path, default=ROOT / "build" / "release",
                       help="folder of the programs perf and coopbench")
    return words


def parse(words: argparse.ArgumentParser) -> argparse.Namespace:
    """Checks all that can be checked before the minutes of measuring."""
    asked = words.parse_args()
    measuring = asked.peers or asked.only or asked.out
    if asked.source and measuring:
        words.error("--from measures nothing: it goes with --compare, --markdown and --roofline")
    try:
        asked.old = results.read(asked.compare) if asked.compare else None
        asked.earlier = results.read(asked.source) if asked.source else None
        if asked.markdown:
            tables.need_markers(asked.markdown)
    except (OSError, ValueError) as error:
        words.error(str(error))
    return asked


def chosen(asked: argparse.Namespace) -> list[contestants.Contestant]:
    found = contestants.ours(asked.build)
    if asked.peers:
        found += contestants.peers(asked.build, peers_environment.python(ROOT))

    def fits(one: contestants.Contestant) -> bool:
        name = f"{one.row}/{one.name}/threads:{one.threads}"
        return not asked.only or one.row == results.ROOF or bool(asked.only.search(name))

    return [one for one in found if fits(one)]


def measured(asked: argparse.Namespace) -> results.Run:
    run = results.Run(machine.context(ROOT), asked.rounds, [])
    file = asked.out or default_file()
    for row in rounds.measure(chosen(asked), asked.rounds, asked.seconds):
        run.results += row
        results.write(run, file)
    print(f"perf: {file}", file=sys.stderr)
    return run


def report(asked: argparse.Namespace, run: results.Run) -> int:
    for table in (tables.results_table(run), tables.iterations_table(run)):
        if table:
            print(tables.as_text(table) + "\n")
    if asked.markdown:
        tables.put_between_markers(asked.markdown, tables.markdown(run))
    if asked.roofline:
        roofline.draw(run, asked.roofline)
    slower = comparison.slowdowns(asked.old, run) if asked.old else []
    print("\n".join(slower), end="\n" if slower else "")
    return 1 if slower else 0


def main() -> int:
    asked = parse(parser())
    try:
        return report(asked, asked.earlier or measured(asked))
    except (contestants.Broken, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"perf: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
