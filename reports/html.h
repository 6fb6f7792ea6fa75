#pragma once

#include <string>
#include <string_view>

namespace coopbench {

/// The text with & < > " ' as entities.
std::string escaped(std::string_view text);

std::string base64(std::string_view bytes);

/// The bytes of a file as a data URI; media_type is "image/png" or "image/svg+xml".
std::string data_uri(std::string_view bytes, std::string_view media_type);

/// A figure of an image that the page holds itself. All texts are escaped; `css` is a class.
std::string figure(const std::string& uri, const std::string& alt, const std::string& caption,
                   const std::string& css);

/// A part of the page that can be folded, and is at first unless `open`; `body` is HTML.
std::string folded(const std::string& summary, const std::string& body, bool open = false);

}  // namespace coopbench
