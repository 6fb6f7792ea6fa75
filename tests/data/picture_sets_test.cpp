// Folders and archives of pictures as data sets.
#include "data/picture_sets.h"

#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/files.h"
#include "data/files.h"
#include "data/pictures/members.h"
#include "data/pictures/picture_cache.h"
#include "data/pictures/picture_folders.h"

using namespace coopbench;

namespace {

namespace fs = std::filesystem;

const Fit kFit{.side = 8};

/// A cache of its own for one test.
struct OwnCache {
  OwnCache() { ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1); }
  ~OwnCache() { ::unsetenv("COOPBENCH_CACHE"); }
  TemporaryFolder folder;
};

PicturesConfig config_of(const fs::path& files) { return {.files = files.string(), .side = 8}; }

std::string message(const std::function<void()>& work) {
  try {
    work();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

std::string bad(const fs::path& files) {
  return message([&] { pictures_source(config_of(files)).load(); });
}

void put(const fs::path& to, const char* picture = "rgb.png") {
  make_folder(to.parent_path());
  fs::copy_file(data_file(std::string("pictures/good/") + picture), to);
}

/// A batch of n images whose bytes follow from their number and `seed`.
std::string batch(int n, int seed) {
  std::string bytes;
  for (int i = 0; i < n; ++i) {
    bytes += static_cast<char>((i + seed) % 10);
    for (int k = 0; k < 3072; ++k) bytes += static_cast<char>((i * 7 + seed * 31 + k) % 251);
  }
  return bytes;
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
  BOOST_TEST(torch::equal(folder.test.labels(), torch::tensor({0, 0, 1, 1}, torch::kInt64)));
  for (const char* name : {"pictures/set.tar.xz", "pictures/set.zip"}) {
    const Dataset packed = pictures_source(config_of(data_file(name))).load();
    BOOST_TEST(torch::equal(packed.test.all(), folder.test.all()), name);
    BOOST_TEST(torch::equal(packed.train.all(), folder.train.all()));
    BOOST_TEST(torch::equal(packed.validation.all(), folder.validation.all()));
    BOOST_TEST(torch::equal(packed.test.labels(), folder.test.labels()));
  }
  PicturesConfig dogs = config_of(data_file("pictures/small"));
  dogs.labels = {"dog"};
  BOOST_TEST(torch::equal(pictures_source(dogs).load().test.all(), folder.test.slice(2, 4)));
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
  make_folder(files / "eel");
  BOOST_TEST(bad(files).ends_with("the folder eel has no picture; remove it, or put some in"));
  fs::remove(files / "eel");
  put(files / "loose.png", "palette.png");
  BOOST_TEST(bad(files).ends_with("loose.png lies in no folder of a class, others do"));
  fs::remove(files / "loose.png");
  fs::create_directory_symlink(files / "cat", files / "cats");
  BOOST_TEST(bad(files).find("cats: is a link to a folder") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(folders_say_part_and_class_as_they_usually_do) {
  const Placed usual = placed({"x/test/b/1", "x/train/a/1", "x/train/b/1", "x/val/a/1"}, {});
  BOOST_TEST((usual.parts ==
              std::vector{PartName::test, PartName::train, PartName::train, PartName::validation}));
  BOOST_TEST(usual.labels == (std::vector<int64_t>{1, 0, 1, 0}));
  BOOST_TEST((placed({"TEST/a/1", "Train/a/1"}, {}).parts ==
              std::vector{PartName::test, PartName::train}));
  BOOST_TEST(placed({"a/1", "a/2"}, {}).classes == std::vector<std::string>{"a"});
  BOOST_TEST(placed({"jpg/1", "jpg/2"}, {"jpg"}).labels == (std::vector<int64_t>{0, 0}));
  BOOST_TEST(placed({"1", "2"}, {}).labels.empty());
  BOOST_CHECK_EXCEPTION(placed({"a/1", "train/b/1"}, {}), UserError,
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

BOOST_AUTO_TEST_CASE(binary_batches_of_cifar10_are_read_in_the_order_of_their_numbers) {
  const OwnCache own;
  const fs::path files = own.folder / "cifar-10-batches-bin";
  make_folder(files);
  for (int i = 1; i <= 5; ++i)
    write_whole(files / ("data_batch_" + std::to_string(i) + ".bin"), batch(20, i));
  write_whole(files / "test_batch.bin", batch(10, 6));
  write_whole(files / "readme.html", "x");
  const Cifar10Config config{.files = own.folder.path().string(), .validation = 20};
  const Dataset data = cifar10_source(config).load();
  BOOST_TEST(data.train.size() == 80);
  BOOST_TEST(data.test.size() == 10);
  // Image 0 of batch 2: red, green, blue in planes; its label.
  const torch::Tensor image = data.train.slice(20, 21);
  BOOST_TEST(image[0][0][0][1].item<double>() == 63 / 127.5 - 1,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(image[0][1][0][0].item<double>() == (62 + 1024) % 251 / 127.5 - 1,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST(data.train.labels()[20].item<int64_t>() == 2);

  const auto refused = [&] { return message([&] { cifar10_source(config).load(); }); };
  write_whole(files / "data_batch_3.bin", batch(20, 3) + "x");
  BOOST_TEST(refused().find("data_batch_3.bin: is damaged") != std::string::npos);
  write_whole(files / "data_batch_3.bin", batch(20, 3));
  fs::remove(files / "data_batch_5.bin");
  BOOST_TEST(refused().find("lacks one of data_batch_1.bin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cifar10_as_pictures) {
  const fs::path here = fs::path(COOPBENCH_SOURCE_DIR) / "../shared/data/cifar10-jpeg.tar.xz";
  if (!fs::exists(here)) {
    BOOST_TEST_MESSAGE("skipped: there is no ../shared/data/cifar10-jpeg.tar.xz");
    return;
  }
  const OwnCache own;
  const Dataset data = cifar10_source({.files = here.string()}).load();
  BOOST_TEST(data.train.size() + data.validation.size() > 49'000);
  BOOST_TEST(data.test.size() == 10'000);
  BOOST_TEST(torch::bincount(data.test.labels()).eq(1000).all().item<bool>());
}

BOOST_AUTO_TEST_SUITE_END()
