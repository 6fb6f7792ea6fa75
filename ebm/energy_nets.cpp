#include "ebm/energy.h"

namespace coopbench {

// Each in its own file under nets/.
EnergyNets::Entry anatomy_nonlocal();
EnergyNets::Entry anatomy_toy();
EnergyNets::Entry anatomy_vanilla();
EnergyNets::Entry coopnets_mnist_descriptor();

EnergyNets energy_nets() {
  return {"energy net",
          {
              anatomy_vanilla(),
              anatomy_toy(),
              anatomy_nonlocal(),
              coopnets_mnist_descriptor(),
          }};
}

}  // namespace coopbench
