#include "experiments/run/profiling.h"

namespace coopbench {
namespace {

class ProfiledStart : public ChainStart {
 public:
  ProfiledStart(std::unique_ptr<ChainStart> start, std::shared_ptr<Workers> workers)
      : start_(std::move(start)), workers_(std::move(workers)) {}

  Chains draw_eval(int64_t n, const Stream& stream) const override {
    return start_->draw_eval(n, stream);
  }
  Chains draw(int64_t n, const Batch& batch, const Stream& stream) const override {
    const Span span(workers_->profile(), "start");
    return start_->draw(n, batch, stream);
  }
  std::optional<Teaching> absorb(const Chains& starts, const Chains& ends,
                                 const Stream& stream) override {
    const Span span(workers_->profile(), "absorb");
    return start_->absorb(starts, ends, stream);
  }
  Memory memory() const override { return start_->memory(); }
  Archive save() const override { return start_->save(); }
  void load(const Archive& archive) override { start_->load(archive); }
  Layers layers() const override { return start_->layers(); }

 private:
  std::unique_ptr<ChainStart> start_;
  std::shared_ptr<Workers> workers_;
};

/// The function with a span around each call.
template <class Result, class... Words>
std::function<Result(Words...)> noted(std::function<Result(Words...)> function, std::string name,
                                      std::shared_ptr<Workers> workers) {
  return [function = std::move(function), name = std::move(name),
          workers = std::move(workers)](Words... words) {
    const Span span(workers->profile(), name);
    return function(std::forward<Words>(words)...);
  };
}

}  // namespace

TrainingParts profiled(const TrainingParts& parts, const std::shared_ptr<Workers>& workers) {
  TrainingParts all = parts;
  all.batch = noted(parts.batch, "data", workers);
  all.difference = noted(parts.difference, "energy", workers);
  all.sampler = [prepare = noted(parts.sampler, "sampling", workers), workers](const Energy& energy,
                                                                               ImageShape shape) {
    const Sampling sampling = prepare(energy, shape);
    return Sampling{sampling.energy, noted(sampling.steps, "sampling", workers)};
  };
  return all;
}

std::unique_ptr<ChainStart> profiled(std::unique_ptr<ChainStart> start,
                                     const std::shared_ptr<Workers>& workers) {
  return std::make_unique<ProfiledStart>(std::move(start), workers);
}

bool ProfiledRecorder::write(const Row& row) {
  const Span span(workers_.profile(), "record");
  workers_.mute_profile(true);
  const bool goes_on = recorder_.write(row);
  workers_.mute_profile(false);
  return goes_on;
}

}  // namespace coopbench
