"""blocks.py PAGE: the blocks ```sh and ```python of a Markdown page as one script of the shell, with
each block's line said before it runs."""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

page = Path(sys.argv[1]).read_text()
blocks = list(BLOCK.finditer(page))
if not blocks:
    sys.exit(f"{sys.argv[1]}: has no block that could be run")
for block in blocks:
    line = page[:block.start()].count("\n") + 1
    print(f"echo '--- line {line}' >&2")
    if block[1] == "sh":
        print(block[2])
    else:
        print(f"python3 - <<'END_OF_PYTHON'\n{block[2]}END_OF_PYTHON")
