#!/usr/bin/env bash
# check.sh [--only format|gcc|tidy|asan|tsan]
#   format  clang-format changes nothing
#   gcc     all builds by GCC too, without a warning
#   tidy    clang-tidy finds nothing, in any file
#   asan    all tests under the address, undefined-behaviour and leak sanitizers, but torture: it
#           puts a library before theirs and bounds the memory that they reserve
#   tsan    the tests of workers, engines and training under the thread sanitizer
# ./bench check makes the build folders and calls this. What is not a fault of ours, and why:
# tests/sanitizers/.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
jobs=$(nproc)
steps=(format gcc tidy asan tsan)

case ${1:-} in
  "") ;;
  --only)
    [[ " ${steps[*]} " == *" ${2:-} "* && $# -eq 2 ]] ||
      { echo "bench check: --only takes one of ${steps[*]}" >&2; exit 2; }
    steps=("$2")
    ;;
  *) echo "bench check: takes no word but --only and one of ${steps[*]}" >&2; exit 2 ;;
esac

sources() {
  local rooms=(*/CMakeLists.txt)
  find "${rooms[@]%/*}" -name '*.cpp' -o -name '*.h'
}

format() { sources | xargs clang-format-14 --dry-run --Werror; }

gcc() { ninja -C build/gcc -j "$jobs"; }

tidy() {
  # What the files include and no repository holds.
  ninja -C build/asan -j "$jobs" precompiled precompiled_tests metrics/docstrings.inc &&
    /usr/bin/python3 -B tests/tidy.py
}

asan() { ninja -C build/asan -j "$jobs" && ctest --preset asan --no-tests=error -j "$jobs"; }

tsan() {
  ninja -C build/tsan -j "$jobs" core_test ebm_test &&
    ctest --preset tsan --no-tests=error -j "$jobs"
}

failed=()
for step in "${steps[@]}"; do
  echo "== $step"
  "$step" || failed+=("$step")
done
((${#failed[@]} == 0)) || { echo "bench check: failed: ${failed[*]}" >&2; exit 1; }
echo "bench check: ${steps[*]}: nothing found"
