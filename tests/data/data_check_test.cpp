#include "data/data_check.h"

#include <cstdlib>

#include "core/files.h"
#include "data/files.h"
#include "data/near_duplicates.h"

using namespace coopbench;

namespace {

namespace fs = std::filesystem;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

int64_t count(const Images& some, const Images& others) {
  return int64_t(near_duplicates(some, others).size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_check)

BOOST_AUTO_TEST_CASE(images_are_alike_up_to_the_bound_and_no_further) {
  const torch::Tensor others = torch::rand({300, 3, 12, 12}) * 2 - 1;
  // The root of the mean square of what is added: 0.0499 and 0.0501, spread or in one pixel.
  torch::Tensor near = others.slice(0, 10, 11).clone(), far = near.clone(),
                spot = others.slice(0, 20, 21).clone();
  near += 0.0499;
  far += 0.0501;
  spot[0][1][5][5] += 0.0499 * std::sqrt(3 * 12 * 12.0);
  BOOST_TEST(count(Images(near), Images(others)) == 1);
  BOOST_TEST(count(Images(far), Images(others)) == 0);
  BOOST_TEST(count(Images(spot), Images(others)) == 1);
  BOOST_TEST(count(Images(torch::cat({near, far, spot, others.slice(0, 0, 4)})), Images(others)) ==
             6);
}

BOOST_AUTO_TEST_CASE(candidates_leave_none_out_that_a_look_at_every_pair_finds) {
  const torch::Tensor base = torch::rand({40, 1, 17, 17}) * 2 - 1;
  const torch::Tensor others = base.repeat({5, 1, 1, 1}),
                      some = base + 0.05 * torch::randn_like(base);
  const torch::Tensor rms =
      (some.unsqueeze(1) - others.unsqueeze(0)).square().flatten(2).mean(2).sqrt();
  const int64_t expected = rms.le(kAlike).any(1).sum().item<int64_t>();
  BOOST_TEST((expected > 5 && expected < 35));
  BOOST_TEST(count(Images(some), Images(others)) == expected);
}

BOOST_AUTO_TEST_CASE(images_that_are_alike_are_named_by_their_files) {
  const torch::Tensor pixels =
      (torch::arange(4 * 64).reshape({4, 1, 8, 8}) * 37 % 199).to(torch::kUInt8);
  pixels[3] = pixels[1] + 2;
  const Images all(pixels, 8);
  const auto part = [&](std::vector<int64_t> rows) {
    return all.selected(torch::tensor(rows, torch::kInt64));
  };
  const DataCheck check{.kind = "pictures",
                        .data = {.shape = {1, 8},
                                 .train = part({0, 1}),
                                 .validation = part({2}),
                                 .test = part({3}),
                                 .source = "x"},
                        .all = all,
                        .names = {"a.png", "b.png", "c.png", "d.png"}};
  const auto found = near_duplicates(check.data.test, check.data.train);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].row == 0);
  BOOST_TEST(found[0].other == 1);
  BOOST_TEST(has(described(check),
                 "alike: 1 of 1 test images have one like them in training: d.png and b.png\n"));
}

BOOST_AUTO_TEST_CASE(a_folder_is_described_with_its_bad_files) {
  const TemporaryFolder folder;
  ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1);
  fs::copy(data_file("pictures/small"), folder / "files", fs::copy_options::recursive);
  fs::copy_file(data_file("pictures/bad/alpha.png"), folder / "files/train/cat/x.png");
  fs::copy_file(data_file("pictures/small/test/dog/0.png"), folder / "files/train/dog/9.png");
  const std::string text = described(check_data({.files = (folder / "files").string(), .side = 9}));
  BOOST_TEST(has(text, "read as: pictures\n"));
  BOOST_TEST(has(text, "labels: cat 5, dog 5\n"));
  BOOST_TEST(has(text, "dropped for being in another part: 1 of train"));
  BOOST_TEST(!has(text, "left out"));
  BOOST_TEST(has(text, "files that can't be used: 1\n  train/cat/x.png: has an alpha channel"));
  BOOST_TEST(has(text, "alike: 0 of 4 test images have one like them in training\n"));
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_CASE(images_with_two_labels_and_folders_below_classes_are_told) {
  const TemporaryFolder folder;
  ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1);
  const fs::path files = folder / "files";
  fs::copy(data_file("pictures/small"), files, fs::copy_options::recursive);
  fs::copy_file(files / "train/dog/0.png", files / "train/cat/twin.png");
  fs::create_directories(files / "train/cat/wild");
  fs::rename(files / "train/cat/twin.png", files / "train/cat/wild/twin.png");
  const std::string text = described(check_data({.files = files.string(), .side = 9}));
  BOOST_TEST(has(text,
                 "images that stand with two labels: 1 (cat and dog 1): "
                 "train/cat/wild/twin.png and train/dog/0.png\n"),
             text);
  BOOST_TEST(
      has(text, "below those of classes, whose pictures count as the class: train/cat/wild\n"));
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_SUITE_END()
