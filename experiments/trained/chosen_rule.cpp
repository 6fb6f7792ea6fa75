#include "experiments/trained/chosen_rule.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace coopbench {
namespace {

using Names = std::set<std::string>;

bool rejects(const std::string& rule) { return rule == "mala" || rule == "hmc"; }

/// Whether a setting of that name means the same in two rules that are not the same.
bool means_the_same(const std::string& key, const std::string& one, const std::string& other) {
  const auto both = [&](const Names& rules) {
    return rules.contains(one) && rules.contains(other);
  };
  if (rejects(one) || rejects(other)) return both({"mala", "hmc"});
  if (key == "step_size") return both({"free_noise", "ascent", "clipped"});
  if (key == "noise_scale") return both({"scaled", "free_noise", "ascent", "clipped"});
  const Names options{"clamp", "clip", "clip_norm", "cap", "temperature", "noise_decay"};
  return options.contains(key);
}

/// Settings of a rule that rejects, for the law that another one's samples are judged by.
Json of_the_same_law(const TrainedRun& run, const StepRule& own) {
  Json settings = Json::object();
  if (own.noise_scale() > 0) settings["step_size"] = own.noise_scale();
  const Json& rule = run.config.sampler.rule.json;
  const double eps = rule.value("noise_scale", 0.0);
  if (rule.at("name") == "scaled" && eps > 0 && rule.value("temperature", 0.0) > 0) {
    settings["trained_noise_scale"] = eps;
    settings["temperature"] = rule.at("temperature");
  } else {
    settings["temperature"] = 1 / run.parts.sampled_law().energy;
  }
  return settings;
}

Json shared_settings(const std::string& name, const TrainedRun& run, const StepRule& own) {
  const Json& rule = run.config.sampler.rule.json;
  const std::string before = rule.at("name");
  if (name == before) return rule;
  Json settings{{"name", name}};
  const auto keys = step_rules().at(name, "--rule").keys;
  for (const std::string& key : keys)
    if (rule.contains(key) && means_the_same(key, name, before)) settings[key] = rule.at(key);
  if (rejects(name) && !rejects(before)) settings.update(of_the_same_law(run, own));
  return settings;
}

bool near(double one, double other) {
  return std::abs(one - other) <= 1e-6 * std::max(std::abs(one), std::abs(other));
}

/// Empty, or that a rule keeps another law than the run's samples are judged by.
std::string law_note(const RunParts& parts, const StepRule& rule) {
  const StationaryLaw judged = parts.sampled_law();
  const auto law = rule.law();
  if (!law) return "this rule keeps no law: it has no noise, noise that decays, or bounds";
  if (near(law->energy, judged.energy) && near(law->square, judged.square)) return "";
  const auto text = [](const StationaryLaw& l) {
    return fmt::format("exp(-{:.6g} U{})", l.energy,
                       l.square == 0 ? "" : fmt::format(" - {:.6g} |x|^2", l.square / 2));
  };
  return fmt::format(
      "this rule keeps {}, the run's samples are judged by {}: the energies below "
      "are those of the latter",
      text(*law), text(judged));
}

}  // namespace

ChosenRule chosen_rule(const std::string& words, const TrainedRun& run) {
  const StepRules rules = step_rules();
  const Choice& own = run.config.sampler.rule;
  if (words.empty()) return {own};
  Json choice;
  if (words.starts_with("{")) {
    choice = parse_json(words, "--rule");
  } else {
    choice = shared_settings(rules.at(words, "--rule").name, run, *rules.make(own));
  }
  ChosenRule chosen{{rules.resolve(choice, "--rule")}};
  if (chosen.rule.json == own.json) return chosen;
  if (const std::string note = law_note(run.parts, *rules.make(chosen.rule)); !note.empty())
    chosen.notes.push_back(note);
  return chosen;
}

}  // namespace coopbench
