// Bounds of a step and anchors of the chains, in every engine.
#include "ebm/engine_runs.h"
#include "ebm/input_gradient.h"

using namespace coopbench;
using namespace engine_runs;

BOOST_AUTO_TEST_SUITE(engine_steps)

BOOST_AUTO_TEST_CASE(bounds_of_a_step_hold_in_every_engine_and_are_counted) {
  std::set<std::string> seen;
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    const auto from = starts(21, shape);
    const auto gradient =
        autograd_gradient([&](const torch::Tensor& x) { return energy.forward(x); }, from).gradient;
    const double middle = 1.01 * gradient.abs().median().item<double>(),
                 norm = gradient.flatten(1).norm(2, 1).median().item<double>();
    for (const StepFactors& factors :
         {StepFactors{.gradient = -3, .momentum = 0.4, .noise = 0.1, .clip = middle},
          StepFactors{.gradient = -2, .x = 0.1, .clip_norm = 0.9 * norm},
          StepFactors{.gradient = -2, .noise = 0.1, .cap = 1.9 * norm},
          StepFactors{.gradient = -1, .noise = 0.5, .low = -0.3, .high = 0.6},
          StepFactors{
              .gradient = -5, .clip = middle, .clip_norm = norm, .cap = 2 * norm, .low = -0.9}}) {
      const Rule step = linear_rule(factors);
      for (const char* name : {"chunked", "resident", "lanes"}) {
        const auto tested = engine(name, 2);
        if (!lacks(*tested, energy, step, shape).empty()) continue;
        check_agrees(*tested, energy, step, shape, name + net.dump(), 21, 2);
        const Ends ends = run(*tested, energy, step, 2, {from});
        BOOST_TEST(ends.shares.size() == step->counts().size());
        for (const auto& [what, shares] : ends.shares)
          if (shares[0] > 0 && shares[0] < 1) seen.insert(name + (" " + what));
        if (factors.clamps()) {
          BOOST_TEST(ends.chains.x.min().item<double>() >= static_cast<float>(factors.low));
          BOOST_TEST(ends.chains.x.max().item<double>() <= static_cast<float>(factors.high));
        }
      }
    }
  }
  // Each of four is counted by each of three engines where it holds for some and not for others.
  BOOST_TEST(seen.size() == 12U);
}

// With neither gradient nor x in the drift the chains move by their noise alone.
BOOST_AUTO_TEST_CASE(noise_decays_in_every_engine) {
  for (const auto& [net, shape] : {small_images, points}) {
    const NetworkEnergy energy = energy_of(net, shape);
    const auto from = starts(21, shape);
    for (const double cap : {StepFactors::none, 10.0})
      for (const double decay : {1.0, 0.6, 0.0}) {
        const Rule step =
            linear_rule({.gradient = 0, .noise = 0.5, .noise_decay = decay, .cap = cap});
        torch::Tensor right = from;
        for (int64_t k = 0; k < 4; ++k)
          right = right + 0.5 * std::pow(decay, k) * normal(stream, from.sizes(), k);
        for (const char* name : {"plain", "chunked", "resident", "lanes"})
          if (const auto tested = engine(name, 2); lacks(*tested, energy, step, shape).empty()) {
            const torch::Tensor x = run(*tested, energy, step, 4, {from}).chains.x;
            BOOST_TEST(largest(right - x) < 2e-6, name << net.dump() << decay);
          }
      }
  }
}

BOOST_AUTO_TEST_CASE(anchors_hold_chains_in_every_engine) {
  const auto step = rule({{"name", "ascent"}, {"step_size", 0.5}, {"momentum", 0.3}});
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    Chains from{starts(21, shape)};
    from.anchor = Anchor{uniform({.seed = 8}, from.x.sizes(), -1, 1), torch::arange(21) / 30.0F};
    for (const char* name : {"chunked", "resident", "lanes"}) {
      const auto tested = engine(name, 2);
      if (!lacks(*tested, energy, step, shape).empty()) continue;
      check_agrees(*tested, energy, step, from, name + net.dump());
      const Ends held = run(*tested, energy, step, 4, from);
      BOOST_TEST(torch::equal(held.chains.anchor->at, from.anchor->at));
      const Ends free = run(*tested, energy, step, 4, {from.x});
      BOOST_TEST(torch::equal(held.chains.x[0], free.chains.x[0]), "precision 0 is free");
      BOOST_TEST(!torch::equal(held.chains.x[1], free.chains.x[1]));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
