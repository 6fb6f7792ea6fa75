#include "cli/commands.h"

namespace coopbench {

void add_commands(const Command& program, int& exit_code) {
  add_compare(program, exit_code);
  add_run(program, exit_code);
  add_report(program);
  add_plot(program);
  add_sample(program, exit_code);
  add_interpolate(program, exit_code);
  add_reconstruct(program, exit_code);
  add_inpaint(program, exit_code);
  add_score(program, exit_code);
  add_export(program);
  add_diff(program, exit_code);
  add_metric(program);
  add_calibrate(program, exit_code);
  add_list(program);
  add_data(program);
  add_show(program);
  add_validate(program);
  add_train_classifier(program);
  add_version(program);
}

}  // namespace coopbench
