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

namespace coopbench {

/// A comparison in a temporary folder, small but whole: two methods, each run with 40 iterations,
/// validation rows, metrics and grids. It is gone with the object.
class ComparisonFixture {
 public:
  /// `end(method, seed)` is the MMD² of the ends.
  ComparisonFixture(std::vector<std::string> methods, std::vector<int64_t> seeds,
                    const std::function<double(size_t, int64_t)>& end);
  ~ComparisonFixture();
  ComparisonFixture(const ComparisonFixture&) = delete;
  ComparisonFixture& operator=(const ComparisonFixture&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path run(const std::string& method, int64_t seed) const;
  /// Changes a JSON file of the folder, given by its path in it.
  void change(const std::filesystem::path& file, const std::function<void(Json&)>& how) const;
  /// Makes a run one that diverged at iteration 17.
  void diverge(const std::string& method, int64_t seed) const;

 private:
  std::filesystem::path folder_;
};

// Stands for any PNG: a report reads grids as bytes.
inline constexpr const char* kPicture = "\x89PNG picture";

inline Json estimate(double value) {
  return {{"estimate", value}, {"low", value - 0.002}, {"high", value + 0.003}};
}

inline void write_logs(const std::filesystem::path& folder, const std::string& method) {
  const bool teaches = method == "coopnets";
  std::string train =
      "iteration,d,r,energy_data,energy_start,energy_end,max_abs_x,displacement,teaching_loss,"
      "gradient_evaluations,energy_updates,generator_updates,latent_gradients\n";
  std::string time = "iteration,seconds,cpu_seconds\n";
  for (int i = 0; i < 40; ++i) {
    train += fmt::format("{},{},{},-1,2,-1,1.1,3.5,{},{},{},{},0\n", i, std::sin(i * 1.7),
                         0.5 + 0.01 * i, teaches ? std::to_string(9.0 - 0.1 * i) : "",
                         (i + 1) * 1280, i + 1, teaches ? i + 1 : 0);
    time += fmt::format("{},{},{}\n", i, 0.5 * (i + 1), 0.25 * (i + 1));
  }
  write_whole(folder / "train.csv", train);
  write_whole(folder / "time.csv", time);
  write_whole(folder / "validation.csv",
              "iteration,gradient_evaluations,mmd2_start,mmd2_end\n20,25600,0.5,0.1\n40,51200,0.5,-"
              "0.0004\n");
}

inline void write_run(const std::filesystem::path& folder, const std::string& method, int64_t seed,
                      double end) {
  std::filesystem::create_directories(folder / "grids");
  const Json start =
      method == "persistent" ? Json{{"name", "bank"}, {"size", 2000}} : Json{{"name", "noise"}};
  write_whole(folder / "config.json", Json{{"schema_version", 1},
                                           {"preset", "tiny"},
                                           {"method", method},
                                           {"seed", seed},
                                           {"data", {{"name", "fashion_mnist"}}},
                                           {"sampler", {{"steps", 20}}},
                                           {"start", start}}
                                          .dump());
  write_whole(folder / "machine.json", Json{{"libtorch", "2.15.0"}, {"cores", 2}}.dump());
  write_whole(folder / "state.json", Json{{"schema_version", 1},
                                          {"status", "finished"},
                                          {"iteration", 40},
                                          {"iterations", 40},
                                          {"reason", ""}}
                                         .dump());
  const std::vector<double> lags(15, 0.05), cross(31, -0.02);
  write_whole(
      folder / "metrics.json",
      Json{{"schema_version", 1},
           {"part", "test"},
           {"samples", 1000},
           {"real", 1000},
           {"width", 7.1},
           {"batch_norm", method == "coopnets" ? "batch" : "none"},
           {"mmd2",
            {{"start", estimate(0.4)}, {"end", estimate(end)}, {"noise_end", estimate(0.05)}}},
           {"baselines",
            {{"train", estimate(0.0003)},
             {"uniform_noise", estimate(0.48)},
             {"mean_image", estimate(0.31)}}},
           {"stability",
            {{"verdict", "stable"},
             {"b", 0.01},
             {"tau", 0.4},
             {"window", 20},
             {"acf_d", lags},
             {"acf_r", lags},
             {"cross", cross}}}}
          .dump());
  write_logs(folder, method);
  for (const char* name :
       {"data", "000020-start", "000020-end", "final-start", "final-end", "final-noise_end"})
    write_whole(folder / "grids" / (std::string(name) + ".png"), kPicture);
}

inline std::filesystem::path fresh_folder() {
  static int count = 0;
  return std::filesystem::temp_directory_path() /
         fmt::format("coopbench-reports-{}-{}", getpid(), count++);
}

inline ComparisonFixture::ComparisonFixture(std::vector<std::string> methods,
                                            std::vector<int64_t> seeds,
                                            const std::function<double(size_t, int64_t)>& end)
    : folder_(fresh_folder()) {
  std::filesystem::create_directories(folder_);
  for (size_t m = 0; m < methods.size(); ++m)
    for (const int64_t seed : seeds)
      write_run(run(methods[m], seed), methods[m], seed, end(m, seed));
  write_whole(folder_ / "comparison.json", Json{{"schema_version", 1},
                                                {"preset",
                                                 {{"name", "tiny"},
                                                  {"title", "A tiny comparison"},
                                                  {"version", 1},
                                                  {"description", "For tests."},
                                                  {"source", "none"},
                                                  {"notes", {"a note"}}}},
                                                {"controlled", true},
                                                {"methods", methods},
                                                {"seeds", seeds}}
                                               .dump());
}

inline ComparisonFixture::~ComparisonFixture() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

inline std::filesystem::path ComparisonFixture::run(const std::string& method, int64_t seed) const {
  return folder_ / method / fmt::format("seed-{}", seed);
}

inline void ComparisonFixture::change(const std::filesystem::path& file,
                                      const std::function<void(Json&)>& how) const {
  Json json = parse_json(read_text(folder_ / file), file.string());
  how(json);
  write_whole(folder_ / file, json.dump());
}

inline void ComparisonFixture::diverge(const std::string& method, int64_t seed) const {
  const std::filesystem::path folder = run(method, seed);
  write_whole(folder / "state.json", Json{{"schema_version", 1},
                                          {"status", "diverged"},
                                          {"iteration", 17},
                                          {"iterations", 40},
                                          {"reason", "|d| = 2e+12 passed its bound 1e+11"}}
                                         .dump());
  change(std::filesystem::relative(folder / "metrics.json", folder_), [](Json& metrics) {
    metrics.erase("mmd2");
    metrics["stability"] = {{"verdict", "diverged"}, {"b", nullptr}, {"acf_d", Json::array()}};
  });
  for (const char* name : {"final-start", "final-end", "final-noise_end"})
    std::filesystem::remove(folder / "grids" / (std::string(name) + ".png"));
  for (const char* name : {"start", "end", "data"})
    write_whole(folder / "grids" / fmt::format("diverged-{}.png", name), kPicture);
}

}  // namespace coopbench
