#include "records/append_log.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

/// A log of three lines; its position after the second.
LogPosition write_three(const fs::path& path) {
  AppendLog log(path, "header");
  log.append("1");
  log.append("2");
  const LogPosition two = log.position();
  log.append("3");
  log.sync();
  return two;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(append_log)

BOOST_AUTO_TEST_CASE(a_log_grows_and_is_cut_back) {
  const TemporaryFolder folder;
  const LogPosition two = write_three(folder / "log");
  BOOST_TEST(two.lines == 2);
  std::ofstream(folder / "log", std::ios::app) << "half a li";
  {
    AppendLog log(folder / "log", "header", two);
    log.append("new");
    log.sync();
    BOOST_TEST(log.position().lines == 3);
  }
  BOOST_TEST(read_text(folder / "log") == "header\n1\n2\nnew\n");
  { AppendLog log(folder / "log", "header"); }
  BOOST_TEST(read_text(folder / "log") == "header\n");
}

BOOST_AUTO_TEST_CASE(a_log_goes_back_while_it_is_open) {
  for (const bool reopened : {false, true}) {
    const TemporaryFolder folder;
    const fs::path path = folder / "log";
    LogPosition first;
    {
      AppendLog begun(path, "header");
      begun.append("1");
      begun.sync();
      first = begun.position();
    }
    AppendLog log = reopened ? AppendLog(path, "header", first) : AppendLog(path, "header");
    if (!reopened) log.append("1");
    log.append("2");
    log.append("3");
    log.go_back(first);
    BOOST_TEST(log.position().lines == 1);
    BOOST_TEST(log.position().checksum == first.checksum);
    log.append("other");
    log.need_whole();
    BOOST_TEST(read_text(path) == "header\n1\nother\n");
    log.go_back({});
    log.append("new");
    log.need_whole();
    BOOST_TEST(read_text(path) == "header\nnew\n");
    BOOST_CHECK_THROW(log.go_back({5}), Failure);
  }
}

BOOST_AUTO_TEST_CASE(a_log_that_goes_on_has_the_checksum_of_one_that_never_stopped) {
  const TemporaryFolder folder;
  const LogPosition two = write_three(folder / "whole");
  write_three(folder / "parts");
  AppendLog log(folder / "parts", "header", two);
  BOOST_TEST(log.position().checksum == two.checksum);
}

BOOST_AUTO_TEST_CASE(another_name_of_the_file_keeps_what_it_had) {
  const TemporaryFolder folder;
  const LogPosition two = write_three(folder / "log");
  const std::string before = read_text(folder / "log");
  for (const LogPosition& keep : {two, LogPosition{}}) {
    fs::remove(folder / "other");
    fs::create_hard_link(folder / "log", folder / "other");
    const std::string there = read_text(folder / "other");
    AppendLog log(folder / "log", "header", keep);
    log.append("new");
    log.sync();
    BOOST_TEST(read_text(folder / "other") == there);
    BOOST_TEST(read_text(folder / "log") ==
               (keep.lines > 0 ? "header\n1\n2\nnew\n" : "header\nnew\n"));
  }
}

BOOST_AUTO_TEST_CASE(a_byte_that_was_changed_under_the_log_is_found) {
  const TemporaryFolder folder;
  AppendLog log(folder / "log", "header");
  log.append("1");
  log.need_whole();
  std::fstream(folder / "log", std::ios::in | std::ios::out) << "H";
  log.append("2");
  log.sync();
  BOOST_CHECK_EXCEPTION(log.need_whole(), Failure, says({"log", "was changed"}));
}

BOOST_AUTO_TEST_CASE(what_was_damaged_before_the_position_is_refused_and_left_alone) {
  const TemporaryFolder folder;
  const LogPosition two = write_three(folder / "log");
  const std::string good = read_text(folder / "log");
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
    write_whole(folder / "log", bytes);
    // What comes behind the position is cut off in any case.
    if (i < good.size() - 2) BOOST_CHECK_THROW(AppendLog(folder / "log", "header", two), Failure);
    BOOST_TEST(read_text(folder / "log") == bytes);
  }
  write_whole(folder / "log", good.substr(0, 9));
  BOOST_CHECK_EXCEPTION(AppendLog(folder / "log", "header", two), Failure, says({"shorter"}));
  fs::remove(folder / "log");
  BOOST_CHECK_EXCEPTION(AppendLog(folder / "log", "header", two), Failure, says({"missing"}));
  BOOST_TEST(!fs::exists(folder / "log"));
}

BOOST_AUTO_TEST_CASE(a_log_that_was_replaced_or_changed_while_it_was_written_is_noticed) {
  const TemporaryFolder folder;
  AppendLog log(folder / "log", "header");
  log.append("1");
  log.sync();
  std::ofstream(folder / "log", std::ios::app) << "foreign\n";
  BOOST_CHECK_EXCEPTION(log.sync(), Failure, says({"was changed"}));
  AppendLog other(folder / "other", "header");
  write_whole(folder / "other", "header\n");
  BOOST_CHECK_EXCEPTION(other.sync(), Failure, says({"removed or replaced"}));
  fs::remove(folder / "other");
  BOOST_CHECK_EXCEPTION(other.sync(), Failure, says({"removed or replaced"}));
}

BOOST_AUTO_TEST_CASE(a_log_without_lines_is_not_read_to_its_end) {
  const TemporaryFolder folder;
  const LogPosition two = write_three(folder / "log");
  fs::resize_file(folder / "log", 0);
  fs::resize_file(folder / "log", uintmax_t{1} << 40);
  BOOST_CHECK_EXCEPTION(AppendLog(folder / "log", "header", two), Failure, says({"shorter"}));
}

BOOST_AUTO_TEST_CASE(links_and_pipes_are_no_logs) {
  const TemporaryFolder folder, outside;
  write_whole(outside / "mine", "mine");
  fs::create_symlink(outside / "mine", folder / "link");
  BOOST_CHECK_EXCEPTION(AppendLog(folder / "link", "header"), UserError, says({"no regular file"}));
  BOOST_TEST(read_text(outside / "mine") == "mine");
  const LogPosition two = write_three(outside / "log");
  fs::create_symlink(outside / "log", folder / "log");
  BOOST_CHECK_EXCEPTION(AppendLog(folder / "log", "header", two), UserError, says({"a link"}));
  BOOST_TEST(read_text(outside / "log") == "header\n1\n2\n3\n");
  BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  BOOST_CHECK_THROW(AppendLog(folder / "pipe", "header"), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
