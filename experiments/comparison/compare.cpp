#include "experiments/comparison/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "core/files.h"
#include "core/folder_lock.h"
#include "experiments/comparison/child_lines.h"
#include "experiments/comparison/process.h"
#include "experiments/run/ended.h"
#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

Job::Status status_after(int exit_code, const fs::path& folder) {
  if (exit_code == 130) return Job::Status::interrupted;
  if (exit_code != 0) return Job::Status::failed;
  const auto state = saved_state({folder});
  return state && state->status == "diverged"   ? Job::Status::diverged
         : state && state->status == "finished" ? Job::Status::finished
                                                : Job::Status::failed;
}

/// Ends a job: its status, and for one that failed a line and a state.json that say why. A folder
/// that another process holds, and a run that was not touched, keep their own state.
void end_job(Job& job, int exit_code, const fs::path& folder, int64_t iterations,
             const FolderLock& comparison) {
  job.status = status_after(exit_code, folder);
  if (job.status != Job::Status::failed) return;
  if (exit_code >= 128)
    job.words = fmt::format("its process was ended by signal {}", exit_code - 128);
  try {
    comparison.need_same_folder();
    // The process has made it, unless it could not start.
    make_inner_folder(folder.parent_path());
    make_inner_folder(folder);
    const FolderLock lock(folder);
    const auto before = saved_state({folder});
    if (before && before->status != "running" && before->status != "failed") return;
    write_record(RunPaths{folder}.state(),
                 RunState{"failed", before ? before->iteration : 0, iterations, job.words});
  } catch (const std::exception& error) {
    if (job.words.find(error.what()) == std::string::npos)
      job.words += fmt::format(" ({})", error.what());
  }
}

void write_comparison(const Preset& preset, const fs::path& folder) {
  const ComparisonPaths paths{folder};
  ComparisonRecord record{.preset = {preset.name, preset.title, preset.version, preset.description,
                                     preset.source, preset.notes},
                          .controlled = preset.controlled,
                          .methods = {},
                          .seeds = preset.seeds};
  for (const Method& method : preset.methods) record.methods.push_back(method.name);
  write_record(paths.comparison(), record);
  Json named = preset.json;
  named["name"] = preset.name;
  named["seeds"] = preset.seeds;
  write_whole(paths.preset(), named.dump(2) + "\n");
}

/// Resuming asks for the same methods with the same settings and for the seeds that are there;
/// name, title and notes may differ.
void need_same_settings(const Preset& preset, const fs::path& folder) {
  const fs::path file = ComparisonPaths{folder}.preset();
  if (!fs::exists(file)) return;
  const Preset before = [&] {
    try {
      return load_preset(file);
    } catch (const UserError& error) {
      throw UserError(
          fmt::format("{}: is damaged ({}); put it back, or remove it where you know "
                      "that the settings are the same",
                      file.string(), error.what()));
    }
  }();
  const auto settings = [](const Preset& p) {
    Json all = Json::object();
    for (const Method& method : p.methods) all[method.name] = to_json(method.config);
    return all;
  };
  const std::string differs = first_difference(settings(before), settings(preset));
  if (!differs.empty())
    throw UserError(
        fmt::format("{}: holds a comparison of other settings ({}); go on with {}, "
                    "choose another --out, or start anew with --force",
                    folder.string(), differs, file.string()));
  for (const int64_t seed : before.seeds)
    if (std::find(preset.seeds.begin(), preset.seeds.end(), seed) == preset.seeds.end())
      throw UserError(fmt::format(
          "{}: holds the seeds {}, and {} is not asked for now; go on with "
          "--seeds {}, or choose another --out",
          folder.string(), fmt::join(before.seeds, ", "), seed, fmt::join(before.seeds, ",")));
}

/// Resuming asks for runs of our schema.
void need_known_runs(const Preset& preset, const ComparisonPaths& paths) {
  for (const Method& method : preset.methods)
    for (const int64_t seed : preset.seeds)
      need_known_schema(RunPaths{paths.run(method.name, seed)}.versioned());
}

/// Throws UserError when the folder of a run would lie elsewhere.
void need_own_folders(const Preset& preset, const ComparisonPaths& paths) {
  for (const Method& method : preset.methods)
    for (const int64_t seed : preset.seeds) {
      const fs::path run = paths.run(method.name, seed);
      for (const fs::path& folder : {run.parent_path(), run})
        if (fs::is_symlink(fs::symlink_status(folder)))
          throw UserError(folder.string() +
                          ": is a symbolic link; a comparison writes in its own folder only, so "
                          "remove it");
    }
}

