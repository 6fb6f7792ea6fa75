#pragma once

#include <map>

#include "ebm/engine.h"

namespace coopbench {

/// "auto" and the engines of the table.
std::vector<std::string> engine_names();

/// The engine that runs, and why none that is faster.
struct PickedEngine {
  std::string name;
  std::string why;     ///< "lanes needs ...; resident has no max pool"; empty for the fastest
  std::string remark;  ///< what a user of it should know here, or empty
};

/// Picks engines and keeps those that it made.
class EngineChoice {
 public:
  explicit EngineChoice(EngineContext context) : context_(std::move(context)) {}

  /// `wanted` itself, or for "auto" the fastest that lacks nothing. Throws UserError when `wanted`
  /// lacks something: what, and which engines could.
  PickedEngine pick(const std::string& wanted, const Frozen& energy, const StepRule& rule,
                    ImageShape shape) const;

  const Engine& engine(const std::string& name) const;

 private:
  EngineContext context_;
  mutable std::map<std::string, std::unique_ptr<Engine>> made_;
};

}  // namespace coopbench
