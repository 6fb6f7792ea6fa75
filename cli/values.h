#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

namespace coopbench {

/// For `transform` of an option: a whole number from `low` to `high` in decimal digits. CLI11 alone
/// takes 010 for 8, and a number of too many digits for another one.
CLI::Validator whole_number(int64_t low, int64_t high = std::numeric_limits<int64_t>::max());

/// For `check` of an option that names what is written: not empty, and no word that looks like an
/// option.
CLI::Validator output_name();

}  // namespace coopbench
