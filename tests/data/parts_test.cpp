#include "data/parts.h"

#include "data/files.h"

using namespace coopbench;
using torch::Tensor;

namespace {

// One image a number, labelled with its tens.
Images pictures(const std::vector<int64_t>& numbers) {
  const Tensor all = torch::tensor(numbers, torch::kInt64);
  const Tensor pixels = all.to(torch::kUInt8).reshape({-1, 1, 1, 1}).expand({-1, 1, 3, 3});
  return {pixels, 3, all.div(10, "floor")};
}

std::vector<int64_t> list(const Tensor& whole) {
  const Tensor x = whole.contiguous();
  return {x.data_ptr<int64_t>(), x.data_ptr<int64_t>() + x.numel()};
}

std::vector<int64_t> numbers(const Images& images) {
  return list(
      (images.all().select(3, 0).select(2, 0).flatten() * 127.5 + 127.5).round().to(torch::kInt64));
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

// Of ten classes in their order 500 rows in no order have 50 of each, give or take 4 times 6.7.
BOOST_AUTO_TEST_CASE(the_first_rows_of_a_mixed_part_are_of_all_classes) {
  const Tensor labels = torch::arange(10, torch::kInt64).repeat_interleave(500);
  const Tensor own = torch::arange(5000, torch::kFloat32).reshape({-1, 1, 1, 1});
  const Images some = mixed(Images(own, labels));
  const Tensor first = some.labels().slice(0, 0, 500).bincount({}, 10);
  BOOST_TEST(first.min().item<int64_t>() >= 23);
  BOOST_TEST(first.max().item<int64_t>() <= 77);
  const Tensor rows = some.all().flatten();
  BOOST_TEST(torch::equal(std::get<0>(rows.sort()), own.flatten()));
  BOOST_TEST(torch::equal(rows.div(500, "floor").to(torch::kInt64), some.labels()));
  BOOST_TEST(labels_not_among_first(some, 500).empty());
}

BOOST_AUTO_TEST_CASE(labels_that_sorted_rows_keep_from_being_measured_are_named) {
  const Tensor labels = torch::arange(4, torch::kInt64).repeat_interleave(100);
  const Tensor own = torch::zeros({400, 1, 1, 1});
  const Images sorted(own, labels);
  BOOST_TEST(labels_not_among_first(sorted, 80) == (Numbers{1, 2, 3}));
  BOOST_TEST(labels_not_among_first(sorted, 101) == (Numbers{2, 3}));
  BOOST_TEST(labels_not_among_first(sorted, 79).empty());  // 19.75 of each
  BOOST_TEST(labels_not_among_first(Images(own), 100).empty());
}

BOOST_AUTO_TEST_CASE(one_byte_makes_another_image) {
  const auto with_two_at = [](int64_t row, int64_t column) {
    Tensor pixels = torch::ones({1, 1, 3, 3}, torch::kUInt8);
    pixels[0][0][row][column] = 2;
    return Images(pixels, 3);
  };
  Parts parts{with_two_at(2, 2), with_two_at(0, 0), pictures({1})};
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
  const Images images = pictures({0, 1, 2, 3});
  BOOST_TEST(split_rows(images, 2, 1, 1, "x").test.size() == 1);
  for (const auto& [train, validation, test] : std::vector<std::array<int64_t, 3>>{
           {2, 1, 2}, {2, 2, 1}, {3, 1, 1}, {1, 1, 5}, {1, 1, INT64_MAX}})
    BOOST_CHECK_EXCEPTION(split_rows(images, train, validation, test, "a file"), UserError,
                          says({"a file: holds 4 images"}));
}

BOOST_AUTO_TEST_CASE(images_are_chosen_by_label) {
  const Images images = pictures({30, 201, 35, 52, 4});
  BOOST_TEST(numbers(with_labels(images, {3})) == (Numbers{30, 35}));
  BOOST_TEST(numbers(with_labels(images, {20, 0})) == (Numbers{201, 4}));
  BOOST_TEST(with_labels(images, {7}).size() == 0);
  BOOST_TEST(numbers(with_labels(images, {})) == numbers(images));
  BOOST_CHECK_THROW(with_labels(Images(torch::zeros({2, 1, 3, 3})), {1}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(labels_stay_with_their_images) {
  const Parts all = split_rows(pictures({30, 41, 52, 35, 49, 30, 33, 41, 35, 47}), 5, 3, 2, "x");
  Parts parts{with_labels(all.train, {3, 4}), with_labels(all.validation, {3, 4}),
              with_labels(all.test, {3, 4})};
  separate(parts, "x");
  BOOST_TEST(numbers(parts.train) == (Numbers{49}));
  BOOST_TEST(numbers(parts.validation) == (Numbers{30, 33, 41}));
  for (const Images& part : {parts.train, parts.validation, parts.test}) {
    std::vector<int64_t> tens;
    for (const int64_t number : numbers(part)) tens.push_back(number / 10);
    BOOST_TEST(list(part.labels()) == tens);
  }
}
