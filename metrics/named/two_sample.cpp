#include "metrics/named/two_sample.h"

#include "metrics/kernel.h"
#include "metrics/mmd.h"
#include "metrics/rows.h"

namespace coopbench {
namespace {

using torch::Tensor;

Estimator estimator_named(const std::string& name) {
  if (name == "biased") return Estimator::biased;
  return name == "incomplete" ? Estimator::incomplete : Estimator::unbiased;
}

/// Settings of the tests that come with every kernel.
struct Testing {
  std::string estimator = "unbiased";
  int64_t permutations = 0, seed = 0;
};

template <class Config>
auto testing_fields(const std::vector<std::string>& estimators) {
  return std::tuple{
      field<Config, std::string>("estimator", &Config::estimator, one_of(estimators),
                                 "which pairs of rows are averaged"),
      field<Config, int64_t>("permutations", &Config::permutations, between(0, 1e6),
                             "permutations of the pooled rows for a p-value; 0 for none"),
      field<Config, int64_t>("seed", &Config::seed, at_least(0), "of the permutations"),
  };
}

Measured measured(const Testing& c, const Kernel& kernel, const std::vector<Tensor>& in,
                  Workers& workers) {
  if (c.estimator == "linear") return mmd2_linear(in[0], in[1], kernel);
  const Estimator estimator = estimator_named(c.estimator);
  const KernelSums sums =
      kernel_sums(in[0], in[1], kernel, 2, workers, c.permutations, static_cast<uint64_t>(c.seed));
  Measured found{.estimate = mmd2(sums, estimator)};
  if (estimator == Estimator::unbiased && std::min(in[0].size(0), in[1].size(0)) >= 3)
    found.interval = mmd2_interval(sums);
  if (c.permutations > 0) found.p_value = permutation_p(permuted_mmd2(sums, estimator));
  return found;
}

const std::vector<std::string> estimators{"unbiased", "biased", "incomplete", "linear"};

struct Made {
  Kernel kernel;
  std::optional<double> width = {};
};

/// The kernel of this name, its width from the data where the bandwidth says so.
Made kernel_named(const std::string& name, const std::string& bandwidth,
                  const std::vector<Tensor>& in) {
  if (name == "polynomial") return {polynomial_kernel()};
  if (name == "distance") return {distance_kernel()};
  const bool laplace = name.starts_with("laplace");
  const double h =
      width_of(bandwidth, in[0], in[1], laplace ? Distance::absolute : Distance::euclidean);
  const std::vector<double> widths =
      name.ends_with("mixture") ? mixture_widths(h) : std::vector<double>{h};
  return {laplace ? laplace_kernel(widths) : rbf_kernel(widths), h};
}

/// A metric that is the MMD^2 of a kernel.
Metric mmd2_of(const Testing& testing, const std::string& name, const std::string& bandwidth) {
  if (testing.permutations > 0 &&
      (testing.estimator == "linear" || testing.estimator == "incomplete"))
    throw UserError(
        "permutations: go with the unbiased and the biased estimator" +
        std::string(testing.estimator == "linear" ? "; linear has its own p-value" : ""));
  return {two_samples(), "mmd2",
          [=](const std::vector<Tensor>& in, Workers& workers) {
            check_two_samples(in[0], in[1], 2);
            const Made made = kernel_named(name, bandwidth, in);
            Measured found = measured(testing, made.kernel, in, workers);
            if (made.width) found.parameters["width"] = *made.width;
            return found;
          },
          Better::lower};
}

template <bool laplace>
struct WidthConfig : Testing {
  std::string kernel = laplace ? "laplace" : "rbf", bandwidth = "median";
  static auto fields() {
    const std::string name = laplace ? "laplace" : "rbf";
    return std::tuple_cat(
        std::tuple{field("kernel", &WidthConfig::kernel, one_of({name, name + "_mixture"}),
                         "of one width, or the mean over h * {1/4, 1/2, 1, 2, 4}"),
                   field("bandwidth", &WidthConfig::bandwidth, coopbench::bandwidth(),
                         "width h: median distance of the real rows, of all rows, or a number")},
        testing_fields<WidthConfig>(estimators));
  }
};

template <bool laplace>
Metric make_of_width(const WidthConfig<laplace>& c) {
  return mmd2_of(c, c.kernel, c.bandwidth);
}

struct AnyConfig : Testing {
  std::string kernel = "rbf", bandwidth = "median";
  static auto fields() {
    return std::tuple_cat(
        std::tuple{
            field("kernel", &AnyConfig::kernel,
                  one_of({"rbf", "rbf_mixture", "laplace", "laplace_mixture", "polynomial"}),
                  "the kernel"),
            field("bandwidth", &AnyConfig::bandwidth, coopbench::bandwidth(),
                  "width h: median distance of the real rows, of all rows, or a number; none for "
                  "the polynomial")},
        testing_fields<AnyConfig>(estimators));
  }
};

Metric make_any(const AnyConfig& c) { return mmd2_of(c, c.kernel, c.bandwidth); }

struct PolynomialConfig : Testing {
  static auto fields() { return testing_fields<PolynomialConfig>(estimators); }
};

Metric make_polynomial(const PolynomialConfig& c) { return mmd2_of(c, "polynomial", ""); }

struct EnergyConfig : Testing {
  static auto fields() { return testing_fields<EnergyConfig>({"unbiased", "biased"}); }
};

Metric make_energy_distance(const EnergyConfig& c) {
  Metric metric = mmd2_of(c, "distance", "");
  metric.documented_by = "energy_distance";
  return metric;
}

}  // namespace

std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !(value >= 1e-50 && value <= 1e50)) return {};
  return value;
}

Allowed bandwidth() {
  return {.text = "median, pooled_median or a number above 0", .holds = [](const Json& value) {
            return value == "median" || value == "pooled_median" ||
                   (value.is_string() && number_in(value.get<std::string>()));
          }};
}

double width_of(const std::string& bandwidth, const Tensor& generated, const Tensor& real,
                Distance distance) {
  if (bandwidth == "median") return median_distance(real, distance);
  if (bandwidth == "pooled_median") {
    const torch::ScalarType type = common_type(generated, real);
    return median_distance(torch::cat({generated.to(type), real.to(type)}), distance);
  }
  return number_in(bandwidth).value();
}

Metrics::Entry mmd2_any() { return entry("mmd2", "squared MMD, kernel by choice", make_any); }
Metrics::Entry mmd2_rbf() {
  return entry("mmd2_rbf", "squared MMD, RBF kernel", make_of_width<false>);
}
Metrics::Entry mmd2_laplace() {
  return entry("mmd2_laplace", "squared MMD, Laplace kernel (L1)", make_of_width<true>);
}
Metrics::Entry mmd2_polynomial() {
  return entry("mmd2_polynomial", "squared MMD, the polynomial kernel of KID", make_polynomial);
}
Metrics::Entry energy_distance_entry() {
  return entry("energy_distance", "2 E|X-Y| - E|X-X'| - E|Y-Y'|", make_energy_distance);
}

}  // namespace coopbench
