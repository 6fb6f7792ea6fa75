#include "ebm/train.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <limits>

#include "ebm/gaussian_energy.h"
#include "ebm/noise_start.h"
#include "ebm/replay_bank.h"

using namespace coopbench;

namespace {

constexpr uint64_t seed = 4;
const ImageShape shape{1, 16};

/// Keeps rows; stops after `stop_after` of them.
struct Rows : Recorder {
  std::vector<Row> rows;
  std::string reason;
  LastImages last;
  int64_t stop_after = 1000;
  bool write(const Row& row) override {
    rows.push_back(row);
    return static_cast<int64_t>(rows.size()) < stop_after;
  }
  void diverged(const Row& row, const std::string& why, const LastImages& images) override {
    rows.push_back(row);
    reason = why;
    last = images;
  }
};

/// A bank whose rows hold the noise of the noise start when they are drawn.
struct RefilledBank : ReplayBank {
  NoiseStart noise{shape};
  RefilledBank() : ReplayBank({.size = 50}, shape, seed) {}
  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    return ReplayBank::draw(n, batch, stream).at(noise.draw(n, batch, stream).x);
  }
};

EnergySpec small_net() {
  return energy_nets().make(
      {energy_nets().resolve({{"name", "anatomy_vanilla"}, {"n_f", 4}}, "energy")}, shape);
}

Sampler five_steps() {
  return make_sampler(parse_config<SamplerConfig>(
                          Json{{"rule", {{"name", "free_noise"}}}, {"steps", 5}}, "sampler"),
                      std::make_shared<Workers>(1));
}

TrainConfig short_training() {
  return {.iterations = 6, .batch = 8, .chains = 8, .data_noise = 0.03, .energy_scale = 1};
}

std::unique_ptr<Optimizer> adam(const Energy& energy) {
  return optimizers().make(
      {optimizers().resolve({{"name", "adam"}, {"learning_rate", 1e-3}}, "optimizer")},
      energy.trained());
}

std::unique_ptr<ChainStart> noise_starts() { return std::make_unique<NoiseStart>(shape); }
std::unique_ptr<ChainStart> bank_starts() {
  return std::make_unique<ReplayBank>(BankConfig{.size = 50}, shape, seed);
}

TrainingState state_of(std::unique_ptr<ChainStart> start) {
  TrainingState state;
  state.energy = std::make_unique<NetworkEnergy>(small_net(), seed);
  state.optimizer = adam(*state.energy);
  state.start = std::move(start);
  return state;
}

struct Trained {
  Outcome outcome;
  Rows rows;
  TrainingState state;
  std::vector<torch::Tensor> weights;
};

Trained train_with(TrainingState state, const TrainConfig& config, Rows rows = {}) {
  const Batches data{Images(uniform({.seed = 99}, {40, 1, 16, 16}, -1, 1)), config.batch,
                     config.data_noise, seed};
  const Outcome outcome =
      train(config, training_parts(data, five_steps(), std::make_shared<Workers>(1)), state, rows);
  auto weights = state.energy->trained();
  return {outcome, std::move(rows), std::move(state), weights};
}

Trained train_with(std::unique_ptr<ChainStart> start, const TrainConfig& config, Rows rows = {}) {
  return train_with(state_of(std::move(start)), config, std::move(rows));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_)

BOOST_AUTO_TEST_CASE(a_bank_that_is_refilled_from_noise_is_the_noise_start_to_the_bit) {
  const Trained a = train_with(noise_starts(), short_training()),
                b = train_with(std::make_unique<RefilledBank>(), short_training()),
                c = train_with(bank_starts(), short_training());
  BOOST_REQUIRE(a.rows.rows.size() == 6U);
  for (size_t i = 0; i < 6; ++i) {
    BOOST_TEST(a.rows.rows[i].d == b.rows.rows[i].d);
    BOOST_TEST(a.rows.rows[i].r == b.rows.rows[i].r);
  }
  for (size_t i = 0; i < a.weights.size(); ++i)
    BOOST_TEST(torch::equal(a.weights[i], b.weights[i]));
  BOOST_TEST(!torch::equal(a.weights[0], c.weights[0]));
}

