#include "ebm/train.h"

#include <fmt/format.h>

#include <limits>
#include <numeric>
#include <optional>

#include "ebm/kept_iteration.h"

namespace coopbench {
namespace {

constexpr const char *kPenalty = "energy_penalty", *kShortened = "gradient_shortened",
                     *kRatio = "kl_ratio";

/// A NaN compares false with everything: this asks whether the value is inside, never whether it is
/// outside.
std::string outside(std::string_view what, double value, double bound) {
  if (std::abs(value) <= bound) return "";
  if (std::isnan(value)) return fmt::format("{} is no number", what);
  return fmt::format("{} is {:.4g}, beyond the bound {:g}", what, value, bound);
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void put(const Totals& totals, Row& row) {
  row.gradient_evaluations = totals.gradient_evaluations;
  row.energy_updates = totals.energy_updates;
  row.generator_updates = totals.generator_updates;
  row.latent_gradients = totals.latent_gradients;
}

Row measured(const TrainConfig& config, int64_t iteration, const EnergyDifference& difference,
             const Chains& starts, const Ends& ends) {
  const torch::Tensor& x = ends.chains.x;
  Row row{.iteration = iteration,
          .d = config.energy_scale * (difference.data - difference.end),
          .r = ends.r,
          .energy_data = difference.data,
          .energy_start = difference.start,
          .energy_end = difference.end,
          .energy_data_sd = difference.data_sd,
          .energy_end_sd = difference.end_sd,
          .d_error = config.energy_scale * difference.error,
          .max_abs_x = x.abs().max().item<double>(),
          .displacement = (x - starts.x).flatten(1).norm(2, 1).mean().item<double>()};
  for (const auto& [name, shares] : ends.shares) row.shares.emplace_back(name, mean(shares));
  return row;
}

/// Of the loss; what it has beside the energies' difference goes into the row. `kl`: of the KL
/// term, empty without one.
std::vector<torch::Tensor> loss_gradients(const TrainConfig& config,
                                          const EnergyDifference& difference,
                                          const std::vector<torch::Tensor>& kl, Row& row) {
  const LossConfig& loss = config.loss;
  const double scale = loss.scale > 0 ? loss.scale : config.energy_scale;
  auto gradients = difference.gradients(scale);
  add(gradients, scale * loss.kl_weight, kl);
  if (!kl.empty())
    row.shares.emplace_back(kRatio, loss.kl_weight * norm(kl) / norm(difference.gradient));
  if (loss.penalty != EnergyPenalty::none) row.shares.emplace_back(kPenalty, difference.penalty);
  if (loss.clip_gradient > 0)
    row.shares.emplace_back(kShortened, shorten(gradients, loss.clip_gradient) ? 1 : 0);
  return gradients;
}

}  // namespace

std::string beyond_bounds(const Row& row, const TrainConfig& config) {
  const double finite = std::numeric_limits<double>::max();
  for (const std::string& reason :
       {outside("d", row.d, config.max_difference),
        outside("max |x| of the chain ends", row.max_abs_x, config.max_x),
        outside("r", row.r, finite), outside("the energy of data", row.energy_data, finite),
        outside("the energy of chain ends", row.energy_end, finite),
        outside("the teaching loss", row.teaching_loss.value_or(0), finite)})
    if (!reason.empty()) return reason;
  return "";
}

std::string beyond_bounds(const torch::Tensor& samples, const TrainConfig& config) {
  return outside("max |x| of the samples after the last update", samples.abs().max().item<double>(),
                 config.max_x);
}

bool is_spent(const TrainConfig& config, const TrainingState& state, double cpu_seconds) {
  const auto reached = [](auto value, auto bound) { return bound > 0 && value >= bound; };
  return state.iteration >= config.iterations ||
         reached(state.totals.gradient_evaluations, config.gradient_evaluations) ||
         reached(cpu_seconds, config.cpu_seconds);
}

std::vector<LossTerm> loss_terms(const LossConfig& loss) {
  std::vector<LossTerm> terms;
  if (loss.kl_weight > 0)
    terms.push_back({kRatio, "gradient of the KL term over that of the difference"});
  if (loss.penalty != EnergyPenalty::none)
    terms.push_back({kPenalty, "penalty of the energies, weighted"});
  if (loss.clip_gradient > 0) terms.push_back({kShortened, "share of updates shortened"});
  return terms;
}

std::vector<std::string> further_columns(const TrainConfig& training,
                                         const SamplerConfig& sampler) {
  std::vector<std::string> names = counted(sampler);
  std::sort(names.begin(), names.end());  // as they come in the row
  for (const LossTerm& term : loss_terms(training.loss)) names.push_back(term.column);
  return names;
}

TrainingParts training_parts(const Batches& batches, Sampler sampler,
                             const std::shared_ptr<Workers>& workers, const LossConfig& loss) {
  const auto coming = std::make_shared<ConsecutiveBatches>(batches, *workers);
  return {.seed = batches.seed,
          .batch = [=](int64_t iteration) { return coming->at(iteration); },
          .sampler = std::move(sampler),
          .difference =
              [=](const Energy& energy, const torch::Tensor& data, const torch::Tensor& starts,
                  const torch::Tensor& ends) {
                return energy_difference(energy, data, starts, ends, *workers, loss);
              }};
}

Outcome train(const TrainConfig& config, const TrainingParts& parts, TrainingState& state,
              Recorder& recorder) {
  while (!is_spent(config, state, recorder.cpu_seconds())) {
    const auto stream = [&](Purpose purpose) {
      return Stream{.seed = parts.seed, .purpose = purpose, .iteration = state.iteration};
    };
    const int64_t iteration = state.iteration;
    std::optional<KeptIteration> kept;
    if (recorder.wants(iteration)) kept.emplace(state);
    const Batch batch = parts.batch(state.iteration);
    const Chains starts = state.start->draw(config.chains, batch, stream(Purpose::start));
    const Sampling sampling = parts.sampler(*state.energy, shape_of(starts.x));
    const Ends ends = sampling(starts, stream(Purpose::step));
    state.energy->take_on(*sampling.energy);
    const EnergyDifference difference =
        parts.difference(*state.energy, batch.noised, starts.x, ends.chains.x);
    Row row = measured(config, state.iteration, difference, starts, ends);
    const auto kl = parts.kl_gradient
                        ? parts.kl_gradient(*state.energy, ends, stream(Purpose::step))
                        : std::vector<torch::Tensor>{};
    const std::vector<torch::Tensor> gradients = loss_gradients(config, difference, kl, row);
    state.totals.gradient_evaluations += ends.gradients;
    const auto has_diverged = [&] {
      put(state.totals, row);
      const std::string reason = beyond_bounds(row, config);
      if (!reason.empty()) recorder.diverged(row, reason, {batch.noised, starts.x, ends.chains.x});
      return !reason.empty();
    };
    if (has_diverged()) return Outcome::diverged;
    if (kept) {
      kept->put(batch, starts, ends.chains);
      kept->put_gradients(gradients);
    }
    state.descend(gradients);
    if (const auto teaching = state.absorb(starts, ends.chains, stream(Purpose::latent)))
      row.teaching_loss = teaching->loss;
    if (has_diverged()) return Outcome::diverged;
    ++state.iteration;
    if (kept) recorder.keep(iteration, kept->finished(state));
    if (!recorder.write(row)) return Outcome::interrupted;
  }
  return Outcome::finished;
}

}  // namespace coopbench
