#include "laboratory/classifier.h"

#include <boost/test/unit_test.hpp>

#include "core/errors.h"
#include "core/files.h"
#include "core/json.h"
#include "metrics/classifier.h"
#include "temporary_folder.h"

using torch::Tensor;
using namespace coopbench;

namespace {

const std::string small = std::string(COOPBENCH_SOURCE_DIR) + "/tests/data_files/small";

/// Ten classes told apart by the row that is bright.
Images bars(int64_t n) {
  const Tensor labels = torch::arange(n, torch::kInt64).remainder(10);
  Tensor images = torch::full({n, 1, 28, 28}, -1.0);
  for (int64_t i = 0; i < n; ++i) images[i][0].slice(0, 2 * (i % 10) + 3, 2 * (i % 10) + 7) = 1.0;
  return {images, labels};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(classifier_training)

BOOST_AUTO_TEST_CASE(both_files_come_with_their_classes) {
  const LabelledParts parts = labelled_parts(fashion_mnist_places(small));
  BOOST_TEST((parts.train.all().sizes() == std::vector<int64_t>{20, 1, 28, 28}));
  BOOST_TEST((parts.test.all().sizes() == std::vector<int64_t>{6, 1, 28, 28}));
  // Row % 5 and row % 3 by tests/data_files/make.py.
  BOOST_TEST(parts.train.labels().equal(torch::arange(20, torch::kInt64).remainder(5)));
  BOOST_TEST(parts.test.labels().equal(torch::arange(6, torch::kInt64).remainder(3)));
  BOOST_TEST(parts.train.all().abs().max().item<double>() <= 1.0);
}

BOOST_AUTO_TEST_CASE(it_learns_what_can_be_learnt_and_the_seed_decides_the_bits) {
  const Images train = bars(200);
  const auto trained = [&](uint64_t seed, std::vector<double>* losses = nullptr) {
    return train_classifier(train, {.epochs = 4, .batch = 20, .seed = seed},
                            [&](int64_t epoch, double loss) {
                              if (losses == nullptr) return;
                              losses->push_back(loss);
                              BOOST_TEST(epoch == static_cast<int64_t>(losses->size()));
                            });
  };
  std::vector<double> losses;
  const Network first = trained(1, &losses), again = trained(1), other = trained(2);
  BOOST_TEST(losses.size() == 4U);
  BOOST_TEST(losses.back() < losses.front());
  BOOST_TEST(accuracy(first, bars(50)) == 1.0);
  const Archive weights = first.archive();
  for (const auto& [name, tensor] : weights.tensors()) {
    BOOST_TEST(tensor.equal(again.archive().at(name)), name);
    BOOST_TEST(!tensor.equal(other.archive().at(name)), name);
  }
}

BOOST_AUTO_TEST_CASE(accuracy_is_the_share_of_right_classes) {
  // Weights of zero and one bias: always class 3.
  Network network(classifier_layers(), {}, {});
  const Archive weights = network.archive();
  Archive constant;
  for (const auto& [name, tensor] : weights.tensors())
    constant.put(name, torch::zeros_like(tensor));
  constant.put("10_bias", torch::eye(10)[3]);
  network.restore(constant);
  BOOST_TEST(accuracy(network, bars(50)) == 0.1);
}

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read) {
  const TemporaryFolder folder;
  const Network network(classifier_layers(), {}, {.seed = 3, .purpose = Purpose::feature_weights});
  const std::string hash =
      write_classifier(folder / "mine.npz", network, "fashion_mnist", 0.5, {.epochs = 2});
  const Json description = parse_json(read_text(folder / "mine.json"), "mine.json");
  BOOST_TEST(description.at("hash") == hash);
  BOOST_TEST(description.at("data_set") == "fashion_mnist");
  BOOST_TEST(description.at("test_accuracy") == 0.5);
  BOOST_TEST(description.at("epochs") == 2);
  const Archive read = read_classifier(folder / "mine.npz").archive();
  const Archive written = network.archive();
  for (const auto& [name, tensor] : written.tensors())
    BOOST_TEST(tensor.equal(read.at(name)), name);
}

BOOST_AUTO_TEST_CASE(missing_files_are_named) {
  const TemporaryFolder folder;
  BOOST_CHECK_EXCEPTION(labelled_parts(fashion_mnist_places(folder.path().string())), UserError,
                        says({"fashion_mnist", "dataset-fashion-mnist"}));
}

BOOST_AUTO_TEST_SUITE_END()
