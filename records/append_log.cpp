#include "records/append_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

constexpr const char* kAdvice =
    "; put back the file that the run wrote, or remove the run's folder to train it anew";

/// The first `lines` + 1 lines of a log, as far as they go, a piece at a time. What has no line end
/// for a whole piece is no log.
template <class Take>
int64_t read_lines(const std::filesystem::path& path, int64_t lines, Take take) {
  InputFile file(path);
  int64_t found = 0;
  size_t end = 1;
  for (std::string piece;
       found <= lines && end > 0 && !(piece = file.read(size_t{1} << 20)).empty();) {
    end = 0;
    while (found <= lines) {
      const size_t next = piece.find('\n', end);
      if (next == std::string::npos) break;
      end = next + 1;
      ++found;
    }
    take(std::string_view(piece).substr(0, found > lines ? end : piece.size()));
  }
  return found - 1;
}

/// Makes the file one that is ours alone. Throws UserError for what is no file.
void take_over(const std::filesystem::path& path, bool goes_on) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) return;
  if (!S_ISREG(there.st_mode))
    throw UserError(path.string() +
                    ": is no regular file but a link, pipe or folder, so nothing is written to it");
  if (!goes_on && ::unlink(path.c_str()) != 0) fail_with_errno(path, "write");
  if (goes_on && there.st_nlink > 1) write_whole(path, read_text(path));
}

}  // namespace

AppendLog::AppendLog(std::filesystem::path path, std::string_view header, const LogPosition& keep)
    : path_(std::move(path)), file_(nullptr, std::fclose) {
  const bool goes_on = keep.lines > 0;
  take_over(path_, goes_on);
  const int descriptor = ::open(
      path_.c_str(),
      O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_APPEND | (goes_on ? 0 : O_CREAT | O_EXCL),
      0666);
  if (descriptor < 0 && goes_on && errno == ENOENT)
    throw Failure(path_.string() + ": is missing" + kAdvice);
  if (descriptor < 0) fail_with_errno(path_, "write");
  file_.reset(::fdopen(descriptor, "ab"));
  if (!file_) fail_with_errno(path_, "write");
  if (goes_on)
    keep_lines(keep);
  else
    write(std::string(header) + "\n");
}

void AppendLog::keep_lines(const LogPosition& keep) {
  size_ = 0;
  checksum_ = {};
  lines_ = read_lines(path_, keep.lines, [&](std::string_view bytes) {
    checksum_.add(bytes);
    size_ += bytes.size();
  });
  if (lines_ < keep.lines)
    throw Failure(path_.string() + ": is shorter than its checkpoint says" + kAdvice);
  if (keep.checksum != 0 && checksum_.value() != keep.checksum)
    throw Failure(path_.string() + ": is not what the run wrote up to its checkpoint" + kAdvice);
  if (::ftruncate(fileno(file_.get()), static_cast<off_t>(size_)) != 0)
    fail_with_errno(path_, "cut back");
}

void AppendLog::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
    fail_with_errno(path_, "write");
  checksum_.add(bytes);
  size_ += bytes.size();
}

void AppendLog::append(std::string_view line) {
  write(std::string(line) + "\n");
  ++lines_;
}

void AppendLog::go_back(const LogPosition& keep) {
  sync();
  keep_lines(keep);
}

void AppendLog::sync() {
  if (std::fflush(file_.get()) != 0 || ::fsync(fileno(file_.get())) != 0)
    fail_with_errno(path_, "write to disk");
  struct stat ours {
  }, there{};
  if (::fstat(fileno(file_.get()), &ours) != 0 || ::lstat(path_.c_str(), &there) != 0 ||
      ours.st_dev != there.st_dev || ours.st_ino != there.st_ino)
    throw Failure(path_.string() + ": was removed or replaced while the run wrote to it");
  if (static_cast<uintmax_t>(ours.st_size) != size_)
    throw Failure(path_.string() + ": was changed while the run wrote to it");
}

void AppendLog::need_whole() {
  sync();
  Checksum there;
  read_lines(path_, lines_, [&](std::string_view bytes) { there.add(bytes); });
  if (there.value() != checksum_.value())
    throw Failure(path_.string() + ": was changed while the run wrote to it" + kAdvice);
}

}  // namespace coopbench
