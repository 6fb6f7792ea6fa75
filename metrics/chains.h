#pragma once

#include <torch/types.h>

namespace coopbench {

/// What the effective sample size is of.
enum class EssKind {
  mean,  ///< the mean of the draws
  bulk,  ///< the centre of their distribution: rank-normalised draws
  tail   ///< its 5 % and 95 % quantiles, the smaller of the two
};

enum class RhatKind {
  split,  ///< of the halves of the chains
  rank    ///< the same of rank-normalised draws and of rank-normalised distances from the median,
          ///< the larger of the two
};

/// Integrated autocorrelation time of Markov chains, in draws: 1 + 2 times the sum of the
/// autocorrelations, by Geyer's initial monotone sequence. As many draws in a row carry as much
/// about the mean as one independent draw.
/// draws [chains, draws] of one number, such as the energy, float or double; [draws] is one chain.
/// At least 4 draws, finite, no chain constant. Autocovariances are averaged over the chains and
/// the variance between their means counts as autocorrelation, so that chains that disagree have a
/// long time. At least 1 / log10(all draws); 1 for independent draws, below 1 where they alternate;
/// (1 + phi) / (1 - phi) for first-order autoregression. Errors name the chain.
/// Geyer 1992, Practical Markov Chain Monte Carlo, section 3.3; several chains: Vehtari et al.
/// 2021, Rank-normalization, Folding, and Localization, equation 10.
double iact(const torch::Tensor& draws);

/// Effective sample size of Markov chains: the number of independent draws that would estimate as
/// well. All draws over their integrated autocorrelation time, each chain split in halves (of an
/// odd number the middle draw is left out). Kind mean: of the draws; bulk: of their rank-normalised
/// values; tail: of the indicators of the 5 % and 95 % quantiles, the smaller of the two.
/// draws [chains, draws], float or double; [draws] is one chain. At least 4 draws, finite, no chain
/// constant; tail: draws on both sides of the quantile. In (0, N log10 N] for N draws in all. A
/// mean's standard error is the standard deviation of the draws over the root of kind mean.
/// Errors name the chain. Vehtari et al. 2021, sections 3.2 and 4.
double ess(const torch::Tensor& draws, EssKind kind);

/// R-hat, the potential scale reduction: root of the variance of all draws over that within a half
/// of a chain. Kind split: of the draws; rank: of rank-normalised draws and of their
/// rank-normalised distances from the median, the larger, which also sees chains that differ in
/// width or have heavy tails. draws [chains, draws], float or double; [draws] is one chain, whose
/// halves are compared. At least 4 draws, finite, no chain constant. About 1 where chains agree,
/// slightly below is possible; above 1.01 (rank) they have not mixed. Errors name the chain; halves
/// that are all constant are one. Vehtari et al. 2021, equations 3, 4 and 14.
double rhat(const torch::Tensor& draws, RhatKind kind);

}  // namespace coopbench
