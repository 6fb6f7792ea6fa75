#include "cli/trained_options.h"

#include <fmt/format.h>

#include "cli/shell.h"
#include "core/printable.h"

namespace coopbench {

void TrainedOptions::add_to(const Command& command, const std::string& name) {
  command.option("run", run, "folder of a run").required();
  command.option("--threads", threads, "by default the cores; changes no result")
      .whole_number(1, 1024);
  output.add_to(command, "RUN/trained/" + name);
}

int answer(const TrainedOptions& options, const TrainedRun& run, const TrainedTask& task,
           const std::string& words, const TrainedWork& work,
           const std::function<std::string(const TrainedPaths&)>& summary) {
  StatusLine status(options.output.quiet);
  for (const std::string& note : run.notes) status.note(note);
  const ResultFolder folder(options.output.place(standard_folder(run, task)),
                            options.output.existing(), run, task);
  const std::string place = folder.paths().folder.string();
  if (folder.ended().empty()) {
    watch_for_stop();
    const TrainedHooks hooks{
        .progress = [&](const std::string& text, double share) { status.show(text, share); },
        .note = [&](const std::string& text) { status.note(text); },
        .stop = stop_asked};
    const Outcome outcome = work(folder, hooks);
    if (outcome == Outcome::interrupted) {
      status.always(fmt::format(
          "stopped; what was done is kept. Go on with: {} {} {}{} --out {} "
          "--resume",
          program_command(), task.command, shell_quoted(options.run), words, shell_quoted(place)));
      return 130;
    }
    if (outcome == Outcome::diverged)
      status.always("chains diverged: " +
                    read_record<TrainedRecord>(folder.paths().result()).reason);
    status.end();
  } else {
    status.note(place + ": has " + folder.ended() + " already, and stays as it is");
  }
  fmt::print("{}{}\n", summary(folder.paths()), printable(place));
  return 0;
}

uint64_t seed_of(int64_t given, const TrainedRun& run) {
  return static_cast<uint64_t>(given < 0 ? run.head.seed : given);
}

}  // namespace coopbench
