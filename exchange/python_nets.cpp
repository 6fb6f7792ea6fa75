#include "exchange/python_nets.h"

#include <fmt/format.h>

#include <span>

#include "core/embedded.h"
#include "exchange/python_layers.h"

namespace coopbench {

std::span<const EmbeddedFile> python_files();

namespace {

/// The layers of an nn.Sequential, one a line.
std::string lines_of(const Layers& layers) {
  std::string text;
  for (const Layer& layer : layers) text += "            " + python_layer(layer) + ",\n";
  return text;
}

std::string net(const std::string& head, const Layers& layers, const std::string& forward) {
  return fmt::format(
      "{}\n\n    def __init__(self):\n        super().__init__(\n{}        )\n\n{}\n", head,
      lines_of(layers), forward);
}

std::string energy_class(const PythonEnergy& energy) {
  const std::string head = fmt::format(
      "class Energy(nn.Sequential):\n"
      "    \"\"\"The net {}. U(x) of images x [n, {}, {}, {}], [n]: low is likely.\"\"\"",
      energy.name, energy.shape.channels, energy.shape.side, energy.shape.side);
  return net(head, energy.layers,
             fmt::format("    def forward(self, x):\n"
                         "        return {}super().forward(x).flatten(1).sum(1)\n",
                         energy.sign < 0 ? "-" : ""));
}

std::string generator_class(const PythonGenerator& generator) {
  const std::string head = fmt::format(
      "class Generator(nn.Sequential):\n"
      "    \"\"\"The net {}. G(z), images, of latents z [n, {}], standard normal.\"\"\"",
      generator.name, generator.latent);
  return net(head, generator.layers,
             "    def forward(self, z):\n        return super().forward(z[:, :, None, None])\n");
}

std::string loader(std::string_view function, std::string_view module) {
  return fmt::format(
      "def {0}(folder=HERE):\n"
      "    \"\"\"The net with the weights of {0}.safetensors, ready to be used.\"\"\"\n"
      "    net = {1}()\n"
      "    net.load_state_dict(read_tensors(Path(folder) / \"{0}.safetensors\"))\n"
      "    return net.eval()\n",
      function, module);
}

/// The classes that the nets name.
std::string classes_for(const std::string& nets) {
  std::string text;
  for (const EmbeddedFile& file : python_files()) {
    const std::string name(file.name.substr(0, file.name.size() - 3));
    if (nets.find(' ' + name + '(') != std::string::npos ||
        nets.find("spectral_norm(" + name + '(') != std::string::npos)
      text += std::string(file.bytes) + "\n\n";
  }
  return text;
}

std::string reader() {
  for (const EmbeddedFile& file : python_files())
    if (file.name == "read_tensors.py") return std::string(file.bytes);
  throw std::logic_error("read_tensors.py is missing");
}

}  // namespace

std::string python_nets(const std::string& title, const PythonEnergy& energy,
                        const std::optional<PythonGenerator>& generator) {
  const std::string nets =
      energy_class(energy) + (generator ? "\n" + generator_class(*generator) : "");
  const bool normed = nets.find("spectral_norm") != std::string::npos;
  const std::string classes = classes_for(nets);
  return fmt::format(
      "\"\"\"{}\n\n"
      "    import nets\n"
      "    u = nets.energy()(x)  # x [n, {}, {}, {}]{}\n\"\"\"\n\n"
      "import json\nfrom pathlib import Path\n\nimport torch\nfrom torch import nn\n{}{}\n"
      "HERE = Path(__file__).resolve().parent\n\n\n{}{}\n{}\n\n{}{}",
      title, energy.shape.channels, energy.shape.side, energy.shape.side,
      generator ? fmt::format("\n    x = nets.generator()(torch.randn(n, {}))", generator->latent)
                : "",
      classes.find("F.") != std::string::npos ? "from torch.nn import functional as F\n" : "",
      normed ? "from torch.nn.utils import spectral_norm\n" : "", classes, nets, reader(),
      loader("energy", "Energy"), generator ? "\n\n" + loader("generator", "Generator") : "");
}

}  // namespace coopbench
