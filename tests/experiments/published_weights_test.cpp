#include <boost/test/unit_test.hpp>

#include "ebm/energy.h"
#include "exchange/saved_files.h"
#include "exchange/weights.h"
#include "golden_nets.h"
#include "temporary_folder.h"

// State dicts as the published programs write them: tests/goldens/weights.py.
using namespace coopbench;

namespace {

/// The energies of three images by a net with the weights of a published layout, as the program has
/// them and as PyTorch says them of f.
struct Energies {
  torch::Tensor here, there;
};

Energies energies(const std::string& file, const Json& choice, ImageShape shape) {
  NetworkEnergy energy(energy_nets().make(Choice{energy_nets().resolve(choice, "net")}, shape), 1);
  energy.load(weights_for(energy.network(), read_weights(saved_files::folder() / file)));
  const auto there = saved_files::golden().at("energies").at(file).get<std::vector<double>>();
  return {energy.forward(golden_nets::some({3, shape.channels, shape.side, shape.side}, 0)),
          torch::tensor(there, torch::kFloat64)};
}

/// The largest difference of two lists of energies, as a share of the largest.
double error(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / b.abs().max()).item<double>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_weights)

BOOST_AUTO_TEST_CASE(state_dicts_of_ebm_anatomy_give_the_published_energies) {
  for (const char* file : {"vanilla.pth", "vanilla_legacy.pth"}) {
    const auto [here, there] = energies(file, {{"name", "anatomy_vanilla"}, {"n_f", 2}}, {1, 32});
    BOOST_TEST(error(here, there) < 1e-5, file);
  }
  const auto nonlocal =
      energies("nonlocal_legacy.pth", {{"name", "anatomy_nonlocal"}, {"n_f", 4}}, {1, 32});
  BOOST_TEST(error(nonlocal.here, nonlocal.there) < 1e-5);
  const auto toy =
      energies("toy_legacy.pth", {{"name", "anatomy_toy"}, {"widths", {4, 8, 8, 8}}}, {2, 1});
  BOOST_TEST(error(toy.here, toy.there) < 1e-5);
}

BOOST_AUTO_TEST_CASE(a_state_dict_of_short_run_gives_minus_its_f) {
  const auto [here, there] =
      energies("short_run_parallel.pth", {{"name", "short_run"}, {"n_f", 2}}, {3, 32});
  BOOST_TEST(error(here, -there) < 1e-5);
}

BOOST_AUTO_TEST_CASE(a_state_dict_of_another_width_or_side_is_refused_layer_by_layer) {
  BOOST_CHECK_EXCEPTION(
      energies("vanilla.pth", {{"name", "anatomy_vanilla"}, {"n_f", 3}}, {1, 32}), UserError,
      says({"vanilla.pth", "layer 0", "layer 2", "[3, 1, 3, 3]", "[2, 1, 3, 3]"}));
  BOOST_CHECK_EXCEPTION(energies("vanilla.pth", {{"name", "anatomy_vanilla"}, {"n_f", 2}}, {1, 16}),
                        UserError, says({"vanilla.pth", "has 5 layers", "the net 4"}));
}

BOOST_AUTO_TEST_SUITE_END()
