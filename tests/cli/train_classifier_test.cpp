#include <boost/test/unit_test.hpp>

#include "cli/program.h"

using namespace coopbench;

namespace {

const std::string small =
    std::string("--directory '") + COOPBENCH_SOURCE_DIR + "/tests/data_files/small'";

bool contains(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_classifier)

BOOST_AUTO_TEST_CASE(it_writes_weights_says_their_hash_and_compares_it_with_the_kept_one) {
  const TemporaryFolder folder;
  const std::string words = "train-classifier --epochs 1 --out mine.npz " + small;
  const Ran ran = run_program(folder, words);
  BOOST_TEST(ran.exit_code == 0, ran.err);
  BOOST_TEST(contains(ran.err, "epoch 1/1"), ran.err);
  for (const char* word : {"mine.npz", "test accuracy", "xxh3_64:", "another hash"})
    BOOST_TEST(contains(ran.out, word), ran.out);
  BOOST_TEST(run_program(folder, words).out == ran.out);
  BOOST_TEST(std::filesystem::exists(folder / "mine.npz"));
  BOOST_TEST(std::filesystem::exists(folder / "mine.json"));
}

BOOST_AUTO_TEST_CASE(bad_words_are_refused_before_training) {
  const TemporaryFolder folder;
  for (const auto& [words, message] : std::vector<std::pair<std::string, std::string>>{
           {"--out mine.bin", "must end in .npz"},
           {"--out nowhere/mine.npz", "there is no such folder"},
           {"--data cifar", "fashion_mnist"},
           {"--epochs 0", "--epochs"},
           {"--directory missing", "dataset-fashion-mnist"}}) {
    const Ran ran = run_program(folder, "train-classifier " + words);
    BOOST_TEST(ran.exit_code == 2, words);
    BOOST_TEST(contains(ran.err, message), ran.err);
    BOOST_TEST(!contains(ran.err, "epoch 1"), ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
