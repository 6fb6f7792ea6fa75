#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "benchmarks/benchmarks.h"
#include "core/stream.h"
#include "core/workers.h"
#include "ebm/kernels/lane_net.h"

namespace coopbench {
namespace {

using namespace kernels;

/// Calls in one pass: as within the steps of an engine, threads are woken once for all.
constexpr int64_t calls = 10;

/// A 4x4 convolution of stride 2 on so many groups of chains, in LibTorch's layout and in that of
/// the kernels.
struct Halved {
  Halved(int64_t in, int64_t out, int64_t side, int64_t groups, bool bf16)
      : x(uniform({.seed = 1}, {groups * lanes, in, side, side}, -1, 1)),
        gradient(uniform({.seed = 2}, {groups * lanes, out, side / 2, side / 2}, -1, 1)),
        weight(uniform({.seed = 3}, {out, in, 4, 4}, -0.1, 0.1)),
        bias(torch::zeros({out})),
        conv(pack_halving(weight.data_ptr<float>(), in, out, bf16)),
        workers(groups) {
    for (int64_t g = 0; g < groups; ++g) {
      inputs.push_back(volume(side, in, halving_after(side, side / 2)));
      outputs.push_back(volume(side / 2, out, 2));
      words.emplace_back(side * side * in);
      words.emplace_back(side * side / 4 * out + 2);
      scratch.push_back(aligned_floats(halving_space(conv)));
    }
  }

  Volume volume(int64_t side, int64_t channels, int64_t after) {
    Volume made{nullptr, side, channels, 1, after};
    floats.push_back(aligned_floats(made.numbers()));
    made.data = floats.back().get();
    std::fill_n(made.data, made.numbers(), 0.5F);
    return made;
  }

  void forward() {
    workers.together([&](int64_t g) {
      for (int64_t i = 0; i < calls; ++i)
        halve(conv, bias.data_ptr<float>(), inputs[g], outputs[g],
              {words[2 * g + 1].data(), outputs[g].side, outputs[g].channels}, 0.05F,
              scratch[g].get(), {});
    });
  }
  void backward() {
    workers.together([&](int64_t g) {
      for (int64_t i = 0; i < calls; ++i)
        halve_back(conv, outputs[g], inputs[g],
                   {words[2 * g].data(), inputs[g].side, inputs[g].channels}, 0.05F,
                   scratch[g].get(), {});
    });
  }
  void torch_forward() const {
    const torch::NoGradGuard no_grad;
    for (int64_t i = 0; i < calls; ++i)
      benchmark::DoNotOptimize(torch::leaky_relu(torch::conv2d(x, weight, bias, 2, 1), 0.05));
  }
  void torch_backward() const {
    const torch::NoGradGuard no_grad;
    for (int64_t i = 0; i < calls; ++i) {
      const auto made = std::get<0>(at::convolution_backward(
          gradient, x, weight, {}, {2, 2}, {1, 1}, {1, 1}, false, {0, 0}, 1, {true, false, false}));
      benchmark::DoNotOptimize(at::leaky_relu_backward(made, x, 0.05, false));
    }
  }

  torch::Tensor x, gradient, weight, bias;
  Halving conv;
  Workers workers;
  std::vector<Volume> inputs, outputs;
  std::vector<AlignedFloats> floats, scratch;
  std::vector<std::vector<uint32_t>> words;
};

}  // namespace

/// The hottest kernels beside LibTorch's operators, which engines without kernels of their own run:
/// 16 chains a thread. Operations are those of the direct convolution.
void add_kernels() {
  struct Size {
    int64_t in, out, side;
  };
  for (const Size& layer : {Size{16, 32, 16}, Size{64, 128, 32}})
    for (const bool back : {false, true})
      for (const char* way : {"LibTorch", "ours", "ours-bf16"}) {
        const std::string how = way;
        const auto flop =
            static_cast<double>(8 * layer.in * layer.out * layer.side * layer.side * lanes);
        for (const int threads : thread_counts)
          add_row_on(threads,
                     fmt::format("conv_{}_to_{}_side_{}_{}/{}", layer.in, layer.out, layer.side,
                                 back ? "backward" : "forward", how),
                     calls, flop * threads * calls, [=](int) -> std::function<void()> {
                       const auto halved = std::make_shared<Halved>(layer.in, layer.out, layer.side,
                                                                    threads, how == "ours-bf16");
                       if (how == "LibTorch") at::set_num_threads(threads);
                       if (how == "LibTorch" && back) return [=] { halved->torch_backward(); };
                       if (how == "LibTorch") return [=] { halved->torch_forward(); };
                       if (back) return [=] { halved->backward(); };
                       return [=] { halved->forward(); };
                     });
      }
}

}  // namespace coopbench
