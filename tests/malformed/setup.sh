# What the cases make their files with.

# A small preset on one line.
preset() {
  cat <<'END'
{"seeds": [1], "shared": {"data": {"name": "gmm", "train": 50, "validation": 50, "test": 50}, "energy": {"name": "anatomy_toy"}, "sampler": {"rule": {"name": "scaled", "noise_scale": 0.1}, "steps": 2}, "optimizer": {"name": "adam"}, "training": {"iterations": 2, "batch": 8, "chains": 8}, "evaluation": {"samples": 10, "curve_samples": 10, "images": 8}}, "methods": {"short_run": {"start": {"name": "noise"}}}}
END
}

# The same on images: image_preset '{"name": "idx", ...}'
image_preset() {
  preset | sed "s|\"data\": {[^}]*}|\"data\": $1|; s|anatomy_toy\"|anatomy_vanilla\", \"n_f\": 2|"
}
idx_preset() {
  image_preset "{\"name\": \"idx\", \"images\": \"$1\", \"side\": 16, \"train\": 2, \"validation\": 1, \"test\": 1}"
}
npy_preset() {
  image_preset "{\"name\": \"npy\", \"file\": \"$1\", \"train\": 2, \"validation\": 1, \"test\": 1}"
}
mnist_preset() {
  image_preset "{\"name\": \"mnist\", \"directory\": \"$1\", \"side\": 16, \"validation\": 1}"
}

zeros() { head -c "$1" /dev/zero; }
repeated() { head -c "$2" /dev/zero | tr '\0' "$1"; } # repeated x 300
byte() { printf "$(printf '\\%03o' "$1")"; }
number32() { # the last byte is the smallest
  for n in "$@"; do
    byte $((n >> 24 & 255)); byte $((n >> 16 & 255)); byte $((n >> 8 & 255)); byte $((n & 255))
  done
}

# The header of an IDX file of bytes: idx 4 28 28
idx() { printf '\0\0\010'; byte $#; number32 "$@"; }

# The header of a .npy file as it stands: npy_header "{'descr': ...}"
npy_header() {
  printf '\223NUMPY\1\0'
  byte $(((${#1} + 1) % 256)); byte $(((${#1} + 1) / 256))
  printf '%s\n' "$1"
}
# npy '<f4' '(4, 16, 16)' BYTES, all of them zero
npy() {
  npy_header "{'descr': '$1', 'fortran_order': False, 'shape': $2, }"
  zeros "$3"
}
# Rows of as many different small numbers, of one byte each: samples ROWS COLUMNS
samples() {
  npy_header "{'descr': '|u1', 'fortran_order': False, 'shape': ($1, $2), }"
  head -c $(($1 * $2)) "$DATA/small/t10k-images.idx3-ubyte"
}

# The four files of a data set such as MNIST: mnist FOLDER
mnist() {
  mkdir -p "$1"
  cp "$DATA"/small/* "$1"
}

# A run folder: run_folder FOLDER
run_folder() {
  mkdir -p "$1"
  echo '{"schema_version": 3, "preset": "p", "method": "m", "seed": 1}' >"$1/config.json"
  echo '{"schema_version": 3, "status": "finished", "iteration": 2, "iterations": 2, "reason": ""}' >"$1/state.json"
}

# A .safetensors file with this header and so many bytes, all of them zero: safetensors HEADER BYTES
safetensors() {
  byte $((${#1} % 256)); byte $((${#1} / 256)); zeros 6
  printf '%s' "$1"
  zeros "$2"
}

export COOPBENCH_CACHE=cache
