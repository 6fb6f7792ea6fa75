#include "cli/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>

#include "core/printable.h"

namespace coopbench {

Option Option::required() const {
  option_->required();
  return *this;
}

Option Option::whole_number(int64_t low, int64_t high) const {
  const auto read = [=](std::string& word) -> std::string {
    int64_t number = 0;
    const char* end = word.data() + word.size();
    const auto [stopped, error] = std::from_chars(word.data(), end, number);
    if (error != std::errc{} || stopped != end || number < low || number > high)
      return fmt::format("must be a whole number from {} to {}, not '{}'", low, high,
                         printable(word, kLongestQuote));
    word = std::to_string(number);
    return "";
  };
  const bool open = high == std::numeric_limits<int64_t>::max();
  option_->transform(CLI::Validator(read, open ? "" : fmt::format("{} to {}", low, high)));
  return *this;
}

Option Option::output_name() const {
  const auto check = [](std::string& name) -> std::string {
    if (name.empty()) return "must be a name, not empty";
    if (name.front() == '-')
      return fmt::format("'{0}' looks like an option; a name that begins so is ./{0}",
                         printable(name, kLongestQuote));
    return "";
  };
  option_->check(CLI::Validator(check, ""));
  return *this;
}

Option Option::one_of(const std::vector<std::string>& words) const {
  option_->check(CLI::IsMember(words));
  return *this;
}

Option Option::separated_by(char delimiter) const {
  option_->delimiter(delimiter);
  return *this;
}

Option Option::words(size_t least, size_t most) const {
  option_->expected(static_cast<int>(least), static_cast<int>(most));
  return *this;
}

Option Option::one_word_each() const {
  option_->allow_extra_args(false);
  return *this;
}

Option Option::excludes(const Option& other) const {
  option_->excludes(other.option_);
  return *this;
}

Option Option::hidden() const {
  option_->group("");
  return *this;
}

Command Command::command(const std::string& name, const std::string& meaning) const {
  return Command(*app_->add_subcommand(name, meaning));
}

void Command::need_command() const { app_->require_subcommand(1); }

void Command::footer(const std::string& text) const { app_->footer(text); }

void Command::does(std::function<void()> work) const { app_->callback(std::move(work)); }

Option Command::option(const std::string& name, std::string& value,
                       const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::option(const std::string& name, int64_t& value, const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::option(const std::string& name, uint64_t& value, const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::option(const std::string& name, std::vector<std::string>& value,
                       const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::option(const std::string& name, std::vector<int64_t>& value,
                       const std::string& meaning) const {
  return Option(*app_->add_option(name, value, meaning));
}

Option Command::flag(const std::string& name, bool& value, const std::string& meaning) const {
  return Option(*app_->add_flag(name, value, meaning));
}

}  // namespace coopbench
