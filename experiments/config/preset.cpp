#include "experiments/config/preset.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "core/embedded.h"
#include "core/files.h"
#include "core/printable.h"
#include "records/paths.h"

namespace coopbench {

// The files of experiments/presets/.
std::span<const EmbeddedFile> preset_files();

namespace {

namespace fs = std::filesystem;

struct Header {
  std::string name, title, description, source;
  int64_t version = 1;
  std::vector<std::string> notes, published, changed;
  std::string small;
  bool controlled = true;
  std::vector<int64_t> seeds = {1};
  static auto fields() {
    return std::tuple{
        field("name", &Header::name, anything(), "the preset's name; by default that of its file"),
        field("title", &Header::title, anything(), "one line"),
        field("version", &Header::version, at_least(1), "raised when a change moves the numbers"),
        field("description", &Header::description, anything(),
              "what it compares and what to look at"),
        field("source", &Header::source, anything(), "where the settings come from"),
        field("notes", &Header::notes, anything(), "how the settings were chosen, what to know"),
        field("published", &Header::published, anything(),
              "what the source reports of it, with where that stands"),
        field("small", &Header::small, anything(),
              "a preset of the same character that ends within minutes"),
        field(
            "changed", &Header::changed, anything(),
            "settings that are not as the preset has them, as --set was given; a comparison's own "
            "preset.json has them"),
        field("controlled", &Header::controlled, anything(),
              "methods differ in their chain starts only"),
        field("seeds", &Header::seeds, at_least(0), "one run a method and seed"),
    };
  }
};

void apply(Json& json, const std::string& setting) {
  const size_t equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw UserError("--set " + printable(setting, kLongestQuote) +
                    ": must be path=value, such as shared.sampler.steps=50");
  const std::string path = setting.substr(0, equals);
  set_path(json, path, json_or_text(setting.substr(equals + 1), "--set " + path));
}

/// Applies the settings and lists under "changed" those that move numbers: not which seeds are
/// run, nor a title or a note, nor where data lie, nor what runs the steps.
void note_changes(Json& json, const std::vector<std::string>& settings) {
  Json changed = json.value("changed", Json::array());
  for (const std::string& setting : settings) {
    const Json before = json;
    apply(json, setting);
    const std::string path = setting.substr(0, setting.find('='));
    const auto names = [&](const char* end) { return path.ends_with(end); };
    const bool moves_numbers = (path.starts_with("shared") || path.starts_with("methods") ||
                                path.starts_with("behaviour")) &&
                               !names("data.files") && !names("data.directory") &&
                               !names("sampler.engine") && !names("training.record");
    if (moves_numbers && json != before && changed.is_array()) changed.push_back(setting);
  }
  if (!changed.empty()) json["changed"] = changed;
}

/// Has claims that are of every method be of those that `came` with the preset, where others were
/// added.
void keep_claims(Json& json, const Json& came) {
  const auto has = [](const Json& preset) {
    return preset.contains("methods") && preset.at("methods").is_object() &&
           preset.contains("behaviour") && preset.at("behaviour").is_array();
  };
  if (!has(json) || !has(came)) return;
  const auto own = [&](const auto& method) { return came.at("methods").contains(method.key()); };
  const auto methods = json.at("methods").items();
  if (std::all_of(methods.begin(), methods.end(), own)) return;
  Json claims = Json::array();
  for (const Json& claim : json.at("behaviour")) {
    if (!claim.is_object() || claim.contains("method")) {
      claims.push_back(claim);
      continue;
    }
    for (const auto& method : came.at("methods").items()) {
      if (!json.at("methods").contains(method.key())) continue;
      claims.push_back(claim);
      claims.back()["method"] = method.key();
    }
  }
  json["behaviour"] = std::move(claims);
}

std::string name_of(const EmbeddedFile& file) { return fs::path(file.name).stem().string(); }

/// What a file says, or a preset that comes with the program.
std::string preset_text(const std::string& name_or_file) {
  constexpr size_t longest = size_t{1} << 20;
  if (name_or_file.ends_with(".json")) return read_text(name_or_file, longest);
  for (const EmbeddedFile& file : preset_files())
    if (name_of(file) == name_or_file) return std::string(file.bytes);
  std::error_code none;
  if (const fs::path saved = fs::path(name_or_file) / "preset.json"; fs::exists(saved, none))
    throw UserError(printable(name_or_file, kLongestQuote) +
                    ": is the folder of a comparison; its preset is " +
                    printable(saved.string(), kLongestQuote));
  const auto names = preset_names();
  throw UserError("there is no preset '" + printable(name_or_file, kLongestQuote) + "'" +
                  did_you_mean(name_or_file, names) + "; there are " + listed(names) +
                  " (or give a file that ends with .json)");
}

/// A file's name without its ending, as a name for a folder: what that can't have becomes _.
std::string name_from(const fs::path& file) {
  std::string name;
  for (const unsigned char c : file.stem().string()) {
    const bool fits = std::isalnum(c) != 0 || c == '_' || (c == '-' && !name.empty());
    const bool goes_on = (c & 0xc0) == 0x80;  // within a character of UTF-8
    if (fits || !goes_on) name += fits ? static_cast<char>(c) : '_';
  }
  return name;
}

const Json& object_at(const Json& json, const std::string& key) {
  if (!json.contains(key)) throw UserError(key + ": is missing");
  if (!json.at(key).is_object())
    throw UserError(key + ": must be an object, not " + shown(json.at(key)));
  return json.at(key);
}

void check_blocks(const Json& shared, const Json& methods, bool controlled) {
  auto blocks = field_names<RunConfig>();
  std::erase(blocks, "start");
  if (shared.contains("start"))
    throw UserError("shared.start: belongs to each method, as methods.<name>.start");
  refuse_unknown_keys(shared, blocks, "shared");
  if (methods.empty()) throw UserError("methods: must name at least one method");
  for (const auto& [name, method] : methods.items()) {
    const std::string path = "methods." + name;
    need_folder_name(path, name);
    const ReportPaths report{""};
    if (name == report.drawn() || name == report.plots() || name == report.exported())
      throw UserError(path +
                      ": is a folder of the commands report, plot and export; use another name");
    if (!method.is_object()) throw UserError(path + ": must be an object, not " + shown(method));
    for (const auto& [block, value] : method.items()) {
      if (block == "data" || block == "evaluation")
        throw UserError(path + "." + block + ": is the same for all methods; set it in shared." +
                        block);
      if (controlled && std::find(blocks.begin(), blocks.end(), block) != blocks.end())
        throw UserError(
            path + "." + block +
            ": in a controlled comparison methods differ in their start only; set it in shared." +
            block + ", or say \"controlled\": false");
    }
    refuse_unknown_keys(
        method, controlled ? std::vector<std::string>{"start"} : field_names<RunConfig>(), path);
  }
}

/// Refuses a key that stands in another block than its own, naming that.
void check_places(const Json& blocks, const std::string& path) {
  const auto infos = describe_fields<RunConfig>();
  const auto is_setting = [&](const std::string& key) {
    return std::any_of(infos.begin(), infos.end(), [&](const auto& i) { return i.name == key; });
  };
  for (const char* block : {"sampler", "training", "evaluation"}) {
    if (!blocks.contains(block) || !blocks.at(block).is_object()) continue;
    for (const auto& [key, value] : blocks.at(block).items()) {
      if (is_setting(join_path(block, key))) continue;
      for (const char* other : {"sampler", "training", "evaluation"})
        if (is_setting(join_path(other, key)))
          throw UserError(join_path(path, join_path(block, key)) + ": belongs to the block '" +
                          other + "', as " + join_path(path, join_path(other, key)));
    }
  }
}

Method parse_method(const std::string& name, const Json& shared, const Json& own) {
  check_places(shared, "shared");
  check_places(own, "methods." + name);
  Json run = shared;
  run.update(own);
  std::vector<std::string> own_blocks;
  for (const auto& [block, value] : own.items()) own_blocks.push_back(block);
  const PathOf path_of = [name, own_blocks](const std::string& block) {
    const bool is_own = block == "start" ||
                        std::find(own_blocks.begin(), own_blocks.end(), block) != own_blocks.end();
    return (is_own ? "methods." + name : "shared") + "." + block;
  };
  Method method{name, parse_config<RunConfig>(run, path_of), path_of};
  auto& training = method.config.training;
  if (training.energy_scale == 0) training.energy_scale = energy_scale(method.config.sampler);
  return method;
}

/// The settings that the preset's source varied. Throws UserError where the preset can't have a
/// value of theirs.
std::vector<Axis> axes_of(const Json& json, const std::string& name) {
  std::vector<Axis> axes;
  if (!json.contains("axes")) return axes;
  if (!json.at("axes").is_array())
    throw UserError("axes: must be a list of objects, not " + shown(json.at("axes")));
  Json plain = json;
  plain.erase("axes");
  for (const Json& one : json.at("axes")) {
    const std::string path = fmt::format("axes[{}]", axes.size());
    if (!one.is_object()) throw UserError(path + ": must be an object, not " + shown(one));
    refuse_unknown_keys(one, {"setting", "meaning", "values"}, path);
    Axis axis;
    for (const auto& [key, text] :
         {std::pair{"setting", &axis.setting}, std::pair{"meaning", &axis.meaning}}) {
      if (!one.contains(key) || !one.at(key).is_string())
        throw UserError(fmt::format("{}.{}: must be a text", path, key));
      *text = one.at(key).get<std::string>();
    }
    if (!one.contains("values") || !one.at("values").is_array() || one.at("values").empty())
      throw UserError(path + ".values: must be a list of values");
    axis.values = one.at("values");
    for (size_t i = 0; i < axis.values.size(); ++i)
      at_path(fmt::format("{}.values[{}]", path, i), [&] {
        Json with = plain;
        set_path(with, axis.setting, axis.values[i]);
        return parse_preset(with, name);
      });
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace

const Method& Preset::method(const std::string& wanted) const {
  std::vector<std::string> names;
  for (const Method& method : methods) {
    if (method.name == wanted) return method;
    names.push_back(method.name);
  }
  throw UserError("the preset " + name + " has no method '" + printable(wanted, kLongestQuote) +
                  "'" + did_you_mean(wanted, names) + "; it has " + listed(names));
}

Preset parse_preset(const Json& json, const std::string& name) {
  if (!json.is_object()) throw UserError(name + ": a preset must be an object");
  Json rest = json;
  rest.erase("shared");
  rest.erase("methods");
  rest.erase("behaviour");
  rest.erase("axes");
  auto keys = field_names<Header>();
  keys.insert(keys.end(), {"behaviour", "axes", "shared", "methods"});
  refuse_unknown_keys(json, keys, "");
  const Header header = parse_config<Header>(rest, "");
  const Json& shared = object_at(json, "shared");
  const Json& methods = object_at(json, "methods");
  check_blocks(shared, methods, header.controlled);
  need_folder_name(
      header.name.empty() ? "name (that of the file; give the preset another)" : "name",
      header.name.empty() ? name : header.name);
  if (const auto names = preset_names();
      !header.small.empty() && std::find(names.begin(), names.end(), header.small) == names.end())
    throw UserError("small: there is no preset '" + printable(header.small, kLongestQuote) + "'" +
                    did_you_mean(header.small, names));
  if (header.seeds.empty()) throw UserError("seeds: must name at least one seed");
  auto sorted = header.seeds;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    throw UserError("seeds: a seed stands twice");

  Preset preset{.name = header.name.empty() ? name : header.name,
                .title = header.title,
                .description = header.description,
                .source = header.source,
                .version = header.version,
                .notes = header.notes,
                .published = header.published,
                .small = header.small,
                .behaviours = behaviours_of(json),
                .axes = axes_of(json, name),
                .controlled = header.controlled,
                .seeds = header.seeds,
                .methods = {},
                .json = json};
  for (const auto& [method, own] : methods.items())
    preset.methods.push_back(parse_method(method, shared, own));
  for (size_t i = 0; i < preset.behaviours.size(); ++i)
    if (const std::string& method = preset.behaviours[i].method; !method.empty())
      at_path(fmt::format("behaviour[{}].method", i), [&] { return preset.method(method).name; });
  return preset;
}

Preset load_preset(const std::string& name_or_file, const std::vector<std::string>& settings) {
  Json json = parse_json(preset_text(name_or_file), name_or_file);
  if (!json.is_object()) throw UserError(name_or_file + ": a preset must be an object");
  const Json came = json;
  note_changes(json, settings);
  keep_claims(json, came);
  return parse_preset(json, name_from(name_or_file));
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : preset_files()) names.push_back(name_of(file));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace coopbench
