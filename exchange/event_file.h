#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coopbench {

/// A number of a curve.
struct EventScalar {
  std::string tag;  ///< "train/d"
  int64_t step = 0;
  double seconds = 0;  ///< since 1970
  double value = 0;    ///< written as float32
};

/// A PNG picture.
struct EventImage {
  std::string tag;
  int64_t step = 0;
  double seconds = 0;
  std::string png;
};

/// The bytes of an event file of TensorBoard: records as TensorFlow frames them, each an `Event` of
/// its protocol buffers with one value (tensorflow/core/util/event.proto,
/// framework/summary.proto). First the version, then scalars and images in their order.
/// Throws UserError for an image that is no PNG.
std::string event_file(double seconds, const std::vector<EventScalar>& scalars,
                       const std::vector<EventImage>& images);

/// CRC-32C of the bytes (Castagnoli; RFC 3720, appendix B.4).
uint32_t crc32c(std::string_view bytes);

}  // namespace coopbench
