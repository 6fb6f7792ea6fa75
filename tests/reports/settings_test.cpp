#include "reports/settings.h"

#include <boost/test/unit_test.hpp>

#include "core/files.h"
#include "folder_fixture.h"
#include "reports/page.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(reports_settings)

BOOST_AUTO_TEST_CASE(files_of_the_data_that_were_left_out_are_counted_with_their_reasons) {
  const ComparisonFixture fixture{
      {"short_run", "coopnets"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
  BOOST_TEST(skipped_files(read_folder(fixture.folder())).empty());
  const std::string record =
      R"({"skipped": 7, "reasons": ["a.jpg: is empty", "b<i>.png: is an animated PNG"]})";
  write_whole(fixture.run("coopnets", 1) / "data.json", record);
  const SavedComparison c = read_folder(fixture.folder());
  BOOST_TEST(skipped_files(c) ==
             "7 files of the data were left out, for they are no usable pictures: a.jpg: is empty, "
             "b<i>.png: is an animated PNG");
  BOOST_TEST(settings_section(c).find("7 files of the data were left out") != std::string::npos);
  BOOST_TEST(settings_section(c).find("b&lt;i&gt;.png") != std::string::npos);
  write_whole(fixture.run("coopnets", 1) / "data.json", R"({"skipped": "all"})");
  BOOST_TEST(skipped_files(read_folder(fixture.folder())).empty());
}

BOOST_AUTO_TEST_SUITE_END()
