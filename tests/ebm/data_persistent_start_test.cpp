#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/chain_start.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

const ImageShape shape{1, 2};
constexpr int64_t kImages = 1000;

/// Training images that say their row: its number in each pixel.
torch::Tensor images() {
  return torch::arange(kImages).to(torch::kFloat32).view({-1, 1, 1, 1}).expand({-1, 1, 2, 2});
}

std::unique_ptr<ChainStart> made(int64_t size, double refill, uint64_t seed = 1) {
  const ChainStarts starts = starts_without_generator();
  const Json settings =
      starts.resolve({{"name", "data_persistent"}, {"size", size}, {"refill", refill}}, "start");
  return starts.make({settings},
                     {.shape = shape, .seed = seed, .train = Images(images().contiguous())});
}

Stream starts_of(int64_t iteration) {
  return {.seed = 1, .purpose = Purpose::start, .iteration = iteration};
}

/// Rows of the training images, ascending; none where one stands twice.
torch::Tensor training_rows(const torch::Tensor& x) {
  return std::get<0>(x.flatten(1).select(1, 0).to(torch::kInt64).sort());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_persistent_start)

BOOST_AUTO_TEST_CASE(the_bank_begins_as_different_training_images_by_the_seed) {
  const torch::Tensor states = made(kImages, 0.5)->memory().states;
  BOOST_TEST(torch::equal(training_rows(states), torch::arange(kImages)));
  BOOST_TEST(torch::equal(states, made(kImages, 0)->memory().states));
  BOOST_TEST(!torch::equal(states, made(kImages, 0.5, 2)->memory().states));
  BOOST_TEST(made(10, 0.5)->memory().age.eq(0).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(a_share_of_the_chains_is_refilled_from_data_and_the_others_go_on) {
  for (const double refill : {0.0, 0.025, 0.5, 1.0}) {
    const auto start = made(kImages, refill);
    const Chains all = start->draw(kImages, {}, starts_of(0));
    start->absorb(all, all.at(torch::full_like(all.x, -7)), {});
    const Chains chains = start->draw(kImages, {}, starts_of(1));
    const torch::Tensor refilled = chains.ages->eq(0);
    // Binomial: five standard deviations.
    const double share = refilled.to(torch::kFloat64).mean().item<double>();
    BOOST_TEST(std::abs(share - refill) <= 5 * std::sqrt(refill * (1 - refill) / kImages));
    BOOST_TEST(chains.x.index({refilled.logical_not()}).eq(-7).all().item<bool>());
    const torch::Tensor rows = chains.x.index({refilled}).flatten(1).select(1, 0);
    BOOST_TEST(rows.ge(0).all().item<bool>());
    BOOST_TEST(std::get<0>(at::_unique(rows)).size(0) == rows.size(0));
  }
}

BOOST_AUTO_TEST_CASE(ends_return_to_their_rows_and_refilled_ones_are_young) {
  const auto start = made(50, 0.5);
  for (int64_t i = 0; i < 6; ++i) {
    const Chains chains = start->draw(20, {}, starts_of(i)), ends = chains.at(chains.x + 0.5);
    start->absorb(chains, ends, {});
    const Memory memory = start->memory();
    BOOST_TEST(torch::equal(memory.states.index_select(0, *chains.rows), ends.x));
    BOOST_TEST(torch::equal(memory.age.index_select(0, *chains.rows), *chains.ages + 1));
  }
}

BOOST_AUTO_TEST_CASE(what_was_visited_is_saved_and_goes_on_to_the_bit) {
  const auto whole = made(50, 0.3), again = made(50, 0.3);
  const auto go_on = [](ChainStart& start, int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      const Chains chains = start.draw(10, {}, starts_of(i));
      start.absorb(chains, chains.at(chains.x * 0.5), {});
    }
  };
  go_on(*whole, 0, 3);
  const Archive saved = whole->save();
  BOOST_TEST(saved.at("rows").size(0) <= 30);
  again->load(saved);
  go_on(*whole, 3, 8);
  go_on(*again, 3, 8);
  BOOST_TEST(torch::equal(whole->memory().states, again->memory().states));
  BOOST_TEST(torch::equal(whole->memory().age, again->memory().age));
}

BOOST_AUTO_TEST_CASE(a_bank_larger_than_the_data_is_refused) {
  BOOST_CHECK_EXCEPTION(made(kImages + 1, 0.5), UserError, says({"size 1001", "of 1000"}));
  BOOST_CHECK_EXCEPTION(made(5, 0.5)->draw_eval(6, starts_of(0)), UserError, says({"size 5", "6"}));
}

BOOST_AUTO_TEST_CASE(it_can_be_described_without_data) {
  const ChainStarts starts = starts_without_generator();
  BOOST_TEST(starts.make({starts.resolve("data_persistent", "start")}, {shape})->layers().empty());
}

BOOST_AUTO_TEST_SUITE_END()
