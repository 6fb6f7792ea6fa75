#include "exchange/event_file.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/errors.h"
#include "exchange/tensorboard.h"
#include "saved_files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

std::string test_file(const std::string& name) {
  return read_text(saved_files::folder().parent_path() / name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_files)

BOOST_AUTO_TEST_CASE(checksums_are_those_of_rfc_3720) {
  BOOST_TEST(crc32c("123456789") == 0xe3069283U);
  BOOST_TEST(crc32c(std::string(32, '\0')) == 0x8a9136aaU);
  BOOST_TEST(crc32c(std::string(32, '\xff')) == 0x62a8ab43U);
  BOOST_TEST(crc32c("") == 0U);
}

BOOST_AUTO_TEST_CASE(the_bytes_are_those_that_tensorboard_writes) {
  const std::string file =
      event_file(1000,
                 {{"train/d", 0, 1000.25, 0.5},
                  {"train/d", 1, 1001.5, -3e-7},
                  {"train/r", 300, 1001.5, std::numeric_limits<double>::infinity()},
                  {"train/r", 4'000'000'000, 1002, std::numeric_limits<double>::quiet_NaN()}},
                 {{"grid/end", 300, 1002, test_file("pictures/small/test/dog/0.png")}});
  const std::string golden = test_file("events/events.out.tfevents.golden");
  BOOST_TEST(file.size() == golden.size());
  BOOST_TEST((file == golden));
}

BOOST_AUTO_TEST_CASE(curves_take_their_iterations_as_steps_and_their_times_from_the_log_of_times) {
  const Columns train = parse_columns("iteration,d,teaching_loss\n0,0.5,\n1,0.25,\n"),
                time = parse_columns("iteration,seconds,cpu_seconds\n0,2,1\n1,5,2\n"),
                validation = parse_columns("iteration,mmd2_end\n2,0.125\n");
  const std::string file = tensorboard_events(
      {.train = train, .time = time, .validation = validation, .started = "1970-01-01T00:16:40Z"});
  BOOST_TEST((file == event_file(1000,
                                 {{"train/d", 0, 1002, 0.5},
                                  {"train/d", 1, 1005, 0.25},
                                  {"validation/mmd2_end", 2, 1005, 0.125}},
                                 {})));
}

BOOST_AUTO_TEST_CASE(without_a_log_of_times_all_is_at_the_start) {
  const Columns train = parse_columns("iteration,d\n7,0.5\n"), none;
  BOOST_TEST((tensorboard_events({.train = train, .time = none, .validation = none}) ==
              event_file(0, {{"train/d", 7, 0, 0.5}}, {})));
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_no_png_is_refused_by_its_name) {
  BOOST_CHECK_EXCEPTION(event_file(0, {}, {{"grid/end", 1, 0, "GIF89a"}}), UserError,
                        says({"grid/end: is no PNG picture"}));
}

BOOST_AUTO_TEST_SUITE_END()
