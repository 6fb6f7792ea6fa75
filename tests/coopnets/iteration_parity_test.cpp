// One whole training iteration of each system against PyTorch: tests/goldens/iterations.py. In
// float64, for in float32 a unit at the kink of a leaky ReLU may fall on the other side, and chains
// go another way from there.
#include <boost/test/unit_test.hpp>

#include "coopnets/generator_start.h"
#include "ebm/last_step.h"
#include "ebm/train.h"
#include "golden_nets.h"
#include "parity_table.h"

using namespace coopbench;
using golden_nets::some;
using torch::Tensor;

namespace {

constexpr uint64_t kSeed = 11;
constexpr int64_t kChains = 4;

struct Rows : Recorder {
  std::optional<Row> row;
  bool write(const Row& written) override {
    row = written;
    return true;
  }
  void diverged(const Row&, const std::string& reason, const LastImages&) override {
    BOOST_ERROR(reason);
  }
};

Tensor in_double(const std::vector<int64_t>& sizes, int64_t which) {
  return some(sizes, which).to(torch::kFloat64);
}

/// Chains from where the script has them; their ends are dropped, which is what differs of a bank
/// only later.
struct Given : ChainStart {
  Tensor x;
  explicit Given(Tensor starts) : x(std::move(starts)) {}
  Chains draw_eval(int64_t, const Stream&) const override { return {x}; }
};

/// The generator's chains from the script's latents.
struct GivenLatents : GeneratorStart {
  using GeneratorStart::GeneratorStart;
  Chains draw_eval(int64_t n, const Stream&) const override {
    const torch::NoGradGuard no_grad;
    const Tensor z = 1.5 * in_double({n, generator().latent()}, 9300);
    return {.x = generator().sample(z), .latents = z};
  }
};

std::vector<int64_t> batch_sizes(const Json& entry) {
  const ImageShape shape = golden_nets::shape_of(entry);
  return {kChains, shape.channels, shape.side, shape.side};
}

Tensor starts_of(const std::string& kind, const std::vector<int64_t>& sizes) {
  const Tensor uniform = in_double(sizes, 9000);
  if (kind == "gaussian") return 1.5 * in_double(sizes, 9100) + 0.5 * uniform;
  if (kind == "data") return 0.8 * in_double(sizes, 7000);
  if (kind == "bank") return uniform + 0.03 * in_double(sizes, 9200);
  return uniform;
}

std::unique_ptr<Optimizer> optimizer_of(const Json& settings, std::vector<Tensor> weights) {
  return optimizers().make({optimizers().resolve(settings, "optimizer")}, std::move(weights));
}

std::unique_ptr<ChainStart> start_of(const Json& entry) {
  if (!entry.contains("generator_net"))
    return std::make_unique<Given>(starts_of(entry.at("start"), batch_sizes(entry)));
  const auto config =
      parse_config<GeneratorStartConfig>(Json{{"net", entry.at("generator_net")},
                                              {"optimizer", entry.at("teacher")},
                                              {"reduction", entry.at("reduction")},
                                              {"inference",
                                               {{"steps", entry.at("latent_steps")},
                                                {"step_size", entry.at("latent_step")},
                                                {"divide_by_chains", entry.at("divide")}}}},
                                         "start");
  auto start = std::make_unique<GivenLatents>(config, golden_nets::shape_of(entry), kSeed);
  golden_nets::to_double(start->generator().network());
  golden_nets::fill(start->generator().network(), 4);
  return start;
}

std::vector<Tensor> copies(const std::vector<Tensor>& weights) {
  std::vector<Tensor> all;
  for (const Tensor& weight : weights) all.push_back(weight.detach().clone());
  return all;
}

struct Errors {
  double weights = 0, update = 0;
};

/// Of the weights, as a share of them, and of what the update did to them all, as a share of that.
/// A weight whose gradient is nought by its formula, such as a bias in front of a batch norm, has
/// one of rounding, of which Adam's first update takes the sign: it may move by the learning rate.
Errors errors_of(const std::vector<Tensor>& after, const std::vector<Tensor>& before,
                 const Json& golden, double learning_rate) {
  BOOST_REQUIRE(after.size() == golden.size());
  double off = 0, moved = 0, steepest = 0;
  for (const Json& entry : golden) steepest = std::max(steepest, double(entry[5]));
  Errors errors;
  for (size_t i = 0; i < after.size(); ++i) {
    const auto right = golden[i].get<std::vector<double>>();
    if (right[5] < 1e-9 * steepest) {
      const double most = (after[i].detach() - before[i]).abs().max().item<double>();
      BOOST_TEST(most <= 1.001 * learning_rate);
      continue;
    }
    const Json digest{right[0], right[1], right[2], right[3]};
    const double error =
        golden_nets::digest_error(after[i].detach() - before[i], digest, static_cast<int64_t>(i)) *
        right[0];
    if (right[4] > 0) errors.weights = std::max(errors.weights, error / right[4]);
    off += error * error;
    moved += right[0] * right[0];
  }
  errors.update = std::sqrt(off / moved);
  return errors;
}

struct Parity {
  double d = 0, teaching = 0;
  Errors energy, generator;
};

Parity parity(const Json& entry) {
  const ImageShape shape = golden_nets::shape_of(entry);
  const Json net = energy_nets().resolve(entry.at("net"), "energy");
  auto energy = std::make_unique<NetworkEnergy>(energy_nets().make({net}, shape), kSeed);
  golden_nets::to_double(energy->network());
  golden_nets::fill(energy->network(), 4, false);
  const auto sampler = parse_config<SamplerConfig>(
      Json{{"rule", entry.at("rule")}, {"steps", entry.at("steps")}, {"engine", "plain"}},
      "sampler");
  TrainConfig config{.iterations = 1, .batch = kChains, .chains = kChains, .max_difference = 1e30};
  config.energy_scale = entry.at("scale");
  if (entry.contains("penalty"))
    config.loss = {
        .penalty_weight = entry.at("penalty_weight"),
        .penalty = entry.at("penalty") == "norms" ? EnergyPenalty::norms : EnergyPenalty::squares};
  config.loss.clip_gradient = entry.value("clip_gradient", 0.0);
  config.loss.kl_weight = entry.value("kl_weight", 0.0);
  TrainingState state;
  state.optimizer = optimizer_of(entry.at("optimizer"), energy->trained());
  state.energy = std::move(energy);
  state.start = start_of(entry);
  const auto* start = dynamic_cast<const GeneratorStart*>(state.start.get());
  const auto weights = copies(state.energy->trained());
  const auto taught = start ? copies(start->generator().network().trained()) : weights;

  const auto workers = std::make_shared<Workers>(1);
  const bool kl = config.loss.kl_weight > 0;
  TrainingParts parts = training_parts(
      {}, kl ? sampler_with_last_step(sampler, workers) : make_sampler(sampler, workers), workers,
      config.loss);
  if (kl) parts.kl_gradient = LastStep(sampler, workers);
  parts.seed = kSeed;
  parts.batch = [&](int64_t) {
    const auto sizes = batch_sizes(entry);
    const Tensor clean = 0.8 * in_double(sizes, 7000);
    return Batch{clean, clean + double(entry.at("data_noise")) * in_double(sizes, 7100)};
  };
  Rows rows;
  BOOST_REQUIRE((train(config, parts, state, rows) == Outcome::finished));

  const Json& golden = entry.at("result");
  const auto share = [](double got, double right) {
    return std::abs(got - right) / std::abs(right);
  };
  // d is a difference of means: its error is measured by the scale of the energies.
  Parity found{.d = std::abs(rows.row->d / config.energy_scale - double(golden.at("d"))) /
                    std::max(std::abs(rows.row->energy_data), std::abs(rows.row->energy_end)),
               .energy = errors_of(state.energy->trained(), weights, golden.at("energy"),
                                   entry.at("optimizer").at("learning_rate"))};
  if (start) {
    found.teaching = share(rows.row->teaching_loss.value(), golden.at("teaching_loss"));
    found.generator = errors_of(start->generator().network().trained(), taught,
                                golden.at("generator"), entry.at("teacher").at("learning_rate"));
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(iteration_parity)

// Adam's first update is the sign of the gradient, nearly: where that is about nought the two
// differ.
BOOST_AUTO_TEST_CASE(weights_after_one_iteration_are_those_of_pytorch) {
  ParityTable weights("iterations.csv",
                      {"d", "teaching loss", "energy weights", "generator weights"});
  ParityTable updates("updates.csv", {"energy update", "generator update"});
  const auto path = golden_nets::folder() / "iterations.json";
  const Json all = parse_json(read_text(path), path.string());
  BOOST_TEST(all.size() == 47U);
  for (const auto& [name, entry] : all.items()) {
    BOOST_TEST_CONTEXT(name) {
      const Parity found = parity(entry);
      weights.add(name, {found.d, found.teaching, found.energy.weights, found.generator.weights});
      updates.add(name, {found.energy.update, found.generator.update});
    }
  }
  BOOST_TEST(weights.worst() < golden_nets::kTolerance, weights.text());
  BOOST_TEST(updates.worst() < 0.01, updates.text());
}

BOOST_AUTO_TEST_SUITE_END()
