#!/usr/bin/env bash
# docs_test.sh PROGRAM PAGE: runs the blocks ```sh and ```python of a page in their order in one
# scratch folder, where ./bench is the program and python3 is $COOPBENCH_PYTHON (/usr/bin/python3).
# Exit code 77 where that has no PyTorch.
set -euo pipefail
python=${COOPBENCH_PYTHON:-/usr/bin/python3}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$python" -c "import numpy, torch" 2>/dev/null || {
  echo "skipped: $python has no PyTorch; COOPBENCH_PYTHON names one that has"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/work" "$folder/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$1" >"$folder/work/bench"
printf '#!/bin/sh\nexec "%s" -B "$@"\n' "$python" >"$folder/bin/python3"
chmod +x "$folder/work/bench" "$folder/bin/python3"
"$python" -B "$here/blocks.py" "$2" >"$folder/script"
cd "$folder/work"
PATH=$folder/bin:$PATH bash -euo pipefail "$folder/script"
