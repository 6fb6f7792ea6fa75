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

/// Counts what it absorbed, keeps the number from its checkpoint, and starts anew at each tenth.
struct ForgetsItsNumber : Bank {
  using Bank::Bank;
  int64_t absorbed = 0;
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    Bank::absorb(starts, ends, stream);
    if (++absorbed % 10 == 0) write(*starts.rows, noise_images(stream, starts.size(), shape));
    return {};
  }
};

struct TakesTheCheckpointItself : NoiseStart {
  explicit TakesTheCheckpointItself(const StartContext& context) : NoiseStart(context.shape) {}
  torch::Tensor mean = torch::zeros({1});
  std::optional<Teaching> absorb(const Chains&, const Chains& ends, const Stream&) override {
    mean.add_(ends.x.mean());
    return {};
  }
  Archive save() const override {
    Archive archive;
    archive.put("mean", mean.clone());
    return archive;
  }
  void load(const Archive& archive) override { mean = archive.at("mean"); }
};

struct WholeBankWithoutACopy : Bank {
  using Bank::Bank;
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    if (n == images().size(0)) return {images(), torch::arange(n)};
    return Bank::draw_eval(n, stream);
  }
};

struct BankOfOneSeed : ReplayBank {
  explicit BankOfOneSeed(const StartContext& context) : ReplayBank({.size = 8}, context.shape, 0) {}
};

/// Noise, and what is made of it.
using Draw = std::function<Chains(const NoiseStart&, int64_t, const Stream&)>;
using Absorb = std::function<std::optional<Teaching>(const Chains&, const Chains&, const Stream&)>;

struct Noise : NoiseStart {
  Noise(ImageShape images, Draw draws, Absorb absorbs)
      : NoiseStart(images), draws_(std::move(draws)), absorbs_(std::move(absorbs)) {}
  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return draws_ ? draws_(NoiseStart(*this), n, stream) : NoiseStart::draw_eval(n, stream);
  }
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    return absorbs_ ? absorbs_(starts, ends, stream) : std::nullopt;
  }
  Draw draws_;
  Absorb absorbs_;
};

struct NoiseOnTheBatch : NoiseStart {
  explicit NoiseOnTheBatch(const StartContext& context) : NoiseStart(context.shape) {}
  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    const torch::Tensor x = batch.clean.slice(0, 0, n);
    return {x.add_(normal(stream, x.sizes()), 0.1)};
  }
};

template <class Start>
std::set<std::string> broken() {
  return broken_by([](const StartContext& context) { return std::make_unique<Start>(context); },
                   shape);
}

void check_found(const std::set<std::string>& found, const std::string& what) {
  BOOST_TEST(found.contains(what),
             what << "; found: " << fmt::format("{}", fmt::join(found, ", ")));
}

/// What is broken must be that, and may be more.
template <class Start>
void check_caught(const std::string& what) {
  check_found(broken<Start>(), what);
}

void check_caught(const std::string& what, const Draw& draws, const Absorb& absorbs = {}) {
  check_found(broken_by(
                  [&](const StartContext& context) {
                    return std::make_unique<Noise>(context.shape, draws, absorbs);
                  },
                  {2, 4}),
              what);
}

/// A draw with the stream changed.
Draw with(void change(Stream&)) {
  return [change](const NoiseStart& noise, int64_t n, Stream stream) {
    change(stream);
    return noise.draw_eval(n, stream);
  };
}

