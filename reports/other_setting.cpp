#include "reports/other_setting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/errors.h"
#include "core/printable.h"
#include "reports/settings.h"

namespace coopbench {
namespace {

std::string value_text(const Setting& setting, const std::vector<std::string>& methods) {
  const auto shown = [](const std::string& value) {
    return printable(value.empty() ? "none" : value, kLongestQuote);
  };
  if (setting.same()) return shown(setting.values.front());
  std::vector<std::string> parts;
  for (size_t i = 0; i < methods.size(); ++i)
    parts.push_back(methods[i] + " " + shown(setting.values[i]));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// The settings of `second` that `first` hasn't, a text each; those of the run itself left out.
std::vector<std::string> changes(const SavedComparison& first, const SavedComparison& second) {
  const std::vector<Setting> before = settings(first), after = settings(second);
  std::vector<std::string> texts;
  const auto find = [](const std::vector<Setting>& in, const std::string& path) {
    const auto at = std::find_if(in.begin(), in.end(),
                                 [&](const Setting& setting) { return setting.path == path; });
    return at == in.end() ? nullptr : &*at;
  };
  const auto own = [](const std::string& path) { return path == "preset"; };
  for (const Setting& now : after) {
    const Setting* then = find(before, now.path);
    if (own(now.path) || (then && then->values == now.values)) continue;
    texts.push_back(fmt::format("{} {} in place of {}", printable(now.path, kLongestQuote),
                                value_text(now, second.methods),
                                then ? value_text(*then, first.methods) : "none"));
  }
  for (const Setting& then : before)
    if (!own(then.path) && !find(after, then.path))
      texts.push_back(fmt::format("{} none in place of {}", printable(then.path, kLongestQuote),
                                  value_text(then, first.methods)));
  return texts;
}

/// Where images or points come from, of all methods.
std::vector<std::string> data_of(const SavedComparison& c) {
  std::vector<std::string> found;
  for (const Setting& setting : settings(c))
    if (setting.path.starts_with("data."))
      for (const std::string& value : setting.values) found.push_back(setting.path + " " + value);
  return found;
}

/// Metrics that decide for one method here and for the other there.
std::vector<std::string> turned(const MethodPair& here, const MethodPair& there) {
  std::vector<std::string> metrics;
  for (const Evidence& a : here.decision.evidence)
    for (const Evidence& b : there.decision.evidence)
      if (a.metric == b.metric && a.better * b.better < 0)
        metrics.push_back(fmt::format("{} of {} and {}", a.metric, here.first, here.second));
  return metrics;
}

bool same_conclusion(const MethodPair& here, const MethodPair& there) {
  return here.obstacle.empty() && there.obstacle.empty() &&
         conclusion_text(here) == conclusion_text(there);
}

}  // namespace

OtherSetting other_setting(const SavedComparison& first, const std::filesystem::path& folder) {
  const auto refuse = [&](const std::string& why) {
    throw UserError(fmt::format("{} is no other setting of {}: {}", printable(folder.string()),
                                printable(first.folder.string()), why));
  };
  SavedComparison second = read_folder(folder);
  const auto sorted = [](std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
  };
  if (sorted(first.methods) != sorted(second.methods))
    refuse(fmt::format("its methods are {}, not {}", fmt::join(second.methods, ", "),
                       fmt::join(first.methods, ", ")));
  if (first.methods.size() < 2) refuse("one method alone has no order");
  second.methods = first.methods;
  if (data_of(first) != data_of(second)) refuse("its data is another");
  const std::vector<std::string> texts = changes(first, second);
  if (texts.empty()) refuse("its settings are the same");
  const std::string& name = second.preset.name;
  std::string label = name.empty() || name == first.preset.name ? folder.filename().string() : name;
  return {printable(label, kLongestQuote), fmt::format("{}", fmt::join(texts, "; ")), second,
          pairs_of(second)};
}

std::string order_sentence(const std::vector<MethodPair>& first, const OtherSetting& other) {
  std::vector<std::string> kept, metrics;
  for (size_t i = 0; i < first.size(); ++i) {
    if (same_conclusion(first[i], other.pairs[i]))
      kept.push_back(fmt::format("{} and {}", first[i].first, first[i].second));
    const auto more = turned(first[i], other.pairs[i]);
    metrics.insert(metrics.end(), more.begin(), more.end());
  }
  const std::string same =
      kept.size() == first.size() ? "every pair has the same conclusion"
      : kept.empty()
          ? "no pair has the same conclusion, metric by metric"
          : fmt::format("the same conclusion, metric by metric, have {} of {} pairs ({})",
                        kept.size(), first.size(), fmt::join(kept, "; "));
  const std::string turn = metrics.empty()
                               ? "no metric decides the other way"
                               : fmt::format("the other way decide {}", fmt::join(metrics, "; "));
  const auto sentences = pair_sentences(other.comparison, other.pairs);
  return fmt::format("At another setting ({}) {}, and {}. {}", other.name, same, turn,
                     sentences.empty() ? "" : "There: " + sentences.front());
}

void add_setting(MeasureTable& table, const MeasureTable& more, const OtherSetting& other) {
  for (MeasureRow row : more.rows) {
    row.group += fmt::format(", at {}", other.name);
    table.rows.push_back(std::move(row));
  }
  table.notes.push_back(fmt::format("{}: {}.", other.name, other.changes));
}

}  // namespace coopbench
