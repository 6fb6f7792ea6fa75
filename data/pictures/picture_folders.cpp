#include "data/pictures/picture_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/errors.h"

namespace coopbench {
namespace {

PartName part_named(std::string folder) {
  for (char& letter : folder)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  if (folder == "train" || folder == "training") return PartName::train;
  if (folder == "test" || folder == "testing") return PartName::test;
  if (folder == "val" || folder == "valid" || folder == "validation") return PartName::validation;
  return PartName::none;
}

/// The first folder of a name; empty for a file that lies in none.
std::string first_folder(const std::string& name, size_t from) {
  const size_t end = name.find('/', from);
  return end == std::string::npos ? "" : name.substr(from, end - from);
}

/// How long the path is of the folders that hold everything, and are no part.
size_t common(const std::vector<std::string>& names) {
  size_t from = 0;
  for (;;) {
    const std::string folder = first_folder(names.front(), from);
    const bool holds_all = !folder.empty() && part_named(folder) == PartName::none &&
                           std::all_of(names.begin(), names.end(), [&](const auto& name) {
                             return first_folder(name, from) == folder;
                           });
    if (!holds_all) return from;
    // A single class is a class, not a folder around classes.
    if (std::none_of(names.begin(), names.end(), [&](const auto& name) {
          return !first_folder(name, from + folder.size() + 1).empty();
        }))
      return from;
    from += folder.size() + 1;
  }
}

}  // namespace

std::vector<std::string> empty_folders(const std::vector<std::string>& names,
                                       const std::vector<std::string>& folders) {
  std::vector<std::string> empty;
  for (const std::string& folder : folders) {
    const bool in_empty = std::any_of(empty.begin(), empty.end(), [&](const std::string& above) {
      return folder.starts_with(above + "/");
    });
    const auto at = std::lower_bound(names.begin(), names.end(), folder + "/");
    if (!in_empty && (at == names.end() || !at->starts_with(folder + "/"))) empty.push_back(folder);
  }
  return empty;
}

bool is_part(const std::string& folder) {
  return part_named(folder.substr(folder.rfind('/') + 1)) != PartName::none;
}

Placed placed(const std::vector<std::string>& names) {
  Placed out;
  if (names.empty()) return out;
  const size_t from = out.inside = common(names);
  std::vector<std::string> classes;
  std::set<std::string> deeper;
  for (const std::string& name : names) {
    size_t at = from;
    const std::string first = first_folder(name, at);
    out.parts.push_back(part_named(first));
    if (out.parts.back() != PartName::none) at += first.size() + 1;
    classes.push_back(first_folder(name, at));
    if (const size_t file = name.rfind('/');
        !classes.back().empty() && file > at + classes.back().size())
      deeper.insert(name.substr(from, file - from));
  }
  out.deeper.assign(deeper.begin(), deeper.end());
  const auto mixed = [](const auto& all, const auto& none) {
    const auto count = std::count(all.begin(), all.end(), none);
    return count > 0 && count < static_cast<int64_t>(all.size());
  };
  const auto odd = [&](const auto& all, const auto& none) {
    return names[static_cast<size_t>(std::find(all.begin(), all.end(), none) - all.begin())];
  };
  if (mixed(out.parts, PartName::none))
    throw UserError(
        fmt::format("{} lies in no folder of a part, others do", odd(out.parts, PartName::none)));
  if (mixed(classes, std::string()))
    throw UserError(
        fmt::format("{} lies in no folder of a class, others do", odd(classes, std::string())));
  if (classes.front().empty()) return out;
  const std::set<std::string> distinct(classes.begin(), classes.end());
  out.classes.assign(distinct.begin(), distinct.end());
  std::map<std::string, int64_t> number;
  for (const std::string& name : out.classes)
    number.emplace(name, static_cast<int64_t>(number.size()));
  for (const std::string& name : classes) out.labels.push_back(number.at(name));
  return out;
}

}  // namespace coopbench
