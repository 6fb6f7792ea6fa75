#include "experiments/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "core/npy.h"
#include "data/parts.h"
#include "ebm/last_step.h"
#include "exchange/weights.h"

namespace coopbench {
namespace {

std::unique_ptr<ChainStart> make_start(const RunConfig& config, const StartContext& context,
                                       const PathOf& path_of) {
  return at_path(path_of("start"), [&] {
    auto start = chain_starts().make(config.start, context);
    for (const int64_t n : {config.evaluation.samples, config.evaluation.curve_samples})
      start->draw_eval(n, {.seed = context.seed, .purpose = Purpose::evaluation_start});
    const Batches batches{context.train, config.training.batch, 0, context.seed};
    start->draw(config.training.chains, batches.at(0),
                {.seed = context.seed, .purpose = Purpose::start});
    return start;
  });
}

EnergySpec make_net(const RunConfig& config, ImageShape shape, const PathOf& path_of) {
  return at_path(path_of("energy"), [&] {
    EnergySpec spec = energy_nets().make(config.energy, shape);
    shape_after(spec.layers, shape);
    return spec;
  });
}

/// Throws UserError for a part sorted by label, whose first rows, which are measured, lack some.
void need_mixed(const Images& part, std::string_view name, int64_t measured) {
  const std::vector<int64_t> missing = labels_not_among_first(part, measured);
  if (missing.empty()) return;
  std::vector<std::string> names;
  for (const int64_t label : missing) names.push_back(fmt::to_string(label));
  throw UserError(fmt::format(
      "the first {} images of the {} part, which are measured, have none of the label{} "
      "{}, of which chance alone would put 20 or more there: its rows are sorted; mix "
      "them in the file",
      measured, name, names.size() == 1 ? "" : "s", listed(names, 5)));
}

void need_images(const RunConfig& config, const Dataset& data, const PathOf& path_of) {
  const auto need = [&](const std::string& block, const std::string& key, int64_t wanted,
                        const Images& part, const std::string& name) {
    if (wanted > part.size())
      throw UserError(fmt::format("{}.{}: is {}, but the {} part has {} images", path_of(block),
                                  key, wanted, name, part.size()));
  };
  const auto& evaluation = config.evaluation;
  need("training", "batch", config.training.batch, data.train, "train");
  if (config.training.batch > data.train.size() - config.training.reserved)
    throw UserError(
        fmt::format("{}.reserved: is {}, which leaves {} of {} training images to draw, too few "
                    "for a batch of {}",
                    path_of("training"), config.training.reserved,
                    std::max<int64_t>(0, data.train.size() - config.training.reserved),
                    data.train.size(), config.training.batch));
  for (const int64_t iteration : config.training.record)
    if (iteration >= config.training.iterations)
      throw UserError(fmt::format(
          "{}.record: has {}, but {}", path_of("training"), iteration,
          config.training.iterations == 0
              ? "there are no iterations"
              : fmt::format("the iterations are 0 to {}", config.training.iterations - 1)));
  need("evaluation", "samples", evaluation.samples, measured_part(evaluation, data),
       enum_name(evaluation.part));
  need("evaluation", "samples", evaluation.samples, data.train, "train");
  need("evaluation", "curve_samples", evaluation.curve_samples, data.validation, "validation");
  need("evaluation", "images", evaluation.images, data.train, "train");
  need_mixed(measured_part(evaluation, data), enum_name(evaluation.part), evaluation.samples);
  need_mixed(data.validation, "validation", evaluation.curve_samples);
}

/// Images of another kind in the shape of the run's, `rows` at most of a file: the test images of a
/// data set that has the setting `side`, or a .npy file. Throws UserError when they are not there
/// or do not fit.
Images other_images(const std::string& against, ImageShape shape, int64_t rows) {
  if (against.ends_with(".npy")) {
    const torch::Tensor images = map_npy(against, rows).to(torch::kFloat32);
    const std::vector<int64_t> wanted{shape.channels, shape.side, shape.side};
    if (images.dim() != 4 || images.size(0) < 2 || images.sizes().slice(1) != wanted)
      throw UserError(fmt::format("{}: must be two or more images, [n, {}], not [{}]", against,
                                  fmt::join(wanted, ", "),
                                  fmt::join(images.sizes().begin(), images.sizes().end(), ", ")));
    if (!(images.abs() <= 1e30).all().item<bool>())
      throw UserError(against + ": holds a value that is not finite");
    return images;
  }
  const auto of_that_name = data_sets().at(against, "a data set");
  if (std::find(of_that_name.keys.begin(), of_that_name.keys.end(), "side") ==
      of_that_name.keys.end())
    throw UserError(against +
                    ": has no images of a side that can be chosen; name a data set that "
                    "has the setting `side`, or give a .npy file");
  const Json choice =
      data_sets().resolve({{"name", against}, {"side", shape.side}}, "a data set that has `side`");
  const DataSource source = data_sets().make(Choice{choice});
  if (source.shape != shape)
    throw UserError(against + ": has images of another shape; give a .npy file");
  return load_found(source, against).test;
}

/// What the energy is to tell the data from, as many images as are measured; undefined without.
torch::Tensor images_against(const EvaluationConfig& evaluation, const Dataset& data,
                             const PathOf& path_of) {
  if (evaluation.against.empty()) return {};
  return at_path(path_of("evaluation") + ".against", [&] {
    return other_images(evaluation.against, data.shape, evaluation.samples)
        .slice(0, evaluation.samples)
        .clone();
  });
}

/// Throws UserError for a feature space that would only fail when a run has ended.
void need_spaces(const EvaluationConfig& evaluation, const Dataset& data, const PathOf& path_of) {
  const std::string path = path_of("evaluation");
  const torch::Tensor real = measured_part(evaluation, data).slice(0, evaluation.samples);
  for (const std::string& space : evaluation.spaces)
    at_path(path + ".spaces", [&] {
      try {
        return spaces().make(Choice{spaces().resolve({{"name", space}}, space)},
                             real)(real.slice(0, 0, 2));
      } catch (const std::invalid_argument& error) {
        throw UserError(space + ": " + error.what());
      }
    });
}

/// Throws UserError for a metric that would stand twice in the results.
void need_distinct_metrics(const EvaluationConfig& evaluation, const PathOf& path_of) {
  std::set<std::string> labels;
  for (const Choice& metric : evaluation.metrics)
    if (const std::string label = metrics().label(metric); !labels.insert(label).second)
      throw UserError(path_of("evaluation") + ".metrics: " + label + " stands twice");
}

/// From fewer draws a chain the estimators of mixing say more than there is.
void need_long_run(const EvaluationConfig& evaluation, const PathOf& path_of) {
  if (evaluation.long_run > 0 && evaluation.long_run < 10)
    throw UserError(fmt::format("{}.long_run: must be 0, or 10 or more, not {}",
                                path_of("evaluation"), evaluation.long_run));
}

}  // namespace

template RunConfig parse_config(const Json& json,
                                const std::function<std::string(const std::string&)>& path_of);
template Json to_json(const RunConfig& config);
template std::vector<FieldInfo> describe_fields<RunConfig>(const std::string& prefix);
template std::vector<std::string> field_names<RunConfig>();

const Metrics& sample_metrics_table() {
  static const Metrics some = metrics().only("metric of two samples", two_sample_metrics());
  return some;
}

const Images& measured_part(const EvaluationConfig& evaluation, const Dataset& data) {
  return evaluation.part == EvaluationPart::test ? data.test : data.validation;
}

Dataset load_data(const RunConfig& config, const PathOf& path_of, const TellLoading& tell) {
  return at_path(path_of("data"), [&] {
    return load_found(data_sets().make(config.data), config.data.name(), tell);
  });
}

RunParts make_parts(const RunConfig& config, uint64_t seed, const Dataset& data,
                    const PathOf& path_of, std::shared_ptr<Workers> workers) {
  need_images(config, data, path_of);
  need_spaces(config.evaluation, data, path_of);
  need_distinct_metrics(config.evaluation, path_of);
  need_long_run(config.evaluation, path_of);
  RunParts parts;
  parts.against = images_against(config.evaluation, data, path_of);
  parts.workers = std::move(workers);
  parts.data = data;
  const auto energy = [&] {
    auto made = std::make_unique<NetworkEnergy>(make_net(config, data.shape, path_of), seed);
    if (!config.training.weights.empty())
      at_path(path_of("training") + ".weights", [&] {
        made->load(weights_for(made->network(), read_weights(config.training.weights)));
      });
    return made;
  };
  parts.state.energy = energy();
  if (config.training.average > 0) parts.state.averaged.emplace(energy(), config.training.average);
  parts.train = drawable(data.train, config.training.reserved, seed);
  parts.state.start = make_start(config, {data.shape, seed, parts.train.images}, path_of);
  parts.engine = at_path(path_of("sampler") + ".engine", [&] {
    return picked_engine(config.sampler, *parts.state.energy, data.shape);
  });
  parts.sampler = at_path(path_of("training") + ".loss.kl_weight", [&] {
    return training_sampler(config.sampler, config.training.loss, parts.workers);
  });
  parts.energy_scale = config.training.energy_scale;
  parts.law = step_rules().make(config.sampler.rule)->law();
  parts.state.optimizer = optimizers().make(config.optimizer, parts.state.energy->trained());
  return parts;
}

std::string engine_note(const PickedEngine& engine, int64_t threads) {
  std::string text =
      fmt::format("engine {} on {} thread{}", engine.name, threads, threads == 1 ? "" : "s");
  if (!engine.why.empty()) text += "; faster ones can't run this: " + engine.why;
  if (!engine.remark.empty()) text += "; " + engine.remark;
  return text;
}

std::string describe_networks(const RunConfig& config, const PathOf& path_of) {
  const ImageShape shape = data_sets().make(config.data).shape;
  const EnergySpec net = make_net(config, shape, path_of);
  const PickedEngine engine = at_path(path_of("sampler") + ".engine", [&] {
    return picked_engine(config.sampler, NetworkEnergy(net, 1), shape);
  });
  std::string text = fmt::format("energy net {}\n{}{}\n", config.energy.name(),
                                 describe(net.layers, shape), engine_note(engine, 1));
  const Layers start = chain_starts().make(config.start, {shape})->layers();
  if (!start.empty()) text += "generator net\n" + describe(start, latent_shape(start));
  return text;
}

}  // namespace coopbench
