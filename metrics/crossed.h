#pragma once

#include <cstdint>
#include <vector>

namespace coopbench {

/// Values of one metric: a row a seed, a column a test block, every row of one length.
using SeedsByBlocks = std::vector<std::vector<double>>;

/// Mean of a metric and its 95 % interval, in the metric's own units.
struct Crossed {
  double mean, low, high;
  int64_t seeds, blocks;  ///< what the interval is over: both, where there are two blocks or more
  double block_sd;  ///< standard deviation over blocks of the mean over seeds; 0 for one block
};

/// Mean over seeds and test blocks, where each seed was measured on each block. Training varies
/// from seed to seed and the measure from block to block, so the variance of the mean is that of
/// the seeds' means over their number and that of the blocks' means over theirs; Student's t with
/// min(seeds, blocks) - 1 degrees of freedom. Where neither seeds nor blocks differ but by their
/// interaction this counts it twice, and the interval is too wide. With one block the interval is
/// over seeds alone and holds for that block; with one seed it is infinite.
/// Throws std::invalid_argument for no value, rows of different lengths, or one that is not finite.
/// Owen 2007, The pigeonhole bootstrap, section 3.
Crossed over_seeds_and_blocks(const SeedsByBlocks& values);

/// The mean of each row.
std::vector<double> seed_means(const SeedsByBlocks& values);

}  // namespace coopbench
