#include "benchmarks/benchmarks.h"
#include "experiments/config/preset.h"

namespace coopbench {

/// Fashion-MNIST from its files to three parts of images of side 16.
void add_loading() {
  add_row("loading/fashion_mnist", 1, 0, [](int) -> std::function<void()> {
    const Method method = load_preset("quickstart").methods.at(0);
    return [=] { benchmark::DoNotOptimize(load_data(method.config, method.path_of)); };
  });
}

}  // namespace coopbench
