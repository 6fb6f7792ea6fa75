#include "experiments/trained/reconstruct.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/trained_options.h"
#include "core/errors.h"
#include "core/json.h"
#include "core/printable.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

struct Options {
  TrainedOptions trained;
  ReconstructTask task;
  std::string rate = "0.05";
  int64_t seed = -1;
};

double rate_of(const std::string& words) {
  const Json value = json_or_text(words, "--rate");
  if (!value.is_number() || !(value.get<double>() > 0 && value.get<double>() <= 1e6))
    throw UserError("--rate: must be a number above 0, up to 1000000, not " + shown(value));
  return value;
}

int run(Options options) {
  ReconstructTask& task = options.task;
  task.rate = rate_of(options.rate);
  const TrainedRun trained = options.trained.load();
  task.seed = seed_of(options.seed, trained);
  need_reconstruction(trained, task);
  const std::string words = fmt::format(" --images {} --iterations {} --rate {} --seed {}",
                                        task.images, task.iterations, task.rate, task.seed);
  return answer(
      options.trained, trained, task_of(task), words,
      [&](const ResultFolder& folder, const TrainedHooks& hooks) {
        return reconstruct(trained, task, folder, hooks);
      },
      numbers_text);
}

}  // namespace

void add_reconstruct(const Command& program, int& exit_code) {
  const Command command = program.command(
      "reconstruct", "test images by a trained net, from the starts that fit them best");
  const auto options = std::make_shared<Options>();
  command.option("--images", options->task.images, "the first of the test part; by default 64")
      .whole_number(1, 1000000);
  command.option("--iterations", options->task.iterations, "of Adam; by default 200")
      .whole_number(1, 1000000);
  command.option("--rate", options->rate, "step size of Adam; by default 0.05");
  command.option("--seed", options->seed, "by default the run's").whole_number(0);
  options->trained.add_to(command, "reconstruct-IMAGES-ITERATIONS");
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
