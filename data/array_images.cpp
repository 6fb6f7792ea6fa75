#include "data/array_images.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/types.h>

#include <limits>

#include "core/errors.h"
#include "core/files.h"
#include "core/npz_rows.h"
#include "data/pictures/fit.h"

namespace coopbench {
namespace {

using torch::Tensor;

constexpr int64_t kChunk = 256;  // an array may be larger than the memory

/// How the images of an array lie in it.
struct Layout {
  int64_t channels, height, width;
  bool channels_last;
};

std::string shape_of(const ArrayFile& file) {
  return fmt::format("[{}]", fmt::join(file.header.shape, ","));
}

Layout layout_of(const ArrayFile& file) {
  const std::vector<int64_t>& shape = file.header.shape;
  const auto may_be_channels = [](int64_t n) { return n == 1 || n == 3; };
  const bool fits = (shape.size() == 3 || shape.size() == 4) &&
                    std::all_of(shape.begin() + 1, shape.end(), [](int64_t n) { return n > 0; });
  if (!fits)
    throw UserError(fmt::format(
        "{}: holds an array of shape {}; images must be [n,H,W], [n,C,H,W] or [n,H,W,C]", file.name,
        shape_of(file)));
  if (shape.size() == 3) return {1, shape[1], shape[2], false};
  const bool last = may_be_channels(shape[3]) && !may_be_channels(shape[1]) && shape[2] != shape[3];
  return last ? Layout{shape[3], shape[1], shape[2], true}
              : Layout{shape[1], shape[2], shape[3], false};
}

/// Rows of the array as images in planes, [n,C,H,W].
Tensor in_planes(const Tensor& rows, const Layout& layout) {
  if (layout.channels_last) return rows.permute({0, 3, 1, 2}).contiguous();
  return rows.reshape({rows.size(0), layout.channels, layout.height, layout.width});
}

/// Least and largest number of the first rows. Throws UserError for one that is not finite.
std::pair<double, double> reach_of(const ArrayFile& file, int64_t used) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const NextRows next = file.open(used);
  for (int64_t row = 0; row < used; row += kChunk) {
    const Tensor some = next(std::min(kChunk, used - row));
    const Tensor fits = some.isfinite().flatten(1).all(1);
    if (!fits.all().item<bool>())
      throw UserError(fmt::format("{}: image {} has numbers that are not finite", file.name,
                                  row + fits.logical_not().nonzero()[0].item<int64_t>()));
    low = std::min(low, some.min().item<double>());
    high = std::max(high, some.max().item<double>());
  }
  return {low, high};
}

/// The least and the largest number that the array may hold. Throws UserError where it holds
/// others, or where nobody says what numbers from 0 to 1 mean.
std::pair<double, double> range_of(const ArrayFile& file, const std::vector<double>& range,
                                   int64_t used) {
  const auto [low, high] = reach_of(file, used);
  if (range.empty() && low >= 0 && low < high && high <= 1)
    throw UserError(fmt::format(
        "{}: its numbers lie from {:g} to {:g}: say \"range\": [0, 1] where they are shades from "
        "black to white, or \"range\": [-1, 1] where they are meant as they are",
        file.name, low, high));
  const auto as_kept = [&](double bound) {
    return file.header.type == torch::kFloat32 ? double(static_cast<float>(bound)) : bound;
  };
  const double least = as_kept(range.empty() ? -1 : range[0]),
               most = as_kept(range.empty() ? 1 : range[1]);
  if (low < least || high > most)
    throw UserError(
        fmt::format("{}: its numbers lie from {:g} to {:g}, outside of {:g} to {:g}; "
                    "\"range\": [low, high] says what becomes -1 and 1",
                    file.name, low, high, least, most));
  if (low < high && high - low < 0.05 * (most - least))
    throw UserError(
        fmt::format("{}: its numbers lie from {:g} to {:g}, a small part of {:g} to {:g}; "
                    "\"range\": [low, high] says what becomes -1 and 1",
                    file.name, low, high, least, most));
  return {least, most};
}

/// The first rows as images of the shape, each chunk through `change`.
template <class Change>
Tensor changed(const ArrayFile& file, ImageShape shape, int64_t used, torch::ScalarType type,
               Change change) {
  Tensor images = torch::empty({used, shape.channels, shape.side, shape.side}, type);
  const NextRows next = file.open(used);
  for (int64_t row = 0; row < used; row += kChunk) {
    const Tensor some = next(std::min(kChunk, used - row));
    images.slice(0, row, row + some.size(0)).copy_(change(some));
  }
  return images;
}

}  // namespace

