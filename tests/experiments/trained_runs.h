#pragma once

#include <fmt/format.h>

#include "core/npy.h"
#include "ebm/gaussian_energy.h"
#include "experiments/small_runs.h"
#include "experiments/trained/result_folder.h"

namespace coopbench {

/// Small runs that were stopped behind their first updates, for what a trained net does needs no
/// measurement of the run; and the folders of what is asked of them.
struct SmallTrained {
  TemporaryFolder folder;

  /// Of the toy preset; `settings` are applied once more.
  fs::path toy_run(const std::string& method, const std::vector<std::string>& settings = {}) const {
    const fs::path out = folder / fmt::format("{}-{}", method, count++);
    run_method(toy(settings).method(method), place(out, method), Existing::refuse, stop_after(3));
    return out;
  }

  /// Of 16 x 16 grey images in [-0.6, 0.6].
  fs::path image_run(const std::string& start,
                     const std::vector<std::string>& settings = {}) const {
    const fs::path images = folder / "images.npy";
    if (!fs::exists(images))
      write_npy(images, uniform({.seed = 3, .purpose = Purpose::known_law}, {80, 1, 16, 16}, -1, 1)
                            .clamp(-0.6, 0.6));
    std::vector<std::string> all{
        "shared.energy={\"name\":\"anatomy_vanilla\",\"n_f\":2}",
        fmt::format("methods={{\"own\":{{\"start\":{}}}}}", start),
        fmt::format("shared.data={{\"name\":\"npy\",\"file\":\"{}\",\"train\":40,\"validation\":"
                    "20,\"test\":20}}",
                    images.string()),
        "shared.sampler.rule={\"name\":\"free_noise\",\"step_size\":0.5,\"noise_scale\":0.01}",
        "shared.evaluation={\"samples\":10,\"curve_samples\":10,\"images\":8,\"long_run\":0,"
        "\"further_steps\":0,\"metrics\":[]}",
        "shared.training.iterations=3",
        "shared.training.chains=8",
        "shared.training.batch=8"};
    all.insert(all.end(), settings.begin(), settings.end());
    std::vector<std::string> base{"shared.sampler.steps=3"};
    base.insert(base.end(), all.begin(), all.end());
    const Preset preset = load_preset("toy", base);
    const fs::path out = folder / fmt::format("own-{}", count++);
    run_method(preset.methods[0], place(out, "own"), Existing::refuse, stop_after(2));
    return out;
  }

 private:
  mutable int count = 0;
};

/// One for all tests of a program.
inline const SmallTrained& small() {
  static const SmallTrained made;
  return made;
}

inline constexpr const char* kNoise = R"({"name":"noise"})";

}  // namespace coopbench
