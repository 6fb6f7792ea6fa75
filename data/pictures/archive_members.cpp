#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <clocale>
#include <exception>
#include <optional>
#include <set>

#include "core/errors.h"
#include "core/files.h"
#include "data/pictures/kinds_of_members.h"
#include "data/unpacked_file.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct Free {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

/// While it lives libarchive can turn names into UTF-8, which it does by the thread's locale.
class Utf8Names {
 public:
  Utf8Names()
      : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)),
        before_(utf8_ ? ::uselocale(utf8_) : nullptr) {}
  ~Utf8Names() {
    if (!utf8_) return;
    ::uselocale(before_);
    ::freelocale(utf8_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  locale_t utf8_, before_;
};

/// Adds the folders above a name.
void add_folders(const std::string& name, std::set<std::string>& folders) {
  for (size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1))
    if (at > 0) folders.insert(name.substr(0, at));
}

/// A gzip file as libarchive asks for it, which itself does not compare the checksum.
class GzipInput {
 public:
  explicit GzipInput(const fs::path& path) : file_(path) {}

  /// For libarchive: no exception may pass through it.
  static la_ssize_t give(archive*, void* self, const void** bytes) {
    auto& input = *static_cast<GzipInput*>(self);
    *bytes = input.buffer_.data();
    try {
      return static_cast<la_ssize_t>(input.next());
    } catch (...) {
      input.error_ = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }

  /// What went wrong before, if anything.
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }
  /// Reads to the end, where the checksum stands.
  void finish() {
    while (next() > 0) {
    }
  }
  double share() const {
    return static_cast<double>(file_.taken()) /
           static_cast<double>(std::max<uintmax_t>(1, file_.size()));
  }

 private:
  size_t next() { return file_.read(buffer_.data(), buffer_.size()); }

  UnpackedFile file_;
  std::string buffer_ = std::string(size_t{1} << 18, '\0');
  std::exception_ptr error_;
};

class ArchiveMembers : public Members {
 public:
  explicit ArchiveMembers(const fs::path& path) : path_(path), reader_(archive_read_new()) {
    InputFile readable(path);
    size_ = readable.size();
    if (!reader_) throw Failure(path.string() + ": no memory to read it");
    // Not `archive_read_support_filter_all`: some of those start a program.
    for (const auto support :
         {archive_read_support_filter_bzip2, archive_read_support_filter_compress,
          archive_read_support_filter_lz4, archive_read_support_filter_lzip,
          archive_read_support_filter_lzma, archive_read_support_filter_xz,
          archive_read_support_filter_zstd})
      support(reader_.get());
    archive_read_support_format_tar(reader_.get());
    // Members behind an end mark are read too, and what is none is refused.
    archive_read_set_option(reader_.get(), "tar", "read_concatenated_archives", "1");
    archive_read_support_format_zip(reader_.get());
    if (is_gzip(readable.read(2))) gzip_.emplace(path);
    const int opened =
        gzip_ ? archive_read_open(reader_.get(), &*gzip_, nullptr, GzipInput::give, nullptr)
              : archive_read_open_filename(reader_.get(), path.c_str(), 1 << 20);
    if (opened != ARCHIVE_OK) refuse();
  }

  std::optional<Member> next() override {
    const Utf8Names names;
    archive_entry* entry = next_entry();
    if (!entry) return {};
    Member member{.name = name_of(entry)};
    member.bad = odd_name(member.name);
    if (member.bad.empty() && archive_entry_hardlink(entry)) member.bad = "is a link";
    if (member.bad.empty() && archive_entry_filetype(entry) != AE_IFREG)
      member.bad = archive_entry_filetype(entry) == AE_IFLNK ? "is a link" : "is no file";
    if (member.bad.empty()) read(member);
    return member;
  }

  bool skip() override {
    const Utf8Names names;
    return next_entry() != nullptr;
  }

  double share() const override {
    if (gzip_) return gzip_->share();
    return static_cast<double>(archive_filter_bytes(reader_.get(), -1)) /
           static_cast<double>(std::max<uintmax_t>(1, size_));
  }

  std::vector<std::string> folders() const override { return {folders_.begin(), folders_.end()}; }

 private:
  [[noreturn]] void refuse() const {
    if (gzip_) gzip_->rethrow();
    const char* said = archive_error_string(reader_.get());
    throw UserError(fmt::format("{}: can't be read as an archive: {}", path_.string(),
                                said ? said : "it is damaged, or ends before its end"));
  }

  static std::string name_of(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    std::string text = name ? name : "";
    while (text.starts_with("./")) text.erase(0, 2);
    for (size_t at = text.find("//"); at != std::string::npos; at = text.find("//"))
      text.erase(at, 1);
    return text;
  }

  /// Goes behind the data of the member at which the reader stands, and says how far it is then in
  /// what is unpacked.
  int64_t behind_member() {
    if (at_member_ && archive_read_data_skip(reader_.get()) != ARCHIVE_OK) refuse();
    return archive_filter_bytes(reader_.get(), 0);
  }

  /// Throws UserError where an archive ends at a place where others go on: libarchive takes the end
  /// of the file for that of the archive. `members_end`: where its last member ended.
  void need_whole(int64_t members_end) {
    constexpr int64_t mark = 2 * 512;
    const bool tar =
        (archive_format(reader_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    if (tar && archive_filter_bytes(reader_.get(), 0) - members_end < mark)
      throw UserError(
          path_.string() +
          ": is cut off: a tar archive ends with two blocks of zeros, which are missing");
    if (gzip_) gzip_->finish();
  }

  /// The next that is no folder and not hidden; null at the end.
  archive_entry* next_entry() {
    while (!ended_) {
      const int64_t behind = behind_member();
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(reader_.get(), &entry);
      ended_ = result == ARCHIVE_EOF;
      at_member_ = !ended_;
      if (ended_) need_whole(behind);
      if (ended_) break;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) refuse();
      std::string name = name_of(entry);
      if (is_hidden(name)) continue;
      const bool folder = archive_entry_filetype(entry) == AE_IFDIR;
      if (folder && !name.empty() && name.back() != '/') name += '/';
      if (odd_name(name).empty()) add_folders(name, folders_);
      if (!folder) return entry;
    }
    return nullptr;
  }

  void read(Member& member) {
    char buffer[1 << 16];
    for (;;) {
      const la_ssize_t got = archive_read_data(reader_.get(), buffer, sizeof(buffer));
      if (got == 0) return;
      if (got == ARCHIVE_FATAL) refuse();
      if (got < 0) {
        const char* said = archive_error_string(reader_.get());
        member.bad =
            fmt::format("can't be read: {}", said ? said : "it is damaged, or ends before its end");
        return;
      }
      member.bytes.append(buffer, static_cast<size_t>(got));
      if (member.bytes.size() > kLongestMember) {
        member.bad = fmt::format("is longer than {} MiB", kLongestMember >> 20);
        member.bytes.clear();
        return;
      }
    }
  }

  fs::path path_;
  uintmax_t size_ = 0;
  std::optional<GzipInput> gzip_;  // outlives the reader
  std::unique_ptr<archive, Free> reader_;
  std::set<std::string> folders_;
  bool at_member_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Members> archive_members(const fs::path& file) {
  return std::make_unique<ArchiveMembers>(file);
}

}  // namespace coopbench
