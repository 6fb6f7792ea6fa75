#pragma once

#include "experiments/config/config.h"

/// Settings of a start of the table that let it do all that it can, as JSON: `size` rows, so few
/// that they are met again, a half for a share, noise where there is none by default. A new start
/// that needs something without a default gets a line here.
inline coopbench::Json start_settings(const std::string& name, int64_t size,
                                      const coopbench::Json& generator_net) {
  coopbench::Json settings{{"name", name}};
  for (const auto& field : coopbench::chain_starts().at(name, "start").fields) {
    if (field.name == "size") settings["size"] = size;
    if (field.type == "a number" && field.allowed == "from 0 to 1") settings[field.name] = 0.5;
    if (field.name == "noise_scale" && field.initial == 0.0) settings["noise_scale"] = 0.1;
  }
  if (name == "generator" || name == "coop_persistent") {
    settings["net"] = generator_net;
    settings["optimizer"] = {{"name", "adam"}, {"learning_rate", 0.01}};
    settings["inference"] = {{"steps", 2}};
  }
  if (name == "mixed") {
    settings["first"] = start_settings("generator", size, generator_net);
    settings["second"] = start_settings("bank", size, generator_net);
  }
  return settings;
}

/// Such settings of all starts of the table, and of those that do one thing in several ways a line
/// each.
inline std::vector<coopbench::Json> all_start_settings(int64_t size,
                                                       const coopbench::Json& generator_net) {
  std::vector<coopbench::Json> all;
  for (const std::string& name : coopbench::chain_starts().names())
    all.push_back(start_settings(name, size, generator_net));
  const auto add = [&](const std::string& name, const coopbench::Json& other) {
    all.push_back(start_settings(name, size, generator_net));
    all.back().update(other);
  };
  add("noise", {{"law", "gaussian"}, {"scale", 2}});
  add("replay", {{"order", "fifo"}, {"reuses", 1}});
  add("replay", {{"order", "reservoir"}, {"burn_in", 2}});
  add("mixed", {{"first", start_settings("data_persistent", size, generator_net)},
                {"second", start_settings("coop_persistent", size, generator_net)}});
  return all;
}
