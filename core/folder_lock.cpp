#include "core/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "core/errors.h"
#include "core/files.h"

namespace coopbench {

FolderLock::FolderLock(const std::filesystem::path& folder, Busy busy)
    : folder_(folder), descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail_with_errno(folder, "open");
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + std::chrono::seconds(busy == Busy::wait_briefly ? 10 : 0);
  while (::flock(descriptor_, busy == Busy::wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK || steady_clock::now() >= end) give_up();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

void FolderLock::give_up() const {
  const int error = errno;
  ::close(descriptor_);
  errno = error;
  if (error != EWOULDBLOCK) fail_with_errno(folder_, "lock");
  throw UserError(folder_.string() +
                  ": another coopbench process is writing here; wait for it or choose another "
                  "--out");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

void FolderLock::need_same_folder() const {
  struct stat held {
  }, there{};
  if (::fstat(descriptor_, &held) == 0 && ::stat(folder_.c_str(), &there) == 0 &&
      held.st_dev == there.st_dev && held.st_ino == there.st_ino)
    return;
  throw Failure(folder_.string() +
                ": was removed or replaced while this run wrote there; it ends, and writes nothing "
                "in its place");
}

}  // namespace coopbench
