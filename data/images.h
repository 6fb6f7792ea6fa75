#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string_view>

#include "core/image_shape.h"

namespace coopbench {

/// Pixels as images: uint8 [n,C,H,H], 0 to 255, to float32 [n,C,side,side] in [-1,1], where 0 is -1
/// and 255 is 1. Another side is reached by antialiased bilinear resizing (a triangle filter as
/// wide as a pixel of the coarser grid), before which nothing is rounded; with side H pixels are
/// only scaled. Each image by itself: what stands beside it changes no bit.
torch::Tensor to_images(const torch::Tensor& pixels, int64_t side);

/// Images as they are kept, with their labels where they have some; float32 [m,C,S,S] as they are
/// read. A value: copies and selections share what is kept. Kept are the bytes of a file, read as
/// `to_images`, or float32 numbers, read as they are.
class Images {
 public:
  Images() = default;
  /// Numbers: float32 [n,C,S,S]. Labels: whole numbers [n], or undefined. Throws
  /// std::invalid_argument for another dtype or shape.
  Images(const torch::Tensor& numbers, torch::Tensor labels = {});
  /// Pixels: uint8 [n,C,H,H], read with this side. The rest as above.
  Images(torch::Tensor pixels, int64_t side, torch::Tensor labels = {});

  int64_t size() const {
    return rows_.defined() ? rows_.size(0) : kept_.defined() ? kept_.size(0) : 0;
  }
  ImageShape shape() const { return {kept_.size(1), side_}; }

  /// The images of these rows, int64 [m].
  torch::Tensor rows(const torch::Tensor& index) const;
  /// Those of the rows from `first` up to `end`, or to the last one. Where numbers are kept they
  /// are no copy, and must not be written to.
  torch::Tensor slice(int64_t first, int64_t end) const;
  /// All of them: for bytes 4 times or more the memory of what is kept.
  torch::Tensor all() const { return slice(0, size()); }

  /// Of each row, int64 [n]; undefined where there are none.
  torch::Tensor labels() const;
  /// Of these rows, int64 [m]; undefined where there are none.
  torch::Tensor labels_of(const torch::Tensor& index) const;

  /// The same with these labels, whole numbers [n]. Throws std::invalid_argument for a selection
  /// and another number of labels.
  Images labelled(torch::Tensor labels) const;

  /// These rows alone, int64 [m], in that order.
  Images selected(const torch::Tensor& index) const;
  /// The rows from `first` up to `end`, or to the last one.
  Images part(int64_t first, int64_t end) const;

  /// The bytes of a row as they are kept; they last as long as any of the images that share them.
  std::string_view bytes(int64_t row) const;

 private:
  Images(torch::Tensor kept, torch::Tensor labels, int64_t side, torch::ScalarType type);
  torch::Tensor read(const torch::Tensor& kept) const;
  torch::Tensor kept_rows(const torch::Tensor& index) const;

  torch::Tensor kept_, labels_;
  torch::Tensor rows_;  // of kept_ and labels_; undefined: all
  int64_t side_ = 0;
};

}  // namespace coopbench
