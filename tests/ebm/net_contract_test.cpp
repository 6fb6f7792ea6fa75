#include "ebm/net_contract.h"

#include <fmt/ranges.h>

using namespace coopbench;
using net_contract::broken_by;

namespace {

using Broken = std::set<std::string>;

EnergySpec small_net(ImageShape shape) {
  need_side("small", shape, {16});
  return {.layers = {Conv{shape.channels, 3, 4, 4}, LeakyRelu{0.1}, Linear{48, 1}}};
}

/// The small net with a mistake.
net_contract::Make small_net_but(const std::function<void(EnergySpec&, ImageShape)>& mistake) {
  return [mistake](ImageShape shape) {
    EnergySpec spec = small_net(shape);
    mistake(spec, shape);
    return spec;
  };
}

/// What is broken must be that, and may be more.
void check_caught(const net_contract::Make& make, const std::string& what) {
  const Broken broken = broken_by(make);
  BOOST_TEST(broken.contains(what),
             what << "; found: " << fmt::format("{}", fmt::join(broken, ", ")));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(net_contract_)

BOOST_AUTO_TEST_CASE(every_net_of_the_table_holds_it) {
  for (const auto& name : energy_nets().names())
    for (const std::string& broken : broken_by(engine_runs::net_of_table(name)))
      BOOST_ERROR(name + ": " + broken);
  BOOST_TEST((broken_by(small_net) == Broken{}));
}

BOOST_AUTO_TEST_CASE(nets_that_are_wrong_are_caught) {
  // It takes every side, and only fits one.
  check_caught(
      [](ImageShape shape) {
        EnergySpec spec = small_net({shape.channels, 16});
        return spec;
      },
      "layers that fit each other");
  // It takes no side at all.
  check_caught(
      [](ImageShape shape) -> EnergySpec {
        need_side("none", shape, {130});
        return {};
      },
      "takes some shape");
  // Each call makes it a channel wider.
  check_caught(
      [calls = std::make_shared<int64_t>(0)](ImageShape shape) {
        need_side("wider", shape, {16});
        const int64_t channels = 3 + ++*calls;
        return EnergySpec{.layers = {Conv{shape.channels, channels, 4, 4}, LeakyRelu{0.1},
                                     Linear{16 * channels, 1}}};
      },
      "the same net each time");
  // Its energy is that of a whole batch.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape) {
                 spec.layers.insert(spec.layers.begin() + 1, BatchNorm{.channels = 3});
               }),
               "a shape that is taken and then refused");
  // It does not look at the image.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape) {
                 spec.layers[1] = LeakyRelu{0};
                 spec.layers.insert(spec.layers.begin() + 1, Tanh{});
                 spec.sign = 0;
               }),
               "a gradient at each image");
  // All its weights begin as 0, and as infinity.
  for (const double deviation : {0.0, std::numeric_limits<double>::infinity()})
    check_caught(small_net_but([=](EnergySpec& spec, ImageShape) {
                   spec.initial = NormalWeights{deviation, deviation};
                 }),
                 deviation == 0 ? "other weights from another seed" : "finite energies");
  // It is for one channel, whatever the images have.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape) {
                 spec.layers[0] = Conv{1, 3, 4, 4};
               }),
               "layers that fit each other");
  // It takes a larger side, and does not fit it.
  check_caught(
      [](ImageShape shape) {
        need_side("two sides", shape, {16, 96});
        return small_net({shape.channels, 16});
      },
      "layers that fit each other");
  // It sees one pixel of sixteen.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape shape) {
                 spec.layers[0] = Conv{shape.channels, 3, 1, 4};
               }),
               "a gradient at most pixels");
  // It is linear.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape) { spec.layers[1] = LeakyRelu{1}; }),
               "a gradient that the image changes");
  // Its weights begin so small that no chain moves, and so large that each one leaves.
  for (const double deviation : {1e-12, 1e12})
    check_caught(small_net_but([=](EnergySpec& spec, ImageShape) {
                   spec.initial = NormalWeights{deviation, 1};
                 }),
                 "first weights of a size that trains");
  // Its sign changes with each call.
  check_caught(small_net_but([sign = std::make_shared<double>(1)](EnergySpec& spec, ImageShape) {
                 spec.sign = *sign = -*sign;
               }),
               "weights that follow from the seed");
  // The paper's f = -U, taken for a factor.
  check_caught(small_net_but([](EnergySpec& spec, ImageShape) { spec.sign = 2; }),
               "a sign of 1 or -1");
}

BOOST_AUTO_TEST_SUITE_END()
