#include "reports/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

/// What the new process does; nothing here takes memory, for other threads may hold its lock.
[[noreturn]] void become_gnuplot(const char* program, const char* folder, const char* script,
                                 char** environment, pid_t parent, unsigned seconds) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit most{kLargestPicture, kLargestPicture};
  ::setrlimit(RLIMIT_FSIZE, &most);
  for (const int signal : {SIGALRM, SIGXFSZ}) ::signal(signal, SIG_DFL);
  ::alarm(seconds);
  if (::getppid() != parent || ::chdir(folder) != 0) ::_exit(126);
  const int nothing = ::open("/dev/null", O_RDONLY);
  const int log = ::open("log", O_WRONLY | O_CREAT | O_EXCL, 0666);
  if (nothing < 0 || log < 0 || ::dup2(nothing, STDIN_FILENO) < 0 ||
      ::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0)
    ::_exit(126);
  ::execle(program, "gnuplot", "--default-settings", script, nullptr, environment);
  ::_exit(127);
}

/// The environment, without the terminal that the user has gnuplot begin with.
std::vector<char*> without_terminal() {
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable)
    if (!std::string_view(*variable).starts_with("GNUTERM=")) variables.push_back(*variable);
  variables.push_back(nullptr);
  return variables;
}

/// The first words of its log, on one line.
std::string said(const fs::path& log) {
  try {
    std::istringstream words(InputFile(log).read(600));
    std::string text;
    for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
    return text;
  } catch (const UserError&) {
    return "";
  }
}

std::string ending(int status, const fs::path& log, unsigned seconds) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  if (WIFEXITED(status)) {
    const std::string words = said(log);
    return words.empty() ? fmt::format("it ended with code {}", WEXITSTATUS(status)) : words;
  }
  if (WTERMSIG(status) == SIGALRM)
    return fmt::format("it took more than {} seconds and was ended", seconds);
  if (WTERMSIG(status) == SIGXFSZ)
    return fmt::format("its picture grew beyond {} MB", kLargestPicture >> 20);
  return fmt::format("it was ended by signal {}", WTERMSIG(status));
}

}  // namespace

fs::path need_gnuplot() {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const fs::path program = fs::absolute(fs::path(folder) / "gnuplot");
        ::access(program.c_str(), X_OK) == 0)
      return program;
  throw Failure("gnuplot is not installed, and it draws the plots: apt-get install gnuplot-nox");
}

std::string run_gnuplot(const fs::path& folder, const std::string& script, unsigned seconds) {
  const fs::path program = need_gnuplot();
  // With fewer it can't read its fonts, and measures texts wrongly without a word.
  constexpr rlim_t least = 32;
  if (rlimit files{}; ::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < least)
    return fmt::format("it needs {} open files (ulimit -n), and the limit is {}", least,
                       files.rlim_cur);
  std::vector<char*> environment = without_terminal();
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw Failure("gnuplot can't be started: " + std::string(std::strerror(errno)));
  if (child == 0)
    become_gnuplot(program.c_str(), folder.c_str(), script.c_str(), environment.data(), parent,
                   seconds);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return ending(status, folder / "log", seconds);
}

}  // namespace coopbench
