#include "data/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "core/errors.h"

namespace coopbench {

bool is_gzip(std::string_view bytes) { return bytes.substr(0, 2) == "\x1f\x8b"; }

std::string gunzip(std::string_view bytes, size_t most, const std::string& source) {
  constexpr int gzip_only = 16 + MAX_WBITS;
  constexpr size_t window = size_t{1} << 30;  // zlib counts in 32 bits
  z_stream stream{};
  if (inflateInit2(&stream, gzip_only) != Z_OK) throw Failure(source + ": no memory to unpack it");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, inflateEnd);

  std::string unpacked;
  size_t read = 0, written = 0;
  for (int status = Z_OK; status != Z_STREAM_END && written < most;) {
    if (written == unpacked.size())
      unpacked.resize(
          std::min(most, std::max<size_t>({65536, 4 * bytes.size(), 2 * unpacked.size()})));
    // zlib's interface is older than const; it does not write here.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + read));
    stream.avail_in = static_cast<uInt>(std::min(window, bytes.size() - read));
    stream.next_out = reinterpret_cast<Bytef*>(unpacked.data() + written);
    stream.avail_out = static_cast<uInt>(std::min(window, unpacked.size() - written));
    const uInt in = stream.avail_in, out = stream.avail_out;
    status = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    written += out - stream.avail_out;
    if (status == Z_BUF_ERROR) throw UserError(source + ": the gzip data is cut off");
    if (status == Z_MEM_ERROR) throw Failure(source + ": no memory to unpack it");
    if (status != Z_OK && status != Z_STREAM_END)
      throw UserError(fmt::format("{}: the gzip data is damaged ({})", source,
                                  stream.msg ? stream.msg : "zlib"));
    if (status == Z_STREAM_END && read < bytes.size())
      throw UserError(
          fmt::format("{}: {} bytes follow the gzip data", source, bytes.size() - read));
  }
  unpacked.resize(written);
  return unpacked;
}

}  // namespace coopbench
