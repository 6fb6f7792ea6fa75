#pragma once

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/npy.h"

namespace coopbench {

/// An array of a .npz file, without its numbers.
struct NpzArray {
  std::string name;
  std::optional<NpyHeader> header;
  std::string unreadable;  ///< why there is no header
};

/// The arrays in the order of the file. Throws UserError when it is no whole .npz file, and as
/// InputFile.
std::vector<NpzArray> npz_arrays(const std::filesystem::path& path);

/// Reads an array of a .npz file from its first row on, stored or deflated, without ever holding
/// more of it than what is asked for.
class NpzRows {
 public:
  /// Throws as `npz_arrays` and `read_npy_header`, and UserError where there is no such array.
  NpzRows(const std::filesystem::path& path, const std::string& name);
  ~NpzRows();
  NpzRows(const NpzRows&) = delete;
  NpzRows& operator=(const NpzRows&) = delete;

  const NpyHeader& header() const;

  /// The next rows, `most` at most; fewer, or none, only at the end. Throws UserError where the
  /// file is damaged, which its checksum shows behind the last row.
  torch::Tensor next(int64_t most);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coopbench
