#include "experiments/trained/interpolate.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/trained_options.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

struct Options {
  TrainedOptions trained;
  InterpolateTask task;
  std::string between = "starts", path = "linear";
  int64_t seed = -1;
};

int run(Options options) {
  const TrainedRun trained = options.trained.load();
  InterpolateTask& task = options.task;
  task.between = enum_named<Between>(options.between);
  task.path = enum_named<LineKind>(options.path);
  task.seed = seed_of(options.seed, trained);
  need_lines(trained, task);
  const std::string words =
      fmt::format(" --pairs {} --points {} --between {} --path {} --seed {}", task.pairs,
                  task.points, options.between, options.path, task.seed);
  return answer(
      options.trained, trained, task_of(task), words,
      [&](const ResultFolder& folder, const TrainedHooks& hooks) {
        return interpolate(trained, task, folder, hooks);
      },
      numbers_text);
}

}  // namespace

void add_interpolate(const Command& program, int& exit_code) {
  const Command command = program.command(
      "interpolate", "images of a trained net on lines between pairs of starts or latents");
  const auto options = std::make_shared<Options>();
  command.option("--pairs", options->task.pairs, "by default 8").whole_number(1, 1000);
  command.option("--points", options->task.points, "on each line, its ends included; by default 9")
      .whole_number(2, 1000);
  command.option("--between", options->between, "starts, or latents of a generator")
      .one_of(all_names<Between>());
  command.option("--path", options->path, "linear, or spherical, for Gaussian starts and latents")
      .one_of(all_names<LineKind>());
  command.option("--seed", options->seed, "by default the run's").whole_number(0);
  options->trained.add_to(command, "interpolate-BETWEEN-PATH");
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
