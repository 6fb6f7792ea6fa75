#include "experiments/trained/score.h"

#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/trained_options.h"
#include "core/errors.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

struct Options {
  TrainedOptions trained;
  ScoreTask task;
  bool skip_bad = false;
};

int run(const Options& options) {
  const ScoreTask& task = options.task;
  if (task.files.empty() == task.part.empty())
    throw UserError(task.part.empty()
                        ? "score: name files, folders or archives of images, or --part test"
                        : "score: give files or --part, not both");
  const TrainedRun trained = options.trained.load();
  const NamedImages images = task.files.empty()
                                 ? images_of_part(task.part, trained)
                                 : read_images(task.files, trained, options.skip_bad);
  std::string words = task.part.empty() ? "" : " --part " + task.part;
  if (options.skip_bad) words += " --skip-bad";
  for (const std::string& file : task.files) words += " " + shell_quoted(file);
  return answer(
      options.trained, trained, task_of(task, images), words,
      [&](const ResultFolder& folder, const TrainedHooks& hooks) {
        return score(trained, task, images, folder, hooks);
      },
      numbers_text);
}

}  // namespace

void add_score(const Command& program, int& exit_code) {
  const Command command = program.command(
      "score", "energy and gradient norm of images by a trained net, the strangest first");
  const auto options = std::make_shared<Options>();
  options->trained.add_to(command, "score-NAME");
  command
      .option("files", options->task.files,
              "JPEG, PNG and .npy files, and folders or archives of pictures")
      .words(0, 1 << 20);
  command.option("--part", options->task.part, "images of the run's data instead")
      .one_of({"train", "validation", "test"});
  command.flag("--skip-bad", options->skip_bad,
               "leave out files of folders and archives that can't be used; else they are refused");
  command.does([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace coopbench
