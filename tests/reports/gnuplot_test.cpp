#include "reports/gnuplot.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <future>

#include "core/errors.h"
#include "core/files.h"
#include "folder_fixture.h"
#include "reports/plots.h"
#include "reports/report.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

ComparisonFixture one_run() {
  return {{"coopnets"}, {1}, [](size_t, int64_t) { return 0.01; }};
}

/// A variable of the environment for as long as this lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() { setenv(name_.c_str(), before_.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_, before_;
};

/// In place of gnuplot a script of the shell, found first.
class FakeGnuplot {
 public:
  explicit FakeGnuplot(const std::string& script)
      : path_("PATH", folder_.path().string() + ":" + std::getenv("PATH")) {
    write_whole(folder_ / "gnuplot", "#!/bin/sh\n" + script + "\n");
    fs::permissions(folder_ / "gnuplot", fs::perms::owner_all);
  }

 private:
  TemporaryFolder folder_;
  Variable path_;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_gnuplot)

BOOST_AUTO_TEST_CASE(the_terminal_of_the_user_is_not_begun_with) {
  const ComparisonFixture fixture = one_run();
  const Variable terminal("GNUTERM", "no_such_terminal");
  BOOST_TEST(!has(read_text(write_report(read_folder(fixture.folder()))), "Not drawn"));
}

BOOST_AUTO_TEST_CASE(settings_of_the_user_are_not_run) {
  const ComparisonFixture fixture = one_run();
  const TemporaryFolder home;
  write_whole(home / ".gnuplot", "system 'touch " + (home / "was-run").string() + "'\n");
  const Variable variable("HOME", home.path().string());
  write_report(read_folder(fixture.folder()));
  BOOST_TEST(!fs::exists(home / "was-run"));
}

BOOST_AUTO_TEST_CASE(a_gnuplot_that_fails_in_any_way_leaves_a_page_that_says_so) {
  const ComparisonFixture fixture = one_run();
  for (const auto& [script, words] :
       {std::pair{"kill -9 $$", "it was ended by signal 9"},
        std::pair{"exit 3", "it ended with code 3"}, std::pair{"echo no >&2; exit 1", ".gp: no<"},
        std::pair{"exit 0", "cut off"}, std::pair{"echo '<svg>' > d.svg", "cut off"},
        std::pair{"ln -s /etc/passwd d.svg", "cut off"},
        std::pair{"exec head -c 70000000 /dev/zero > d.svg", "grew beyond 64 MB"}}) {
    const FakeGnuplot fake(script);
    const std::string html = read_text(write_report(read_folder(fixture.folder())));
    BOOST_TEST(has(html, words), script << ": " << words);
    BOOST_TEST(!has(html, "svg+xml"));
    BOOST_TEST(!fs::exists(fixture.folder() / "report" / "d.svg"));
    BOOST_CHECK_EXCEPTION(write_plots(fixture.folder(), {"d"}, fixture.folder() / "out"), Failure,
                          says({"gnuplot made no picture of"}));
  }
}

BOOST_AUTO_TEST_CASE(a_gnuplot_that_hangs_is_ended) {
  const TemporaryFolder folder;
  const FakeGnuplot fake("exec sleep 600");
  BOOST_TEST(run_gnuplot(folder.path(), "d.gp", 1) == "it took more than 1 seconds and was ended");
}

BOOST_AUTO_TEST_CASE(what_gnuplot_says_is_told_in_a_line_however_much_it_is) {
  const TemporaryFolder folder;
  const FakeGnuplot fake("seq 1000000 >&2; exit 1");
  const std::string words = run_gnuplot(folder.path(), "d.gp");
  BOOST_TEST(words.starts_with("1 2 3 4"));
  BOOST_TEST(words.size() <= 600U);
  BOOST_TEST(!has(words, "\n"));
}

BOOST_AUTO_TEST_CASE(reports_at_once_all_end_with_the_same_whole_page) {
  const ComparisonFixture fixture = one_run();
  const std::string alone = read_text(write_report(read_folder(fixture.folder())));
  std::vector<std::future<fs::path>> reports;
  for (int i = 0; i < 6; ++i)
    reports.push_back(std::async(std::launch::async,
                                 [&] { return write_report(read_folder(fixture.folder())); }));
  for (auto& report : reports) BOOST_CHECK_NO_THROW(report.get());
  BOOST_TEST((read_text(fixture.folder() / "report.html") == alone));
}

BOOST_AUTO_TEST_CASE(a_picture_is_there_all_the_while_that_it_is_drawn_anew) {
  const ComparisonFixture fixture = one_run();
  write_report(read_folder(fixture.folder()));
  const FakeGnuplot fake("test -s ../d.svg && echo there >> ../../seen; exit 1");
  write_report(read_folder(fixture.folder()));
  BOOST_TEST(read_text(fixture.folder() / "seen").starts_with("there\n"));
}

BOOST_AUTO_TEST_SUITE_END()