/// Noise that carries more.
Draw carrying(void add(Chains&)) {
  return [add](const NoiseStart& noise, int64_t n, const Stream& stream) {
    Chains chains = noise.draw_eval(n, stream);
    add(chains);
    return chains;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(start_contract_)

BOOST_AUTO_TEST_CASE(good_starts_hold_it) {
  BOOST_TEST(broken<Bank>() == std::set<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(starts_that_are_wrong_are_caught) {
  check_caught<DrawsWrite>("state changed by a draw");
  check_caught<HandsOutItsOwn>("state changed by a draw");
  check_caught<WholeBankWithoutACopy>("state changed by a draw");
  check_caught<CountsItsDraws>("another iteration, other numbers");
  check_caught<SavesNothing>("save and load");
  check_caught<NeitherSavesNorLoads>("save and load");
  check_caught<LoadsNothing>("save and load");
  check_caught<LoadsHalf>("load");
  check_caught<ForgetsItsNumber>("save and load");
  check_caught<TakesTheCheckpointItself>("loaded, not copied");
  check_caught<TakesNoise>("repeatability");
  check_caught<FollowsTheThreads>("threads");
  check_caught<FollowsItsThread>("threads");
  check_caught<GivesTooMany>("shape");
  check_caught<ChangesTheEnds>("chains changed by absorb");
  check_caught<KeepsTheEnds>("chains kept, not copied");
  check_caught<NeverChanges>("another iteration, other starts");
  check_caught<ForgetsToDetach>("no graph");
  check_caught<BankOfOneSeed>("another seed, other numbers");
  check_caught<NoiseOnTheBatch>("the batch changed by a draw");
}

BOOST_AUTO_TEST_CASE(draws_that_are_not_those_of_their_stream_are_caught) {
  check_caught("another seed, other numbers", with([](Stream& stream) { stream.seed = 0; }));
  check_caught("another iteration, other numbers",
               with([](Stream& stream) { stream.iteration = 0; }));
  check_caught("another purpose, other numbers",
               with([](Stream& stream) { stream.purpose = Purpose::start; }));
  check_caught("another chain, other numbers",
               with([](Stream& stream) { stream.first_chain = 0; }));
  check_caught("another iteration, other numbers", {},
               [](const Chains& starts, const Chains&, Stream stream) {
                 stream.iteration = 0;
                 return Teaching{normal(stream, starts.x.sizes()).mean().item<double>(), 0};
               });
}

BOOST_AUTO_TEST_CASE(chains_that_carry_what_is_wrong_are_caught) {
  check_caught("another chain, other starts",
               carrying([](Chains& chains) { chains.x = chains.x[0].expand_as(chains.x); }));
  check_caught("shape", carrying([](Chains& chains) { chains.x = chains.x.slice(0, 0, 8); }));
  check_caught("shape", carrying([](Chains& chains) { chains.x = chains.x.slice(1, 0, 1); }));
  check_caught("no error: one chain is too few", carrying([](Chains& chains) {
                 if (chains.size() == 1) throw UserError("one chain is too few");
               }));
  check_caught("repeatability", carrying([](Chains& chains) {
                 chains.anchor = Anchor{torch::rand(chains.x.sizes()), torch::ones(chains.size())};
               }));
  check_caught("an anchor for each chain", carrying([](Chains& chains) {
                 chains.anchor = Anchor{chains.x, -torch::ones(chains.size())};
               }));
  check_caught("no graph", carrying([](Chains& chains) {
                 chains.latents = torch::ones({chains.size(), 3}).requires_grad_();
               }));
  check_caught("float32", carrying([](Chains& chains) {
                 chains.latents = torch::ones({chains.size(), 3}, torch::kFloat64);
               }));
  check_caught("chains changed by a draw",
               [scratch = torch::zeros({64, 2, 4, 4})](const NoiseStart& noise, int64_t n,
                                                       const Stream& stream) -> Chains {
                 return {scratch.slice(0, 0, n).copy_(noise.draw_eval(n, stream).x)};
               });
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_taking_ends_is_caught) {
  check_caught("chains changed by absorb", carrying([](Chains& chains) {
                 chains.latents = torch::ones({chains.size(), 3});
               }),
               [](const Chains& starts, const Chains&, const Stream&) {
                 starts.latents->mul_(2);
                 return std::nullopt;
               });
  check_caught("repeatability", {}, [](const Chains&, const Chains&, const Stream&) {
    return Teaching{torch::rand({1}).item<double>(), 6};
  });
  check_caught("save and load", {}, [gradients = int64_t{0}](auto&...) mutable {
    return Teaching{1, gradients += 6};
  });
  check_caught("a teaching of numbers", {}, [](const Chains&, const Chains&, const Stream&) {
    return Teaching{std::numeric_limits<double>::quiet_NaN(), 6};
  });
}

BOOST_AUTO_TEST_SUITE_END()
