#include "exchange/pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

#include "core/printable.h"
#include "exchange/pickle_bytes.h"

namespace coopbench {
namespace {

using Kind = PickleValue::Kind;

/// A tensor takes some thirty of them.
constexpr size_t most_values = 300'000;
constexpr size_t most_dimensions = 32;

struct StorageType {
  std::string_view name;
  torch::ScalarType type;
};
constexpr std::array<StorageType, 10> storage_types{{{"FloatStorage", torch::kFloat32},
                                                     {"DoubleStorage", torch::kFloat64},
                                                     {"HalfStorage", torch::kFloat16},
                                                     {"BFloat16Storage", torch::kBFloat16},
                                                     {"LongStorage", torch::kInt64},
                                                     {"IntStorage", torch::kInt32},
                                                     {"ShortStorage", torch::kInt16},
                                                     {"CharStorage", torch::kInt8},
                                                     {"ByteStorage", torch::kUInt8},
                                                     {"BoolStorage", torch::kBool}}};

const StorageType* storage_type(std::string_view global) {
  for (const StorageType& type : storage_types)
    if (global.starts_with("torch.") && global.substr(6) == type.name) return &type;
  return nullptr;
}

bool is_known(std::string_view global) {
  constexpr std::array<std::string_view, 4> known{
      "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor",
      "torch._utils._rebuild_parameter"};
  return storage_type(global) != nullptr ||
         std::find(known.begin(), known.end(), global) != known.end();
}

}  // namespace

/// The stack and the memo of a pickle that is read.
class PickleMachine {
 public:
  PickleMachine(std::string_view bytes, std::string source, Pickle& pickle)
      : bytes_(bytes, std::move(source)), pickle_(pickle) {}

  void run() {
    for (;;) {
      const auto opcode = static_cast<unsigned char>(bytes_.take(1)[0]);
      if (opcode == '.') break;
      if (!is_number_or_text(opcode) && !is_collection(opcode) && !is_of_memo(opcode) &&
          !is_object(opcode))
        bytes_.refuse(fmt::format("has the opcode {}, which a state dict has no need of",
                                  opcode_name(opcode)));
    }
    pickle_.root_ = pop();
    pickle_.length_ = bytes_.at();
  }

 private:
  bool is_number_or_text(unsigned char opcode) {
    switch (opcode) {
      case 'N':
        push(PickleValue{});
        return true;
      case 0x88:
        push({.kind = Kind::boolean, .number = 1});
        return true;
      case 0x89:
        push({.kind = Kind::boolean});
        return true;
      case 'J':
        push_number(static_cast<int32_t>(bytes_.number(4)));
        return true;
      case 'K':
        push_number(static_cast<int64_t>(bytes_.number(1)));
        return true;
      case 'M':
        push_number(static_cast<int64_t>(bytes_.number(2)));
        return true;
      case 0x8a:
        push_long(bytes_.text(1));
        return true;
      case 'G':
        bytes_.take(8);
        push({.kind = Kind::real});
        return true;
      case 0x8c:
      case 'U':
      case 'C':
        push_text(bytes_.text(1));
        return true;
      case 'X':
      case 'T':
      case 'B':
        push_text(bytes_.text(4));
        return true;
      default:
        return false;
    }
  }

  bool is_collection(unsigned char opcode) {
    switch (opcode) {
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case '0':
        pop();
        return true;
      case '1':
        take_marked();
        return true;
      case ')':
      case ']':
        push({.kind = Kind::list});
        return true;
      case '}':
        push({.kind = Kind::dict});
        return true;
      case 't':
        push_list(take_marked());
        return true;
      case 0x85:
      case 0x86:
      case 0x87:
        push_list(take_last(size_t{opcode} - 0x84));
        return true;
      case 'a':
        add_to(Kind::list, take_last(1));
        return true;
      case 'e':
        add_to(Kind::list, take_marked());
        return true;
      case 's':
        add_to(Kind::dict, take_last(2));
        return true;
      case 'u':
        add_to(Kind::dict, take_marked());
        return true;
      default:
        return false;
    }
  }

