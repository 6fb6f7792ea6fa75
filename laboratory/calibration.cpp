#include "laboratory/calibration.h"

#include <fmt/format.h>

#include <numbers>

#include "core/stream.h"
#include "metrics/distributions.h"
#include "metrics/measure.h"

namespace coopbench {
namespace {

using torch::Tensor;
using Inputs = std::vector<Tensor>;
using Law = std::function<Inputs(int64_t repetition)>;

/// Standard normal rows, of each repetition and set their own.
Tensor gaussian(int64_t repetition, int64_t set, torch::IntArrayRef shape) {
  const Stream stream{
      .seed = static_cast<uint64_t>(set), .purpose = Purpose::known_law, .iteration = repetition};
  return normal(stream, shape).to(torch::kFloat64);
}

/// Two sets of n normal rows; the first shifted in its first coordinate.
Law two_gaussians(int64_t n, int64_t dimensions, double shift) {
  return [=](int64_t repetition) {
    Tensor x = gaussian(repetition, 0, {n, dimensions});
    x.select(1, 0) += shift;
    return Inputs{x, gaussian(repetition, 1, {n, dimensions})};
  };
}

Law equal_sets(const std::vector<int64_t>& rows, int64_t dimensions) {
  return [=](int64_t repetition) {
    Inputs sets;
    for (size_t i = 0; i < rows.size(); ++i)
      sets.push_back(gaussian(repetition, static_cast<int64_t>(i), {rows[i], dimensions}));
    return sets;
  };
}

Law two_series(int64_t n, double shift, double scale) {
  return [=](int64_t repetition) {
    return Inputs{gaussian(repetition, 0, {n}) * scale + shift, gaussian(repetition, 1, {n})};
  };
}

/// 4 stationary chains of x_t = phi x_(t-1) + noise, [4, draws].
Law autoregression(double phi, int64_t draws) {
  return [=](int64_t repetition) {
    Tensor x = gaussian(repetition, 0, {4, draws});
    x.select(1, 0).div_(std::sqrt(1 - phi * phi));
    for (int64_t t = 1; t < draws; ++t) x.select(1, t).add_(x.select(1, t - 1), phi);
    return Inputs{x};
  };
}

/// Random choices of the metric are other ones in each repetition.
Measured measured(const Json& metric, const Law& draw, int64_t repetition, Workers& workers) {
  Json choice = metrics().resolve(metric, "metric");
  if (choice.contains("seed")) choice["seed"] = repetition;
  const Metric made = metrics().make(Choice{choice});
  Inputs whole = draw(repetition);
  whole.resize(made.inputs.size());
  return made.measure(whole, workers);
}

std::string settings_text(const Json& metric) {
  std::string text = metric.at("name").get<std::string>();
  for (const auto& [key, value] : metric.items())
    if (key != "name")
      text +=
          fmt::format(" {} {}", key, value.is_string() ? value.get<std::string>() : value.dump());
  return text;
}

Calibration rejects(const Json& metric, const std::string& law, const Law& draw,
                    double low = 0.03) {
  return {settings_text(metric),
          law,
          fmt::format("rejects {:.0f} to 7 % at 5 %", 100 * low),
          low,
          0.07,
          [=](int64_t repetition, Workers& workers) {
            return measured(metric, draw, repetition, workers).p_value.value() <= 0.05 ? 1.0 : 0.0;
          }};
}

Calibration covers(const Json& metric, const std::string& law, const Law& draw, double truth,
                   bool promised = true) {
  return {settings_text(metric),
          law,
          promised ? fmt::format("interval covers {:.6g} in 92 to 98 %", truth)
                   : fmt::format("no promise: degenerate; covers {:.6g}", truth),
          promised ? 0.92 : 0.0,
          promised ? 0.98 : 1.0,
          [=](int64_t repetition, Workers& workers) {
            const Interval found = measured(metric, draw, repetition, workers).interval.value();
            return found.low <= truth && truth <= found.high ? 1.0 : 0.0;
          }};
}

Calibration near_theory(const Json& metric, const std::string& law, const Law& draw,
                        double theory) {
  return {settings_text(metric),
          law,
          fmt::format("mean within 10 % of {:.6g}", theory),
          0.9,
          1.1,
          [=](int64_t repetition, Workers& workers) {
            return measured(metric, draw, repetition, workers).estimate / theory;
          }};
}

/// E|X| of a normal X.
double mean_magnitude(double mean, double sd) {
  return sd * std::sqrt(2 / std::numbers::pi) * std::exp(-mean * mean / (2 * sd * sd)) +
         mean * (1 - 2 * normal_cdf(-mean / sd));
}

void add_tests(std::vector<Calibration>& all) {
  const Law equal = two_gaussians(50, 2, 0);
  const std::string law = "N(0, I_2) twice, 50 and 50 rows";
  for (const char* kernel : {"rbf", "rbf_mixture", "laplace", "polynomial"})
    all.push_back(
        rejects({{"name", "mmd2"}, {"kernel", kernel}, {"permutations", 199}}, law, equal));
  all.push_back(
      rejects({{"name", "mmd2_rbf"}, {"estimator", "biased"}, {"permutations", 199}}, law, equal));
  all.push_back(rejects({{"name", "mmd2_rbf"}, {"permutations", 199}},
                        "N(0, I_5) twice, 30 and 70 rows", equal_sets({30, 70}, 5)));
  all.push_back(rejects({{"name", "energy_distance"}, {"permutations", 199}}, law, equal));
  for (const char* kernel : {"laplace", "rbf"})
    all.push_back(rejects({{"name", "mmd2_aggregated"}, {"kernel", kernel}, {"permutations", 199}},
                          law, equal));
  all.push_back(rejects({{"name", "mmd2_rbf"}, {"bandwidth", "1"}, {"estimator", "linear"}},
                        "N(0, I_2) twice, 1000 and 1000 rows", two_gaussians(1000, 2, 0)));
  all.push_back(rejects({{"name", "c2st"}}, "N(0, I_2) twice, 200 and 200 rows",
                        two_gaussians(200, 2, 0), 0));
  all.push_back(rejects({{"name", "memorising"}, {"permutations", 199}},
                        "N(0, I_2) three times, 100 rows", equal_sets({100, 100, 100}, 2)));
  all.push_back(rejects({{"name", "paired_seeds"}}, "N(0, 1) twice, 8 seeds", two_series(8, 0, 1)));
  all.push_back(rejects({{"name", "energy_gap"}}, "N(0, 4) and N(0, 1), 100 and 100 energies",
                        two_series(100, 0, 2)));
}

void add_intervals(std::vector<Calibration>& all) {
  const double shifted_mmd2 = 2. / 3 * (1 - std::exp(-1. / 6));
  const std::string law = "N((1, 0), I_2) and N(0, I_2), 1000 and 1000 rows";
  const Law shifted = two_gaussians(1000, 2, 1);
  const Json rbf = {{"name", "mmd2_rbf"}, {"bandwidth", "1"}};
  Json linear = rbf;
  linear["estimator"] = "linear";
  all.push_back(covers(rbf, law, shifted, shifted_mmd2));
  all.push_back(covers(linear, law, shifted, shifted_mmd2));
  all.push_back(covers(
      {{"name", "energy_distance"}}, "N(1, 1) and N(0, 1), 1000 and 1000 rows",
      two_gaussians(1000, 1, 1),
      2 * mean_magnitude(1, std::numbers::sqrt2) - 2 * mean_magnitude(0, std::numbers::sqrt2)));
  all.push_back(covers({{"name", "auroc"}}, "N(1, 1) and N(0, 1), 1000 and 1000 scores",
                       two_series(1000, 1, 1), normal_cdf(1 / std::numbers::sqrt2)));
  all.push_back(covers({{"name", "energy_gap"}}, "N(1, 4) and N(0, 1), 1000 and 1000 energies",
                       two_series(1000, 1, 2), 1));
  all.push_back(covers(
      {{"name", "parzen"}, {"bandwidth", "1"}}, "one sample at 0, N(0, I_2), 1000 rows",
      [](int64_t repetition) {
        return Inputs{torch::zeros({1, 2}, torch::kFloat64), gaussian(repetition, 1, {1000, 2})};
      },
      -std::log(2 * std::numbers::pi) - 1));
  all.push_back(covers(
      {{"name", "seeds"}}, "N(0, 1), 5 seeds",
      [](int64_t repetition) { return Inputs{gaussian(repetition, 0, {5})}; }, 0));
  all.push_back(
      covers({{"name", "paired_seeds"}}, "N(1, 1) and N(0, 1), 5 seeds", two_series(5, 1, 1), 1));
  all.push_back(
      covers(rbf, "N(0, I_2) twice, 1000 and 1000 rows", two_gaussians(1000, 2, 0), 0, false));
  all.push_back(covers({{"name", "energy_distance"}}, "N(0, 1) twice, 1000 and 1000 rows",
                       two_gaussians(1000, 1, 0), 0, false));
}

void add_chains(std::vector<Calibration>& all) {
  constexpr int64_t draws = 1000;
  for (const double phi : {-0.4, 0.0, 0.5, 0.9}) {
    const Law law = autoregression(phi, draws);
    const std::string text = fmt::format("AR(1), phi {}, 4 chains of {} draws", phi, draws);
    const double time = (1 + phi) / (1 - phi);
    all.push_back(near_theory({{"name", "ess"}, {"kind", "mean"}}, text, law, 4 * draws / time));
    all.push_back(near_theory({{"name", "iact"}}, text, law, time));
    all.push_back(near_theory({{"name", "rhat"}, {"kind", "rank"}}, text, law, 1));
  }
}

}  // namespace

std::vector<Calibration> calibrations() {
  std::vector<Calibration> all;
  add_tests(all);
  add_intervals(all);
  add_chains(all);
  return all;
}

double calibrate(const Calibration& calibration, int64_t repetitions, Workers& workers) {
  std::vector<double> found(static_cast<size_t>(repetitions));
  workers.run(repetitions, [&](int64_t i, int64_t) {
    Workers alone(1);
    found[static_cast<size_t>(i)] = calibration.once(i, alone);
  });
  double sum = 0;
  for (const double value : found) sum += value;
  return sum / static_cast<double>(repetitions);
}

}  // namespace coopbench
