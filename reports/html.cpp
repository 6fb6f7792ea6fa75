#include "reports/html.h"

#include <fmt/format.h>

#include <cstdint>

#include "core/printable.h"

namespace coopbench {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable_lines(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t there = std::min<size_t>(3, bytes.size() - at);
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) group = group << 8 | (i < there ? uint8_t(bytes[at + i]) : 0u);
    for (size_t i = 0; i < 4; ++i) out += i <= there ? kDigits[group >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

std::string data_uri(std::string_view bytes, std::string_view media_type) {
  return fmt::format("data:{};base64,{}", media_type, base64(bytes));
}

std::string figure(const std::string& uri, const std::string& alt, const std::string& caption,
                   const std::string& css) {
  return fmt::format(
      "<figure class=\"{}\"><img src=\"{}\" alt=\"{}\"><figcaption>{}</figcaption></figure>\n",
      escaped(css), uri, escaped(alt), escaped(caption));
}

std::string folded(const std::string& summary, const std::string& body, bool open) {
  return fmt::format("<details{}><summary>{}</summary>\n{}</details>\n", open ? " open" : "",
                     escaped(summary), body);
}

}  // namespace coopbench
