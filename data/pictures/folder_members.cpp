#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "core/errors.h"
#include "core/files.h"
#include "data/pictures/kinds_of_members.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

struct Listing {
  std::vector<std::string> files, folders;  // by name
  std::map<std::string, std::string> bad;   // of `files`, those that are folders: why they are bad
};

void list(const fs::path& root, const std::string& inner, Listing& listing) {
  std::error_code error;
  const fs::directory_iterator entries(root / inner, error);
  if (error) {
    if (inner.empty()) throw UserError(root.string() + ": can't be read: " + error.message());
    listing.files.push_back(inner);
    listing.bad.emplace(inner, "is a folder that can't be read: " + error.message());
    return;
  }
  if (!inner.empty()) listing.folders.push_back(inner);
  for (const fs::directory_entry& entry : entries) {
    const std::string name = (inner.empty() ? "" : inner + "/") + entry.path().filename().string();
    if (is_hidden(entry.path().filename().string())) continue;
    std::error_code none;
    const bool folder = entry.is_directory(none);
    if (folder && !entry.is_symlink(none)) {
      list(root, name, listing);
      continue;
    }
    listing.files.push_back(name);
    if (folder) listing.bad.emplace(name, "is a link to a folder");
  }
}

Listing listed_folder(const fs::path& root) {
  Listing listing;
  list(root, "", listing);
  for (auto* names : {&listing.files, &listing.folders}) std::sort(names->begin(), names->end());
  return listing;
}

class FolderMembers : public Members {
 public:
  explicit FolderMembers(fs::path root) : root_(std::move(root)), listing_(listed_folder(root_)) {}

  std::optional<Member> next() override {
    if (at_ == listing_.files.size()) return {};
    Member member{.name = listing_.files[at_++]};
    if (const auto bad = listing_.bad.find(member.name); bad != listing_.bad.end()) {
      member.bad = bad->second;
      return member;
    }
    try {
      InputFile file(root_ / member.name);
      if (file.size() > kLongestMember)
        member.bad = fmt::format("is longer than {} MiB", kLongestMember >> 20);
      else
        member.bytes = file.read(file.size());
    } catch (const UserError& error) {
      member.bad = error.what();
    }
    return member;
  }

  bool skip() override {
    if (at_ == listing_.files.size()) return false;
    ++at_;
    return true;
  }

  double share() const override {
    return static_cast<double>(at_) /
           static_cast<double>(std::max<size_t>(1, listing_.files.size()));
  }

  std::vector<std::string> folders() const override { return listing_.folders; }

 private:
  fs::path root_;
  Listing listing_;
  size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Members> folder_members(const fs::path& folder) {
  return std::make_unique<FolderMembers>(folder);
}

std::string folder_signature(const fs::path& folder) {
  const Listing listing = listed_folder(folder);
  std::string text;
  const int root = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) fail_with_errno(folder, "open");
  for (const std::string& name : listing.files) {
    struct stat status {};
    fstatat(root, name.c_str(), &status, 0);  // of a file that is gone: zeros
    text += name + "\n" + stamp(status) + "\n";
  }
  close(root);
  for (const std::string& name : listing.folders) text += name + "/\n";
  return text;
}

}  // namespace coopbench
