#include "cli/run_main.h"

int main(int argc, char** argv) { return coopbench::run_main(argc, argv); }
