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

/// U(x) = |x|^2 / 2.
struct Bowl : Local {
  EnergyGradient at(const torch::Tensor& x, int64_t) const override {
    return {x.square().flatten(1).sum(1) / 2, x};
  }
  bool varies() const override { return false; }
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

BOOST_AUTO_TEST_CASE(textbook_has_noise_of_the_root_of_two_step_sizes) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "textbook"}, {"step_size", 0.02}, {"noise_factor", 0.5}});
  const Moved move = moved(*r, n, walk);
  check_close(move.drift, -0.02 * n.g);
  check_close(move.x, n.x - 0.02 * n.g + 0.1 * n.xi);
  BOOST_TEST(r->energy_scale() == 1);
}

// With gradients g and -g the averages without bias are g, g^2 and then -(1 - b1) / (1 + b1) g,
// g^2.
BOOST_AUTO_TEST_CASE(adam_divides_the_mean_by_the_root_of_the_mean_square) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "adam"}, {"step_size", 0.1}, {"beta1", 0.6}, {"beta2", 0.9}});
  const torch::Tensor toward = n.g / (n.g.abs() + 1e-8);
  const Moved first = moved(*r, n, walk);
  check_close(first.x, n.x - 0.1 * toward);
  check_close(first.drift, -0.1 * toward);
  check_close(moved(*r, n, walk, 1).drift, 0.1 * 0.25 * toward);
  Walk afresh{n.x};
  check_close(moved(*r, n, afresh).x, first.x);
}

BOOST_AUTO_TEST_CASE(clipped_takes_the_gradient_behind_its_noise_and_counts_its_bounds) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "clipped"},
                       {"step_size", 0.5},
                       {"clip", 0.6},
                       {"noise_scale", 0.25},
                       {"clamp", {-0.2, 0.4}}});
  const StepInfo info = r->step(walk, Bowl(), Draws({.seed = 3}, 3), 0);
  const torch::Tensor y = n.x + 0.25 * n.xi, to = y - 0.5 * y.clamp(-0.6, 0.6);
  check_close(info.drift, -0.5 * y.clamp(-0.6, 0.6));
  check_close(walk.x, to.clamp(-0.2, 0.4));
  BOOST_TEST((r->counts() == std::vector<std::string>{"clipped", "clamped"}));
  const auto share = [](const torch::Tensor& is) {
    return is.to(torch::kFloat64).flatten(1).mean(1);
  };
  BOOST_TEST(torch::equal(info.counts.at(0), share(y.abs() > 0.6)));
  BOOST_TEST(torch::equal(info.counts.at(1), share((to < -0.2) | (to > 0.4))));
  BOOST_TEST(info.counts[0].sum().item<double>() > 0);
  BOOST_TEST(info.counts[1].sum().item<double>() > 0);
}