/// U(x) = w * mean of x: its energy difference and gradient are known by hand.
struct SlopeEnergy : Energy {
  torch::Tensor w = torch::tensor({0.5F}).requires_grad_(true);
  torch::Tensor forward(const torch::Tensor& x) const override { return w * x.flatten(1).mean(1); }
  std::vector<torch::Tensor> trained() const override { return {w}; }
};

BOOST_AUTO_TEST_CASE(an_update_lowers_the_energy_of_data_and_raises_that_of_chain_ends) {
  TrainConfig config = short_training();
  config.iterations = 1;
  config.energy_scale = 2;
  const Batches data{Images(torch::full({40, 1, 16, 16}, 0.25)), config.batch, 0, seed};
  TrainingState state;
  state.energy = std::make_unique<SlopeEnergy>();
  const torch::Tensor w = state.energy->trained()[0];
  state.optimizer = optimizers().make(
      {optimizers().resolve({{"name", "sgd"}, {"learning_rate", 0.1}}, "optimizer")}, {w});
  state.start = noise_starts();
  Rows rows;
  train(config, training_parts(data, five_steps(), std::make_shared<Workers>(1)), state, rows);
  // The mean of the chain ends follows from their energy before the update.
  const double ends = rows.rows.at(0).energy_end / 0.5;
  BOOST_TEST(rows.rows[0].d == 2 * (0.5 * 0.25 - 0.5 * ends), boost::test_tools::tolerance(1e-5));
  BOOST_TEST(w.item<double>() == 0.5 - 0.1 * 2 * (0.25 - ends), boost::test_tools::tolerance(1e-5));
}

// Energies are half of the value. Of data 0, 1, 2 the variance is 1/4; with the ends the same the
// pairs cancel, turned round they count twice, and of more ends than images only the first pair.
BOOST_AUTO_TEST_CASE(the_error_of_d_knows_pairs) {
  SlopeEnergy energy;
  Workers workers(1);
  const auto images = [](std::vector<float> values) {
    return torch::tensor(values).reshape({-1, 1, 1, 1}).expand({-1, 1, 4, 4});
  };
  const auto of = [&](const torch::Tensor& data, const torch::Tensor& ends) {
    return energy_difference(energy, data, ends, ends, workers);
  };
  const torch::Tensor data = images({0, 1, 2});
  const auto near = boost::test_tools::tolerance(1e-6);
  BOOST_TEST(of(data, data).data_sd == 0.5, near);
  BOOST_TEST(of(data, images({0, 2, 4})).end_sd == 1, near);
  BOOST_TEST(of(data, data).error < 1e-7);
  BOOST_TEST(of(data, images({2, 1, 0})).error == std::sqrt(4 * 0.25 / 3), near);
  // Covariance of (0, 1, 2) and (1, 0, 1) is 0.
  BOOST_TEST(of(data, images({1, 0, 1})).error == std::sqrt(0.25 / 3 + 0.25 / 9), near);
  // Variance of 0, 1, 2, 3, 4 is 5/8, the covariance of the first three pairs 1/4.
  BOOST_TEST(
      of(data, images({0, 1, 2, 3, 4})).error == std::sqrt(0.25 / 3 + 0.625 / 5 - 2 * 0.25 / 5),
      near);
  BOOST_TEST(std::isnan(of(images({1}), data).error));
}

