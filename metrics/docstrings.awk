# From the headers of this room: {function, docstring} for every function that a block of /// lines
# stands before.
/^ *\/\/\/ / { line = $0; sub(/^ *\/\/\/ /, "", line); text = text line "\n"; next }
/^ *\/\/\/$/ { text = text "\n"; next }
text != "" && match($0, /(^|[ &*])[a-z][a-z0-9_]*\(/) {
  name = substr($0, RSTART, RLENGTH - 1)
  gsub(/[ &*]/, "", name)
  printf "{\"%s\", R\"doc(%s)doc\"},\n", name, text
}
{ text = "" }
