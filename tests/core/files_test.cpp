#include "core/files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "core/errors.h"
#include "core/folder_lock.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

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

BOOST_AUTO_TEST_CASE(pipes_devices_and_what_is_too_long_are_not_read) {
  const TemporaryFolder folder;
  BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  BOOST_CHECK_EXCEPTION(read_text(folder / "pipe"), UserError, says({"pipe", "no regular file"}));
  fs::create_symlink("/dev/zero", folder / "zero");
  BOOST_CHECK_EXCEPTION(read_text(folder / "zero"), UserError, says({"zero", "no regular file"}));
  write_whole(folder / "long", std::string(5000, 'x'));
  BOOST_TEST(read_text(folder / "long", 5000).size() == 5000U);
  BOOST_CHECK_EXCEPTION(read_text(folder / "long", 4999), UserError, says({"long", "longer"}));
  InputFile file(folder / "long");
  BOOST_TEST(file.size() == 5000U);
  BOOST_TEST(file.read(4097).size() == 4097U);
  BOOST_TEST(file.read(4097).size() == 903U);
  BOOST_TEST(file.read(4097).empty());
}

BOOST_AUTO_TEST_CASE(an_error_of_the_disk_is_no_end_of_a_file) {
  // Reading this file of the kernel from its begin is an error, EIO.
  BOOST_CHECK_EXCEPTION(read_text("/proc/self/mem"), Failure, says({"mem", "can't read"}));
}

BOOST_AUTO_TEST_CASE(links_do_not_lead_a_write_out_of_its_folder) {
  const TemporaryFolder folder, outside;
  write_whole(outside / "mine", "mine");
  fs::create_symlink(outside / "mine", folder / ".a.part");
  fs::create_symlink(outside / "mine", folder / "a");
  write_whole(folder / "a", "new");
  BOOST_TEST(read_text(folder / "a") == "new");
  BOOST_TEST(!fs::is_symlink(folder / "a"));
  BOOST_TEST(read_text(outside / "mine") == "mine");

  fs::create_symlink(outside.path(), folder / "inner");
  BOOST_CHECK_EXCEPTION(make_inner_folder(folder / "inner"), UserError, says({"symbolic link"}));
  BOOST_CHECK_EXCEPTION(make_inner_folder(folder / "a"), UserError, says({"file of that name"}));
  make_inner_folder(folder / "new");
  make_inner_folder(folder / "new");
  BOOST_TEST(stays_inside(folder.path(), folder / "new"));
  BOOST_TEST(!stays_inside(folder.path(), (folder / "inner") / "mine"));
  BOOST_TEST(!stays_inside(folder.path(), folder / ".."));
  BOOST_TEST(!stays_inside(folder.path(), folder / "none"));
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

BOOST_AUTO_TEST_CASE(a_lock_notices_that_its_folder_was_replaced) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "run");
  const FolderLock lock(folder / "run");
  BOOST_CHECK_NO_THROW(lock.need_same_folder());
  fs::rename(folder / "run", folder / "elsewhere");
  BOOST_CHECK_EXCEPTION(lock.need_same_folder(), Failure, says({"removed or replaced"}));
  fs::create_directory(folder / "run");
  BOOST_CHECK_THROW(lock.need_same_folder(), Failure);
}

BOOST_AUTO_TEST_SUITE_END()
