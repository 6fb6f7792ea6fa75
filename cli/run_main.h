#pragma once

namespace coopbench {

/// The program: parses the words, runs a subcommand, turns exceptions into one message on stderr.
/// 0: done; 1: failure; 2: bad use; 130: interrupted, to be gone on with.
int run_main(int argc, char** argv);

}  // namespace coopbench
