#include "records/read_log.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

const std::string header = "iteration,seconds,cpu_seconds\n";

Columns read(const TemporaryFolder& folder, const std::string& text) {
  write_whole(folder / "time.csv", text);
  return read_log<TimeRow>(folder / "time.csv");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(records_read_log)

BOOST_AUTO_TEST_CASE(a_log_is_read_as_it_was_written) {
  const TemporaryFolder folder;
  {
    RowLog<TimeRow> log(folder / "time.csv", {});
    for (int64_t i = 0; i < 3; ++i) log.append({i, 0.5 * static_cast<double>(i), 1});
  }
  const Columns columns = read_log<TimeRow>(folder / "time.csv");
  BOOST_TEST(columns.at("seconds") == (std::vector<double>{0, 0.5, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_log_that_a_process_has_just_begun_is_whole) {
  const TemporaryFolder folder;
  for (const std::string& text : {std::string(), std::string("iteration,sec"), header})
    BOOST_TEST(!read(folder, text).has("iteration"));
  BOOST_TEST(read(folder, header + "0,1,1\n1,2").at("iteration").size() == 1U);
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_a_header_is_noticed) {
  const TemporaryFolder folder;
  const std::string text = header + "0,1,1\n1,2,2\n";
  for (size_t at = 0; at < header.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      BOOST_CHECK_EXCEPTION(read(folder, damaged), UserError, says({"time.csv"}));
    }
}

BOOST_AUTO_TEST_CASE(rows_of_another_length_or_out_of_order_are_refused_with_their_line) {
  const TemporaryFolder folder;
  for (const auto& [rows, why] : {std::pair{"0,1,1\n1,2\n", "line 3 has another number of fields"},
                                  std::pair{"0,1,1\n1,2,3,4\n", "line 3 has another number"},
                                  std::pair{"0,1,1\n0,2,2\n", "line 3: its iteration"},
                                  std::pair{"-1,1,1\n", "line 2: its iteration"},
                                  std::pair{"x,1,1\n", "line 2: its iteration"},
                                  std::pair{"0,1,1\nnan,2,2\n", "line 3: its iteration"},
                                  std::pair{"0,1,1\n1e308,2,2\n", "line 3: its iteration"}})
    BOOST_CHECK_EXCEPTION(read(folder, header + rows), UserError, says({"time.csv", why}));
  BOOST_TEST(read(folder, header + "0,1,1\n1,x,2\n").odd_line == 3);
}

BOOST_AUTO_TEST_SUITE_END()
