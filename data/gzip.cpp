#include "data/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "core/errors.h"

namespace coopbench {

struct Gunzip::State {
  std::function<std::string()> next;
  uintmax_t size;
  std::string source, piece = "";
  z_stream stream{};
  uintmax_t before = 0;  ///< packed bytes of the members that have ended
  bool ended = false;

  void need_bytes() {
    if (stream.avail_in > 0) return;
    piece = next();
    stream.next_in = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_in = static_cast<uInt>(piece.size());
  }

  /// Goes on to the next member behind one that has ended (RFC 1952 allows several). Throws
  /// UserError where something else follows.
  void end_member() {
    before += stream.total_in;
    ended = before == size;
    if (ended) return;
    need_bytes();
    if (stream.avail_in == 0 || *stream.next_in != 0x1f)
      throw UserError(fmt::format("{}: {} bytes follow the gzip data", source, size - before));
    inflateReset(&stream);
  }
};

bool is_gzip(std::string_view bytes) { return bytes.substr(0, 2) == "\x1f\x8b"; }

Gunzip::Gunzip(std::function<std::string()> next, uintmax_t size, std::string source)
    : state_(new State{.next = std::move(next), .size = size, .source = std::move(source)}) {
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&state_->stream, gzip_only) != Z_OK)
    throw Failure(state_->source + ": no memory to unpack it");
}

Gunzip::~Gunzip() { inflateEnd(&state_->stream); }

size_t Gunzip::read(char* place, size_t size) {
  constexpr size_t window = size_t{1} << 30;  // zlib counts in 32 bits
  z_stream& stream = state_->stream;
  const std::string& source = state_->source;
  size_t written = 0;
  while (written < size && !state_->ended) {
    state_->need_bytes();
    stream.next_out = reinterpret_cast<Bytef*>(place + written);
    stream.avail_out = static_cast<uInt>(std::min(window, size - written));
    const uInt room = stream.avail_out;
    const int status = inflate(&stream, Z_NO_FLUSH);
    written += room - stream.avail_out;
    if (status == Z_BUF_ERROR) throw UserError(source + ": the gzip data is cut off");
    if (status == Z_MEM_ERROR) throw Failure(source + ": no memory to unpack it");
    if (status != Z_OK && status != Z_STREAM_END)
      throw UserError(fmt::format("{}: the gzip data is damaged ({})", source,
                                  stream.msg ? stream.msg : "zlib"));
    if (status == Z_STREAM_END) state_->end_member();
  }
  return written;
}

std::string gunzip(std::string_view bytes, size_t most, const std::string& source) {
  constexpr size_t step = size_t{1} << 20;
  Gunzip packed([rest = std::string(bytes)]() mutable { return std::exchange(rest, {}); },
                bytes.size(), source);
  std::string unpacked;
  while (unpacked.size() < most) {
    const size_t before = unpacked.size(), wanted = std::min(step, most - before);
    unpacked.resize(before + wanted);
    const size_t count = packed.read(unpacked.data() + before, wanted);
    unpacked.resize(before + count);
    if (count < wanted) break;
  }
  return unpacked;
}

}  // namespace coopbench
