#include "reports/verdict.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/printable.h"
#include "metrics/series.h"
#include "reports/table.h"

namespace coopbench {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::string short_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.3g}", value) : "-";
}

/// The median of those that are numbers; NaN for none.
double median(std::vector<double> values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  return values.empty() ? kUnknown : quantile(values, 0.5);
}

template <class Value>
double median_over(const std::vector<const SavedRun*>& runs, Value value) {
  std::vector<double> values;
  for (const SavedRun* run : runs) values.push_back(value(*run));
  return median(values);
}

/// What made a sample of the method: its chain's life.
std::string steps_text(const SavedComparison& c, const std::string& method) {
  const double life =
      median_over(c.of(method), [](const SavedRun& run) { return run.number("stability.life"); });
  return fmt::format("{} {}", method, count_text(life));
}

/// The last MMD^2 on validation data.
double last_quality(const SavedRun& run) { return run.validation.last("mmd2_end"); }

struct Cost {
  double evaluations, seconds;  ///< medians over all seeds; infinite where half never get there
  size_t never;                 ///< seeds that do not
};

/// What it took to be this near to validation data for the first time.
Cost cost_to(double quality, const std::vector<const SavedRun*>& runs) {
  constexpr double none = std::numeric_limits<double>::infinity();
  std::vector<double> evaluations, seconds;
  for (const SavedRun* run : runs) {
    const auto& values = run->validation.at("mmd2_end");
    const auto reached =
        std::find_if(values.begin(), values.end(), [&](double v) { return v <= quality; });
    evaluations.push_back(none);
    seconds.push_back(none);
    if (reached == values.end()) continue;
    const auto at = static_cast<size_t>(reached - values.begin());
    evaluations.back() = run->validation.at("gradient_evaluations")[at];
    seconds.back() = cpu_seconds_at(*run, run->validation.at("iteration"))[at];
  }
  const auto middle = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? kUnknown : values[values.size() / 2];
  };
  return {middle(evaluations), middle(seconds),
          static_cast<size_t>(std::count(evaluations.begin(), evaluations.end(), none))};
}

std::string cost_text(const std::string& method, const Cost& cost, size_t seeds) {
  const std::string never =
      cost.never == 0 ? "" : fmt::format(" ({} of {} seeds never)", cost.never, seeds);
  if (!std::isfinite(cost.evaluations)) return fmt::format("{} not reached{}", method, never);
  return fmt::format("{} {} gradient evaluations, {} CPU s{}", method, count_text(cost.evaluations),
                     short_text(cost.seconds), never);
}

/// To the worse of the two methods' last qualities, so that both can have got there.
TableCell cost_cell(const SavedComparison& c, const MethodPair& pair) {
  const auto a = c.of(pair.first), b = c.of(pair.second);
  // No nearer than what the target law itself may get.
  const double of_a = median_over(a, last_quality), of_b = median_over(b, last_quality);
  if (!std::isfinite(of_a) || !std::isfinite(of_b)) return {"-", ""};
  const double quality = std::max({of_a, of_b, median_over(a, [](const SavedRun& run) {
                                     const MetricRow* floor = run.row("baselines.target");
                                     return floor && floor->high ? *floor->high : 0.0;
                                   })});
  const bool has_divergence = std::any_of(c.runs.begin(), c.runs.end(), [](const SavedRun& run) {
    return run.row("likelihood.grid.kl") != nullptr;
  });
  return {fmt::format("{}; {}", cost_text(pair.first, cost_to(quality, a), a.size()),
                      cost_text(pair.second, cost_to(quality, b), b.size())),
          fmt::format("to MMD² {} on validation data{}", mmd2_text(quality),
                      has_divergence ? ", whatever the KL there" : "")};
}

std::string health_text(const SavedComparison& c, const std::string& method) {
  const std::string verdicts = verdict_counts(c.of(method));
  return fmt::format("{}: {}", method, verdicts.empty() ? "-" : verdicts);
}

/// What a row says that stands above all else; empty for nothing.
std::string fact_of(const SavedRun& run, const MetricRow& row) {
  if (row.key == "stability.verdict" && run.finished()) {
    if (row.word == "too short") return "training was too short for a verdict on stability";
    if (row.word == "unmeasured") return "stability can't be measured";
    if (row.word == "diverged") return "diverged by its verdict on stability";
  }
  const bool health = row.key.starts_with("health.") && row.word != "fine" && !row.word.empty();
  return health ? printable(row.name + ": " + row.word, kLongestQuote) : "";
}

