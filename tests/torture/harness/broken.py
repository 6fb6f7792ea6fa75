"""The program broken on purpose: each of these must make its class fail, or that class finds
nothing."""

from pathlib import Path

from classes.damage import DAMAGE
from classes.kill_at_call import KILL_AT_CALL
from classes.two_processes import TWO_PROCESSES
from harness.program import Program
from harness.tries import tried
from harness.workshop import Workshop

# What the library pretends, in words, and the class that must notice.
BROKEN = [("fsync", "syncs nothing", KILL_AT_CALL),
          ("flock", "locks nothing", TWO_PROCESSES),
          ("checksum", "makes the same checksum of everything", DAMAGE)]


def unnoticed(program: Program, scratch: Path) -> list[str]:
    """Prints what each class says; returns those that let a broken program through."""
    missed = []
    for word, what, fault_class in BROKEN:
        place = scratch / word
        place.mkdir()
        shop = Workshop(program.pretending(word), place)
        result = tried(shop, fault_class, fault_class.numbers(shop, False), enough=1)
        if result.failures:
            number, harm = result.failures[0]
            print(f"a program that {what} fails {fault_class.name} {number}: {harm}", flush=True)
        else:
            print(f"a program that {what} survives all {result.tried} of {fault_class.name}",
                  flush=True)
            missed.append(word)
    return missed
