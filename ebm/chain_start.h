#pragma once

#include <memory>
#include <optional>

#include "core/archive.h"
#include "core/table.h"
#include "data/batches.h"
#include "ebm/chains.h"

namespace coopbench {

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

  /// n chains of one training iteration, by default as for an evaluation. `batch` is the
  /// iteration's data.
  virtual Chains draw(int64_t n, const Batch& /*batch*/, const Stream& stream) const {
    return draw_eval(n, stream);
  }

  /// Takes the ends of the chains that `draw` gave.
  virtual std::optional<Teaching> absorb(const Chains& /*starts*/, const Chains& /*ends*/,
                                         const Stream& /*stream*/) {
    return std::nullopt;
  }

  virtual Memory memory() const { return {}; }

  virtual Archive save() const { return {}; }
  virtual void load(const Archive& /*archive*/) {}

  /// The network that makes the starts; empty without one.
  virtual Layers layers() const { return {}; }
};

/// What a start may be made from.
struct StartContext {
  ImageShape shape;
  uint64_t seed = 0;
  Images train = {};  ///< the training images, with their labels
};

using ChainStarts = Table<std::unique_ptr<ChainStart>(const StartContext&)>;

/// The starts of this room.
ChainStarts starts_without_generator();

}  // namespace coopbench
