#include "metrics/annealing.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "core/stream.h"
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

/// Chains with log f and its gradient there.
struct State {
  Tensor x, log_f, gradient;
};

/// The densities between the base and f, and moves that leave them invariant.
class Path {
 public:
  Path(const LogDensity& log_density, const Annealing& annealing)
      : log_density_(log_density), annealing_(annealing) {}

  State at(const Tensor& x) const {
    ValueGradient found = value_and_gradient(log_density_, x);
    return {x, std::move(found.value), std::move(found.gradient)};
  }

  Tensor log_base(const Tensor& x) const {
    const double variance = annealing_.base_sd * annealing_.base_sd;
    return x.square().sum(1) / (-2 * variance) -
           static_cast<double>(x.size(1)) / 2 * std::log(2 * std::numbers::pi * variance);
  }

  /// d/db of the log density of the path.
  Tensor log_ratio(const State& s) const { return s.log_f - log_base(s.x); }

  /// One transition at b; returns the chains that were accepted, [n] of 0 and 1. `place` numbers
  /// the transitions of a run from 1 on.
  Tensor move(State& s, double b, double step, const Stream& stream, int64_t place) const {
    // Other lengths at each place keep trajectories from closing.
    const Stream common{
        .seed = stream.seed, .purpose = stream.purpose, .iteration = stream.iteration};
    const double length = step * uniform(common, {1}, 0.8, 1.2, 3 * place).item<double>();
    const Tensor momentum = normal(stream, s.x.sizes(), 3 * place + 1).to(torch::kFloat64);
    Tensor p = momentum.clone();
    State next = s;
    for (int64_t i = 0; i < annealing_.leapfrogs; ++i) {
      p.add_(gradient(next, b), length / 2);
      next = at(next.x + length * p);
      p.add_(gradient(next, b), length / 2);
    }
    const Tensor gain = log_density(next, b) - log_density(s, b) -
                        (p.square().sum(1) - momentum.square().sum(1)) / 2;
    const Tensor u = uniform(stream, {s.x.size(0)}, 0, 1, 3 * place + 2).to(torch::kFloat64);
    const Tensor accepted = gain.isfinite() & (u.log() < gain);
    s = {torch::where(accepted.unsqueeze(1), next.x, s.x),
         torch::where(accepted, next.log_f, s.log_f),
         torch::where(accepted.unsqueeze(1), next.gradient, s.gradient)};
    return accepted.to(torch::kFloat64);
  }

 private:
  Tensor log_density(const State& s, double b) const {
    return (1 - b) * log_base(s.x) + b * s.log_f;
  }

  Tensor gradient(const State& s, double b) const {
    return b * s.gradient - (1 - b) / (annealing_.base_sd * annealing_.base_sd) * s.x;
  }

  const LogDensity& log_density_;
  const Annealing& annealing_;
};

/// b_0 = 0 to b_K = 1, finer at both ends: Grosse, Maddison and Salakhutdinov 2013.
std::vector<double> schedule(int64_t temperatures) {
  const auto curve = [](double t) { return 1 / (1 + std::exp(4 - 8 * t)); };
  std::vector<double> b;
  for (int64_t k = 0; k <= temperatures; ++k)
    b.push_back((curve(static_cast<double>(k) / static_cast<double>(temperatures)) - curve(0)) /
                (curve(1) - curve(0)));
  return b;
}

Tensor base_draws(const Annealing& a, const Stream& stream, int64_t chains, int64_t dimensions) {
  return a.base_sd * normal(stream, {chains, dimensions}).to(torch::kFloat64);
}

/// A step size for each temperature, from chains of their own that follow the path.
std::vector<double> tuned_steps(const Path& path, int64_t dimensions, const Annealing& a,
                                const std::vector<double>& b) {
  const torch::NoGradGuard no_grad;
  const Stream stream = stream_of(a, Run::pilot, 0);
  State s = path.at(base_draws(a, stream, kPilots, dimensions));
  double step = a.base_sd / std::pow(static_cast<double>(dimensions), 0.25);
  // At least 20 factors of two to either side can be reached.
  const double rate = std::max(0.1, 14.0 / static_cast<double>(a.temperatures * a.transitions));
  std::vector<double> steps{step};
  int64_t place = 0;
  for (size_t k = 1; k < b.size(); ++k) {
    for (int64_t i = 0; i < a.transitions; ++i) {
      const double accepted = path.move(s, b[k], step, stream, ++place).mean().item<double>();
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
    State s = path.at(start.slice(0, first, last));
    if (!s.log_f.isfinite().all().item<bool>())
      throw std::invalid_argument(
          run == Run::reverse
              ? "log_density: must be finite at every sample"
              : "log_density: must be finite at every draw of the base; take a smaller base_sd");
    Tensor log_weights = all.log_weights.slice(0, first, last),
           accepted = all.accepted.slice(0, first, last);
    int64_t place = 0;
    for (size_t k = 1; k < b.size(); ++k) {
      log_weights += (b[k] - b[k - 1]) * path.log_ratio(s);
      for (int64_t i = 0; k + 1 < b.size() && i < a.transitions; ++i)
        accepted += path.move(s, b[k], steps[k], stream, ++place);
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
      : path_(log_density, annealing),
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
    const Tensor start = samples.detach().to(torch::kFloat64);
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
