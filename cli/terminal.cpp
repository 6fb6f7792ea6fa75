#include "cli/terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/printable.h"

namespace coopbench {
namespace {

std::atomic<bool> asked{false};

/// Writes to stderr; unlike fmt::print it does not throw when nobody reads there any more.
void say(const std::string& text) { std::fputs(text.c_str(), stderr); }

int columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace

double share_done(const Progress& p) {
  return static_cast<double>(p.iteration) / static_cast<double>(std::max<int64_t>(1, p.iterations));
}

std::string progress_text(const Progress& p) {
  if (!p.measuring.empty()) return "trained; measuring: " + p.measuring;
  const std::string done =
      fmt::format("iteration {}/{}, d {:.4g}, r {:.3g}", p.iteration, p.iterations, p.d, p.r);
  if (!std::isfinite(p.seconds_left)) return done;  // the time that was spent was lost
  const auto left = std::lround(p.seconds_left);
  return fmt::format("{}, {:.1f} iterations/s, {}:{:02} left", done, p.steps_per_second, left / 60,
                     left % 60);
}

void show_loading(StatusLine& status, const LoadProgress& progress) {
  if (status.terminal())
    status.show(fmt::format("{} pictures decoded", progress.pictures), progress.share);
}

StatusLine::StatusLine(bool quiet)
    : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1), interval_(terminal_ ? 100 : 5000) {}

StatusLine::~StatusLine() { end(); }

void StatusLine::end() {
  if (drawn_) say("\n");
  drawn_ = false;
}

void StatusLine::show(const std::string& text, double share, bool last) {
  if (quiet_) return;
  const auto now = std::chrono::steady_clock::now();
  if (!last && now - shown_ < interval_) return;
  shown_ = now;
  if (!terminal_) {
    say(printable(text) + "\n");
    return;
  }
  constexpr int width = 20;
  const int full = static_cast<int>(share * width);
  const std::string line =
      fmt::format("[{:#<{}}{:-<{}}] {}", "", full, "", width - full, printable(text));
  say(fmt::format("\r\x1b[K{}", line.substr(0, static_cast<size_t>(columns() - 1))));
  std::fflush(stderr);
  drawn_ = true;
}

void StatusLine::note(const std::string& text) {
  if (!quiet_) always(text);
}

void StatusLine::always(const std::string& text) {
  say(fmt::format("{}{}\n", drawn_ ? "\r\x1b[K" : "", printable_lines(text, kLongestMessage)));
  drawn_ = false;
}

std::optional<std::string> stdout_error() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return fmt::format("can't write to stdout: {}",
                     errno != 0 ? std::strerror(errno) : "the results are not whole");
}

void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) ::open("/dev/null", O_RDWR);
}

std::string program_command() {
  const char* command = std::getenv("COOPBENCH_COMMAND");
  return command != nullptr && *command != '\0' ? command : "coopbench";
}

void watch_for_stop() {
  struct sigaction action {};
  action.sa_handler = [](int) { asked = true; };
  // A second Ctrl-C ends the program. SIGTERM comes once for each thread of a parent that was
  // killed.
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigaction(SIGINT, &action, nullptr);
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGTERM, &action, nullptr);
  // Under nohup a hang-up stays ignored.
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
}

bool stop_asked() { return asked; }

void stop_with_parent(int64_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) asked = true;  // it has ended already
}

}  // namespace coopbench
