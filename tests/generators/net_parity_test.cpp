// Every generator net at its published size against PyTorch.
#include <torch/autograd.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "generators/generator.h"
#include "golden_nets.h"
#include "parity_table.h"

using namespace coopbench;
using torch::Tensor;

BOOST_AUTO_TEST_SUITE(net_parity)

BOOST_AUTO_TEST_CASE(images_and_gradients_are_those_of_pytorch) {
  ParityTable table("generator_nets.csv", {"images", "latent gradient", "weight gradients"});
  std::set<std::string> tried;
  const Json all = golden_nets::entries("generators");
  for (const auto& [name, entry] : all.items()) {
    tried.insert(golden_nets::table_name(name));
    const Json choice = generator_nets().resolve(golden_nets::choice(name, entry), "net");
    const Generator generator(generator_nets().make(Choice{choice}, golden_nets::shape_of(entry)),
                              1);
    const Network& network = generator.network();
    golden_nets::fill(network, entry.at("gain"));
    BOOST_TEST(generator.latent() == entry.at("latent").get<int64_t>());
    const Tensor z =
        golden_nets::some({3, generator.latent()}, entry.at("input")).requires_grad_(true);
    const Tensor x = generator.sample(z);
    std::vector<Tensor> at = network.trained();
    at.push_back(z);
    auto gradients =
        torch::autograd::grad({(x * golden_nets::some(x.sizes().vec(), 6000)).sum()}, at);
    const Tensor at_z = gradients.back();
    gradients.pop_back();
    table.add(name, {relative_error(x.detach(), golden_nets::array(entry)),
                     golden_nets::digest_error(at_z, entry.at("gradient"), 0),
                     golden_nets::weights_error(gradients, entry.at("weights"))});
  }
  for (const std::string& name : generator_nets().names())
    BOOST_TEST((tried.contains(name) || name == "toy_generator"),
               name << " is held against nothing");
  BOOST_TEST(table.worst() < golden_nets::kTolerance, table.text());
}

BOOST_AUTO_TEST_SUITE_END()
