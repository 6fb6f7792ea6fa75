#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coopbench {

/// Whether the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// No byte of a gzip file unpacks to more than this many (two bits a run of 258).
inline constexpr double gzip_ratio = 1032;

/// The first `most` bytes that a gzip file unpacks to, or all if there are fewer. Memory grows with
/// what is unpacked. Throws UserError that begins with `source` when the gzip data is damaged, and,
/// as soon as its end is reached, when it is cut off or followed by other bytes.
std::string gunzip(std::string_view bytes, size_t most, const std::string& source);

}  // namespace coopbench
