#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>

#include <set>

#include "core/errors.h"
#include "core/files.h"
#include "data/pictures/kinds_of_members.h"

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

class ArchiveMembers : public Members {
 public:
  explicit ArchiveMembers(const fs::path& path) : path_(path), reader_(archive_read_new()) {
    const InputFile readable(path);
    if (!reader_) throw Failure(path.string() + ": no memory to read it");
    archive_read_support_filter_all(reader_.get());
    archive_read_support_format_tar(reader_.get());
    archive_read_support_format_zip(reader_.get());
    if (archive_read_open_filename(reader_.get(), path.c_str(), 1 << 20) != ARCHIVE_OK) refuse();
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

  std::vector<std::string> folders() const override { return {folders_.begin(), folders_.end()}; }

 private:
  [[noreturn]] void refuse() const {
    const char* said = archive_error_string(reader_.get());
    throw UserError(fmt::format("{}: can't be read as an archive: {}", path_.string(),
                                said ? said : "no reason is known"));
  }

  static std::string name_of(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    std::string text = name ? name : "";
    while (text.starts_with("./")) text.erase(0, 2);
    for (size_t at = text.find("//"); at != std::string::npos; at = text.find("//"))
      text.erase(at, 1);
    return text;
  }

  /// The next that is no folder and not hidden; null at the end.
  archive_entry* next_entry() {
    while (!ended_) {
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(reader_.get(), &entry);
      ended_ = result == ARCHIVE_EOF;
      if (ended_) break;
      if (result == ARCHIVE_RETRY) continue;
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
        member.bad = fmt::format("can't be read: {}", said ? said : "no reason is known");
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
  std::unique_ptr<archive, Free> reader_;
  std::set<std::string> folders_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Members> archive_members(const fs::path& file) {
  return std::make_unique<ArchiveMembers>(file);
}

}  // namespace coopbench
