#pragma once

#include "experiments/config/config.h"
#include "records/behaviour.h"

namespace coopbench {

/// One method of a preset: the settings of its runs.
struct Method {
  std::string name;
  RunConfig config;
  PathOf path_of;  ///< where a block of the config stands in the preset
};

/// A setting that the source of a preset tried at several values, by its path in the preset.
struct Axis {
  std::string setting, meaning;
  Json values;
};

/// A comparison: methods that share everything but their chain starts, unless `controlled` is
/// false.
struct Preset {
  std::string name, title, description, source;
  int64_t version = 1;
  std::vector<std::string> notes, published;
  std::string small;  ///< a preset of the same character that ends within minutes
  std::vector<Behaviour> behaviours;
  std::vector<Axis> axes;
  bool controlled = true;
  std::vector<int64_t> seeds;
  std::vector<Method> methods;
  Json json;  ///< as written, --set applied

  /// Throws UserError with the nearest name.
  const Method& method(const std::string& name) const;
};

/// A preset by name, or a file that ends with .json. `settings` are "path=value" pairs to apply
/// first; a value is JSON, or else a text. A preset without a name gets that of its file, with _
/// for what can't stand in a folder's name. Throws UserError for unknown presets, keys, values, and
/// methods that differ in more than their start while `controlled` is true, and axes with a value
/// that the preset can't have.
Preset load_preset(const std::string& name_or_file, const std::vector<std::string>& settings = {});

/// The same from JSON. `name` is that of a preset that has none.
Preset parse_preset(const Json& json, const std::string& name);

/// Names of the presets that come with the program, in alphabetical order.
std::vector<std::string> preset_names();

}  // namespace coopbench
