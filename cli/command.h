#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

// CLI11's headers cost each file ten seconds: only command.cpp and run_main.cpp read them.
namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace coopbench {

/// An option or argument of a command, and what its words may be.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option required() const;
  /// A whole number from `low` to `high` in decimal digits. CLI11 alone takes 010 for 8, and a
  /// number of too many digits for another one.
  Option whole_number(int64_t low, int64_t high = std::numeric_limits<int64_t>::max()) const;
  /// The name of what is written: not empty, and no word that looks like an option.
  Option output_name() const;
  Option one_of(const std::vector<std::string>& words) const;
  /// Several, such as 1,2,3.
  Option separated_by(char delimiter) const;
  /// So many words.
  Option words(size_t least, size_t most) const;
  /// One word each time that it is given.
  Option one_word_each() const;
  /// May not be given together with the other.
  Option excludes(const Option& other) const;
  /// Not in the help.
  Option hidden() const;

 private:
  CLI::Option* option_;
};

/// A command of the program, or the program itself: a handle, to be copied.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  /// A command below this one.
  Command command(const std::string& name, const std::string& meaning) const;
  /// One of the commands below this one must be given.
  void need_command() const;
  /// What the help says at its end.
  void footer(const std::string& text) const;
  /// What the command does.
  void does(std::function<void()> work) const;

  /// `name` is "--name", or "name" for an argument. The value must live as long as the command's
  /// work, and holds the default.
  Option option(const std::string& name, std::string& value, const std::string& meaning) const;
  Option option(const std::string& name, int64_t& value, const std::string& meaning) const;
  Option option(const std::string& name, uint64_t& value, const std::string& meaning) const;
  Option option(const std::string& name, std::vector<std::string>& value,
                const std::string& meaning) const;
  Option option(const std::string& name, std::vector<int64_t>& value,
                const std::string& meaning) const;
  Option flag(const std::string& name, bool& value, const std::string& meaning) const;

 private:
  CLI::App* app_;
};

}  // namespace coopbench
