#include "reports/plots.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/errors.h"
#include "core/files.h"
#include "core/npy.h"
#include "folder_fixture.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

ComparisonFixture two_methods() {
  return {{"short_run", "coopnets"}, {1, 2}, [](size_t, int64_t) { return 0.01; }};
}

void write_density(const fs::path& run) {
  fs::create_directories(run / "density");
  write_npy(run / "density" / "x.npy", torch::linspace(-1, 1, 5));
  write_npy(run / "density" / "y.npy", torch::linspace(-2, 2, 4));
  for (const char* name : {"true", "learned", "estimate"})
    write_npy(run / "density" / (std::string(name) + ".npy"), torch::zeros({4, 5}));
  write_npy(run / "density" / "chains.npy", torch::zeros({2, 3, 2}));
}

auto says(const std::string& text) {
  return [text](const std::exception& e) {
    return std::string(e.what()).find(text) != std::string::npos;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_plots)

BOOST_AUTO_TEST_CASE(densities_of_an_earlier_program_have_a_dash_for_what_they_lack) {
  const ComparisonFixture fixture = two_methods();
  const auto plot = [&](const std::string& name) -> std::optional<Plot> {
    for (const PlotEntry& entry : plot_table())
      if (entry.name == name) return entry.make(read_folder(fixture.folder()));
    return {};
  };
  write_density(fixture.run("short_run", 1));
  BOOST_TEST(plot("density")->script.find("'–'") == std::string::npos);
  BOOST_TEST(plot("chains").has_value());
  fs::remove(fixture.run("short_run", 1) / "density" / "estimate.npy");
  fs::remove(fixture.run("short_run", 1) / "density" / "chains.npy");
  for (const char* name : {"density", "log_density"}) {
    BOOST_TEST(plot(name)->script.find("'–'") != std::string::npos);
    BOOST_TEST(plot(name)->caption.find("–: the run of short_run has no density/estimate.npy") !=
               std::string::npos);
  }
  BOOST_TEST(!plot("chains").has_value());
}

BOOST_AUTO_TEST_CASE(a_log_density_is_cut_off_at_the_floor_that_its_caption_says) {
  const ComparisonFixture fixture = two_methods();
  const fs::path run = fixture.run("short_run", 1);
  write_density(run);
  write_npy(run / "density" / "learned.npy", torch::full({4, 5}, -50.0));
  for (const PlotEntry& entry : plot_table()) {
    if (entry.name != "log_density") continue;
    const auto plot = entry.make(read_folder(fixture.folder()));
    BOOST_TEST(plot->data.find("-1 -2 1.9287e-22 -12\n") != std::string::npos, plot->data);
    BOOST_TEST(plot->caption.find("cut off at -12") != std::string::npos);
    BOOST_TEST(plot->script.find("set cbrange [-12:0]") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(every_plot_can_be_drawn_again_from_its_files_to_the_same_bytes) {
  const ComparisonFixture fixture = two_methods();
  write_density(fixture.run("short_run", 1));
  const fs::path out = fixture.folder() / "it's a folder";
  std::vector<std::string> names;
  for (const PlotEntry& entry : plot_table()) names.push_back(entry.name);
  const auto files = write_plots(fixture.folder(), names, out);
  BOOST_REQUIRE(files.size() == names.size());
  for (size_t i = 0; i < files.size(); ++i) {
    BOOST_TEST_CONTEXT(names[i]) {
      BOOST_TEST(files[i] == out / (names[i] + ".svg"));
      BOOST_TEST(fs::file_size(out / (names[i] + ".dat")) > 0u);
      const std::string before = read_text(files[i]);
      fs::remove(files[i]);
      const fs::path here = fs::current_path();
      fs::current_path(out);
      const int status = std::system(("gnuplot " + names[i] + ".gp").c_str());
      fs::current_path(here);
      BOOST_TEST(status == 0);
      BOOST_TEST((read_text(files[i]) == before));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_single_run_has_plots_too) {
  const ComparisonFixture fixture = two_methods();
  const auto files =
      write_plots(fixture.run("coopnets", 2), {"d", "acf"}, fixture.folder() / "out");
  BOOST_REQUIRE(files.size() == 2u);
  BOOST_TEST(read_text(fixture.folder() / "out" / "d.dat").starts_with("# coopnets seed 2"));
}

BOOST_AUTO_TEST_CASE(data_hold_the_numbers_of_the_log) {
  const ComparisonFixture fixture = two_methods();
  write_plots(fixture.folder(), {"mmd"}, fixture.folder() / "out");
  const std::string data = read_text(fixture.folder() / "out" / "mmd.dat");
  // 20 iterations were done after 5 CPU seconds: a row an iteration, 0.25 s each.
  BOOST_TEST(data.find("20 25.6 5 0.5 0.1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_the_nearest_and_the_list) {
  const ComparisonFixture fixture = two_methods();
  const fs::path out = fixture.folder() / "out";
  BOOST_CHECK_EXCEPTION(write_plots(fixture.folder(), {"d", "energie"}, out), UserError,
                        says("'energies'"));
  BOOST_CHECK_EXCEPTION(write_plots(fixture.folder(), {"x"}, out), UserError, says("teaching"));
  BOOST_TEST(!fs::exists(out));
}

BOOST_AUTO_TEST_CASE(a_plot_without_data_is_refused_before_any_is_written) {
  const ComparisonFixture fixture = two_methods();
  const fs::path out = fixture.folder() / "out";
  BOOST_CHECK_EXCEPTION(write_plots(fixture.run("short_run", 1), {"d", "teaching"}, out), UserError,
                        says("teaching loss"));
  BOOST_CHECK_THROW(write_plots(fixture.folder(), {"density"}, out), UserError);
  BOOST_TEST(!fs::exists(out));
}

BOOST_AUTO_TEST_CASE(a_density_of_another_shape_is_refused) {
  const ComparisonFixture fixture = two_methods();
  write_density(fixture.run("short_run", 1));
  write_npy(fixture.run("short_run", 1) / "density" / "learned.npy", torch::zeros({5, 4}));
  BOOST_CHECK_THROW(write_plots(fixture.folder(), {"density"}, fixture.folder() / "out"),
                    UserError);
}

BOOST_AUTO_TEST_CASE(a_script_that_gnuplot_refuses_is_told_with_its_words) {
  const ComparisonFixture fixture = two_methods();
  const Plot broken{
      .name = "broken", .title = "", .caption = "", .script = "set nonsense\n", .data = ""};
  const std::string trouble = draw(broken, fixture.folder()).trouble;
  BOOST_TEST(trouble.find("broken.gp") != std::string::npos, trouble);
  BOOST_TEST(trouble.find("nonsense") != std::string::npos, trouble);
}

BOOST_AUTO_TEST_CASE(a_missing_gnuplot_is_a_failure_with_advice) {
  const ComparisonFixture fixture = two_methods();
  const std::string path = std::getenv("PATH");
  setenv("PATH", fixture.folder().c_str(), 1);
  BOOST_CHECK_EXCEPTION(write_plots(fixture.folder(), {"d"}, fixture.folder() / "out"), Failure,
                        says("gnuplot-nox"));
  setenv("PATH", path.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()
