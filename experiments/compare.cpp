#include "experiments/compare.h"

#include <fmt/format.h>

#include <map>

#include "experiments/process.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

Job::Status status_after(int exit_code, const fs::path& folder) {
  if (exit_code == 130) return Job::Status::interrupted;
  if (exit_code != 0) return Job::Status::failed;
  const fs::path file = folder / "state.json";
  return parse_json(read_text(file), file.string()).value("status", "") == "diverged"
             ? Job::Status::diverged
             : Job::Status::finished;
}

/// A run that could not write its own state gets one, so that the report can name it.
void note_failure(const fs::path& folder, const Method& method, const std::string& reason) {
  make_folder(folder);
  int64_t iteration = 0;
  if (const fs::path file = folder / "state.json"; fs::exists(file))
    iteration = parse_json(read_text(file), file.string()).value("iteration", int64_t{0});
  write_state(folder, "failed", iteration, method.config.training.iterations, reason);
}

void write_comparison(const Preset& preset, const fs::path& folder) {
  Json methods = Json::array();
  for (const Method& method : preset.methods) methods.push_back(method.name);
  const Json json = {{"schema_version", 1},
                     {"preset",
                      {{"name", preset.name},
                       {"title", preset.title},
                       {"version", preset.version},
                       {"description", preset.description},
                       {"source", preset.source},
                       {"notes", preset.notes}}},
                     {"controlled", preset.controlled},
                     {"methods", methods},
                     {"seeds", preset.seeds}};
  write_whole(folder / "comparison.json", json.dump(2) + "\n");
  Json named = preset.json;
  named["name"] = preset.name;
  named["seeds"] = preset.seeds;
  write_whole(folder / "preset.json", named.dump(2) + "\n");
}

void need_same_preset(const Preset& preset, const fs::path& folder) {
  const fs::path file = folder / "preset.json";
  if (!fs::exists(file)) return;
  Json before = parse_json(read_text(file), file.string()), now = preset.json;
  before.erase("seeds");
  before.erase("name");
  now.erase("seeds");
  now.erase("name");
  if (before != now)
    throw UserError(folder.string() +
                    ": holds a comparison of other settings (see its preset.json); use --force or "
                    "another --out");
}

}  // namespace

fs::path run_folder(const fs::path& comparison, const std::string& method, uint64_t seed) {
  return comparison / method / fmt::format("seed-{}", seed);
}

uintmax_t disk_need(const Preset& preset) {
  uintmax_t bytes = 0;
  for (const Method& method : preset.methods) {
    const ImageShape shape = data_sets().make(method.config.data).shape;
    const auto image = static_cast<uintmax_t>(4 * shape.numbers());
    bytes += preset.seeds.size() *
             (static_cast<uintmax_t>(4 * method.config.evaluation.samples) * image +
              (uintmax_t{32} << 20));
  }
  return bytes;
}

std::vector<Job> compare(const Preset& preset, const CompareOptions& options,
                         const CompareHooks& hooks) {
  if (options.existing == Existing::refuse) prepare_folder(options.folder, options.existing);
  const Dataset data = load_data(preset.methods[0].config, preset.methods[0].path_of);
  for (const Method& method : preset.methods)
    make_parts(method.config, static_cast<uint64_t>(preset.seeds[0]), data, method.path_of);
  need_space(options.folder, disk_need(preset));
  make_folder(options.folder);
  const FolderLock lock(options.folder);
  prepare_folder(options.folder, options.existing);
  need_same_preset(preset, options.folder);
  write_comparison(preset, options.folder);

  std::vector<Job> jobs;
  for (const int64_t seed : preset.seeds)
    for (const Method& method : preset.methods)
      jobs.push_back({.method = method.name, .seed = static_cast<uint64_t>(seed)});
  std::map<size_t, Process> running;
  size_t next = 0;
  bool stopping = false;
  const auto folder_of = [&](const Job& job) {
    return run_folder(options.folder, job.method, job.seed);
  };
  while (!running.empty() || (next < jobs.size() && !stopping)) {
    while (!stopping && next < jobs.size() && running.size() < static_cast<size_t>(options.jobs)) {
      const Job& job = jobs[next];
      running.emplace(
          next, Process({options.program.string(), "run", (options.folder / "preset.json").string(),
                         "--method", job.method, "--seed", std::to_string(job.seed), "--out",
                         folder_of(job).string(), "--resume"}));
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
      for (auto& line : process.lines()) {
        jobs[index].line = std::move(line);
        hooks.changed(jobs, index);
      }
      if (process.open()) {
        ++at;
        continue;
      }
      const int code = process.wait();
      jobs[index].status = status_after(code, folder_of(jobs[index]));
      if (jobs[index].status == Job::Status::failed) {
        if (code >= 128)
          jobs[index].line = fmt::format("its process was ended by signal {}", code - 128);
        note_failure(folder_of(jobs[index]), preset.method(jobs[index].method), jobs[index].line);
      }
      hooks.changed(jobs, index);
      at = running.erase(at);
    }
  }
  return jobs;
}

}  // namespace coopbench
