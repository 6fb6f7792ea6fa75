#include "reports/other_setting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "core/errors.h"
#include "core/printable.h"
#include "reports/settings.h"
#include "reports/verdict.h"

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

/// Settings that change no training: names, what is watched and how, which engine runs it.
bool changes_no_training(const std::string& path) {
  return path == "preset" || path == "sampler.engine" || path == "training.checkpoint_every" ||
         path == "training.record" || path.starts_with("evaluation.");
}

/// The settings of `second` that `first` hasn't, a text each.
std::vector<std::string> changes(const SavedComparison& first, const SavedComparison& second) {
  const std::vector<Setting> before = settings(first), after = settings(second);
  std::vector<std::string> texts;
  const auto find = [](const std::vector<Setting>& in, const std::string& path) {
    const auto at = std::find_if(in.begin(), in.end(),
                                 [&](const Setting& setting) { return setting.path == path; });
    return at == in.end() ? nullptr : &*at;
  };
  for (const Setting& now : after) {
    const Setting* then = find(before, now.path);
    if (changes_no_training(now.path) || (then && then->values == now.values)) continue;
    texts.push_back(fmt::format("{} {} in place of {}", printable(now.path, kLongestQuote),
                                value_text(now, second.methods),
                                then ? value_text(*then, first.methods) : "none"));
  }
  for (const Setting& then : before)
    if (!changes_no_training(then.path) && !find(after, then.path))
      texts.push_back(fmt::format("{} none in place of {}", printable(then.path, kLongestQuote),
                                  value_text(then, first.methods)));
  return texts;
}

/// The values of the settings whose paths begin so, of all methods.
std::vector<std::string> values_of(const SavedComparison& c, const std::string& beginning) {
  std::vector<std::string> found;
  for (const Setting& setting : settings(c))
    if (setting.path.starts_with(beginning))
      for (const std::string& value : setting.values) found.push_back(setting.path + " " + value);
  return found;
}

/// By its preset, or its folder where the preset's name is the same.
std::string label(const SavedComparison& first, const SavedComparison& second) {
  const std::string& name = second.preset.name;
  if (!name.empty() && name != first.preset.name) return printable(name, kLongestQuote);
  const auto whole = std::filesystem::absolute(second.folder / "").lexically_normal();
  return printable(whole.parent_path().filename().string(), kLongestQuote);
}

/// Metrics that decide for one method here and for the other there.
std::vector<std::string> turned(const MethodPair& here, const MethodPair& there) {
  std::vector<std::string> metrics;
  for (const Evidence& a : here.decision.evidence)
    for (const Evidence& b : there.decision.evidence)
      if (a.metric == b.metric && a.better * b.better < 0)
        metrics.push_back(fmt::format("{} of {}", a.metric, here.name()));
  return metrics;
}

/// Whether both conclude anything, by the same metrics.
bool both_conclude(const MethodPair& here, const MethodPair& there) {
  const auto concludes = [](const MethodPair& pair) {
    return pair.obstacle.empty() && pair.decision.conclusion != Conclusion::too_few;
  };
  return concludes(here) && concludes(there) &&
         std::equal(here.decision.evidence.begin(), here.decision.evidence.end(),
                    there.decision.evidence.begin(), there.decision.evidence.end(),
                    [](const Evidence& a, const Evidence& b) { return a.metric == b.metric; });
}

bool same_conclusion(const MethodPair& here, const MethodPair& there) {
  return std::equal(here.decision.evidence.begin(), here.decision.evidence.end(),
                    there.decision.evidence.begin(),
                    [](const Evidence& a, const Evidence& b) { return a.better == b.better; });
}

std::string names_text(const std::vector<std::string>& pairs, size_t all) {
  return pairs.size() == all && all > 1 ? fmt::format("all {} pairs", all)
                                        : fmt::format("{}", fmt::join(pairs, ", "));
}

/// What is wrong with the runs there.
std::vector<std::string> warnings(const OtherSetting& other) {
  std::vector<std::string> sentences;
  const SavedComparison& c = other.comparison;
  if (!c.controlled)
    sentences.push_back(
        fmt::format("At {} the methods differ in more than their chain starts.", other.name));
  for (const std::string& alarm : alarms(c))
    sentences.push_back(fmt::format("At {}: {}", other.name, alarm));
  size_t damaged = 0;
  for (const SavedRun& run : c.runs) damaged += run.remarks.empty() ? 0 : 1;
  if (damaged > 0)
    sentences.push_back(
        fmt::format("At {} the files of {} of {} runs are damaged or not what they should be; its "
                    "own report names them.",
                    other.name, damaged, c.runs.size()));
  return sentences;
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
  for (const SavedComparison& c : {std::cref(first), std::cref<SavedComparison>(second)})
    if (const auto missing = without_settings(c); !missing.empty())
      refuse(fmt::format("no run of {} in {} says what its settings are", missing.front(),
                         printable(c.folder.string())));
  if (values_of(first, "data.") != values_of(second, "data.")) refuse("its data is another");
  if (values_of(first, "start.name") != values_of(second, "start.name"))
    refuse("its methods start their chains elsewhere, so they are others under the same names");
  const std::vector<std::string> texts = changes(first, second);
  if (texts.empty()) refuse("its settings of training are the same");
  return {label(first, second), fmt::format("{}", fmt::join(texts, "; ")), second,
          pairs_of(second)};
}

std::vector<std::string> order_sentences(const std::vector<MethodPair>& first,
                                         const OtherSetting& other) {
  std::vector<std::string> kept, changed, unknown, metrics;
  for (size_t i = 0; i < first.size(); ++i) {
    const bool known = both_conclude(first[i], other.pairs[i]);
    auto& list = !known ? unknown : same_conclusion(first[i], other.pairs[i]) ? kept : changed;
    list.push_back(first[i].name());
    const auto more = turned(first[i], other.pairs[i]);
    metrics.insert(metrics.end(), more.begin(), more.end());
  }
  std::vector<std::string> parts;
  const auto add = [&](const char* what, const std::vector<std::string>& pairs) {
    if (!pairs.empty())
      parts.push_back(fmt::format("{} {}", what, names_text(pairs, first.size())));
  };
  add("the same metrics decide the same way for", kept);
  add("not the same metrics decide for", changed);
  add("nothing can be said of the order of", unknown);
  if (unknown.size() < first.size())
    parts.push_back(metrics.empty()
                        ? "no metric decides the other way"
                        : fmt::format("the other way decide {}", fmt::join(metrics, ", ")));
  const auto there = pair_sentences(other.comparison, other.pairs);
  std::vector<std::string> sentences{fmt::format("At another setting ({}): {}. {}", other.name,
                                                 fmt::join(parts, "; "),
                                                 there.empty() ? "" : "There: " + there.front())};
  for (std::string& warning : warnings(other)) sentences.push_back(std::move(warning));
  return sentences;
}

void add_setting(MeasureTable& table, const MeasureTable& more, const OtherSetting& other) {
  for (MeasureRow row : more.rows) {
    row.group += fmt::format(", at {}", other.name);
    table.rows.push_back(std::move(row));
  }
  table.notes.push_back(fmt::format("{}: {}.", other.name, other.changes));
}

}  // namespace coopbench
