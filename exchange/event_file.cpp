#include "exchange/event_file.h"

#include <bit>
#include <cstring>

#include "core/errors.h"

namespace coopbench {
namespace {

/// So many bytes of a number, the lowest first.
std::string little_endian(uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xff);
  return text;
}

// The wire format of protocol buffers: a field's number and kind, then its value.
enum Kind : uint64_t { varint = 0, fixed64 = 1, bytes_of_length = 2, fixed32 = 5 };

std::string varint_text(uint64_t number) {
  std::string text;
  for (; number > 0x7f; number >>= 7) text += static_cast<char>((number & 0x7f) | 0x80);
  return text + static_cast<char>(number);
}

std::string key(uint64_t field, Kind kind) { return varint_text(field << 3 | kind); }

/// Nothing for 0, the default.
std::string whole_field(uint64_t field, int64_t number) {
  if (number == 0) return "";
  return key(field, varint) + varint_text(static_cast<uint64_t>(number));
}
std::string double_field(uint64_t field, double number) {
  return key(field, fixed64) + little_endian(std::bit_cast<uint64_t>(number), 8);
}
std::string float_field(uint64_t field, double number) {
  return key(field, fixed32) +
         little_endian(std::bit_cast<uint32_t>(static_cast<float>(number)), 4);
}
std::string bytes_field(uint64_t field, std::string_view bytes) {
  return key(field, bytes_of_length) + varint_text(bytes.size()) + std::string(bytes);
}

/// A record as TensorFlow frames it: length, bytes, and a masked checksum behind each.
std::string framed(const std::string& bytes) {
  const auto sum = [](const std::string& text) {
    return little_endian(std::rotr(crc32c(text), 15) + 0xa282ead8U, 4);
  };
  const std::string length = little_endian(bytes.size(), 8);
  return length + sum(length) + bytes + sum(bytes);
}

/// An event with one value of a summary.
std::string event(double seconds, int64_t step, const std::string& tag, const std::string& value) {
  const std::string summary = bytes_field(1, bytes_field(1, tag) + value);
  return framed(double_field(1, seconds) + whole_field(2, step) + bytes_field(5, summary));
}

uint32_t big_endian(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

/// The picture as a summary has it: its size, the number of channels, its bytes.
std::string image_value(const EventImage& image) {
  constexpr std::string_view magic = "\x89PNG\r\n\x1a\n";
  const std::string_view png = image.png;
  if (!png.starts_with(magic) || png.size() < 33)
    throw UserError(image.tag + ": is no PNG picture");
  const int channels = png[25] == 2 ? 3 : 1;  // its colour type: RGB or grey
  return bytes_field(4, whole_field(1, big_endian(png.substr(20, 4))) +
                            whole_field(2, big_endian(png.substr(16, 4))) +
                            whole_field(3, channels) + bytes_field(4, png));
}

}  // namespace

std::string event_file(double seconds, const std::vector<EventScalar>& scalars,
                       const std::vector<EventImage>& images) {
  std::string file = framed(double_field(1, seconds) + bytes_field(3, "brain.Event:2"));
  for (const EventScalar& scalar : scalars)
    file += event(scalar.seconds, scalar.step, scalar.tag, float_field(2, scalar.value));
  for (const EventImage& image : images)
    file += event(image.seconds, image.step, image.tag, image_value(image));
  return file;
}

}  // namespace coopbench
