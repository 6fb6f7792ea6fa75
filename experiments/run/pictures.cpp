#include "experiments/run/pictures.h"

#include "experiments/run/png.h"

namespace coopbench {
namespace {

/// Counts of points in square bins, brightest where most are; y grows upwards.
torch::Tensor histogram(const torch::Tensor& points, double view, int64_t bins) {
  const torch::Tensor place = ((points + view) / (2 * view) * static_cast<double>(bins)).floor();
  const torch::Tensor inside = ((place >= 0) & (place < bins)).all(1);
  const torch::Tensor cells = place.index({inside}).to(torch::kInt64);
  const torch::Tensor flat = (bins - 1 - cells.select(1, 1)) * bins + cells.select(1, 0);
  const torch::Tensor counts =
      torch::bincount(flat, {}, bins * bins).to(torch::kFloat64).reshape({bins, bins});
  return (counts / counts.max().clamp_min(1) * 255).to(torch::kUInt8);
}

}  // namespace

void write_picture(const std::filesystem::path& path, const torch::Tensor& x, int64_t images,
                   double view) {
  if (view > 0) {
    const torch::Tensor picture = histogram(x.flatten(1).nan_to_num(2 * view), view, 64);
    write_png(path, picture.repeat_interleave(3, 0).repeat_interleave(3, 1));
    return;
  }
  const torch::Tensor shown = x.slice(0, 0, images);
  const auto columns =
      static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(shown.size(0)))));
  write_rows(path, shown, columns);
}

void write_rows(const std::filesystem::path& path, const torch::Tensor& x, int64_t columns) {
  write_png(path, tile(x.size(1) == 3 ? x : x.slice(1, 0, 1), columns));
}

}  // namespace coopbench
