#include "ebm/training_state.h"

namespace coopbench {
namespace {

/// The numbers of a checkpoint by their names.
template <class State>
auto numbers(State& state) {
  return std::array{std::pair{"iteration", &state.iteration},
                    std::pair{"gradient_evaluations", &state.totals.gradient_evaluations},
                    std::pair{"energy_updates", &state.totals.energy_updates},
                    std::pair{"generator_updates", &state.totals.generator_updates},
                    std::pair{"latent_gradients", &state.totals.latent_gradients}};
}

}  // namespace

void TrainingState::descend(const std::vector<torch::Tensor>& gradients) {
  optimizer->descend(gradients);
  ++totals.energy_updates;
  if (averaged) averaged->follow(*energy);
}

std::optional<Teaching> TrainingState::absorb(const Chains& starts, const Chains& ends,
                                              const Stream& stream) {
  const auto teaching = start->absorb(starts, ends, stream);
  if (teaching) {
    ++totals.generator_updates;
    totals.latent_gradients += teaching->gradients;
  }
  return teaching;
}

Archive TrainingState::save() const {
  Archive archive;
  for (const auto& [name, number] : numbers(*this)) archive.put_number(name, *number);
  archive.put_all("energy", energy->save());
  archive.put_all("optimizer", optimizer->save());
  archive.put_all("start", start->save());
  if (averaged) archive.put_all("averaged", averaged->energy().save());
  if (!rewinds.to.empty()) archive.put("rewinds", torch::tensor(rewinds.to, torch::kInt64));
  return archive;
}

void TrainingState::load(const Archive& archive) {
  for (const auto& [name, number] : numbers(*this)) *number = archive.number_at(name);
  energy->load(archive.folder("energy"));
  optimizer->load(archive.folder("optimizer"));
  start->load(archive.folder("start"));
  if (averaged) averaged->energy().load(archive.folder("averaged"));
  rewinds = archive.has("rewinds") ? rewinds_of(archive.at("rewinds")) : Rewinds{};
}

}  // namespace coopbench
