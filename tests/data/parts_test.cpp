#include "data/parts.h"

#include "data/files.h"

using namespace coopbench;
using torch::Tensor;

namespace {

// One image a number.
Tensor pictures(const std::vector<int64_t>& numbers) {
  return torch::tensor(numbers, torch::kInt64)
      .to(torch::kUInt8)
      .reshape({-1, 1, 1})
      .expand({-1, 3, 3})
      .contiguous();
}

std::vector<int64_t> numbers(const Tensor& images) {
  const Tensor first = images.select(1, 0).select(1, 0).to(torch::kInt64).contiguous();
  return {first.data_ptr<int64_t>(), first.data_ptr<int64_t>() + first.numel()};
}

using Numbers = std::vector<int64_t>;

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_in_a_later_part_is_dropped) {
  Parts parts{pictures({1, 2, 3, 4, 4, 5}), pictures({6, 2, 7, 8}), pictures({9, 8, 3, 9})};
  const std::string said = separate(parts, "x");
  BOOST_TEST(numbers(parts.test) == (Numbers{9, 8, 3, 9}));
  BOOST_TEST(numbers(parts.validation) == (Numbers{6, 2, 7}));
  BOOST_TEST(numbers(parts.train) == (Numbers{1, 4, 4, 5}));
  BOOST_TEST(said == "dropped for being in another part: 2 of train, 1 of validation");
}

BOOST_AUTO_TEST_CASE(an_image_dropped_from_validation_is_dropped_from_train_too) {
  Parts parts{pictures({1, 2}), pictures({1, 3}), pictures({1})};
  separate(parts, "x");
  BOOST_TEST(numbers(parts.train) == (Numbers{2}));
  BOOST_TEST(numbers(parts.validation) == (Numbers{3}));
}

BOOST_AUTO_TEST_CASE(one_byte_makes_another_image) {
  Parts parts{pictures({1}), pictures({1}), pictures({1})};
  parts.train[0][2][2] = 2;
  parts.validation[0][0][0] = 2;
  BOOST_TEST(separate(parts, "x") ==
             "dropped for being in another part: 0 of train, 0 of validation");
}

BOOST_AUTO_TEST_CASE(an_empty_part_is_refused) {
  Parts no_train{pictures({1, 1}), pictures({2}), pictures({1})};
  BOOST_CHECK_EXCEPTION(separate(no_train, "a file"), UserError, says({"a file: ", "train part"}));
  Parts no_validation{pictures({1}), pictures({2}), pictures({2})};
  BOOST_CHECK_EXCEPTION(separate(no_validation, "a file"), UserError, says({"validation part"}));
  Parts no_test{pictures({1}), pictures({2}), pictures({})};
  BOOST_CHECK_EXCEPTION(separate(no_test, "a file"), UserError, says({"test part"}));
}

BOOST_AUTO_TEST_CASE(rows_are_split_in_their_order) {
  const Parts parts = split_rows(pictures({0, 1, 2, 3, 4, 5, 6}), 3, 2, 1, "x");
  BOOST_TEST(numbers(parts.train) == (Numbers{0, 1, 2}));
  BOOST_TEST(numbers(parts.validation) == (Numbers{3, 4}));
  BOOST_TEST(numbers(parts.test) == (Numbers{5}));
}

BOOST_AUTO_TEST_CASE(more_rows_than_there_are_are_refused) {
  const Tensor images = pictures({0, 1, 2, 3});
  BOOST_TEST(split_rows(images, 2, 1, 1, "x").test.size(0) == 1);
  for (const auto& [train, validation, test] : std::vector<std::array<int64_t, 3>>{
           {2, 1, 2}, {2, 2, 1}, {3, 1, 1}, {1, 1, 5}, {1, 1, INT64_MAX}})
    BOOST_CHECK_EXCEPTION(split_rows(images, train, validation, test, "a file"), UserError,
                          says({"a file: holds 4 images"}));
}

BOOST_AUTO_TEST_CASE(images_are_chosen_by_label) {
  const Tensor images = pictures({10, 11, 12, 13, 14});
  const Tensor labels = torch::tensor({3, 200, 3, 5, 0}).to(torch::kUInt8);
  BOOST_TEST(numbers(with_labels(images, labels, {3})) == (Numbers{10, 12}));
  BOOST_TEST(numbers(with_labels(images, labels, {200, 0})) == (Numbers{11, 14}));
  BOOST_TEST(with_labels(images, labels, {7}).size(0) == 0);
  BOOST_TEST(with_labels(images, labels, {}).equal(images));
}
