#include "exchange/weights.h"

#include <boost/test/unit_test.hpp>

#include "exchange/safetensors.h"
#include "exchange/torch_names.h"
#include "golden_nets.h"
#include "saved_files.h"
#include "temporary_folder.h"

using namespace coopbench;
using torch::Tensor;

namespace {

Network network(const Layers& layers, uint64_t seed = 1) {
  return {layers, PyTorchWeights{}, {.seed = seed, .purpose = Purpose::energy_weights}};
}

/// A layer of each kind that has weights, with spectral norm where it can.
Layers all_kinds() {
  return {Conv{1, 4, 3, 1, 1, 1, true},
          NonLocal{4, true},
          StandardisedConv{{4, 4, 3, 1, 1, 1}},
          GroupNorm{4, 2},
          BatchNorm{.channels = 4},
          Residual{.branch = {Conv{4, 8, 3, 1, 1, 1}, Swish{}, Conv{8, 8, 3, 1, 1, 1}},
                   .shortcut = Conv{4, 8, 1},
                   .spectral_norm = true},
          BatchNorm{.channels = 8, .scale = false},
          TransposedConv{8, 4, 3, 1, 1, 1, true},
          Linear{4 * 64, 3},
          Linear{3, 1}};
}

SavedWeights saved(std::vector<NamedTensor> tensors, bool in_order = true) {
  return {.tensors = std::move(tensors), .source = "a.pth", .in_order = in_order};
}

bool same(const Archive& a, const Archive& b) {
  bool all = a.tensors().size() == b.tensors().size();
  for (const auto& [name, tensor] : a.tensors())
    all = all && b.has(name) && torch::equal(tensor, b.at(name));
  return all;
}

std::string refusal(const Network& net, const SavedWeights& weights) {
  try {
    weights_for(net, weights);
  } catch (const UserError& error) {
    return error.what();
  }
  return "they fit";
}

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::vector<NamedTensor> renamed(std::vector<NamedTensor> tensors, const std::string& from,
                                 const std::string& to) {
  for (NamedTensor& named : tensors)
    if (named.name.starts_with(from)) named.name = to + named.name.substr(from.size());
  return tensors;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weights)

BOOST_AUTO_TEST_CASE(weights_of_every_kind_of_layer_go_out_and_come_in) {
  const Network net = network(all_kinds()), other = network(all_kinds(), 2);
  golden_nets::fill(net, 2);
  const TemporaryFolder folder;
  write_whole(folder / "a.safetensors", safetensors_bytes(state_dict(net)));
  BOOST_TEST(same(weights_for(other, read_weights(folder / "a.safetensors")), net.archive()));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_gives_the_weights_that_evaluations_see) {
  const Network net = network(all_kinds()), averaged = network(all_kinds(), 2);
  const TemporaryFolder folder;
  Archive checkpoint;
  checkpoint.put_all("energy", net.archive());
  write_npz(folder / "a.npz", checkpoint);
  BOOST_TEST(same(weights_for(averaged, read_weights(folder / "a.npz")), net.archive()));
  checkpoint.put_all("averaged", averaged.archive());
  checkpoint.put_all("start/generator", net.archive());
  write_npz(folder / "b.npz", checkpoint);
  BOOST_TEST(same(weights_for(net, read_weights(folder / "b.npz")), averaged.archive()));
  BOOST_TEST(same(weights_for(averaged, read_weights(folder / "b.npz", SavedNet::generator)),
                  net.archive()));
  BOOST_CHECK_EXCEPTION(read_weights(folder / "a.npz", SavedNet::generator), UserError,
                        says({"a.npz: has no generator"}));
}

BOOST_AUTO_TEST_CASE(a_prefix_of_all_names_does_not_matter) {
  const Network net = network(all_kinds());
  BOOST_TEST(
      same(weights_for(net, saved(renamed(state_dict(net), "", "module.energy."))), net.archive()));
}

BOOST_AUTO_TEST_CASE(spectral_norm_of_both_kinds_of_pytorch_has_the_same_tensors) {
  const Network net = network(
      {Conv{1, 2, 3, 1, 0, 0, true}, TransposedConv{2, 3, 3, 1, 0, 0, true}, Linear{48, 2, true}});
  for (const char* name : {"spectral_norm.pth", "parametrized.pth"}) {
    const Archive archive = weights_for(net, read_weights(saved_files::folder() / name));
    for (const char* layer : {"0", "1", "2"}) {
      const Tensor u = archive.at(layer + std::string("_weight_u"));
      BOOST_TEST(std::abs(u.norm().item<double>() - 1) < 1e-6, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_names_go_by_order_and_numbers_within_a_non_local_block_by_name) {
  const Network net = network({Conv{1, 4, 3, 1, 1, 1}, NonLocal{4}, Conv{4, 4, 3}, Conv{4, 4, 3}});
  golden_nets::fill(net, 2);
  const auto own = state_dict(net);
  const auto part = [&](const std::string& from, const std::string& to) {
    std::vector<NamedTensor> some;
    for (const NamedTensor& named : own)
      if (named.name.starts_with(from))
        some.push_back({to + named.name.substr(from.size()), named.tensor});
    return some;
  };
  std::vector<NamedTensor> theirs = part("0", "head.0");
  for (const auto& [from, to] :
       {std::pair{"1.g", "block.g.0"}, std::pair{"1.out", "block.W"},
        std::pair{"1.phi", "block.phi.0"}, std::pair{"1.theta", "block.theta"}, std::pair{"2", "b"},
        std::pair{"3", "a"}})
    for (const NamedTensor& named : part(from, to)) theirs.push_back(named);
  BOOST_TEST(same(weights_for(net, saved(theirs)), net.archive()));
  BOOST_TEST(holds(refusal(net, saved(theirs, false)), "'b' and 'a' have one shape"));
  const auto numbered = renamed(renamed(theirs, "b.", "c.1."), "a.", "c.2.");
  BOOST_TEST(same(weights_for(net, saved(numbered, false)), net.archive()));
  const auto unnamed = renamed(theirs, "block.theta", "block.first");
  BOOST_TEST(
      holds(refusal(net, saved(unnamed)), "layer 1 (non-local block, 2 channels inside) has"));
  BOOST_TEST(holds(refusal(net, saved(unnamed)), "'block.first'"));
}

BOOST_AUTO_TEST_CASE(each_layer_that_does_not_fit_is_named_with_both_shapes) {
  const Network net = network({Conv{1, 4, 3, 1, 1, 1}, LeakyRelu{0.1}, Conv{4, 1, 8}});
  const Network wider = network({Conv{1, 6, 3, 1, 1, 1}, LeakyRelu{0.1}, Conv{6, 1, 8}});
  const std::string said = refusal(net, saved(state_dict(wider)));
  BOOST_TEST(holds(said,
                   "layer 0 (conv 3x3, 1 -> 4, padding 1) wants 'weight' of shape [4, 1, 3, 3], "
                   "and that of '0' is [6, 1, 3, 3]"),
             said);
  BOOST_TEST(holds(said, "layer 2 (conv 8x8, 4 -> 1) wants 'weight' of shape [1, 4, 8, 8]"), said);
}

BOOST_AUTO_TEST_CASE(what_is_missing_left_over_or_no_number_is_refused_in_words) {
  const Network net = network({Conv{1, 4, 3, 1, 1, 1}, LeakyRelu{0.1}, Conv{4, 1, 8}});
  const Network normed =
      network({Conv{1, 4, 3, 1, 1, 1, true}, LeakyRelu{0.1}, Conv{4, 1, 8, 1, 0, 0, true}});
  auto own = state_dict(net);
  BOOST_TEST(holds(refusal(normed, saved(own)),
                   "wants 'weight_orig' of shape [4, 1, 3, 3], and '0' has none"));
  BOOST_TEST(holds(refusal(net, saved(state_dict(normed))),
                   "has no 'weight_orig', and '0' has one (spectral norm)"));
  BOOST_TEST(holds(refusal(net, saved({own[0], own[1]})),
                   "has 1 layers with tensors, and the net 2: from layer 2"));
  auto more = own;
  more.push_back({"3.weight", own[0].tensor});
  BOOST_TEST(holds(refusal(net, saved(more)), "'3' and what follows is left over"));
  auto twice = own;
  twice.push_back(own[0]);
  BOOST_TEST(holds(refusal(net, saved(twice)), "has the tensor '0.weight' twice"));
  own[1].tensor = own[1].tensor.to(torch::kInt64);
  BOOST_TEST(holds(refusal(net, saved(own)), "of whole numbers"));
  own[1].tensor = torch::full({4}, std::nan(""));
  BOOST_TEST(holds(refusal(net, saved(own)), "not finite"));
}

BOOST_AUTO_TEST_CASE(half_precision_and_double_become_float32) {
  const Network net = network({Linear{2, 1}});
  const Archive archive =
      weights_for(net, saved({{"a.weight", torch::tensor({{0.5, -2.0}}, torch::kFloat64)},
                              {"a.bias", torch::tensor({0.25}).to(torch::kFloat16)}}));
  BOOST_TEST(archive.at("0_weight").scalar_type() == torch::kFloat32);
  BOOST_TEST(torch::equal(archive.at("0_weight"), torch::tensor({{0.5F, -2.0F}})));
  BOOST_TEST(archive.at("0_bias").item<float>() == 0.25F);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_kind_is_refused) {
  const TemporaryFolder folder;
  write_whole(folder / "a.txt", "a text that is none of these");
  BOOST_CHECK_EXCEPTION(read_weights(folder / "a.txt"), UserError, says({"is no file of weights"}));
  BOOST_CHECK_EXCEPTION(read_weights(folder / "none"), UserError, says({"none: No such file"}));
}

BOOST_AUTO_TEST_SUITE_END()
