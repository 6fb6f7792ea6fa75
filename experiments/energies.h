#pragma once

#include "experiments/config.h"

namespace coopbench {

/// U(x) times the run's energy scale, [n] doubles, for x [n, C, H, W].
torch::Tensor true_energies(const RunParts& parts, const torch::Tensor& x);

/// L2 norm of the gradient of the true energy at x, [n] doubles.
torch::Tensor gradient_norms(const RunParts& parts, const torch::Tensor& x);

/// How well the energy tells test images from others, and whether it has memorised its training
/// images: {auroc: {against: {score: {estimate, low, high}}}, gap}.
/// Against: uniform_noise, constants (grey images of one value), means (of two test images), and
/// the images of `evaluation.against`. Scores, each higher for the data: energy (-U), gradient
/// (minus the norm of its gradient), and the baselines mean_distance (minus the distance to the
/// mean training image) and compressed_size (minus the bytes of the image when compressed). `gap`
/// is the mean energy of training images less that of test images with its interval. For images;
/// for points of the plane only `gap`.
Json energy_report(const RunConfig& config, const RunParts& parts, const torch::Tensor& real);

}  // namespace coopbench
