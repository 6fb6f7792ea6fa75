#pragma once

#include "generators/generator.h"

namespace coopbench {

/// The settings of the generators of the published CoopNets code (Xie et al. 2018).
struct CoopnetsGenerator {
  int64_t latent = 100, width = 512;
  BatchStatistics statistics = BatchStatistics::batch;
  static auto fields() {
    return std::tuple{
        field("latent", &CoopnetsGenerator::latent, between(1, 4096), "dimension of z"),
        field("width", &CoopnetsGenerator::width, between(8, 4096),
              "channels at side 4; each doubling of the side halves them"),
        field("statistics", &CoopnetsGenerator::statistics, "of the batch norms when sampling"),
    };
  }
};

/// Transposed convolutions (SAME) with this kernel from 4x4 up to the image, with batch norm (shift
/// only, eps 1e-3) and leaky ReLU 0.2 between and tanh at the end.
GeneratorSpec coopnets_generator(const CoopnetsGenerator& config, ImageShape shape, int64_t kernel);

}  // namespace coopbench
