#pragma once

#include "core/fields.h"
#include "data/dataset.h"

namespace coopbench {

/// Flowers-102 as it is published.
struct Flowers102Config {
  std::string files = "";
  int64_t side = 64, crop = 0;
  std::vector<int64_t> labels = {};
  bool skip_bad = false;
  static auto fields() {
    using C = Flowers102Config;
    return std::tuple{
        field(
            "files", &C::files, anything(),
            "folder with jpg (or 102flowers.tgz), imagelabels.mat and setid.mat; empty to look in "
            "the usual places"),
        field("side", &C::side, between(4, 1024), "side of the images, to which all are resized"),
        field("crop", &C::crop, between(0, 8192),
              "pixels of the square that is cut from the middle; 0: the shorter side"),
        field("labels", &C::labels, between(1, 102),
              "only images with these labels, as imagelabels.mat has them; [] for all"),
        field("skip_bad", &C::skip_bad, anything(),
              "whether files that are no usable pictures are left out; else they are refused")};
  }
};

/// The parts are those of setid.mat: train trnid (1020 images), validation valid (1020), test tstid
/// (6149), each `mixed`, since the images are in the order of their classes. Nilsback and Zisserman
/// 2008, "Automated Flower Classification over a Large Number of Classes".
DataSource flowers102_source(const Flowers102Config& config);

}  // namespace coopbench
