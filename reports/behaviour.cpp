#include "reports/behaviour.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace coopbench {
namespace {

bool shows(const Behaviour& claim, const MetricRow& row) {
  if (!claim.words.empty())
    return std::find(claim.words.begin(), claim.words.end(), row.word) != claim.words.end();
  return row.estimate && *row.estimate >= claim.within[0] && *row.estimate <= claim.within[1];
}

std::string value_text(const SavedRun& run, const MetricRow* row) {
  if (!row) return run.finished() ? "not measured" : run.status;
  if (!row->word.empty()) return row->word;
  return row->estimate ? fmt::format("{:.4g}", *row->estimate) : "not measured";
}

/// Whether a run says anything of a claim: one that diverged does.
bool is_known(const SavedRun& run, const MetricRow* row) {
  return run.diverged() || (row && (row->estimate || !row->word.empty()));
}

/// What a claim came to in one run.
struct Found {
  int64_t seed;
  std::string value;
  bool known, shows;
};

/// A claim of one method: what was found in each of its runs.
struct Shown {
  const Behaviour* claim;
  std::string method;
  std::vector<Found> runs;

  size_t count() const {
    return size_t(std::count_if(runs.begin(), runs.end(), [](const Found& f) { return f.shows; }));
  }
  bool all() const { return !runs.empty() && count() == runs.size(); }
  std::string answer() const {
    if (runs.size() == 1) return runs[0].shows ? "yes" : runs[0].known ? "no" : "-";
    return fmt::format("in {} of {} runs", count(), runs.size());
  }
  std::string values() const {
    std::vector<std::string> all;
    for (const Found& found : runs) all.push_back(found.value);
    return fmt::format("{}", fmt::join(all, ", "));
  }
};

std::vector<Shown> all_shown(const SavedComparison& c) {
  std::vector<Shown> all;
  for (const Behaviour& claim : c.behaviours)
    for (const std::string& method : c.methods) {
      if (!claim.method.empty() && claim.method != method) continue;
      Shown shown{.claim = &claim, .method = method, .runs = {}};
      for (const SavedRun* run : c.of(method)) {
        const MetricRow* row = run->row(claim.row);
        shown.runs.push_back(
            {run->seed, value_text(*run, row), is_known(*run, row), row && shows(claim, *row)});
      }
      all.push_back(std::move(shown));
    }
  return all;
}

std::string wanted(const Behaviour& claim) {
  return claim.words.empty() ? fmt::format("{:g} to {:g}", claim.within[0], claim.within[1])
                             : fmt::format("{}", fmt::join(claim.words, " or "));
}

}  // namespace

MeasureTable behaviour_table(const SavedComparison& c) {
  MeasureTable table{
      .title = "Published behaviour",
      .columns = {"shows here", "found", "counts as shown", "row"},
      .rows = {},
      .notes = {"What the source of the preset reports of such a training, and whether these runs "
                "show it. The bounds stand in the preset, and were fixed with it."},
      .group_heading = "method",
      .name_heading = "claim",
      .sentences = true};
  if (!c.changed.empty())
    table.notes.push_back(fmt::format(
        "These runs have other settings than the preset that makes the claims ({}): numbers in a "
        "claim, such as steps, are the preset's.",
        fmt::join(c.changed, ", ")));
  for (const Shown& shown : all_shown(c))
    table.rows.push_back({shown.method,
                          shown.claim->claim,
                          {{shown.answer(), ""},
                           {shown.values(), ""},
                           {wanted(*shown.claim), ""},
                           {shown.claim->row, ""}}});
  return table;
}

std::vector<std::string> behaviour_sentence(const SavedComparison& c) {
  const std::vector<Shown> all = all_shown(c);
  if (all.empty()) return {};
  std::vector<std::string> missing;
  for (const Shown& shown : all)
    if (!shown.all())
      missing.push_back(
          fmt::format("{} ({} is {})", shown.claim->claim, shown.claim->row, shown.values()));
  return {fmt::format("Of {} published behaviour{} {} show{} here{}{}.", all.size(),
                      all.size() == 1 ? "" : "s", all.size() - missing.size(),
                      all.size() - missing.size() == 1 ? "s" : "",
                      c.changed.empty() ? "" : ", where settings were changed",
                      missing.empty() ? "" : fmt::format("; not: {}", fmt::join(missing, "; ")))};
}

Json behaviour_json(const SavedComparison& c) {
  Json list = Json::array();
  for (const Shown& shown : all_shown(c))
    for (const Found& found : shown.runs)
      list.push_back({{"claim", shown.claim->claim},
                      {"method", shown.method},
                      {"seed", found.seed},
                      {"row", shown.claim->row},
                      {"wanted", wanted(*shown.claim)},
                      {"found", found.value},
                      {"shows", found.known ? Json(found.shows) : Json()}});
  return list;
}

}  // namespace coopbench
