#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/errors.h"
#include "core/printable.h"
#include "exchange/natural_order.h"
#include "exchange/torch_names.h"
#include "exchange/weights.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// A module of the file: the tensors whose names differ behind the last dot alone.
struct FoundModule {
  std::string path;
  std::map<std::string, Tensor> tensors = {};
};

std::string quoted(const std::string& name) {
  return fmt::format("'{}'", printable(name, kLongestQuote));
}

std::string shape_text(torch::IntArrayRef sizes) {
  return fmt::format("[{}]", fmt::join(sizes.begin(), sizes.end(), ", "));
}

/// What torch.nn.utils.parametrizations.spectral_norm calls its tensors, as spectral_norm does.
std::string plain_name(std::string name) {
  const auto replace = [&](std::string_view from, std::string_view to) {
    const size_t at = name.rfind(from);
    if (at != std::string::npos && at + from.size() == name.size())
      name.replace(at, from.size(), to);
  };
  replace("parametrizations.weight.original", "weight_orig");
  replace("parametrizations.weight.0._u", "weight_u");
  replace("parametrizations.weight.0._v", "weight_v");
  return name;
}

/// The modules of the file in its order.
std::vector<FoundModule> modules_of(const SavedWeights& saved) {
  std::vector<FoundModule> modules;
  std::map<std::string, size_t> places;
  for (const auto& [whole, tensor] : saved.tensors) {
    const std::string name = plain_name(whole);
    const size_t dot = name.rfind('.');
    const std::string path = dot == std::string::npos ? "" : name.substr(0, dot);
    const std::string own = dot == std::string::npos ? name : name.substr(dot + 1);
    if (own == "num_batches_tracked") continue;
    const auto [place, is_new] = places.try_emplace(path, modules.size());
    if (is_new) modules.push_back({.path = path});
    if (!modules[place->second].tensors.try_emplace(own, tensor).second)
      throw UserError(saved.source + ": has the tensor " + quoted(whole) + " twice");
  }
  return modules;
}

/// Between its dots.
std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts{""};
  for (const char c : path)
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

/// The paths without the parts that all begin with.
std::vector<std::string> without_prefix(const std::vector<FoundModule>& modules) {
  std::vector<std::string> paths;
  for (const FoundModule& module : modules) paths.push_back(module.path);
  while (!paths.empty()) {
    const std::string begin = paths[0].substr(0, paths[0].find('.') + 1);
    const bool all = !begin.empty() && std::all_of(paths.begin(), paths.end(), [&](const auto& p) {
      return p.starts_with(begin);
    });
    if (!all) break;
    for (std::string& path : paths) path.erase(0, begin.size());
  }
  return paths;
}

/// Finds for each module of the net the one of the file.
class Match {
 public:
  Match(const Layers& layers, const SavedWeights& saved)
      : layers_(layers), saved_(saved), wanted_(torch_modules(layers)), found_(modules_of(saved)) {}

  /// Pairs, in the order of the net.
  std::vector<std::pair<TorchModule, FoundModule>> pairs() const {
    if (found_.size() != wanted_.size()) refuse_count();
    const std::vector<size_t> places = has_names() ? by_name() : by_order();
    std::vector<std::pair<TorchModule, FoundModule>> pairs;
    for (size_t i = 0; i < wanted_.size(); ++i) pairs.emplace_back(wanted_[i], found_[places[i]]);
    return pairs;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw UserError(saved_.source + ": " + why);
  }

  std::string layer_text(const TorchModule& module) const {
    return fmt::format("layer {} ({})", module.layer, describe(layers_[module.layer]));
  }

  [[noreturn]] void refuse_count() const {
    const size_t both = std::min(wanted_.size(), found_.size());
    const std::string rest =
        wanted_.size() > both
            ? fmt::format("from {} on the file has none", layer_text(wanted_[both]))
            : fmt::format("{} and what follows is left over", quoted(found_[both].path));
    refuse(fmt::format("has {} layers with tensors, and the net {}: {}", found_.size(),
                       wanted_.size(), rest));
  }

  bool has_names() const {
    std::vector<std::string> theirs = without_prefix(found_), ours;
    for (const TorchModule& module : wanted_) ours.push_back(module.path);
    std::sort(theirs.begin(), theirs.end());
    std::sort(ours.begin(), ours.end());
    return theirs == ours;
  }

  std::vector<size_t> by_name() const {
    const std::vector<std::string> theirs = without_prefix(found_);
    std::vector<size_t> places;
    for (const TorchModule& module : wanted_)
      places.push_back(static_cast<size_t>(std::find(theirs.begin(), theirs.end(), module.path) -
                                           theirs.begin()));
    return places;
  }

  std::vector<size_t> by_order() const {
    std::vector<size_t> places;
    for (size_t i = 0; i < wanted_.size();) {
      size_t end = i + 1;
      while (end < wanted_.size() && wanted_[end].layer == wanted_[i].layer) ++end;
      if (std::holds_alternative<NonLocal>(layers_[wanted_[i].layer])) {
        for (const size_t place : within_block(i, end)) places.push_back(place);
      } else {
        for (size_t k = i; k < end; ++k) places.push_back(k);
      }
      i = end;
    }
    if (!saved_.in_order) need_numbers(places);
    return places;
  }

