#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "core/npy.h"
#include "folder_fixture.h"
#include "reports/html.h"
#include "reports/page.h"
#include "reports/plots.h"
#include "reports/report.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

constexpr const char* kSecret = "what nobody else may read, long enough to be found as base64";

/// A comparison, and a folder outside of it with a file.
struct Fixture {
  ComparisonFixture inside{{"coopnets"}, {1}, [](size_t, int64_t) { return 0.01; }};
  TemporaryFolder outside;

  Fixture() { write_whole(outside / "secret", kSecret); }

  fs::path run() const { return inside.run("coopnets", 1); }
  std::vector<std::string> names_outside() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(outside.path()))
      names.push_back(entry.path().filename());
    return names;
  }
  void need_untouched() const {
    BOOST_TEST(names_outside() == std::vector<std::string>{"secret"},
               boost::test_tools::per_element());
    BOOST_TEST(read_text(outside / "secret") == kSecret);
  }
};

void replace_with_link(const fs::path& path, const fs::path& target) {
  fs::remove_all(path);
  fs::create_symlink(target, path);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_links)

BOOST_AUTO_TEST_CASE(the_temporary_name_of_the_page_is_replaced_and_not_followed) {
  const Fixture fixture;
  fs::create_symlink(fixture.outside / "secret", fixture.inside.folder() / ".report.html.part");
  write_report(read_folder(fixture.inside.folder()));
  fixture.need_untouched();
  BOOST_TEST(!fs::is_symlink(fixture.inside.folder() / "report.html"));
}

BOOST_AUTO_TEST_CASE(folders_of_plots_that_are_links_are_refused) {
  const Fixture fixture;
  const ReportPaths paths{fixture.inside.folder()};
  fs::create_symlink(fixture.outside.path(), paths.drawn());
  fs::create_symlink(fixture.outside.path(), paths.plots());
  BOOST_CHECK_EXCEPTION(write_report(read_folder(paths.folder)), UserError,
                        says({"report", "is a symbolic link"}));
  BOOST_CHECK_EXCEPTION(write_plots(paths.folder, {"d"}, paths.plots()), UserError,
                        says({"plots", "is a symbolic link"}));
  BOOST_TEST(!fs::exists(paths.page()));
  fixture.need_untouched();
}

BOOST_AUTO_TEST_CASE(links_in_the_folder_of_plots_are_replaced_and_not_followed) {
  const Fixture fixture;
  const ReportPaths paths{fixture.inside.folder()};
  fs::create_directory(paths.drawn());
  fs::create_symlink(fixture.outside.path(), paths.drawn() / ".drawing");
  for (const char* name : {"d.svg", "d.gp", "d.dat", ".d.gp.part"})
    fs::create_symlink(fixture.outside / "secret", paths.drawn() / name);
  BOOST_TEST(!has(read_text(write_report(read_folder(paths.folder))), "Not drawn"));
  BOOST_TEST(!fs::is_symlink(paths.drawn() / "d.svg"));
  BOOST_TEST(!fs::exists(paths.drawn() / ".drawing"));
  fixture.need_untouched();
}

BOOST_AUTO_TEST_CASE(links_in_a_folder_that_a_killed_report_left_are_not_followed) {
  const Fixture fixture;
  const ReportPaths paths{fixture.inside.folder()};
  fs::create_directories(paths.drawn() / ".drawing");
  for (const char* name : {"log", "d.svg", "acf.svg"})
    fs::create_symlink(fixture.outside / "secret", paths.drawn() / ".drawing" / name);
  BOOST_TEST(!has(read_text(write_report(read_folder(paths.folder))), "Not drawn"));
  fixture.need_untouched();
}

BOOST_AUTO_TEST_CASE(a_picture_outside_of_the_run_is_not_shown) {
  const std::string picture = std::string(kPicture) + kSecret;
  const Fixture fixture;
  write_whole(fixture.outside / "picture", picture);
  const RunPaths run{fixture.run()};
  replace_with_link(run.final_grid("end"), fixture.outside / "picture");
  std::string html = page(read_folder(fixture.inside.folder()), {});
  BOOST_TEST(has(html, "final-end.png: leads out of"));
  BOOST_TEST(has(html, base64(kPicture)));
  BOOST_TEST(!has(html, base64(picture)));
  replace_with_link(run.grids(), fixture.outside.path());
  for (const char* name : {"data.png", "000020-end.png"})
    write_whole(fixture.outside / name, picture);
  html = page(read_folder(fixture.inside.folder()), {});
  BOOST_TEST(!has(html, "<img"));
  BOOST_TEST(!has(html, base64(picture)));
}

