#include "exchange/weights.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/files.h"
#include "core/zip_file.h"
#include "exchange/safetensors.h"
#include "exchange/torch_file.h"
#include "exchange/torch_names.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

SavedWeights read_checkpoint(const fs::path& path, SavedNet net) {
  const Archive archive = read_npz(path);
  const std::vector<std::string> folders =
      net == SavedNet::energy ? std::vector<std::string>{"averaged", "energy"}
                              : std::vector<std::string>{"start/generator", "start/first/generator",
                                                         "start/second/generator"};
  for (const std::string& folder : folders) {
    const Archive inside = archive.folder(folder);
    if (inside.tensors().empty()) continue;
    SavedWeights saved = with_torch_names(inside);
    saved.source = path.string();
    return saved;
  }
  throw UserError(fmt::format("{}: has no {}", path.string(),
                              net == SavedNet::energy ? "weights of an energy net" : "generator"));
}

/// Whether a zip archive holds NumPy arrays.
bool has_arrays(const fs::path& path) {
  const ZipFile zip(path, ".npz or PyTorch");
  return !zip.members().empty() && zip.members().front().name.ends_with(".npy");
}

}  // namespace

SavedWeights read_weights(const fs::path& path, SavedNet net) {
  const std::string begin = InputFile(path).read(9);
  if (begin.starts_with("PK"))
    return has_arrays(path) ? read_checkpoint(path, net) : read_torch_file(path);
  if (begin.starts_with("\x80")) return read_torch_file(path);
  if (begin.size() == 9 && begin[8] == '{') return read_safetensors(path);
  throw UserError(path.string() +
                  ": is no file of weights: neither .safetensors, nor a state dict of PyTorch, nor "
                  "a checkpoint.npz");
}

}  // namespace coopbench
