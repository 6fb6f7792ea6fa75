#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "cli/program.h"
#include "core/json.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(smoke)

BOOST_AUTO_TEST_CASE(each_method_goes_from_images_to_the_report) {
  const TemporaryFolder folder;
  const Ran found = run_program(folder, "validate smoke");
  if (found.err.find("is not found") != std::string::npos) {
    fmt::print("skipped: Fashion-MNIST is not here; apt-get install dataset-fashion-mnist\n");
    BOOST_TEST(found.exit_code == 2);
    return;
  }
  const Ran ran = run_program(folder, "compare smoke --out s");
  BOOST_REQUIRE_MESSAGE(ran.exit_code == 0, ran.err);
  for (const char* method : {"short_run", "persistent", "coopnets"}) {
    const Json state = parse_json(
        read_text(folder / ("s/" + std::string(method) + "/seed-1/state.json")), "state");
    BOOST_TEST(state.at("status") == "finished", method);
    BOOST_TEST(ran.out.find(method) != std::string::npos);
  }
  const std::string page = read_text(folder / "s/report.html");
  BOOST_TEST(page.find("data:image/png;base64,") != std::string::npos);
  BOOST_TEST(page.find("data:image/svg+xml") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
