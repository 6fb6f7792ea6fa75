#include "core/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace coopbench {
namespace {

/// Bytes of the character that the text begins with; 0 where it is no UTF-8. The Unicode Standard,
/// table 3-7.
size_t character_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first < 0xc2   ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
  if (length == 0 || text.size() < length) return 0;
  const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < low || byte(1) > high) return 0;
  for (size_t i = 2; i < length; ++i)
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  return length;
}

/// Those that turn the direction of the text behind them: U+200E, U+200F, U+202A to U+202E, U+2066
/// to U+2069.
bool turns_text(std::string_view character) {
  if (character.size() != 3 || !character.starts_with("\xe2")) return false;
  const auto second = static_cast<unsigned char>(character[1]),
             third = static_cast<unsigned char>(character[2]);
  if (second == 0x80) return third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae);
  return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (turns_text(character)) return true;
  return first < 0x20 || first == 0x7f ||
         (first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0);
}

std::string escaped(std::string_view bytes) {
  if (bytes == "\n") return "\\n";
  if (bytes == "\t") return "\\t";
  std::string text;
  for (const char byte : bytes) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text, size_t most) {
  std::string shown;
  std::vector<size_t> cuts;  // where a character ends
  while (!text.empty()) {
    const size_t length = character_length(text);
    const std::string_view character = text.substr(0, std::max<size_t>(length, 1));
    shown += length > 0 && !is_control(character) ? std::string(character) : escaped(character);
    cuts.push_back(shown.size());
    text.remove_prefix(character.size());
  }
  if (shown.size() <= most) return shown;
  const size_t head = most - most / 3, tail = shown.size() - most / 3;
  const auto behind_head = std::upper_bound(cuts.begin(), cuts.end(), head);
  const size_t first = behind_head == cuts.begin() ? 0 : *std::prev(behind_head);
  return shown.substr(0, first) + "..." +
         shown.substr(*std::lower_bound(cuts.begin(), cuts.end(), tail));
}

std::string shown(const Json& value) { return printable(value.dump(), kLongestQuote); }

std::string printable_lines(std::string_view text, size_t most) {
  std::string shown;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    shown += printable(text.substr(0, end), most);
    if (end < text.size()) shown += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shown;
}

}  // namespace coopbench
