#include "ebm/engine.h"
#include "ebm/input_gradient.h"

namespace coopbench {
namespace {

/// Chains in a chunk: 16 images, more of small ones, whose arithmetic is less than the calls. Not
/// of the number of threads, for a chain's bits may follow from the size.
int64_t chunk_of(const torch::Tensor& x) {
  const int64_t numbers = x.size(1) * x.size(2) * x.size(3);
  return std::clamp<int64_t>(2048 / std::max<int64_t>(1, numbers), 16, 1024);
}

/// U and grad U at x, without a graph where the energy is a list of layers.
Place place_at(const Energy& energy, const torch::Tensor& x) {
  return energy.layered() != nullptr ? input_gradient(*energy.layered(), x)
                                     : autograd_gradient(energy, x);
}

/// Fixed chunks of chains over the threads, each through all K steps.
class Chunked : public Engine {
 public:
  explicit Chunked(EngineContext context) : context_(std::move(context)) {}

  std::string lacks(const Energy&, const StepRule&, ImageShape) const override {
    return context_.precision == Precision::float32 ? "" : "runs in float32 only";
  }

  Ends run(const Energy& energy, const StepRule& rule, int64_t steps, const torch::Tensor& x0,
           const Stream& stream) const override {
    const FrozenWeights frozen(energy.trained());
    const int64_t chunk = chunk_of(x0), chains = x0.size(0), chunks = (chains + chunk - 1) / chunk;
    const torch::Tensor x = torch::empty_like(x0, torch::MemoryFormat::Contiguous);
    std::vector<torch::Tensor> drifts(chunks);
    context_.workers->run(chunks, [&](int64_t i, int64_t rank) {
      const Span span(context_.workers->profile(), "sampling/steps of a chunk", rank);
      const torch::NoGradGuard no_grad;
      const int64_t first = i * chunk, end = std::min(first + chunk, chains);
      Stream part = stream;
      part.first_chain += first;
      torch::Tensor here = x0.slice(0, first, end).detach();
      torch::Tensor drift = torch::zeros({end - first}, torch::kFloat64);
      State state;
      for (int64_t k = 0; k < steps; ++k) {
        const torch::Tensor xi =
            rule.noise_scale() > 0 ? normal(part, here.sizes(), k) : torch::Tensor();
        const Move move = rule.move(place_at(energy, here), xi, state);
        here = move.x;
        drift += move.drift.flatten(1).norm(2, 1);
      }
      x.slice(0, first, end).copy_(here);
      drifts[i] = drift;
    });
    const double sum = chains == 0 ? 0 : torch::cat(drifts).sum().item<double>();
    return {x, sum / static_cast<double>(std::max<int64_t>(1, steps * chains)), steps * chains};
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
