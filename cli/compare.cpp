#include "experiments/comparison/compare.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "cli/commands.h"
#include "cli/preset_options.h"
#include "cli/shell.h"
#include "cli/terminal.h"
#include "core/cores.h"
#include "core/printable.h"
#include "reports/gnuplot.h"
#include "reports/report.h"

namespace coopbench {
namespace {

struct Options {
  PresetOptions preset;
  OutputOptions output;
  std::vector<int64_t> seeds;
  int64_t jobs = cores(), threads = 0;
};

const char* word(Job::Status status) {
  switch (status) {
    case Job::Status::waiting:
      return "waiting";
    case Job::Status::running:
      return "running";
    case Job::Status::finished:
      return "finished";
    case Job::Status::diverged:
      return "diverged";
    case Job::Status::interrupted:
      return "stopped";
    case Job::Status::failed:
      return "failed";
  }
  return "";
}

int64_t count(const std::vector<Job>& jobs, Job::Status status) {
  return std::count_if(jobs.begin(), jobs.end(),
                       [&](const Job& job) { return job.status == status; });
}

/// Shows the jobs of a comparison as they go on: on a terminal in one line, else a line a job each
/// 5 seconds.
class JobsView {
 public:
  explicit JobsView(StatusLine& status) : status_(status) {}

  void operator()(const std::vector<Job>& jobs, size_t changed) {
    const Job& job = jobs[changed];
    const std::string name = fmt::format("{} seed {}", job.method, job.seed);
    if (job.status == Job::Status::failed) {
      status_.always(fmt::format("{}: failed: {}", name, job.words));
    } else if (job.status != Job::Status::running || !job.progress) {
      status_.note(fmt::format("{}: {}", name,
                               job.status == Job::Status::running ? "started" : word(job.status)));
    } else if (status_.terminal()) {
      show_all(jobs);
    } else if (const auto now = std::chrono::steady_clock::now();
               now - shown_[changed] >= std::chrono::seconds(5) ||
               (!job.progress->measuring.empty() && measured_.insert(changed).second)) {
      shown_[changed] = now;
      status_.note(name + ": " + progress_text(*job.progress));
    }
  }

 private:
  /// Share of the job's iterations that are done.
  static double share(const Job& job) {
    if (job.status == Job::Status::waiting) return 0;
    if (job.status != Job::Status::running) return 1;
    return job.progress ? share_done(*job.progress) : 0;
  }

  void show_all(const std::vector<Job>& jobs) {
    double done = 0;
    std::string text;
    for (const Job& job : jobs) {
      done += share(job);
      if (job.status == Job::Status::running)
        text += fmt::format(" | {} {}: {}", job.method, job.seed,
                            job.progress ? progress_text(*job.progress) : "");
    }
    status_.show(fmt::format("{:.0f} %{}", 100 * done / static_cast<double>(jobs.size()), text),
                 done / static_cast<double>(jobs.size()));
  }

  StatusLine& status_;
  std::map<size_t, std::chrono::steady_clock::time_point> shown_;
  std::set<size_t> measured_;  // jobs of which it was shown that training is over
};

int run_compare(const Options& options) {
  const Preset preset =
      options.preset.load(options.seeds.empty() ? "" : "seeds=" + Json(options.seeds).dump());
  const std::filesystem::path folder = options.output.place("runs/" + preset.name);

  need_gnuplot();
  watch_for_stop();
  StatusLine status(options.output.quiet);
  JobsView view(status);
  const auto runs = static_cast<int64_t>(preset.methods.size() * preset.seeds.size());
  const int64_t together = std::min(options.jobs, runs);
  const int64_t threads =
      options.threads > 0 ? options.threads : std::max<int64_t>(cores() / together, 1);
  if (together * threads > cores())
    status.always(
        fmt::format("{} runs at a time with {} threads each are more than the {} cores: "
                    "they slow each other down",
                    together, threads, cores()));
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const auto jobs =
      compare(preset,
              {.program = program,
               .folder = folder,
               .jobs = options.jobs,
               .threads = threads,
               .existing = options.output.existing()},
              {.changed = [&](const auto& all, size_t changed) { view(all, changed); },
               .note = [&](const std::string& text) { status.note(text); },
               .loading = [&](const LoadProgress& p) { show_loading(status, p); },
               .stop = stop_asked});
  const std::string again = fmt::format(
      "{} compare {}{}{}{} --out {} --resume", program_command(), options.preset.words(),
      options.seeds.empty() ? "" : fmt::format(" --seeds {}", fmt::join(options.seeds, ",")),
      options.jobs == cores() ? "" : fmt::format(" --jobs {}", options.jobs),
      options.threads == 0 ? "" : fmt::format(" --threads {}", options.threads),
      shell_quoted(folder.string()));
  if (stop_asked()) {
    status.always("stopped; every run keeps its checkpoint. Go on with: " + again);
    return 130;
  }
  const SavedComparison ended = read_folder(folder);
  fmt::print("{}\n", printable_lines(result_table(ended)));
  fmt::print("report: {}\n", write_report(ended).string());
  if (count(jobs, Job::Status::interrupted) > 0)
    status.always("a run was stopped by somebody else; its checkpoint is kept. Go on with: " +
                  again);
  if (const int64_t failed = count(jobs, Job::Status::failed); failed > 0)
    status.always(fmt::format("{} of {} runs failed; their words above say why. Go on with: {}",
                              failed, runs, again));
  return count(jobs, Job::Status::failed) + count(jobs, Job::Status::interrupted) > 0 ? 1 : 0;
}

}  // namespace

void add_compare(const Command& program, int& exit_code) {
  const Command command = program.command(
      "compare", "run every method of a preset with every seed, then report them side by side");
  auto options = std::make_shared<Options>();
  options->preset.add_to(command);
  command.option("--seeds", options->seeds, "in place of the preset's, such as 1,2,3")
      .separated_by(',')
      .whole_number(0);
  command.option("--jobs", options->jobs, "runs at a time, by default the cores")
      .whole_number(1, 1024);
  command
      .option("--threads", options->threads,
              "of each run, by default the cores that --jobs leaves it; changes no result")
      .whole_number(1, 1024);
  options->output.add_to(command, "runs/PRESET");
  command.does([options, &exit_code] { exit_code = run_compare(*options); });
}

}  // namespace coopbench
