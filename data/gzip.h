#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace coopbench {

/// Whether the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// No byte of a gzip file unpacks to more than this many (two bits a run of 258).
inline constexpr double gzip_ratio = 1032;

/// Gzip data of one member or several that is unpacked as far as it is asked for.
class Gunzip {
 public:
  /// `next` gives the bytes of the gzip data piece by piece, and no bytes at its end; `size` is how
  /// many there are in all. `source` begins the messages.
  Gunzip(std::function<std::string()> next, uintmax_t size, std::string source);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Fills `place` with the next bytes and returns how many they are: fewer than `size` only at the
  /// end. Throws UserError when the gzip data is damaged, and, as soon as its end is reached, when
  /// it is cut off or followed by other bytes.
  size_t read(char* place, size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The first `most` bytes that gzip data unpacks to, or all if there are fewer. Memory grows with
/// what is unpacked. Throws as `Gunzip`.
std::string gunzip(std::string_view bytes, size_t most, const std::string& source);

}  // namespace coopbench
