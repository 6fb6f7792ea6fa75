#include "experiments/trained/interpolate.h"

#include <fmt/format.h>

#include "core/npy.h"
#include "experiments/run/pictures.h"
#include "experiments/trained/generator_of.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// The two ends of each pair.
Chains half(const Chains& both, int64_t which) {
  const int64_t pairs = both.size() / 2;
  return both.slice(which * pairs, (which + 1) * pairs);
}

/// The starts at each point of the lines.
std::vector<Chains> starts_between_starts(const TrainedRun& run, const InterpolateTask& task,
                                          const Stream& stream) {
  const Chains both =
      at_path("--pairs", [&] { return run.parts.state.start->draw_eval(2 * task.pairs, stream); });
  const Chains from = half(both, 0), to = half(both, 1);
  std::vector<Chains> all;
  for (const Tensor& x : lines(from.x, to.x, task.points, task.path)) all.push_back({x});
  if (!both.anchor) return all;
  const auto at = lines(from.anchor->at, to.anchor->at, task.points, LineKind::linear);
  for (size_t i = 0; i < all.size(); ++i) all[i].anchor = Anchor{at[i], from.anchor->precision};
  return all;
}

std::vector<Chains> starts_between_latents(const Generator& generator, const InterpolateTask& task,
                                           const Stream& stream) {
  const torch::NoGradGuard no_grad;
  const Tensor both = generator.latents(stream, 2 * task.pairs);
  const auto z =
      lines(both.slice(0, 0, task.pairs), both.slice(0, task.pairs), task.points, task.path);
  const std::vector<Tensor> x = generator.sample(torch::cat(z)).split(task.pairs);
  std::vector<Chains> all;
  for (size_t i = 0; i < z.size(); ++i) all.push_back({.x = x[i], .latents = z[i]});
  return all;
}

double distance(const Tensor& a, const Tensor& b) {
  return (a - b).to(torch::kFloat64).norm().item<double>();
}

}  // namespace

TrainedTask task_of(const InterpolateTask& task) {
  const std::string between = enum_name(task.between), path = enum_name(task.path);
  return {.command = "interpolate",
          .name = between + "-" + path,
          .title = fmt::format("{} points on {} lines between {} pairs of {}", task.points, path,
                               task.pairs, between),
          .settings = {{"pairs", task.pairs},
                       {"points", task.points},
                       {"between", between},
                       {"path", path},
                       {"seed", task.seed}}};
}

void need_lines(const TrainedRun& run, const InterpolateTask& task) {
  const Choice& start = run.config.start;
  if (task.between == Between::starts)
    starts_between_starts(run, {.pairs = task.pairs, .points = 2, .seed = task.seed},
                          stream_of(Question::interpolate, task.seed, Purpose::trained_start));
  if (task.between == Between::latents) {
    if (generator_of(*run.parts.state.start) == nullptr)
      throw UserError(fmt::format(
          "--between latents: chains of this run start at '{}', which has no generator and no "
          "latents; runs of generator and coop_persistent have; take --between starts",
          start.name()));
    return;
  }
  if (task.path == LineKind::spherical &&
      !(start.name() == "noise" && start.json.value("law", "") == "gaussian"))
    throw UserError(fmt::format(
        "--path spherical: is for Gaussian starts, whose lengths are nearly equal; those of this "
        "run are {}; take --path linear{}",
        start.name() == "noise" ? "uniform noise" : "of '" + start.name() + "'",
        generator_of(*run.parts.state.start) == nullptr ? "" : ", or --between latents"));
}

Lines interpolated(const TrainedRun& run, const InterpolateTask& task) {
  const auto stream = [&](Purpose purpose) {
    return stream_of(Question::interpolate, task.seed, purpose);
  };
  const std::vector<Chains> all =
      task.between == Between::starts
          ? starts_between_starts(run, task, stream(Purpose::trained_start))
          : starts_between_latents(*generator_of(*run.parts.state.start), task,
                                   stream(Purpose::trained_start));
  const Sampling sampling = run.parts.sampler(run.energy(), run.parts.data.shape);
  std::vector<Tensor> starts, ends;
  for (const Chains& chains : all) {
    starts.push_back(chains.x);
    ends.push_back(sample_in_chunks(sampling, chains, stream(Purpose::trained_step),
                                    run.config.training.chains)
                       .chains.x);
  }
  return {torch::stack(starts, 1), torch::stack(ends, 1)};
}

std::vector<PathRow> path_rows(const Lines& lines) {
  const int64_t points = lines.ends.size(1);
  std::vector<PathRow> rows;
  for (int64_t pair = 0; pair < lines.ends.size(0); ++pair) {
    const Tensor starts = lines.starts[pair], ends = lines.ends[pair];
    PathRow row{.pair = pair,
                .start_distance = distance(starts[0], starts[points - 1]),
                .end_distance = distance(ends[0], ends[points - 1])};
    for (int64_t i = 0; i + 1 < points; ++i)
      row.longest_step = std::max(row.longest_step, distance(ends[i], ends[i + 1]));
    row.smoothness = row.longest_step / row.end_distance;
    rows.push_back(row);
  }
  return rows;
}

Outcome interpolate(const TrainedRun& run, const InterpolateTask& task, const ResultFolder& folder,
                    const TrainedHooks&) {
  const Lines found = interpolated(run, task);
  const TrainedPaths& paths = folder.paths();
  RowLog<PathRow> log(paths.rows(), {});
  std::vector<double> smoothness;
  for (const PathRow& row : path_rows(found)) {
    log.append(row);
    if (std::isfinite(row.smoothness)) smoothness.push_back(row.smoothness);
  }
  log.sync();
  write_npy(paths.array("starts"), found.starts);
  write_npy(paths.array("paths"), found.ends);
  for (const auto& [name, images] : {std::pair{"paths", found.ends.flatten(0, 1)},
                                     std::pair{"starts", found.starts.flatten(0, 1)}})
    if (run.parts.data.view > 0)
      write_picture(paths.grid(name), images, images.size(0), run.parts.data.view);
    else
      write_rows(paths.grid(name), images, task.points);
  MetricRow row{.key = "interpolate.smoothness",
                .group = "mean",
                .name = "longest step / distance",
                .better = Direction::lower,
                .note = "no pair has finite ends apart"};
  if (!smoothness.empty()) row = mean_row(row.key, row.name, smoothness, row.better);
  row.floor = 1 / static_cast<double>(task.points - 1);
  write_numbers(folder, "none", task.pairs, {row});
  folder.write({.status = "finished",
                .pictures = {"paths", "starts"},
                .captions = {"ends, a pair a row", "starts"},
                .notes = {fmt::format(
                    "The longest of the {} steps from one point's image to the next, over the "
                    "distance from the first to the last: {:.3g} for a straight and even way, 1 or "
                    "more for a jump.",
                    task.points - 1, *row.floor)}});
  return Outcome::finished;
}

}  // namespace coopbench
