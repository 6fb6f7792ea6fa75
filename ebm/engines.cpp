#include "ebm/engine.h"

namespace coopbench {

// Each in its own file under engines/.
Engines::Entry check();
Engines::Entry plain();
Engines::Entry chunked();
Engines::Entry resident();
Engines::Entry lanes();

Engines engines() {
  return {"engine",
          {
              check(),
              plain(),
              chunked(),
              resident(),
              lanes(),
          }};
}

}  // namespace coopbench
