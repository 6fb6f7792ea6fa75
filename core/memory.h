#pragma once

#include <cstddef>
#include <exception>

namespace coopbench {

/// From now on the C library keeps what is freed for what is asked for next, and does not hand it
/// back to the system: tensors of one size come and go at every step, and each hand-over costs the
/// zeroing of all pages. Does nothing where the C library is not glibc.
void keep_freed_memory();

/// Throws Failure where a limit (ulimit -v) leaves less than so many bytes. Where it leaves next to
/// nothing, LibTorch's convolutions (oneDNN) end the process by a signal.
void need_memory(size_t bytes);

/// Whether an exception, of ours or of LibTorch, says that memory ran out.
bool is_out_of_memory(const std::exception& error);

}  // namespace coopbench
