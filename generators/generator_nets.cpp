#include "generators/generator.h"

namespace coopbench {

// Each in its own file under nets/.
GeneratorNets::Entry thesis_generator();
GeneratorNets::Entry coopnets_mnist_generator();
GeneratorNets::Entry coopnets_scene_generator();
GeneratorNets::Entry residual_generator();
GeneratorNets::Entry toy_generator();

GeneratorNets generator_nets() {
  return {"generator net",
          {
              thesis_generator(),
              coopnets_mnist_generator(),
              coopnets_scene_generator(),
              residual_generator(),
              toy_generator(),
          }};
}

}  // namespace coopbench
