// Walks the cases in cases/*.txt. Each is some lines:
//   # KIND: what the cases below are
//   $ shell words that make its files; the functions of setup.sh are there
//   > words of the program, as a shell reads them
//   = a part of the message that they must give
// Every case ends with exit code 2, one line on stderr, nothing on stdout, no file written or
// changed, within 2 seconds of CPU time and 300 MB of memory.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <thread>

#include "core/files.h"
#include "temporary_folder.h"

namespace fs = std::filesystem;
using coopbench::read_text;

namespace {

const std::string here = COOPBENCH_SOURCE_DIR "/tests/malformed/";

struct Case {
  std::string place, make, words;
  std::vector<std::string> says;
};

struct Outcome {
  bool made = false;
  int exit_code = -1;
  std::string out, err;
  bool wrote = false;
  double cpu_seconds = 0;
  long kilobytes = 0;
};

std::vector<Case> cases_in(const fs::path& file) {
  std::vector<Case> cases;
  std::ifstream lines(file);
  bool within = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const char kind = line.empty() ? ' ' : line[0];
    if (kind == '#' || kind == ' ') {
      within = false;
      continue;
    }
    if (!within)
      cases.push_back({fmt::format("{}:{}", file.filename().string(), number), "", "", {}});
    within = true;
    const std::string rest = line.substr(std::min<size_t>(2, line.size()));
    if (kind == '$') cases.back().make += rest + "\n";
    if (kind == '>') cases.back().words = rest;
    if (kind == '=') cases.back().says.push_back(rest);
  }
  return cases;
}

std::vector<Case> all_cases() {
  std::vector<fs::path> files{fs::directory_iterator(here + "cases"), {}};
  std::sort(files.begin(), files.end());
  std::vector<Case> all;
  for (const fs::path& file : files)
    for (Case& one : cases_in(file)) all.push_back(std::move(one));
  return all;
}

/// Every path below a folder with its kind, size and time of the last change.
std::map<std::string, std::string> seen_in(const fs::path& folder) {
  std::map<std::string, std::string> seen;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat about {};
    ::lstat(entry.path().c_str(), &about);
    seen[entry.path().string()] = fmt::format("{} {} {}.{}", about.st_mode, about.st_size,
                                              about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
  }
  return seen;
}

/// Runs a shell script and says what it took; one that hangs is ended after a minute.
int run_shell(const std::string& script, rusage& used) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(60);
    ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (::wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Outcome outcome_of(const Case& one) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "work");
  const std::string place = "cd '" + (folder / "work").string() + "' || exit 9; ";
  rusage used{};
  Outcome outcome;
  outcome.made = run_shell(place + "DATA='" COOPBENCH_SOURCE_DIR "/tests/data_files'; set -e; . '" +
                               here + "setup.sh'\n" + one.make,
                           used) == 0;
  const auto before = seen_in(folder / "work");
  outcome.exit_code = run_shell(
      place + "exec 2>../err; exec '" COOPBENCH_PROGRAM "' " + one.words + " >../out", used);
  outcome.wrote = seen_in(folder / "work") != before;
  outcome.out = read_text(folder / "out");
  outcome.err = read_text(folder / "err");
  outcome.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  outcome.kilobytes = used.ru_maxrss;
  return outcome;
}

void check(const Case& one, const Outcome& found) {
  BOOST_TEST_CONTEXT(one.place << ": " << one.words << "\n  said: " << found.err) {
    BOOST_TEST_REQUIRE(!one.says.empty());
    BOOST_TEST(found.made);
    BOOST_TEST(found.exit_code == 2);
    BOOST_TEST(found.out == "");
    BOOST_TEST(!found.wrote);
    BOOST_TEST(std::count(found.err.begin(), found.err.end(), '\n') == 1);
    BOOST_TEST(found.err.size() < 2500U);
    BOOST_TEST(std::all_of(found.err.begin(), found.err.end() - !found.err.empty(),
                           [](unsigned char c) { return c >= 0x20 && c != 0x7f; }));
    for (const std::string& words : one.says)
      BOOST_TEST(found.err.find(words) != std::string::npos, "'" << words << "' is not said");
    const std::string err = std::regex_replace(found.err, std::regex("torchebm_like"), "");
    for (const char* trace : {"c10", "torch", "json.exception", "internal error", "std::"})
      BOOST_TEST(err.find(trace) == std::string::npos);
    BOOST_TEST(found.cpu_seconds < 2);
    BOOST_TEST(found.kilobytes < 300 * 1024);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_malformed_input_gives_one_message_and_writes_nothing) {
  const std::vector<Case> cases = all_cases();
  BOOST_TEST(cases.size() >= 150U);
  std::vector<Outcome> outcomes(cases.size());
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i; (i = next++) < cases.size();) outcomes[i] = outcome_of(cases[i]);
  };
  std::thread other(work);
  work();
  other.join();
  double most_seconds = 0;
  long most_kilobytes = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    check(cases[i], outcomes[i]);
    most_seconds = std::max(most_seconds, outcomes[i].cpu_seconds);
    most_kilobytes = std::max(most_kilobytes, outcomes[i].kilobytes);
  }
  fmt::print("{} cases; at most {:.2f} s of CPU time and {} MB\n", cases.size(), most_seconds,
             most_kilobytes / 1024);
}
