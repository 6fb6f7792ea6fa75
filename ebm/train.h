#pragma once

#include <string>

#include "core/fields.h"
#include "ebm/energy_update.h"
#include "ebm/loss.h"
#include "ebm/sampler.h"
#include "ebm/training_state.h"
#include "records/log_rows.h"

namespace coopbench {

struct TrainConfig {
  int64_t iterations = 600, gradient_evaluations = 0, batch = 64, reserved = 0, chains = 64,
          checkpoint_every = 100, max_rewinds = 10;
  std::vector<int64_t> record = {};
  double cpu_seconds = 0, data_noise = 0.03, energy_scale = 0, average = 0, max_difference = 1e8,
         max_x = 1e3;
  OnDivergence on_divergence = OnDivergence::stop;
  Schedule data_noise_schedule = {};
  LossConfig loss = {};
  std::string weights = {};
  static auto fields() {
    return std::tuple{
        field("iterations", &TrainConfig::iterations, between(0, 4e9),
              "training iterations, one energy update each; 0: none, for weights of a file"),
        field("gradient_evaluations", &TrainConfig::gradient_evaluations, between(0, 1e15),
              "end with the iteration that reaches so many gradient evaluations of chains; 0: "
              "without this bound"),
        field("cpu_seconds", &TrainConfig::cpu_seconds, at_least(0),
              "end after so many CPU seconds of training, if before the last iteration; 0: without "
              "this bound. Where such a run stops differs from one to the next, its rows do not"),
        field("batch", &TrainConfig::batch, between(1, 1e6), "images in a data batch"),
        field("reserved", &TrainConfig::reserved, between(0, 1e9),
              "training images that are never drawn, chosen by the seed: whether the energy "
              "memorises is tested against them, and against those that chance left over"),
        field("chains", &TrainConfig::chains, between(1, 1e6), "chains in an iteration"),
        field("checkpoint_every", &TrainConfig::checkpoint_every, at_least(1),
              "iterations from one checkpoint to the next"),
        field("record", &TrainConfig::record, between(0, 4e9),
              "iterations that are kept whole in record/: batch, starts, ends, gradients, and "
              "everything before and after them; to be replayed by another program"),
        field("data_noise", &TrainConfig::data_noise, at_least(0),
              "standard deviation of the noise added to data, at first"),
        field("data_noise_schedule", &TrainConfig::data_noise_schedule, anything(),
              "how it falls from iteration to iteration"),
        field("loss", &TrainConfig::loss, anything(), "what one energy update goes down"),
        field("energy_scale", &TrainConfig::energy_scale, at_least(0),
              "true energy / U, the factor of d in record and loss; 0: that of the step rule"),
        field("average", &TrainConfig::average, from_below(0, 1),
              "share of the old average in the averaged weights that evaluations use; 0: the "
              "weights as they are"),
        field("weights", &TrainConfig::weights, anything(),
              "file that the energy begins with: .safetensors, a state dict of PyTorch, or a "
              "checkpoint.npz; empty: weights that follow from the seed"),
        field("max_difference", &TrainConfig::max_difference, above(0),
              "a run with |d| beyond this has diverged"),
        field("max_x", &TrainConfig::max_x, above(0),
              "a run with a chain end beyond this has diverged"),
        field(
            "on_divergence", &TrainConfig::on_divergence,
            "what a run does that diverges: stop there; rewind, go back to the last iteration that "
            "is a multiple of checkpoint_every, and on from there with other random numbers"),
        field("max_rewinds", &TrainConfig::max_rewinds, between(1, 1000),
              "times that a run goes back; then it has diverged"),
    };
  }
};

/// What one iteration measured; `shares` are what the step rule counts, of the chains and steps.
using Row = TrainRow;

/// The images of an iteration, for the pictures of a run that diverged.
struct LastImages {
  torch::Tensor data, starts, ends;
};

/// What watches the loop: writes rows, evaluates, keeps checkpoints.
struct Recorder {
  virtual ~Recorder() = default;
  /// Takes a finished iteration. False stops the loop there.
  virtual bool write(const Row& row) = 0;
  /// Takes the iteration that went beyond the bounds.
  virtual void diverged(const Row& row, const std::string& reason, const LastImages& images) = 0;
  /// Does it want this iteration whole?
  virtual bool wants(int64_t /*iteration*/) const { return false; }
  /// Takes one that it wanted.
  virtual void keep(int64_t /*iteration*/, const Archive& /*whole*/) {}
  /// Spent on training since the start of the run.
  virtual double cpu_seconds() const { return 0; }
};

enum class Outcome { finished, interrupted, diverged };

/// Empty, or which value of the row is not finite or beyond the config's bounds.
std::string beyond_bounds(const Row& row, const TrainConfig& config);
/// The same for samples drawn after the last update: their largest |x|.
std::string beyond_bounds(const torch::Tensor& samples, const TrainConfig& config);

/// Is a budget of the config used up?
bool is_spent(const TrainConfig& config, const TrainingState& state, double cpu_seconds);

/// What the loop calls, beside the state.
struct TrainingParts {
  uint64_t seed = 0;
  std::function<Batch(int64_t iteration)> batch;
  Sampler sampler;
  /// Of the energy between data, starts and ends.
  std::function<EnergyDifference(const Energy&, const torch::Tensor& data,
                                 const torch::Tensor& starts, const torch::Tensor& ends)>
      difference;
  /// Of the KL term, for a loss that has one; empty else.
  std::function<std::vector<torch::Tensor>(const Energy&, const Ends& ends, const Stream& stream)>
      kl_gradient = {};
};

/// Batches made ahead and energy differences, with the penalty of the loss, over the workers.
TrainingParts training_parts(const Batches& batches, Sampler sampler,
                             const std::shared_ptr<Workers>& workers, const LossConfig& loss = {});

/// What the loss has beside the energies' difference, as a column of train.csv.
struct LossTerm {
  std::string column, words;
};

/// Those of a loss, in their order in the row.
std::vector<LossTerm> loss_terms(const LossConfig& loss);

/// Names of what an iteration records beside the columns of every run: what the step rule counts,
/// and what the loss has beside the energies' difference.
std::vector<std::string> further_columns(const TrainConfig& training, const SamplerConfig& sampler);

/// The training loop of every method, from where the state is. Iteration i draws all its random
/// numbers from streams keyed by the seed, their purpose and i, so that it does not matter what ran
/// before.
Outcome train(const TrainConfig& config, const TrainingParts& parts, TrainingState& state,
              Recorder& recorder);

}  // namespace coopbench
