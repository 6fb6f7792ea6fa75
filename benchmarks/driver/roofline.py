"""Draws benchmarks/roofline.gp: GFLOP/s of each step row against the measured matrix product."""

import subprocess
import tempfile
from pathlib import Path

from driver.results import ROOF, Run


KERNELS = "conv_"  # rows of single layers, which a table shows better


def write_data(run: Run, threads: int, file: Path) -> int:
    """A line a row, a column a contestant, ? where there is no number. Returns how many columns."""
    counted = [result for result in run.results if result.threads == threads
               and result.flop and result.times and result.row != ROOF
               and not result.row.startswith(KERNELS)]
    rows = list(dict.fromkeys(result.row for result in counted))
    names = list(dict.fromkeys(result.contestant for result in counted))
    lines = ["row " + " ".join(f'"{name}"' for name in names)]
    for row in rows:
        found = [run.find(row, name, threads) for name in names]
        lines.append(f'"{row}" ' + " ".join(f"{one.gflops:.3f}" if one else "?" for one in found))
    file.write_text("\n".join(lines) + "\n")
    return len(names)


def draw(run: Run, picture: Path) -> None:
    """Raises ValueError where the run lacks the matrix product, OSError or CalledProcessError where
    gnuplot fails."""
    with tempfile.TemporaryDirectory() as folder:
        settings = [f"picture='{picture}'"]
        for threads in (1, 2):
            roof = run.roof(threads)
            if roof is None:
                raise ValueError("a roofline needs the matrix product on 1 and 2 threads")
            data = Path(folder) / f"threads-{threads}"
            settings += [f"columns{threads}={write_data(run, threads, data)}",
                         f"data{threads}='{data}'", f"roof{threads}={roof.gflops}"]
        script = Path(__file__).parent.parent / "roofline.gp"
        subprocess.run(["gnuplot", "-e", "; ".join(settings), script], check=True)
