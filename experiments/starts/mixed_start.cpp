#include "experiments/config/config.h"

namespace coopbench {
namespace {

struct Config {
  Choice first, second;
  double share = 0.5;
  static auto fields() {
    const auto other = choice_from(chain_starts, "a chain start with its settings");
    return std::tuple{
        required(field("first", &Config::first, other, "start of the first chains")),
        required(field("second", &Config::second, other, "start of the others")),
        field("share", &Config::share, between(0, 1), "of the chains, that start as the first"),
    };
  }
};

/// Some chains start as one method's and the others as another's, such as half of them at data and
/// half at noise (Balcerak et al. 2025, "Energy Matching"); each gets its own ends back.
class MixedStart : public ChainStart {
 public:
  MixedStart(const Config& config, const StartContext& context)
      : share_(config.share),
        first_(chain_starts().make(config.first, context)),
        second_(chain_starts().make(config.second, context)) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return drawn(n, stream, [](const ChainStart& start, int64_t m, const Stream& own) {
      return start.draw_eval(m, own);
    });
  }

  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    return drawn(n, stream, [&](const ChainStart& start, int64_t m, const Stream& own) {
      return start.draw(m, batch, own);
    });
  }

  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    std::optional<Teaching> all;
    each_part(starts.size(), [&](ChainStart& start, int64_t from, int64_t to) {
      const auto taught =
          start.absorb(starts.slice(from, to), ends.slice(from, to), stream.after(from));
      if (!taught) return;
      if (!all) all = Teaching{};
      all->loss += taught->loss;
      all->gradients += taught->gradients;
    });
    return all;
  }

  Memory memory() const override {
    const Memory first = first_->memory();
    return first.states.defined() ? first : second_->memory();
  }
  Archive save() const override {
    Archive archive;
    archive.put_all("first", first_->save());
    archive.put_all("second", second_->save());
    return archive;
  }
  void load(const Archive& archive) override {
    first_->load(archive.folder("first"));
    second_->load(archive.folder("second"));
  }
  Layers layers() const override {
    const Layers first = first_->layers();
    return first.empty() ? second_->layers() : first;
  }

 private:
  /// Calls visit(start, first chain, last chain + 1) for each part that has any of n chains.
  template <class Visit>
  void each_part(int64_t n, Visit visit) const {
    const auto m = static_cast<int64_t>(std::llround(share_ * static_cast<double>(n)));
    if (m > 0) at_path("first", [&] { visit(*first_, int64_t{0}, m); });
    if (m < n) at_path("second", [&] { visit(*second_, m, n); });
  }

  template <class Draw>
  Chains drawn(int64_t n, const Stream& stream, Draw draw) const {
    std::vector<Chains> parts;
    each_part(n, [&](const ChainStart& start, int64_t from, int64_t to) {
      parts.push_back(draw(start, to - from, stream.after(from)));
    });
    return joined(parts);
  }

  double share_;
  std::unique_ptr<ChainStart> first_, second_;
};

std::unique_ptr<ChainStart> make(const Config& config, const StartContext& context) {
  return std::make_unique<MixedStart>(config, context);
}

}  // namespace

ChainStarts::Entry mixed_start() {
  return entry("mixed", "some chains from one start, the others from another", make);
}

}  // namespace coopbench
