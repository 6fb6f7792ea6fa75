#include "ebm/engine.h"

#include <hwy/highway.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/engine_runs.h"
#include "ebm/gaussian_energy.h"

using namespace coopbench;
using namespace engine_runs;

BOOST_AUTO_TEST_SUITE(engine_)

BOOST_AUTO_TEST_CASE(every_engine_agrees_with_plain_on_every_rule_and_net) {
  std::set<std::string> tried;
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    for (const auto& rule_name : step_rules().names())
      for (const auto& name : engines().names()) {
        const auto tested = engine(name, 2);
        const auto step = rule({{"name", rule_name}});
        if (!lacks(*tested, energy, step, shape).empty()) continue;
        tried.insert(name);
        check_agrees(*tested, energy, step, shape, name + " " + rule_name + " " + net.dump());
      }
    BOOST_TEST(energy.trained()[0].requires_grad());
  }
  BOOST_TEST(tried.size() == engines().names().size());
  std::set<std::string> net_names;
  for (const auto& [net, shape] : nets) net_names.insert(net.at("name"));
  BOOST_TEST(net_names.size() == energy_nets().names().size());
}

BOOST_AUTO_TEST_CASE(settings_of_a_rule_reach_every_engine) {
  const auto& [net, shape] = small_images;
  const NetworkEnergy energy = energy_of(net, shape);
  for (const Json& settings :
       {Json{{"name", "ascent"}, {"step_size", 3}, {"momentum", 0.75}, {"noise_scale", 0.1}},
        Json{{"name", "reference"}, {"step_size", 0.3}, {"reference_scale", 0.7}},
        Json{{"name", "free_noise"}, {"step_size", 20}, {"noise_scale", 0}},
        Json{{"name", "textbook"}, {"step_size", 3}, {"noise_factor", 0.1}, {"noise_decay", 0.7}},
        Json{{"name", "scaled"},
             {"noise_scale", 0.2},
             {"clamp", {-0.9, 0.8}},
             {"clip", 0.1},
             {"clip_norm", 0.5},
             {"cap", 0.4},
             {"temperature", 2},
             {"noise_decay", 0.8}}})
    for (const char* name : {"chunked", "resident"})
      check_agrees(*engine(name), energy, rule(settings), shape, name + settings.dump());
}

BOOST_AUTO_TEST_CASE(layers_beyond_those_of_the_nets) {
  const ImageShape shape{2, 9};
  const auto step = rule({{"name", "free_noise"}, {"step_size", 5}});
  // Kernel 5 with uneven padding, no leaky ReLU behind it, a layer over the whole image in the
  // middle.
  const NetworkEnergy odd =
      energy_of({Conv{2, 5, 5, 1, 1, 2}, Conv{5, 3, 4, 2, 1, 1}, LeakyRelu{0.1}, Conv{3, 11, 4},
                 LeakyRelu{0.3}, Linear{11, 6}, LeakyRelu{0}, Linear{6, 2}},
                -1);
  for (const char* name : {"chunked", "resident"})
    check_agrees(*engine(name, 2), odd, step, shape, name, 37);
  const NetworkEnergy other =
      energy_of({Conv{2, 4, 3, 3}, Tanh{}, MaxPool{2}, TransposedConv{4, 3, 3, 2, 0, 1},
                 LeakyRelu{0.2}, Linear{12, 1}});
  check_agrees(*engine("chunked", 2), other, step, shape, "chunked", 37);
  BOOST_TEST(lacks(*engine("resident"), other, step, shape) ==
             "runs convolutions with a stride only as 4x4, stride 2, padding 1");
  const NetworkEnergy normed = energy_of(
      with_spectral_norm({Conv{2, 4, 3, 1, 1, 1}, LeakyRelu{0.2}, NonLocal{4}, Linear{324, 1}}));
  check_agrees(*engine("chunked", 2), normed, step, shape, "chunked", 37, 2);
  // A layer with padding behind one over the whole image.
  const NetworkEnergy padded = energy_of(
      {Linear{162, 6}, LeakyRelu{0.2}, Conv{6, 4, 3, 1, 1, 1}, LeakyRelu{0.2}, Linear{4, 1}});
  for (const char* name : {"chunked", "resident"})
    check_agrees(*engine(name, 2), padded, step, shape, name, 37);
}

