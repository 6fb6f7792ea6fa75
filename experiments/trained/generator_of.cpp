#include "experiments/trained/generator_of.h"

#include "coopnets/coop_persistent_start.h"

namespace coopbench {

const Generator* generator_of(const ChainStart& start) {
  if (const auto* own = dynamic_cast<const GeneratorStart*>(&start)) return &own->generator();
  if (const auto* own = dynamic_cast<const CoopPersistentStart*>(&start)) return &own->generator();
  return nullptr;
}

}  // namespace coopbench
