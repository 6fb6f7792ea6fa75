#pragma once

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/errors.h"
#include "core/stream.h"
#include "ebm/chain_start.h"

// What every chain start must hold, whatever it does: a test walks the table with it, and another
// shows it starts that are wrong.
namespace start_contract {

using namespace coopbench;

/// Makes a start, always the same one.
using Make = std::function<std::unique_ptr<ChainStart>(const StartContext&)>;

inline constexpr int64_t kChains = 6;
/// Enough iterations that a small bank meets its rows again, before and after a checkpoint.
inline constexpr int64_t kIterations = 24;

using Tensors = std::map<std::string, torch::Tensor>;

inline bool same(const Tensors& a, const Tensors& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const auto& item) {
           const auto found = b.find(item.first);
           return found != b.end() && torch::equal(item.second, found->second);
         });
}

/// What chains carry, by name: no copies.
inline Tensors parts_of(const Chains& chains) {
  Tensors parts{{"x", chains.x}};
  if (chains.rows) parts["rows"] = *chains.rows;
  if (chains.latents) parts["latents"] = *chains.latents;
  if (chains.ages) parts["ages"] = *chains.ages;
  if (chains.anchor) {
    parts["anchor"] = chains.anchor->at;
    parts["precision"] = chains.anchor->precision;
  }
  return parts;
}

inline Tensors copied(Tensors tensors) {
  for (auto& [name, tensor] : tensors) tensor = tensor.detach().clone();
  return tensors;
}

/// All that a start shows of its state.
inline Tensors state_of(const ChainStart& start) {
  Tensors state;
  const Archive saved = start.save();
  for (const auto& [name, tensor] : saved.tensors()) state["saved " + name] = tensor;
  const Memory memory = start.memory();
  if (memory.states.defined()) state["memory"] = memory.states;
  if (memory.age.defined()) state["age"] = memory.age;
  return copied(state);
}

/// What was found broken, in words.
class Broken {
 public:
  void need(bool holds, const std::string& what) {
    if (!holds) found_.insert(what);
  }
  const std::set<std::string>& found() const { return found_; }

  /// Calls `task` and needs that each of its draws, if any, is `stream`'s: for its chains or later
  /// ones, and for any use and step.
  void watched(const Stream& stream, bool any_purpose, const std::function<void()>& task) {
    watch_draws([this, stream, any_purpose](const DrawnPlace& place) {
      const Stream& drawn = place.stream;
      need(drawn.seed == stream.seed, "another seed, other numbers");
      if (any_purpose) return;
      need(drawn.iteration == stream.iteration, "another iteration, other numbers");
      need(drawn.purpose == stream.purpose, "another purpose, other numbers");
      need(drawn.first_chain >= stream.first_chain, "another chain, other numbers");
    });
    try {
      task();
    } catch (...) {
      watch_draws({});
      throw;
    }
    watch_draws({});
  }

  void need_chains(const Chains& chains, int64_t n, ImageShape shape) {
    const std::vector<int64_t> images{n, shape.channels, shape.side, shape.side};
    need(chains.x.sizes() == images, "shape");
    if (chains.anchor)
      need(chains.anchor->at.sizes() == images &&
               chains.anchor->precision.sizes() == std::vector{n} &&
               chains.anchor->precision.ge(0).all().item<bool>(),
           "an anchor for each chain");
    for (const auto& [name, part] : parts_of(chains)) {
      need(part.dim() > 0 && part.size(0) == n, "shape");
      const bool whole = name == "rows" || name == "ages";
      need(part.scalar_type() == (whole ? torch::kInt64 : torch::kFloat32), "float32");
      need(part.isfinite().all().item<bool>(), "finite numbers");
      need(!part.requires_grad(), "no graph");
    }
  }

 private:
  std::set<std::string> found_;
};

/// A start, and what it is given, iteration by iteration.
class Tried {
 public:
  Tried(const Make& make, ImageShape shape, Broken& broken) : shape_(shape), broken_(&broken) {
    // So many images that two chains which choose by themselves take different ones.
    const StartContext context{
        .shape = shape, .seed = 7, .train = Images(images(200, 99), torch::arange(200) % 3)};
    broken.watched({.seed = context.seed}, true, [&] { start_ = make(context); });
  }

  ChainStart& start() { return *start_; }

