#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/json.h"
#include "records/log_rows.h"
#include "records/metrics.h"
#include "records/paths.h"
#include "records/run_files.h"

namespace coopbench {

/// A comparison in a temporary folder, small but whole: two methods, each run with 40 iterations,
/// validation rows, metrics and grids. It is gone with the object.
class ComparisonFixture {
 public:
  /// `end(method, seed)` is the MMD² of the ends.
  ComparisonFixture(const std::vector<std::string>& methods, const std::vector<int64_t>& seeds,
                    const std::function<double(size_t, int64_t)>& end);
  ~ComparisonFixture();
  ComparisonFixture(const ComparisonFixture&) = delete;
  ComparisonFixture& operator=(const ComparisonFixture&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path run(const std::string& method, int64_t seed) const;
  /// Changes a JSON file of the folder, given by its path in it.
  void change(const std::filesystem::path& file, const std::function<void(Json&)>& how) const;
  /// Changes the metrics of a run.
  void measure(const std::string& method, int64_t seed,
               const std::function<void(MetricsRecord&)>& how) const;
  /// Makes a run one that diverged at iteration 17.
  void diverge(const std::string& method, int64_t seed) const;

 private:
  std::filesystem::path folder_;
};

// Stands for any PNG: a report reads no more of it than its first bytes.
inline constexpr const char* kPicture = "\x89PNG\r\n\x1a\n picture";

inline MetricRow mmd2_row(const std::string& key, const std::string& name, double value) {
  return {.key = key,
          .group = "MMD²",
          .name = name,
          .better = Direction::lower,
          .estimate = value,
          .low = value - 0.002,
          .high = value + 0.003};
}

/// What a verdict and its numbers are reported as.
inline std::vector<MetricRow> stability_rows(const std::string& verdict,
                                             std::optional<double> bias) {
  return {{.key = "stability.verdict",
           .group = "stability",
           .name = "verdict",
           .word = verdict,
           .note = bias ? "bias 0.01, limit 0.3" : ""},
          {.key = "stability.bias", .group = "stability", .name = "bias", .estimate = bias},
          {.key = "stability.tau", .group = "stability", .name = "tau", .estimate = 0.4},
          {.key = "stability.window", .group = "stability", .name = "window", .estimate = 20}};
}

inline MetricsRecord metrics_of(const std::string& method, double end) {
  MetricsRecord metrics{.part = "test",
                        .batch_norm = method == "coopnets" ? "batch" : "none",
                        .samples = 1000,
                        .real = 1000,
                        .width = 7.1,
                        .rows = stability_rows("stable", 0.01),
                        .notes = {},
                        .series = {{"stability.acf_d", std::vector<double>(15, 0.05)},
                                   {"stability.acf_r", std::vector<double>(15, 0.05)},
                                   {"stability.cross", std::vector<double>(31, -0.02)},
                                   {"further.steps", {0, 10, 32, 100}},
                                   {"further.ends", {end, 0.02, 0.1, 0.5}},
                                   {"further.ends.coverage", {0.2, 0.2, 0.1, 0}},
                                   {"further.noise", {0.5, 0.1, 0.05, 0.05}},
                                   {"further.data", {0.0, 0.01, 0.01, 0.02}}}};
  for (const MetricRow& row :
       {mmd2_row("mmd2.start", "of starts", 0.4), mmd2_row("mmd2.end", "of ends", end),
        mmd2_row("mmd2.noise_end", "from noise", 0.05),
        mmd2_row("baselines.target", "target law (floor)", 0.0003),
        mmd2_row("baselines.uniform_noise", "uniform noise", 0.48),
        mmd2_row("baselines.mean_image", "mean image", 0.31)})
    metrics.rows.push_back(row);
  return metrics;
}

inline void write_logs(const RunPaths& paths, const std::string& method) {
  const bool teaches = method == "coopnets";
  RowLog<TrainRow> train(paths.train(), {});
  RowLog<TimeRow> time(paths.time(), {});
  for (int i = 0; i < 40; ++i) {
    train.append({.iteration = i,
                  .d = std::sin(i * 1.7),
                  .r = 0.5 + 0.01 * i,
                  .energy_data = -1,
                  .energy_start = 2,
                  .energy_end = -1,
                  .energy_data_sd = 0.5,
                  .energy_end_sd = 0.5,
                  .d_error = 0.1,
                  .max_abs_x = 1.1,
                  .displacement = 3.5,
                  .teaching_loss = teaches ? std::optional(9.0 - 0.1 * i) : std::nullopt,
                  .gradient_evaluations = (i + 1) * 1280,
                  .energy_updates = i + 1,
                  .generator_updates = teaches ? i + 1 : 0});
    time.append({i, 0.5 * (i + 1), 0.25 * (i + 1)});
  }
  RowLog<ValidationRow> validation(paths.validation(), {});
  validation.append({20, 25600, 0.5, 0.1});
  validation.append({40, 51200, 0.5, -0.0004});
}

inline void write_run(const RunPaths& paths, const std::string& method, int64_t seed, double end) {
  std::filesystem::create_directories(paths.grids());
  const Json start =
      method == "persistent" ? Json{{"name", "bank"}, {"size", 2000}} : Json{{"name", "noise"}};
  write_versioned(paths.config(), {{"preset", "tiny"},
                                   {"method", method},
                                   {"seed", seed},
                                   {"data", {{"name", "fashion_mnist"}}},
                                   {"sampler", {{"steps", 20}}},
                                   {"start", start}});
  write_whole(paths.machine(), Json{{"libtorch", "2.15.0"}, {"cores", 2}}.dump());
  write_record(paths.state(), RunState{"finished", 40, 40, ""});
  write_metrics(paths.metrics(), metrics_of(method, end));
  write_logs(paths, method);
  for (const char* name :
       {"data", "000020-start", "000020-end", "final-start", "final-end", "final-noise_end"})
    write_whole(paths.grid(name), kPicture);
}

inline std::filesystem::path fresh_folder() {
  static int count = 0;
  return std::filesystem::temp_directory_path() /
         fmt::format("coopbench-reports-{}-{}", getpid(), count++);
}

inline ComparisonFixture::ComparisonFixture(const std::vector<std::string>& methods,
                                            const std::vector<int64_t>& seeds,
                                            const std::function<double(size_t, int64_t)>& end)
    : folder_(fresh_folder()) {
  std::filesystem::create_directories(folder_);
  for (size_t m = 0; m < methods.size(); ++m)
    for (const int64_t seed : seeds)
      write_run({run(methods[m], seed)}, methods[m], seed, end(m, seed));
  write_record(ComparisonPaths{folder_}.comparison(),
               ComparisonRecord{.preset = {.name = "tiny",
                                           .title = "A tiny comparison",
                                           .version = 1,
                                           .description = "For tests.",
                                           .source = "none",
                                           .notes = {"a note"}},
                                .methods = methods,
                                .seeds = seeds});
}

inline ComparisonFixture::~ComparisonFixture() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

inline std::filesystem::path ComparisonFixture::run(const std::string& method, int64_t seed) const {
  return ComparisonPaths{folder_}.run(method, seed);
}

inline void ComparisonFixture::change(const std::filesystem::path& file,
                                      const std::function<void(Json&)>& how) const {
  Json json = parse_json(read_text(folder_ / file), file.string());
  how(json);
  write_whole(folder_ / file, json.dump());
}

inline void ComparisonFixture::measure(const std::string& method, int64_t seed,
                                       const std::function<void(MetricsRecord&)>& how) const {
  const auto file = RunPaths{run(method, seed)}.metrics();
  MetricsRecord metrics = read_metrics(file);
  how(metrics);
  write_metrics(file, metrics);
}

inline void ComparisonFixture::diverge(const std::string& method, int64_t seed) const {
  const RunPaths paths{run(method, seed)};
  write_record(paths.state(), RunState{"diverged", 17, 40, "|d| = 2e+12 passed its bound 1e+11"});
  write_metrics(paths.metrics(), {.part = "test",
                                  .batch_norm = "none",
                                  .rows = stability_rows("diverged", {}),
                                  .notes = {},
                                  .series = {}});
  for (const char* name : {"start", "end", "noise_end"})
    std::filesystem::remove(paths.final_grid(name));
  for (const char* name : {"start", "end", "data"})
    write_whole(paths.diverged_grid(name), kPicture);
}

}  // namespace coopbench
