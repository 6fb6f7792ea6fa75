#include "experiments/comparison/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/errors.h"

namespace coopbench {

Process::Process(const std::vector<std::string>& words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw Failure("can't make a pipe: " + std::string(std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  // A group of its own: Ctrl-C reaches the parent, which asks each child to stop once.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int error =
      ::posix_spawn(&pid_, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  descriptor_ = ends[0];
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
  if (error != 0) {
    ::close(descriptor_);
    throw Failure("can't start " + words[0] + ": " + std::strerror(error));
  }
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      open_(other.open_),
      rest_(std::move(other.rest_)) {}

Process::~Process() {
  if (pid_ > 0) {
    interrupt();
    wait();
  }
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::vector<std::string> Process::lines() {
  std::vector<std::string> whole;
  const auto take = [&](std::string_view text) {
    rest_.append(text.substr(0, kLongestLine - rest_.size()));
  };
  char buffer[1 << 16];
  ssize_t count = 1;
  // Who never falls silent is read in turns with the others.
  for (int reads = 0; reads < 16 && (count = ::read(descriptor_, buffer, sizeof buffer)) > 0;
       ++reads) {
    std::string_view text(buffer, static_cast<size_t>(count));
    for (size_t end; (end = text.find('\n')) != std::string_view::npos;
         text.remove_prefix(end + 1)) {
      take(text.substr(0, end));
      whole.push_back(std::exchange(rest_, {}));
    }
    take(text);
  }
  if (count == 0) {
    open_ = false;
    if (!rest_.empty()) whole.push_back(std::exchange(rest_, {}));
  }
  return whole;
}

int Process::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Process::interrupt() const {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGINT);
  ::kill(pid_, SIGCONT);  // one that sleeps would not hear it
}

void wait_for_any(const std::vector<const Process*>& processes, int milliseconds) {
  std::vector<pollfd> polled;
  for (const Process* process : processes) polled.push_back({process->descriptor(), POLLIN, 0});
  ::poll(polled.data(), polled.size(), milliseconds);
}

}  // namespace coopbench