ArrayFile npy_array(const std::filesystem::path& path) {
  InputFile file(path);
  const NpyHeader header =
      read_npy_header(file.read(kLongestNpyHeader), file.size(), path.string());
  return {path.string(), header, [path](int64_t used) -> NextRows {
            return [all = map_npy(path, used), at = int64_t{0}](int64_t most) mutable {
              const Tensor rows = all.slice(0, at, at + most);
              at += rows.size(0);
              return rows;
            };
          }};
}

ArrayFile npz_array(const std::filesystem::path& path, const std::string& name) {
  return {path.string() + ":" + name, NpzRows(path, name).header(),
          [path, name](int64_t /*used*/) -> NextRows {
            const auto rows = std::make_shared<NpzRows>(path, name);
            return [rows](int64_t most) { return rows->next(most); };
          }};
}

ImageShape array_shape(const ArrayFile& file, const ArrayFit& fit) {
  const Layout layout = layout_of(file);
  if (fit.side == 0 && layout.height != layout.width)
    throw UserError(
        fmt::format("{}: holds an array of shape {}, images of {} x {} pixels: give \"side\", to "
                    "which the square in their middle is resized",
                    file.name, shape_of(file), layout.width, layout.height));
  return {.channels = layout.channels, .side = fit.side > 0 ? fit.side : layout.height};
}

Images array_images(const ArrayFile& file, const ArrayFit& fit, int64_t used) {
  const Layout layout = layout_of(file);
  const ImageShape shape = array_shape(file, fit);
  const auto type = file.header.type;
  const int64_t n = std::min(used, file.header.shape[0]);
  const bool same = shape.side == layout.height && shape.side == layout.width;
  const auto fitted = [&](const Tensor& rows) {
    const Tensor images = in_planes(rows, layout);
    return same ? images : squares(images, shape.side);
  };
  if (type == torch::kUInt8) {
    if (!fit.range.empty() && fit.range != std::vector<double>{0, 255})
      throw UserError(file.name + ": has uint8 images, whose range is [0, 255]");
    if (same && !layout.channels_last) return {in_planes(file.open(n)(n), layout), shape.side};
    return {changed(file, shape, n, type, fitted), shape.side};
  }
  if (type != torch::kFloat32 && type != torch::kFloat64)
    throw UserError(file.name + ": images must be float32, float64 or uint8");
  const auto [low, high] = range_of(file, fit.range, n);
  const bool as_they_are = low == -1 && high == 1;
  if (as_they_are && same && !layout.channels_last && type == torch::kFloat32)
    return in_planes(file.open(n)(n), layout);
  return changed(
      file, shape, n, torch::kFloat32, [&, least = low, most = high](const Tensor& rows) {
        const Tensor scaled =
            as_they_are ? rows : ((rows - least) * (2 / (most - least)) - 1).clamp(-1, 1);
        return fitted(scaled.to(torch::kFloat32)).clamp(-1, 1);
      });
}

namespace {

/// The types that labels can't have, as NumPy calls them.
const char* real_name(torch::ScalarType type) {
  return type == torch::kBool ? "bool" : type == torch::kFloat64 ? "float64" : "float32";
}

}  // namespace

Tensor array_labels(const ArrayFile& file, int64_t images, int64_t used) {
  const NpyHeader& header = file.header;
  const bool fits = header.shape.size() == 1 || (header.shape.size() == 2 && header.shape[1] == 1);
  if (!fits || (header.type != torch::kInt64 && header.type != torch::kInt32 &&
                header.type != torch::kUInt8))
    throw UserError(
        fmt::format("{}: holds an array of shape {} and dtype {}; labels must be whole numbers, "
                    "[n] or [n,1] of int64, int32 or uint8",
                    file.name, shape_of(file), real_name(header.type)));
  if (header.shape[0] != images)
    throw UserError(
        fmt::format("{}: holds {} labels for {} images", file.name, header.shape[0], images));
  used = std::min(used, images);
  const torch::Tensor labels = file.open(used)(used).flatten().to(torch::kInt64);
  if (labels.numel() > 0 && labels.min().item<int64_t>() < 0)
    throw UserError(fmt::format("{}: holds the label {}; labels are whole numbers from 0 on",
                                file.name, labels.min().item<int64_t>()));
  return labels;
}

}  // namespace coopbench