  Chains draw(int64_t i, int64_t n = kChains) const {
    const torch::Tensor clean = images(kChains, i), labels = torch::arange(kChains) % 3;
    const Batch batch{clean, clean + 0.1, labels};
    const Tensors before = copied({{"clean", clean}, {"noised", batch.noised}, {"labels", labels}});
    const Stream stream{.seed = 1, .purpose = Purpose::start, .iteration = i};
    Chains chains;
    broken_->watched(stream, false, [&] { chains = start_->draw(n, batch, stream); });
    broken_->need(same(before, {{"clean", clean}, {"noised", batch.noised}, {"labels", labels}}),
                  "the batch changed by a draw");
    return chains;
  }
  Chains draw_eval(int64_t n = kChains, int64_t i = 3) const {
    const Stream stream{
        .seed = 1, .purpose = Purpose::evaluation_start, .iteration = i, .first_chain = 40};
    Chains chains;
    broken_->watched(stream, false, [&] { chains = start_->draw_eval(n, stream); });
    return chains;
  }
  /// Gives chains from elsewhere to the start, and returns what it shows then.
  Tensors absorb(const Chains& chains, const Chains& ends, int64_t i) {
    const Stream stream{.seed = 1, .purpose = Purpose::latent, .iteration = i};
    std::optional<Teaching> taught;
    broken_->watched(stream, false, [&] { taught = start_->absorb(chains, ends, stream); });
    Tensors shown = state_of(*start_);
    if (taught) {
      broken_->need(std::isfinite(taught->loss) && taught->gradients >= 0, "a teaching of numbers");
      shown["loss"] = torch::tensor({taught->loss}, torch::kFloat64);
      shown["gradients"] = torch::tensor({taught->gradients});
    }
    return shown;
  }
  /// One iteration: where its chains started, and what the start shows when it has their ends.
  Tensors iteration(int64_t i) {
    const Chains chains = draw(i);
    Tensors shown = copied(parts_of(chains));
    shown.merge(absorb(chains, ends_of(chains), i));
    return shown;
  }
  static Chains ends_of(const Chains& chains) { return chains.at(chains.x * 0.5 + 0.01); }

 private:
  torch::Tensor images(int64_t n, int64_t iteration) const {
    return uniform({.seed = 6, .iteration = iteration},
                   {n, shape_.channels, shape_.side, shape_.side}, -1, 1);
  }

  ImageShape shape_;
  Broken* broken_;
  std::unique_ptr<ChainStart> start_;
};

/// What a start does over the iterations, and what an evaluation gets then.
struct Course {
  std::vector<Tensors> iterations;
  Tensors evaluation;

  const Tensors& at(int64_t i) const { return iterations.at(static_cast<size_t>(i)); }
};

inline Course course_of(Tried tried) {
  Course course;
  for (int64_t i = 0; i < kIterations; ++i) course.iterations.push_back(tried.iteration(i));
  course.evaluation = copied(parts_of(tried.draw_eval()));
  return course;
}

/// Goes on with iterations from `first`, and needs that they are those of the course.
inline void repeat(Tried tried, const Course& course, Broken& broken, const char* what,
                   int64_t first = 0) {
  for (int64_t i = first; i < kIterations; ++i)
    broken.need(same(tried.iteration(i), course.at(i)), what);
  broken.need(same(parts_of(tried.draw_eval()), course.evaluation), what);
}

inline void try_values(const Tried& tried, ImageShape shape, Broken& broken) {
  for (const int64_t n : {int64_t{1}, kChains - 1, kChains}) {
    broken.need_chains(tried.draw(0, n), n, shape);
    broken.need_chains(tried.draw_eval(n), n, shape);
  }
  // A start may have too few, and says so then.
  for (const int64_t n : {kChains + 1, 10 * kChains}) try {
      broken.need_chains(tried.draw_eval(n), n, shape);
    } catch (const UserError&) {
    }
  const torch::Tensor x = tried.draw_eval().x, later = tried.draw_eval(kChains, 4).x;
  broken.need(!torch::equal(x[0], x[1]), "another chain, other starts");
  broken.need(!torch::equal(x, later), "another iteration, other starts");
  broken.need(!torch::equal(tried.draw(0).x, tried.draw(1).x), "another iteration, other starts");
}

