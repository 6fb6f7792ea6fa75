#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/preset_options.h"
#include "cli/terminal.h"

namespace coopbench {
namespace {

/// Builds all that a run of the method needs and runs two of its chains, all K steps of them.
/// Returns what was found.
std::string validate(const Preset& preset, const Method& method, const Dataset& data) {
  const auto seed = static_cast<uint64_t>(preset.seeds[0]);
  const RunParts parts = make_parts(method.config, seed, data, method.path_of);
  const TrainConfig& training = method.config.training;
  const Batches batches{parts.train.images, training.batch, training.data_noise, seed,
                        training.data_noise_schedule};
  const Chains starts = parts.state.start->draw(training.chains, batches.at(0),
                                                {.seed = seed, .purpose = Purpose::start});
  const Ends ends = parts.sampler(*parts.state.energy, parts.data.shape)(
      starts.slice(0, 2), {.seed = seed, .purpose = Purpose::step});
  if (const std::string reason = beyond_bounds(ends.chains.x, method.config.training);
      !reason.empty())
    throw UserError(method.name + ": its first chains diverge before any training: " + reason);
  return fmt::format(
      "{}: data loaded ({} train, {} validation, {} test images of {}x{}x{}), nets built, {} "
      "chains started; {}\n",
      method.name, parts.data.train.size(), parts.data.validation.size(), parts.data.test.size(),
      parts.data.shape.channels, parts.data.shape.side, parts.data.shape.side, starts.x.size(0),
      engine_note(parts.engine, parts.workers->threads()));
}

}  // namespace

void add_validate(const Command& program) {
  const Command command = program.command(
      "validate",
      "check a preset: keys, values, data files, nets against image sides; trains nothing");
  auto options = std::make_shared<PresetOptions>();
  options->add_to(command);
  command.does([options] {
    const Preset preset = options->load();
    StatusLine status(/*quiet=*/false);
    const Dataset data = load_data(preset.methods[0].config, preset.methods[0].path_of,
                                   [&](const LoadProgress& p) { show_loading(status, p); });
    status.end();
    std::string found;
    for (const Method& method : preset.methods) found += validate(preset, method, data);
    fmt::print("{}{} is valid: {} methods, {} seeds{}\n", found, preset.name, preset.methods.size(),
               preset.seeds.size(), preset.controlled ? ", controlled" : ", not controlled");
  });
}

}  // namespace coopbench
