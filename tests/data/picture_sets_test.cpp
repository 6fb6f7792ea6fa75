// Folders and archives of pictures as data sets.
#include "data/picture_sets.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/files.h"
#include "data/files.h"
#include "data/picture_files.h"
#include "data/pictures/members.h"
#include "data/pictures/picture_cache.h"
#include "data/pictures/picture_folders.h"

using namespace coopbench;

namespace {

const Fit kFit{.side = 8};

PicturesConfig config_of(const fs::path& files) { return {.files = files.string(), .side = 8}; }

std::string bad(const fs::path& files) {
  return message([&] { pictures_source(config_of(files)).load(); });
}

std::vector<std::string> names_of(Members& members) {
  std::vector<std::string> names;
  while (const auto member = members.next())
    names.push_back(member->name + (member->bad.empty() ? "" : ": " + member->bad));
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_picture_sets)

BOOST_AUTO_TEST_CASE(a_folder_a_tar_and_a_zip_are_one_data_set) {
  const OwnCache own;
  const Dataset folder = pictures_source(config_of(data_file("pictures/small"))).load();
  BOOST_TEST(folder.test.size() == 4);
  BOOST_TEST(folder.train.size() + folder.validation.size() == 6);
  BOOST_TEST(folder.validation.size() == 1);
  const torch::Tensor of_test = folder.test.labels();
  BOOST_TEST(torch::equal(std::get<0>(of_test.sort()), torch::tensor({0, 0, 1, 1}, torch::kInt64)));
  for (const char* name : {"pictures/set.tar.xz", "pictures/set.zip"}) {
    const Dataset packed = pictures_source(config_of(data_file(name))).load();
    BOOST_TEST(torch::equal(packed.test.all(), folder.test.all()), name);
    BOOST_TEST(torch::equal(packed.train.all(), folder.train.all()));
    BOOST_TEST(torch::equal(packed.validation.all(), folder.validation.all()));
    BOOST_TEST(torch::equal(packed.test.labels(), folder.test.labels()));
  }
  PicturesConfig dogs = config_of(data_file("pictures/small"));
  dogs.labels = {"dog"};
  BOOST_TEST(torch::equal(pictures_source(dogs).load().test.all(),
                          folder.test.rows(of_test.nonzero().squeeze(1))));
  dogs.labels = {"dgo"};
  BOOST_TEST(message([&] {
               pictures_source(dogs).load();
             }).ends_with("there is no folder 'dgo' (did you mean 'dog'?); there are cat, dog"));
}

BOOST_AUTO_TEST_CASE(members_of_an_archive_that_lead_out_of_it_or_are_links_are_bad) {
  const std::vector<std::string> expected{
      "a/1.png", "../out.png: its name leads out of the archive",
      "/root.png: its name leads out of the archive", "a/1.png", "a/link.png: is a link"};
  BOOST_TEST(names_of(*open_members(data_file("pictures/odd.tar"))) == expected,
             boost::test_tools::per_element());
  BOOST_TEST(names_of(*open_members(data_file("pictures/names.zip"))) ==
                 (std::vector<std::string>{"r/\xc3\xbc/0.png", "r/o/0.png"}),
             boost::test_tools::per_element());
  const OwnCache own;
  const std::string said = bad(data_file("pictures/odd.tar"));
  BOOST_TEST(said.find("odd.tar: holds 3 files that are no usable pictures: ../out.png: its name "
                       "leads out of the archive") != std::string::npos,
             said);
  PicturesConfig skips = config_of(data_file("pictures/odd.tar"));
  skips.skip_bad = true;
  BOOST_TEST(message([&] {
               pictures_source(skips).load();
             }).ends_with("holds two files of the name a/1.png"));
  BOOST_TEST(bad(data_file("pictures/truncated.tar.xz")).find("can't be read as an archive") !=
             std::string::npos);
  BOOST_TEST(bad(data_file("pictures/good/rgb.png")).find("can't be read as an archive") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_files_are_named_and_skipped_by_choice) {
  const OwnCache own;
  const fs::path files = own.folder / "files";
  put(files / "a.png");
  put(files / "b.png", "grey.png");
  put(files / "c.jpg", "progressive.jpg");
  fs::copy_file(data_file("pictures/bad/empty.jpg"), files / "d.jpg");
  write_whole(files / ".hidden", "x");
  BOOST_TEST(
      bad(files).ends_with("files: holds 1 file that is no usable picture: d.jpg: is empty; "
                           "mend or remove them, or leave them out with \"skip_bad\": true"));
  PicturesConfig config = config_of(files);
  config.skip_bad = true;
  const Dataset data = pictures_source(config).load();
  BOOST_TEST(data.train.size() + data.validation.size() + data.test.size() == 3);
  BOOST_TEST(!data.train.labels().defined());
  BOOST_TEST(data.source.ends_with("left out 1 file that is no usable picture: d.jpg: is empty"));
}

BOOST_AUTO_TEST_CASE(odd_folders_are_refused_in_words) {
  const OwnCache own;
  const fs::path files = own.folder / "files";
  BOOST_TEST(bad(files).ends_with("there is no such folder or archive"));
  make_folder(files);
  BOOST_TEST(bad(files).ends_with("holds no JPEG or PNG file that can be used"));
  put(files / "cat" / "1.png");
  put(files / "dog" / "1.png", "grey.png");
  put(files / "dog" / "2.jpg", "progressive.jpg");
  make_folder(files / "eel" / "in");
  BOOST_TEST(bad(files).ends_with(
      "the folder eel has no picture; remove it, put some in, or leave it out with "
      "\"skip_bad\": true"));
  PicturesConfig skips = config_of(files);
  skips.skip_bad = true;
  BOOST_TEST(pictures_source(skips).load().source.ends_with(
      "left out 1 file that is no usable picture: eel/: is a folder without a picture that can be "
      "used"));
  fs::remove_all(files / "eel");
  make_folder(files / "Test");
  const std::string no_test = message([&] { pictures_source(skips).load(); });
  BOOST_TEST(bad(files) == no_test);
  BOOST_TEST(no_test.ends_with(
                 "the folder Test has no picture that can be used; remove it, or put some in"),
             no_test);
  fs::remove(files / "Test");
  put(files / "loose.png", "palette.png");
  BOOST_TEST(bad(files).ends_with("loose.png lies in no folder of a class, others do"));
  fs::remove(files / "loose.png");
  fs::create_directory_symlink(files / "cat", files / "cats");
  BOOST_TEST(bad(files).find("cats: is a link to a folder") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_may_not_be_read_is_named_or_skipped) {
  const bool root = ::geteuid() == 0;
  const OwnCache own;
  const fs::path files = own.folder / "files", shut = own.folder / "shut";
  make_folder(shut);
  put(files / "cat" / "1.png");
  put(files / "cat" / "2.png", "grey.png");
  put(files / "dog" / "1.jpg", "progressive.jpg");
  put(files / "eel" / "1.png", "palette.png");
  PicturesConfig skips = config_of(files);
  skips.skip_bad = true;
  for (const auto& folder : {files / "eel", shut}) fs::permissions(folder, fs::perms::none);
  if (root) fs::permissions(own.folder.path(), fs::perms::all);
  BOOST_REQUIRE((!root || ::seteuid(65534) == 0));
  const std::string refused = bad(files), refused_whole = bad(shut);
  const std::string source = pictures_source(skips).load().source;
  BOOST_REQUIRE((!root || ::seteuid(0) == 0));
  fs::permissions(files / "eel", fs::perms::owner_all);
  const std::string name = "eel: is a folder that can't be read: Permission denied";
  BOOST_TEST(refused.find("1 file that is no usable picture: " + name) != std::string::npos,
             refused);
  BOOST_TEST(source.ends_with("left out 1 file that is no usable picture: " + name), source);
  BOOST_TEST(refused_whole.ends_with("shut: can't be read: Permission denied"), refused_whole);
  BOOST_TEST(bad(files).empty());
}

BOOST_AUTO_TEST_CASE(folders_say_part_and_class_as_they_usually_do) {
  const Placed usual = placed({"x/test/b/1", "x/train/a/1", "x/train/b/1", "x/val/a/1"});
  BOOST_TEST((usual.parts ==
              std::vector{PartName::test, PartName::train, PartName::train, PartName::validation}));
  BOOST_TEST(usual.labels == (std::vector<int64_t>{1, 0, 1, 0}));
  BOOST_TEST(
      (placed({"TEST/a/1", "Train/a/1"}).parts == std::vector{PartName::test, PartName::train}));
  BOOST_TEST(placed({"a/1", "a/2"}).classes == std::vector<std::string>{"a"});
  BOOST_TEST(placed({"jpg/1", "jpg/2"}).labels == (std::vector<int64_t>{0, 0}));
  BOOST_TEST(placed({"1", "2"}).labels.empty());
  BOOST_CHECK_EXCEPTION(placed({"a/1", "train/b/1"}), UserError,
                        says({"a/1 lies in no folder of a part"}));
}

BOOST_AUTO_TEST_CASE(what_was_decoded_is_not_decoded_again_until_something_changes) {
  const OwnCache own;
  const fs::path files = own.folder / "files", cache = own.folder / "here";
  put(files / "a.png");
  put(files / "b.png", "grey.png");
  const Pictures first = cached_pictures(files, kFit, cache);
  BOOST_TEST(first.names == (std::vector<std::string>{"a.png", "b.png"}));
  const auto folders = [&] { return std::distance(fs::directory_iterator(cache), {}); };
  BOOST_TEST(folders() == 1);
  const fs::path kept = fs::directory_iterator(cache)->path() / "pixels.npy";
  const auto time = fs::last_write_time(kept);
  BOOST_TEST(torch::equal(cached_pictures(files, kFit, cache).pixels, first.pixels));
  BOOST_TEST((fs::last_write_time(kept) == time));
  BOOST_TEST(folders() == 1);

  std::string damaged = read_text(kept);
  damaged.back() = static_cast<char>(damaged.back() + 1);
  write_whole(kept, damaged);
  BOOST_TEST(torch::equal(cached_pictures(files, kFit, cache).pixels, first.pixels));

  put(files / "c.png", "palette.png");
  BOOST_TEST(cached_pictures(files, kFit, cache).pixels.size(0) == 3);
  BOOST_TEST(cached_pictures(files, {.side = 8, .channels = 1}, cache).pixels.size(1) == 1);
  BOOST_TEST(folders() == 3);
}

BOOST_AUTO_TEST_CASE(a_killed_decoding_goes_on_where_it_was) {
  const OwnCache own;
  const fs::path files = own.folder / "files", cache = own.folder / "here";
  for (int i = 0; i < 300; ++i)
    put(files / (std::to_string(i) + ".png"), i % 2 ? "rgb.png" : "grey.png");
  fs::copy_file(data_file("pictures/bad/empty.jpg"), files / "100.jpg");
  const Pictures whole = cached_pictures(files, kFit, own.folder / "there");
  const auto batches = [&] {
    std::error_code none;
    int64_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(cache, none))
      if (entry.path().extension() == ".json") ++count;
    return count;
  };
  const pid_t child = ::fork();
  if (child == 0) {
    cached_pictures(files, kFit, cache, 2);
    ::_exit(0);
  }
  while (batches() < 5) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const int64_t done = batches();
  BOOST_TEST(done >= 5);
  BOOST_TEST_REQUIRE(done < 151);
  const Pictures resumed = cached_pictures(files, kFit, cache, 2);
  BOOST_TEST(torch::equal(resumed.pixels, whole.pixels));
  BOOST_TEST(resumed.names == whole.names);
  BOOST_TEST_REQUIRE(resumed.bad.size() == 1U);
  BOOST_TEST(resumed.bad[0].name == "100.jpg");
}

BOOST_AUTO_TEST_CASE(an_archive_that_is_cut_off_or_damaged_is_refused) {
  const OwnCache own;
  const auto run = [&](const std::string& words) {
    const std::string in_folder = "cd '" + own.folder.path().string() + "' && " + words;
    BOOST_REQUIRE(std::system(in_folder.c_str()) == 0);
  };
  run("tar -b1 -cf whole.tar -C '" + data_file("pictures").string() + "' small");
  run("gzip -kc whole.tar > whole.tgz");
  const std::string tar = read_text(own.folder / "whole.tar");
  // Before the two blocks of zeros at its end, and between them.
  const size_t end = tar.find_last_not_of('\0') / 512 * 512 + 512;
  BOOST_TEST(tar.size() >= end + 1024);
  for (const size_t kept : {end, end + 512}) {
    write_whole(own.folder / "cut.tar", tar.substr(0, kept));
    BOOST_TEST(bad(own.folder / "cut.tar").find("cut.tar: is cut off") != std::string::npos);
    run("gzip -kc cut.tar > cut.tgz");
    BOOST_TEST(bad(own.folder / "cut.tgz").find("cut.tgz: is cut off") != std::string::npos);
  }
  const Dataset data = pictures_source(config_of(own.folder / "whole.tgz")).load();
  BOOST_TEST(data.train.size() + data.validation.size() + data.test.size() == 10);
  write_whole(own.folder / "two.tar", tar + tar);
  BOOST_TEST(bad(own.folder / "two.tar").find("holds two files of the name small/") !=
             std::string::npos);
  write_whole(own.folder / "more.tar", tar + std::string(512, 'x'));
  BOOST_TEST(bad(own.folder / "more.tar").find("can't be read as an archive") != std::string::npos);
  std::string header = tar;
  header[512] ^= 1;  // of the name of its second member
  write_whole(own.folder / "header.tar", header);
  BOOST_TEST(bad(own.folder / "header.tar").find("Damaged tar archive") != std::string::npos);
  std::string gzip = read_text(own.folder / "whole.tgz");
  gzip[gzip.size() - 6] = static_cast<char>(gzip[gzip.size() - 6] ^ 1);  // of the checksum
  write_whole(own.folder / "damaged.tgz", gzip);
  BOOST_TEST(bad(own.folder / "damaged.tgz").find("the gzip data is damaged") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_program_is_started_to_unpack) {
  // libarchive would start lrzip for a file with these first bytes.
  const OwnCache own;
  const fs::path program = own.folder / "lrzip", started = own.folder / "started";
  write_whole(program, "#!/bin/sh\n: > '" + started.string() + "'\n");
  fs::permissions(program, fs::perms::owner_all);
  write_whole(own.folder / "files.lrz", std::string("LRZI\0\6", 6) + std::string(1000, '\0'));
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (own.folder.path().string() + ":" + path).c_str(), 1);
  const std::string refusal = bad(own.folder / "files.lrz");
  ::setenv("PATH", path.c_str(), 1);
  BOOST_TEST(refusal.find("files.lrz: can't be read as an archive") != std::string::npos, refusal);
  BOOST_TEST(!fs::exists(started));
}

BOOST_AUTO_TEST_CASE(a_damaged_index_of_the_cache_is_made_again) {
  const OwnCache own;
  const fs::path files = own.folder / "files", cache = own.folder / "here";
  put(files / "a.png");
  put(files / "b.png", "grey.png");
  const Pictures first = cached_pictures(files, kFit, cache);
  const fs::path index = fs::directory_iterator(cache)->path() / "index.json";
  std::string text = read_text(index);
  text.replace(text.find("a.png"), 5, "z.png");
  write_whole(index, text);
  BOOST_TEST(cached_pictures(files, kFit, cache).names == first.names);
}

BOOST_AUTO_TEST_CASE(decoding_tells_how_far_it_is) {
  const OwnCache own;
  std::vector<int64_t> told;
  double share = 0;
  cached_pictures(data_file("pictures/small"), kFit, own.folder / "here", 4,
                  [&](const LoadProgress& progress) {
                    told.push_back(progress.pictures);
                    BOOST_TEST(progress.share > share);
                    share = progress.share;
                  });
  BOOST_TEST(told == (std::vector<int64_t>{4, 8, 10}), boost::test_tools::per_element());
  BOOST_TEST(share == 1.0);
}

BOOST_AUTO_TEST_CASE(why_a_part_is_empty_is_said) {
  const OwnCache own;
  const fs::path files = own.folder / "files";
  put(files / "a.png");
  put(files / "b.png", "grey.png");
  BOOST_TEST(
      bad(files).find("no image is left for the train part: none of the 2 images is for it") !=
      std::string::npos);
  for (const char* name : {"c", "d", "e"}) put(files / (std::string(name) + ".png"));
  fs::remove(files / "b.png");
  BOOST_TEST(bad(files).find("part: each image that is for it (") != std::string::npos);
  PicturesConfig shares = config_of(files);
  shares.validation = 0.6;
  shares.test = 0.5;
  BOOST_TEST(
      message([&] { pictures_source(shares); }) ==
      "the data set pictures: validation 0.6 and test 0.5 are shares of all images and leave "
      "none for training");
}

BOOST_AUTO_TEST_CASE(a_cache_that_may_not_be_written_is_named) {
  const OwnCache own;
  write_whole(own.folder / "file", "x");
  ::setenv("COOPBENCH_CACHE", (own.folder / "file" / "cache").c_str(), 1);
  const std::string said = bad(data_file("pictures/small"));
  BOOST_TEST(said.find((own.folder / "file" / "cache").string()) != std::string::npos, said);
  BOOST_TEST(said.find("set COOPBENCH_CACHE to a folder that may be written to") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(folders_below_those_of_classes_are_listed) {
  const Placed found = placed({"x/a/1", "x/a/in/1", "x/a/in/deep/2", "x/b/1"});
  BOOST_TEST(found.classes == (std::vector<std::string>{"a", "b"}));
  BOOST_TEST(found.deeper == (std::vector<std::string>{"a/in", "a/in/deep"}),
             boost::test_tools::per_element());
  BOOST_TEST(placed({"train/a/1", "train/b/1"}).deeper.empty());
}

BOOST_AUTO_TEST_CASE(a_picture_that_changed_is_read_again_though_its_size_and_time_are_as_before) {
  const OwnCache own;
  const fs::path files = own.folder / "files", one = files / "train/dog/0.png";
  fs::copy(data_file("pictures/small"), files, fs::copy_options::recursive);
  const std::string whole = read_text(one);
  const auto time = fs::last_write_time(one);
  const auto first = [&] {
    return message([&] { load_pictures({.files = files.string(), .side = 8}); });
  };
  BOOST_TEST(first() == "");
  write_whole(one, std::string(whole.size(), 'x'));
  fs::last_write_time(one, time);
  BOOST_TEST(first().find("0.png") != std::string::npos, first());
}

BOOST_AUTO_TEST_SUITE_END()
