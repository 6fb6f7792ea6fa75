"""Writes what the program and its tests know into the docs, between `<!-- table NAME -->` and
`<!-- end of table NAME -->`: ./bench docs. With --check nothing is written, and the exit code is 1
where a table is stale; then a measured number may be a little another, since it follows from the
processor: an error within a factor of 100 or 1e-12, any other by ten of its last digit.
"""

import argparse
import json
import math
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = re.compile(r"(<!-- table (\S+) -->\n)(.*?)(<!-- end of table \2 -->)", re.DOTALL)


def cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def sentence(text: str) -> str:
    """With a capital, unless it begins with a formula."""
    return text[0].upper() + text[1:] if text[1:2].islower() else text


def table(heads: list[str], rows: list[list[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(map(cell, line)) + " |\n" for line in lines).replace(
        "| --- |", "|---|").replace("--- | ---", "---|---").replace("---| ---", "---|---")


def settings(fields: list[dict]) -> str:
    def of(field: dict) -> list[object]:
        default = "must be given" if field["default"] is None else f"`{json.dumps(field['default'])}`"
        return [f"`{field['name']}`", ", ".join(filter(None, (field["type"], field["allowed"]))),
                default, field["meaning"]]

    return table(["setting", "type and range", "default", "meaning"], list(map(of, fields)))


class Program:
    """What the program says of itself."""

    def __init__(self, path: Path):
        self.path = path
        self.listing = json.loads(self.output("list", "--json"))

    def output(self, *words: str) -> str:
        return subprocess.run([self.path, *words], capture_output=True, text=True, check=True).stdout

    def presets(self) -> str:
        return table(["preset", "what it compares"],
                     [[f"`{p['name']}`", p["meaning"]] for p in self.listing["presets"]])

    def settings(self) -> str:
        return settings(self.listing["settings"])

    def parts(self) -> str:
        text = ""
        for kind in self.listing["kinds"]:
            text += f"\n## {kind['word'].capitalize()} ({kind['kind']})\n"
            for part in kind["parts"]:
                text += f"\n### `{part['name']}`\n\n{sentence(part['meaning'])}.\n"
                if part["settings"]:
                    text += "\n" + settings(part["settings"])
        return text + "\n"


def preset_files() -> dict[str, dict]:
    return {file.stem: json.loads(file.read_text())
            for file in sorted((ROOT / "experiments" / "presets").rglob("*.json"))}


def part(json_of_part: dict, *left_out: str) -> str:
    """A part's name and its settings that are numbers, texts or truth values."""
    settings = [f"{key} {json.dumps(value)}".replace('"', "") for key, value in json_of_part.items()
                if key not in ("name", *left_out) and not isinstance(value, dict)]
    return f"`{json_of_part['name']}`" + (f" ({', '.join(settings)})" if settings else "")


def published_settings() -> str:
    """The main settings of the presets that have a small twin."""
    rows = []
    for name, preset in preset_files().items():
        if "small" not in preset:
            continue
        shared, training = preset["shared"], preset["shared"]["training"]
        rows.append([f"`{name}`", part(shared["data"], "files"), part(shared["energy"]),
                     "; ".join(part(method["start"]) for method in preset["methods"].values()),
                     shared["sampler"]["steps"], part(shared["sampler"]["rule"]),
                     part(shared["optimizer"]), f"{training['batch']}, {training['chains']}",
                     training["iterations"], training["data_noise"]])
    return table(["preset", "data", "energy", "start", "K", "step rule", "optimiser", "batch, chains",
                  "iterations", "data noise"], rows)


def published() -> str:
    """What benchmarks/presets.py measured of the presets that have a small twin."""
    rows = []
    results = json.loads((ROOT / "docs" / "presets.json").read_text())
    for name, preset in preset_files().items():
        if "small" not in preset:
            continue
        source = preset["source"].split(";")[0].rstrip(".")
        if name not in results:
            rows.append([f"`{name}`", source, "-", f"`{preset['small']}`", "-", "-", "not measured"])
            continue
        found = results[name]
        methods = found["methods"].items()
        several = len(methods) > 1

        def each(text) -> str:
            return "; ".join((f"{method}: " if several else "") + text(m) for method, m in methods)

        shown = "; ".join(f"{'yes' if b['shows'] else 'no'}: {b['method'] + ', ' if several else ''}"
                          f"{b['claim']} ({b['found']})" for b in found["behaviour"]) or "none claimed"
        seconds = "-" if found["seconds"] is None else f"{found['seconds']} s"
        rows.append([f"`{name}`", source, found["hours"], f"`{found['small']}` {seconds}",
                     each(lambda m: m["verdict"]),
                     each(lambda m: f"{m['mmd2']} ({m['floor']}, {m['noise']})"), shown])
    return table(["preset", "source", "hours here", "twin", "verdict", "MMD²",
                  "does the published behaviour show?"], rows)


def made_by_tests(build: Path, name: str) -> str | None:
    """A table that the tests have written; nothing before they ran."""
    file = build / "tests" / f"{name}.md"
    return file.read_text() if file.exists() else None


NUMBER = re.compile(r"\d+\.\d+(?:e[-+]\d+)?")


def near(one: str, other: str) -> bool:
    if "e" in one or "e" in other:
        return abs(math.log10(max(float(one), 1e-12)) - math.log10(max(float(other), 1e-12))) <= 2
    return abs(float(one) - float(other)) <= 10.01 * 10.0 ** -len(one.split(".")[1])


def same_but_for_the_processor(one: str, other: str) -> bool:
    return (NUMBER.sub("0", one) == NUMBER.sub("0", other) and
            all(map(near, NUMBER.findall(one), NUMBER.findall(other))))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--check", action="store_true", help="write nothing")
    words.add_argument("--calibrate", action="store_true",
                       help="also the table of coopbench calibrate, which takes a minute")
    words.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    options = words.parse_args()
    program = Program(options.build / "coopbench")
    exact = {"presets": program.presets(), "settings": program.settings(), "parts": program.parts(),
             "published": published(), "published-settings": published_settings()}
    measured = {"agreement": made_by_tests(options.build, "agreement"),
                "originals": made_by_tests(options.build, "originals"),
                "verdict-rates": made_by_tests(options.build, "verdict_rates"),
                "calibration": program.output("calibrate") if options.calibrate else None}
    stale, found = [], set()
    for file in sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")):
        def renewed(match: re.Match) -> str:
            name, old = match[2], match[3]
            found.add(name)
            new = exact.get(name) or measured.get(name)
            same = new is None or new == old or (
                options.check and name in measured and same_but_for_the_processor(new, old))
            if not same:
                stale.append(f"{file.relative_to(ROOT)}: table {name}")
            return match[1] + (old if same else new) + match[4]

        text = file.read_text()
        new_text = TABLE.sub(renewed, text)
        if not options.check and new_text != text:
            file.write_text(new_text)
    if unknown := sorted(name for name, new in measured.items() if new is None):
        print(f"not looked at: {', '.join(unknown)} (./bench test, ./bench docs --calibrate)")
    missing = (exact.keys() | measured.keys()) - found
    for problem in stale:
        print(problem + (" is stale: ./bench docs" if options.check else " was renewed"))
    for name in missing:
        print(f"no file has the marks of table {name}")
    return 1 if missing or (stale and options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
