#include "experiments/trained/mask.h"

#include <fmt/format.h>

#include "core/errors.h"
#include "core/files.h"
#include "core/printable.h"
#include "data/pictures/picture.h"

namespace coopbench {
namespace {

using torch::Tensor;

Tensor of_file(const std::string& file, int64_t side) {
  Tensor picture;
  try {
    picture = decoded_picture(read_text(file)).to(torch::kFloat64).mean(2);
  } catch (const UserError& error) {
    const std::string why = error.what();
    throw UserError(why.starts_with(file) ? "--mask: " + why : "--mask: " + file + ": " + why);
  }
  if (picture.size(0) != side || picture.size(1) != side)
    throw UserError(
        fmt::format("--mask: {}: has {} x {} pixels, the images of the run have {} x {}", file,
                    picture.size(1), picture.size(0), side, side));
  return picture >= 128;
}

}  // namespace

Tensor read_mask(const std::string& words, ImageShape shape) {
  const int64_t side = shape.side, half = side / 2, quarter = side / 4;
  if (side < 4) throw UserError("--mask: points of the plane have no pixels to mask");
  Tensor mask = torch::zeros({side, side}, torch::kBool);
  if (words == "left")
    mask.slice(1, 0, half).fill_(true);
  else if (words == "right")
    mask.slice(1, side - half).fill_(true);
  else if (words == "top")
    mask.slice(0, 0, half).fill_(true);
  else if (words == "bottom")
    mask.slice(0, side - half).fill_(true);
  else if (words == "centre")
    mask.slice(0, quarter, quarter + half).slice(1, quarter, quarter + half).fill_(true);
  else if (words.ends_with(".png"))
    mask = of_file(words, side);
  else
    throw UserError("--mask: must be left, right, top, bottom, centre or a PNG file, not '" +
                    printable(words, kLongestQuote) + "'" +
                    did_you_mean(words, {"left", "right", "top", "bottom", "centre"}));
  const int64_t masked = mask.sum().item<int64_t>();
  if (masked == 0) throw UserError("--mask: " + words + ": masks nothing: it has no bright pixel");
  if (masked == side * side)
    throw UserError("--mask: " + words +
                    ": masks every pixel, so that nothing is known; `sample` makes whole images");
  return mask;
}

}  // namespace coopbench
