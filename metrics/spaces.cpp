#include "metrics/space.h"

namespace coopbench {

// Each in its own file under spaces/.
Spaces::Entry pixels();
Spaces::Entry random_convs();
Spaces::Entry pca();
Spaces::Entry spectrum();
Spaces::Entry classifier();

const Spaces& spaces() {
  static const Spaces all{"feature space",
                          {
                              pixels(),
                              random_convs(),
                              pca(),
                              spectrum(),
                              classifier(),
                          }};
  return all;
}

}  // namespace coopbench