BOOST_AUTO_TEST_CASE(a_link_to_a_picture_of_the_same_run_is_shown) {
  const Fixture fixture;
  const RunPaths run{fixture.run()};
  replace_with_link(run.final_grid("end"), run.final_grid("start").filename());
  BOOST_TEST(
      has(page(read_folder(fixture.inside.folder()), {}), "alt=\"coopnets, seed 1: ends (the"));
}

BOOST_AUTO_TEST_CASE(files_of_a_run_outside_of_it_are_a_remark_and_not_read) {
  const Fixture fixture;
  const RunPaths run{fixture.run()};
  for (const fs::path& file : {run.config(), run.state(), run.machine(), run.metrics(), run.train(),
                               run.time(), run.validation()}) {
    const std::string whole = read_text(file);
    const fs::path moved = fixture.outside / file.filename().string();
    write_whole(moved, whole);
    replace_with_link(file, moved);
    const SavedRun read = read_folder(fixture.inside.folder()).runs[0];
    BOOST_REQUIRE_MESSAGE(read.remarks.size() == 1U, file);
    BOOST_TEST(has(read.remarks[0], "leads out of"), read.remarks[0]);
    replace_with_link(file, "nowhere");
    BOOST_TEST(read_folder(fixture.inside.folder()).runs[0].remarks.size() == 1U);
    replace_with_link(file, file.filename());  // a loop
    BOOST_TEST(read_folder(fixture.inside.folder()).runs[0].remarks.size() == 1U);
    fs::remove(file);
    fs::remove(moved);
    write_whole(file, whole);
  }
  BOOST_TEST(read_folder(fixture.inside.folder()).runs[0].remarks.empty());
}

BOOST_AUTO_TEST_CASE(densities_outside_of_the_run_are_not_drawn) {
  const Fixture fixture;
  const fs::path density = fixture.run() / "density";
  for (const char* name : {"x.npy", "y.npy"})
    write_npy(fixture.outside / name, torch::linspace(-1, 1, 4));
  write_npy(fixture.outside / "learned.npy", torch::zeros({4, 4}));
  fs::create_symlink(fixture.outside.path(), density);
  BOOST_CHECK_EXCEPTION(write_plots(fixture.inside.folder(), {"density"}, fixture.run() / "out"),
                        UserError, says({"density/", "leads out of"}));
}

BOOST_AUTO_TEST_CASE(the_folder_of_a_run_outside_of_its_comparison_is_a_remark_and_not_read) {
  const Fixture fixture;
  const ComparisonFixture other({"coopnets"}, {1}, [](size_t, int64_t) { return 0.5; });
  replace_with_link(fixture.run(), other.run("coopnets", 1));
  const SavedRun run = read_folder(fixture.inside.folder()).runs[0];
  BOOST_TEST(run.status == "unknown");
  BOOST_TEST(!run.metrics.has_value());
  BOOST_REQUIRE(run.remarks.size() == 1U);
  BOOST_TEST(has(run.remarks[0], "leads out of"));
  BOOST_TEST(!has(page(read_folder(fixture.inside.folder()), {}), "<img"));
  // The folder that the user names may itself be a link.
  fs::create_symlink(other.folder(), fixture.outside / "link");
  BOOST_TEST(read_folder(fixture.outside / "link").runs[0].finished());
}

BOOST_AUTO_TEST_CASE(a_comparison_names_no_folder_outside_of_it) {
  const Fixture fixture;
  for (const std::string& method :
       {std::string("../x"), fixture.outside.path().string(), std::string(".."), std::string("")}) {
    fixture.inside.change("comparison.json", [&](Json& c) { c["methods"] = {method}; });
    BOOST_CHECK_EXCEPTION(read_folder(fixture.inside.folder()), UserError,
                          says({"comparison.json: methods[0]", "folder's name"}));
    BOOST_CHECK_THROW(write_report(read_folder(fixture.inside.folder())), UserError);
  }
  fixture.inside.change("comparison.json", [](Json& c) {
    c["methods"] = {"coopnets"};
    c["seeds"] = std::vector<int>(20000, 1);
  });
  BOOST_CHECK_EXCEPTION(read_folder(fixture.inside.folder()), UserError, says({"10000 runs"}));
  replace_with_link(fixture.inside.folder() / "comparison.json", fixture.outside / "secret");
  BOOST_CHECK_EXCEPTION(read_folder(fixture.inside.folder()), UserError, says({"leads out of"}));
  fixture.need_untouched();
}

BOOST_AUTO_TEST_SUITE_END()