BOOST_AUTO_TEST_CASE(training_again_gives_the_same_bits) {
  const Trained a = train_with(bank_starts(), short_training()),
                b = train_with(bank_starts(), short_training());
  for (size_t i = 0; i < a.weights.size(); ++i)
    BOOST_TEST(torch::equal(a.weights[i], b.weights[i]));
  BOOST_TEST(torch::equal(a.state.start->memory().states, b.state.start->memory().states));
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit_of_the_weights) {
  TrainConfig config = short_training();
  config.batch = 40;
  config.chains = 70;
  const Batches data{Images(uniform({.seed = 99}, {80, 1, 16, 16}, -1, 1)), config.batch,
                     config.data_noise, seed};
  for (const char* engine : {"chunked", "resident"}) {
    std::vector<torch::Tensor> first;
    for (const int64_t threads : {1, 2, 3}) {
      const auto workers = std::make_shared<Workers>(threads);
      TrainingState state = state_of(noise_starts());
      const Sampler sampler = make_sampler(
          parse_config<SamplerConfig>(
              Json{{"rule", {{"name", "free_noise"}}}, {"steps", 3}, {"engine", engine}},
              "sampler"),
          workers);
      Rows rows;
      train(config, training_parts(data, sampler, workers), state, rows);
      const auto weights = state.energy->trained();
      if (first.empty())
        for (const auto& weight : weights) first.push_back(weight.detach().clone());
      for (size_t i = 0; i < first.size(); ++i)
        BOOST_TEST(torch::equal(weights[i], first[i]), engine << threads);
    }
  }
}

BOOST_AUTO_TEST_CASE(methods_of_one_seed_begin_with_the_same_data_and_weights) {
  const Trained a = train_with(noise_starts(), short_training()),
                b = train_with(bank_starts(), short_training());
  BOOST_TEST(a.rows.rows[0].energy_data == b.rows.rows[0].energy_data);
  BOOST_TEST(a.rows.rows[0].energy_end != b.rows.rows[0].energy_end);
}

BOOST_AUTO_TEST_CASE(a_row_says_what_happened) {
  TrainConfig config = short_training();
  config.energy_scale = 3;
  const Row row = train_with(noise_starts(), config).rows.rows[0];
  BOOST_TEST(row.d == 3 * (row.energy_data - row.energy_end), boost::test_tools::tolerance(1e-3));
  BOOST_TEST(row.energy_data_sd > 0);
  BOOST_TEST(row.energy_end_sd > 0);
  const double independent =
      3 * std::sqrt((std::pow(row.energy_data_sd, 2) + std::pow(row.energy_end_sd, 2)) / 8);
  BOOST_TEST(row.d_error > 0);
  BOOST_TEST(row.d_error < 2 * independent);
  BOOST_TEST(row.gradient_evaluations == 5 * 8);
  BOOST_TEST(row.energy_updates == 1);
  BOOST_TEST(row.displacement > 0);
  BOOST_TEST(row.max_abs_x > 0.9);
  BOOST_TEST(!row.teaching_loss.has_value());
}

BOOST_AUTO_TEST_CASE(the_recorder_can_stop_the_loop_and_a_saved_state_goes_on_to_the_bit) {
  TrainConfig config = short_training();
  config.average = 0.5;
  const auto averaging = [&] {
    TrainingState state = state_of(bank_starts());
    state.averaged.emplace(std::make_unique<NetworkEnergy>(small_net(), seed), config.average);
    return state;
  };
  Rows two;
  two.stop_after = 2;
  const Trained stopped = train_with(averaging(), config, two);
  BOOST_TEST((stopped.outcome == Outcome::interrupted));
  BOOST_TEST(stopped.rows.rows.size() == 2U);
  TrainingState state = averaging();
  state.load(stopped.state.save());
  const Trained rest = train_with(std::move(state), config),
                whole = train_with(averaging(), config);
  BOOST_TEST(rest.rows.rows.size() == 4U);
  BOOST_TEST(rest.rows.rows[0].iteration == 2);
  BOOST_TEST(rest.rows.rows.back().gradient_evaluations == 6 * 5 * 8);
  const Archive a = rest.state.save(), b = whole.state.save();
  BOOST_REQUIRE(a.tensors().size() == b.tensors().size());
  for (const auto& [name, tensor] : a.tensors()) BOOST_TEST(torch::equal(tensor, b.at(name)), name);
}

