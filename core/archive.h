#pragma once

#include <torch/types.h>

#include <filesystem>
#include <map>
#include <string>

namespace coopbench {

/// Named tensors of a checkpoint. Names are paths such as "energy/0_weight".
class Archive {
 public:
  void put(const std::string& name, const torch::Tensor& tensor) { tensors_[name] = tensor; }
  void put_number(const std::string& name, int64_t number);

  /// Throws Failure when there is no tensor of that name.
  const torch::Tensor& at(const std::string& name) const;
  int64_t number_at(const std::string& name) const;
  bool has(const std::string& name) const { return tensors_.contains(name); }

  /// Adds all of `other`, its names behind `folder` and a slash.
  void put_all(const std::string& folder, const Archive& other);
  /// What stands behind `folder` and a slash.
  Archive folder(const std::string& folder) const;

  const std::map<std::string, torch::Tensor>& tensors() const& { return tensors_; }
  void tensors() const&& = delete;  // it would not outlive the archive

 private:
  std::map<std::string, torch::Tensor> tensors_;
};

/// Writes a NumPy .npz file whole; `numpy.load` opens it. The same tensors give the same bytes.
void write_npz(const std::filesystem::path& path, const Archive& archive);

/// Throws UserError when the file is missing, no regular one, cut off or not a .npz file.
Archive read_npz(const std::filesystem::path& path);

}  // namespace coopbench
