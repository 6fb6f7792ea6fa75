#pragma once

#include <fmt/format.h>

#include "run_command.h"

/// Runs the program through the shell, in `folder`.
inline Ran run_program(const TemporaryFolder& folder, const std::string& words) {
  return run_command(folder, fmt::format("'{}' {}", COOPBENCH_PROGRAM, words));
}
