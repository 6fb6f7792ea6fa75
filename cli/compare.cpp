#include "experiments/compare.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <thread>

#include "cli/commands.h"
#include "cli/preset_options.h"
#include "cli/terminal.h"
#include "reports/report.h"

namespace coopbench {
namespace {

struct Options {
  PresetOptions preset;
  OutputOptions output;
  std::vector<int64_t> seeds;
  int64_t jobs = std::max<int64_t>(1, std::thread::hardware_concurrency());
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

void show_jobs(StatusLine& status, const std::vector<Job>& jobs, size_t changed) {
  const Job& job = jobs[changed];
  const std::string name = fmt::format("{} seed {}", job.method, job.seed);
  if (job.status != Job::Status::running) {
    status.note(fmt::format("{}: {}{}", name, word(job.status),
                            job.status == Job::Status::failed ? ": " + job.line : ""));
    return;
  }
  if (!status.terminal()) {
    status.note(job.line.empty() ? name + ": started" : name + ": " + job.line);
    return;
  }
  const auto over = static_cast<int64_t>(jobs.size()) - count(jobs, Job::Status::waiting) -
                    count(jobs, Job::Status::running);
  std::string text = fmt::format("{}/{} runs", over, jobs.size());
  for (const Job& other : jobs)
    if (other.status == Job::Status::running)
      text += fmt::format(" | {} {}: {}", other.method, other.seed, other.line);
  status.show(text, static_cast<double>(over) / static_cast<double>(jobs.size()));
}

int run_compare(const Options& options) {
  auto settings = options.preset.settings;
  if (!options.seeds.empty()) settings.push_back("seeds=" + Json(options.seeds).dump());
  const Preset preset = load_preset(options.preset.preset, settings);
  const std::filesystem::path folder =
      options.output.folder.empty() ? "runs/" + preset.name : options.output.folder;

  watch_for_stop();
  StatusLine status(options.output.quiet);
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const auto jobs =
      compare(preset,
              {.program = program,
               .folder = folder,
               .jobs = options.jobs,
               .existing = options.output.existing()},
              {.changed = [&](const auto& all, size_t changed) { show_jobs(status, all, changed); },
               .stop = stop_asked});
  if (stop_asked()) {
    status.note(fmt::format(
        "stopped; every run keeps its checkpoint. Go on with: {} compare {}{} --out {} "
        "--resume",
        program_command(), options.preset.words(),
        options.seeds.empty() ? "" : fmt::format(" --seeds {}", fmt::join(options.seeds, ",")),
        folder.string()));
    return 130;
  }
  const auto page = write_report(folder);
  fmt::print("{}\nreport: {}\n", result_table(folder), page.string());
  return count(jobs, Job::Status::failed) > 0 ? 1 : 0;
}

}  // namespace

void add_compare(CLI::App& program, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "compare", "run every method of a preset with every seed, then report them side by side");
  auto options = std::make_shared<Options>();
  options->preset.add_to(*command);
  command->add_option("--seeds", options->seeds, "in place of the preset's, such as 1,2,3")
      ->delimiter(',')
      ->check(CLI::NonNegativeNumber);
  command->add_option("--jobs", options->jobs, "runs at a time, by default the cores")
      ->check(CLI::Range(1, 1024));
  options->output.add_to(*command, "runs/PRESET");
  command->callback([options, &exit_code] { exit_code = run_compare(*options); });
}

}  // namespace coopbench
