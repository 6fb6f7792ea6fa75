#include "core/profile.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "core/json.h"

using namespace coopbench;

namespace {

const auto origin = Profile::Clock::now();
Profile::Clock::time_point after(int milliseconds) {
  return origin + std::chrono::milliseconds(milliseconds);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(profile)

BOOST_AUTO_TEST_CASE(the_table_adds_up_calls_and_seconds_of_all_threads) {
  Profile profile(2);
  profile.add("steps", 0, after(0), after(1000));
  profile.add("steps", 1, after(0), after(500));
  profile.add("steps/noise", 1, after(100), after(350));
  const std::string table = profile.table();
  const auto line = [&](const std::string& name) {
    const auto begin = table.find("\n" + name + " ") + 1;
    return table.substr(begin, table.find('\n', begin) - begin);
  };
  BOOST_TEST(line("steps").find(" 2      1.500 ") != std::string::npos);
  BOOST_TEST(line("steps/noise").find(" 1      0.250 ") != std::string::npos);
  BOOST_TEST(line("wall time").find("100.0 %") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_trace_has_a_complete_event_for_each_span) {
  Profile profile(2);
  { const Span span(&profile, "data"); }
  profile.add("steps", 1, after(0), after(250));
  const Span none(nullptr, "data");
  const auto file = std::filesystem::temp_directory_path() /
                    ("coopbench-trace-" + std::to_string(::getpid()) + ".json");
  profile.write_trace(file);
  const Json trace = parse_json(read_text(file), "trace");
  std::filesystem::remove(file);
  BOOST_REQUIRE(trace.at("traceEvents").size() == 2U);
  const Json& event = trace["traceEvents"][1];
  BOOST_TEST(event.at("name") == "steps");
  BOOST_TEST(event.at("ph") == "X");
  BOOST_TEST(event.at("tid") == 1);
  BOOST_TEST(event.at("dur").get<double>() == 250e3, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(trace["traceEvents"][0].at("tid") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
