#pragma once

#include <memory>
#include <optional>

#include "core/archive.h"
#include "ebm/engine.h"

namespace coopbench {

/// Chains before their first step, with where they came from: rows of a bank, latents of a
/// generator, or both.
struct Chains {
  torch::Tensor x;                            ///< [n, C, H, W]
  std::optional<torch::Tensor> rows = {};     ///< int64 [n]
  std::optional<torch::Tensor> latents = {};  ///< [n, latent]
};

/// What a chain start learned from the ends.
struct Teaching {
  double loss = 0;
  int64_t gradients = 0;  ///< of latent inference: chains x gradient calls
};

/// What a chain start keeps between iterations; undefined where it keeps nothing.
struct Memory {
  torch::Tensor states = {};  ///< [size, C, H, W]
  torch::Tensor age = {};     ///< int64 [size]: how often each state was taken on by K steps
};

/// A method, whole: where its chains start, and what is done with their ends.
struct ChainStart {
  virtual ~ChainStart() = default;

  /// n chains of the method's kind; never changes the state.
  /// Throws UserError when it can't give so many.
  virtual Chains draw_eval(int64_t n, const Stream& stream) const = 0;

  /// n chains of one training iteration, by default as for an evaluation. `positive` is the
  /// iteration's data batch [n, C, H, W], for starts from data.
  virtual Chains draw(int64_t n, const torch::Tensor& /*positive*/, const Stream& stream) {
    return draw_eval(n, stream);
  }

  /// Takes the ends of the chains that `draw` gave.
  virtual std::optional<Teaching> absorb(const Chains& /*starts*/, const Ends& /*ends*/,
                                         const Stream& /*stream*/) {
    return std::nullopt;
  }

  virtual Memory memory() const { return {}; }

  virtual Archive save() const { return {}; }
  virtual void load(const Archive& /*archive*/) {}

  /// The network that makes the starts; empty without one.
  virtual Layers layers() const { return {}; }
};

using ChainStarts = Table<std::unique_ptr<ChainStart>(ImageShape, uint64_t seed)>;

/// The starts of this room: `noise` and `bank`.
ChainStarts noise_and_bank_starts();

}  // namespace coopbench
