#pragma once

#include "experiments/evaluation/evaluation.h"
#include "experiments/evaluation/mmd_judge.h"
#include "records/columns.h"
#include "records/metrics.h"

namespace coopbench {

/// A run that has ended, as measurements see it.
struct EndedRun {
  const RunConfig& config;
  const RunParts& parts;
  uint64_t seed = 0;
  Outcome outcome = Outcome::finished;
  int64_t iterations = 0;  ///< done
  Columns train = {};      ///< the rows of train.csv
  /// Only of a run that finished; undefined else.
  Samples samples = {};
  torch::Tensor noise_end = {};                ///< K steps from noise, [n, C, H, W]
  torch::Tensor real = {};                     ///< as many images of `evaluation.part`
  std::shared_ptr<const MmdJudge> judge = {};  ///< of those images
  torch::Tensor all_train = {};  ///< every training image, turned to float once for all that ask

  /// Of the last iteration's batch: the law that training aimed at.
  double data_noise() const {
    return config.training.data_noise_schedule.at(config.training.data_noise,
                                                  std::max<int64_t>(iterations - 1, 0));
  }
};

/// What a measurement can't do without: words for it, and whether a run has it.
struct Need {
  std::string words;
  std::function<bool(const EndedRun&)> holds;
};

namespace need {

Need finished_run();
Need images();          ///< no points of the plane
Need known_density();   ///< data whose law is known
Need known_modes();     ///< data whose law has modes
Need memory();          ///< a start that keeps states
Need long_run();        ///< evaluation.long_run of 10 or more
Need further_steps();   ///< evaluation.further_steps above 0
Need stationary_law();  ///< a step rule that keeps a law
Need counting_rule();   ///< a step rule that counts something
Need rewinding();       ///< training.on_divergence rewind

}  // namespace need

/// What was found; the rows' tables are filled in from the measurement.
struct Findings {
  std::vector<MetricRow> rows;
  std::vector<std::pair<std::string, std::vector<double>>> series = {};  ///< by key
};

/// Something that is measured when a run has ended.
struct Measurement {
  std::string table;  ///< title of the table of its rows; empty: the result table, by key
  std::vector<std::string> notes;  ///< how to read them, below the table
  std::vector<Need> needs;         ///< it is taken where all hold
  /// May throw: the reason then stands in place of its rows.
  std::function<Findings(const EndedRun&)> take;
};

/// Titles of tables that several measurements share.
inline constexpr const char* kLikelihoodTable = "Likelihood and modes";
inline constexpr const char* kEnergyTable = "The energy as a score, and memorising";
inline constexpr const char* kChainsTable = "Chains";
inline constexpr const char* kTrainingTable = "Is it training?";

using Measurements = Table<Measurement()>;

/// All of them, in the order in which the report shows their tables.
const Measurements& measurements();

/// What all measurements that can be taken of a run found, as metrics.json holds it. `tell` is told
/// the name of each before it is taken. Throws Stopped where `stop`, asked before each, says so.
MetricsRecord measured(
    const EndedRun& run, const std::function<bool()>& stop = [] { return false; },
    const std::function<void(const std::string&)>& tell = [](const std::string&) {});

}  // namespace coopbench
