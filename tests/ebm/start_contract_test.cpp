#include "ebm/start_contract.h"

#include <fmt/ranges.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>

#include "ebm/noise_start.h"
#include "ebm/replay_bank.h"

using namespace coopbench;
using start_contract::broken_by;

namespace {

const ImageShape shape{1, 4};

/// A replay bank that is so small that rows are met again, to be made wrong in one way.
struct Bank : ReplayBank {
  explicit Bank(const StartContext& context)
      : ReplayBank({.size = 8}, context.shape, context.seed) {}
};

struct DrawsWrite : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    Chains chains = Bank::draw_eval(n, stream);
    const_cast<torch::Tensor&>(images()).index_fill_(0, *chains.rows, 0.5);
    return chains;
  }
};

struct HandsOutItsOwn : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream&) const override {
    return {images().slice(0, 0, n), torch::arange(n)};
  }
  Chains draw(int64_t n, const Batch&, const Stream& stream) const override {
    return Bank::draw_eval(n, stream);
  }
};

struct CountsItsDraws : Bank {
  using Bank::Bank;
  mutable int64_t draws = 0;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    Stream later = stream;
    later.iteration += ++draws;
    return Bank::draw_eval(n, later);
  }
};

struct SavesNothing : Bank {
  using Bank::Bank;
  Archive save() const override {
    Archive archive = Bank::save();
    Archive empty;
    for (const auto& [name, tensor] : archive.tensors()) empty.put(name, tensor.slice(0, 0, 0));
    return empty;
  }
};

struct NeitherSavesNorLoads : Bank {
  using Bank::Bank;
  Archive save() const override { return {}; }
  void load(const Archive&) override {}
};

struct LoadsNothing : Bank {
  using Bank::Bank;
  void load(const Archive& archive) override { archive.at("rows"); }
};

struct LoadsHalf : Bank {
  using Bank::Bank;
  void load(const Archive& archive) override {
    write(archive.at("rows").slice(0, 1), archive.at("images").slice(0, 1));
  }
};

struct TakesNoise : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    Chains chains = Bank::draw_eval(n, stream);
    chains.x = chains.x + 0.01 * torch::rand(chains.x.sizes());
    return chains;
  }
};

struct FollowsTheThreads : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    Chains chains = Bank::draw_eval(n, stream);
    chains.x = chains.x + 1e-6 * at::get_num_threads();
    return chains;
  }
};

struct GivesTooMany : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return Bank::draw_eval(n < 6 ? n + 1 : n, stream);
  }
};

struct ChangesTheEnds : Bank {
  using Bank::Bank;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    ends.x.clamp_(-0.1, 0.1);
    return Bank::absorb(starts, ends, stream);
  }
};

/// Shows the ends of the last iteration again.
struct KeepsTheEnds : NoiseStart {
  explicit KeepsTheEnds(const StartContext& context) : NoiseStart(context.shape) {}
  torch::Tensor kept = torch::zeros({8, 1, 4, 4});
  std::optional<Teaching> absorb(const Chains&, const Chains& ends, const Stream&) override {
    kept = ends.x;
    return {};
  }
  Memory memory() const override { return {kept}; }
  Archive save() const override {
    Archive archive;
    archive.put("kept", kept);
    return archive;
  }
  void load(const Archive& archive) override { kept = archive.at("kept").clone(); }
};

/// Draws the same at every iteration.
struct NeverChanges : NoiseStart {
  explicit NeverChanges(const StartContext& context) : NoiseStart(context.shape) {}
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    Stream first = stream;
    first.iteration = 0;
    return NoiseStart::draw_eval(n, first);
  }
};

struct ForgetsToDetach : NoiseStart {
  explicit ForgetsToDetach(const StartContext& context) : NoiseStart(context.shape) {}
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return {NoiseStart::draw_eval(n, stream).x.requires_grad_()};
  }
};

/// Learns only on the thread that it was made on.
struct FollowsItsThread : Bank {
  using Bank::Bank;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    if (std::this_thread::get_id() != first_) return {};
    return Bank::absorb(starts, ends, stream);
  }
  std::thread::id first_ = std::this_thread::get_id();
};

template <class Start>
std::set<std::string> broken() {
  return broken_by([](const StartContext& context) { return std::make_unique<Start>(context); },
                   shape);
}

/// What is broken must be that, and may be more.
template <class Start>
void check_caught(const std::string& what) {
  const auto found = broken<Start>();
  BOOST_TEST(found.contains(what),
             what << "; found: " << fmt::format("{}", fmt::join(found, ", ")));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(start_contract_)

BOOST_AUTO_TEST_CASE(good_starts_hold_it) {
  BOOST_TEST(broken<Bank>() == std::set<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(starts_that_are_wrong_are_caught) {
  check_caught<DrawsWrite>("state changed by a draw");
  check_caught<HandsOutItsOwn>("state changed by a draw");
  check_caught<CountsItsDraws>("order of calls");
  check_caught<SavesNothing>("save and load");
  check_caught<NeitherSavesNorLoads>("save and load");
  check_caught<LoadsNothing>("save and load");
  check_caught<LoadsHalf>("load");
  check_caught<TakesNoise>("repeatability");
  check_caught<FollowsTheThreads>("threads");
  check_caught<FollowsItsThread>("threads");
  check_caught<GivesTooMany>("shape");
  check_caught<ChangesTheEnds>("chains changed by absorb");
  check_caught<KeepsTheEnds>("ends kept, not copied");
  check_caught<NeverChanges>("another iteration, other starts");
  check_caught<ForgetsToDetach>("no graph");
}

BOOST_AUTO_TEST_SUITE_END()
