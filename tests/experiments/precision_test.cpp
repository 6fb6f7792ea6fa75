#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/noise_start.h"
#include "ebm/replay_bank.h"
#include "experiments/config/config.h"
#include "metrics/mmd.h"
#include "metrics/width.h"

using namespace coopbench;

namespace {

const ImageShape shape{1, 16};

/// Images of a bright disc at a random place on a dark ground, in [-1, 1].
torch::Tensor discs(int64_t n) {
  const auto axis = torch::arange(16, torch::kFloat32);
  const auto place = uniform({.seed = 7}, {n, 2, 1, 1}, 4, 11);
  const auto y = axis.reshape({1, 1, 16, 1}) - place.slice(1, 0, 1),
             x = axis.reshape({1, 1, 1, 16}) - place.slice(1, 1, 2);
  return torch::tanh(4 - (x.square() + y.square()).sqrt());
}

struct AllRows : Recorder {
  bool write(const Row&) override { return true; }
  void diverged(const Row&, const std::string& reason, const LastImages&) override {
    BOOST_FAIL(reason);
  }
};

struct Result {
  torch::Tensor ends, weights;
};

/// A persistent run with this seed whose sampling has this precision.
Result trained(uint64_t seed, const std::string& precision, const torch::Tensor& data) {
  const TrainConfig config{
      .iterations = 60, .batch = 32, .chains = 32, .data_noise = 0.03, .energy_scale = 1};
  const auto workers = std::make_shared<Workers>(1);
  TrainingState state;
  state.energy = std::make_unique<NetworkEnergy>(
      energy_nets().make(
          {energy_nets().resolve({{"name", "anatomy_vanilla"}, {"n_f", 8}}, "energy")}, shape),
      seed);
  const Sampler sampler = make_sampler(
      parse_config<SamplerConfig>(
          Json{{"rule", {{"name", "free_noise"}}}, {"steps", 20}, {"precision", precision}},
          "sampler"),
      workers);
  state.start = std::make_unique<ReplayBank>(BankConfig{.size = 200}, shape, seed);
  state.optimizer = optimizers().make(
      {optimizers().resolve({{"name", "adam"}, {"learning_rate", 1e-3}}, "optimizer")},
      state.energy->trained());
  AllRows rows;
  train(config, training_parts({data, config.batch, config.data_noise, seed}, sampler, workers),
        state, rows);
  const Stream starts{.seed = seed, .purpose = Purpose::evaluation_start},
      steps{.seed = seed, .purpose = Purpose::evaluation_step};
  return {sample_in_chunks(sampler(*state.energy, shape), state.start->draw_eval(200, starts),
                           steps, 64)
              .chains.x,
          state.energy->trained()[0]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(precision)

BOOST_AUTO_TEST_CASE(bf16_sampling_changes_mmd2_by_less_than_a_tenth_of_what_training_gains) {
  const auto data = discs(400), held_out = discs(800).slice(0, 400).flatten(1);
  const double width = median_distance(held_out);
  const auto distance = [&](const torch::Tensor& x) {
    Workers workers(2);
    return mmd2(x.flatten(1), held_out, rbf_kernel({width}), Estimator::unbiased, workers);
  };
  double change = 0, gain = 0;
  for (const uint64_t seed : {1, 2, 3, 4, 5}) {
    const Result full = trained(seed, "float32", data), half = trained(seed, "bf16", data);
    BOOST_TEST(!torch::equal(full.weights, half.weights));
    const double noise = distance(noise_images({.seed = seed}, 200, shape));
    BOOST_TEST_MESSAGE("seed " << seed << ": MMD^2 " << distance(full.ends) << " in float32, "
                               << distance(half.ends) << " in bf16, noise " << noise);
    gain += noise - distance(full.ends);
    change += distance(half.ends) - distance(full.ends);
  }
  BOOST_TEST(gain > 0);
  BOOST_TEST(std::abs(change) < 0.1 * gain);
}

BOOST_AUTO_TEST_SUITE_END()
