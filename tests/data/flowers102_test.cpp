// Flowers-102 in small, with MATLAB files that SciPy wrote: tests/goldens/data_npz.py.
#include "data/flowers102.h"

#include <cstdlib>

#include "core/files.h"
#include "data/files.h"
#include "data/mat_file.h"

using namespace coopbench;

namespace {

namespace fs = std::filesystem;

torch::Tensor whole_numbers(std::vector<int64_t> numbers) {
  return torch::tensor(numbers, torch::kInt64);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_flowers102)

BOOST_AUTO_TEST_CASE(arrays_of_a_matlab_file_are_those_that_scipy_wrote) {
  const auto packed = read_mat(data_file("flowers102/imagelabels.mat"));
  BOOST_TEST(packed.at("labels").equal(whole_numbers({77, 3, 3, 102, 77, 3})));
  const auto parts = read_mat(data_file("flowers102/setid.mat"));
  BOOST_TEST(parts.at("trnid").equal(whole_numbers({2, 1})));
  BOOST_TEST(parts.at("valid").equal(whole_numbers({3})));
  BOOST_TEST(parts.at("tstid").equal(whole_numbers({4, 5, 6})));
  BOOST_CHECK_EXCEPTION(read_mat(data_file("flowers102/halves.mat")), UserError,
                        says({"halves.mat: holds numbers that are no whole ones"}));
}

BOOST_AUTO_TEST_CASE(every_cut_and_flip_of_a_matlab_file_is_refused_or_read) {
  const TemporaryFolder folder;
  for (const char* name : {"imagelabels.mat", "setid.mat"}) {
    const std::string whole = read_text(data_file(std::string("flowers102/") + name));
    int64_t refused = 0;
    const auto check = [&](const std::string& bytes) {
      write_whole(folder / "x.mat", bytes);
      try {
        read_mat(folder / "x.mat");
      } catch (const UserError& error) {
        BOOST_TEST(std::string(error.what()).starts_with((folder / "x.mat").string()));
        ++refused;
      }
    };
    for (size_t i = 0; i < whole.size(); ++i) {
      check(whole.substr(0, i));
      std::string flipped = whole;
      flipped[i] = static_cast<char>(flipped[i] ^ 0x81);
      check(flipped);
    }
    BOOST_TEST(refused > 100);
  }
}

BOOST_AUTO_TEST_CASE(parts_and_labels_are_those_of_the_matlab_files) {
  const TemporaryFolder folder;
  ::setenv("COOPBENCH_CACHE", (folder / "cache").c_str(), 1);
  const fs::path files = folder / "files";
  make_folder(files / "jpg");
  for (const char* name : {"imagelabels.mat", "setid.mat"})
    fs::copy_file(data_file(std::string("flowers102/") + name), files / name);
  const char* pictures[] = {"rgb.png", "grey.png",    "palette.png",
                            "rgb.jpg", "one_bit.png", "progressive.jpg"};
  const Flowers102Config config{.files = files.string(), .side = 8};
  for (int i = 0; i < 6; ++i)
    fs::copy_file(data_file(std::string("pictures/good/") + pictures[i]),
                  files / "jpg" / ("image_0000" + std::to_string(i + 1) + ".jpg"));
  const Dataset data = flowers102_source(config).load();
  const auto in_order = [](const Images& part) { return std::get<0>(part.labels().sort()); };
  BOOST_TEST(in_order(data.train).equal(whole_numbers({3, 77})));
  BOOST_TEST(in_order(data.validation).equal(whole_numbers({3})));
  BOOST_TEST(in_order(data.test).equal(whole_numbers({3, 77, 102})));
  Flowers102Config some = config;
  some.labels = {3};
  BOOST_TEST(flowers102_source(some).load().test.size() == 1);
  fs::rename(files / "jpg/image_00006.jpg", files / "jpg/image_00009.jpg");
  BOOST_CHECK_EXCEPTION(flowers102_source(config).load(), UserError,
                        says({"image_00009.jpg is none of image_00001.jpg to image_00006.jpg"}));
  fs::remove(files / "jpg/image_00009.jpg");
  BOOST_CHECK_EXCEPTION(flowers102_source(config).load(), UserError,
                        says({"image_00006.jpg, which setid.mat names, is not there"}));
  fs::remove(files / "setid.mat");
  BOOST_TEST(!flowers102_source(config).find().found);
  BOOST_CHECK_EXCEPTION(flowers102_source(config).load(), UserError,
                        says({"(without setid.mat)", "102flowers.tgz"}));
  ::unsetenv("COOPBENCH_CACHE");
}

BOOST_AUTO_TEST_SUITE_END()
