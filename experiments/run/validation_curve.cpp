#include "experiments/run/validation_curve.h"

#include "core/files.h"
#include "experiments/run/pictures.h"
#include "records/paths.h"

namespace coopbench {

ValidationCurve::ValidationCurve(const RunConfig& config, const RunPlace& place,
                                 const RunParts& parts, const LogPosition& log)
    : config_(config),
      place_(place),
      parts_(parts),
      log_(RunPaths{place.folder}.validation(), log),
      judge_(parts.data.validation.slice(0, config.evaluation.curve_samples), parts.workers) {}

void ValidationCurve::add(int64_t iterations) {
  const Samples samples = draw_samples(parts_, place_.seed, iterations,
                                       config_.evaluation.curve_samples, config_.training.chains);
  make_inner_folder(RunPaths{place_.folder}.grids());  // it may be a link by now
  log_.append({iterations, parts_.state.totals.gradient_evaluations, judge_.estimate(samples.start),
               judge_.estimate(samples.end)});
  for (const auto& [name, x] : {std::pair{"start", samples.start}, std::pair{"end", samples.end}})
    write_picture(RunPaths{place_.folder}.grid_at(iterations, name), x, config_.evaluation.images,
                  parts_.data.view);
}

}  // namespace coopbench
