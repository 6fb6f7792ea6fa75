#include "experiments/trained/inpaint.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/checksum.h"
#include "core/npy.h"
#include "ebm/input_gradient.h"
#include "ebm/noise_start.h"
#include "ebm/walk.h"
#include "experiments/run/pictures.h"
#include "experiments/trained/numbers.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kAtOnce = 16;

/// A rule whose chains have known pixels.
class HeldRule : public StepRule {
 public:
  HeldRule(const StepRule& rule, Tensor mask, Tensor known)
      : rule_(rule), mask_(std::move(mask)), known_(std::move(known)) {}

  StepInfo step(Walk& walk, const Local& local, const Draws& draws, int64_t k) const override {
    StepInfo info = rule_.step(walk, local, draws, k);
    walk.x = torch::where(mask_, walk.x, known_);
    return info;
  }
  std::vector<std::string> counts() const override { return rule_.counts(); }
  double energy_scale() const override { return rule_.energy_scale(); }

 private:
  const StepRule& rule_;
  Tensor mask_, known_;
};

/// Mean squared difference a masked pixel of each image.
std::vector<double> masked_errors(const Tensor& images, const Tensor& originals,
                                  const Tensor& mask) {
  const Tensor squared = (images - originals).to(torch::kFloat64).square() * mask;
  const double pixels = mask.sum().item<double>() * static_cast<double>(originals.size(1));
  std::vector<double> errors;
  for (int64_t i = 0; i < originals.size(0); ++i)
    errors.push_back(squared[i].sum().item<double>() / pixels);
  return errors;
}

/// What the masked pixels begin with, [n, C, H, W].
Tensor fill_of(const TrainedRun& run, const InpaintTask& task) {
  const Stream stream = stream_of(Question::inpaint, task.seed, Purpose::trained_start);
  if (task.fill == Fill::noise) return noise_images(stream, task.images, run.parts.data.shape);
  return at_path("--images",
                 [&] { return run.parts.state.start->draw_eval(task.images, stream).x; });
}

}  // namespace

TrainedTask task_of(const InpaintTask& task, const Tensor& mask) {
  std::string name = task.mask;
  if (name.ends_with(".png")) name = std::filesystem::path(name).stem();
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') c = '_';
  const Tensor whole = mask.contiguous();
  return {.command = "inpaint",
          .name = name.substr(0, kLongestName),
          .title = fmt::format("{} test images, masked by {}", task.images, task.mask),
          .settings = {{"mask", task.mask},
                       {"mask_checksum", checksum_text({static_cast<const char*>(whole.data_ptr()),
                                                        whole.nbytes()})},
                       {"images", task.images},
                       {"steps", task.steps},
                       {"fill", enum_name(task.fill)},
                       {"seed", task.seed}}};
}

void need_inpainting(const TrainedRun& run, const InpaintTask& task) {
  const std::string rule = run.config.sampler.rule.name();
  if (rule == "mala" || rule == "hmc")
    throw UserError(fmt::format(
        "inpaint: the rule '{}' of this run accepts or rejects whole images; pixels that are set "
        "back after a step would break that. Runs of the other rules can be asked",
        rule));
  need_test_images(run, task.images);
  fill_of(run, task);
}

Tensor held_steps(const TrainedRun& run, const Chains& starts, const Tensor& mask, int64_t steps,
                  const Stream& stream) {
  const auto energy = run.energy().freeze(steps);
  const auto rule = step_rules().make(run.config.sampler.rule);
  const int64_t n = starts.size(), chunks = (n + kAtOnce - 1) / kAtOnce;
  std::vector<Tensor> ends(static_cast<size_t>(chunks));
  run.parts.workers->run(chunks, [&](int64_t i, int64_t) {
    const int64_t first = i * kAtOnce;
    const Chains some = starts.slice(first, std::min(first + kAtOnce, n));
    const HeldRule held(*rule, mask, some.x);
    ends[static_cast<size_t>(i)] =
        walk(field_of(*energy), energy->varies(), held, steps, some, stream.after(first)).x;
  });
  return torch::cat(ends);
}

Inpainted inpainted(const TrainedRun& run, const InpaintTask& task, const Tensor& mask) {
  const Tensor originals = run.parts.data.test.slice(0, task.images).clone();
  const Tensor fill = fill_of(run, task);
  const Tensor masked = torch::where(mask, fill, originals);
  return {originals, masked,
          held_steps(run, {masked}, mask, task.steps > 0 ? task.steps : run.config.sampler.steps,
                     stream_of(Question::inpaint, task.seed, Purpose::trained_step))};
}

Outcome inpaint(const TrainedRun& run, const InpaintTask& task, const Tensor& mask,
                const ResultFolder& folder, const TrainedHooks& hooks) {
  run.parts.workers->stop_when(hooks.stop);
  Inpainted found;
  try {
    found = inpainted(run, task, mask);
  } catch (const Stopped&) {
    folder.write({.status = "interrupted"});
    return Outcome::interrupted;
  }
  const Tensor& originals = found.originals;
  const Tensor mean = run.parts.data.train.all().mean(0, true).expand_as(originals);
  const std::vector<double> error = masked_errors(found.results, originals, mask),
                            before = masked_errors(found.masked, originals, mask),
                            of_mean = masked_errors(mean, originals, mask);
  const TrainedPaths& paths = folder.paths();
  folder.need_same();
  RowLog<InpaintingRow> log(paths.rows(), {});
  for (size_t i = 0; i < error.size(); ++i)
    log.append({static_cast<int64_t>(i), error[i], before[i], of_mean[i]});
  log.sync();
  write_npy(paths.array("originals"), originals);
  write_npy(paths.array("masked"), found.masked);
  write_npy(paths.array("inpainted"), found.results);
  const int64_t n = std::min<int64_t>(originals.size(0), 64);
  write_rows(
      paths.grid("inpainted"),
      torch::stack(
          {originals.slice(0, 0, n), found.masked.slice(0, 0, n), found.results.slice(0, 0, n)}, 1)
          .flatten(0, 1),
      12);
  std::vector<MetricRow> rows{
      mean_row("inpaint.error", "squared error a masked pixel", error, Direction::lower),
      mean_row("inpaint.before", "of what the masked pixels began with", before),
      mean_row("inpaint.mean_image", "of the mean training image there", of_mean)};
  write_numbers(folder, "test", task.images, rows);
  folder.write({.status = "finished",
                .pictures = {"inpainted"},
                .captions = {"original, masked, result; four images a row"},
                .notes = {"Known pixels are set back after each step. A net that draws what could "
                          "stand there need not draw what did: an error near the mean image's is "
                          "no failure by itself, look at the pictures."}});
  return Outcome::finished;
}

}  // namespace coopbench
