#include "ebm/loss.h"

#include <boost/test/unit_test.hpp>

#include "ebm/energy_update.h"

using namespace coopbench;
namespace tt = boost::test_tools;

namespace {

/// U(x) = w * mean of x.
struct Slope : Energy {
  torch::Tensor w = torch::tensor({0.5F}).requires_grad_(true);
  torch::Tensor forward(const torch::Tensor& x) const override { return w * x.flatten(1).mean(1); }
  std::vector<torch::Tensor> trained() const override { return {w}; }
};

torch::Tensor images(const std::vector<float>& values) {
  return torch::tensor(values).reshape({-1, 1, 1, 1}).expand({-1, 1, 2, 2});
}

EnergyDifference of(const torch::Tensor& data, const torch::Tensor& ends, const LossConfig& loss) {
  const Slope energy;
  Workers workers(1);
  return energy_difference(energy, data, ends, ends, workers, loss);
}

const torch::Tensor data = images({1, 2, 2}), ends = images({-4, 3});

}  // namespace

BOOST_AUTO_TEST_SUITE(loss)

// u = w (1, 2, 2), v = w (-4, 3): their norms are 3 w and 5 w.
BOOST_AUTO_TEST_CASE(norms_are_those_of_both_batches) {
  const EnergyDifference found =
      of(data, ends, {.penalty_weight = 0.1, .penalty = EnergyPenalty::norms});
  BOOST_TEST(found.penalty == 0.1 * 0.5 * 8, tt::tolerance(1e-6));
  BOOST_TEST(found.penalty_gradient[0].item<double>() == 0.1 * 8, tt::tolerance(1e-6));
  const double difference = 5.0 / 3 + 0.5;
  BOOST_TEST(found.gradients(2)[0].item<double>() == 2 * difference + 0.8, tt::tolerance(1e-6));
}

// Mean squares are 3 w^2 and 12.5 w^2.
BOOST_AUTO_TEST_CASE(squares_are_means_over_each_batch) {
  const EnergyDifference found =
      of(data, ends, {.penalty_weight = 2, .penalty = EnergyPenalty::squares});
  BOOST_TEST(found.penalty == 2 * 0.25 * 15.5, tt::tolerance(1e-6));
  BOOST_TEST(found.penalty_gradient[0].item<double>() == 2 * 2 * 0.5 * 15.5, tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(without_a_penalty_there_is_none) {
  const EnergyDifference found = of(data, ends, {});
  BOOST_TEST(found.penalty == 0);
  BOOST_TEST(found.penalty_gradient.empty());
}

BOOST_AUTO_TEST_CASE(energies_of_nought_have_a_norm_without_a_slope) {
  const EnergyDifference found = of(images({0, 0}), images({0}), {.penalty = EnergyPenalty::norms});
  BOOST_TEST(found.penalty == 0);
  BOOST_TEST(found.penalty_gradient[0].item<double>() == 0);
}

BOOST_AUTO_TEST_CASE(gradients_are_shortened_together) {
  std::vector<torch::Tensor> gradients{torch::tensor({3.0F}), {}, torch::tensor({0.0F, 4.0F})};
  BOOST_TEST(!shorten(gradients, 5.1));
  BOOST_TEST(gradients[0].item<double>() == 3);
  BOOST_TEST(shorten(gradients, 1));
  BOOST_TEST(gradients[0].item<double>() == 0.6, tt::tolerance(1e-6));
  BOOST_TEST(gradients[2][1].item<double>() == 0.8, tt::tolerance(1e-6));
  BOOST_TEST(!gradients[1].defined());
}

BOOST_AUTO_TEST_SUITE_END()
