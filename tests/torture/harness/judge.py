"""What a command may do when something is wrong: end in one message, never in a crash."""

import re

from harness.harm import Harm, need
from harness.program import Ended

INTERNALS = re.compile(r"terminate called|what\(\):|Exception raised from|frame #|json\.exception|"
                       r"c10::|Segmentation|stack smashing|corrupted|AddressSanitizer|assertion",
                       re.IGNORECASE)
LONGEST = 2000  # characters of a message


def need_no_crash(ended: Ended) -> None:
    need(ended.code >= 0, f"{ended}")
    found = INTERNALS.search(ended.err)
    need(found is None, f"shows internals: {ended}")


def need_message(ended: Ended, codes: tuple[int, ...] = (1, 2)) -> None:
    """A refusal or failure that a user can act on."""
    need_no_crash(ended)
    need(ended.code in codes, f"{ended}")
    messages = [line for line in ended.err.splitlines() if line.startswith("coopbench: ")]
    need(len(messages) == 1, f"{len(messages)} messages in place of one: {ended}")
    need(len(ended.err) <= LONGEST, f"a message of {len(ended.err)} characters: {ended}")


def need_done(ended: Ended) -> None:
    need_no_crash(ended)
    need(ended.code == 0, f"{ended}")


def is_done(ended: Ended) -> bool:
    """True for a command that was done, False for one that refused or failed in one message."""
    if ended.code == 0:
        need_no_crash(ended)
        return True
    need_message(ended)
    return False


def need_no_advice(ended: Ended, *options: str) -> None:
    """Advice that destroys what a retry would save, or an option that the command has not."""
    for option in options:
        if ended.code != 0 and option in ended.err:
            raise Harm(f"advises {option}: {ended}")
