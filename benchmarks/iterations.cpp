#include "benchmarks/benchmarks.h"
#include "ebm/energy_update.h"
#include "experiments/config/preset.h"

namespace coopbench {
namespace {

/// Lets the loop go on for some iterations.
class Some : public Recorder {
 public:
  explicit Some(int64_t iterations) : left_(iterations) {}
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
        calls(training_parts({parts.data.train, training.batch, training.data_noise, 1},
                             parts.sampler, parts.workers)),
        batch(calls.batch(0)),
        starts(parts.state.start->draw(training.chains, batch, {.purpose = Purpose::start})),
        ends(steps()) {}

  Ends steps() const {
    return parts.sampler(*parts.state.energy, parts.data.shape)(starts, {.purpose = Purpose::step});
  }

  /// With a single start, for their energies are recorded and nothing else.
  void energy_update() const {
    energy_difference(*parts.state.energy, batch.clean, starts.x.slice(0, 0, 1), ends.chains.x,
                      *parts.workers);
  }

  void absorb() const {
    parts.state.start->absorb(starts, ends.chains, {.purpose = Purpose::latent});
  }

  void iterate(int64_t iterations) {
    Some some(iterations);
    parts.state.iteration = 0;
    train(training, calls, parts.state, some);
  }

  TrainConfig training;
  RunParts parts;
  TrainingParts calls;
  Batch batch;
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
