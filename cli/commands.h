#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace coopbench {

// One file a subcommand. Each adds itself to the program; its callback does the work and sets
// `exit_code` when that is not 0.
void add_metric(CLI::App& program);
void add_list(CLI::App& program);
void add_show(CLI::App& program);
void add_validate(CLI::App& program);
void add_run(CLI::App& program, int& exit_code);
void add_compare(CLI::App& program, int& exit_code);
void add_calibrate(CLI::App& program, int& exit_code);
void add_report(CLI::App& program);
void add_plot(CLI::App& program);
void add_diff(CLI::App& program, int& exit_code);
void add_train_classifier(CLI::App& program);
void add_version(CLI::App& program);

/// The program with all its subcommands.
void add_commands(CLI::App& program, int& exit_code);

}  // namespace coopbench
