#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "experiments/config.h"

using namespace coopbench;

namespace {

const ImageShape shape{1, 16};
const Stream drawn{.seed = 1, .purpose = Purpose::start},
    evaluated{.seed = 1, .purpose = Purpose::evaluation_start};

/// What a chain start needs that has no default. A new one that needs something gets a line here.
Json settings_of(const std::string& name) {
  Json settings{{"name", name}};
  if (name == "generator") {
    settings["net"] = {{"name", "thesis_generator"}, {"latent", 8}, {"width", 16}};
    settings["optimizer"] = {{"name", "adam"}, {"learning_rate", 0.01}};
  }
  if (name == "mixed") {
    settings["first"] = settings_of("generator");
    settings["second"] = {{"name", "bank"}, {"size", 40}};
  }
  return settings;
}

std::unique_ptr<ChainStart> make(const std::string& name) {
  return chain_starts().make(
      {chain_starts().resolve(settings_of(name), "start")},
      {.shape = shape, .seed = 7, .train = Images(uniform({.seed = 5}, {20, 1, 16, 16}, -1, 1))});
}

Batch batch(int64_t iteration) {
  const auto images = uniform({.seed = 6, .iteration = iteration}, {6, 1, 16, 16}, -1, 1);
  return {images, images + 0.1, {}};
}

std::map<std::string, torch::Tensor> copy_of(const Archive& archive) {
  std::map<std::string, torch::Tensor> copies;
  for (const auto& [name, tensor] : archive.tensors()) copies[name] = tensor.clone();
  return copies;
}

bool same(const std::map<std::string, torch::Tensor>& a,
          const std::map<std::string, torch::Tensor>& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& item) {
           const auto found = b.find(item.first);
           return found != b.end() && torch::equal(item.second, found->second);
         });
}

void one_iteration(ChainStart& start, int64_t i) {
  Stream stream = drawn;
  stream.iteration = i;
  const Chains chains = start.draw(6, batch(i), stream);
  start.absorb(chains, chains.at(chains.x * 0.5),
               {.seed = 1, .purpose = Purpose::latent, .iteration = i});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_starts_contract)

BOOST_AUTO_TEST_CASE(every_start_gives_chains_of_the_shape_that_follow_from_seed_and_stream) {
  for (const auto& name : chain_starts().names()) {
    const auto a = make(name), b = make(name);
    const Chains one = a->draw(6, batch(0), drawn), other = b->draw(6, batch(0), drawn);
    BOOST_TEST(one.x.sizes() == (torch::IntArrayRef{6, 1, 16, 16}), name);
    BOOST_TEST(one.x.isfinite().all().item<bool>(), name);
    BOOST_TEST(!one.x.requires_grad(), name);
    BOOST_TEST(torch::equal(one.x, other.x), name);
    Stream later = drawn;
    later.iteration = 1;
    BOOST_TEST(!torch::equal(one.x, a->draw(6, batch(1), later).x), name);
  }
}

BOOST_AUTO_TEST_CASE(draw_eval_changes_no_state_and_repeats) {
  for (const auto& name : chain_starts().names()) {
    const auto start = make(name);
    one_iteration(*start, 0);
    const auto before = copy_of(start->save());
    const auto x = start->draw_eval(9, evaluated).x.clone();
    BOOST_TEST(x.sizes() == (torch::IntArrayRef{9, 1, 16, 16}), name);
    BOOST_TEST(torch::equal(x, start->draw_eval(9, evaluated).x), name);
    BOOST_TEST(same(before, copy_of(start->save())), name);
  }
}

BOOST_AUTO_TEST_CASE(a_saved_start_goes_on_to_the_bit) {
  for (const auto& name : chain_starts().names()) {
    const auto whole = make(name), first = make(name), second = make(name);
    for (int64_t i = 0; i < 4; ++i) one_iteration(*whole, i);
    for (int64_t i = 0; i < 2; ++i) one_iteration(*first, i);
    second->load(first->save());
    for (int64_t i = 2; i < 4; ++i) one_iteration(*second, i);
    BOOST_TEST(same(copy_of(whole->save()), copy_of(second->save())), name);
    BOOST_TEST(torch::equal(whole->draw_eval(5, evaluated).x, second->draw_eval(5, evaluated).x),
               name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
