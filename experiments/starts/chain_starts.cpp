#include "coopnets/generator_start.h"
#include "experiments/config/config.h"

namespace coopbench {

// Of this room, each in its own file.
ChainStarts::Entry mixed_start();

const ChainStarts& chain_starts() {
  static const ChainStarts all = starts_without_generator()
                                     .joined(cooperative_starts())
                                     .joined({"chain start", {mixed_start()}});
  return all;
}

}  // namespace coopbench
