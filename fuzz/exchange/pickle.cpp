#include "exchange/pickle.h"

#include "exchange/state_dict_of.h"
#include "target.h"

void coopbench::fuzz(std::string_view bytes) {
  const Pickle pickle(bytes, "fuzz.pth");
  need(pickle.length() <= bytes.size());
  accepts([&] { state_dict_of(pickle.root(), "fuzz.pth"); });
}
