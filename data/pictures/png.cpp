#include <fmt/format.h>
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include "core/errors.h"
#include "data/pictures/formats.h"

namespace coopbench {
namespace {

/// What libpng reads, and what it says when it can't go on.
struct Input {
  std::string_view left;
  std::string error;
  int frames = 0;  ///< says the chunk of an animation
};

void read(png_structp png, png_bytep to, size_t size) {
  auto& input = *static_cast<Input*>(png_get_io_ptr(png));
  if (size > input.left.size()) png_error(png, "it ends too early");
  std::memcpy(to, input.left.data(), size);
  input.left.remove_prefix(size);
}

void stop(png_structp png, png_const_charp message) {
  static_cast<Input*>(png_get_error_ptr(png))->error = message;
  std::longjmp(png_jmpbuf(png), 1);
}

void overlook(png_structp, png_const_charp) {}

int note_animation(png_structp png, png_unknown_chunkp chunk) {
  if (std::memcmp(chunk->name, "acTL", 4) == 0)
    ++static_cast<Input*>(png_get_user_chunk_ptr(png))->frames;
  return 1;
}

/// libpng's objects, which its jumps must not lose.
struct Reader {
  explicit Reader(Input& input)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &input, stop, overlook)),
        info(png ? png_create_info_struct(png) : nullptr) {
    if (!info) throw Failure("no memory to read a PNG");
    png_set_read_fn(png, &input, read);
    png_set_read_user_chunk_fn(png, &input, note_animation);
    // Texts and profiles may be unpacked to any size.
    png_set_user_limits(png, 1u << 30, 1u << 30);
    png_set_chunk_malloc_max(png, 1u << 23);
  }
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  png_structp png;
  png_infop info;
};

/// No C++ object may begin to live in what a jump leaves: these two hold none.
bool header_is_read(Reader& reader) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  png_read_info(reader.png, reader.info);
  return true;
}

bool rows_are_read(Reader& reader, png_bytep* rows) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  png_set_expand(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  png_read_image(reader.png, rows);
  png_read_end(reader.png, nullptr);
  return true;
}

[[noreturn]] void refuse(const Input& input) {
  throw UserError("is damaged or truncated: " + input.error);
}

}  // namespace

torch::Tensor decoded_png(std::string_view bytes) {
  Input input{bytes, "", 0};
  Reader reader(input);
  if (!header_is_read(reader)) refuse(input);
  const int64_t width = png_get_image_width(reader.png, reader.info),
                height = png_get_image_height(reader.png, reader.info);
  const int kind = png_get_color_type(reader.png, reader.info);
  need_size(width, height);
  if (input.frames > 0) throw UserError("is an animated PNG");
  if (png_get_bit_depth(reader.png, reader.info) > 8)
    throw UserError("has 16 bits a channel; 8 are read");
  if ((kind & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(reader.png, reader.info, PNG_INFO_tRNS))
    throw UserError("has an alpha channel; lay it on a ground of one colour");
  const int64_t channels = (kind & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  torch::Tensor pixels = torch::empty({height, width, channels}, torch::kUInt8);
  std::vector<png_bytep> rows;
  for (int64_t y = 0; y < height; ++y)
    rows.push_back(pixels.data_ptr<uint8_t>() + y * width * channels);
  if (!rows_are_read(reader, rows.data())) refuse(input);
  return pixels;
}

}  // namespace coopbench
