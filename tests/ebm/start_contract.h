#pragma once

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/stream.h"
#include "ebm/chain_start.h"

// What every chain start must hold, whatever it does: a test walks the table with it, and another
// shows it starts that are wrong.
namespace start_contract {

using namespace coopbench;

/// Makes a start, always the same one.
using Make = std::function<std::unique_ptr<ChainStart>(const StartContext&)>;

inline constexpr int64_t kChains = 6;

inline Stream stream_of(Purpose purpose, int64_t iteration = 0) {
  return {.seed = 1, .purpose = purpose, .iteration = iteration};
}

/// The start and what it was given and gave, step by step.
class Tried {
 public:
  Tried(const Make& make, ImageShape shape) : shape_(shape), start_(make(context())) {}

  ChainStart& start() { return *start_; }
  torch::Tensor images(int64_t n, int64_t iteration) const {
    return uniform({.seed = 6, .iteration = iteration},
                   {n, shape_.channels, shape_.side, shape_.side}, -1, 1);
  }
  Chains draw(int64_t i, int64_t n = kChains) const {
    const torch::Tensor clean = images(kChains, i);
    return start_->draw(n, {clean, clean + 0.1, {}}, stream_of(Purpose::start, i));
  }
  Chains draw_eval(int64_t n = kChains) const {
    return start_->draw_eval(n, stream_of(Purpose::evaluation_start));
  }
  /// One iteration; returns where its chains started.
  torch::Tensor iteration(int64_t i) {
    const Chains chains = draw(i);
    torch::Tensor x = chains.x.clone();
    start_->absorb(chains, chains.at(chains.x * 0.5 + 0.01), stream_of(Purpose::latent, i));
    return x;
  }

 private:
  StartContext context() const {
    return {.shape = shape_, .seed = 7, .train = Images(images(20, 99))};
  }

  ImageShape shape_;
  std::unique_ptr<ChainStart> start_;
};

using Tensors = std::map<std::string, torch::Tensor>;

/// All that a start shows of its state.
inline Tensors state_of(const ChainStart& start) {
  Tensors state;
  const Archive saved = start.save();
  for (const auto& [name, tensor] : saved.tensors()) state[name] = tensor.clone();
  const Memory memory = start.memory();
  if (memory.states.defined()) state["memory"] = memory.states.clone();
  if (memory.age.defined()) state["age"] = memory.age.clone();
  return state;
}

inline bool same(const Tensors& a, const Tensors& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& item) {
           const auto found = b.find(item.first);
           return found != b.end() && torch::equal(item.second, found->second);
         });
}

/// Enough iterations that a small bank meets its rows again.
inline constexpr int64_t kIterations = 8;

/// What the start breaks, in words; empty where it holds all.
inline std::set<std::string> broken_by(const Make& make, ImageShape shape) {
  std::set<std::string> broken;
  const auto need = [&](bool holds, const char* what) {
    if (!holds) broken.insert(what);
  };
  const auto is_of_shape = [&](const Chains& chains, int64_t n) {
    return chains.x.sizes() == torch::IntArrayRef{n, shape.channels, shape.side, shape.side};
  };
  at::set_num_threads(1);  // as in a run

  Tried plain(make, shape);
  std::vector<torch::Tensor> starts;
  std::vector<Tensors> states;
  for (int64_t i = 0; i < kIterations; ++i) {
    starts.push_back(plain.iteration(i));
    states.push_back(state_of(plain.start()));
  }
  const torch::Tensor evaluated = plain.draw_eval().x.clone();

  // Shapes and values.
  for (const int64_t n : {int64_t{1}, kChains - 1, kChains}) {
    const Chains drawn = plain.draw(0, n), shown = plain.draw_eval(n);
    need(is_of_shape(drawn, n) && is_of_shape(shown, n), "shape");
    for (const Chains* chains : {&drawn, &shown}) {
      need(chains->x.scalar_type() == torch::kFloat32, "float32");
      need(chains->x.isfinite().all().item<bool>(), "finite numbers");
      need(!chains->x.requires_grad(), "no graph");
    }
  }
  need(!torch::equal(starts[0], starts[1]), "another iteration, other starts");
  if (broken.contains("no graph")) return broken;  // what follows writes into what it gets

  // The same again, after whatever else was drawn.
  torch::rand({3});
  Tried again(make, shape);
  const auto repeat = [&](const char* what) {
    for (int64_t i = 0; i < kIterations; ++i) {
      need(torch::equal(again.iteration(i), starts[static_cast<size_t>(i)]), what);
      need(same(state_of(again.start()), states[static_cast<size_t>(i)]), what);
    }
    need(torch::equal(again.draw_eval().x, evaluated), what);
  };
  repeat("repeatability");

  // Draws may be made with several of LibTorch's threads, and all by another thread.
  at::set_num_threads(3);
  need(torch::equal(again.draw_eval().x, evaluated), "threads");
  at::set_num_threads(1);
  again = Tried(make, shape);
  std::thread(repeat, "threads").join();

  // Questions in between, and what becomes of their answers, change nothing.
  Tried asked(make, shape);
  for (int64_t i = 0; i < kIterations; ++i) {
    const auto ask = [&] {
      const Tensors before = state_of(asked.start());
      asked.draw_eval().x.fill_(7);
      asked.draw_eval(2).x.fill_(7);
      asked.draw(i + 100, 3).x.fill_(7);
      need(same(state_of(asked.start()), before), "state changed by a draw");
    };
    ask();
    const Chains chains = asked.draw(i);
    need(torch::equal(chains.x, starts[static_cast<size_t>(i)]), "order of calls");
    ask();
    const Chains ends = chains.at(chains.x * 0.5 + 0.01);
    const torch::Tensor from = chains.x.clone(), to = ends.x.clone();
    asked.start().absorb(chains, ends, stream_of(Purpose::latent, i));
    need(torch::equal(chains.x, from) && torch::equal(ends.x, to), "chains changed by absorb");
    need(same(state_of(asked.start()), states[static_cast<size_t>(i)]), "order of calls");
    ends.x.fill_(7);
    need(same(state_of(asked.start()), states[static_cast<size_t>(i)]), "ends kept, not copied");
  }
  need(torch::equal(asked.draw_eval().x, evaluated), "order of calls");

  // A checkpoint is a moment: what comes later does not change it, and a start goes on from it.
  Tried first(make, shape), second(make, shape);
  for (int64_t i = 0; i < kIterations / 2; ++i) first.iteration(i);
  const Archive saved = first.start().save();
  Archive kept;
  for (const auto& [name, tensor] : saved.tensors()) kept.put(name, tensor.clone());
  second.start().load(kept);
  need(same(state_of(second.start()), states[kIterations / 2 - 1]), "load");
  for (int64_t i = kIterations / 2; i < kIterations; ++i) {
    need(torch::equal(second.iteration(i), starts[static_cast<size_t>(i)]), "save and load");
    need(same(state_of(second.start()), states[static_cast<size_t>(i)]), "save and load");
  }
  need(torch::equal(second.draw_eval().x, evaluated), "save and load");
  if (!saved.tensors().empty()) {
    bool refused = false;
    try {
      Tried(make, shape).start().load({});
    } catch (const Failure&) {
      refused = true;
    }
    need(refused, "a checkpoint without its tensors is refused");
  }
  return broken;
}

}  // namespace start_contract
