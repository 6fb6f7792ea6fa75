#include "records/behaviour.h"

#include <fmt/format.h>

#include "core/printable.h"

namespace coopbench {
namespace {

void check(const Behaviour& behaviour, const std::string& path) {
  if (behaviour.within.empty() == behaviour.words.empty())
    throw UserError(path + ": must have either `within` or `words`");
  if (!behaviour.within.empty() &&
      (behaviour.within.size() != 2 || !(behaviour.within[0] <= behaviour.within[1])))
    throw UserError(path + ".within: must be [low, high] with low not above high, not " +
                    shown(behaviour.within));
}

}  // namespace

std::vector<Behaviour> behaviours_of(const Json& preset) {
  std::vector<Behaviour> behaviours;
  if (!preset.contains("behaviour")) return behaviours;
  const Json& list = preset.at("behaviour");
  if (!list.is_array()) throw UserError("behaviour: must be a list of objects, not " + shown(list));
  for (const Json& one : list) {
    const std::string path = fmt::format("behaviour[{}]", behaviours.size());
    behaviours.push_back(parse_config<Behaviour>(one, path));
    check(behaviours.back(), path);
  }
  return behaviours;
}

}  // namespace coopbench
