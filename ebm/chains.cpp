#include "ebm/chains.h"

#include <functional>

#include "core/errors.h"

namespace coopbench {
namespace {

using torch::Tensor;

/// One tensor of all parts; the chains of a part without it get rows of `filler`. Nothing where no
/// part has it.
std::optional<Tensor> filled(const std::vector<Chains>& parts,
                             const std::function<std::optional<Tensor>(const Chains&)>& of,
                             double filler) {
  std::optional<Tensor> form;
  for (const Chains& part : parts)
    if (!form) form = of(part);
  if (!form) return std::nullopt;
  std::vector<Tensor> tensors;
  for (const Chains& part : parts) {
    std::vector<int64_t> sizes = form->sizes().vec();
    sizes[0] = part.size();
    const auto own = of(part);
    if (own && own->sizes() != sizes)
      throw UserError("generators with latents of different sizes can't be mixed");
    tensors.push_back(own ? *own : torch::full(sizes, filler, form->options()));
  }
  return torch::cat(tensors);
}

}  // namespace

Chains Chains::slice(int64_t first, int64_t end) const {
  const auto part = [&](const Tensor& tensor) { return tensor.slice(0, first, end); };
  Chains some{part(x)};
  if (rows) some.rows = part(*rows);
  if (latents) some.latents = part(*latents);
  if (ages) some.ages = part(*ages);
  if (anchor) some.anchor = Anchor{part(anchor->at), part(anchor->precision)};
  return some;
}

Chains Chains::at(Tensor place) const {
  Chains moved = *this;
  moved.x = std::move(place);
  return moved;
}

Chains joined(const std::vector<Chains>& parts) {
  if (parts.size() == 1) return parts[0];
  const auto all = [&](auto of, double filler) { return filled(parts, of, filler); };
  Chains whole{.x = *all([](const Chains& c) { return std::optional(c.x); }, 0),
               .rows = all([](const Chains& c) { return c.rows; }, -1),
               .latents = all([](const Chains& c) { return c.latents; }, 0),
               .ages = all([](const Chains& c) { return c.ages; }, 0)};
  const auto anchored = [](auto get) {
    return [get](const Chains& c) {
      return c.anchor ? std::optional(get(*c.anchor)) : std::optional<Tensor>();
    };
  };
  const auto at = all(anchored([](const Anchor& a) { return a.at; }), 0);
  const auto precision = all(anchored([](const Anchor& a) { return a.precision; }), 0);
  if (at) whole.anchor = Anchor{*at, *precision};
  return whole;
}

Ends joined(const std::vector<Ends>& parts) {
  int64_t n = 0;
  for (const Ends& part : parts) n += part.chains.size();
  Ends all;
  std::vector<Chains> chains;
  for (const Ends& part : parts) {
    chains.push_back(part.chains);
    const double weight = static_cast<double>(part.chains.size()) / static_cast<double>(n);
    all.r += part.r * static_cast<double>(part.chains.size()) / static_cast<double>(n);
    all.gradients += part.gradients;
    for (const auto& [name, shares] : part.shares) {
      auto& sum = all.shares[name];
      sum.resize(shares.size());
      for (size_t k = 0; k < shares.size(); ++k) sum[k] += weight * shares[k];
    }
  }
  all.chains = joined(chains);
  return all;
}

}  // namespace coopbench
