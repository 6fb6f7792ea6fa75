#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/errors.h"

// What a fuzz target is written with. A target is one file, fuzz/ROOM/READER.cpp, with the function
// `fuzz`. UserError and Failure are how a reader refuses; whatever else it throws, a signal, what a
// sanitizer finds, too much memory or time ends the program, and libFuzzer keeps the input.

namespace coopbench {

/// Reads the bytes as a file that anybody may have made.
void fuzz(std::string_view bytes);

/// Ends the program where a reader broke its word.
inline void need(bool holds) {
  if (!holds) std::abort();
}

/// Calls a reader; false if it refused.
template <class Read>
bool accepts(Read read) {
  try {
    read();
    return true;
  } catch (const UserError& error) {
    need(*error.what() != '\0');
  } catch (const Failure& failure) {
    need(*failure.what() != '\0');
  }
  return false;
}

/// For LLVMFuzzerCustomMutator: changes a JSON document at one of its values, so that it stays one;
/// at times, and where it is none, its bytes. Returns the new size, at most `most`.
size_t mutate_json(uint8_t* data, size_t size, size_t most, unsigned seed);

}  // namespace coopbench
