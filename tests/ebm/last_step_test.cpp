#include "ebm/last_step.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"

using namespace coopbench;
using torch::Tensor;
namespace tt = boost::test_tools;

namespace {

/// U(x) = w |x|^2 / 2.
struct Bowl : Energy {
  Tensor w = torch::tensor({0.5F}).requires_grad_(true);
  Tensor forward(const Tensor& x) const override { return w * x.square().flatten(1).sum(1) / 2; }
  std::vector<Tensor> trained() const override { return {w}; }
};

SamplerConfig config_of(const Json& rule, int64_t steps) {
  return parse_config<SamplerConfig>(Json{{"rule", rule}, {"steps", steps}}, "sampler");
}

const Json kFreeNoise{{"name", "free_noise"}, {"step_size", 0.3}, {"noise_scale", 0.1}};
const Stream kStream{.seed = 4, .purpose = Purpose::step, .iteration = 2};

Tensor starts(int64_t n) { return uniform({.seed = 1}, {n, 1, 2, 2}, -1, 1); }

Ends ends_of(const SamplerConfig& config, const Chains& chains, int64_t threads = 1) {
  const Bowl energy;
  const auto workers = std::make_shared<Workers>(threads);
  return sampler_with_last_step(config, workers)(energy, {1, 2})(chains, kStream);
}

double kl_gradient(const SamplerConfig& config, const Ends& ends, int64_t threads = 1) {
  const Bowl energy;
  const LastStep through(config, std::make_shared<Workers>(threads));
  return through(energy, ends, kStream).at(0).item<double>();
}

double mean_product(const Tensor& a, const Tensor& b) {
  return (a * b).flatten(1).sum(1).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(last_step)

// x' = x - 0.3 w x + noise, so dx'/dw = -0.3 x, and grad U at x' is w x' with w = 0.5 held.
BOOST_AUTO_TEST_CASE(the_gradient_is_that_of_the_ends_energy_through_one_step) {
  for (const int64_t steps : {1, 4}) {
    const SamplerConfig config = config_of(kFreeNoise, steps);
    const Ends ends = ends_of(config, {starts(70)});
    const double right = mean_product(0.5 * ends.chains.x, -0.3 * ends.before.value());
    BOOST_TEST(kl_gradient(config, ends) == right, tt::tolerance(1e-5));
    BOOST_TEST(kl_gradient(config, ends, 2) == kl_gradient(config, ends));
  }
}

// Noise first: y = x + noise, x' = y - 2 w y within the bounds, where the clamp holds nothing
// moves.
BOOST_AUTO_TEST_CASE(what_a_bound_holds_has_no_gradient) {
  const SamplerConfig config = config_of({{"name", "clipped"},
                                          {"step_size", 3},
                                          {"clip", 0},
                                          {"noise_scale", 0.1},
                                          {"clamp", {-0.2, 1}}},
                                         1);
  const Chains chains{starts(40)};
  const Ends ends = ends_of(config, chains);
  const Tensor y = chains.x + 0.1 * normal(kStream, chains.x.sizes(), 0), to = y - 3 * 0.5 * y,
               moves = (to >= -0.2).to(torch::kFloat32);
  BOOST_TEST(torch::allclose(ends.chains.x, to.clamp(-0.2, 1), 1e-5, 1e-6));
  BOOST_TEST(moves.mean().item<double>() < 0.9);
  BOOST_TEST(kl_gradient(config, ends) == mean_product(0.5 * ends.chains.x, -3 * y * moves),
             tt::tolerance(1e-5));
}

// The anchor pulls the ends too: grad of the energy that chains walk on is w x' + p (x' - a).
BOOST_AUTO_TEST_CASE(anchors_belong_to_the_energy_of_the_ends) {
  const SamplerConfig config = config_of(kFreeNoise, 2);
  Chains chains{starts(10)};
  chains.anchor = Anchor{uniform({.seed = 2}, {10, 1, 2, 2}, -1, 1), torch::full({10}, 2.0F)};
  const Ends ends = ends_of(config, chains);
  const Tensor& x = ends.chains.x;
  const Tensor pull = 0.5 * x + 2 / energy_scale(config) * (x - chains.anchor->at);
  BOOST_TEST(kl_gradient(config, ends) == mean_product(pull, -0.3 * ends.before.value()),
             tt::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(the_last_step_alone_ends_where_all_steps_do) {
  for (const char* name : {"free_noise", "scaled", "reference", "textbook", "clipped", "mala"}) {
    Json rule{{"name", name}};
    if (name == std::string("clipped")) rule["step_size"] = 0.1;
    const SamplerConfig config = config_of(rule, 5), shorter = config_of(rule, 4);
    const Bowl energy;
    const auto workers = std::make_shared<Workers>(1);
    const Chains chains{starts(40)};
    const Ends whole = make_sampler(config, workers)(energy, {1, 2})(chains, kStream),
               four = make_sampler(shorter, workers)(energy, {1, 2})(chains, kStream),
               parts = ends_of(config, chains);
    BOOST_TEST(torch::allclose(parts.chains.x, whole.chains.x, 1e-5, 1e-6), name);
    BOOST_TEST(torch::equal(parts.before.value(), four.chains.x), name);
    BOOST_TEST(parts.r == whole.r, tt::tolerance(1e-5));
    for (const auto& [what, shares] : whole.shares) {
      BOOST_REQUIRE(parts.shares.at(what).size() == 5U);
      for (size_t k = 0; k < 5; ++k)
        BOOST_TEST(std::abs(parts.shares.at(what)[k] - shares[k]) < 1e-6, name);
    }
    BOOST_TEST(torch::equal(parts.chains.x, ends_of(config, chains, 2).chains.x), name);
  }
}

BOOST_AUTO_TEST_CASE(rules_that_remember_say_so_and_are_refused) {
  const StepRules table = step_rules();
  std::vector<Json> rules;
  rules.push_back(Json{{"name", "ascent"}, {"momentum", 0.5}});
  for (const auto& entry : table.entries()) rules.push_back(Json{{"name", entry.name}});
  int64_t refused = 0;
  for (const Json& settings : rules) {
    const SamplerConfig config = config_of(settings, 3);
    const auto rule = step_rules().make(config.rule);
    struct Pull : Local {
      EnergyGradient at(const Tensor& x, int64_t) const override {
        return {x.square().flatten(1).sum(1) / 2, x};
      }
      bool varies() const override { return false; }
    };
    Walk walk{starts(3)};
    rule->step(walk, Pull{}, Draws(kStream, 3), 0);
    BOOST_TEST(rule->remembers() == !walk.kept.empty(), settings.dump());
    if (!rule->remembers()) continue;
    ++refused;
    BOOST_CHECK_EXCEPTION(sampler_with_last_step(config, std::make_shared<Workers>(1)), UserError,
                          [&](const UserError& error) {
                            return std::string(error.what()).find(config.rule.name()) !=
                                   std::string::npos;
                          });
  }
  BOOST_TEST(refused == 2);  // adam, and momentum
}

BOOST_AUTO_TEST_SUITE_END()
