#include "ebm/engine.h"

namespace coopbench {

// Each in its own file under engines/.
Engines::Entry plain();

Engines engines() {
  return {"engine",
          {
              plain(),
          }};
}

}  // namespace coopbench
