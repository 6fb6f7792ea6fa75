#pragma once

#include <torch/types.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coopbench {

/// A part of a file of weights that PyTorch wrote, which tensors are cut from.
struct PickledStorage {
  std::string key;  ///< its name in the file
  torch::ScalarType type = torch::kFloat32;
  int64_t count = 0;  ///< of numbers
};

/// A tensor as PyTorch pickles it: a storage, and where its numbers are in it.
struct PickledTensor {
  const PickledStorage* storage = nullptr;
  int64_t offset = 0;
  std::vector<int64_t> sizes = {}, strides = {};
};

/// A value of a pickle. Values refer to each other, at times in a circle, and live as long as their
/// Pickle.
struct PickleValue {
  enum class Kind { none, boolean, whole, real, text, list, dict, global, storage, tensor };

  Kind kind = Kind::none;
  int64_t number = 0;     ///< of a boolean or whole number
  std::string text = {};  ///< a text, a whole number beyond int64, or the name of a global
  std::vector<const PickleValue*> items = {};  ///< of a list or tuple; keys and values in turns
  const PickledStorage* storage = nullptr;
  const PickledTensor* tensor = nullptr;
};

/// Reads one pickle (Python's docs, `pickletools`) of those that `torch.save` makes of a state
/// dict: texts, numbers, lists, dicts, tensors. It is read as data: nothing is called or made but
/// the few functions that rebuild a tensor, which are done here.
class Pickle {
 public:
  /// The pickle that the bytes begin with. Throws UserError that begins with `source` where it is
  /// cut off or broken, and where it names a function or class, or has an opcode, that a state dict
  /// has no need of: by its name.
  Pickle(std::string_view bytes, std::string source);
  Pickle(const Pickle&) = delete;
  Pickle& operator=(const Pickle&) = delete;

  const PickleValue& root() const { return *root_; }
  size_t length() const { return length_; }  ///< of the bytes that it took
  /// All storages that it names, each key once.
  const std::deque<PickledStorage>& storages() const { return storages_; }

 private:
  friend class PickleMachine;

  const PickleValue* root_ = nullptr;
  size_t length_ = 0;
  std::deque<PickleValue> values_;
  std::deque<PickledStorage> storages_;
  std::deque<PickledTensor> tensors_;
};

}  // namespace coopbench
