#pragma once

#include "experiments/small_runs.h"

namespace coopbench {

/// Flips a bit of the file.
inline void flip(const fs::path& file, size_t at) {
  std::string bytes = read_text(file);
  bytes.at(at % bytes.size()) ^= 4;
  write_whole(file, bytes);
}

/// A finished run, and a copy that may be damaged.
struct Finished {
  TemporaryFolder folder;
  Preset preset = toy();
  const Method& method = preset.method("persistent");
  fs::path whole = folder / "whole", out = folder / "run";

  Finished() {
    run_method(method, place(whole, method.name), Existing::refuse, {});
    renew();
  }
  void renew() const {
    fs::remove_all(out);
    fs::copy(whole, out, fs::copy_options::recursive);
  }
  /// A fresh copy that lacks the file, or has it with a bit flipped.
  void renew_without(const char* file, bool missing) const {
    renew();
    if (missing)
      fs::remove(out / file);
    else
      flip(out / file, 120);
  }
  /// Notes are added to `notes`.
  Outcome resume(std::string& notes) const {
    RunHooks hooks;
    hooks.note = [&](const std::string& text) { notes += text + "\n"; };
    return run_method(method, place(out, method.name), Existing::resume, hooks);
  }
};

}  // namespace coopbench
