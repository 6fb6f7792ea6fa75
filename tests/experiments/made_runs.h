#pragma once

#include <fmt/format.h>
#include <torch/types.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "core/npy.h"
#include "experiments/config/preset.h"
#include "experiments/evaluation/measurement.h"
#include "temporary_folder.h"

// Runs that are made but not trained, and what is measured of them.
namespace made_runs {

using namespace coopbench;
using torch::Tensor;

inline const std::vector<std::string> small{
    "shared.training.chains=16", "shared.sampler.steps=3", "shared.evaluation.samples=50",
    "shared.evaluation.curve_samples=20", "methods.persistent.start.size=60"};

struct Made {
  RunConfig config;
  RunParts parts;
};

inline Made made(const std::string& method, std::vector<std::string> settings = {}) {
  settings.insert(settings.begin(), small.begin(), small.end());
  const Preset preset = load_preset("toy", settings);
  const Method& chosen = preset.method(method);
  return {chosen.config,
          make_parts(chosen.config, 1, load_data(chosen.config, chosen.path_of), chosen.path_of)};
}

/// 8 x 8 images in a .npy file of their own, as a preset's data.
inline Made made_of_images(const TemporaryFolder& folder, std::vector<std::string> settings = {}) {
  const Stream stream{.seed = 3, .purpose = Purpose::known_law};
  write_npy(folder / "images.npy", uniform(stream, {300, 1, 16, 16}, -1, 1).clamp(-0.6, 0.6));
  settings.emplace_back("shared.energy={\"name\":\"anatomy_vanilla\",\"n_f\":4}");
  settings.emplace_back("methods={\"short_run\":{\"start\":{\"name\":\"noise\"}}}");
  settings.push_back(
      fmt::format("shared.data={{\"name\":\"npy\",\"file\":\"{}\",\"train\":150,\"validation\":75,"
                  "\"test\":75}}",
                  (folder / "images.npy").string()));
  std::vector<std::string> all(small.begin(), small.end() - 1);
  all.insert(all.end(), settings.begin(), settings.end());
  all.emplace_back("shared.training.batch=16");
  const Preset preset = load_preset("toy", all);
  const Method& chosen = preset.method("short_run");
  return {chosen.config,
          make_parts(chosen.config, 1, load_data(chosen.config, chosen.path_of), chosen.path_of)};
}

/// The run as it is when it has ended with these samples.
inline EndedRun ended(const Made& made, const Samples& samples) {
  const auto& test = made.parts.data.test;
  EndedRun run{.config = made.config,
               .parts = made.parts,
               .seed = 1,
               .iterations = 7,
               .train = {{"iteration", "d", "r", "energy_data_sd", "d_error", "gradient_shortened"},
                         {{0, 1, 2}, {0.1, -0.1, 0.1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 0, 1}}},
               .samples = samples,
               .noise_end = samples.start,
               .real = test.slice(0, samples.end.size(0))};
  run.judge = std::make_shared<MmdJudge>(run.real, made.parts.workers);
  run.all_train = made.parts.data.train.all();
  return run;
}

inline EndedRun ended(const Made& made) {
  return ended(made, draw_samples(made.parts, 1, 0, 50, 16));
}

/// Rows by key of one measurement.
inline std::map<std::string, MetricRow> rows_of(const std::string& name, const EndedRun& run) {
  std::map<std::string, MetricRow> rows;
  for (const MetricRow& row :
       measurements().at(name, "measurement").make(Json::object()).take(run).rows)
    rows[row.key] = row;
  return rows;
}

inline double number(const std::map<std::string, MetricRow>& rows, const std::string& key) {
  BOOST_REQUIRE_MESSAGE(rows.contains(key) && rows.at(key).estimate, key);
  return *rows.at(key).estimate;
}

/// Which measurements gave rows, by the first part of their keys: all but those left out.
inline std::set<std::string> keys(const MetricsRecord& metrics) {
  std::set<std::string> found;
  for (const MetricRow& row : metrics.rows) found.insert(row.key);
  return found;
}

}  // namespace made_runs
