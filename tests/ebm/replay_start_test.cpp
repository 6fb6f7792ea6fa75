#include "ebm/replay_start.h"

#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/noise_start.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

const ImageShape shape{1, 2};

Stream starts_of(int64_t iteration) {
  return {.seed = 1, .purpose = Purpose::start, .iteration = iteration};
}
Stream ends_of(int64_t iteration) {
  return {.seed = 1, .purpose = Purpose::latent, .iteration = iteration};
}

ReplayStart made(const Json& settings) {
  return {parse_config<ReplayConfig>(settings, "start"), shape, 1};
}

/// Ends of these chains, each an image of its own number: `first`, `first` + 1, ...
Chains numbered(const Chains& chains, int64_t first) {
  return chains.at((torch::arange(chains.size()) + first)
                       .to(torch::kFloat32)
                       .view({-1, 1, 1, 1})
                       .expand_as(chains.x)
                       .clone());
}

/// The numbers that stand in the bank.
std::vector<int64_t> numbers(const ReplayStart& start) {
  const torch::Tensor states =
      start.memory().states.flatten(1).select(1, 0).to(torch::kInt64).contiguous();
  return {states.data_ptr<int64_t>(), states.data_ptr<int64_t>() + states.numel()};
}

/// Iterations of n chains whose ends are numbered through.
void go_on(ReplayStart& start, int64_t n, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; ++i) {
    const Chains chains = start.draw(n, {}, starts_of(i));
    start.absorb(chains, numbered(chains, i * n), ends_of(i));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay_start)

BOOST_AUTO_TEST_CASE(the_share_of_fresh_chains_is_the_probability) {
  for (const double fresh : {0.0, 0.001, 0.05, 0.5, 1.0}) {
    ReplayStart start = made({{"size", 4000}, {"fresh", fresh}});
    const Chains all = start.draw(4000, {}, starts_of(0));
    start.absorb(all, all.at(torch::full_like(all.x, 3)), ends_of(0));
    const Chains chains = start.draw(4000, {}, starts_of(1));
    const torch::Tensor begun = chains.ages->eq(0);
    // Binomial: five standard deviations.
    const double share = begun.to(torch::kFloat64).mean().item<double>();
    BOOST_TEST(std::abs(share - fresh) <= 5 * std::sqrt(fresh * (1 - fresh) / 4000));
    BOOST_TEST(chains.x.index({begun.logical_not()}).eq(3).all().item<bool>());
    BOOST_TEST(
        torch::equal(chains.x.index({begun}),
                     noise_images(starts_of(1).with(Use::fresh), 4000, shape).index({begun})));
    BOOST_TEST(torch::equal(start.draw_eval(4000, starts_of(1)).x, chains.x));
  }
}

BOOST_AUTO_TEST_CASE(a_fresh_chain_takes_the_row_that_was_drawn_and_its_age_begins_anew) {
  ReplayStart start = made({{"size", 50}, {"fresh", 0.5}});
  torch::Tensor ages = torch::zeros({50}, torch::kInt64);
  for (int64_t i = 0; i < 10; ++i) {
    const Chains chains = start.draw(20, {}, starts_of(i)), ends = numbered(chains, 100 * i);
    const torch::Tensor begun = chains.ages->eq(0);
    BOOST_TEST(
        torch::equal(*chains.ages, ages.index_select(0, *chains.rows).masked_fill(begun, 0)));
    start.absorb(chains, ends, ends_of(i));
    ages.index_copy_(0, *chains.rows, *chains.ages + 1);
    BOOST_TEST(torch::equal(start.memory().age, ages));
    BOOST_TEST(torch::equal(start.memory().states.index_select(0, *chains.rows), ends.x));
  }
}

BOOST_AUTO_TEST_CASE(noise_is_added_to_states_and_not_to_fresh_noise) {
  const Json settings{{"size", 500}, {"fresh", 0.5}};
  Json noisy = settings;
  noisy["noise_scale"] = 0.1;
  const Chains a = made(settings).draw(500, {}, starts_of(0)),
               b = made(noisy).draw(500, {}, starts_of(0));
  const torch::Tensor noise = 0.1 * normal(starts_of(0).with(Use::noise), {500, 1, 2, 2});
  const torch::Tensor same = a.x.eq(b.x).flatten(1).all(1), moved = same.logical_not();
  BOOST_TEST(std::abs(same.to(torch::kFloat64).mean().item<double>() - 0.5) <=
             5 * std::sqrt(0.25 / 500));
  BOOST_TEST(torch::equal(b.x.index({moved}), (a.x + noise).index({moved})));
}

