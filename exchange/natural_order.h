#pragma once

#include <string>
#include <string_view>

namespace coopbench {

/// Order of names in which numbers count as numbers: "f.2.weight" before "f.10.weight".
bool natural_before(std::string_view a, std::string_view b);

/// The name with # in place of each number: names of one pattern differ in their numbers alone.
std::string number_pattern(std::string_view name);

}  // namespace coopbench
