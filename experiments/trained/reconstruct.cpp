#include "experiments/trained/reconstruct.h"

#include <fmt/format.h>
#include <torch/autograd.h>

#include <algorithm>

#include "core/npy.h"
#include "experiments/run/pictures.h"
#include "experiments/trained/generator_of.h"
#include "experiments/trained/numbers.h"
#include "experiments/trained/unrolled.h"
#include "metrics/nearest.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kAtOnce = 16;

/// |M(x) - image|^2 and its gradient, in fixed chunks over the workers.
UnrolledChain::Misfit misfit_of(const UnrolledChain& chain, const Tensor& x, const Tensor& images,
                                Workers& workers) {
  const int64_t n = x.size(0), chunks = (n + kAtOnce - 1) / kAtOnce;
  std::vector<Tensor> squared(static_cast<size_t>(chunks)), gradients(squared.size());
  workers.run(chunks, [&](int64_t i, int64_t) {
    const int64_t first = i * kAtOnce, end = std::min(first + kAtOnce, n);
    auto [s, g] = chain.misfit(x.slice(0, first, end), images.slice(0, first, end));
    squared[static_cast<size_t>(i)] = s;
    gradients[static_cast<size_t>(i)] = g;
  });
  return {torch::cat(squared), torch::cat(gradients)};
}

/// A pixel's error of each image.
std::vector<double> a_pixel(const Tensor& squared, const Tensor& images) {
  const double pixels = static_cast<double>(images[0].numel());
  std::vector<double> errors;
  for (int64_t i = 0; i < squared.size(0); ++i)
    errors.push_back(squared[i].item<double>() / pixels);
  return errors;
}

/// Rows of `now` where they are better, of `best` else.
Tensor better_rows(const Tensor& better, const Tensor& now, const Tensor& best) {
  std::vector<int64_t> shape(static_cast<size_t>(now.dim()), 1);
  shape[0] = -1;
  return torch::where(better.reshape(shape), now, best);
}

std::unique_ptr<Optimizer> adam(double rate, const Tensor& sought) {
  return optimizers().make(
      Choice{optimizers().resolve({{"name", "adam"}, {"learning_rate", rate}}, "--rate")},
      {sought});
}

/// What the search begins with: latents of a generator, else the method's own starts.
Tensor first_starts(const TrainedRun& run, const ReconstructTask& task) {
  const Stream stream = stream_of(Question::reconstruct, task.seed, Purpose::trained_start);
  if (const Generator* generator = generator_of(*run.parts.state.start))
    return generator->latents(stream, task.images);
  return at_path("--images", [&] {
    return run.parts.state.start->draw_eval(task.images, stream).x.contiguous().clone();
  });
}

void write_pictures(const TrainedRun& run, const TrainedPaths& paths, const Reconstructions& r) {
  if (run.parts.data.view > 0) {
    for (const auto& [name, x] : {std::pair{"originals", r.originals}, std::pair{"ends", r.ends},
                                  std::pair{"starts", r.starts}})
      write_picture(paths.grid(name), x, x.size(0), run.parts.data.view);
    return;
  }
  const int64_t n = std::min<int64_t>(r.originals.size(0), 64);
  write_rows(
      paths.grid("reconstructions"),
      torch::stack({r.originals.slice(0, 0, n), r.ends.slice(0, 0, n), r.starts.slice(0, 0, n)}, 1)
          .flatten(0, 1),
      12);
}

}  // namespace

TrainedTask task_of(const ReconstructTask& task) {
  return {.command = "reconstruct",
          .name = fmt::format("{}-{}", task.images, task.iterations),
          .title = fmt::format("{} test images, {} iterations of Adam on their starts", task.images,
                               task.iterations),
          .settings = {{"images", task.images},
                       {"iterations", task.iterations},
                       {"rate", task.rate},
                       {"seed", task.seed}}};
}

void need_reconstruction(const TrainedRun& run, const ReconstructTask& task) {
  UnrolledChain(run.energy(), run.config.sampler.rule, 1);
  for (const std::string start : {"data", "recovery", "data_persistent", "mixed"})
    if (run.config.start.name() == start)
      throw UserError(fmt::format(
          "reconstruct: chains of this run start at '{}', so at images: a start that fits says "
          "nothing of them; runs that start at noise, a bank of it or a generator can be asked",
          start));
  need_test_images(run, task.images);
  first_starts(run, task);
}

