#include "ebm/engine.h"
#include "ebm/input_gradient.h"
#include "ebm/walk.h"

namespace coopbench {
namespace {

/// Chains in a chunk: 16 images, more of small ones, whose arithmetic is less than the calls. Not
/// of the number of threads, for a chain's bits may follow from the size.
int64_t chunk_of(const torch::Tensor& x) {
  const int64_t numbers = x.size(1) * x.size(2) * x.size(3);
  return std::clamp<int64_t>(2048 / std::max<int64_t>(1, numbers), 16, 1024);
}

/// Fixed chunks of chains over the threads, each through all K steps.
class Chunked : public Engine {
 public:
  explicit Chunked(EngineContext context) : context_(std::move(context)) {}

  std::string lacks(const Frozen&, const StepRule&, ImageShape) const override {
    return context_.precision == Precision::float32 ? "" : "runs in float32 only";
  }

  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape) const override {
    return [=, workers = context_.workers](const Chains& starts, const Stream& stream) {
      const int64_t chunk = chunk_of(starts.x), chains = starts.size();
      std::vector<Walked> walks(static_cast<size_t>((chains + chunk - 1) / chunk));
      workers->run(static_cast<int64_t>(walks.size()), [&](int64_t i, int64_t rank) {
        const Span span(workers->profile(), "sampling/steps of a chunk", rank);
        const int64_t first = i * chunk, end = std::min(first + chunk, chains);
        walks[static_cast<size_t>(i)] = walk(field_of(*energy), energy->varies(), *rule, steps,
                                             starts.slice(first, end), stream.after(first));
      });
      return ends_of(walks, *rule, steps, starts);
    };
  }

 private:
  EngineContext context_;
};

std::unique_ptr<Engine> make(const NoSettings&, const EngineContext& context) {
  return std::make_unique<Chunked>(context);
}

}  // namespace

Engines::Entry chunked() {
  return entry("chunked", "fixed chunks of chains over the threads, no autograd graph", make);
}

}  // namespace coopbench