  /// The modules of a non-local block, which stand in any order: by their names, and the one that
  /// leads out by its shape.
  std::vector<size_t> within_block(size_t begin, size_t end) const {
    std::vector<size_t> places;
    for (size_t i = begin; i < end; ++i) {
      const std::string name = parts_of(wanted_[i].path).back();
      std::vector<size_t> fits;
      for (size_t k = begin; k < end; ++k)
        if (name == "out" ? has_shapes(wanted_[i], found_[k]) : is_called(found_[k], name))
          fits.push_back(k);
      if (fits.size() != 1) refuse_block(begin, end);
      places.push_back(fits[0]);
    }
    if (std::set<size_t>(places.begin(), places.end()).size() != places.size())
      refuse_block(begin, end);
    return places;
  }

  [[noreturn]] void refuse_block(size_t begin, size_t end) const {
    std::vector<std::string> names;
    for (size_t k = begin; k < end; ++k) names.push_back(quoted(found_[k].path));
    refuse(
        fmt::format("{} has theta, phi and g of one shape, and {} don't say which they are; give "
                    "them these names",
                    layer_text(wanted_[begin]), listed(names)));
  }

  static bool is_called(const FoundModule& module, const std::string& name) {
    const auto parts = parts_of(module.path);
    return std::find(parts.begin(), parts.end(), name) != parts.end();
  }

  static bool has_shapes(const TorchModule& wanted, const FoundModule& found) {
    return std::all_of(
        wanted.tensors.begin(), wanted.tensors.end(), [&](const TorchTensor& tensor) {
          const auto there = found.tensors.find(tensor.name);
          return there != found.tensors.end() && there->second.sizes() == tensor.sizes;
        });
  }

  /// Throws UserError where modules of one shape went by the order of their names, and these differ
  /// in more than their numbers.
  void need_numbers(const std::vector<size_t>& places) const {
    for (size_t i = 0; i < wanted_.size(); ++i)
      for (size_t k = 0; k < i; ++k) {
        const FoundModule &a = found_[places[i]], &b = found_[places[k]];
        if (has_shapes(wanted_[i], b) && has_shapes(wanted_[k], a) &&
            wanted_[i].layer != wanted_[k].layer &&
            number_pattern(a.path) != number_pattern(b.path))
          refuse(
              fmt::format("{} and {} have one shape, and the file keeps no order of layers; save "
                          "the state dict with torch.save, or name the layers as "
                          "`coopbench export` does",
                          quoted(b.path), quoted(a.path)));
      }
  }

  const Layers& layers_;
  const SavedWeights& saved_;
  std::vector<TorchModule> wanted_;
  std::vector<FoundModule> found_;
};

/// The tensors of a pair of modules go to the archive, or what does not fit to the list.
void take(const TorchModule& wanted, const FoundModule& found, const Layers& layers,
          Archive& archive, std::vector<std::string>& misfits) {
  const std::string layer =
      fmt::format("layer {} ({})", wanted.layer, describe(layers[wanted.layer]));
  const auto misfit = [&](const std::string& text) { misfits.push_back(layer + " " + text); };
  std::set<std::string> names;
  for (const TorchTensor& tensor : wanted.tensors) {
    names.insert(tensor.name);
    const auto there = found.tensors.find(tensor.name);
    if (there == found.tensors.end()) {
      misfit(fmt::format("wants {} of shape {}, and {} has none", quoted(tensor.name),
                         shape_text(tensor.sizes), quoted(found.path)));
    } else if (there->second.sizes() != tensor.sizes) {
      misfit(fmt::format("wants {} of shape {}, and that of {} is {}", quoted(tensor.name),
                         shape_text(tensor.sizes), quoted(found.path),
                         shape_text(there->second.sizes())));
    } else if (!there->second.is_floating_point()) {
      misfit(fmt::format("wants {} in floating point, and that of {} is of whole numbers",
                         quoted(tensor.name), quoted(found.path)));
    } else {
      const Tensor numbers = there->second.to(torch::kFloat32);
      if (numbers.isfinite().all().item<bool>())
        archive.put(tensor.own, numbers);
      else
        misfit(fmt::format("gets {} from {} with a value that is not finite", quoted(tensor.name),
                           quoted(found.path)));
    }
  }
  for (const auto& [name, tensor] : found.tensors)
    if (!names.contains(name))
      misfit(fmt::format("has no {}, and {} has one{}", quoted(name), quoted(found.path),
                         name == "weight_orig" ? " (spectral norm)" : ""));
}

}  // namespace

Archive weights_for(const Network& network, const SavedWeights& saved) {
  Archive archive;
  std::vector<std::string> misfits;
  for (const auto& [wanted, found] : Match(network.layers(), saved).pairs())
    take(wanted, found, network.layers(), archive, misfits);
  if (!misfits.empty()) {
    constexpr size_t most = 5;
    std::string text;
    for (size_t i = 0; i < std::min(misfits.size(), most); ++i)
      text += (i == 0 ? "" : "; ") + misfits[i];
    if (misfits.size() > most) text += fmt::format("; and {} more", misfits.size() - most);
    throw UserError(fmt::format("{}: these weights are of another net: {}", saved.source, text));
  }
  return archive;
}

}  // namespace coopbench
