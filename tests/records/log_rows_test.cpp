#include "records/log_rows.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/files.h"
#include "records/columns.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(records_log_rows)

BOOST_AUTO_TEST_CASE(a_header_names_the_columns_and_a_line_holds_their_numbers) {
  BOOST_TEST(csv_header<TrainRow>() ==
             "iteration,d,r,energy_data,energy_start,energy_end,energy_data_sd,energy_end_sd,"
             "d_error,max_abs_x,displacement,"
             "teaching_loss,gradient_evaluations,energy_updates,generator_updates,"
             "latent_gradients");
  TrainRow row{.iteration = 3, .d = 0.1, .r = 1e-5, .energy_data = -1, .max_abs_x = 2.5};
  row.gradient_evaluations = 1280;
  BOOST_TEST(csv_line(row) == "3,0.1,1e-05,-1,0,0,0,0,0,2.5,0,,1280,0,0,0");
  row.teaching_loss = 0.25;
  row.d = std::nan("");
  BOOST_TEST(csv_line(row) == "3,nan,1e-05,-1,0,0,0,0,0,2.5,0,0.25,1280,0,0,0");
  BOOST_TEST(csv_header<TimeRow>() == "iteration,seconds,cpu_seconds");
  BOOST_TEST(csv_line(TimeRow{7, 1.23456, 2}) == "7,1.2346,2.0000");
  BOOST_TEST(csv_header<ValidationRow>() == "iteration,gradient_evaluations,mmd2_start,mmd2_end");
  BOOST_TEST(csv_line(ValidationRow{50, 64000, 0.5, -0.0004}) == "50,64000,0.5,-0.0004");
}

BOOST_AUTO_TEST_CASE(shares_are_further_columns_fixed_when_the_log_begins) {
  const TemporaryFolder folder;
  const TrainRow like{.shares = {{"accepted", 0}, {"clamped", 0}}};
  {
    RowLog<TrainRow> log(folder / "train.csv", {}, like);
    for (int64_t i = 0; i < 3; ++i)
      log.append({.iteration = i, .shares = {{"accepted", 0.5}, {"clamped", 0.125}}});
    BOOST_CHECK_THROW(log.append({.iteration = 3}), std::logic_error);
    BOOST_CHECK_THROW(log.append({.iteration = 3, .shares = {{"accepted", 1}, {"clipped", 1}}}),
                      std::logic_error);
  }
  RowLog<TrainRow>(folder / "train.csv", {.lines = 2}, like)
      .append({.iteration = 2, .shares = {{"accepted", 0.75}, {"clamped", 0}}});
  const Columns read = parse_columns(read_text(folder / "train.csv"));
  BOOST_TEST(read.at("iteration") == (std::vector<double>{0, 1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(read.at("accepted") == (std::vector<double>{0.5, 0.5, 0.75}),
             boost::test_tools::per_element());
  BOOST_TEST(std::isnan(read.last("teaching_loss")));
}

BOOST_AUTO_TEST_SUITE_END()
