#include "core/memory_file.h"
#include "data/pictures/members.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const MemoryFile file(bytes);
  const auto members = open_members(file.path());
  while (const auto member = members->next()) {
    need(member->bytes.size() <= kLongestMember);
    need(!member->bad.empty() || odd_name(member->name).empty());
  }
  for (const std::string& folder : members->folders()) need(odd_name(folder).empty());
}
