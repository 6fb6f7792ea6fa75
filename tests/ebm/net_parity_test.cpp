// Every energy net at its published size against PyTorch.
#include <torch/autograd.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "ebm/energy.h"
#include "ebm/input_gradient.h"
#include "golden_nets.h"
#include "parity_table.h"

using namespace coopbench;
using torch::Tensor;

BOOST_AUTO_TEST_SUITE(net_parity)

BOOST_AUTO_TEST_CASE(energies_and_gradients_are_those_of_pytorch) {
  ParityTable table("energy_nets.csv", {"energies", "input gradient", "weight gradients",
                                        "input gradient without a graph"});
  std::set<std::string> tried;
  const Json all = golden_nets::entries("energies");
  for (const auto& [name, entry] : all.items()) {
    tried.insert(golden_nets::table_name(name));
    const Json choice = energy_nets().resolve(golden_nets::choice(name, entry), "energy");
    const EnergySpec spec = energy_nets().make(Choice{choice}, golden_nets::shape_of(entry));
    const NetworkEnergy energy(spec, 1);
    golden_nets::fill(energy.network(), entry.at("gain"));
    const auto shape = entry.at("shape").get<std::vector<int64_t>>();
    const Tensor x = golden_nets::some({2, shape[0], shape[1], shape[2]}, entry.at("input"))
                         .requires_grad_(true);
    const Tensor u = energy.forward(x);
    const auto right = torch::tensor(entry.at("energy").get<std::vector<double>>());
    std::vector<Tensor> at = energy.trained();
    at.push_back(x);
    auto gradients = torch::autograd::grad({u.sum()}, at);
    const Tensor at_x = gradients.back();
    gradients.pop_back();
    const Tensor golden = golden_nets::array(entry);
    const auto frozen = energy.freeze(1);  // behind one more power iteration
    const Tensor start = x.detach();
    table.add(name, {relative_error(u.detach(), right), relative_error(at_x.slice(0, 0, 1), golden),
                     golden_nets::weights_error(gradients, entry.at("weights")),
                     relative_error(input_gradient(*frozen->layered(), start, 0).gradient,
                                    autograd_gradient(*frozen, start, 0).gradient)});
  }
  for (const std::string& name : energy_nets().names())
    BOOST_TEST(tried.contains(name), name << " is held against nothing");
  BOOST_TEST(table.worst() < golden_nets::kTolerance, table.text());
}

BOOST_AUTO_TEST_SUITE_END()
