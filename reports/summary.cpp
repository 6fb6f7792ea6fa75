#include "reports/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "core/errors.h"
#include "core/printable.h"
#include "metrics/seeds.h"
#include "metrics/series.h"
#include "reports/behaviour.h"
#include "reports/settings.h"
#include "reports/table.h"
#include "reports/verdict.h"

namespace coopbench {
namespace {

std::string data_name(const SavedComparison& c) {
  std::vector<std::string> names;
  for (const SavedRun& run : c.runs) {
    const std::string name = text_at(run.config, {"data", "name"});
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names.empty() ? "unknown data" : fmt::format("{}", fmt::join(names, " and "));
}

std::string part(const SavedComparison& c) {
  for (const SavedRun& run : c.runs)
    if (run.metrics) return run.metrics->part;
  return "test";
}

std::vector<double> values(const std::vector<const SavedRun*>& runs) {
  std::vector<double> found;
  for (const SavedRun* run : runs) {
    if (!run->finished()) continue;
    const double value = run->number("mmd2.end");
    if (std::isfinite(value)) found.push_back(value);
  }
  return found;
}

/// "short_run 0.0072 and 0.0085", "coopnets 1 of 2 diverged".
std::string score(const SavedComparison& c, const std::string& method) {
  const auto runs = c.of(method);
  const std::string missing = missing_text(runs);
  if (!missing.empty() && runs.size() > 1) return fmt::format("{} {}", method, missing);
  if (!missing.empty()) return fmt::format("{} {}", method, runs.front()->status);
  const auto found = values(runs);
  if (found.size() < runs.size()) return fmt::format("{} not evaluated", method);
  if (found.size() >= kSeedsForRanking) {
    const Summary s = over_seeds(found);
    return fmt::format("{} {} [{}, {}]", method, mmd2_text(s.mean), mmd2_text(s.low),
                       mmd2_text(s.high));
  }
  std::vector<std::string> texts;
  for (const double value : found) texts.push_back(mmd2_text(value));
  return fmt::format("{} {}", method, fmt::join(texts, " and "));
}

std::string baseline(const SavedComparison& c, const std::string& key) {
  std::set<std::string> texts;
  for (const SavedRun& run : c.runs)
    if (run.row(key)) texts.insert(mmd2_text(run.number(key)));
  if (texts.empty()) return "-";
  return texts.size() == 1 ? *texts.begin()
                           : fmt::format("{} to {}", *texts.begin(), *texts.rbegin());
}

std::string main_sentence(const SavedComparison& c) {
  std::vector<std::string> scores;
  for (const std::string& method : c.methods) scores.push_back(score(c, method));
  return fmt::format(
      "{} {} on {} with {} {}; MMD² of the samples to {} data, 0 is best and chance may fall below "
      "it: {} (for scale: uniform "
      "noise "
      "{}, the target law {}).",
      c.methods.size(), c.methods.size() == 1 ? "method" : "methods", data_name(c), c.seeds.size(),
      c.seeds.size() == 1 ? "seed" : "seeds each", part(c), fmt::join(scores, ", "),
      baseline(c, "baselines.uniform_noise"), baseline(c, "baselines.target"));
}

/// "short_run 0.05, persistent 0.12": means over seeds, of methods whose runs all have the row;
/// empty for none.
std::string means_text(const SavedComparison& c, const std::string& key, double worse_than) {
  std::vector<std::string> parts;
  for (const std::string& method : c.methods) {
    if (!missing_text(c.of(method)).empty()) continue;
    std::vector<double> found;
    for (const SavedRun* run : c.of(method))
      if (const double value = run->number(key); std::isfinite(value)) found.push_back(value);
    if (found.size() < c.of(method).size()) continue;  // those left over don't stand for all
    const double mean = sample_mean(found);
    parts.push_back(
        fmt::format("{} {:.2g}{}", method, mean, mean > worse_than ? " (worse than noise)" : ""));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

double any_number(const SavedComparison& c, const std::string& key,
                  std::optional<double> MetricRow::*member) {
  for (const SavedRun& run : c.runs)
    if (const MetricRow* row = run.row(key); row && row->*member) return *(row->*member);
  return std::numeric_limits<double>::infinity();
}

/// How far the samples are from data by more than a distance, and what becomes of them when chains
/// go on; as far as the runs say.
std::vector<std::string> beyond_a_distance(const SavedComparison& c) {
  constexpr double none = std::numeric_limits<double>::infinity();
  std::vector<std::string> sentences;
  std::string space;
  for (const SavedRun& run : c.runs)
    if (const MetricRow* row = run.row("blocks.count"); row && space.empty()) space = row->word;
  const std::string coverage = means_text(c, "quality." + space + ".coverage", none),
                    told = means_text(c, "quality." + space + ".c2st", none);
  const std::string divergence = means_text(c, "likelihood.grid.kl", none);
  if (!divergence.empty())
    sentences.push_back(fmt::format(
        "Divergence of the learned law from the true one, in nats, 0 is best: {}.", divergence));
  else if (!coverage.empty() && !told.empty())
    sentences.push_back(fmt::format(
        "Coverage of the data in {}: {} (target law {:.2g}); share of data and samples that a "
        "classifier tells apart: {} (0.5 is best, 1 is worst).",
        space, coverage, any_number(c, "quality." + space + ".coverage", &MetricRow::floor), told));
  const double noise = any_number(c, "baselines.uniform_noise", &MetricRow::estimate);
  const std::string ends = means_text(c, "further.ends.after", noise),
                    fresh = means_text(c, "further.noise.after", noise);
  for (const SavedRun& run : c.runs) {
    const auto& steps = run.metrics ? run.metrics->values("further.steps") : std::vector<double>{};
    if (steps.empty() || ends.empty()) continue;
    sentences.push_back(
        fmt::format("MMD² when chains go on for {} steps with the trained energy: from the samples "
                    "{}; from fresh noise {}.",
                    count_text(steps.back()), ends, fresh));
    break;
  }
  return sentences;
}

/// Which settings differ beside those of the chain starts.
std::string systems_sentence(const SavedComparison& c) {
  std::vector<std::string> paths;
  if (without_settings(c).empty())
    for (const Setting& setting : settings(c))
      if (!setting.same() && !setting.path.starts_with("start."))
        paths.push_back(printable(setting.path, kLongestQuote));
  return fmt::format(
      "The methods differ in more than their chain starts{}: this compares whole systems.",
      paths.empty() ? "" : " (" + listed(paths, 6) + ")");
}

/// The verdicts, where not all are stable.
std::vector<std::string> training_sentence(const SavedComparison& c) {
  std::vector<std::string> parts;
  bool all_stable = true;
  for (const std::string& method : c.methods) {
    const auto runs = c.of(method);
    const std::string counts = verdict_counts(runs);
    if (!counts.empty()) parts.push_back(method + " " + counts);
    for (const SavedRun* run : runs)
      if (const MetricRow* row = run->finished() ? run->row("stability.verdict") : nullptr)
        all_stable = all_stable && row->word == "stable";
  }
  if (all_stable) return {};
  return {fmt::format(
      "Verdicts on training: {} (what they mean stands below the table; stable is no proof of good "
      "samples).",
      fmt::join(parts, "; "))};
}

std::string fate(const SavedRun& run) {
  const std::string who = fmt::format("{}, seed {}", run.method, run.seed);
  const std::string why = run.reason.empty() ? "" : fmt::format(" ({})", run.reason);
  if (run.diverged())
    return fmt::format("{} diverged at iteration {}{}.", who, count_text(double(run.iteration)),
                       why);
  if (run.status == "not started") return fmt::format("{} was not started.", who);
  if (run.status == "failed")
    return fmt::format("{} failed at iteration {}{}.", who, count_text(double(run.iteration)), why);
  return fmt::format("{} is not finished: {} after {} of {} iterations{}.", who, run.status,
                     count_text(double(run.iteration)), count_text(double(run.iterations)), why);
}

}  // namespace

std::vector<std::string> summary(const SavedComparison& c, const std::vector<MethodPair>& pairs,
                                 const std::vector<OtherSetting>& others) {
  std::vector<std::string> sentences;
  if (!c.controlled) sentences.push_back(systems_sentence(c));
  const auto add = [&](std::vector<std::string> more) {
    sentences.insert(sentences.end(), more.begin(), more.end());
  };
  add(pair_sentences(c, pairs));
  sentences.push_back(main_sentence(c));
  add(beyond_a_distance(c));
  add(behaviour_sentence(c));
  add(alarms(c));
  add(training_sentence(c));
  for (const OtherSetting& other : others) add(order_sentences(pairs, other));
  if (c.methods.size() > 1 && others.empty())
    sentences.emplace_back(
        "This is one setting of each method; with others the order may be another.");
  for (const SavedRun& run : c.runs)
    if (!run.finished()) sentences.push_back(fate(run));
  return sentences;
}

}  // namespace coopbench
