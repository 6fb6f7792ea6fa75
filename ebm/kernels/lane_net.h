#pragma once

#include <hwy/aligned_allocator.h>

#include <string>
#include <variant>
#include <vector>

#include "core/spin_barrier.h"
#include "core/workers.h"
#include "ebm/engine.h"
#include "ebm/kernels/dense.h"
#include "ebm/kernels/winograd.h"

namespace coopbench::kernels {

using AlignedFloats = hwy::AlignedFreeUniquePtr<float[]>;
/// For whole vectors; throws std::bad_alloc.
AlignedFloats aligned_floats(size_t count);

/// The layers of an energy as the kernels run them: convolutions and fully connected layers, each
/// with its leaky ReLU. The last of them covers the whole image and its outputs are summed, so the
/// gradient at its input is a constant and its outputs are never computed.
class LaneNet {
 public:
  /// Empty, or what the kernels lack for these layers: "has no max pool".
  static std::string lacks(const Layers& layers, ImageShape shape);
  /// Does every layer cover its whole input, as in a net for points of the plane?
  static bool is_flat(const Layers& layers, ImageShape shape);

  /// Are there 4x4 convolutions of stride 2, the ones that can run in bf16?
  static bool has_halvings(const Layers& layers, ImageShape shape);

  /// Lays out the weights, for spaces of `most_groups` groups at most. The layers must lack
  /// nothing.
  LaneNet(const FrozenNet& energy, ImageShape shape, Precision precision, int64_t most_groups,
          Workers& workers);

  /// Memory for some groups of chains that one thread, or a team of several, takes through the net.
  class Space {
   public:
    Volume x;         ///< where the chains are
    Volume gradient;  ///< grad U there, without borders
    Volume momentum;  ///< its average, of the same form, where it was asked for
    Volume anchor;    ///< where the chains are held, of the same form, where it was asked for
    int64_t groups() const { return groups_; }

   private:
    friend class LaneNet;
    int64_t groups_ = 1;
    std::vector<Volume> volumes_;  ///< outputs of the stages
    std::vector<Signs> signs_;
    std::vector<AlignedFloats> floats_;
    std::vector<std::vector<uint32_t>> words_;
    std::vector<float*> scratch_;  ///< a thread's each
  };
  Space space(int64_t groups, int64_t threads, bool momentum, bool anchor) const;

  /// Fills the space's gradient from its x, with the weights of step k. With a team every member
  /// calls it with its share. `thread` is the caller's number in the profile.
  void gradient(const Space& space, int64_t k, Share share, SpinBarrier* team,
                int64_t thread) const;

 private:
  struct Stage {
    std::variant<Dense, Halving> conv;
    ImageShape from, to;
    int64_t after = 0;  ///< padding behind, of a dense layer
    float slope = 1;
    std::vector<float> biases;      ///< [steps or 1][channels]
    std::string forward, backward;  ///< names in the profile
  };
  static Volume volume(Space& space, ImageShape shape, int64_t before, int64_t after);

  void set_scales(const FrozenNetwork& network, const std::vector<size_t>& places, double sign,
                  int64_t most_groups);

  Profile* profile_;
  std::vector<Stage> stages_;
  Dense head_;
  ImageShape shape_;
  bool varies_;
  AlignedFloats tops_;  ///< gradient at the head's output, [steps or 1][most_groups][lanes]
  int64_t top_stride_;
};

}  // namespace coopbench::kernels
