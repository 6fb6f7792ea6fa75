#include "experiments/evaluation/annealing.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "core/stream.h"
#include "ebm/rules/hmc.h"
#include "metrics/intervals.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kChains = 128;  // of one task
constexpr int64_t kPilots = 32;

/// What the random numbers of a run are for.
enum class Run : uint8_t { pilot, forward, reverse };

Stream stream_of(const Annealing& a, Run run, int64_t first_chain) {
  return {.seed = a.seed,
          .purpose = Purpose::annealing,
          .iteration = static_cast<int64_t>(run),
          .first_chain = first_chain};
}

/// Chains as images [n, D, 1, 1], with log f [n] and its gradient there, all float64.
struct Placed {
  Tensor x, log_f, gradient;
};

/// The densities between the base and f.
class Path {
 public:
  Path(const LogDensity& log_density, double base_sd)
      : log_density_(log_density), variance_(base_sd * base_sd) {}

  Placed at(const Tensor& x) const {
    const ValueGradient found = value_and_gradient(log_density_, x.flatten(1));
    return {x, found.value, found.gradient.view_as(x)};
  }

  /// d/db of the log density of the path.
  Tensor log_ratio(const Placed& chains) const { return chains.log_f - log_base(chains.x); }

  /// Less the log density at b.
  EnergyGradient energy(const Placed& chains, double b) const {
    return {(b - 1) * log_base(chains.x) - b * chains.log_f,
            (1 - b) / variance_ * chains.x - b * chains.gradient};
  }

 private:
  Tensor log_base(const Tensor& x) const {
    return x.square().flatten(1).sum(1) / (-2 * variance_) -
           static_cast<double>(x.size(1)) / 2 * std::log(2 * std::numbers::pi * variance_);
  }

  const LogDensity& log_density_;
  double variance_;
};

/// The energy at b around chains on their way, which asks for log f once a place.
class Tempered : public Local {
 public:
  Tempered(const Path& path, double b, const Placed& start)
      : path_(path), b_(b), start_(start), last_(start) {}

  EnergyGradient at(const Tensor& x, int64_t) const override {
    last_ = x.is_same(start_.x) ? start_ : path_.at(x);
    return path_.energy(last_, b_);
  }
  bool varies() const override { return false; }

  /// Chains that stand where they were asked for last, or else where they started.
  Placed placed(const Tensor& x) const {
    const Tensor moved = (x == last_.x).flatten(1).all(1);
    return {x, torch::where(moved, last_.log_f, start_.log_f),
            torch::where(moved.reshape({-1, 1, 1, 1}), last_.gradient, start_.gradient)};
  }

 private:
  const Path& path_;
  double b_;
  const Placed& start_;
  mutable Placed last_;
};

/// One transition that leaves the density at b as it is; returns the chains that were accepted, [n]
/// of 0 and 1. `place` numbers the transitions of a run from 1 on.
Tensor move(const Path& path, Placed& chains, double b, const StepRule& rule, const Stream& stream,
            int64_t place) {
  const Tempered local(path, b, chains);
  Walk walk{chains.x};
  const StepInfo info = rule.step(walk, local, Draws(stream, chains.x.size(0)), place);
  chains = local.placed(walk.x);
  return info.counts.front().to(torch::kFloat64);
}

/// b_0 = 0 to b_K = 1, finer at both ends: Grosse, Maddison and Salakhutdinov 2013.
std::vector<double> schedule(int64_t temperatures) {
  const auto curve = [](double t) { return 1 / (1 + std::exp(4 - 8 * t)); };
  std::vector<double> b;
  for (int64_t k = 0; k <= temperatures; ++k)
    b.push_back((curve(static_cast<double>(k) / static_cast<double>(temperatures)) - curve(0)) /
                (curve(1) - curve(0)));
  return b;
}

/// As images, [chains, dimensions, 1, 1]. Their number of the step is 0.
Tensor base_draws(const Annealing& a, const Stream& stream, int64_t chains, int64_t dimensions) {
  return a.base_sd * normal(stream, {chains, dimensions, 1, 1}).to(torch::kFloat64);
}

/// A step size for each temperature, from chains of their own that follow the path.
std::vector<double> tuned_steps(const Path& path, int64_t dimensions, const Annealing& a,
                                const std::vector<double>& b) {
  const torch::NoGradGuard no_grad;
  const Stream stream = stream_of(a, Run::pilot, 0);
  Placed chains = path.at(base_draws(a, stream, kPilots, dimensions));
  double step = a.base_sd / std::pow(static_cast<double>(dimensions), 0.25);
  // At least 20 factors of two to either side can be reached.
  const double rate = std::max(0.1, 14.0 / static_cast<double>(a.temperatures * a.transitions));
  std::vector<double> steps{step};
  int64_t place = 0;
  for (size_t k = 1; k < b.size(); ++k) {
    for (int64_t i = 0; i < a.transitions; ++i) {
      const auto rule = hmc_rule(step, a.leapfrogs);
      const double accepted =
          move(path, chains, b[k], *rule, stream, ++place).mean().item<double>();
      step *= std::exp(rate * (accepted - a.acceptance));
    }
    steps.push_back(step);
  }
  return steps;
}

struct Weighed {
  Tensor log_weights, accepted;
};

