#include "exchange/safetensors.h"

#include <boost/test/unit_test.hpp>

#include "saved_files.h"
#include "temporary_folder.h"

using namespace coopbench;

namespace {

/// A file with this header and so many bytes behind it.
std::string with_header(const std::string& header, size_t data) {
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size() & 0xff);
  length[1] = static_cast<char>(header.size() >> 8);
  return length + header + std::string(data, '\0');
}

/// How the reader refuses these bytes.
std::string refusal(const std::string& bytes) {
  const TemporaryFolder folder;
  write_whole(folder / "a.safetensors", bytes);
  try {
    read_safetensors(folder / "a.safetensors");
  } catch (const UserError& error) {
    return error.what();
  }
  return "it was read";
}

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::string entry(const std::string& name, int begin, int end, const std::string& shape = "[2]") {
  return fmt::format(R"("{}": {{"dtype": "F32", "shape": {}, "data_offsets": [{}, {}]}})", name,
                     shape, begin, end);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(safetensors)

BOOST_AUTO_TEST_CASE(what_the_python_package_wrote_is_read) {
  BOOST_TEST(saved_files::difference(read_safetensors(saved_files::folder() / "odd.safetensors")) ==
             "");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again_with_every_type_and_shape) {
  const TemporaryFolder folder;
  const SavedWeights saved = read_safetensors(saved_files::folder() / "odd.safetensors");
  write_whole(folder / "a", safetensors_bytes(saved.tensors));
  BOOST_TEST(saved_files::difference(read_safetensors(folder / "a")) == "");
}

BOOST_AUTO_TEST_CASE(tensors_come_in_the_order_of_their_names_with_2_before_10) {
  const TemporaryFolder folder;
  const torch::Tensor one = torch::ones({1});
  write_whole(folder / "a",
              safetensors_bytes({{"10.weight", one}, {"2.weight", one}, {"2.bias", one}}));
  const SavedWeights saved = read_safetensors(folder / "a");
  BOOST_TEST(saved.tensors[0].name == "2.bias");
  BOOST_TEST(saved.tensors[1].name == "2.weight");
  BOOST_TEST(saved.tensors[2].name == "10.weight");
  BOOST_TEST(!saved.in_order);
}

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_format) {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}})";
  const std::string bytes = safetensors_bytes({{"b", torch::tensor({1, 2, 3}, torch::kUInt8)}});
  const size_t length = (header.size() + 7) / 8 * 8;
  BOOST_TEST(bytes.size() == 8 + length + 3);
  BOOST_TEST(bytes.substr(0, 8) ==
             std::string(1, static_cast<char>(length)) + std::string(7, '\0'));
  BOOST_TEST(bytes.substr(8, header.size()) == header);
  BOOST_TEST(bytes.substr(8 + length) == "\x01\x02\x03");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_is_refused_at_every_length) {
  const std::string whole = read_text(saved_files::folder() / "odd.safetensors");
  for (size_t size = 0; size < whole.size(); size += 7) {
    const std::string said = refusal(whole.substr(0, size));
    BOOST_TEST((holds(said, "cut off") || holds(said, "the file holds")), said);
  }
}

BOOST_AUTO_TEST_CASE(a_header_that_claims_what_can_not_be_is_refused_by_the_tensors_name) {
  const auto said = [](const std::string& entries, size_t data) {
    return refusal(with_header("{" + entries + "}", data));
  };
  BOOST_TEST(holds(said(entry("a", 0, 8) + ", " + entry("b", 4, 12), 12), "'b' overlaps"));
  BOOST_TEST(holds(said(entry("a", 0, 8) + ", " + entry("b", 12, 20), 20), "'b' leaves bytes"));
  BOOST_TEST(holds(said(entry("a", 0, 8) + ", " + entry("a", 8, 16), 16), "'a' stands twice"));
  BOOST_TEST(holds(said(entry("a", 0, 8), 12), "says 8 bytes of numbers, the file holds 12"));
  BOOST_TEST(holds(said(entry("a", 0, 8, "[3]"), 8), "'a' is said to have 8 bytes"));
  BOOST_TEST(holds(said(entry("a", 0, 8, "[9223372036854775807, 9223372036854775807]"), 8), "'a'"));
  BOOST_TEST(holds(said(entry("a", 0, 0, "[0, 4611686018427387904]"), 0), "'a' is said to have"));
  BOOST_TEST(holds(said(entry("a", 0, 8, "[-2]"), 8), "'a' has -2 in shape"));
  BOOST_TEST(holds(said(entry("a", 8, 0), 8), "'a' has no begin and end"));
  BOOST_TEST(holds(said(R"("a": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]})", 8),
                   "\"F8_E4M3\""));
  BOOST_TEST(holds(said(R"("a": 3)", 0), "'a' has no shape"));
  BOOST_TEST(holds(refusal(with_header("[]", 0)), "is no JSON object"));
  BOOST_TEST(holds(refusal(with_header("{\"a\": nonsense}", 0)), "this is not JSON"));
}

BOOST_AUTO_TEST_CASE(a_length_that_is_longer_than_the_file_is_refused_before_anything_is_read) {
  BOOST_TEST(holds(refusal(std::string(7, '\xff') + "\x7f{}"), "says that its header has"));
}

BOOST_AUTO_TEST_SUITE_END()
