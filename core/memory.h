#pragma once

namespace coopbench {

/// From now on the C library keeps what is freed for what is asked for next, and does not hand it
/// back to the system: tensors of one size come and go at every step, and each hand-over costs the
/// zeroing of all pages. Does nothing where the C library is not glibc.
void keep_freed_memory();

}  // namespace coopbench
