#include "data/gzip.h"

#include "core/files.h"
#include "data/files.h"

using namespace coopbench;

namespace {

/// Gives the bytes of a text, so many at a time.
std::function<std::string()> in_pieces(std::string_view text, size_t piece) {
  return [text, piece]() mutable {
    const std::string next(text.substr(0, piece));
    text.remove_prefix(next.size());
    return next;
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_bytes_alone_are_unpacked) {
  const std::string packed = read_text(data_file("small/train-images-idx3-ubyte.gz"));
  BOOST_TEST(is_gzip(packed));
  const std::string all = gunzip(packed, 1 << 20, "x");
  BOOST_TEST(all.size() == 16 + 20 * 28 * 28);
  for (const size_t most : {size_t{0}, size_t{1}, size_t{16}, all.size() - 1, all.size()})
    BOOST_TEST((gunzip(packed, most, "x") == all.substr(0, most)));
}

BOOST_AUTO_TEST_CASE(other_bytes_are_no_gzip) {
  for (const std::string bytes : {"", "\x1f", "\x1f\x8c", "text"}) BOOST_TEST(!is_gzip(bytes));
  BOOST_CHECK_EXCEPTION(gunzip("plain text", 10, "a file"), UserError,
                        says({"a file: the gzip data is damaged"}));
}

BOOST_AUTO_TEST_CASE(every_cut_is_noticed) {
  const std::string packed = read_text(data_file("small/train-labels.idx1-ubyte.gz"));
  for (size_t size = 0; size < packed.size(); ++size)
    BOOST_CHECK_EXCEPTION(gunzip(packed.substr(0, size), 1000, "x"), UserError, says({"cut off"}));
}

BOOST_AUTO_TEST_CASE(pieces_of_any_size_give_the_same_bytes) {
  const std::string packed = read_text(data_file("small/train-images-idx3-ubyte.gz"));
  const std::string all = gunzip(packed, 1 << 20, "x");
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{1000}}) {
    Gunzip some(in_pieces(packed, piece), packed.size(), "x");
    std::string read;
    std::string place(3 * piece, ' ');
    for (size_t count; (count = some.read(place.data(), place.size())) > 0;)
      read += place.substr(0, count);
    BOOST_TEST((read == all));
  }
}

BOOST_AUTO_TEST_CASE(several_members_are_one_text_and_other_bytes_behind_them_are_refused) {
  const std::string one = read_text(data_file("small/train-images-idx3-ubyte.gz")),
                    two = read_text(data_file("small/train-labels.idx1-ubyte.gz"));
  const std::string both = gunzip(one, 1 << 20, "x") + gunzip(two, 1 << 20, "x");
  const std::string packed = one + two;
  BOOST_TEST((gunzip(packed, 1 << 20, "x") == both));
  for (const size_t piece : {size_t{1}, one.size(), one.size() + 1}) {
    Gunzip some(in_pieces(packed, piece), packed.size(), "x");
    std::string place(both.size() + 1, ' ');
    BOOST_TEST(some.read(place.data(), place.size()) == both.size());
    BOOST_TEST(place.starts_with(both));
  }
  BOOST_CHECK_EXCEPTION(gunzip(packed + "xy", 1 << 20, "x"), UserError,
                        says({"2 bytes follow the gzip data"}));
  BOOST_CHECK_EXCEPTION(gunzip(packed.substr(0, packed.size() - 1), 1 << 20, "x"), UserError,
                        says({"cut off"}));
  BOOST_CHECK_EXCEPTION(gunzip(one + "\x1f", 1 << 20, "x"), UserError, says({"cut off"}));
}

BOOST_AUTO_TEST_CASE(what_is_not_asked_for_is_not_unpacked) {
  const std::string packed = read_text(data_file("small/train-images-idx3-ubyte.gz"));
  bool all_read = false;
  size_t at = 0;
  Gunzip some(
      [&] {
        const std::string next = packed.substr(at, 64);
        at += next.size();
        all_read = at == packed.size();
        return next;
      },
      packed.size(), "x");
  std::string place(16, ' ');
  BOOST_TEST(some.read(place.data(), place.size()) == 16);
  BOOST_TEST(!all_read);
}
