#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <functional>

namespace coopbench {

/// What random numbers are for. Closed: two purposes never share a number.
enum class Purpose : uint8_t {
  batch,
  data_noise,
  start,
  step,
  latent,
  bank,
  energy_weights,
  generator_weights,
  toy_data,
  evaluation_start,
  evaluation_step,
  baseline,
  permutation,
  subset,
  projection,
  bootstrap,
  split,
  annealing,
  feature_weights,
  known_law,
  long_run,
  negatives,
  noise_evaluation_start,  ///< of chains that start at noise, whatever the method
  noise_evaluation_step,
  reserved,  ///< training images that are never drawn
  further_start,
  further_step,   ///< of trained chains that go on
  rewind,         ///< the seed of a run that went back
  trained_start,  ///< of what is asked of a trained net: iteration 2^28 x question
  trained_step,
};
inline constexpr int purposes = 30;

/// What a part needs a second, third, ... draw of its purpose for: a stream of its own for each, so
/// that they share no number.
enum class Use : uint8_t {
  main,
  noise,       ///< that is added to what `main` chose
  acceptance,  ///< of a proposal
  grid,        ///< draws of a density on a grid
  common,      ///< to all chains of a step
  fresh,       ///< step 0: what begins anew; step 1: whether it does
};
inline constexpr int uses = 6;

/// Key of a counter-based generator (Philox 4x32-10: Salmon et al. 2011, "Parallel random numbers:
/// as easy as 1, 2, 3"). With chain, step and index it gives the same number whatever was drawn
/// before.
struct Stream {
  uint64_t seed = 0;
  Purpose purpose = Purpose::batch;
  int64_t iteration = 0;    ///< 0 to 2^32 - 1
  int64_t first_chain = 0;  ///< number of the first row, when rows are a part of a larger set
  Use use = Use::main;

  /// The same place for another use. Throws std::logic_error where this is not the main one: a use
  /// has no uses of its own.
  Stream with(Use other) const;
  /// For rows that begin `rows` later.
  Stream after(int64_t rows) const {
    Stream stream = *this;
    stream.first_chain += rows;
    return stream;
  }
};

/// The place of a block of four random words in the generator's 128-bit counter:
/// index, chain and iteration take 32 bits each, step 24, the use 3 and the purpose 5, so no two
/// places collide. Throws std::out_of_range for a value that does not fit.
std::array<uint32_t, 4> counter(const Stream& stream, int64_t chain, int64_t step, int64_t index);

/// Four independent 32-bit words.
std::array<uint32_t, 4> words(const Stream& stream, int64_t chain, int64_t step, int64_t index);

/// A draw as the generator sees it: blocks 0 to `blocks` - 1 of the rows from `stream.first_chain`.
struct DrawnPlace {
  Stream stream;
  int64_t rows, blocks, step;
  char kind;  ///< 'u'niform, 'n'ormal, 'd'istinct
};
/// Calls `watcher` for each draw of the three functions below, on the thread that draws; an empty
/// one ends it. For tests of who shares numbers with whom.
void watch_draws(std::function<void(const DrawnPlace&)> watcher);

/// Independent uniform float32 numbers in [low, high], shape [chains, ...].
torch::Tensor uniform(const Stream& stream, torch::IntArrayRef shape, double low, double high,
                      int64_t step = 0);

/// Independent standard normal float32 numbers (Box and Muller 1958), shape [chains, ...].
torch::Tensor normal(const Stream& stream, torch::IntArrayRef shape, int64_t step = 0);

/// `count` different whole numbers of 0 .. population-1 in random order, int64 [count] (a partial
/// Fisher-Yates shuffle). Throws std::invalid_argument when count is above the population.
torch::Tensor distinct(const Stream& stream, int64_t population, int64_t count);

}  // namespace coopbench