  bool is_of_memo(unsigned char opcode) {
    switch (opcode) {
      case 0x80:
        bytes_.take(1);
        return true;
      case 0x95:
        bytes_.take(8);
        return true;  // a frame: its length says nothing that is needed
      case 'q':
        memo_[bytes_.number(1)] = top();
        return true;
      case 'r':
        memo_[bytes_.number(4)] = top();
        return true;
      case 0x94:
        memo_[memo_.size()] = top();
        return true;
      case 'h':
        push_known(memo(bytes_.number(1)));
        return true;
      case 'j':
        push_known(memo(bytes_.number(4)));
        return true;
      default:
        return false;
    }
  }

  bool is_object(unsigned char opcode) {
    switch (opcode) {
      case 'c': {
        const std::string module(bytes_.line());
        push_global(module + "." + std::string(bytes_.line()));
        return true;
      }
      case 0x93: {
        const auto names = take_last(2);
        if (names[0]->kind != Kind::text || names[1]->kind != Kind::text) broken();
        push_global(names[0]->text + "." + names[1]->text);
        return true;
      }
      case 'R':
        call();
        return true;
      case 'b':
        build();
        return true;
      case 'Q':
        push_storage(pop());
        return true;
      default:
        return false;
    }
  }

  [[noreturn]] void broken() const { bytes_.refuse("has a broken list of tensors"); }

  void push_known(PickleValue* value) { stack_.push_back(value); }
  void push(PickleValue value) {
    if (pickle_.values_.size() == most_values)
      bytes_.refuse(
          fmt::format("has more than {} values, far more than a state dict", most_values));
    push_known(&pickle_.values_.emplace_back(std::move(value)));
  }
  void push_number(int64_t number) { push({.kind = Kind::whole, .number = number}); }
  void push_text(std::string_view text) { push({.kind = Kind::text, .text = std::string(text)}); }
  void push_list(const std::vector<PickleValue*>& items) {
    push({.kind = Kind::list, .items = {items.begin(), items.end()}});
  }

  /// A whole number of up to 255 bytes, two's complement.
  void push_long(std::string_view digits) {
    uint64_t number = !digits.empty() && (digits.back() & 0x80) != 0 ? ~uint64_t{0} : 0;
    for (size_t i = std::min<size_t>(digits.size(), 8); i-- > 0;)
      number = number << 8 | static_cast<unsigned char>(digits[i]);
    push({.kind = Kind::whole,
          .number = static_cast<int64_t>(number),
          .text = digits.size() > 8 ? std::string(digits) : ""});
  }

  void push_global(const std::string& name) {
    if (!is_known(name))
      bytes_.refuse(fmt::format(
          "names {}, which a state dict has no need of; nothing of the file was run. In PyTorch "
          "save net.state_dict() alone",
          printable(name, kLongestQuote)));
    push({.kind = Kind::global, .text = name});
  }

