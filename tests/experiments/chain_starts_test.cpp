#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

#include "ebm/start_contract.h"
#include "experiments/config/config.h"

using namespace coopbench;

namespace {

/// What a chain start needs that has no default, as JSON. A new one that needs something gets a
/// line here. What has a size is made so small that its rows are met again.
Json settings_of(const std::string& name) {
  Json settings{{"name", name}};
  for (const FieldInfo& field : chain_starts().at(name, "start").fields)
    if (field.name == "size") settings["size"] = start_contract::kChains + 2;
  if (name == "generator") {
    settings["net"] = {{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}};
    settings["optimizer"] = {{"name", "adam"}, {"learning_rate", 0.01}};
  }
  if (name == "mixed") {
    settings["first"] = settings_of("generator");
    settings["second"] = settings_of("bank");
  }
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_starts_contract)

BOOST_AUTO_TEST_CASE(every_start_of_the_table_holds_it) {
  for (const auto& name : chain_starts().names()) {
    const Json settings = chain_starts().resolve(settings_of(name), "start");
    for (const std::string& broken : start_contract::broken_by(
             [&](const StartContext& context) { return chain_starts().make({settings}, context); },
             {1, 16}))
      BOOST_ERROR(name + ": " + broken);
  }
}

BOOST_AUTO_TEST_SUITE_END()
