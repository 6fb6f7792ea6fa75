#include "records/paths.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(records_paths)

BOOST_AUTO_TEST_CASE(files_are_where_the_documentation_says) {
  const RunPaths run{ComparisonPaths{"q"}.run("short_run", 3)};
  BOOST_TEST(run.folder == "q/short_run/seed-3");
  BOOST_TEST(run.train() == "q/short_run/seed-3/train.csv");
  BOOST_TEST(run.grid_at(50, "end") == "q/short_run/seed-3/grids/000050-end.png");
  BOOST_TEST(run.final_grid("start") == "q/short_run/seed-3/grids/final-start.png");
  BOOST_TEST(run.diverged_sample("end") == "q/short_run/seed-3/samples/diverged_end.npy");
  BOOST_TEST(run.density("true") == "q/short_run/seed-3/density/true.npy");
  BOOST_TEST(ReportPaths{"q"}.page() == "q/report.html");
}

BOOST_AUTO_TEST_CASE(a_name_that_leads_out_of_a_folder_is_none_of_a_folder_in_it) {
  for (const char* name : {"short_run", "CoopNets-2", "7", "_"})
    BOOST_CHECK_NO_THROW(need_folder_name("methods", name));
  for (const char* name : {"", ".", "..", "../x", "/abs", "a/b", "a b", "-x", "a.b", "\xc3\xbc"})
    BOOST_CHECK_EXCEPTION(need_folder_name("methods[3]", name), UserError, says({"methods[3]"}));
}

BOOST_AUTO_TEST_CASE(iterations_with_pictures_are_found_in_their_order) {
  const TemporaryFolder folder;
  const RunPaths run{folder.path()};
  BOOST_TEST(run.grid_iterations().empty());
  make_folder(run.grids());
  for (const auto& file : {run.grid_at(1000000, "end"), run.grid_at(50, "end"),
                           run.grid_at(50, "start"), run.grid_at(200, "start"),
                           run.final_grid("end"), run.grid("data"), run.grids() / "7-end.txt"})
    write_whole(file, "");
  BOOST_TEST(run.grid_iterations() == (std::vector<int64_t>{50, 200, 1000000}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
