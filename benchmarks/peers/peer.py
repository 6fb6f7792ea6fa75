"""One peer on one row, as a process that the driver talks to.

peer.py MODULE THREADS reads the row (JSON) from its first line of input, then measures once for each
further line, which says for how many seconds at least. Each answer is a line of JSON; the first
says that the peer is ready."""

import importlib
import json
import os
import sys
import time


def seconds_per_step(chains, steps: int, least: float) -> float:
    calls, begin = 0, time.perf_counter()
    while True:
        chains()
        calls += 1
        passed = time.perf_counter() - begin
        if passed >= least:
            return passed / (calls * steps)


def main() -> None:
    name, threads = sys.argv[1], int(sys.argv[2])
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answer = lambda **what: print(json.dumps(what), file=answers, flush=True)
    row = json.loads(sys.stdin.readline())
    chains = importlib.import_module(name).prepare(row, threads)
    chains()
    answer(ready=True)
    for line in sys.stdin:
        answer(name=name, row=row["row"], threads=threads,
               seconds_per_step=seconds_per_step(chains, row["steps"], float(line)))


main()
