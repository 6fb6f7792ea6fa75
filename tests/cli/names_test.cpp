#include <boost/test/unit_test.hpp>

#include "cli/small_preset.h"
#include "core/json.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(a_preset_may_have_any_file_name_and_its_folder_a_plain_one) {
  for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
           {"a b", "a_b"}, {"v1.2", "v1_2"}, {"ünï", "_n_"}, {"-x", "_x"}, {"..", "__"}}) {
    BOOST_TEST_CONTEXT(file) {
      const TemporaryFolder folder;
      write_whole(folder / (file + ".json"), small_preset);
      const std::string words = "'./" + file + ".json'";
      const Ran valid = run_program(folder, "validate " + words);
      BOOST_TEST(valid.exit_code == 0, valid.err);
      BOOST_TEST(valid.out.find(name + " is valid") != std::string::npos, valid.out);
      const Ran shown = run_program(folder, "show " + words);
      BOOST_TEST(shown.out.starts_with(name + " (version 1)"), shown.out);
      const Ran one = run_program(folder, "run " + words + " --quiet");
      BOOST_TEST(one.exit_code == 0, one.err);
      BOOST_TEST(one.out == "runs/" + name + "-short_run-seed-1\n");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_runs_of_a_comparison_take_its_name) {
  const TemporaryFolder folder;
  write_whole(folder / "ünï v1.2.json", small_preset);
  const Ran ran = run_program(folder, "compare 'ünï v1.2.json'");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  const auto state = folder / "runs/_n__v1_2/short_run/seed-1/state.json";
  BOOST_REQUIRE(std::filesystem::exists(state));
  BOOST_TEST(parse_json(read_text(state), "state").at("status") == "finished");
  const Ran again = run_program(folder, "compare 'ünï v1.2.json' --resume");
  BOOST_TEST(again.exit_code == 0, again.err);
}

BOOST_AUTO_TEST_SUITE_END()
