#include "cli/values.h"

#include <fmt/format.h>

#include <charconv>

#include "core/printable.h"

namespace coopbench {
CLI::Validator whole_number(int64_t low, int64_t high) {
  const auto operation = [=](std::string& word) -> std::string {
    int64_t number = 0;
    const char* end = word.data() + word.size();
    const auto [stopped, error] = std::from_chars(word.data(), end, number);
    if (error != std::errc{} || stopped != end || number < low || number > high)
      return fmt::format("must be a whole number from {} to {}, not '{}'", low, high,
                         printable(word, kLongestQuote));
    word = std::to_string(number);
    return "";
  };
  const bool open = high == std::numeric_limits<int64_t>::max();
  return {operation, open ? "" : fmt::format("{} to {}", low, high)};
}

CLI::Validator output_name() {
  return {[](std::string& name) -> std::string {
            if (name.empty()) return "must be a name, not empty";
            if (name.front() == '-')
              return fmt::format("'{0}' looks like an option; a name that begins so is ./{0}",
                                 printable(name, kLongestQuote));
            return "";
          },
          ""};
}

}  // namespace coopbench
