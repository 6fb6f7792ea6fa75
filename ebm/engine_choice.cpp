#include "ebm/engine_choice.h"

#include <fmt/ranges.h>

namespace coopbench {
namespace {

/// Engines that `auto` may take, the fastest first.
std::vector<std::string> candidates() {
  std::vector<std::string> names = engines().names();
  std::erase(names, "check");
  return {names.rbegin(), names.rend()};
}

}  // namespace

std::vector<std::string> engine_names() {
  std::vector<std::string> names = engines().names();
  names.insert(names.begin(), "auto");
  return names;
}

const Engine& EngineChoice::engine(const std::string& name) const {
  auto& made = made_[name];
  if (!made) made = engines().make({{{"name", name}}}, context_);
  return *made;
}

PickedEngine EngineChoice::pick(const std::string& wanted, const Frozen& energy,
                                const StepRule& rule, ImageShape shape) const {
  std::vector<std::string> can, lacking;
  for (const std::string& name : candidates()) {
    const std::string lacks = engine(name).lacks(energy, rule, shape);
    if (lacks.empty())
      can.push_back(name);
    else if (can.empty())
      lacking.push_back(fmt::format("{} {}", name, lacks));
  }
  if (wanted != "auto") {
    const std::string lacks = engine(wanted).lacks(energy, rule, shape);
    if (lacks.empty()) return {wanted, "", engine(wanted).remark()};
    throw UserError(fmt::format(
        "{} {}; {}", wanted, lacks,
        can.empty() ? "no engine can run this" : fmt::format("{} can", fmt::join(can, ", "))));
  }
  if (can.empty())
    throw UserError(fmt::format("no engine can run this: {}", fmt::join(lacking, "; ")));
  return {can[0], fmt::format("{}", fmt::join(lacking, "; ")), engine(can[0]).remark()};
}

}  // namespace coopbench