BOOST_AUTO_TEST_CASE(options_bound_the_gradient_then_the_drift_then_x) {
  const Numbers n;
  Walk walk{n.x};
  const auto r = rule({{"name", "scaled"},
                       {"noise_scale", 0.2},
                       {"clip", 0.5},
                       {"clip_norm", 0.8},
                       {"cap", 0.6},
                       {"temperature", 0.25},
                       {"clamp", {-0.5, 0.3}}});
  const auto shortened = [](const torch::Tensor& x, double bound) {
    const torch::Tensor norm = x.square().sum({1, 2, 3}, true).sqrt();
    return torch::where(norm > bound, x * bound / norm, x);
  };
  const Moved move = moved(*r, n, walk);
  const torch::Tensor drift = -shortened(shortened(n.g.clamp(-0.5, 0.5), 0.8), 0.6);
  check_close(move.drift, drift);
  check_close(move.x, (n.x + drift + 0.1 * n.xi).clamp(-0.5, 0.3));
  // That of the noise at temperature 1.
  BOOST_TEST(r->energy_scale() == 50, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(noise_decays_from_step_to_step_and_what_is_none_is_not_drawn) {
  const Numbers n;
  for (const char* name : {"scaled", "free_noise", "ascent", "reference", "textbook"}) {
    const auto r = rule({{"name", name}, {"noise_decay", 0.5}});
    Walk walk{n.x};
    const Moved move = moved(*r, n, walk, 2);
    check_close(move.x,
                n.x + move.drift + r->factors()->noise / 4 * normal({.seed = 3}, n.x.sizes(), 2));
  }
  int drawn = 0;
  watch_draws([&](const DrawnPlace&) { ++drawn; });
  for (const Json& settings :
       {Json{{"name", "textbook"}, {"noise_decay", 0}},
        Json{{"name", "reference"}, {"temperature", 0}},
        Json{{"name", "clipped"}, {"noise_scale", 0}}, Json{{"name", "adam"}}}) {
    Walk walk{torch::ones({3, 1, 2, 2})};
    rule(settings)->step(walk, Bowl(), Draws({.seed = 3}, 3), 1);
  }
  watch_draws({});
  BOOST_TEST(drawn == 0);
}

BOOST_AUTO_TEST_CASE(bounds_of_x_that_are_not_low_and_high_are_refused) {
  for (const char* name : {"scaled", "free_noise", "ascent", "reference", "textbook", "clipped"}) {
    for (const Json& clamp : {Json{1, -1}, Json{0.5, 0.5}, Json{1}, Json{-1, 0, 1}})
      BOOST_CHECK_EXCEPTION(
          step_rules().resolve({{"name", name}, {"clamp", clamp}}, "sampler.rule"), UserError,
          [&](const UserError& error) {
            return std::string(error.what()) ==
                   "sampler.rule.clamp: must be [], or [low, high] with low below high, not " +
                       clamp.dump();
          });
    BOOST_TEST(rule({{"name", name}, {"clamp", {-2, 2}}})->counts().back() == "clamped");
  }
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
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  for (const Json& settings :
       {Json{{"name", "scaled"}, {"noise_scale", 0.125}},
        Json{{"name", "free_noise"}, {"step_size", 0.5}, {"noise_scale", 0.01}},
        Json{{"name", "reference"}, {"step_size", 0.1}, {"reference_scale", 0.3}},
        Json{{"name", "ascent"}, {"noise_scale", 0.2}},
        Json{{"name", "textbook"}, {"step_size", 0.1}, {"noise_factor", 0.7}},
        Json{{"name", "scaled"}, {"noise_scale", 0.125}, {"temperature", 4}},
        Json{{"name", "reference"}, {"step_size", 0.1}, {"temperature", 0.5}},
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
  const auto energy = [](const Json& settings) { return rule(settings)->law().value().energy; };
  BOOST_TEST(energy({{"name", "textbook"}, {"temperature", 0.5}}) == 2, tolerance);
  BOOST_TEST(energy({{"name", "textbook"}, {"noise_factor", 0.5}}) == 4, tolerance);
  BOOST_TEST(energy({{"name", "scaled"}, {"noise_scale", 0.125}, {"temperature", 0.5}}) == 256,
             tolerance);
}

BOOST_AUTO_TEST_CASE(rules_without_noise_or_with_one_that_decays_or_with_bounds_keep_no_law) {
  BOOST_TEST(!rule({{"name", "ascent"}})->law().has_value());
  BOOST_TEST(!rule({{"name", "scaled"}, {"noise_scale", 0}})->law().has_value());
  BOOST_TEST(!linear_rule({.noise = 0.1, .cap = 1})->law().has_value());
  BOOST_TEST(!rule({{"name", "clipped"}})->law().has_value());
  BOOST_TEST(!rule({{"name", "adam"}})->law().has_value());
  for (const Json& option : {Json{{"noise_decay", 0.9}}, Json{{"temperature", 0}},
                             Json{{"clamp", {-1, 1}}}, Json{{"clip", 1}}}) {
    Json settings{{"name", "textbook"}};
    settings.update(option);
    BOOST_TEST(!rule(settings)->law().has_value(), settings.dump());
  }
}

BOOST_AUTO_TEST_SUITE_END()
