#pragma once

#include "cli/command.h"

namespace coopbench {

// One file a subcommand. Each adds itself to the program; its callback does the work and sets
// `exit_code` when that is not 0.
void add_metric(const Command& program);
void add_list(const Command& program);
void add_data(const Command& program);
void add_sample(const Command& program, int& exit_code);
void add_interpolate(const Command& program, int& exit_code);
void add_reconstruct(const Command& program, int& exit_code);
void add_inpaint(const Command& program, int& exit_code);
void add_score(const Command& program, int& exit_code);
void add_show(const Command& program);
void add_validate(const Command& program);
void add_run(const Command& program, int& exit_code);
void add_compare(const Command& program, int& exit_code);
void add_calibrate(const Command& program, int& exit_code);
void add_report(const Command& program);
void add_plot(const Command& program);
void add_export(const Command& program);
void add_diff(const Command& program, int& exit_code);
void add_train_classifier(const Command& program);
void add_version(const Command& program);

/// The program with all its subcommands.
void add_commands(const Command& program, int& exit_code);

}  // namespace coopbench