BOOST_AUTO_TEST_CASE(halvings_of_every_side_agree_or_are_refused) {
  const auto step = rule({{"name", "free_noise"}, {"step_size", 5}});
  for (int64_t side = 4; side <= 13; ++side)
    for (const int64_t after : {0, 1, 2}) {
      const Layers front{Conv{2, 3, 3, 1, 1, 1}, LeakyRelu{0.1}, Conv{3, 5, 4, 2, 1, after},
                         LeakyRelu{0.2}};
      const ImageShape shape{2, side}, to = shape_after(front, shape);
      Layers layers = front;
      layers.push_back(Linear{to.numbers(), 1});
      const NetworkEnergy energy = energy_of(layers);
      const std::string missing = lacks(*engine("resident"), energy, step, shape);
      const bool covered = 4 * ((to.side + 1) / 2) >= side;
      BOOST_TEST(missing.empty() == covered, side << " " << after);
      if (covered)
        check_agrees(*engine("resident"), energy, step, shape, fmt::format("{} {}", side, after));
    }
}

BOOST_AUTO_TEST_CASE(every_kind_of_processor_agrees_and_those_with_fused_adds_to_the_bit) {
  const auto step = rule({{"name", "free_noise"}, {"step_size", 3}, {"noise_scale", 0.1}});
  const auto on = [&](int64_t kind, auto work) {
    hwy::SetSupportedTargetsForTest(kind);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    work();
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  const int64_t here = hwy::SupportedTargets();
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    if (!lacks(*engine("resident"), energy, step, shape).empty()) continue;
    const auto x0 = starts(21, shape);
    std::vector<torch::Tensor> fused;
    for (const int64_t kind : {HWY_SSSE3, HWY_AVX2, HWY_AVX3})
      if ((here & kind) != 0)
        on(kind, [&, &about = net, &size = shape] {
          const std::string what = fmt::format("{} {}", hwy::TargetName(kind), about.dump());
          check_agrees(*engine("resident"), energy, step, size, what);
          if (kind != HWY_SSSE3)
            fused.push_back(run(*engine("resident"), energy, step, 3, {x0}).chains.x);
        });
    for (const auto& x : fused) BOOST_TEST(torch::equal(x, fused[0]), net.dump());
  }
}

BOOST_AUTO_TEST_CASE(gradients_agree_where_no_noise_covers_them) {
  const auto step = linear_rule({.gradient = -20, .x = 0.1, .momentum = 0.6, .noise = 0});
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    for (const char* name : {"chunked", "resident", "lanes"})
      if (const auto tested = engine(name, 2); lacks(*tested, energy, step, shape).empty())
        check_agrees(*tested, energy, step, shape, name + net.dump(), 21, 2);
  }
}

BOOST_AUTO_TEST_CASE(neither_threads_nor_neighbours_change_a_bit) {
  const auto step = rule({{"name", "ascent"}, {"momentum", 0.5}, {"noise_scale", 0.1}});
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    const auto x0 = starts(85, shape);
    for (const auto& name : {"chunked", "resident", "lanes"}) {
      if (!lacks(*engine(name), energy, step, shape).empty()) continue;
      const Ends one = run(*engine(name, 1), energy, step, 3, {x0});
      for (const int64_t threads : {2, 3, 5}) {
        const Ends more = run(*engine(name, threads), energy, step, 3, {x0});
        BOOST_TEST(torch::equal(one.chains.x, more.chains.x), name << threads << net.dump());
        BOOST_TEST(one.r == more.r, name << threads << net.dump());
      }
      if (std::string_view(name) == "chunked") continue;
      Stream part = stream;
      part.first_chain += 30;
      const Ends some = run(*engine(name, 2), energy, step, 3, {x0.slice(0, 30, 61)}, part);
      BOOST_TEST(torch::equal(one.chains.x.slice(0, 30, 61), some.chains.x), name << net.dump());
    }
  }
}

BOOST_AUTO_TEST_CASE(auto_takes_the_fastest_that_can_and_says_why_not_a_faster_one) {
  const EngineChoice choice(context(1));
  const auto step = rule({{"name", "free_noise"}});
  const auto pick = [&](const Energy& energy, ImageShape shape) {
    return choice.pick("auto", *energy.freeze(1), *step, shape);
  };
  const auto of_points = pick(energy_of(points.first, points.second), points.second);
  BOOST_TEST(of_points.name == "lanes");
  BOOST_TEST(of_points.why == "");
  const auto images = pick(energy_of(small_images.first, small_images.second), small_images.second);
  BOOST_TEST(images.name == "resident");
  BOOST_TEST(images.why ==
             "lanes needs layers that each cover their whole input, as in a net for points");
  const auto pooled = pick(energy_of({MaxPool{2}, Linear{4, 1}}), {1, 4});
  BOOST_TEST(pooled.name == "chunked");
  BOOST_TEST(pooled.why == "lanes has no max pool; resident has no max pool");
  BOOST_TEST(pick(GaussianEnergy(0, 1), {1, 4}).name == "chunked");
  BOOST_CHECK_EXCEPTION(
      choice.pick("resident", *energy_of({MaxPool{2}, Linear{4, 1}}).freeze(1), *step, {1, 4}),
      UserError, [](const UserError& error) {
        return std::string(error.what()) == "resident has no max pool; chunked, plain can";
      });
}