/// Throws UserError when the data or a method's parts can't be had. Returns what to say of the
/// engines: one line where all methods have the same, else a line a method.
std::vector<std::string> check_methods(const Preset& preset, int64_t threads,
                                       const TellLoading& tell) {
  const Dataset data = load_data(preset.methods[0].config, preset.methods[0].path_of, tell);
  std::vector<std::string> notes;
  for (const Method& method : preset.methods) {
    const RunParts parts =
        make_parts(method.config, static_cast<uint64_t>(preset.seeds[0]), data, method.path_of);
    notes.push_back(engine_note(parts.engine, threads));
  }
  if (std::equal(notes.begin() + 1, notes.end(), notes.begin())) return {notes[0]};
  for (size_t i = 0; i < notes.size(); ++i)
    notes[i] = fmt::format("{}: {}", preset.methods[i].name, notes[i]);
  return notes;
}

}  // namespace

std::vector<Job> compare(const Preset& preset, const CompareOptions& options,
                         const CompareHooks& hooks) {
  const ComparisonPaths paths{options.folder};
  if (options.existing == Existing::refuse)
    prepare_folder(options.folder, Holds::comparison, options.existing);
  const auto notes = check_methods(preset, options.threads, hooks.loading);
  uintmax_t bytes = 0;
  for (const Method& method : preset.methods)
    bytes += preset.seeds.size() * disk_need(method.config);
  need_space(options.folder, bytes);
  make_folder(options.folder);
  const FolderLock lock(options.folder);
  const bool goes_on = prepare_folder(options.folder, Holds::comparison, options.existing);
  if (options.existing == Existing::resume && !goes_on)
    hooks.note(options.folder.string() + ": there is nothing to resume, so it starts anew");
  need_own_folders(preset, paths);
  need_same_settings(preset, options.folder);
  if (options.existing == Existing::resume) need_known_runs(preset, paths);
  write_comparison(preset, options.folder);
  for (const std::string& note : notes) hooks.note(note);

  std::vector<Job> jobs;
  for (const int64_t seed : preset.seeds)
    for (const Method& method : preset.methods)
      jobs.push_back({.method = method.name, .seed = static_cast<uint64_t>(seed)});
  std::map<size_t, Process> running;
  size_t next = 0;
  bool stopping = false;
  const auto folder_of = [&](const Job& job) {
    return paths.run(job.method, static_cast<int64_t>(job.seed));
  };
  while (!running.empty() || (next < jobs.size() && !stopping)) {
    while (!stopping && next < jobs.size() && running.size() < static_cast<size_t>(options.jobs)) {
      const Job& job = jobs[next];
      running.emplace(
          next, Process({options.program.string(), "run", paths.preset().string(), "--method",
                         job.method, "--seed", std::to_string(job.seed), "--out",
                         folder_of(job).string(), "--resume", "--threads",
                         std::to_string(options.threads), "--child", std::to_string(::getpid())}));
      jobs[next].status = Job::Status::running;
      hooks.changed(jobs, next++);
    }
    std::vector<const Process*> processes;
    for (const auto& [index, process] : running) processes.push_back(&process);
    wait_for_any(processes, 200);
    if (hooks.stop() && !stopping) {
      stopping = true;
      for (const Process* process : processes) process->interrupt();
    }
    for (auto at = running.begin(); at != running.end();) {
      auto& [index, process] = *at;
      for (const std::string& line : process.lines()) {
        Job& job = jobs[index];
        const ChildLine said = parse_child_line(line);
        if (const auto* note = std::get_if<Note>(&said))
          hooks.note(fmt::format("{} seed {}: {}", job.method, job.seed, note->text));
        if (const auto* words = std::get_if<Words>(&said); words && !words->text.empty())
          job.words = words->text;
        if (const auto* progress = std::get_if<Progress>(&said)) {
          job.progress = *progress;
          hooks.changed(jobs, index);
        }
      }
      if (process.open()) {
        ++at;
        continue;
      }
      Job& job = jobs[index];
      end_job(job, process.wait(), folder_of(job),
              preset.method(job.method).config.training.iterations, lock);
      hooks.changed(jobs, index);
      at = running.erase(at);
    }
  }
  lock.need_same_folder();
  return jobs;
}

}  // namespace coopbench
