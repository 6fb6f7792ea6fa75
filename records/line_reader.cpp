#include "records/line_reader.h"

#include <fmt/format.h>

#include "core/errors.h"

namespace coopbench {

LineReader::LineReader(std::filesystem::path path, uintmax_t most)
    : path_(std::move(path)), file_(path_) {
  if (file_.size() > most)
    throw UserError(
        fmt::format("{}: is longer than {} MB, which no such file is", path_.string(), most >> 20));
}

std::optional<std::string_view> LineReader::next() {
  constexpr size_t longest = size_t{1} << 16, piece = size_t{1} << 20;
  size_t end = 0;
  while ((end = piece_.find('\n', begin_)) == std::string::npos) {
    piece_.erase(0, begin_);
    begin_ = 0;
    if (piece_.size() > longest)
      throw UserError(fmt::format("{}: has a line of more than {} KB, which no such file has",
                                  path_.string(), longest >> 10));
    const std::string more = file_.read(piece);
    if (more.empty()) return {};
    piece_ += more;
  }
  std::string_view line = std::string_view(piece_).substr(begin_, end - begin_);
  begin_ = end + 1;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace coopbench
