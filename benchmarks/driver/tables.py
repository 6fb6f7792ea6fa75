"""Results as tables, for the terminal and for docs/performance.md."""

from pathlib import Path

from driver.results import BASELINE, Result, Run

BEGIN, END = "<!-- perf: begin -->", "<!-- perf: end -->"
Table = list[list[str]]  # the first line is the head


def milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:.3g}" if seconds < 1 else f"{1e3 * seconds:.0f}"


def quotient(a: float, b: Result | None, form: str = "{:.2f}") -> str:
    return form.format(a / b.median) if b else ""


def speedup(run: Run, result: Result) -> str:
    one = run.find(result.row, result.contestant, 1)
    return f"{one.median / result.median:.2f}" if one and result.threads > 1 else ""


def results_table(run: Run) -> Table:
    table = [["row", "contestant", "threads", "ms", "min to max", "x eager", "speed-up",
              "GFLOP/s", "of matrix product", "MB"]]
    for result in run.results:
        begin = [result.row, result.contestant, str(result.threads)]
        if not result.times:
            table.append([*begin, result.message or "not measured"] + 6 * [""])
            continue
        roof = run.roof(result.threads)
        table.append([
            *begin, milliseconds(result.median),
            f"{milliseconds(min(result.times))} to {milliseconds(max(result.times))}",
            quotient(result.median, run.find(result.row, BASELINE, result.threads), "{:.3f}"),
            speedup(run, result),
            f"{result.gflops:.1f}" if result.flop else "",
            f"{100 * result.gflops / roof.gflops:.0f} %" if result.flop and roof else "",
            f"{result.megabytes:.0f}" if result.megabytes else ""])
    return table


def iterations_table(run: Run) -> Table:
    """Whole training iterations against the parts that they can't do without."""
    table = [["method", "threads", "iteration, ms", "K steps", "energy", "absorb",
              "iteration / sum of parts"]]
    for whole in run.results:
        if not whole.row.startswith("iteration_") or whole.contestant != "whole":
            continue
        parts = [run.find(whole.row, part, whole.threads) for part in ("steps", "energy", "absorb")]
        if whole.times and all(parts):
            needed = [part.median for part in parts]
            table.append([whole.row.removeprefix("iteration_"), str(whole.threads),
                          *map(milliseconds, [whole.median, *needed]),
                          f"{whole.median / sum(needed):.3f}"])
    return table if len(table) > 1 else []


def as_text(table: Table) -> str:
    # A message instead of numbers may be as long as it likes.
    full = [line for line in table if any(line[4:])]
    widths = [max(len(line[i]) for line in full) for i in range(len(table[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
                     for line in table)


def as_markdown(table: Table) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in table]
    return "\n".join([lines[0], "|" + "---|" * len(table[0]), *lines[1:]])


def markdown(run: Run) -> str:
    machine = run.machine
    caches = ", ".join(f"{name} {size}" for name, size in machine["caches"].items())
    head = (f"{machine['processor']}, {machine['cores']} cores ({caches}), {machine['system']}, "
            f"commit {machine['commit']}, {machine['date']}, {run.rounds} rounds.")
    tables = [table for table in (results_table(run), iterations_table(run)) if table]
    return "\n\n".join([head, *map(as_markdown, tables)])


def need_markers(file: Path) -> None:
    """Raises OSError, or ValueError where the file has no place for the tables."""
    text = file.read_text()
    if not 0 <= text.find(BEGIN) < text.find(END):
        raise ValueError(f"{file}: has no lines '{BEGIN}' and '{END}'")


def put_between_markers(file: Path, block: str) -> None:
    before, rest = file.read_text().split(BEGIN, 1)
    behind = rest.split(END, 1)[1]
    file.write_text(f"{before}{BEGIN}\n{block}\n{END}{behind}")
