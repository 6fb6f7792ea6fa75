"""./bench torture: does to runs what disks, kills and strangers do. See docs/reliability.md."""

import argparse
import shlex
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from classes import CLASSES
from harness import broken, table
from harness.harm import Harm
from harness.program import Program
from harness.strays import end_strays
from harness.tries import FaultClass, Result, tried
from harness.workshop import Workshop

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
NAMES = {one.name: one for one in CLASSES}


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="bench torture", allow_abbrev=False, description=__doc__)
    amount = words.add_mutually_exclusive_group()
    amount.add_argument("--quick", action="store_true", help="some tries of each class (default)")
    amount.add_argument("--full", action="store_true", help="all tries, an hour and more")
    words.add_argument("--only", action="append", choices=NAMES, metavar="CLASS", default=[],
                       help=f"only this class, as often as you like: {', '.join(NAMES)}")
    words.add_argument("--seed", action="append", type=int, metavar="N", default=[],
                       help="with one --only: only the try of this number")
    words.add_argument("--every", type=int, metavar="N", default=1,
                       help="only each N-th try of those")
    words.add_argument("--broken", action="store_true",
                       help="break the program on purpose; exit with 1 if no class notices")
    words.add_argument("--program", type=Path, metavar="FILE", default=BUILD / "coopbench",
                       help="the program to try (default: %(default)s)")
    words.add_argument("--faults", type=Path, metavar="FILE",
                       default=BUILD / "tests" / "torture" / "libtorture_faults.so",
                       help="the library that makes file calls fail (default: %(default)s)")
    words.add_argument("--table", type=Path, metavar="FILE.md",
                       help="replace the table between the marks of this file")
    words.add_argument("--mark", metavar="NAME", default="after",
                       help="which table of that file (default: %(default)s)")
    return words


def parse(words: argparse.ArgumentParser) -> argparse.Namespace:
    asked = words.parse_args()
    if asked.seed and len(asked.only) != 1:
        words.error("--seed goes with one --only")
    if asked.every < 1:
        words.error("--every must be at least 1")
    if asked.broken and (asked.only or asked.table):
        words.error("--broken takes its own classes, and makes no table")
    for file in (asked.program, asked.faults):
        if not file.is_file():
            words.error(f"{file}: there is no such file")
    try:
        if asked.table:
            table.need_marks(asked.table, asked.mark)
    except (OSError, ValueError) as error:
        words.error(str(error))
    return asked


def command(asked: argparse.Namespace, fault_class: FaultClass, number: int) -> str:
    """A command line that runs one try alone."""
    program = asked.program.resolve()
    other = f" --program {shlex.quote(str(program))}" if program != BUILD / "coopbench" else ""
    return f"./bench torture --only {fault_class.name} --seed {number}{other}"


def said(asked: argparse.Namespace, result: Result) -> str:
    """What went wrong, each with the command that runs it alone."""
    return "".join(f"  {harm}\n    {command(asked, result.fault_class, number)}\n"
                   for number, harm in result.failures)


def torture(asked: argparse.Namespace, program: Program, scratch: Path) -> int:
    if asked.broken:
        return 1 if broken.unnoticed(program, scratch) else 0
    shop = Workshop(program, scratch)
    results = []
    for fault_class in [NAMES[name] for name in asked.only] or CLASSES:
        numbers = asked.seed or fault_class.numbers(shop, asked.full)[::asked.every]
        result = tried(shop, fault_class, numbers)
        results.append(result)
        how = f"skipped: {result.skipped}" if result.skipped else (
            f"{result.tried} tried, {len(result.failures)} failed, {result.seconds:.0f} s")
        print(f"torture: {fault_class.name}: {how}\n{said(asked, result)}", end="",
              file=sys.stderr, flush=True)
    print(table.text(results))
    if asked.table:
        table.replace_in(asked.table, asked.mark, results)
    return 1 if any(result.failures for result in results) else 0


def main() -> int:
    asked = parse(parser())
    for number in (signal.SIGINT, signal.SIGTERM):  # also in the background of a shell
        signal.signal(number, signal.default_int_handler)
    scratch = Path(tempfile.mkdtemp(prefix="torture-")).resolve()
    home = scratch / "home"
    home.mkdir()
    try:
        program = Program(asked.program.resolve(), asked.faults.resolve(), home)
        return torture(asked, program, scratch)
    except Harm as harm:
        print(f"torture: an undisturbed command fails: {harm}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        end_strays(scratch)
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
