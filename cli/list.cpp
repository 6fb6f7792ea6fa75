#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/parts_tables.h"
#include "core/printable.h"
#include "data/listing.h"
#include "experiments/config/preset.h"
#include "experiments/trained/published_sampling.h"

namespace coopbench {
namespace {

void list_presets() {
  fmt::print("presets\n");
  for (const auto& name : preset_names())
    fmt::print("  {:<28} {}\n", name, load_preset(name).title);
}

void list_samplings() {
  fmt::print("samplings (of trained nets, for sample --as)\n");
  for (const PublishedSampling& sampling : published_samplings())
    fmt::print("  {:<28} {}\n", sampling.name, sampling.title);
}

void list_kind(const PartKind& kind) {
  fmt::print("{} ({})\n", kind.word, kind.kind);
  for (const auto& part : kind.parts) fmt::print("  {:<28} {}\n", part.name, part.meaning);
}

Json json_of(const std::vector<FieldInfo>& fields) {
  Json all = Json::array();
  for (const FieldInfo& field : fields)
    all.push_back({{"name", field.name},
                   {"type", field.type},
                   {"allowed", field.allowed},
                   {"default", field.initial},
                   {"meaning", field.meaning}});
  return all;
}

/// All presets, parts with their settings, and settings of a run.
Json listing() {
  Json presets = Json::array(), kinds = Json::array();
  for (const auto& name : preset_names())
    presets.push_back({{"name", name}, {"meaning", load_preset(name).title}});
  for (const PartKind& kind : part_kinds()) {
    Json parts = Json::array();
    for (const PartInfo& part : kind.parts)
      parts.push_back(
          {{"name", part.name}, {"meaning", part.meaning}, {"settings", json_of(part.fields)}});
    kinds.push_back({{"word", kind.word}, {"kind", kind.kind}, {"parts", parts}});
  }
  return {
      {"presets", presets}, {"kinds", kinds}, {"settings", json_of(describe_fields<RunConfig>())}};
}

void list(const std::string& what) {
  if (what.empty() || what == "presets") list_presets();
  if (what.empty() || what == "samplings") list_samplings();
  for (const auto& kind : part_kinds())
    if (what.empty() ? kind.word != "datasets" : what == kind.word) list_kind(kind);
  if (what.empty() || what == "data")
    fmt::print("{}{}", what.empty() ? "data\n" : "", data_listing());
}

}  // namespace

void add_list(const Command& program) {
  const Command command = program.command(
      "list", "presets, the parts that a preset chooses from, and which data is here");
  std::vector<std::string> words{"presets", "samplings", "data"};
  for (const auto& kind : part_kinds())
    if (kind.word != "datasets") words.push_back(kind.word);
  auto what = std::make_shared<std::string>();
  command.option("what", *what, "one of " + listed(words) + "; by default all");
  auto as_json = std::make_shared<bool>(false);
  command.flag("--json", *as_json, "all of it, with every part's settings, as JSON");
  command.does([what, words, as_json] {
    if (*as_json) {
      fmt::print("{}\n", listing().dump(2));
      return;
    }
    if (!what->empty() && std::find(words.begin(), words.end(), *what) == words.end())
      throw UserError("list " + printable(*what, kLongestQuote) + ": no such list" +
                      did_you_mean(*what, words) + "; there are " + listed(words));
    list(*what);
  });
}

}  // namespace coopbench
