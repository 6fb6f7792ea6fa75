#include "ebm/energy.h"

namespace coopbench {

// Each in its own file under nets/.
EnergyNets::Entry anatomy_nonlocal();
EnergyNets::Entry anatomy_toy();
EnergyNets::Entry anatomy_vanilla();
EnergyNets::Entry coopnets_mnist_descriptor();
EnergyNets::Entry coopnets_scene_descriptor();
EnergyNets::Entry igebm_mnist();
EnergyNets::Entry improved_cd();
EnergyNets::Entry short_run();
EnergyNets::Entry thesis_descriptor();

EnergyNets energy_nets() {
  return {"energy net",
          {
              anatomy_vanilla(),
              anatomy_toy(),
              anatomy_nonlocal(),
              short_run(),
              thesis_descriptor(),
              coopnets_mnist_descriptor(),
              coopnets_scene_descriptor(),
              igebm_mnist(),
              improved_cd(),
          }};
}

}  // namespace coopbench
