#include "experiments/run/output_folder.h"

#include "core/json.h"
#include "experiments/small_runs.h"
#include "records/run_files.h"

using namespace coopbench;

namespace {

void write_comparison(const fs::path& folder, const std::vector<std::string>& methods) {
  fs::create_directories(folder);
  write_record(ComparisonPaths{folder}.comparison(),
               ComparisonRecord{.preset = {}, .methods = methods, .seeds = {1}});
}

/// As many paths from the begin of those that are removed, in their order, as `count`.
void begin_to_remove(const fs::path& folder, size_t count) {
  const auto paths = all_paths(RunPaths{folder});
  for (size_t i = 0; i < count; ++i) fs::remove_all(paths[i]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(output_folder)

BOOST_AUTO_TEST_CASE(a_comparison_that_names_folders_elsewhere_removes_nothing) {
  for (const char* name : {"../precious", "/tmp/precious", "..", ".", "", "a/b", "-x"}) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "precious");
    write_whole(folder / "precious/mine", "mine");
    write_comparison(folder / "q", {"short_run", name});
    fs::create_directory(folder / "q/short_run");
    BOOST_CHECK_EXCEPTION(prepare_folder(folder / "q", Holds::comparison, Existing::replace),
                          UserError,
                          says({"comparison.json", "methods[1]", "letters, digits, _ and -"}));
    BOOST_TEST(read_text(folder / "precious/mine") == "mine");
    BOOST_TEST(fs::exists(folder / "q/short_run"));
  }
}

BOOST_AUTO_TEST_CASE(links_are_removed_themselves) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "elsewhere/seed-1");
  write_whole(folder / "elsewhere/seed-1/config.json", "mine");
  write_comparison(folder / "q", {"linked", "real"});
  fs::create_directory_symlink(folder / "elsewhere", folder / "q/linked");
  fs::create_directory(folder / "q/real");
  fs::create_directory_symlink(folder / "elsewhere/seed-1", folder / "q/real/seed-1");
  fs::create_directory_symlink(folder / "elsewhere", folder / "q/report");
  prepare_folder(folder / "q", Holds::comparison, Existing::replace);
  BOOST_TEST(read_text(folder / "elsewhere/seed-1/config.json") == "mine");
  BOOST_TEST(fs::is_empty(folder / "q"));
}

BOOST_AUTO_TEST_CASE(a_removal_that_was_interrupted_anywhere_can_be_gone_on_from) {
  const TemporaryFolder folder;
  const Preset preset = toy();
  const Method& method = preset.method("short_run");
  run_method(method, place(folder / "whole", method.name), Existing::refuse, {});
  for (const size_t count : {1U, 2U, 5U, 11U, 15U, 16U, 17U})
    for (const Existing existing : {Existing::replace, Existing::resume}) {
      const fs::path out = folder / "run";
      fs::remove_all(out);
      fs::copy(folder / "whole", out, fs::copy_options::recursive);
      begin_to_remove(out, count);
      BOOST_TEST((run_method(method, place(out, method.name), existing, {}) == Outcome::finished),
                 count);
      check_same(folder / "whole", out);
    }
}

BOOST_AUTO_TEST_CASE(a_removal_that_was_interrupted_leaves_no_results_to_other_settings) {
  const TemporaryFolder folder;
  const Preset preset = toy(), other = toy({"shared.sampler.steps=4"});
  run_method(preset.method("short_run"), place(folder / "whole", "short_run"), Existing::refuse,
             {});
  for (const size_t count : {1U, 5U, 15U, 16U}) {
    const fs::path out = folder / "run";
    fs::remove_all(out);
    fs::copy(folder / "whole", out, fs::copy_options::recursive);
    begin_to_remove(out, count);
    BOOST_CHECK_EXCEPTION(
        run_method(other.method("short_run"), place(out, "short_run"), Existing::resume, {}),
        UserError, says({"other settings"}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