/// Takes chains along the temperatures b, with these step sizes, all in the order of the run.
Weighed follow(const Path& path, const Tensor& start, const Annealing& a,
               const std::vector<double>& b, const std::vector<double>& steps, Run run,
               Workers& workers) {
  const int64_t chains = start.size(0), tasks = (chains + kChains - 1) / kChains;
  Weighed all{torch::zeros({chains}, torch::kFloat64), torch::zeros({chains}, torch::kFloat64)};
  workers.run(tasks, [&](int64_t task, int64_t) {
    const torch::NoGradGuard no_grad;
    const int64_t first = task * kChains, last = std::min(first + kChains, chains);
    const Stream stream = stream_of(a, run, first);
    Placed here = path.at(start.slice(0, first, last));
    if (!here.log_f.isfinite().all().item<bool>())
      throw std::invalid_argument(
          run == Run::reverse
              ? "log_density: must be finite at every sample"
              : "log_density: must be finite at every draw of the base; take a smaller base_sd");
    Tensor log_weights = all.log_weights.slice(0, first, last),
           accepted = all.accepted.slice(0, first, last);
    int64_t place = 0;
    for (size_t k = 1; k < b.size(); ++k) {
      log_weights += (b[k] - b[k - 1]) * path.log_ratio(here);
      const auto rule = hmc_rule(steps[k], a.leapfrogs);
      for (int64_t i = 0; k + 1 < b.size() && i < a.transitions; ++i)
        accepted += move(path, here, b[k], *rule, stream, ++place);
    }
  });
  return all;
}

void check(const Annealing& a, int64_t dimensions, int64_t chains) {
  const auto require = [](bool holds, const std::string& text) {
    if (!holds) throw std::invalid_argument(text);
  };
  require(dimensions >= 1, fmt::format("dimensions: {} must be at least 1", dimensions));
  require(chains >= 2, fmt::format("chains: {} must be at least 2", chains));
  require(a.base_sd > 0 && std::isfinite(a.base_sd),
          fmt::format("base_sd: {} must be above 0 and finite", a.base_sd));
  require(a.temperatures >= 1 && a.transitions >= 1 && a.leapfrogs >= 1,
          "temperatures, transitions, leapfrogs: must be at least 1");
  require(a.temperatures <= 5'000'000 / a.transitions,
          "temperatures: times transitions must be at most 5 million");
  require(a.acceptance > 0 && a.acceptance < 1,
          fmt::format("acceptance: {} must be above 0 and below 1", a.acceptance));
}

/// `sign` -1 for weights whose mean has the mean 1/Z.
Annealed summary(const Weighed& found, const Annealing& a, double sign) {
  const Tensor& w = found.log_weights;
  const auto n = static_cast<double>(w.size(0));
  const double sum = w.logsumexp(0).item<double>(), squares = (2 * w).logsumexp(0).item<double>();
  const double effective = std::exp(2 * sum - squares);
  const auto moves = static_cast<double>(a.transitions * (a.temperatures - 1));
  return {.log_z = sign * (sum - std::log(n)),
          .error = std::sqrt(std::max(0.0, n / effective - 1) / (n - 1)),
          .effective_samples = effective,
          .acceptance = moves > 0 ? found.accepted.mean().item<double>() / moves : 1,
          .log_weights = w};
}

template <class List>
List reversed(const List& list) {
  return List(list.rbegin(), list.rend());
}

/// Both ways along one path, with step sizes that were tuned once.
class Sandwich {
 public:
  Sandwich(const LogDensity& log_density, int64_t dimensions, const Annealing& annealing,
           Workers& workers)
      : path_(log_density, annealing.base_sd),
        dimensions_(dimensions),
        annealing_(annealing),
        workers_(workers),
        b_(schedule(annealing.temperatures)),
        steps_(tuned_steps(path_, dimensions, annealing, b_)) {}

  Annealed forward(int64_t chains) const {
    const Tensor start =
        base_draws(annealing_, stream_of(annealing_, Run::forward, 0), chains, dimensions_);
    return summary(follow(path_, start, annealing_, b_, steps_, Run::forward, workers_), annealing_,
                   1);
  }

  Annealed reverse(const Tensor& samples) const {
    const Tensor start = samples.detach().to(torch::kFloat64).unsqueeze(-1).unsqueeze(-1);
    return summary(
        follow(path_, start, annealing_, reversed(b_), reversed(steps_), Run::reverse, workers_),
        annealing_, -1);
  }

 private:
  const Path path_;
  const int64_t dimensions_;
  const Annealing& annealing_;
  Workers& workers_;
  const std::vector<double> b_, steps_;
};

}  // namespace

Annealed annealed_importance(const LogDensity& log_density, int64_t dimensions, int64_t chains,
                             const Annealing& annealing, Workers& workers) {
  check(annealing, dimensions, chains);
  return Sandwich(log_density, dimensions, annealing, workers).forward(chains);
}

Annealed reverse_annealing(const LogDensity& log_density, const Tensor& samples,
                           const Annealing& annealing, Workers& workers) {
  check_rows("samples", samples, 2);
  check(annealing, samples.size(1), samples.size(0));
  return Sandwich(log_density, samples.size(1), annealing, workers).reverse(samples);
}

LogZBracket log_z_bracket(const LogDensity& log_density, int64_t chains, const Tensor& samples,
                          const Annealing& annealing, Workers& workers, double level) {
  const double z = normal_quantile(level);
  check_rows("samples", samples, 2);
  check(annealing, samples.size(1), chains);
  const Sandwich both(log_density, samples.size(1), annealing, workers);
  const Annealed forward = both.forward(chains), reverse = both.reverse(samples);
  return {forward, reverse, forward.log_z - z * forward.error, reverse.log_z + z * reverse.error,
          level};
}

}  // namespace coopbench