  PickleValue* top() const {
    if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size())) broken();
    return stack_.back();
  }
  PickleValue* pop() { return take_last(1)[0]; }
  std::vector<PickleValue*> take_last(size_t count) {
    const size_t bottom = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - bottom < count) broken();
    return take_from(stack_.size() - count);
  }
  std::vector<PickleValue*> take_marked() {
    if (marks_.empty()) broken();
    const size_t bottom = marks_.back();
    marks_.pop_back();
    return take_from(bottom);
  }
  std::vector<PickleValue*> take_from(size_t bottom) {
    std::vector<PickleValue*> taken(stack_.begin() + static_cast<std::ptrdiff_t>(bottom),
                                    stack_.end());
    stack_.resize(bottom);
    return taken;
  }
  PickleValue* memo(uint64_t place) const {
    const auto found = memo_.find(place);
    if (found == memo_.end()) broken();
    return found->second;
  }

  void add_to(Kind kind, const std::vector<PickleValue*>& items) {
    PickleValue* const to = top();
    if (to->kind != kind || (kind == Kind::dict && items.size() % 2 != 0)) broken();
    to->items.insert(to->items.end(), items.begin(), items.end());
  }

  /// Attributes of a dict, such as the versions of the modules, say nothing of the tensors.
  void build() {
    pop();
    if (top()->kind != Kind::dict)
      bytes_.refuse("sets the state of an object, which a state dict has no need of");
  }

  void call() {
    const auto called = take_last(2);
    if (called[0]->kind != Kind::global || called[1]->kind != Kind::list) broken();
    const std::string& name = called[0]->text;
    const auto& arguments = called[1]->items;
    if (name == "collections.OrderedDict" && arguments.empty()) {
      push({.kind = Kind::dict});
    } else if (name == "torch._utils._rebuild_parameter" && !arguments.empty() &&
               arguments[0]->kind == Kind::tensor) {
      push({.kind = Kind::tensor, .tensor = arguments[0]->tensor});
    } else if (name.starts_with("torch._utils._rebuild_tensor") && arguments.size() >= 4) {
      push_tensor(arguments);
    } else {
      bytes_.refuse(fmt::format("calls {} in a way that a state dict has no need of", name));
    }
  }

  int64_t whole(const PickleValue* value) const {
    if (value->kind != Kind::whole || !value->text.empty()) broken();
    return value->number;
  }
  std::vector<int64_t> numbers(const PickleValue* value) const {
    std::vector<int64_t> found;
    if (value->kind != Kind::list || value->items.size() > most_dimensions) broken();
    for (const PickleValue* item : value->items) found.push_back(whole(item));
    return found;
  }

  void push_tensor(const std::vector<const PickleValue*>& arguments) {
    if (arguments[0]->kind != Kind::storage) broken();
    pickle_.tensors_.push_back({.storage = arguments[0]->storage,
                                .offset = whole(arguments[1]),
                                .sizes = numbers(arguments[2]),
                                .strides = numbers(arguments[3])});
    push({.kind = Kind::tensor, .tensor = &pickle_.tensors_.back()});
  }

  /// ("storage", its type, its key, its device, how many numbers, and in the older format a view)
  void push_storage(const PickleValue* id) {
    const auto& parts = id->items;
    if (id->kind != Kind::list || parts.size() < 5 || parts[0]->text != "storage" ||
        parts[1]->kind != Kind::global || parts[2]->kind != Kind::text)
      broken();
    const StorageType* const type = storage_type(parts[1]->text);
    if (type == nullptr) broken();
    if (parts.size() > 5 && parts[5]->kind != Kind::none)
      bytes_.refuse(
          "has a view of a storage, as PyTorch 0.x saved them; save it again with a "
          "later PyTorch");
    const std::string& key = parts[2]->text;
    const auto [known, is_new] = by_key_.try_emplace(key, nullptr);
    if (is_new) {
      pickle_.storages_.push_back({.key = key, .type = type->type, .count = whole(parts[4])});
      known->second = &pickle_.storages_.back();
    }
    if (known->second->type != type->type || known->second->count != whole(parts[4]))
      bytes_.refuse(
          fmt::format("says two things of the storage '{}'", printable(key, kLongestQuote)));
    push({.kind = Kind::storage, .storage = known->second});
  }

  PickleBytes bytes_;
  Pickle& pickle_;
  std::vector<PickleValue*> stack_;
  std::vector<size_t> marks_;  // how high the stack was
  std::unordered_map<uint64_t, PickleValue*> memo_;
  std::unordered_map<std::string, const PickledStorage*> by_key_;
};

Pickle::Pickle(std::string_view bytes, std::string source) {
  PickleMachine(bytes, std::move(source), *this).run();
}

}  // namespace coopbench
