#include "data/images.h"

#include <torch/types.h>

#include <stdexcept>

namespace coopbench {

using torch::Tensor;

Tensor to_images(const Tensor& pixels, int64_t side) {
  constexpr int64_t chunk = 512;  // keeps the float copies in the cache
  Tensor images = torch::empty({pixels.size(0), pixels.size(1), side, side}, torch::kFloat32);
  for (int64_t row = 0; row < pixels.size(0); row += chunk) {
    const int64_t end = std::min(row + chunk, pixels.size(0));
    Tensor part = pixels.slice(0, row, end).to(torch::kFloat32);
    if (side != pixels.size(2))
      part = at::_upsample_bilinear2d_aa(part, {side, side}, /*align_corners=*/false);
    // The weights of a resized pixel sum to 1 only up to rounding.
    images.slice(0, row, end).copy_(part.sub_(127.5).div_(127.5).clamp_(-1, 1));
  }
  return images;
}

Images::Images(Tensor kept, Tensor labels, int64_t side, torch::ScalarType type)
    : kept_(std::move(kept)), labels_(std::move(labels)), side_(side) {
  if (kept_.dim() != 4 || kept_.size(2) != kept_.size(3) || kept_.scalar_type() != type)
    throw std::invalid_argument("images: must be float32 numbers or uint8 pixels, [n,C,H,H]");
  kept_ = kept_.contiguous();
  if (!labels_.defined()) return;
  if (labels_.dim() != 1 || labels_.size(0) != kept_.size(0))
    throw std::invalid_argument("images: there must be one label an image");
  labels_ = labels_.to(torch::kInt64);
}

Images::Images(const Tensor& numbers, Tensor labels)
    : Images(numbers, std::move(labels), numbers.size(-1), torch::kFloat32) {}

Images::Images(Tensor pixels, int64_t side, Tensor labels)
    : Images(std::move(pixels), std::move(labels), side, torch::kUInt8) {}

Tensor Images::read(const Tensor& kept) const {
  return kept.scalar_type() == torch::kUInt8 ? to_images(kept, side_) : kept;
}

Tensor Images::kept_rows(const Tensor& index) const {
  return rows_.defined() ? rows_.index_select(0, index) : index;
}

Tensor Images::rows(const Tensor& index) const {
  return read(kept_.index_select(0, kept_rows(index)));
}

Tensor Images::slice(int64_t first, int64_t end) const {
  if (!rows_.defined()) return read(kept_.slice(0, first, end));
  return read(kept_.index_select(0, rows_.slice(0, first, end)));
}

Tensor Images::labels() const {
  return labels_.defined() && rows_.defined() ? labels_.index_select(0, rows_) : labels_;
}

Tensor Images::labels_of(const Tensor& index) const {
  return labels_.defined() ? labels_.index_select(0, kept_rows(index)) : Tensor();
}

Images Images::labelled(Tensor labels) const {
  if (rows_.defined()) throw std::invalid_argument("labelled: of a selection");
  return {kept_, std::move(labels), side_, kept_.scalar_type()};
}

Images Images::selected(const Tensor& index) const {
  Images some = *this;
  some.rows_ = kept_rows(index).contiguous();
  return some;
}

Images Images::part(int64_t first, int64_t end) const {
  Images some = *this;
  if (rows_.defined()) {
    some.rows_ = rows_.slice(0, first, end);
    return some;
  }
  some.kept_ = kept_.slice(0, first, end);
  if (labels_.defined()) some.labels_ = labels_.slice(0, first, end);
  return some;
}

std::string_view Images::bytes(int64_t row) const {
  const size_t width = kept_.nbytes() / static_cast<size_t>(kept_.size(0));
  const int64_t at = rows_.defined() ? rows_.const_data_ptr<int64_t>()[row] : row;
  return {static_cast<const char*>(kept_.const_data_ptr()) + static_cast<size_t>(at) * width,
          width};
}

}  // namespace coopbench
