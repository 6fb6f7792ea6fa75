#include "exchange/torch_file.h"

#include <boost/test/unit_test.hpp>

#include "exchange/pickle.h"
#include "saved_files.h"
#include "temporary_folder.h"

using namespace coopbench;
using saved_files::folder;
using namespace std::string_literals;

namespace {

/// How a pickle, or a file, is refused.
template <class Read>
std::string refusal(Read read) {
  try {
    read();
  } catch (const UserError& error) {
    return error.what();
  }
  return "it was read";
}

std::string refused_pickle(const std::string& bytes) {
  return refusal([&] { const Pickle pickle(bytes, "a.pth"); });
}

std::string refused_file(const std::string& name) {
  return refusal([&] { read_torch_file(folder() / name); });
}

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(torch_file)

BOOST_AUTO_TEST_CASE(every_type_stride_and_shared_storage_is_read_in_both_formats) {
  for (const char* name : {"odd.pth", "odd_legacy.pth", "odd_protocol_4.pth"})
    BOOST_TEST(saved_files::difference(read_torch_file(folder() / name)) == "", name);
}

BOOST_AUTO_TEST_CASE(tensors_keep_the_order_of_the_state_dict) {
  const SavedWeights saved = read_torch_file(folder() / "nonlocal_legacy.pth");
  BOOST_TEST(saved.in_order);
  BOOST_TEST(saved.tensors[0].name == "convs.0.weight");
  BOOST_TEST(saved.tensors[2].name == "convs.3.g.0.weight");
  BOOST_TEST(saved.tensors[4].name == "convs.3.W.weight");
  BOOST_TEST(saved.tensors.back().name == "fc.2.bias");
}

BOOST_AUTO_TEST_CASE(the_only_dict_of_tensors_within_a_checkpoint_is_found) {
  const SavedWeights inner = read_torch_file(folder() / "checkpoint.pth"),
                     plain = read_torch_file(folder() / "toy_legacy.pth");
  BOOST_REQUIRE(inner.tensors.size() == plain.tensors.size());
  for (size_t i = 0; i < plain.tensors.size(); ++i) {
    BOOST_TEST(inner.tensors[i].name == plain.tensors[i].name);
    BOOST_TEST(torch::equal(inner.tensors[i].tensor, plain.tensors[i].tensor));
  }
}

BOOST_AUTO_TEST_CASE(several_dicts_of_tensors_or_none_are_refused_with_the_keys) {
  BOOST_TEST(holds(refused_file("several.pth"), "several dicts of tensors: energy, generator"));
  BOOST_TEST(holds(refused_file("no_tensors.pth"), "its keys are epoch, names, more"));
}

BOOST_AUTO_TEST_CASE(a_whole_module_is_refused_by_the_name_of_its_class) {
  for (const char* name : {"module.pth", "module_legacy.pth"}) {
    BOOST_TEST(holds(refused_file(name), "names __main__.OneSequence"), refused_file(name));
    BOOST_TEST(holds(refused_file(name), name));
  }
}

BOOST_AUTO_TEST_CASE(a_pickle_that_calls_something_is_refused_by_its_name) {
  // os.system("true"), by each way to name it.
  BOOST_TEST(holds(refused_pickle("\x80\x02"
                                  "cos\nsystem\nX\x04\0\0\0true\x85R."s),
                   "a.pth: names os.system"));
  BOOST_TEST(holds(refused_pickle("\x80\x04\x8c\x02os\x8c\x06system\x93."s), "names os.system"));
  BOOST_TEST(holds(refused_pickle("(S'true'\nios\nsystem\n."s), "the opcode STRING"));
  BOOST_TEST(holds(refused_pickle("(ios\nsystem\n."s), "the opcode INST"));
  BOOST_TEST(holds(refused_pickle("\x80\x02"
                                  "cbuiltins\neval\n."s),
                   "names builtins.eval"));
  BOOST_TEST(holds(refused_pickle("\x80\x02"
                                  "ccollections\nOrderedDict\n)\x81."s),
                   "the opcode NEWOBJ"));
  BOOST_TEST(holds(refused_pickle("\x80\x02"
                                  "ccollections\nOrderedDict\nK\x01\x85R."s),
                   "calls collections.OrderedDict in a way"));
  BOOST_TEST(holds(refused_pickle("\x80\x02\xff."s), "the opcode 0xff"));
}

BOOST_AUTO_TEST_CASE(a_pickle_whose_stack_or_memo_is_not_as_it_says_is_refused) {
  for (const std::string& bytes : {"."s, "t."s, "R."s, "K\x01R."s, "h\x05."s, "(."s, "Ns."s,
                                   "]NNs."s, "}(Nu."s, "Q."s, "NQ."s, "}b."s,
                                   "(K\x01"
                                   "0"s,
                                   "\x93."s, "(0."s, "q\x01."s, "NNb."s})
    BOOST_TEST(!holds(refused_pickle(bytes), "was read"), bytes);
}

BOOST_AUTO_TEST_CASE(a_pickle_is_refused_where_it_is_cut_off) {
  for (const std::string& bytes : {""s, "N"s,
                                   "X\xff\xff\xff\xff"
                                   "a"s,
                                   "cos"s, "\x8a\x05\x01"s, "J\x01"s})
    BOOST_TEST(holds(refused_pickle(bytes), "cut off"), bytes);
}

BOOST_AUTO_TEST_CASE(values_that_hold_themselves_or_lie_deep_end) {
  const Pickle circle("}q\x01X\x01\0\0\0ah\x01s."s, "a.pth");
  BOOST_TEST(circle.root().items[1] == &circle.root());
  std::string deep = "N";
  for (int i = 0; i < 200'000; ++i) deep += '\x85';
  BOOST_TEST(holds(refused_pickle(deep + std::string(200'000, '\x85') + "."), "more than 300000"));
  const Pickle tuples(deep + ".", "a.pth");
  BOOST_TEST(tuples.root().items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_or_changed_is_refused_or_read_and_no_more) {
  const TemporaryFolder scratch;
  for (const char* name : {"odd.pth", "odd_legacy.pth"}) {
    const std::string whole = read_text(folder() / name);
    for (size_t size = 0; size < whole.size(); size += 13) {
      write_whole(scratch / "a.pth", whole.substr(0, size));
      // An archive that lost no more than its very end still has all.
      refusal([&] {
        BOOST_TEST(saved_files::difference(read_torch_file(scratch / "a.pth")) == "");
        BOOST_TEST(size + 64 > whole.size());
      });
    }
    for (size_t at = 0; at < whole.size(); at += 17) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      write_whole(scratch / "a.pth", changed);
      const std::string said = refusal([&] { read_torch_file(scratch / "a.pth"); });
      BOOST_TEST((said == "it was read" || said.starts_with((scratch / "a.pth").string())));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_tensor_that_leaves_its_storage_is_refused_by_its_name) {
  const TemporaryFolder scratch;
  const std::string whole = read_text(folder() / "toy_legacy.pth");
  // The sizes (4, 2, 1, 1) of f.0.weight become (5, 2, 1, 1).
  const size_t at = whole.find("(K\x04K\x02K\x01K\x01t");
  BOOST_REQUIRE(at != std::string::npos);
  std::string changed = whole;
  changed[at + 2] = '\x05';
  write_whole(scratch / "a.pth", changed);
  const std::string said = refusal([&] { read_torch_file(scratch / "a.pth"); });
  BOOST_TEST(holds(said, "'f.0.weight' of shape [5, 2, 1, 1] reaches beyond its storage of 8"),
             said);
  // Its strides (2, 1, 1, 1) become (0, 1, 1, 1): more numbers than are there, all of them in it.
  const size_t strides = whole.find("(K\x02K\x01K\x01K\x01t", at);
  BOOST_REQUIRE(strides != std::string::npos);
  changed[strides + 2] = '\0';
  write_whole(scratch / "a.pth", changed);
  BOOST_TEST(holds(refusal([&] { read_torch_file(scratch / "a.pth"); }),
                   "is an expanded view of fewer numbers; save it with .contiguous()"));
}

BOOST_AUTO_TEST_SUITE_END()
