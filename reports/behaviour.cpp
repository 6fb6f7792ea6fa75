#include "reports/behaviour.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/files.h"
#include "records/behaviour.h"
#include "records/paths.h"

namespace coopbench {
namespace {

constexpr size_t kLongestPreset = size_t{1} << 20;

/// What the preset of the comparison claims; none where it can't be read.
std::vector<Behaviour> claims(const SavedComparison& c) {
  const auto file = ComparisonPaths{c.folder}.preset();
  if (!is_there(file)) return {};
  need_inside(c.folder, file);
  try {
    return behaviours_of(parse_json(read_text(file, kLongestPreset), file.string()));
  } catch (const UserError&) {
    return {};
  }
}

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

/// A claim of one method: what was found in each of its runs, and in how many it shows.
struct Shown {
  const Behaviour* claim;
  std::string method;
  std::vector<std::string> values;
  size_t count = 0;

  bool all() const { return !values.empty() && count == values.size(); }
  std::string answer() const {
    if (values.size() == 1) return count == 1 ? "yes" : "no";
    return fmt::format("in {} of {} runs", count, values.size());
  }
};

std::vector<Shown> all_shown(const SavedComparison& c, const std::vector<Behaviour>& behaviours) {
  std::vector<Shown> all;
  for (const Behaviour& claim : behaviours)
    for (const std::string& method : c.methods) {
      if (!claim.method.empty() && claim.method != method) continue;
      Shown found{.claim = &claim, .method = method, .values = {}};
      for (const SavedRun* run : c.of(method)) {
        const MetricRow* row = run->row(claim.row);
        found.values.push_back(value_text(*run, row));
        found.count += row && shows(claim, *row) ? 1 : 0;
      }
      all.push_back(std::move(found));
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
  const std::vector<Behaviour> behaviours = claims(c);
  for (const Shown& found : all_shown(c, behaviours))
    table.rows.push_back({found.method,
                          found.claim->claim,
                          {{found.answer(), ""},
                           {fmt::format("{}", fmt::join(found.values, ", ")), ""},
                           {wanted(*found.claim), ""},
                           {found.claim->row, ""}}});
  return table;
}

std::vector<std::string> behaviour_sentence(const SavedComparison& c) {
  const std::vector<Behaviour> behaviours = claims(c);
  const std::vector<Shown> all = all_shown(c, behaviours);
  if (all.empty()) return {};
  std::vector<std::string> missing;
  for (const Shown& found : all)
    if (!found.all())
      missing.push_back(fmt::format("{} ({} is {})", found.claim->claim, found.claim->row,
                                    fmt::join(found.values, ", ")));
  return {fmt::format("Of {} published behaviour{} {} show{} here{}.", all.size(),
                      all.size() == 1 ? "" : "s", all.size() - missing.size(),
                      all.size() - missing.size() == 1 ? "s" : "",
                      missing.empty() ? "" : fmt::format("; not: {}", fmt::join(missing, "; ")))};
}

}  // namespace coopbench