/// Draws may be made with several of LibTorch's threads, and all by another thread.
inline void try_threads(const Make& make, ImageShape shape, const Course& course, Broken& broken) {
  Tried tried(make, shape, broken);
  for (int64_t i = 0; i < kIterations; ++i) tried.iteration(i);
  at::set_num_threads(3);
  broken.need(same(parts_of(tried.draw_eval()), course.evaluation), "threads");
  at::set_num_threads(1);
  Tried other(make, shape, broken);
  std::exception_ptr thrown;
  std::thread([&] {
    try {
      repeat(std::move(other), course, broken, "threads");
    } catch (...) {
      thrown = std::current_exception();
    }
  }).join();
  if (thrown) std::rethrow_exception(thrown);
}

/// Questions in between, and what becomes of their answers, change nothing; nor does what becomes
/// of the chains when the start has seen them.
inline void try_questions(Tried tried, const Course& course, Broken& broken) {
  const auto spoil = [](const Chains& chains) {
    for (const auto& [name, part] : parts_of(chains)) part.fill_(7);
  };
  const auto ask = [&](int64_t i) {
    const Tensors before = state_of(tried.start());
    const Chains kept = tried.draw_eval();
    const Tensors copy = copied(parts_of(kept));
    spoil(tried.draw_eval(kChains, 5));
    spoil(tried.draw_eval(2));
    spoil(tried.draw(i + 100, 3));
    broken.need(same(parts_of(kept), copy), "chains changed by a draw");
    try {
      spoil(tried.draw_eval(kChains + 2));
    } catch (const UserError&) {
    }
    broken.need(same(state_of(tried.start()), before), "state changed by a draw");
  };
  for (int64_t i = 0; i < kIterations; ++i) {
    ask(i);
    const Chains chains = tried.draw(i), ends = Tried::ends_of(chains);
    Tensors shown = copied(parts_of(chains));
    ask(i);
    const Tensors from = copied(parts_of(chains)), to = copied(parts_of(ends));
    shown.merge(tried.absorb(chains, ends, i));
    broken.need(same(shown, course.at(i)), "order of calls");
    broken.need(same(parts_of(chains), from) && same(parts_of(ends), to),
                "chains changed by absorb");
    const Tensors state = state_of(tried.start());
    spoil(chains);
    spoil(ends);
    broken.need(same(state_of(tried.start()), state), "chains kept, not copied");
  }
  broken.need(same(parts_of(tried.draw_eval()), course.evaluation), "order of calls");
}

/// A checkpoint is a moment: what comes later does not change it, and a start goes on from it.
inline void try_checkpoint(const Make& make, ImageShape shape, const Course& course,
                           Broken& broken) {
  Tried first(make, shape, broken), second(make, shape, broken);
  for (int64_t i = 0; i < kIterations / 2; ++i) first.iteration(i);
  const Tensors state = state_of(first.start());
  Archive kept;
  const Archive saved = first.start().save();
  for (const auto& [name, tensor] : saved.tensors()) kept.put(name, tensor.clone());
  second.start().load(kept);
  broken.need(same(state_of(second.start()), state), "load");
  repeat(std::move(second), course, broken, "save and load", kIterations / 2);
  for (const auto& [name, tensor] : saved.tensors())
    broken.need(torch::equal(kept.at(name), state.at("saved " + name)), "loaded, not copied");
  if (saved.tensors().empty()) return;
  try {
    Tried(make, shape, broken).start().load({});
    broken.need(false, "a checkpoint without its tensors is refused");
  } catch (const Failure&) {
  }
}

/// What the start breaks, in words; empty where it holds all.
inline std::set<std::string> broken_by(const Make& make, ImageShape shape) {
  Broken broken;
  at::set_num_threads(1);  // as in a run
  try {
    const Course course = course_of({make, shape, broken});
    try_values({make, shape, broken}, shape, broken);
    if (broken.found().contains("no graph")) return broken.found();  // the rest writes into parts
    torch::rand({3});
    repeat({make, shape, broken}, course, broken, "repeatability");
    try_threads(make, shape, course, broken);
    try_questions({make, shape, broken}, course, broken);
    try_checkpoint(make, shape, course, broken);
  } catch (const std::exception& error) {
    broken.need(false, fmt::format("no error: {}", error.what()));
  }
  at::set_num_threads(1);
  return broken.found();
}

}  // namespace start_contract