Reconstructions reconstructed(const TrainedRun& run, const ReconstructTask& task,
                              const TrainedHooks& hooks) {
  const UnrolledChain chain(run.energy(), run.config.sampler.rule, run.config.sampler.steps);
  const Generator* generator = generator_of(*run.parts.state.start);
  const Tensor images = run.parts.data.test.slice(0, task.images).clone();
  const Tensor sought = first_starts(run, task).requires_grad_(true);
  const auto optimizer = adam(task.rate, sought);
  Reconstructions found{.originals = images, .ends = {}, .starts = {}, .before = {}, .error = {}};
  Tensor least, best_sought, best_start;
  for (int64_t i = 0; i <= task.iterations; ++i) {
    if (hooks.stop()) throw Stopped{};
    const torch::AutoGradMode with_graph(true);
    const Tensor start = generator != nullptr ? generator->sample(sought) : sought;
    const auto [squared, by_start] = misfit_of(chain, start.detach(), images, *run.parts.workers);
    const Tensor now = sought.detach(), place = start.detach();
    if (i == 0) {
      found.before = a_pixel(squared, images);
      least = squared, best_sought = now.clone(), best_start = place.clone();
    } else {
      const Tensor better = squared < least;
      least = torch::where(better, squared, least);
      best_sought = better_rows(better, now, best_sought);
      best_start = better_rows(better, place, best_start);
    }
    hooks.progress(
        fmt::format("iteration {}/{}, error {:.4g}", i, task.iterations,
                    least.mean().item<double>() / static_cast<double>(images[0].numel())),
        static_cast<double>(i) / static_cast<double>(task.iterations));
    if (i == task.iterations) break;
    const Tensor gradient =
        generator != nullptr ? torch::autograd::grad({start}, {sought}, {by_start})[0] : by_start;
    optimizer->descend(std::vector<Tensor>{gradient.nan_to_num(0, 0, 0)});
  }
  found.error = a_pixel(least, images);
  found.starts = best_start;
  if (generator != nullptr) found.latents = best_sought;
  found.ends = chain.ends(best_start);
  return found;
}

Outcome reconstruct(const TrainedRun& run, const ReconstructTask& task, const ResultFolder& folder,
                    const TrainedHooks& hooks) {
  run.parts.workers->stop_when(hooks.stop);
  Reconstructions found;
  try {
    found = reconstructed(run, task, hooks);
  } catch (const Stopped&) {
    folder.write({.status = "interrupted"});
    return Outcome::interrupted;
  }
  const Tensor train = run.parts.data.train.all(), mean = train.mean(0, true);
  const std::vector<double>
      of_mean = a_pixel((found.originals - mean).to(torch::kFloat64).square().flatten(1).sum(1),
                        found.originals),
      of_nearest =
          a_pixel(nearest(found.originals.flatten(1), train.flatten(1), *run.parts.workers).squared,
                  found.originals);
  const TrainedPaths& paths = folder.paths();
  folder.need_same();
  RowLog<ReconstructionRow> log(paths.rows(), {});
  for (size_t i = 0; i < found.error.size(); ++i)
    log.append(
        {static_cast<int64_t>(i), found.error[i], found.before[i], of_nearest[i], of_mean[i]});
  log.sync();
  for (const auto& [name, x] :
       {std::pair{"originals", found.originals}, std::pair{"ends", found.ends},
        std::pair{"starts", found.starts}, std::pair{"latents", found.latents}})
    if (x.defined()) write_npy(paths.array(name), x);
  write_pictures(run, paths, found);
  write_numbers(
      folder, "test", task.images,
      {mean_row("reconstruct.error", "squared error a pixel", found.error, Direction::lower),
       mean_row("reconstruct.before", "of the starts before the search", found.before),
       mean_row("reconstruct.nearest", "of the nearest training image", of_nearest),
       mean_row("reconstruct.mean_image", "of the mean training image", of_mean)});
  const bool points = run.parts.data.view > 0;
  folder.write(
      {.status = "finished",
       .pictures = points ? std::vector<std::string>{"originals", "ends", "starts"}
                          : std::vector<std::string>{"reconstructions"},
       .captions = points ? std::vector<std::string>{"originals", "reconstructions", "starts"}
                          : std::vector<std::string>{"original, reconstruction, start; four images "
                                                     "a row"},
       .notes = {generator_of(*run.parts.state.start) != nullptr
                     ? "Starts are the generator's, so that the search is over a few latents: an "
                       "error below that of the nearest training image says that the net makes "
                       "what it has never seen, one near that of the mean image that it makes "
                       "nothing of its own."
                     : "The search is over every number of the start: a net that hardly moves its "
                       "chains, an untrained one too, lets any image through. Read the error "
                       "beside those of other nets with the same K."}});
  return Outcome::finished;
}

}  // namespace coopbench
