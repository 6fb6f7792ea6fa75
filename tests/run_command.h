#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "core/files.h"
#include "temporary_folder.h"

/// What a command printed and how it ended.
struct Ran {
  int exit_code;
  std::string out, err;
};

/// Runs a command through the shell, in `folder`.
inline Ran run_command(const TemporaryFolder& folder, const std::string& command) {
  const std::string out = folder / "stdout", err = folder / "stderr";
  const std::string whole =
      "cd '" + folder.path().string() + "' && " + command + " >'" + out + "' 2>'" + err + "'";
  const int status = std::system(whole.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, coopbench::read_text(out),
          coopbench::read_text(err)};
}
