#!/usr/bin/env bash
# replay_test.sh PROGRAM: trains the toy by each method, keeps iterations, and lets another program
# do them again. Exit code 77 where $COOPBENCH_PYTHON (/usr/bin/python3) has no NumPy.
set -euo pipefail
python=${COOPBENCH_PYTHON:-/usr/bin/python3}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$python" -c "import numpy" 2>/dev/null || {
  echo "skipped: $python has no NumPy; COOPBENCH_PYTHON names one that has"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
try() {  # NAME METHOD [SETTING...]
  local name=$1 method=$2
  shift 2
  "$program" run toy --method "$method" --record 0,1,5 --set shared.training.iterations=6 \
    --set shared.training.data_noise=0.03 --set shared.evaluation.samples=100 \
    --set shared.evaluation.curve_samples=100 --set shared.evaluation.further_steps=0 \
    "$@" --out "$folder/$name" --quiet
  "$python" -B "$here/replay.py" "$folder/$name"
}
program=$1
for method in short_run persistent coopnets; do try $method $method; done
start() { echo "--set methods.persistent.start=$1"; }
# Banks so small that rows are met again and a reservoir is full (128 chains an iteration).
try gaussian persistent $(start '{"name":"noise","law":"gaussian","scale":2}')
try noisy persistent $(start '{"name":"bank","size":200,"noise_scale":0.03}')
for order in row fifo reservoir; do
  try $order persistent \
    $(start '{"name":"replay","size":200,"fresh":0.3,"reuses":1,"order":"'$order'"}')
done
