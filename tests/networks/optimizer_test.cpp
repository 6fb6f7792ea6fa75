#include "networks/optimizer.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

using namespace coopbench;

namespace {

std::unique_ptr<Optimizer> make(const Json& settings, const torch::Tensor& weight) {
  return optimizers().make({optimizers().resolve(settings, "optimizer")}, {weight});
}

torch::Tensor start() { return torch::tensor({1.0F, -2.0F}).requires_grad_(true); }

void descend(Optimizer& optimizer, const torch::Tensor& weight, int64_t times) {
  for (int64_t i = 0; i < times; ++i) optimizer.descend((weight * weight).sum());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimizer)

// The gradient of sum w^2 is 2w. Adam's first step is the learning rate times the sign, whatever
// the gradient.
BOOST_AUTO_TEST_CASE(first_steps_are_those_of_the_formulas) {
  auto a = start(), s = start();
  BOOST_TEST(make({{"name", "adam"}, {"learning_rate", 0.1}}, a)->descend((a * a).sum()) == 5);
  BOOST_TEST(torch::allclose(a, torch::tensor({0.9F, -1.9F})));
  make({{"name", "sgd"}, {"learning_rate", 0.25}}, s)->descend((s * s).sum());
  BOOST_TEST(torch::allclose(s, torch::tensor({0.5F, -1.0F})));
}

BOOST_AUTO_TEST_CASE(the_learning_rate_decays_to_its_minimum) {
  const LearningRate rate(0.1, {.decay = 0.5, .minimum = 0.02});
  BOOST_TEST(rate.at(0) == 0.1);
  BOOST_TEST(rate.at(2) == 0.025);
  BOOST_TEST(rate.at(3) == 0.02);
  auto w = start();
  auto optimizer = make({{"name", "sgd"}, {"learning_rate", 0.25}, {"decay", 0.5}}, w);
  descend(*optimizer, w, 2);
  // Factors 1 - 2 * 0.25 and 1 - 2 * 0.125.
  BOOST_TEST(torch::allclose(w, torch::tensor({0.375F, -0.75F})));
}

BOOST_AUTO_TEST_CASE(every_optimiser_goes_on_from_its_saved_state_to_the_bit) {
  for (const auto& name : optimizers().names()) {
    Json settings{{"name", name}, {"learning_rate", 0.01}, {"decay", 0.9}};
    if (name == "sgd") settings["momentum"] = 0.9;
    auto whole = start(), before = start();
    auto one = make(settings, whole), first = make(settings, before);
    descend(*one, whole, 7);
    descend(*first, before, 3);
    auto after = before.detach().clone().requires_grad_(true);
    auto second = make(settings, after);
    second->load(first->save());
    descend(*second, after, 4);
    BOOST_TEST(torch::equal(whole, after), name);
    BOOST_TEST(!torch::equal(whole, start()), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