namespace {

/// Descends by the energy, so that it needs it: x - U(x) * grad U(x).
struct ByEnergy : StepRule {
  StepInfo step(Walk& walk, const Local& local, const Draws&, int64_t k) const override {
    const EnergyGradient here = local.at(walk.x, k);
    const torch::Tensor drift = -0.1 * here.energy.reshape({-1, 1, 1, 1}) * here.gradient;
    walk.x = walk.x + drift;
    return {drift};
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_rule_may_read_the_energy) {
  const auto& [net, shape] = small_images;
  const NetworkEnergy energy = energy_of(net, shape);
  const Rule by_energy = std::make_shared<ByEnergy>();
  check_agrees(*engine("chunked", 2), energy, by_energy, shape, "chunked");
  BOOST_TEST(lacks(*engine("resident"), energy, by_energy, shape) == "has linear step rules only");
}

namespace {

/// Shows engines other layers than those that it computes.
struct Lying : Frozen {
  NetworkEnergy told = energy_of(small_images.first, small_images.second),
                other = energy_of({{"name", "anatomy_vanilla"}, {"n_f", 5}}, small_images.second);
  std::shared_ptr<const Frozen> shown = other.freeze(9);
  torch::Tensor forward(const torch::Tensor& x, int64_t) const override { return told.forward(x); }
  const FrozenNet* layered() const override { return shown->layered(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(check_stops_at_the_first_difference_and_says_where) {
  const ImageShape shape = small_images.second;
  const auto checked = engine("check");
  const auto x0 = starts(3, shape);
  const auto message_of = [&](double step_size) -> std::string {
    try {
      const Rule step = rule({{"name", "free_noise"}, {"step_size", step_size}});
      checked->prepare(std::make_shared<Lying>(), step, 9, shape)({x0}, stream);
    } catch (const Failure& error) {
      return error.what();
    }
    return "";
  };
  BOOST_TEST(message_of(1e6).starts_with(
      "engine check: resident and plain differ at iteration 3, chain 70, step 0, number 0: "));
  // With small steps the difference needs some of them to pass the tolerance.
  const std::string late = message_of(0.05);
  BOOST_TEST(late.find("step ") != std::string::npos);
  BOOST_TEST(late.find("step 0,") == std::string::npos, late);
  BOOST_TEST(message_of(1e-6) == "");
}

BOOST_AUTO_TEST_CASE(bf16_is_near_float32_and_only_where_products_can_be_in_it) {
  const auto step = rule({{"name", "free_noise"}, {"step_size", 1}, {"noise_scale", 0}});
  const EngineContext bf16{std::make_shared<Workers>(2), Precision::bf16};
  const auto resident = engines().make({{{"name", "resident"}}}, bf16);
  const NetworkEnergy of_points = energy_of(points.first, points.second);
  BOOST_TEST(lacks(*resident, of_points, step, points.second) ==
             "has bf16 for 4x4 convolutions of stride 2 only");
  int tried = 0;
  for (const auto& [net, shape] : nets) {
    const NetworkEnergy energy = energy_of(net, shape);
    if (!lacks(*resident, energy, step, shape).empty()) continue;
    ++tried;
    const auto x0 = starts(21, shape);
    const Ends right = run(*engine("plain"), energy, step, 1, {x0}),
               ends = run(*resident, energy, step, 1, {x0});
    const auto error = (right.chains.x - ends.chains.x).norm() / (right.chains.x - x0).norm();
    // PyTorch's gradient with operands in bf16 errs by 0.05 to 0.07 on such nets:
    // tests/goldens/bf16_gradient.py.
    BOOST_TEST(error.item<double>() < 0.1, net.dump() << " " << error.item<double>());
    BOOST_TEST(error.item<double>() > 1e-5, net.dump());
  }
  BOOST_TEST(tried >= 6);
  // So many channels that the sums go over several blocks.
  const NetworkEnergy wide =
      energy_of({Conv{1, 66, 3, 1, 1, 1}, LeakyRelu{0.2}, Conv{66, 150, 4, 2, 1, 1}, LeakyRelu{0.2},
                 Linear{2400, 1}});
  const auto x0 = starts(5, {1, 8});
  const auto right = run(*engine("plain"), wide, step, 1, {x0}).chains.x - x0,
             near = run(*resident, wide, step, 1, {x0}).chains.x - x0;
  BOOST_TEST((right - near).norm().item<double>() < 0.1 * right.norm().item<double>());
  for (const char* name : {"plain", "chunked", "lanes"})
    BOOST_TEST(engines()
                   .make({{{"name", name}}}, bf16)
                   ->lacks(*energy_of(points.first, points.second).freeze(1), *step,
                           points.second) == "runs in float32 only");
}

BOOST_AUTO_TEST_SUITE_END()
