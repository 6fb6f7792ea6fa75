"""The classes of faults. A new one is a file here and a line in the table."""

from classes.damage import DAMAGE
from classes.fail_call import FAIL_CALL
from classes.hostile import HOSTILE
from classes.kill import KILL
from classes.kill_at_call import KILL_AT_CALL
from classes.kill_compare import KILL_COMPARE
from classes.limits import LIMITS_CLASS
from classes.small_disk import SMALL_DISK
from classes.two_processes import TWO_PROCESSES

CLASSES = [KILL, KILL_AT_CALL, KILL_COMPARE, FAIL_CALL, SMALL_DISK, LIMITS_CLASS, DAMAGE,
           TWO_PROCESSES, HOSTILE]
