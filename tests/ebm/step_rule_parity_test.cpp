// Every step rule against NumPy: tests/goldens/step_rules.py.
#include <boost/test/unit_test.hpp>
#include <set>

#include "ebm/walk.h"
#include "golden_tensors.h"
#include "parity_table.h"

using namespace coopbench;
using torch::Tensor;

namespace {

/// U(x) = gain * sum(x_i^4/4 - x_i^2/2 + 0.3 x_i x_{i+1}) over the numbers of a chain.
EnergyGradientOf quartic(double gain) {
  return [gain](const Tensor& x, int64_t) -> EnergyGradient {
    const Tensor rows = x.flatten(1);
    const int64_t n = rows.size(1);
    const Tensor before = rows.slice(1, 0, n - 1), behind = rows.slice(1, 1, n);
    Tensor gradient = rows.pow(3) - rows;
    gradient.slice(1, 0, n - 1) += 0.3 * behind;
    gradient.slice(1, 1, n) += 0.3 * before;
    const Tensor energy =
        (rows.pow(4) / 4 - rows.square() / 2).sum(1) + 0.3 * (before * behind).sum(1);
    return {gain * energy, gain * gradient.reshape(x.sizes())};
  };
}

Tensor tensor_of(const Json& numbers) {
  return torch::tensor(numbers.get<std::vector<double>>(), torch::kFloat64);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_rule_parity)

BOOST_AUTO_TEST_CASE(chains_and_drifts_of_every_unadjusted_rule_are_those_of_numpy) {
  const std::string path = std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/step_rules.json";
  const Json golden = parse_json(read_text(path), path), &place = golden.at("stream");
  const Stream stream{.seed = place.at("seed"),
                      .purpose = Purpose::step,
                      .iteration = place.at("iteration"),
                      .first_chain = place.at("first_chain")};
  const auto sizes = golden.at("sizes").get<std::vector<int64_t>>();
  const Tensor x0 = tensor_of(golden.at("x0")).to(torch::kFloat32).reshape(sizes);
  ParityTable table("step_rules.csv", {"ends", "drifts"});
  std::set<std::string> tried;
  for (const auto& [name, entry] : golden.at("cases").items()) {
    tried.insert(entry.at("rule").at("name"));
    const auto rule = step_rules().make({step_rules().resolve(entry.at("rule"), "rule")});
    const Walked walked =
        walk(quartic(entry.at("gain")), false, *rule, golden.at("steps"), {x0}, stream);
    table.add(name, {relative_error(walked.x, tensor_of(entry.at("x")).reshape(sizes)),
                     relative_error(walked.drift, tensor_of(entry.at("drifts")))});
    const auto names = rule->counts();
    BOOST_TEST(names.size() == entry.at("counts").size(), name);
    for (size_t i = 0; i < names.size(); ++i)
      BOOST_TEST(
          walked.counts[i].sum().item<double>() == entry.at("counts").at(names[i]).get<double>(),
          name << " " << names[i] << boost::test_tools::tolerance(1e-9));
  }
  for (const std::string& name : step_rules().names())
    BOOST_TEST((tried.contains(name) || name == "mala" || name == "hmc"),
               name << " is held against nothing");
  BOOST_TEST(table.worst() < 1e-4, table.text());
}

BOOST_AUTO_TEST_SUITE_END()