std::string over_text(const Crossed& d) {
  return d.blocks > 1 ? fmt::format("{} seeds and {} test blocks", d.seeds, d.blocks)
                      : fmt::format("{} seeds", d.seeds);
}

}  // namespace

MeasureTable verdict_table(const SavedComparison& c, const std::vector<MethodPair>& pairs) {
  MeasureTable table{.title = "Verdict",
                     .columns = {"steps in a sample", "cost to the same quality", "training"},
                     .rows = {},
                     .notes = {"Better: every metric below says so, each at 5 % after Holm's "
                               "adjustment over the pairs.",
                               "Steps in a sample: those of its chain's whole life; a state of a "
                               "bank has those of its earlier visits too.",
                               "Cost: medians over seeds, at the first point of the validation "
                               "curve that is at or below the worse method's last MMD², or what "
                               "the target law itself may get (the upper end of its interval); "
                               "curves may rise again. CPU seconds are those of all training, a "
                               "generator's too.",
                               "A metric alone errs in up to 5 % of comparisons without a "
                               "difference: that metrics disagree is no proof that each of them "
                               "is right."},
                     .group_heading = "pair",
                     .name_heading = "better?",
                     .sentences = true};
  for (std::string& line : advice_notes(c)) table.notes.push_back(std::move(line));
  for (const MethodPair& pair : pairs)
    table.rows.push_back({pair.name(),
                          conclusion_text(pair),
                          {{steps_text(c, pair.first) + "; " + steps_text(c, pair.second), ""},
                           cost_cell(c, pair),
                           {health_text(c, pair.first) + "; " + health_text(c, pair.second), ""}}});
  return table;
}

MeasureTable evidence_table(const std::vector<MethodPair>& pairs) {
  MeasureTable table{
      .title = "Pairs of methods",
      .columns = {"difference", "over", "p (sign flip)", "p (Holm)", "detectable (80 %)",
                  "spread over blocks", "speaks for"},
      .rows = {},
      .notes =
          {"Differences, first less second, over the same seeds and test blocks, with the 95 % "
           "interval over both (Owen 2007): too wide where seeds and blocks only interact. p by "
           "exact sign flips of the seeds' differences, each averaged over blocks; n seeds can't "
           "give less than 2 / 2^n. Holm adjusts over the pairs. Would have been found: a "
           "difference of this size, with a chance of 80 %."},
      .group_heading = "pair",
      .name_heading = "metric"};
  for (const MethodPair& pair : pairs)
    for (const Evidence& e : pair.decision.evidence) {
      const Crossed& d = e.difference;
      table.rows.push_back(
          {pair.name(),
           e.metric,
           {{short_text(d.mean), fmt::format("[{}, {}]", short_text(d.low), short_text(d.high))},
            {over_text(d), ""},
            {fmt::format("{:.3f}", e.p_value), ""},
            {fmt::format("{:.3f}", e.adjusted), ""},
            {std::isfinite(e.detectable) ? short_text(e.detectable) : "none", ""},
            {d.blocks > 1 ? short_text(d.block_sd) : "-", ""},
            {e.better > 0   ? pair.first
             : e.better < 0 ? pair.second
                            : "neither",
             ""}}});
    }
  return table;
}

std::vector<std::string> alarms(const SavedComparison& c) {
  std::vector<std::string> sentences;
  for (const std::string& method : c.methods) {
    std::vector<std::pair<std::string, std::vector<int64_t>>> facts;  // with the seeds
    const auto runs = c.of(method);
    for (const SavedRun* run : runs) {
      if (!run->metrics) continue;
      for (const MetricRow& row : run->metrics->rows) {
        const std::string fact = fact_of(*run, row);
        if (fact.empty()) continue;
        auto at = std::find_if(facts.begin(), facts.end(),
                               [&](const auto& known) { return known.first == fact; });
        if (at == facts.end()) at = facts.insert(facts.end(), {fact, {}});
        at->second.push_back(run->seed);
      }
    }
    for (const auto& [fact, seeds] : facts) {
      const std::string whose =
          seeds.size() == runs.size() && seeds.size() > 1
              ? fmt::format("all {} seeds", seeds.size())
              : fmt::format("{} {}", seeds.size() == 1 ? "seed" : "seeds", fmt::join(seeds, ", "));
      sentences.push_back(fmt::format("{}, {}: {}.", method, whose, fact));
    }
  }
  return sentences;
}

}  // namespace coopbench