BOOST_AUTO_TEST_CASE(averaged_weights_are_the_exponential_average_of_the_trained_ones) {
  TrainConfig config = short_training();
  config.iterations = 1;
  TrainingState state = state_of(noise_starts());
  state.averaged.emplace(std::make_unique<NetworkEnergy>(small_net(), seed), 0.75);
  const auto initial = state.energy->trained()[0].detach().clone();
  const Trained run = train_with(std::move(state), config);
  const auto now = run.weights[0].detach(), average = run.state.evaluated().trained()[0].detach();
  BOOST_TEST(torch::allclose(average, 0.75 * initial + 0.25 * now, 1e-5, 1e-7));
  BOOST_TEST(!torch::equal(average, now));
  BOOST_TEST(torch::equal(train_with(noise_starts(), config).weights[0].detach(), now));
}

BOOST_AUTO_TEST_CASE(a_budget_of_gradient_evaluations_or_seconds_ends_a_run_and_changes_no_row) {
  TrainConfig config = short_training();
  const Trained whole = train_with(noise_starts(), config);
  config.gradient_evaluations = 2 * 5 * 8 + 1;
  const Trained part = train_with(noise_starts(), config);
  BOOST_TEST((part.outcome == Outcome::finished));
  BOOST_REQUIRE(part.rows.rows.size() == 3U);
  for (size_t i = 0; i < 3; ++i) BOOST_TEST(part.rows.rows[i].d == whole.rows.rows[i].d);
  config.gradient_evaluations = 0;
  config.cpu_seconds = 2;
  const TrainingState at_start = state_of(noise_starts());
  BOOST_TEST(!is_spent(config, at_start, 1.9));
  BOOST_TEST(is_spent(config, at_start, 2));
}

BOOST_AUTO_TEST_CASE(values_that_are_not_finite_or_beyond_the_bounds_end_the_run) {
  const TrainConfig config{.max_difference = 10, .max_x = 5};
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               inf = std::numeric_limits<double>::infinity();
  BOOST_TEST(beyond_bounds({.d = 10, .r = 1, .max_abs_x = 5}, config) == "");
  BOOST_TEST(beyond_bounds({.d = -10.5}, config).starts_with("d is -10.5"));
  BOOST_TEST(beyond_bounds({.d = nan}, config).starts_with("d is no number"));
  BOOST_TEST(beyond_bounds({.max_abs_x = nan}, config).starts_with("max |x|"));
  BOOST_TEST(beyond_bounds({.max_abs_x = 5.1}, config).starts_with("max |x|"));
  BOOST_TEST(beyond_bounds({.r = inf}, config).starts_with("r is inf"));
  BOOST_TEST(beyond_bounds({.energy_data = nan}, config) != "");
  BOOST_TEST(beyond_bounds({.teaching_loss = nan}, config).starts_with("the teaching loss"));
  BOOST_TEST(beyond_bounds(torch::tensor({0.0F, 5.0F}), config) == "");
  BOOST_TEST(beyond_bounds(torch::tensor({0.0F, std::nanf("")}), config) != "");
}

BOOST_AUTO_TEST_CASE(a_chain_that_leaves_the_bound_diverges_before_the_update_with_its_images) {
  TrainConfig config = short_training();
  config.max_x = 0.5;
  const Trained run = train_with(noise_starts(), config);
  BOOST_TEST((run.outcome == Outcome::diverged));
  BOOST_TEST(run.rows.rows.size() == 1U);
  BOOST_TEST(run.rows.reason.find("max |x|") != std::string::npos);
  BOOST_TEST(run.rows.last.ends.size(0) == 8);
  const NetworkEnergy untouched(small_net(), seed);
  BOOST_TEST(torch::equal(run.weights[0], untouched.trained()[0]));
}

BOOST_AUTO_TEST_SUITE_END()
