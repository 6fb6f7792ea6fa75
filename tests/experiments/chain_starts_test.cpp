#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

#include "ebm/start_contract.h"
#include "experiments/start_settings.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(chain_starts_contract)

BOOST_AUTO_TEST_CASE(every_start_of_the_table_holds_it) {
  for (const auto& name : chain_starts().names()) {
    const Json net{{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}};
    const Json settings =
        chain_starts().resolve(start_settings(name, start_contract::kChains + 2, net), "start");
    for (const int64_t channels : {1, 3})
      for (const std::string& broken : start_contract::broken_by(
               [&](const StartContext& context) {
                 return chain_starts().make({settings}, context);
               },
               {channels, 16}))
        BOOST_ERROR(name + ": " + broken);
  }
}

BOOST_AUTO_TEST_SUITE_END()
