#include "experiments/or_why.h"

#include <c10/util/Exception.h>

#include <exception>

namespace coopbench {

Json or_why(const std::function<Json()>& work) {
  const auto no = [](const char* why) { return Json{{"estimate", nullptr}, {"why", why}}; };
  try {
    return work();
  } catch (const c10::Error& error) {
    return no(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return no(error.what());
  }
}

}  // namespace coopbench
