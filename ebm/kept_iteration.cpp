#include "ebm/kept_iteration.h"

namespace coopbench {
namespace {

Archive copy_of(const TrainingState& state) {
  Archive copies;
  const Archive saved = state.save();
  for (const auto& [name, tensor] : saved.tensors()) copies.put(name, tensor.detach().clone());
  return copies;
}

}  // namespace

KeptIteration::KeptIteration(const TrainingState& state) {
  whole_.put_number("iteration", state.iteration);
  whole_.put_all("before", copy_of(state));
}

void KeptIteration::put(const Batch& batch, const Chains& starts, const Chains& ends) {
  whole_.put("batch/clean", batch.clean.clone());
  whole_.put("batch/noised", batch.noised.clone());
  whole_.put("starts/x", starts.x.clone());
  if (starts.rows) whole_.put("starts/rows", starts.rows->clone());
  if (starts.latents) whole_.put("starts/latents", starts.latents->clone());
  if (starts.ages) whole_.put("starts/ages", starts.ages->clone());
  if (starts.anchor) {
    whole_.put("starts/anchor", starts.anchor->at.clone());
    whole_.put("starts/precision", starts.anchor->precision.clone());
  }
  whole_.put("ends/x", ends.x.clone());
}

void KeptIteration::put_gradients(const std::vector<torch::Tensor>& gradients) {
  for (size_t i = 0; i < gradients.size(); ++i)
    if (gradients[i].defined())
      whole_.put("gradients/" + std::to_string(i), gradients[i].detach().clone());
}

Archive KeptIteration::finished(const TrainingState& state) {
  whole_.put_all("after", copy_of(state));
  return std::move(whole_);
}

}  // namespace coopbench
