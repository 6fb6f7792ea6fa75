#include "exchange/pickle_bytes.h"

#include <fmt/format.h>

#include "core/errors.h"

namespace coopbench {
namespace {

/// The opcodes of Python's pickles that a state dict has none of.
struct Opcode {
  unsigned char code;
  const char* name;
};
constexpr Opcode refused[] = {{'I', "INT"},          {'L', "LONG"},
                              {'F', "FLOAT"},        {'S', "STRING"},
                              {'V', "UNICODE"},      {'d', "DICT"},
                              {'l', "LIST"},         {'g', "GET"},
                              {'p', "PUT"},          {'i', "INST"},
                              {'o', "OBJ"},          {'P', "PERSID"},
                              {0x81, "NEWOBJ"},      {0x82, "EXT1"},
                              {0x83, "EXT2"},        {0x84, "EXT4"},
                              {0x8b, "LONG4"},       {0x8d, "BINUNICODE8"},
                              {0x8e, "BINBYTES8"},   {0x8f, "EMPTY_SET"},
                              {0x90, "ADDITEMS"},    {0x91, "FROZENSET"},
                              {0x92, "NEWOBJ_EX"},   {0x96, "BYTEARRAY8"},
                              {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"}};

}  // namespace

void PickleBytes::refuse(const std::string& why) const { throw UserError(source_ + ": " + why); }

std::string_view PickleBytes::take(uint64_t count) {
  if (count > bytes_.size() - at_) refuse("is cut off within its list of tensors");
  const std::string_view taken = bytes_.substr(at_, count);
  at_ += count;
  return taken;
}

uint64_t PickleBytes::number(int bytes) {
  const std::string_view taken = take(static_cast<uint64_t>(bytes));
  uint64_t number = 0;
  for (size_t i = taken.size(); i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(taken[i]);
  return number;
}

std::string_view PickleBytes::line() {
  const size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) refuse("is cut off within its list of tensors");
  const std::string_view line = bytes_.substr(at_, end - at_);
  at_ = end + 1;
  return line;
}

std::string opcode_name(unsigned char opcode) {
  for (const Opcode& known : refused)
    if (known.code == opcode) return known.name;
  return fmt::format("0x{:02x}", opcode);
}

}  // namespace coopbench
