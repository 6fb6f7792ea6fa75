#pragma once

#include <fmt/format.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/engine_choice.h"

// What the tests of engines share: nets, engines, and the comparison with `plain`.
namespace engine_runs {

using namespace coopbench;

inline const Stream stream{.seed = 11, .purpose = Purpose::step, .iteration = 3, .first_chain = 70};

inline std::shared_ptr<const StepRule> rule(const Json& settings) {
  return step_rules().make({step_rules().resolve(settings, "rule")});
}

inline EngineContext context(int64_t threads) { return {std::make_shared<Workers>(threads)}; }

inline std::unique_ptr<Engine> engine(const std::string& name, int64_t threads = 1) {
  return engines().make({{{"name", name}}}, context(threads));
}

inline NetworkEnergy energy_of(const Json& net, ImageShape shape) {
  NetworkEnergy energy{energy_nets().make({energy_nets().resolve(net, "energy")}, shape), 1};
  const torch::NoGradGuard no_grad;
  // A non-local block that begins as the identity is to be more than that.
  for (const auto& weight : energy.trained())
    if (weight.abs().max().item<double>() == 0)
      weight.copy_(uniform({.seed = 3}, {1, weight.numel()}, -1, 1).reshape(weight.sizes()));
  return energy;
}

inline NetworkEnergy energy_of(Layers layers, double sign = 1) {
  return {EnergySpec{.layers = std::move(layers), .sign = sign}, 1};
}

inline torch::Tensor starts(int64_t n, ImageShape shape) {
  return uniform({.seed = 2}, {n, shape.channels, shape.side, shape.side}, -1, 1);
}

inline double largest(const torch::Tensor& x) { return x.abs().max().item<double>(); }

using Rule = std::shared_ptr<const StepRule>;

inline Ends run(const Engine& engine, const Energy& energy, const Rule& step, int64_t steps,
                const Chains& from, const Stream& at = stream) {
  return engine.prepare(energy.freeze(steps), step, steps, shape_of(from.x))(from, at);
}

inline std::string lacks(const Engine& engine, const Energy& energy, const Rule& step,
                         ImageShape shape) {
  return engine.lacks(*energy.freeze(1), *step, shape);
}

/// Runs both and compares the ends and r, as a share of how far the chains went.
inline void check_agrees(const Engine& engine, const Energy& energy, const Rule& step,
                         const Chains& from, const std::string& what, int64_t steps = 4) {
  const Ends right = run(*engine_runs::engine("plain"), energy, step, steps, from),
             ends = run(engine, energy, step, steps, from);
  const torch::Tensor& x = ends.chains.x;
  const double distance = largest(right.chains.x - from.x);
  BOOST_TEST(distance > 0, what << " moves");
  BOOST_TEST(largest(right.chains.x - x) <= 1e-5 * distance + 3e-7, what << " ends");
  BOOST_TEST(ends.r == right.r, what << " r" << boost::test_tools::tolerance(1e-5));
  BOOST_TEST(ends.gradients == right.gradients);
  BOOST_TEST(ends.shares.size() == right.shares.size());
  for (const auto& [name, shares] : right.shares)
    for (size_t k = 0; k < shares.size(); ++k)
      BOOST_TEST(ends.shares.at(name).at(k) == shares[k],
                 what << " " << name << boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!x.requires_grad());
}

inline void check_agrees(const Engine& engine, const Energy& energy, const Rule& step,
                         ImageShape shape, const std::string& what, int64_t n = 21,
                         int64_t steps = 4) {
  check_agrees(engine, energy, step, {starts(n, shape)}, what, steps);
}

using Net = std::pair<Json, ImageShape>;

inline const Net small_images{{{"name", "anatomy_vanilla"}, {"n_f", 4}}, {1, 16}},
    points{{{"name", "anatomy_toy"}}, {2, 1}};

/// Settings and shapes that engines take in different ways.
inline const std::vector<Net> chosen_nets = {
    small_images,
    points,
    {{{"name", "anatomy_vanilla"}, {"n_f", 3}}, {3, 28}},
    {{{"name", "anatomy_vanilla"}, {"n_f", 8}, {"slope", 0.2}}, {3, 32}},
    {{{"name", "coopnets_mnist_descriptor"}, {"n_f", 4}, {"outputs", 10}}, {1, 28}},
    {{{"name", "coopnets_mnist_descriptor"}, {"n_f", 2}}, {2, 16}},
    {{{"name", "anatomy_nonlocal"}, {"n_f", 4}}, {2, 16}},
    {{{"name", "anatomy_vanilla"}, {"n_f", 4}, {"spectral_norm", true}}, {1, 16}},
    {{{"name", "anatomy_toy"}, {"spectral_norm", true}}, {2, 1}}};

/// Each side up to 64 that a net takes, with the fewest channels, at most 3, that it takes there.
template <class Make>
std::vector<ImageShape> shapes_of(const Make& make) {
  std::vector<ImageShape> shapes;
  for (int64_t side = 1; side <= 64; ++side)
    for (int64_t channels = 1; channels <= 3; ++channels) try {
        make(ImageShape{channels, side});
        shapes.push_back({channels, side});
        break;
      } catch (const UserError&) {
      }
  return shapes;
}

/// Settings of a net of the table: its own, but few channels where it has many, for the time's sake.
inline Json settings_of(const std::string& name) {
  Json settings{{"name", name}};
  const EnergyNets table = energy_nets();
  for (const auto& field : table.at(name, "energy").fields)
    if (field.name == "n_f" && field.initial > 32) settings["n_f"] = 8;
  return settings;
}

inline auto net_of_table(const std::string& name) {
  return [name](ImageShape shape) {
    return energy_nets().make({energy_nets().resolve(settings_of(name), "energy")}, shape);
  };
}

/// Those, and every other net of the table.
inline std::vector<Net> all_nets() {
  std::vector<Net> nets = chosen_nets;
  for (const std::string& name : energy_nets().names())
    if (std::none_of(chosen_nets.begin(), chosen_nets.end(),
                     [&](const Net& net) { return net.first.at("name") == name; }))
      nets.push_back({settings_of(name), shapes_of(net_of_table(name)).at(0)});
  return nets;
}

inline const std::vector<Net> nets = all_nets();

}  // namespace engine_runs
