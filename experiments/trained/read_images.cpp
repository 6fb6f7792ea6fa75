#include "experiments/trained/read_images.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/files.h"
#include "core/npy.h"
#include "data/picture_sets.h"
#include "data/pictures/members.h"
#include "data/pictures/picture.h"

namespace coopbench {
namespace {

using torch::Tensor;
namespace fs = std::filesystem;

/// What the run's data set makes of a picture. Throws UserError with the reason alone.
class Fitting {
 public:
  explicit Fitting(const TrainedRun& run) : shape_(run.parts.data.shape) {
    const Json& data = run.config.data.json;
    const std::string name = data.at("name");
    of_pictures_ = name == "pictures" || name == "cifar10" || name == "flowers102";
    fit_ = {.side = shape_.side,
            .channels = shape_.channels,
            .crop = data.value("crop", int64_t{0}),
            .min_max = data.value("min_max", false)};
  }

  Tensor operator()(const std::string& bytes) const {
    if (shape_.side == 1)
      throw UserError("is a picture; the net takes points of the plane, as a .npy file [n, 2]");
    const Tensor picture = decoded_picture(bytes);  // [H, W, 1 or 3]
    if (of_pictures_) return to_images(fitted(picture, fit_).unsqueeze(0), shape_.side);
    if (picture.size(2) != shape_.channels)
      throw UserError(fmt::format("is a {} picture; the net takes {} ones", colour(picture.size(2)),
                                  colour(shape_.channels)));
    if (picture.size(0) != picture.size(1))
      throw UserError(fmt::format("has {} x {} pixels; the net takes squares", picture.size(1),
                                  picture.size(0)));
    return to_images(picture.permute({2, 0, 1}).unsqueeze(0).contiguous(), shape_.side);
  }

 private:
  static const char* colour(int64_t channels) { return channels == 1 ? "grey" : "colour"; }

  ImageShape shape_;
  bool of_pictures_ = false;
  Fit fit_;
};

void add(NamedImages& all, std::vector<Tensor>& x, const Tensor& images, const std::string& file,
         const std::string& label) {
  x.push_back(images);
  for (int64_t i = 0; i < images.size(0); ++i) {
    all.files.push_back(file);
    all.index.push_back(i);
    all.labels.push_back(label);
  }
}

/// The images of a folder or archive.
void add_members(NamedImages& all, std::vector<Tensor>& x, const std::string& path,
                 const Fitting& fit, bool skip_bad) {
  const auto members = open_members(path);
  std::vector<std::string> bad;
  const size_t before = x.size();
  while (const auto member = members->next()) {
    const fs::path name = member->name;
    try {
      if (!member->bad.empty()) throw UserError(member->bad);
      add(all, x, fit(member->bytes), (fs::path(path) / name).string(),
          name.parent_path().filename());
    } catch (const UserError& error) {
      bad.push_back(member->name + ": " + error.what());
    }
  }
  std::string what;
  if (!bad.empty()) {
    what = fmt::format("{} that can't be scored: {}",
                       bad.size() == 1 ? "a file" : std::to_string(bad.size()) + " files",
                       listed(bad, 5));
    if (!skip_bad)
      throw UserError(fmt::format(
          "{}: holds {}; mend or remove them, or leave them out with --skip-bad", path, what));
    all.notes.push_back(path + ": left out " + what);
  }
  if (x.size() == before)
    throw UserError(path + ": holds no JPEG or PNG file" +
                    (what.empty() ? "" : " that can be scored; " + what));
}

/// The numbers of a file in [low, high] as in [-1, 1], where the run's data have such a range.
Tensor in_range(Tensor numbers, const TrainedRun& run) {
  const Json range = run.config.data.json.value("range", Json::array());
  if (!range.is_array() || range.size() != 2) return numbers;
  const double low = range[0], high = range[1];
  return (numbers - low) * (2 / (high - low)) - 1;
}

Tensor npy_images(const std::string& file, const TrainedRun& run, std::vector<std::string>& notes) {
  const ImageShape shape = run.parts.data.shape;
  Tensor numbers = read_npy(file);
  const std::vector<int64_t> sizes = numbers.sizes().vec();
  if (shape.side == 1 && numbers.dim() == 2) numbers = numbers.unsqueeze(-1).unsqueeze(-1);
  if (numbers.dim() == 3) numbers = numbers.unsqueeze(1);
  const auto fits_colours = [&](int64_t at) {
    return numbers.dim() == 4 && numbers.size(at) == shape.channels;
  };
  if (fits_colours(3) && !(fits_colours(1) && numbers.size(2) == numbers.size(3)))
    numbers = numbers.permute({0, 3, 1, 2}).contiguous();
  const bool bytes = numbers.scalar_type() == torch::kUInt8;
  const bool fits = numbers.dim() == 4 && numbers.size(0) > 0 &&
                    numbers.size(1) == shape.channels && numbers.size(2) == numbers.size(3) &&
                    (bytes || numbers.size(2) == shape.side);
  if (!fits)
    throw UserError(fmt::format("{}: has the shape [{}]; the net takes images [n, {}, {}, {}]",
                                file, fmt::join(sizes, ", "), shape.channels, shape.side,
                                shape.side));
  if (bytes) return to_images(numbers, shape.side);
  if (!numbers.is_floating_point())
    throw UserError(file +
                    ": holds whole numbers that are no bytes; give float32, float64 or "
                    "uint8");
  const Tensor images = in_range(numbers.to(torch::kFloat32), run).contiguous();
  if (!(images.abs() <= 1e30).all().item<bool>())
    throw UserError(file + ": holds a value that is not finite");
  if (shape.side > 1 && images.min().item<double>() >= 0 && images.max().item<double>() <= 1)
    notes.push_back(file +
                    ": all its numbers lie in [0, 1]; they are taken as they are, in "
                    "[-1, 1], so that black would be -1");
  return images;
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

}  // namespace

NamedImages read_images(const std::vector<std::string>& files, const TrainedRun& run,
                        bool skip_bad) {
  const Fitting fit(run);
  NamedImages all;
  std::vector<Tensor> x;
  for (const std::string& file : files) {
    const std::string extension = lower_extension(file);
    if (extension == ".npy") {
      add(all, x, npy_images(file, run, all.notes), file, "");
    } else if (extension == ".png" || extension == ".jpg" || extension == ".jpeg") {
      const std::string bytes = read_text(file, kLongestMember);
      try {
        add(all, x, fit(bytes), file, "");
      } catch (const UserError& error) {
        throw UserError(file + ": " + error.what());
      }
    } else if (extension == ".npz") {
      throw UserError(file + ": is a .npz file; save the array to be scored as .npy");
    } else {
      add_members(all, x, file, fit, skip_bad);
    }
  }
  all.x = torch::cat(x);
  return all;
}

NamedImages images_of_part(const std::string& part, const TrainedRun& run) {
  const Dataset& data = run.parts.data;
  const Images& images = part == "train"  ? data.train
                         : part == "test" ? data.test
                                          : data.validation;
  NamedImages all{.x = images.all(), .files = {}, .index = {}, .labels = {}};
  const Tensor labels = images.labels();
  for (int64_t i = 0; i < images.size(); ++i) {
    all.files.push_back(part);
    all.index.push_back(i);
    all.labels.push_back(labels.defined() ? std::to_string(labels[i].item<int64_t>()) : "");
  }
  return all;
}

}  // namespace coopbench
