#pragma once

#include <torch/types.h>

#include <string_view>

namespace coopbench {

/// The most pixels that a picture may have: 256 MiB of colours.
inline constexpr int64_t kMostPixels = int64_t{1} << 26;

/// The pixels of a JPEG or PNG file as they are stored, whatever its EXIF data or gamma say: uint8
/// [H,W,3], or [H,W,1] of a grey one. Palettes and fewer bits become 8 bits a channel. Throws
/// UserError with the reason alone ("is truncated: ...") for anything else: other formats, damaged
/// or empty files, animations, 16 bits a channel, CMYK, an alpha channel, or more than kMostPixels
/// by its header, before memory is taken.
torch::Tensor decoded_picture(std::string_view bytes);

}  // namespace coopbench
