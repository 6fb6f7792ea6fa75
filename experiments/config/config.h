#pragma once

#include "data/batches.h"
#include "data/data_sets.h"
#include "ebm/train.h"
#include "metrics/measure.h"
#include "metrics/stability.h"

namespace coopbench {

/// The metrics that compare two sets of samples and need nothing more: those of
/// `evaluation.metrics`.
const Metrics& sample_metrics_table();

enum class EvaluationPart { test, validation };
constexpr auto enum_names(EvaluationPart) { return std::array{"test", "validation"}; }

struct EvaluationConfig {
  int64_t samples = 1000, every = 50, curve_samples = 500, images = 64, long_run = 20,
          further_steps = 320, blocks = 5;
  double kde_bandwidth = 0;
  EvaluationPart part = EvaluationPart::test;
  std::string against = "";
  std::vector<Choice> metrics = parts_named({"energy_distance", "sliced_wasserstein", "frechet",
                                             "precision", "recall", "density", "coverage", "c2st"});
  std::vector<std::string> spaces = {"pixels"};
  StabilityLimits stability = {};
  static auto fields() {
    static const auto metric = sample_metrics_table().choice();
    static const auto space_names = one_of(coopbench::spaces().names());
    return std::tuple{
        field("metrics", &EvaluationConfig::metrics, metric,
              "further metrics of the chain ends, beside MMD^2, each a name or an object with "
              "settings"),
        field("spaces", &EvaluationConfig::spaces, space_names, "feature spaces of those metrics"),
        field(
            "against", &EvaluationConfig::against, anything(),
            "other images that the energy is to tell from the data's: a data set that has `side`, "
            "or a .npy file; empty for none"),
        field("part", &EvaluationConfig::part, "part of the data that results are measured on"),
        field("samples", &EvaluationConfig::samples, between(3, 1e6),
              "samples and real images in what is reported"),
        field("every", &EvaluationConfig::every, at_least(1),
              "iterations from one point of the validation curve, with its pictures, to the next"),
        field("blocks", &EvaluationConfig::blocks, between(1, 1000),
              "blocks of test images, of `samples` each, that methods are compared on; fewer where "
              "there are no more"),
        field("curve_samples", &EvaluationConfig::curve_samples, between(3, 1e6),
              "samples and real images in a point of the validation curve"),
        field("images", &EvaluationConfig::images, at_least(1), "images in a sample grid"),
        field("long_run", &EvaluationConfig::long_run, between(0, 1e6),
              "rounds of K steps that trained chains go on for, to see whether they mix, 10 at "
              "least; "
              "0: none"),
        field("further_steps", &EvaluationConfig::further_steps, between(0, 1e6),
              "steps that 64 chains go on for from the ends, from noise and from data, measured "
              "after 10, 32, 100, 320, ...; 0: none"),
        field("kde_bandwidth", &EvaluationConfig::kde_bandwidth, between(0, 100),
              "of the density that is estimated from the ends on data of the plane, in units of "
              "their covariance's root; 0: 0.1 for gmm, 0.075 for rings, n^(-1/6) for others"),
        field("stability", &EvaluationConfig::stability, anything(),
              "beyond what a run is not called stable"),
    };
  }
};

/// The chain starts of all rooms: the methods.
const ChainStarts& chain_starts();

/// One run, without its seed. In a preset everything but `start` stands in the block `shared`.
struct RunConfig {
  Choice data, energy;
  SamplerConfig sampler;
  Choice optimizer;
  TrainConfig training;
  EvaluationConfig evaluation;
  Choice start;
  static auto fields() {
    static const auto data_choice = data_sets().choice();
    static const auto net_choice = energy_nets().choice();
    static const auto optimizer_choice = optimizers().choice();
    static const auto start_choice = chain_starts().choice();
    return std::tuple{
        required(field("data", &RunConfig::data, data_choice, "data set")),
        required(field("energy", &RunConfig::energy, net_choice, "energy net")),
        field("sampler", &RunConfig::sampler, anything(), "MCMC steps of a chain"),
        required(
            field("optimizer", &RunConfig::optimizer, optimizer_choice, "of the energy's weights")),
        field("training", &RunConfig::training, anything(), "the training loop"),
        field("evaluation", &RunConfig::evaluation, anything(), "what is measured, on how much"),
        required(field("start", &RunConfig::start, start_choice,
                       "where chains start and what is done with their ends: the method")),
    };
  }
};

// Made once, in config.cpp: they would cost each file that uses them two seconds.
extern template RunConfig parse_config(
    const Json& json, const std::function<std::string(const std::string&)>& path_of);
extern template Json to_json(const RunConfig& config);
extern template std::vector<FieldInfo> describe_fields<RunConfig>(const std::string& prefix);
extern template std::vector<std::string> field_names<RunConfig>();

/// The images that results are measured on.
const Images& measured_part(const EvaluationConfig& evaluation, const Dataset& data);

/// The parts of a run, made from its config.
struct RunParts {
  std::shared_ptr<Workers> workers;
  Dataset data;
  Drawable train;  ///< of the data's training part
  TrainingState state;
  PickedEngine engine;
  Sampler sampler;
  torch::Tensor against = {};  ///< images of `evaluation.against`, at most `samples`; or undefined
  double energy_scale = 1;     ///< true energy / U
  std::optional<StationaryLaw> law = {};  ///< of the step rule

  /// The law that samples are judged by: the rule's; where it keeps none that of the true energy.
  StationaryLaw sampled_law() const { return law.value_or(StationaryLaw{energy_scale}); }
};

/// Where a block of the config stands in the preset, for messages.
using PathOf = std::function<std::string(const std::string& block)>;

/// Does `work`; a UserError of it gets the path in front.
template <class Work>
auto at_path(const std::string& path, Work work) {
  try {
    return work();
  } catch (const UserError& error) {
    throw UserError(path + ": " + error.what());
  }
}

/// "engine chunked on 2 threads; faster ones can't run this: resident has no max pool"
std::string engine_note(const PickedEngine& engine, int64_t threads);

/// Finds and loads the data. Throws UserError with advice when its files are missing or broken.
Dataset load_data(const RunConfig& config, const PathOf& path_of, const TellLoading& tell = {});

/// Makes the nets for the data's shape and checks that all parts fit: sides, batch and sample
/// numbers, chains that the start can give. Throws UserError with `path_of(block)` of what does not
/// fit.
RunParts make_parts(const RunConfig& config, uint64_t seed, const Dataset& data,
                    const PathOf& path_of,
                    std::shared_ptr<Workers> workers = std::make_shared<Workers>(1));

/// The networks of a run, layer by layer.
std::string describe_networks(const RunConfig& config, const PathOf& path_of);

}  // namespace coopbench
