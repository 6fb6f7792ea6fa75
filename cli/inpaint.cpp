#include "experiments/trained/inpaint.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/trained_options.h"
#include "experiments/trained/mask.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

struct Options {
  TrainedOptions trained;
  InpaintTask task;
  std::string fill = "noise";
  int64_t seed = -1;
};

int run(Options options) {
  const TrainedRun trained = options.trained.load();
  InpaintTask& task = options.task;
  task.fill = enum_named<Fill>(options.fill);
  task.seed = seed_of(options.seed, trained);
  if (task.steps == 0) task.steps = trained.config.sampler.steps;
  const torch::Tensor mask = read_mask(task.mask, trained.parts.data.shape);
  need_inpainting(trained, task);
  const std::string words =
      fmt::format(" --mask {} --images {} --steps {} --fill {} --seed {}", shell_quoted(task.mask),
                  task.images, task.steps, options.fill, task.seed);
  return answer(
      options.trained, trained, task_of(task, mask), words,
      [&](const ResultFolder& folder, const TrainedHooks& hooks) {
        return inpaint(trained, task, mask, folder, hooks);
      },
      numbers_text);
}

}  // namespace

void add_inpaint(const Command& program, int& exit_code) {
  const Command command = program.command(
      "inpaint", "test images of which a part is masked, filled in by a trained net");
  const auto options = std::make_shared<Options>();
  command
      .option("--mask", options->task.mask,
              "left, right, top, bottom, centre, or a PNG file of the images' side, white where "
              "they are masked")
      .required();
  command.option("--images", options->task.images, "the first of the test part; by default 64")
      .whole_number(1, 1000000);
  command.option("--steps", options->task.steps, "of each chain; by default the run's K")
      .whole_number(1, 1 << 24);
  command
      .option("--fill", options->fill,
              "what masked pixels begin with: noise in [-1, 1], or the method's own start")
      .one_of(all_names<Fill>());
  command.option("--seed", options->seed, "by default the run's").whole_number(0);
  options->trained.add_to(command, "inpaint-MASK");
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
