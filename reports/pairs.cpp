#include "reports/pairs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "reports/series.h"
#include "reports/table.h"

namespace coopbench {
namespace {

/// A metric that decides: where it stands in metrics.json.
struct PanelMetric {
  const char* name;
  const char* key;  ///< of a series over blocks, or of a row
  bool blocks, lower;
  bool spaced = false;  ///< measured in a feature space
};

constexpr PanelMetric kDivergence{"KL of the learned law", "likelihood.grid.kl", false, true};
constexpr PanelMetric kPanel[] = {{"MMD²", "blocks.mmd2", true, true},
                                  {"density", "blocks.density", true, false, true},
                                  {"coverage", "blocks.coverage", true, false, true},
                                  {"classifier test", "blocks.c2st", true, true, true},
                                  {"MMD² after further steps", "further.ends.after", false, true}};

/// Does the run say anything of it, be it that there is no number?
bool has(const SavedRun& run, const PanelMetric& metric) {
  return run.metrics && (metric.blocks ? !run.metrics->values(metric.key).empty()
                                       : run.row(metric.key) != nullptr);
}

/// The values of a run on its blocks; empty where it has none, or one that is no number.
std::vector<double> values_of(const SavedRun& run, const PanelMetric& metric) {
  if (!has(run, metric)) return {};
  std::vector<double> values =
      metric.blocks ? run.metrics->values(metric.key) : std::vector<double>{run.number(metric.key)};
  const bool whole =
      std::all_of(values.begin(), values.end(), [](double v) { return std::abs(v) <= kMostDrawn; });
  return whole ? values : std::vector<double>{};
}

/// Those of the panel that any run says something of; one that other runs lack decides nothing.
std::vector<PanelMetric> panel_of(const SavedComparison& c) {
  const auto any = [&](const PanelMetric& metric) {
    return std::any_of(c.runs.begin(), c.runs.end(),
                       [&](const SavedRun& run) { return has(run, metric); });
  };
  if (any(kDivergence)) return {kDivergence, kPanel[0]};
  std::vector<PanelMetric> panel;
  std::copy_if(std::begin(kPanel), std::end(kPanel), std::back_inserter(panel), any);
  return panel;
}

/// With the feature space that it was measured in.
std::string name_of(const PanelMetric& metric, const SavedComparison& c) {
  if (!metric.spaced) return metric.name;
  for (const SavedRun& run : c.runs)
    if (const MetricRow* row = run.row("blocks.count"); row && !row->word.empty())
      return fmt::format("{} in {}", metric.name, row->word);
  return metric.name;
}

/// Without values where a run has none, or others than the rest.
MetricDifference difference(const SavedComparison& c, const MethodPair& pair,
                            const PanelMetric& metric) {
  MetricDifference found{name_of(metric, c), metric.lower, {}};
  const auto a = c.of(pair.first), b = c.of(pair.second);
  for (size_t i = 0; i < a.size(); ++i) {
    std::vector<double> values = values_of(*a[i], metric);
    const std::vector<double> others = values_of(*b[i], metric);
    if (values.empty() || values.size() != others.size() ||
        (i > 0 && values.size() != found.values[0].size()))
      return {found.metric, metric.lower, {}};
    for (size_t k = 0; k < values.size(); ++k) {
      values[k] -= others[k];
      if (!(std::abs(values[k]) <= kMostDrawn)) return {found.metric, metric.lower, {}};
    }
    found.values.push_back(std::move(values));
  }
  return found;
}

int64_t runs_that_say(const std::vector<const SavedRun*>& runs, const char* key,
                      const std::string& word) {
  return std::count_if(runs.begin(), runs.end(), [&](const SavedRun* run) {
    const MetricRow* row = run->row(key);
    return row && row->word == word;
  });
}

std::string obstacle(const SavedComparison& c, const MethodPair& pair) {
  for (const std::string& method : {pair.first, pair.second})
    if (const std::string missing = missing_text(c.of(method)); !missing.empty())
      return fmt::format("{}: {}, and those left over don't stand for all", method, missing);
  for (const std::string& method : {pair.first, pair.second}) {
    const auto runs = c.of(method);
    if (const auto n = runs_that_say(runs, "stability.verdict", "diverged"); n > 0)
      return fmt::format("{}: {} of {} diverged by their verdict", method, n, runs.size());
    if (runs_that_say(runs, "health.starts", "lie at training images") > 0)
      return fmt::format(
          "{}: its chains start at training images, so that their ends are near to "
          "data whatever was learned",
          method);
  }
  for (const std::string& method : {pair.first, pair.second})
    for (const SavedRun* run : c.of(method))
      if (!run->metrics)
        return fmt::format("{}: seed {} has no metrics.json that can be read", method, run->seed);
  if (c.seeds.size() < 2) return "one seed says nothing of another";
  return "";
}

/// The names of the metrics that decide for the first (1), the second (-1) or nobody (0).
std::string metrics_text(const Decision& decision, int which) {
  std::vector<std::string> names;
  for (const Evidence& e : decision.evidence)
    if (e.better == which) names.push_back(e.metric);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Who is better than every other; empty for nobody.
std::string winner(const SavedComparison& c, const std::vector<MethodPair>& pairs) {
  for (const std::string& method : c.methods) {
    const bool all = std::all_of(pairs.begin(), pairs.end(), [&](const MethodPair& pair) {
      if (pair.first != method && pair.second != method) return true;
      return pair.obstacle.empty() &&
             pair.decision.conclusion ==
                 (pair.first == method ? Conclusion::first : Conclusion::second);
    });
    if (all) return method;
  }
  return "";
}

/// How many metrics decide for whom: "persistent 4 and short_run 1".
std::string counts_text(const MethodPair& pair) {
  const auto count = [&](int which) {
    return std::count_if(pair.decision.evidence.begin(), pair.decision.evidence.end(),
                         [&](const Evidence& e) { return e.better == which; });
  };
  std::pair<std::string, int64_t> more{pair.first, count(1)}, less{pair.second, count(-1)};
  if (less.second > more.second) std::swap(more, less);
  return fmt::format("{} {} and {} {}", more.first, more.second, less.first, less.second);
}

/// That there is no winner: for whom the metrics of each pair decide, and what stands in the way of
/// the others.
std::string no_winner(const std::vector<MethodPair>& pairs) {
  std::string text = "No method is shown to be better than every other";
  std::vector<std::string> counts;
  std::vector<std::pair<std::string, std::vector<std::string>>> obstacles;  // and the pairs
  size_t undecided = 0, metrics = 0, disagree = 0;
  for (const MethodPair& pair : pairs) {
    if (!pair.obstacle.empty()) {
      const std::string words = conclusion_text(pair);
      auto at = std::find_if(obstacles.begin(), obstacles.end(),
                             [&](const auto& known) { return known.first == words; });
      if (at == obstacles.end()) at = obstacles.insert(obstacles.end(), {words, {}});
      at->second.push_back(pair.name());
      continue;
    }
    counts.push_back(counts_text(pair));
    undecided += pair.decision.conclusion == Conclusion::undecided ? 1 : 0;
    disagree += pair.decision.conclusion == Conclusion::disagree ? 1 : 0;
    metrics = pair.decision.evidence.size();
  }
  if (disagree > 0)
    text += disagree == pairs.size()
                ? ": the metrics disagree"
                : fmt::format(": the metrics disagree in {} of {} pairs", disagree, pairs.size());
  if (!counts.empty() && undecided == counts.size())
    text += counts.size() == 1
                ? ": no difference is shown"
                : fmt::format(": of {} pairs none shows a difference", counts.size());
  else if (!counts.empty())
    text += fmt::format(". Metrics that decide, of {}: {}", metrics, fmt::join(counts, "; "));
  for (const auto& [words, which] : obstacles)
    text += fmt::format(". {} {}", fmt::join(which, ", "), words);
  return text + ".";
}

std::string too_few(const SavedComparison& c, const Decision& decision, size_t pairs) {
  return fmt::format(
      "Too few seeds to decide: {} seeds and {} {} can't give a p below {:.2g}, however large the "
      "difference; {} seeds can give 0.05.",
      c.seeds.size(), pairs, pairs == 1 ? "pair" : "pairs", decision.least_p,
      seeds_needed(static_cast<int64_t>(pairs)));
}

}  // namespace

std::string conclusion_text(const MethodPair& pair) {
  if (!pair.obstacle.empty()) return "can't be compared: " + pair.obstacle;
  const Decision& d = pair.decision;
  switch (d.conclusion) {
    case Conclusion::first:
      return pair.first + " is better";
    case Conclusion::second:
      return pair.second + " is better";
    case Conclusion::disagree:
    case Conclusion::partly: {
      std::vector<std::string> sides;
      for (const auto& [which, who] :
           {std::pair{1, "for " + pair.first}, std::pair{-1, "for " + pair.second},
            std::pair{0, std::string("undecided")}})
        if (const std::string names = metrics_text(d, which); !names.empty())
          sides.push_back(fmt::format("{} {}", who, names));
      return fmt::format(
          "{}: {}", d.conclusion == Conclusion::disagree ? "the metrics disagree" : "no winner",
          fmt::join(sides, "; "));
    }
    case Conclusion::too_few:
      return "too few seeds to decide";
    case Conclusion::undecided:
      break;
  }
  return "no difference is shown";
}

std::vector<MethodPair> pairs_of(const SavedComparison& c) {
  const std::vector<PanelMetric> panel = panel_of(c);
  std::vector<MethodPair> pairs;
  std::vector<std::vector<MetricDifference>> differences;
  for (size_t i = 0; i < c.methods.size(); ++i)
    for (size_t j = i + 1; j < c.methods.size(); ++j) {
      MethodPair pair{.first = c.methods[i], .second = c.methods[j], .obstacle = ""};
      pair.obstacle = obstacle(c, pair);
      if (pair.obstacle.empty() && panel.empty()) pair.obstacle = "no metric that all runs have";
      if (pair.obstacle.empty()) {
        std::vector<MetricDifference> found;
        for (const PanelMetric& metric : panel) found.push_back(difference(c, pair, metric));
        if (std::all_of(found.begin(), found.end(),
                        [](const MetricDifference& d) { return d.values.empty(); }))
          pair.obstacle = "no metric has a number for each of their runs";
        else
          differences.push_back(std::move(found));
      }
      pairs.push_back(std::move(pair));
    }
  std::vector<Decision> decisions = decide(differences);
  size_t next = 0;
  for (MethodPair& pair : pairs)
    if (pair.obstacle.empty()) pair.decision = std::move(decisions[next++]);
  return pairs;
}

std::vector<std::string> pair_sentences(const SavedComparison& c,
                                        const std::vector<MethodPair>& pairs) {
  if (pairs.empty()) return {};
  std::vector<std::string> sentences;
  const auto few = std::find_if(pairs.begin(), pairs.end(), [](const MethodPair& pair) {
    return pair.obstacle.empty() && pair.decision.conclusion == Conclusion::too_few;
  });
  const std::string best = winner(c, pairs);
  if (!best.empty()) {
    std::vector<std::string> names;
    for (const Evidence& e : pairs[0].decision.evidence) names.push_back(e.metric);
    sentences.push_back(fmt::format("{} is better than {} by all of {}.", best,
                                    c.methods.size() == 2 ? "the other" : "every other",
                                    fmt::join(names, ", ")));
    return sentences;
  }
  if (few != pairs.end()) {
    const auto compared = static_cast<size_t>(std::count_if(
        pairs.begin(), pairs.end(), [](const MethodPair& pair) { return pair.obstacle.empty(); }));
    return {too_few(c, few->decision, compared)};
  }
  return {no_winner(pairs)};
}

}  // namespace coopbench
