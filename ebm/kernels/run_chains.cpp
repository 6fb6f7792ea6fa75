#include "ebm/kernels/run_chains.h"

#include <numeric>

#include "ebm/kernels/lane_net.h"
#include "ebm/kernels/step.h"

namespace coopbench::kernels {
namespace {

/// Everything that is the same for all groups.
struct Job {
  const LaneNet& net;
  StepFactors factors;
  int64_t steps;
  const Stream& stream;
  const float* x0;
  const float* anchor;     ///< as x0; null without one
  const float* precision;  ///< a chain's, in units of U
  float* x;
  double* r;      ///< a chain's sum over the steps of its drift's norm
  float* counts;  ///< what the bounds counted, [names][steps][chains]; null without bounds
  int64_t chains, names;
  Profile* profile;
};

/// Calls visit(in chain-major order, in the group's volume) for each number of chains `first` on.
template <class Visit>
void each_number(const Volume& volume, int64_t first, int64_t chains, Visit visit) {
  const int64_t area = volume.side * volume.side, numbers = area * volume.channels;
  for (int64_t lane = 0; lane < std::min(lanes, chains - first); ++lane)
    for (int64_t c = 0; c < volume.channels; ++c)
      for (int64_t p = 0; p < area; ++p)
        visit((first + lane) * numbers + c * area + p,
              volume.pixel(p / volume.side, p % volume.side) + c * lanes + lane);
}

/// One step of the group that is number g in `space` and `first` + g of all.
void step_group(const Job& job, const LaneNet::Space& space, int64_t first, int64_t g, int64_t k) {
  alignas(64) float drift2[lanes] = {}, precision[lanes] = {}, counts[4 * lanes] = {};
  const int64_t chain = (first + g) * lanes, count = std::min(lanes, job.chains - chain);
  Anchors anchors;
  if (job.anchor != nullptr) {
    std::copy_n(job.precision + chain, count, precision);
    anchors = {group(space.anchor, g).data, precision};
  }
  const NoisePlace noise{job.stream.seed,
                         counter(job.stream, job.stream.first_chain + chain, k, 0)};
  StepFactors factors = job.factors;
  factors.noise = factors.noise_at(k);
  step(factors, noise, k == 0, anchors, group(space.x, g), group(space.gradient, g),
       group(space.momentum, g).data, {drift2, counts});
  for (int64_t lane = 0; lane < count; ++lane)
    job.r[chain + lane] += std::sqrt(static_cast<double>(drift2[lane]));
  if (job.counts == nullptr) return;
  for (int64_t i = 0; i < job.names; ++i)
    std::copy_n(counts + i * lanes, count, job.counts + (i * job.steps + k) * job.chains + chain);
}

/// All steps of the groups in `space`, the first of which is group `first`. In a team every member
/// calls it with its share, and nothing in here may throw: the others would wait for ever.
void run_groups(const Job& job, const LaneNet::Space& space, int64_t first, Share share,
                SpinBarrier* team, int64_t thread) {
  const int64_t begin = share.begin(space.groups()), end = share.end(space.groups());
  const auto wait = [&] {
    if (team != nullptr) team->wait();
  };
  const auto copy_in = [&](const Volume& to, const float* from) {
    for (int64_t g = begin; g < end; ++g)
      each_number(group(to, g), (first + g) * lanes, job.chains,
                  [&](int64_t i, float* number) { *number = from[i]; });
  };
  copy_in(space.x, job.x0);
  if (job.anchor != nullptr) copy_in(space.anchor, job.anchor);
  wait();
  for (int64_t k = 0; k < job.steps; ++k) {
    job.net.gradient(space, k, share, team, thread);
    const Span span(job.profile, "sampling/steps/step and noise", thread);
    for (int64_t g = begin; g < end; ++g) step_group(job, space, first, g, k);
    wait();
  }
  for (int64_t g = begin; g < end; ++g)
    each_number(group(space.x, g), (first + g) * lanes, job.chains,
                [&](int64_t i, const float* from) { job.x[i] = *from; });
}

/// Calls run(space, first, share, team, thread), which takes groups through all their steps, for
/// all groups of the chains: by turns on each thread, or as a team.
template <class Run>
void share_out(const LaneNet& net, int64_t chains, bool momentum, bool anchor, Workers& workers,
               int64_t groups_together, Run run) {
  const int64_t groups = (chains + lanes - 1) / lanes, threads = workers.threads();
  // A flat net has too little work in a layer for many threads to share it.
  const bool in_teams = groups_together == 1 || groups > threads;
  const int64_t alone = in_teams ? groups / threads * threads : groups;
  workers.together([&](int64_t rank) {
    const int64_t end = alone * (rank + 1) / threads;
    for (int64_t g = alone * rank / threads; g < end; g += groups_together)
      run(net.space(std::min(groups_together, end - g), 1, momentum, anchor), g, Share{}, nullptr,
          rank);
  });
  if (alone == groups) return;
  std::vector<LaneNet::Space> spaces;
  for (int64_t g = alone; g < groups; ++g)
    spaces.push_back(net.space(1, threads, momentum, anchor));
  SpinBarrier team(threads);
  workers.together([&](int64_t rank) {
    for (int64_t g = alone; g < groups; ++g)
      run(spaces[g - alone], g, Share{rank, threads}, &team, rank);
  });
}

/// Shares of the chains at each step. "clipped" and "clamped" count numbers, the others chains.
std::map<std::string, std::vector<double>> shares_of(const std::vector<float>& counts,
                                                     const std::vector<std::string>& names,
                                                     int64_t steps, int64_t chains,
                                                     int64_t numbers) {
  std::map<std::string, std::vector<double>> shares;
  const float* count = counts.data();
  for (const std::string& name : names) {
    const bool of_numbers = name == "clipped" || name == "clamped";
    const auto all = static_cast<double>(chains * (of_numbers ? numbers : 1));
    for (int64_t k = 0; k < steps; ++k, count += chains)
      shares[name].push_back(std::accumulate(count, count + chains, 0.0) / all);
  }
  return shares;
}

const float* numbers_or_null(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

std::string kernels_lack(const Frozen& energy, const StepRule& rule, ImageShape shape) {
  if (energy.layered() == nullptr) return "needs an energy that is a list of layers";
  if (!rule.factors()) return "has linear step rules only";
  return LaneNet::lacks(energy.layered()->network().layers(), shape);
}

class KernelEngine : public Engine {
 public:
  KernelEngine(EngineContext context, int64_t groups_together, Lacks lacks_more, std::string text)
      : context_(std::move(context)),
        groups_together_(groups_together),
        lacks_more_(lacks_more),
        remark_text_(std::move(text)) {}

  std::string lacks(const Frozen& energy, const StepRule& rule, ImageShape shape) const override {
    const std::string lack = kernels_lack(energy, rule, shape);
    return lack.empty()
               ? lacks_more_(energy.layered()->network().layers(), shape, context_.precision)
               : lack;
  }
  std::string remark() const override { return remark_text_; }
  Steps prepare(std::shared_ptr<const Frozen> energy, std::shared_ptr<const StepRule> rule,
                int64_t steps, ImageShape shape) const override;

 private:
  EngineContext context_;
  int64_t groups_together_;
  Lacks lacks_more_;
  std::string remark_text_;
};

Steps KernelEngine::prepare(std::shared_ptr<const Frozen> energy,
                            std::shared_ptr<const StepRule> rule, int64_t steps,
                            ImageShape shape) const {
  if (const std::string lack = kernels_lack(*energy, *rule, shape); !lack.empty())
    throw std::logic_error("the kernels were not asked: the engine " + lack);
  const auto net = std::make_shared<LaneNet>(*energy->layered(), shape, context_.precision,
                                             groups_together_, *context_.workers);
  return [=, factors = rule->factors().value(), energy_scale = rule->energy_scale(),
          workers = context_.workers,
          groups_together = groups_together_](const Chains& starts, const Stream& stream) -> Ends {
    const torch::Tensor from = starts.x.detach().contiguous(), x = torch::empty_like(from);
    torch::Tensor anchor, precision;
    if (starts.anchor) {
      anchor = starts.anchor->at.contiguous();
      precision = (starts.anchor->precision / energy_scale).contiguous();
    }
    const int64_t chains = from.size(0);
    std::vector<double> r(static_cast<size_t>(chains));
    const auto names = factors.counts();
    std::vector<float> counts(names.size() * static_cast<size_t>(steps * chains));
    // Throws for places that the generator does not have, before any thread is in a team.
    if (chains > 0) counter(stream, stream.first_chain + chains - 1, steps - 1, 0);
    const Job job{*net,
                  factors,
                  steps,
                  stream,
                  from.data_ptr<float>(),
                  numbers_or_null(anchor),
                  numbers_or_null(precision),
                  x.data_ptr<float>(),
                  r.data(),
                  names.empty() ? nullptr : counts.data(),
                  chains,
                  static_cast<int64_t>(names.size()),
                  workers->profile()};
    share_out(*net, chains, factors.momentum > 0, anchor.defined(), *workers, groups_together,
              [&](const LaneNet::Space& space, int64_t first, Share share, SpinBarrier* team,
                  int64_t thread) { run_groups(job, space, first, share, team, thread); });
    double sum = 0;
    for (const double chain : r) sum += chain;
    return {starts.at(x), sum / static_cast<double>(std::max<int64_t>(1, steps * chains)),
            steps * chains, shares_of(counts, names, steps, chains, shape.numbers())};
  };
}

}  // namespace

std::unique_ptr<Engine> engine(EngineContext context, int64_t groups_together, Lacks lacks,
                               std::string remark) {
  return std::make_unique<KernelEngine>(std::move(context), groups_together, lacks,
                                        std::move(remark));
}

}  // namespace coopbench::kernels
