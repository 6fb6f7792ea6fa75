#include "ebm/chain_start.h"

namespace coopbench {

// Each in its own file.
ChainStarts::Entry noise_start();
ChainStarts::Entry bank_start();
ChainStarts::Entry data_start();
ChainStarts::Entry recovery_start();
ChainStarts::Entry replay_start();
ChainStarts::Entry data_persistent_start();

ChainStarts starts_without_generator() {
  return {"chain start",
          {
              noise_start(),
              bank_start(),
              data_start(),
              recovery_start(),
              replay_start(),
              data_persistent_start(),
          }};
}

}  // namespace coopbench
