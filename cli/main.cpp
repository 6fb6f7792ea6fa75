#include "cli/run_main.h"
#include "core/memory.h"

int main(int argc, char** argv) {
  coopbench::keep_freed_memory();
  return coopbench::run_main(argc, argv);
}