BOOST_AUTO_TEST_CASE(first_in_first_out_holds_the_last_ends_and_the_oldest_fall_out) {
  ReplayStart start = made({{"size", 10}, {"order", "fifo"}});
  go_on(start, 4, 0, 2);
  // Rows 8 and 9 are noise in [-1, 1] as yet: as whole numbers 0.
  BOOST_TEST(numbers(start) == (std::vector<int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 0, 0}),
             boost::test_tools::per_element());
  go_on(start, 4, 2, 7);  // ends 0 to 27: the last ten are 18 to 27, end i in row i mod 10
  BOOST_TEST(numbers(start) == (std::vector<int64_t>{20, 21, 22, 23, 24, 25, 26, 27, 18, 19}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ages_of_ends_are_one_round_more_than_those_of_their_starts) {
  ReplayStart start = made({{"size", 10}, {"order", "fifo"}, {"fresh", 0}});
  go_on(start, 5, 0, 2);
  BOOST_TEST(start.memory().age.sum().item<int64_t>() >= 10);
  const Chains chains = start.draw(5, {}, starts_of(2));
  start.absorb(chains, numbered(chains, 10), ends_of(2));
  BOOST_TEST(torch::equal(start.memory().age.slice(0, 0, 5), *chains.ages + 1));
}

BOOST_AUTO_TEST_CASE(a_reservoir_keeps_each_end_with_the_same_probability) {
  // 400 banks of 10 rows see 40 ends each: an end stays with probability 1/4. Its count over the
  // banks is binomial; the bound of 4.5 standard deviations is exceeded by one of 40 counts with a
  // probability below 3e-4.
  const int64_t banks = 400, ends = 40;
  std::vector<double> kept(ends);
  for (int64_t bank = 0; bank < banks; ++bank) {
    ReplayStart start = made({{"size", 10}, {"order", "reservoir"}});
    for (int64_t i = 0; i < 5; ++i) {
      const Chains chains = start.draw(8, {}, starts_of(i));
      start.absorb(chains, numbered(chains, 8 * i), ends_of(1000 * bank + i));
    }
    for (const int64_t number : numbers(start)) ++kept.at(static_cast<size_t>(number));
  }
  const double expected = banks * 0.25, sd = std::sqrt(banks * 0.25 * 0.75);
  for (const double count : kept) BOOST_TEST(std::abs(count - expected) <= 4.5 * sd);
  double all = 0;
  for (const double count : kept) all += count;
  BOOST_TEST(all == banks * 10.0);  // no end stands twice, and no noise is left
}

BOOST_AUTO_TEST_CASE(a_state_is_taken_on_again_no_more_often_than_reuses) {
  ReplayStart start = made({{"size", 6}, {"fresh", 0}, {"reuses", 2}});
  const std::vector<int64_t> expected{0, 1, 2, 0, 1, 2, 0};  // all rows are drawn each time
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto iteration = static_cast<int64_t>(i);
    const Chains chains = start.draw(6, {}, starts_of(iteration));
    BOOST_TEST(chains.ages->eq(expected[i]).all().item<bool>());
    if (expected[i] == 0 && i > 0)
      BOOST_TEST(
          torch::equal(chains.x, noise_images(starts_of(iteration).with(Use::fresh), 6, shape)));
    start.absorb(chains, numbered(chains, 10 * iteration), ends_of(iteration));
  }
}

BOOST_AUTO_TEST_CASE(evaluations_start_at_states_that_are_burned_in_as_far_as_there_are) {
  ReplayStart start = made({{"size", 12}, {"fresh", 0.2}, {"burn_in", 2}});
  for (int64_t i = 0; i < 30; ++i) {
    const Chains chains = start.draw_eval(6, starts_of(i));
    const torch::Tensor age = start.memory().age;
    const int64_t ready = std::min<int64_t>(6, age.ge(2).sum().item<int64_t>());
    BOOST_TEST(chains.ages->slice(0, 0, ready).ge(2).all().item<bool>());
    BOOST_TEST(chains.ages->slice(0, ready).lt(2).all().item<bool>());
    BOOST_TEST(std::get<0>(at::_unique(*chains.rows)).size(0) == 6);
    BOOST_TEST(torch::equal(chains.x, start.memory().states.index_select(0, *chains.rows)));
    go_on(start, 4, i, i + 1);
  }
  BOOST_TEST(start.memory().age.ge(2).sum().item<int64_t>() >= 6);
  BOOST_CHECK_EXCEPTION(start.draw_eval(13, starts_of(0)), UserError, says({"size 12", "13"}));
}

BOOST_AUTO_TEST_CASE(a_burn_in_that_no_state_reaches_is_refused) {
  BOOST_CHECK_EXCEPTION(made({{"size", 6}, {"reuses", 3}, {"burn_in", 4}}), UserError,
                        says({"burn_in 4", "reuses 3"}));
  BOOST_CHECK_EXCEPTION(made({{"size", 6}, {"fresh", 1}, {"burn_in", 2}}), UserError,
                        says({"fresh 1", "burn_in of 2"}));
  made({{"size", 6}, {"reuses", 3}, {"burn_in", 3}});
}

BOOST_AUTO_TEST_CASE(a_saved_bank_goes_on_to_the_bit_in_every_order) {
  for (const std::string order : {"row", "fifo", "reservoir"}) {
    const Json settings{{"size", 10}, {"order", order}, {"fresh", 0.3}};
    ReplayStart whole = made(settings), part = made(settings), rest = made(settings);
    go_on(whole, 4, 0, 12);
    go_on(part, 4, 0, 7);
    rest.load(part.save());
    go_on(rest, 4, 7, 12);
    BOOST_TEST(torch::equal(rest.memory().states, whole.memory().states));
    BOOST_TEST(torch::equal(rest.memory().age, whole.memory().age));
    BOOST_TEST(rest.save().number_at("ends") == 48);
  }
}

BOOST_AUTO_TEST_SUITE_END()
