#include "cli/output_place.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "temporary_folder.h"

using namespace coopbench;
namespace fs = std::filesystem;

namespace {

/// Both refuse it, and nothing is written.
void refused(const TemporaryFolder& folder, const std::string& name, const std::string& word,
             void (*need)(const fs::path&)) {
  BOOST_TEST_CONTEXT(name.substr(0, 40)) {
    const auto count = [&] {
      return std::distance(fs::recursive_directory_iterator(folder.path()), {});
    };
    const auto before = count();
    BOOST_CHECK_EXCEPTION(need(folder / name), UserError,
                          says({(folder / name).string() + ": ", word}));
    BOOST_TEST(count() == before);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(output_place)

BOOST_AUTO_TEST_CASE(places_that_can_be_written_are_taken) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "there");
  fs::create_directory_symlink("there", folder / "link");
  write_whole(folder / "file", "");
  for (const char* name : {"there", "there/", "link", "new", "new/er", "link/new", "there/../new"})
    BOOST_CHECK_NO_THROW(need_folder_place(folder / name));
  for (const char* name : {"new", "file", "there/new", "link/new"})
    BOOST_CHECK_NO_THROW(need_file_place(folder / name));
  BOOST_CHECK_NO_THROW(need_folder_place("relative"));
  BOOST_CHECK_NO_THROW(need_file_place("relative"));
  BOOST_TEST(!fs::exists(folder / "new"));
}

BOOST_AUTO_TEST_CASE(what_stands_in_the_way_is_named) {
  const TemporaryFolder folder;
  write_whole(folder / "file", "");
  fs::create_symlink("loop", folder / "loop");
  fs::create_symlink("nowhere", folder / "dangling");
  fs::create_directory(folder / "there");
  BOOST_REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  refused(folder, "file", "is a file, not a folder", need_folder_place);
  refused(folder, "fifo", "is a file, not a folder", need_folder_place);
  refused(folder, "file/below", "/file is a file", need_folder_place);
  refused(folder, "file/far/below", "/file is a file", need_folder_place);
  refused(folder, "file/below", "/file is a file", need_file_place);
  refused(folder, "there", "is a folder, not a file", need_file_place);
  refused(folder, "fifo", "is no regular file", need_file_place);
  refused(folder, "nowhere/file", "there is no such folder", need_file_place);
  for (const auto need : {need_folder_place, need_file_place}) {
    refused(folder, "loop", "Too many levels of symbolic links", need);
    refused(folder, "loop/below", "Too many levels of symbolic links", need);
    refused(folder, "dangling", "is a link to nothing", need);
    refused(folder, std::string(300, 'x'), "a name in it has 300 bytes; use 247 at most", need);
    std::string deep = "d";
    while (deep.size() < 5000) deep += "/d";
    refused(folder, deep, "bytes; use 3584 at most", need);
  }
}

BOOST_AUTO_TEST_SUITE_END()
