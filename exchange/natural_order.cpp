#include "exchange/natural_order.h"

#include <algorithm>

namespace coopbench {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits that the text begins with.
std::string_view digits_of(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  return text.substr(0, static_cast<size_t>(end - text.begin()));
}

std::string_view without_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace

bool natural_before(std::string_view a, std::string_view b) {
  const std::string_view whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    const std::string_view number_a = digits_of(a), number_b = digits_of(b);
    if (!number_a.empty() && !number_b.empty()) {
      const std::string_view value_a = without_zeros(number_a), value_b = without_zeros(number_b);
      if (value_a.size() != value_b.size()) return value_a.size() < value_b.size();
      if (value_a != value_b) return value_a < value_b;
      a.remove_prefix(number_a.size());
      b.remove_prefix(number_b.size());
      continue;
    }
    if (a[0] != b[0]) return a[0] < b[0];
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.empty() && b.empty() ? whole_a < whole_b : a.empty();
}

std::string number_pattern(std::string_view name) {
  std::string pattern;
  while (!name.empty()) {
    const std::string_view number = digits_of(name);
    pattern += number.empty() ? name[0] : '#';
    name.remove_prefix(std::max<size_t>(number.size(), 1));
  }
  return pattern;
}

}  // namespace coopbench
