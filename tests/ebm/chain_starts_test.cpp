#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/noise_start.h"
#include "ebm/replay_bank.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

const Stream first{.seed = 1, .purpose = Purpose::start, .iteration = 0};
const ImageShape shape{1, 2};

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_starts_)

BOOST_AUTO_TEST_CASE(noise_starts_are_uniform_and_learn_nothing) {
  NoiseStart start(shape);
  const Chains chains = start.draw(1000, {}, first);
  BOOST_TEST(chains.x.abs().max().item<double>() <= 1);
  BOOST_TEST(std::abs(chains.x.mean().item<double>()) < 4 / std::sqrt(3 * 4000.0));
  BOOST_TEST(!start.absorb(chains, chains.at(chains.x + 1), first).has_value());
  BOOST_TEST(torch::equal(start.draw(1000, {}, first).x, chains.x));
}

BOOST_AUTO_TEST_CASE(noise_has_the_law_and_the_scale_that_are_set) {
  const auto x = [](const NoiseConfig& config) {
    return NoiseStart(shape, config).draw_eval(2500, first).x;
  };
  const torch::Tensor uniform_noise = x({}), wide = x({.scale = 4}),
                      normal_noise = x({.law = NoiseLaw::gaussian, .scale = 2});
  BOOST_TEST(torch::equal(uniform_noise, noise_images(first, 2500, shape)));
  BOOST_TEST(torch::equal(wide, 4 * uniform_noise));
  BOOST_TEST(torch::equal(normal_noise, 2 * normal(first, {2500, 1, 2, 2})));
  // Of 10000 numbers: the mean square of a Gaussian of scale s is s^2, its sd sqrt(2 / n) s^2.
  const double mean_square = normal_noise.square().mean().item<double>();
  BOOST_TEST(std::abs(mean_square - 4) <= 5 * std::sqrt(2 / 10000.0) * 4);
}

BOOST_AUTO_TEST_CASE(ends_return_to_the_rows_they_came_from) {
  ReplayBank bank{torch::zeros({8, 1, 2, 2})};
  const Chains starts = bank.draw(3, {}, first);
  bank.absorb(starts, starts.at(torch::ones_like(starts.x)), first);
  BOOST_TEST(bank.images().sum().item<double>() == 3 * 4);
  BOOST_TEST(bank.images().index_select(0, *starts.rows).eq(1).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(a_bank_draws_no_row_twice_and_not_more_than_it_has) {
  ReplayBank bank({.size = 6}, shape, 1);
  const Chains all = bank.draw(6, {}, first);
  BOOST_TEST(std::get<0>(all.rows->sort()).equal(torch::arange(6)));
  BOOST_CHECK_EXCEPTION(bank.draw(7, {}, first), UserError, says({"size 6", "7"}));
}

BOOST_AUTO_TEST_CASE(draw_eval_never_changes_the_bank) {
  ReplayBank bank({.size = 6}, shape, 1);
  const auto before = bank.images().clone();
  Chains drawn = bank.draw_eval(4, first);
  drawn.x.fill_(7);
  BOOST_TEST(torch::equal(bank.images(), before));
  BOOST_TEST(bank.save().at("rows").numel() == 0);
}

BOOST_AUTO_TEST_CASE(noise_of_a_bank_is_added_to_what_is_drawn_and_not_to_the_rows) {
  const ReplayBank still({.size = 400}, shape, 1);
  ReplayBank noisy({.size = 400, .noise_scale = 0.03}, shape, 1);
  const Chains a = still.draw(400, {}, first), b = noisy.draw(400, {}, first);
  BOOST_TEST(torch::equal(*a.rows, *b.rows));
  BOOST_TEST(torch::equal(noisy.images(), still.images()));
  BOOST_TEST(torch::equal(b.x, a.x + 0.03 * normal(first.with(Use::noise), {400, 1, 2, 2})));
  BOOST_TEST(torch::equal(noisy.draw_eval(400, first).x, b.x));
  noisy.absorb(b, b.at(torch::ones_like(b.x)), first);
  BOOST_TEST(noisy.images().eq(1).all().item<bool>());
}

BOOST_AUTO_TEST_CASE(only_visited_rows_are_saved_and_the_rest_follows_from_the_seed) {
  ReplayBank bank({.size = 20}, shape, 5);
  const Chains starts = bank.draw(3, {}, first);
  bank.absorb(starts, starts.at(starts.x + 1), first);
  const Archive saved = bank.save();
  BOOST_TEST(saved.at("rows").numel() == 3);
  BOOST_TEST(saved.at("images").size(0) == 3);
  ReplayBank again({.size = 20}, shape, 5);
  again.load(saved);
  BOOST_TEST(torch::equal(again.images(), bank.images()));
  BOOST_TEST(torch::equal(again.memory().age, bank.memory().age));
  BOOST_TEST(bank.memory().age.sum().item<int64_t>() == 3);
  ReplayBank small({.size = 2}, shape, 5);
  BOOST_CHECK_THROW(small.load(saved), Failure);
}

BOOST_AUTO_TEST_SUITE_END()
