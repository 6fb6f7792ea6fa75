#include "core/files.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "core/append_log.h"
#include "core/errors.h"
#include "core/folder_lock.h"
#include "temporary_folder.h"

using namespace coopbench;

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(a_file_is_written_whole_and_read_back) {
  const TemporaryFolder folder;
  write_whole(folder / "a", "one");
  write_whole(folder / "a", std::string("t\0o", 3));
  BOOST_TEST(read_text(folder / "a") == std::string("t\0o", 3));
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_leaves_the_old_file) {
  const TemporaryFolder folder;
  write_whole(folder / "a", "old");
  BOOST_CHECK_THROW(replace_whole(folder / "a",
                                  [](const std::filesystem::path& part) {
                                    std::ofstream(part) << "half";
                                    throw Failure("no space");
                                  }),
                    Failure);
  BOOST_TEST(read_text(folder / "a") == "old");
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
  BOOST_CHECK_THROW(write_whole(folder / "no/such/folder", ""), Failure);
}

BOOST_AUTO_TEST_CASE(missing_files_and_folders_in_their_place_are_named) {
  const TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(read_text(folder / "none"), UserError, says({"none", "No such file"}));
  BOOST_CHECK_EXCEPTION(read_text(folder.path()), UserError, says({"is a folder"}));
  write_whole(folder / "file", "");
  BOOST_CHECK_EXCEPTION(make_folder(folder / "file"), UserError, says({"can't make"}));
}

BOOST_AUTO_TEST_CASE(space_is_asked_for_where_the_folder_will_be) {
  const TemporaryFolder folder;
  BOOST_CHECK_NO_THROW(need_space(folder / "not/yet", 1));
  BOOST_CHECK_EXCEPTION(need_space(folder / "not/yet", uintmax_t{1} << 60), UserError,
                        says({"not/yet", "disk space"}));
}

BOOST_AUTO_TEST_CASE(a_log_grows_and_is_cut_back) {
  const TemporaryFolder folder;
  {
    AppendLog log(folder / "log", "header");
    for (const char* line : {"1", "2", "3"}) log.append(line);
  }
  std::ofstream(folder / "log", std::ios::app) << "half a li";
  {
    AppendLog log(folder / "log", "header", {2});
    log.append("new");
    log.sync();
  }
  BOOST_TEST(read_text(folder / "log") == "header\n1\n2\nnew\n");
  BOOST_CHECK_THROW(AppendLog(folder / "log", "header", {4}), Failure);
  { AppendLog log(folder / "log", "header"); }
  BOOST_TEST(read_text(folder / "log") == "header\n");
}

BOOST_AUTO_TEST_CASE(a_folder_is_held_by_one_at_a_time) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    BOOST_CHECK_EXCEPTION(FolderLock{folder.path()}, UserError,
                          says({"another coopbench process"}));
  }
  BOOST_CHECK_NO_THROW(FolderLock{folder.path()});
}

BOOST_AUTO_TEST_SUITE_END()
