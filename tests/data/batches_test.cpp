#include "data/batches.h"

#include "data/files.h"

using namespace coopbench;

namespace {

// Image i is the number i.
Batches numbered(int64_t n, int64_t size, uint64_t seed = 3) {
  return {Images(torch::arange(n, torch::kFloat32).reshape({n, 1, 1, 1}),
                 torch::arange(n, torch::kInt64) * 10),
          size, 0, seed};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_batch_holds_no_row_twice) {
  const auto batches = numbered(40, 32);
  for (int64_t i = 0; i < 50; ++i) {
    const auto batch = batches.at(i).clean;
    BOOST_REQUIRE(batch.sizes() == (std::vector<int64_t>{32, 1, 1, 1}));
    BOOST_TEST(std::get<0>(torch::_unique(batch)).size(0) == 32);
  }
}

BOOST_AUTO_TEST_CASE(each_image_has_its_label) {
  const Batch batch = numbered(40, 32).at(3);
  BOOST_TEST(batch.labels.equal((batch.clean.flatten() * 10).to(torch::kInt64)));
  const Batches bare{torch::zeros({4, 1, 1, 1}), 2, 0, 1};
  BOOST_TEST(!bare.at(0).labels.defined());
}

BOOST_AUTO_TEST_CASE(a_batch_of_all_images_is_a_permutation) {
  const auto batch = numbered(25, 25).at(7).clean.flatten();
  BOOST_TEST(std::get<0>(batch.sort()).equal(torch::arange(25, torch::kFloat32)));
  BOOST_TEST(!batch.equal(torch::arange(25, torch::kFloat32)));
}

BOOST_AUTO_TEST_CASE(the_order_of_calls_does_not_matter) {
  const auto batches = numbered(100, 8), others = numbered(100, 8);
  std::vector<torch::Tensor> forward;
  for (int64_t i = 0; i < 20; ++i) forward.push_back(batches.at(i).clean);
  for (int64_t i = 19; i >= 0; --i)
    BOOST_TEST(others.at(i).clean.equal(forward[static_cast<size_t>(i)]));
}

BOOST_AUTO_TEST_CASE(seed_and_iteration_change_the_batch) {
  BOOST_TEST(!numbered(100, 8).at(0).clean.equal(numbered(100, 8).at(1).clean));
  BOOST_TEST(!numbered(100, 8, 3).at(0).clean.equal(numbered(100, 8, 4).at(0).clean));
}

BOOST_AUTO_TEST_CASE(every_image_comes_equally_often) {
  // 4000 batches of 5 out of 20: each image is in a batch with chance 1/4, so its count has mean
  // 1000 and standard deviation sqrt(4000 * 3/16) = 27.4; 5 of these leave one false alarm in 10^5
  // seeds.
  const auto batches = numbered(20, 5);
  std::vector<int64_t> counts(20, 0);
  for (int64_t i = 0; i < 4000; ++i) {
    const auto batch = batches.at(i).clean.flatten();
    for (int64_t k = 0; k < 5; ++k) ++counts[static_cast<size_t>(batch[k].item<float>())];
  }
  for (const int64_t count : counts)
    BOOST_TEST(std::abs(static_cast<double>(count) - 1000) < 5 * 27.4);
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_the_data_is_refused) {
  BOOST_CHECK_THROW(numbered(4, 5).at(0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(data_noise_has_its_scale) {
  const Stream stream{.seed = 1, .purpose = Purpose::data_noise, .iteration = 5};
  const auto x = torch::linspace(-1, 1, 40000).reshape({100, 1, 20, 20});
  const auto noise = (perturb(x, 0.03, stream) - x).to(torch::kFloat64);
  // 40 000 numbers: the mean has standard error 0.03 / 200, the standard deviation 0.03 / sqrt(80
  // 000).
  BOOST_TEST(std::abs(noise.mean().item<double>()) < 5 * 0.03 / 200);
  BOOST_TEST(std::abs(noise.std().item<double>() - 0.03) < 5 * 0.03 / std::sqrt(80000.0));
  BOOST_TEST(perturb(x, 0.03, stream).equal(x + 0.03 * normal(stream, x.sizes())));
}

BOOST_AUTO_TEST_CASE(no_data_noise_leaves_the_images) {
  const auto x = torch::ones({2, 1, 2, 2});
  BOOST_TEST(perturb(x, 0, {}).is_same(x));
}

BOOST_AUTO_TEST_CASE(batches_made_ahead_are_those_that_are_asked_for_in_any_order) {
  Batches batches = numbered(50, 8);
  batches.data_noise = 0.1;
  for (const int64_t threads : {1, 2}) {
    Workers workers(threads);
    ConsecutiveBatches ahead(batches, workers);
    for (const int64_t i : {0, 1, 2, 7, 8, 3}) {
      workers.together([](int64_t) {});
      const Batch made = ahead.at(i), right = batches.at(i);
      BOOST_TEST(made.clean.equal(right.clean));
      BOOST_TEST(made.noised.equal(right.noised));
      BOOST_TEST(!made.noised.equal(made.clean));
    }
  }
}

BOOST_AUTO_TEST_CASE(reserved_images_follow_from_the_seed_and_are_left_out) {
  const Images all(torch::arange(10, torch::kFloat32).reshape({10, 1, 1, 1}));
  const Drawable some = drawable(all, 4, 3);
  BOOST_TEST(some.images.size() == 6);
  BOOST_TEST(torch::equal(some.images.all().flatten().to(torch::kInt64), some.rows));
  const torch::Tensor both = std::get<0>(torch::cat({some.rows, some.reserved}).sort());
  BOOST_TEST(torch::equal(both, torch::arange(10)));
  BOOST_TEST(torch::equal(drawable(all, 4, 3).reserved, some.reserved));
  BOOST_TEST(!torch::equal(drawable(all, 4, 4).reserved, some.reserved));
  BOOST_TEST(drawable(all, 0, 3).images.size() == 10);
  BOOST_TEST(drawable(all, 0, 3).reserved.size(0) == 0);
  BOOST_CHECK_THROW(drawable(all, 11, 3), std::invalid_argument);
}
