#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

#include "core/files.h"
#include "temporary_folder.h"

/// What the program printed and how it ended.
struct Ran {
  int exit_code;
  std::string out, err;
};

/// Runs the program through the shell, in `folder`.
inline Ran run_program(const TemporaryFolder& folder, const std::string& words) {
  const std::string out = folder / "stdout", err = folder / "stderr";
  const std::string command = "cd '" + folder.path().string() + "' && '" + COOPBENCH_PROGRAM +
                              "' " + words + " >'" + out + "' 2>'" + err + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, coopbench::read_text(out),
          coopbench::read_text(err)};
}
