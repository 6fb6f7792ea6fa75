#include "coopnets/coop_persistent_start.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "temporary_folder.h"

using namespace coopbench;

namespace {

const ImageShape shape{1, 16};

Stream starts_of(int64_t iteration) {
  return {.seed = 1, .purpose = Purpose::start, .iteration = iteration};
}
Stream teaching_of(int64_t iteration) {
  return {.seed = 1, .purpose = Purpose::latent, .iteration = iteration};
}

template <class Config>
Config parsed(const Json& more) {
  Json json{{"net", {{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}}},
            {"optimizer", {{"name", "adam"}, {"learning_rate", 0.01}}}};
  json.update(more);
  return parse_config<Config>(json, "start");
}

CoopPersistentStart made(const Json& more) {
  return {parsed<CoopPersistentConfig>(more), shape, 1};
}

Chains ends_of(const Chains& chains) { return chains.at(chains.x * 0.5 + 0.01); }

void go_on(CoopPersistentStart& start, int64_t n, int64_t from, int64_t to) {
  for (int64_t i = from; i < to; ++i) {
    const Chains chains = start.draw(n, {}, starts_of(i));
    start.absorb(chains, ends_of(chains), teaching_of(i));
  }
}

/// As in a run.
struct OneThread {
  OneThread() { at::set_num_threads(1); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(coop_persistent_start, *boost::unit_test::fixture<OneThread>())

BOOST_AUTO_TEST_CASE(a_bank_begins_with_pairs_of_the_generator_whatever_the_refill) {
  CoopPersistentStart start = made({{"size", 8}, {"refill", 0}});
  const Chains chains = start.draw(6, {}, starts_of(0));
  BOOST_TEST(chains.ages->eq(0).all().item<bool>());
  BOOST_TEST(torch::equal(*chains.latents, normal(starts_of(0).with(Use::fresh), {6, 8})));
  BOOST_TEST(torch::equal(chains.x, start.generator().sample(*chains.latents)));
  BOOST_TEST(!chains.x.requires_grad());
}

BOOST_AUTO_TEST_CASE(pairs_stay_together_and_go_on_where_they_ended) {
  CoopPersistentStart start = made({{"size", 10}, {"refill", 0.4}, {"uses", 3}});
  std::map<int64_t, std::pair<torch::Tensor, torch::Tensor>> pairs;  // of a row: z and x
  int64_t kept = 0, refilled = 0;
  for (int64_t i = 0; i < 15; ++i) {
    const Chains chains = start.draw(6, {}, starts_of(i));
    const torch::Tensor made_now = start.generator().sample(*chains.latents);
    for (int64_t k = 0; k < chains.size(); ++k) {
      const bool fresh = (*chains.ages)[k].item<int64_t>() == 0;
      const auto found = pairs.find((*chains.rows)[k].item<int64_t>());
      ++(fresh ? refilled : kept);
      if (fresh) {
        BOOST_TEST(torch::allclose(chains.x[k], made_now[k], 0, 1e-6));
      } else {
        BOOST_REQUIRE(found != pairs.end());
        BOOST_TEST(torch::equal((*chains.latents)[k], found->second.first));
        BOOST_TEST(torch::equal(chains.x[k], found->second.second));
      }
    }
    const Chains ends = ends_of(chains);
    start.absorb(chains, ends, teaching_of(i));
    for (int64_t k = 0; k < chains.size(); ++k) {
      const auto row = (*chains.rows)[k].item<int64_t>();
      pairs[row] = {(*chains.latents)[k].clone(), ends.x[k].clone()};
      BOOST_TEST(torch::equal(start.latents()[row], pairs[row].first));
      BOOST_TEST(torch::equal(start.memory().states[row], pairs[row].second));
    }
  }
  BOOST_TEST(kept > 20);
  BOOST_TEST(refilled > 20);
}

BOOST_AUTO_TEST_CASE(the_share_of_refilled_chains_is_the_probability) {
  CoopPersistentStart start = made({{"size", 400}, {"refill", 0.5}, {"uses", 100}});
  const Chains all = start.draw(400, {}, starts_of(0));
  start.absorb(all, ends_of(all), teaching_of(0));
  const torch::Tensor fresh = start.draw(400, {}, starts_of(1)).ages->eq(0);
  BOOST_TEST(std::abs(fresh.to(torch::kFloat64).mean().item<double>() - 0.5) <=
             5 * std::sqrt(0.25 / 400));
}

BOOST_AUTO_TEST_CASE(a_pair_gives_way_after_more_rounds_than_uses) {
  CoopPersistentStart start = made({{"size", 4}, {"refill", 0}, {"uses", 2}});
  const std::vector<int64_t> expected{0, 1, 2, 0, 1, 2, 0};  // all rows are drawn each time
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto iteration = static_cast<int64_t>(i);
    const Chains chains = start.draw(4, {}, starts_of(iteration));
    BOOST_TEST(chains.ages->eq(expected[i]).all().item<bool>());
    start.absorb(chains, ends_of(chains), teaching_of(iteration));
  }
}

BOOST_AUTO_TEST_CASE(the_generator_learns_from_the_latents_of_the_rows_as_in_coopnets) {
  const Json more{{"sigma", 0.5}, {"inference", {{"steps", 2}}}};
  Json settings = more;
  settings.update({{"size", 6}, {"refill", 0}});
  CoopPersistentStart start = made(settings);
  GeneratorStart alone(parsed<GeneratorStartConfig>(more), shape, 1);
  for (int64_t i = 0; i < 3; ++i) {
    const Chains chains = start.draw(6, {}, starts_of(i)), ends = ends_of(chains);
    const auto a = start.absorb(chains, ends, teaching_of(i)),
               b = alone.absorb(chains, ends, teaching_of(i));
    BOOST_REQUIRE(a.has_value());
    BOOST_TEST(a->loss == b->loss);
    BOOST_TEST(a->gradients == 12);
  }
}

BOOST_AUTO_TEST_CASE(with_uses_0_it_is_coopnets_with_other_latents) {
  CoopPersistentStart start = made({{"size", 6}, {"refill", 0}, {"uses", 0}});
  go_on(start, 6, 0, 3);
  const Chains chains = start.draw(6, {}, starts_of(3));
  BOOST_TEST(torch::equal(chains.x, start.generator().sample(*chains.latents)));
}

BOOST_AUTO_TEST_CASE(evaluations_start_as_training_does_and_change_nothing) {
  CoopPersistentStart start = made({{"size", 10}});
  go_on(start, 6, 0, 4);
  const Archive before = start.save();
  const Chains drawn = start.draw_eval(10, starts_of(9)), same = start.draw(10, {}, starts_of(9));
  BOOST_TEST(torch::equal(drawn.x, same.x));
  drawn.x.fill_(7);
  drawn.latents->fill_(7);
  const Archive after = start.save();
  BOOST_REQUIRE(before.tensors().size() == after.tensors().size());
  for (const auto& [name, tensor] : before.tensors())
    BOOST_TEST(torch::equal(tensor, after.at(name)), name);
  BOOST_CHECK_EXCEPTION(start.draw_eval(11, starts_of(0)), UserError, says({"size 10", "11"}));
}

BOOST_AUTO_TEST_CASE(a_saved_bank_goes_on_to_the_bit_with_its_generator) {
  const Json settings{{"size", 12}};
  CoopPersistentStart whole = made(settings), part = made(settings), rest = made(settings);
  go_on(whole, 6, 0, 8);
  go_on(part, 6, 0, 3);
  BOOST_TEST(part.save().at("bank/latents").size(0) == part.save().at("bank/rows").size(0));
  rest.load(part.save());
  go_on(rest, 6, 3, 8);
  const Archive expected = whole.save(), found = rest.save();
  BOOST_REQUIRE(expected.tensors().size() == found.tensors().size());
  for (const auto& [name, tensor] : expected.tensors())
    BOOST_TEST(torch::equal(tensor, found.at(name)), name);
  BOOST_TEST(torch::equal(rest.latents(), whole.latents()));
}

BOOST_AUTO_TEST_CASE(a_net_must_be_given) {
  BOOST_CHECK_EXCEPTION(parse_config<CoopPersistentConfig>(Json::object(), "start"), UserError,
                        says({"start.net"}));
}

BOOST_AUTO_TEST_SUITE_END()
