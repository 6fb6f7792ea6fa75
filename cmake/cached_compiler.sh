#!/usr/bin/env bash
# cached_compiler.sh ROOT CCACHE COMPILER WORDS...
#
# The compiler through ccache, so that all clones of the project share what they compile. Each makes
# its own precompiled headers, for these hold absolute paths. Beside each stands a checksum of the
# headers and words that it was made of, and ccache looks at that.
set -euo pipefail
root=$1
shift
export CCACHE_BASEDIR=$root CCACHE_DEPEND=1 CCACHE_PCH_EXTSUM=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

up=
if [[ $PWD == "$root"/* ]]; then
  slashes=${PWD#"$root"}
  slashes=${slashes//[!\/]/}
  up=${slashes//\//../}
fi
words=() last='' made='' depends=''
for word; do
  # ccache itself leaves this path behind -Xclang as it is.
  [[ -z $up || $word != "$root"/*/cmake_pch.hxx ]] || word=$up${word#"$root"/}
  case $last in
    -o) made=$word ;;
    -MF) depends=$word ;;
  esac
  words+=("$word")
  last=$word
done
[[ $made == *.[pg]ch ]] || exec "${words[@]}"
"${words[@]:1}"
# Without a checksum ccache looks at the header itself.
{
  printf '%s\n' "${words[@]//"$root"/}"
  sed 's/^[^:]*: *//; s/ *\\$//' "$depends" | tr ' ' '\n' | sed '/\.cxx$\|^$/d' | xargs cat 2>/dev/null
} | sha256sum >"$made.sum" || rm -f "$made.sum"
