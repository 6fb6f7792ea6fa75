#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "metrics/metric.h"

namespace coopbench {
namespace {

constexpr auto all = std::to_array<std::pair<const char*, const char*>>({
#include "docstrings.inc"
});

}  // namespace

std::string docstring(const std::string& function) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& entry) { return function == entry.first; });
  if (found == all.end())
    throw std::logic_error("no header of metrics/ documents the function " + function);
  return found->second;
}

}  // namespace coopbench
