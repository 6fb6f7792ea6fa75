#include "benchmarks/benchmarks.h"
#include "ebm/energy_update.h"
#include "experiments/preset.h"

namespace coopbench {
namespace {

/// Lets the loop go on for some iterations.
class Some : public Recorder {
 public:
  explicit Some(int64_t iterations) : left_(iterations) {}
  int64_t next_iteration() const override { return 0; }
  bool write(const Row&) override { return --left_ > 0; }
  void diverged(const Row&, const std::string& reason, const LastImages&) override {
    throw Failure("diverged: " + reason);
  }

 private:
  int64_t left_;
};

/// A run of the preset quickstart, with what one iteration hands from part to part.
struct Run {
  Run(const Method& method, int threads)
      : training(method.config.training),
        parts(make_parts(method.config, 1, load_data(method.config, method.path_of), method.path_of,
                         std::make_shared<Workers>(threads))),
        batches{parts.data.train, training.batch, 1},
        positive(batches.at(0).clean),
        starts(parts.start->draw(training.chains, positive, {.purpose = Purpose::start})),
        ends(steps()) {}

  Ends steps() const { return parts.sample(*parts.energy, starts.x, {.purpose = Purpose::step}); }

  /// With a single start, for their energies are recorded and nothing else.
  void energy_update() const {
    energy_difference(*parts.energy, positive, starts.x.slice(0, 0, 1), ends.x, *parts.workers);
  }

  void absorb() { parts.start->absorb(starts, ends, {.purpose = Purpose::latent}); }

  void iterate(int64_t iterations) {
    Some some(iterations);
    train(training, batches, *parts.energy, parts.sample, *parts.start, *parts.optimizer, some,
          *parts.workers);
  }

  TrainConfig training;
  RunParts parts;
  Batches batches;
  torch::Tensor positive;
  Chains starts;
  Ends ends;
};

}  // namespace

/// A whole iteration of each method, and beside it the parts that it can't do without: its K steps,
/// one forward and backward of the energy on data and ends, what the method does with the ends.
void add_iterations() {
  constexpr int64_t iterations = 5;
  struct Part {
    std::string name;
    int64_t units;
    std::function<void(Run&)> pass;
  };
  for (const Method& method : load_preset("quickstart").methods)
    for (const Part& part : {Part{"whole", iterations, [](Run& run) { run.iterate(iterations); }},
                             Part{"steps", 1, [](Run& run) { run.steps(); }},
                             Part{"energy", 1, [](Run& run) { run.energy_update(); }},
                             Part{"absorb", 1, [](Run& run) { run.absorb(); }}})
      add_row("iteration_" + method.name + "/" + part.name, part.units, 0,
              [=](int threads) -> std::function<void()> {
                return [run = std::make_shared<Run>(method, threads), pass = part.pass] {
                  pass(*run);
                };
              });
}

}  // namespace coopbench
