#include "data/listing.h"

#include <fmt/format.h>

#include "data/data_sets.h"

namespace coopbench {
namespace {

/// The settings of an entry that have no default.
std::vector<std::string> needed(const DataTable::Entry& entry) {
  std::vector<std::string> names;
  for (const auto& info : entry.fields)
    if (info.initial.is_null()) names.push_back(info.name);
  return names;
}

std::string whereabouts(const DataTable::Entry& entry) {
  if (const auto names = needed(entry); !names.empty()) return "give " + listed(names);
  const Found found = entry.make(Json::object()).find();
  return found.found ? found.where : found.where + "; " + found.advice;
}

}  // namespace

std::string data_listing() {
  const DataTable table = data_sets();
  size_t name = 0, meaning = 0;
  for (const auto& entry : table.entries()) {
    name = std::max(name, entry.name.size());
    meaning = std::max(meaning, entry.meaning.size());
  }
  std::string text;
  for (const auto& entry : table.entries())
    text += fmt::format("{:{}}  {:{}}  {}\n", entry.name, name, entry.meaning, meaning,
                        whereabouts(entry));
  return text;
}

}  // namespace coopbench
