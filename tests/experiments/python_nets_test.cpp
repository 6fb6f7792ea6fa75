#include "exchange/python_nets.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "exchange/safetensors.h"
#include "exchange/torch_names.h"
#include "experiments/config/config.h"
#include "generators/generator.h"
#include "golden_nets.h"
#include "run_command.h"

// PyTorch builds each net from the Python file, loads its weights and computes: is it the same?
using namespace coopbench;
using torch::Tensor;

namespace {

/// The Python of $COOPBENCH_PYTHON where it has PyTorch; empty without.
std::string python_with_torch(const TemporaryFolder& folder) {
  const char* const named = std::getenv("COOPBENCH_PYTHON");
  const std::string python = named != nullptr ? named : "/usr/bin/python3";
  return run_command(folder, "'" + python + "' -c 'import torch'").exit_code == 0 ? python : "";
}

/// Settings that make another net of a name.
struct Variant {
  std::string name;
  Json settings = Json::object();
};

const std::vector<Variant> energy_variants{
    {"anatomy_vanilla", {{"n_f", 4}}},
    {"anatomy_vanilla", {{"n_f", 4}, {"spectral_norm", true}}},
    {"anatomy_toy"},
    {"anatomy_nonlocal", {{"n_f", 4}}},
    {"anatomy_nonlocal", {{"n_f", 4}, {"spectral_norm", true}}},
    {"short_run", {{"n_f", 4}}},
    {"thesis_descriptor", {{"version", 1}, {"n_f", 4}}},
    {"thesis_descriptor", {{"version", 2}, {"n_f", 4}, {"spectral_norm", true}}},
    {"coopnets_mnist_descriptor", {{"n_f", 4}}},
    {"coopnets_scene_descriptor", {{"n_f", 4}, {"spectral_norm", true}}},
    {"igebm_mnist", {{"n_f", 4}}},
    {"improved_cd", {{"n_f", 8}}},
    {"improved_cd", {{"n_f", 8}, {"residual", true}}},
    {"improved_cd", {{"n_f", 8}, {"residual", true}, {"spectral_norm", true}, {"norm", "none"}}}};
const std::vector<Variant> generator_variants{
    {"thesis_generator", {{"latent", 4}, {"width", 16}}},
    {"thesis_generator", {{"latent", 4}, {"width", 16}, {"statistics", "batch"}}},
    {"coopnets_mnist_generator", {{"latent", 4}, {"width", 16}}},
    {"coopnets_mnist_generator", {{"latent", 4}, {"width", 16}, {"statistics", "running"}}},
    {"coopnets_scene_generator", {{"latent", 4}, {"width", 16}}},
    {"residual_generator", {{"latent", 4}, {"width", 8}}},
    {"toy_generator"}};

/// The shapes of the first side that a table's net takes, each number of channels.
template <class Nets>
ImageShape a_shape(const Nets& nets, const Choice& choice) {
  for (const ImageShape shape : {ImageShape{2, 1}, ImageShape{1, 28}, ImageShape{1, 16}}) try {
      nets.make(choice, shape);
      return shape;
    } catch (const UserError&) {
    }
  throw std::runtime_error(choice.name() + " takes none of the shapes");
}

template <class Nets>
Choice choice_of(const Nets& nets, const Variant& variant) {
  Json json = {{"name", variant.name}};
  json.update(variant.settings);
  return Choice{nets.resolve(json, "net")};
}

template <class Nets>
void need_all(const Nets& nets, const std::vector<Variant>& variants) {
  for (const std::string& name : nets.names())
    BOOST_TEST(std::any_of(variants.begin(), variants.end(),
                           [&](const Variant& variant) { return variant.name == name; }),
               name);
}

void write_energy(const Variant& variant, const std::filesystem::path& folder) {
  const EnergyNets nets = energy_nets();
  const Choice choice = choice_of(nets, variant);
  const ImageShape shape = a_shape(nets, choice);
  const EnergySpec spec = nets.make(choice, shape);
  const NetworkEnergy energy(spec, 1);
  golden_nets::fill(energy.network(), 2);
  const Tensor x = golden_nets::some({3, shape.channels, shape.side, shape.side}, 7);
  std::filesystem::create_directories(folder);
  write_whole(folder / "energy.safetensors", safetensors_bytes(state_dict(energy.network())));
  write_whole(folder / "nets.py",
              python_nets(variant.name, {variant.name, spec.layers, spec.sign, shape}, {}));
  write_npy(folder / "input.npy", x);
  write_npy(folder / "output.npy", energy.forward(x).detach());
}

void write_generator(const Variant& variant, const std::filesystem::path& folder) {
  const GeneratorNets nets = generator_nets();
  const Choice choice = choice_of(nets, variant);
  const ImageShape shape = a_shape(nets, choice);
  const GeneratorSpec spec = nets.make(choice, shape);
  const Generator generator(spec, 1);
  golden_nets::fill(generator.network(), 2);
  const Tensor z = golden_nets::some({5, spec.latent}, 7);
  std::filesystem::create_directories(folder);
  write_whole(folder / "generator.safetensors", safetensors_bytes(state_dict(generator.network())));
  write_whole(folder / "nets.py",
              python_nets(variant.name, {"none", {}, 1, shape},
                          PythonGenerator{variant.name, spec.layers, spec.latent}));
  write_npy(folder / "input.npy", z);
  write_npy(folder / "output.npy", generator.sample(z).detach());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(python_nets_of_all_tables)

BOOST_AUTO_TEST_CASE(every_net_is_the_same_in_pytorch) {
  need_all(energy_nets(), energy_variants);
  need_all(generator_nets(), generator_variants);
  const TemporaryFolder folder;
  const std::string python = python_with_torch(folder);
  if (python.empty()) {
    fmt::print("skipped: no PyTorch here; COOPBENCH_PYTHON names a Python that has it\n");
    return;
  }
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < energy_variants.size(); ++i)
    write_energy(energy_variants[i], folder / fmt::format("energy-{}", i));
  for (size_t i = 0; i < generator_variants.size(); ++i)
    write_generator(generator_variants[i], folder / fmt::format("generator-{}", i));
  const Ran ran = run_command(folder, fmt::format("'{}' -B '{}/tests/experiments/python_nets.py' .",
                                                  python, COOPBENCH_SOURCE_DIR));
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(ran.out.find(fmt::format("{} nets agree",
                                      energy_variants.size() + generator_variants.size())) !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
