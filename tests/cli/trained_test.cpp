#include <boost/test/unit_test.hpp>

#include "cli/small_preset.h"
#include "core/json.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trained)

BOOST_AUTO_TEST_CASE(a_run_is_asked_and_its_report_shows_the_answers) {
  const TemporaryFolder folder;
  write_whole(folder / "small.json", small_preset);
  BOOST_REQUIRE(run_program(folder, "run small.json --out r").exit_code == 0);
  const Ran sampled = run_program(folder, "sample r --steps 20 --rule mala --chains 8");
  BOOST_REQUIRE_MESSAGE(sampled.exit_code == 0, sampled.err);
  BOOST_TEST(has(sampled.out, "accepted"));
  BOOST_TEST(has(sampled.out, "r/trained/sample-mala-run-20\n"));
  BOOST_TEST(has(sampled.err, "rule: {\"name\":\"mala\""));
  const Ran again = run_program(folder, "sample r --steps 20 --rule mala --chains 8");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(has(again.err, "is not empty"));
  const Ran resumed = run_program(folder, "sample r --steps 20 --rule mala --chains 8 --resume");
  BOOST_TEST(resumed.exit_code == 0);
  BOOST_TEST(has(resumed.err, "has finished already"));
  BOOST_TEST(resumed.out == sampled.out);
  const Ran other = run_program(folder, "sample r --steps 20 --rule mala --chains 9 --resume");
  BOOST_TEST(other.exit_code == 2);
  BOOST_TEST(has(other.err, "chains is 8 there and 9 now"));
  for (const char* words : {"interpolate r --pairs 2 --points 3", "score r --part test",
                            "reconstruct r --images 3 --iterations 2"})
    BOOST_TEST(run_program(folder, words).exit_code == 0, words);
  BOOST_TEST(has(run_program(folder, "inpaint r --mask left").err, "points of the plane"));
  BOOST_REQUIRE(run_program(folder, "report r").exit_code == 0);
  const std::string page = read_text(folder / "r/report.html");
  for (const char* title : {"What the trained nets do", "8 chains for 20 steps of mala",
                            "longest step / distance", "share of validation energies below"})
    BOOST_TEST(has(page, title), title);
}

BOOST_AUTO_TEST_SUITE_END()
