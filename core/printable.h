#pragma once

#include <string>
#include <string_view>

#include "core/json.h"

namespace coopbench {

/// What a message has at most, in bytes, and a value that it quotes.
inline constexpr size_t kLongestMessage = 2000, kLongestQuote = 80;

bool is_utf8(std::string_view text);

/// The text as one line that any terminal may show: control characters, those that turn the
/// direction of text, and bytes that are no UTF-8 are written as "\n", "\x1b". Of what is longer
/// than `most` bytes the middle is left out, and
/// "..." says so.
std::string printable(std::string_view text, size_t most = kLongestMessage);

/// A value as a message quotes it.
std::string shown(const Json& value);

/// `printable` for each line by itself; the line ends stay.
std::string printable_lines(std::string_view text, size_t most = std::string::npos);

}  // namespace coopbench
