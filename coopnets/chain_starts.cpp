#include "coopnets/generator_start.h"

namespace coopbench {

// Each in its own file.
ChainStarts::Entry generator_start();
ChainStarts::Entry coop_persistent_start();

ChainStarts cooperative_starts() {
  return {"chain start", {generator_start(), coop_persistent_start()}};
}

}  // namespace coopbench
