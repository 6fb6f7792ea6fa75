#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

#include "ebm/start_contract.h"
#include "experiments/start_settings.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(chain_starts_contract)

BOOST_AUTO_TEST_CASE(every_start_of_the_table_holds_it) {
  const Json net{{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}};
  for (const Json& given : all_start_settings(start_contract::kChains + 2, net)) {
    const Json settings = chain_starts().resolve(given, "start");
    for (const int64_t channels : {1, 3})
      for (const std::string& broken : start_contract::broken_by(
               [&](const StartContext& context) {
                 return chain_starts().make({settings}, context);
               },
               {channels, 16}))
        BOOST_ERROR(given.dump() + ": " + broken);
  }
}

BOOST_AUTO_TEST_SUITE_END()
