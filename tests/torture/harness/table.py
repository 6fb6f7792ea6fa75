"""The table of what was tried, for the terminal and as Markdown between two marks of a file."""

import re
from pathlib import Path

from harness.tries import Result

COLUMNS = ["class", "fault", "tried", "survived"]
CALLS = ["open", "read", "write", "fsync", "rename", "mkdir", "unlink", "truncate"]


def rows(results: list[Result]) -> list[list[str]]:
    found = []
    for result in results:
        survived = result.tried - len(result.failures)
        numbers = ["-", f"skipped: {result.skipped}"] if result.skipped else [
            str(result.tried), str(survived)]
        found.append([result.fault_class.name, result.fault_class.fault, *numbers])
    tried = sum(result.tried for result in results)
    failed = sum(len(result.failures) for result in results)
    return found + [["all", "", str(tried), str(tried - failed)]]


def text(results: list[Result]) -> str:
    table = [COLUMNS, *rows(results)]
    widths = [max(len(row[i]) for row in table) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                     for row in table)


def alike(harm: str) -> str:
    """The same for failures that differ in numbers, files and calls only."""
    words = re.sub(r"\S*\.(png|npy|npz|csv|json|html|gp|dat|svg|part|txt)\b", "FILE", harm)
    words = re.sub(rf"\b({'|'.join(CALLS)})\b", "CALL", re.sub(r"/\S*/", "", words))
    return re.sub(r"(bit|bytes) N.*?(flipped|zeroed)|cut to N bytes", "DAMAGE",
                  re.sub(r"\d+", "N", words))[:120]


def kinds_of_failure(result: Result) -> list[tuple[int, int, str]]:
    """How often each, the first number, and what it says."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, harm in result.failures:
        found.setdefault(alike(harm), []).append((number, harm))
    groups = [(len(those), those[0][0], those[0][1]) for those in found.values()]
    return sorted(groups, key=lambda group: (-group[0], group[1]))


def markdown(results: list[Result], most: int = 8) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in rows(results)]
    for result in results:
        kinds = kinds_of_failure(result)
        if kinds:
            lines += ["", f"`{result.fault_class.name}` failed:", ""]
        for count, number, harm in kinds[:most]:
            said = re.sub(r"/\S*/(?=\S)", "", harm).replace("`", "'").replace("|", "/")
            lines.append(f"- {count} x, such as {number}: {said[:240]}")
        if len(kinds) > most:
            lines.append(f"- {sum(count for count, _, _ in kinds[most:])} others")
    return "\n".join(lines)


def marks(name: str) -> tuple[str, str]:
    return f"<!-- torture {name} -->", f"<!-- end of torture {name} -->"


def need_marks(file: Path, name: str) -> None:
    """ValueError for a file that lacks them, OSError for one that can't be read."""
    whole = file.read_text()
    begin, end = marks(name)
    if begin not in whole or end not in whole.split(begin, 1)[1]:
        raise ValueError(f"{file}: has no lines '{begin}' and '{end}'")


def replace_in(file: Path, name: str, results: list[Result]) -> None:
    begin, end = marks(name)
    before, rest = file.read_text().split(begin, 1)
    after = rest.split(end, 1)[1]
    file.write_text(f"{before}{begin}\n{markdown(results)}\n{end}{after}")
