#pragma once

#include "ebm/train.h"

namespace coopbench {

/// The parts of the loop, each of whose calls is noted in the workers' profile.
TrainingParts profiled(const TrainingParts& parts, const std::shared_ptr<Workers>& workers);

/// A start that does the same.
std::unique_ptr<ChainStart> profiled(std::unique_ptr<ChainStart> start,
                                     const std::shared_ptr<Workers>& workers);

/// A recorder that does the same; what is done within it, such as the sampling of evaluations, is
/// no time of training and not noted.
class ProfiledRecorder : public Recorder {
 public:
  ProfiledRecorder(Recorder& recorder, Workers& workers) : recorder_(recorder), workers_(workers) {}
  bool write(const Row& row) override;
  void diverged(const Row& row, const std::string& reason, const LastImages& images) override {
    recorder_.diverged(row, reason, images);
  }
  bool wants(int64_t iteration) const override { return recorder_.wants(iteration); }
  void keep(int64_t iteration, const Archive& whole) override { recorder_.keep(iteration, whole); }
  double cpu_seconds() const override { return recorder_.cpu_seconds(); }

 private:
  Recorder& recorder_;
  Workers& workers_;
};

}  // namespace coopbench
