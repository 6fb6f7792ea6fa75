#include "ebm/step_rule.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "core/stream.h"

using namespace coopbench;

namespace {

std::shared_ptr<const StepRule> rule(const Json& settings) {
  return step_rules().make({step_rules().resolve(settings, "rule")});
}

struct Numbers {
  torch::Tensor x = uniform({.seed = 1}, {3, 1, 2, 2}, -1, 1),
                g = uniform({.seed = 2}, {3, 1, 2, 2}, -1, 1),
                xi = normal({.seed = 3}, {3, 1, 2, 2});
};

/// The same gradient everywhere, -g at odd steps.
struct Slope : Local {
  torch::Tensor g;
  explicit Slope(torch::Tensor gradient) : g(std::move(gradient)) {}
  EnergyGradient at(const torch::Tensor& x, int64_t k) const override {
    const torch::Tensor gradient = k % 2 == 0 ? g : -g;
    return {(gradient * x).flatten(1).sum(1), gradient};
  }
  bool varies() const override { return true; }
};

struct Moved {
  torch::Tensor x, drift;
};

/// Step k of a walk, with the noise of Numbers at step 0.
Moved moved(const StepRule& rule, const Numbers& n, Walk& walk, int64_t k = 0) {
  const StepInfo info = rule.step(walk, Slope(n.g), Draws({.seed = 3}, 3), k);
  return {walk.x, info.drift};
}

void check_close(const torch::Tensor& a, const torch::Tensor& b) {
  BOOST_TEST(torch::allclose(a, b, 1e-6, 1e-7));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_rule)

BOOST_AUTO_TEST_CASE(scaled_is_gradient_plus_noise_with_its_energy_scale) {
  const Numbers n;
  const auto r = rule({{"name", "scaled"}, {"noise_scale", 0.125}});
  Walk walk{n.x};
  const Moved move = moved(*r, n, walk);
  check_close(move.x, n.x - n.g + 0.125 * n.xi);
  check_close(move.drift, -n.g);
  BOOST_TEST(r->energy_scale() == 128);
  BOOST_TEST(rule({{"name", "scaled"}, {"noise_scale", 0}})->energy_scale() == 1);
}

BOOST_AUTO_TEST_CASE(free_noise_has_step_size_and_noise_apart) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "free_noise"}, {"step_size", 10}, {"noise_scale", 0.005}});
  const Moved move = moved(*r, n, walk);
  check_close(move.x, n.x - 10 * n.g + 0.005 * n.xi);
  check_close(move.drift, -10 * n.g);
  BOOST_TEST(r->energy_scale() == 1);
}

BOOST_AUTO_TEST_CASE(ascent_averages_the_gradient) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "ascent"}, {"step_size", 2}, {"momentum", 0.75}});
  const Moved first = moved(*r, n, walk);
  check_close(first.x, n.x - 2 * n.g);
  const Moved second = moved(*r, n, walk, 1);
  check_close(second.x, first.x + 2 * (0.75 * -n.g + 0.25 * n.g));
}

BOOST_AUTO_TEST_CASE(reference_adds_the_gaussian_term) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "reference"}, {"step_size", 0.002}, {"reference_scale", 0.016}});
  const Moved move = moved(*r, n, walk);
  const auto drift = -0.5 * 0.002 * 0.002 * (n.x / (0.016 * 0.016) + n.g);
  check_close(move.drift, drift);
  check_close(move.x, n.x + drift + 0.002 * n.xi);
}

BOOST_AUTO_TEST_CASE(
    every_rule_leaves_its_arguments_alone_and_linear_ones_move_by_drift_and_noise) {
  for (const auto& name : step_rules().names()) {
    const Numbers n, same;
    Walk walk{n.x};
    const auto r = rule({{"name", name}});
    const Moved move = moved(*r, n, walk);
    if (const auto factors = r->factors())
      check_close(move.x, n.x + move.drift + factors->noise * n.xi);
    BOOST_TEST(
        (torch::equal(n.x, same.x) && torch::equal(n.g, same.g) && torch::equal(n.xi, same.xi)),
        name);
  }
}

// Langevin dynamics on E with noise of standard deviation s has the drift -s^2/2 grad E. A rule
// that is not Langevin (hmc) has no noise of a step.
BOOST_AUTO_TEST_CASE(the_law_of_a_rule_is_that_of_its_drift_and_noise) {
  const Numbers n;
  for (const Json& settings :
       {Json{{"name", "scaled"}, {"noise_scale", 0.125}},
        Json{{"name", "free_noise"}, {"step_size", 0.5}, {"noise_scale", 0.01}},
        Json{{"name", "reference"}, {"step_size", 0.1}, {"reference_scale", 0.3}},
        Json{{"name", "ascent"}, {"noise_scale", 0.2}},
        Json{{"name", "mala"}, {"step_size", 0.1}, {"temperature", 0.25}}}) {
    const auto r = rule(settings);
    Walk walk{n.x};
    const torch::Tensor drift = moved(*r, n, walk).drift;
    const StationaryLaw law = r->law().value();
    const double s = r->noise_scale();
    BOOST_TEST(s > 0, settings.dump());
    check_close(drift, -s * s / 2 * (law.energy * n.g + law.square * n.x));
  }
  BOOST_TEST(rule({{"name", "hmc"}, {"temperature", 0.5}})->law().value().energy == 2);
  BOOST_TEST(rule({{"name", "hmc"}})->noise_scale() == 0);
}

BOOST_AUTO_TEST_CASE(rules_without_noise_or_with_bounds_keep_no_law) {
  BOOST_TEST(!rule({{"name", "ascent"}})->law().has_value());
  BOOST_TEST(!rule({{"name", "scaled"}, {"noise_scale", 0}})->law().has_value());
  BOOST_TEST(!linear_rule({.noise = 0.1, .cap = 1})->law().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
