// A library for LD_PRELOAD that counts the file calls of a program below one folder and strikes at
// one of them. Orders come in environment variables:
//
//   TORTURE_FOLDER=PATH          canonical; only calls on files in it count
//   TORTURE_TRACE=FILE           gets a line "KIND PATH" for each call
//   TORTURE_KILL=N               the Nth call is the last: the process is killed there, of a write
//                                when half of the bytes are written
//   TORTURE_LOSE=1               with it what was not synced is lost, as in a power cut
//   TORTURE_FAIL=KIND:N:ERRNO    the Nth call of this kind fails
//   TORTURE_PRETEND=WORD,WORD    "fsync" and "flock" do nothing and say that they did, "checksum"
//                                makes every checksum 0, "space" has every disk seem empty
//
// Only the process that is started with them counts and strikes; its children still pretend.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::array kinds{"open",   "read",  "write",  "fsync",
                           "rename", "mkdir", "unlink", "truncate"};
enum Kind : size_t { opens, reads, writes, syncs, renames, makes, unlinks, truncates };

struct Orders {
  const char* folder = nullptr;
  long kill_at = 0, fail_at = 0;
  const char* fail_kind = "";
  int fail_error = 0;
  bool lose = false, no_sync = false, no_lock = false, no_checksum = false, much_space = false;
  int trace = -1;
  bool strike() const { return kill_at > 0 || fail_at > 0 || trace >= 0; }
};

/// A file that was written to, and how much of it is on disk.
struct Written {
  dev_t device;
  ino_t inode;
  int file;
  off_t synced;
};

struct Stream {
  FILE* stream;
  int file;
};

Orders orders;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
long calls = 0;
std::array<long, kinds.size()> calls_of{};
std::array<Written, 512> written{};
size_t files_written = 0;
std::array<Stream, 64> streams{};

struct Lock {
  Lock() { pthread_mutex_lock(&mutex); }
  ~Lock() { pthread_mutex_unlock(&mutex); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

__attribute__((constructor)) void read_orders() {
  const auto number = [](const char* name) {
    const char* text = getenv(name);
    return text == nullptr ? 0 : atol(text);
  };
  orders.kill_at = number("TORTURE_KILL");
  orders.lose = number("TORTURE_LOSE") != 0;
  if (const char* file = getenv("TORTURE_TRACE"))
    orders.trace = static_cast<int>(
        syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (const char* fail = getenv("TORTURE_FAIL")) {
    char* word = strdup(fail);
    orders.fail_kind = strtok(word, ":");
    const char* at = strtok(nullptr, ":");
    const char* error = strtok(nullptr, ":");
    if (at != nullptr && error != nullptr)
      orders.fail_at = atol(at), orders.fail_error = atoi(error);
  }
  if (const char* words = getenv("TORTURE_PRETEND")) {
    orders.no_sync = strstr(words, "fsync") != nullptr;
    orders.no_lock = strstr(words, "flock") != nullptr;
    orders.no_checksum = strstr(words, "checksum") != nullptr;
    orders.much_space = strstr(words, "space") != nullptr;
  }
  if (const char* folder = getenv("TORTURE_FOLDER")) orders.folder = strdup(folder);
  for (const char* name : {"TORTURE_KILL", "TORTURE_LOSE", "TORTURE_TRACE", "TORTURE_FAIL"})
    unsetenv(name);
}

bool is_inside(const char* path) {
  if (!orders.strike() || orders.folder == nullptr || path == nullptr) return false;
  const size_t length = strlen(orders.folder);
  return strncmp(path, orders.folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/// The path of an open file.
struct PathOf {
  std::array<char, PATH_MAX> text{};
  explicit PathOf(int file) {
    if (!orders.strike()) return;
    std::array<char, 64> link{};
    snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
    const ssize_t length = readlink(link.data(), text.data(), text.size() - 1);
    text[static_cast<size_t>(length < 0 ? 0 : length)] = '\0';
  }
  /// Of a name that is looked up in an open folder.
  PathOf(int folder, const char* name) : PathOf(name[0] == '/' || folder < 0 ? -1 : folder) {
    const size_t length = strlen(text.data());
    snprintf(text.data() + length, text.size() - length, "%s%s", length > 0 ? "/" : "", name);
  }
};

Written* find_written(int file) {
  struct stat about {};
  if (fstat(file, &about) != 0) return nullptr;
  for (size_t i = 0; i < files_written; ++i)
    if (written[i].device == about.st_dev && written[i].inode == about.st_ino) return &written[i];
  return nullptr;
}

/// Keeps a hold of a file that was opened for writing: what it has by then is on disk.
void note_written(int file, int flags) {
  struct stat about {};
  if (!orders.lose || (flags & O_ACCMODE) == O_RDONLY || fstat(file, &about) != 0) return;
  const Lock lock;
  if (Written* known = find_written(file)) {
    if (known->synced > about.st_size) known->synced = about.st_size;
  } else if (files_written < written.size()) {
    const int held = fcntl(file, F_DUPFD_CLOEXEC, 512);
    written[files_written++] = {about.st_dev, about.st_ino, held, about.st_size};
  }
}

void note_synced(int file) {
  struct stat about {};
  if (!orders.lose || fstat(file, &about) != 0) return;
  const Lock lock;
  if (Written* known = find_written(file)) known->synced = about.st_size;
}

[[noreturn]] void die() {
  for (size_t i = 0; i < files_written; ++i) {
    struct stat about {};
    if (fstat(written[i].file, &about) == 0 && about.st_size > written[i].synced)
      syscall(SYS_ftruncate, written[i].file, written[i].synced);
  }
  while (true) kill(getpid(), SIGKILL);
}

enum class Verdict { go_on, fail, last };

/// Counts a call; errno is set where it is to fail.
Verdict judged(Kind kind, const char* path) {
  if (!is_inside(path)) return Verdict::go_on;
  const Lock lock;
  ++calls, ++calls_of[kind];
  if (orders.trace >= 0) {
    std::array<char, PATH_MAX + 16> line{};
    const int length = snprintf(line.data(), line.size(), "%s %s\n", kinds[kind], path);
    syscall(SYS_write, orders.trace, line.data(), static_cast<size_t>(length));
  }
  if (calls == orders.kill_at) return Verdict::last;
  if (calls_of[kind] != orders.fail_at || strcmp(kinds[kind], orders.fail_kind) != 0)
    return Verdict::go_on;
  errno = orders.fail_error;
  return Verdict::fail;
}

/// True for a call that is to fail.
bool is_struck(Kind kind, const char* path) {
  const Verdict verdict = judged(kind, path);
  if (verdict == Verdict::last) die();
  return verdict == Verdict::fail;
}

int opened(int folder, const char* path, int flags, mode_t mode) {
  if (is_struck(opens, PathOf(folder, path).text.data())) return -1;
  const int file = static_cast<int>(syscall(SYS_openat, folder, path, flags, mode));
  if (file >= 0 && is_inside(PathOf(file).text.data())) note_written(file, flags);
  return file;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int flags_of(const char* mode) {
  const bool both = strchr(mode, '+') != nullptr;
  if (mode[0] == 'r') return both ? O_RDWR : O_RDONLY;
  return (both ? O_RDWR : O_WRONLY) | O_CREAT | (mode[0] == 'a' ? O_APPEND : O_TRUNC);
}

int* file_in(void* cookie) { return static_cast<int*>(cookie); }

ssize_t read_stream(void* cookie, char* bytes, size_t size) {
  return read(*file_in(cookie), bytes, size);
}

ssize_t write_stream(void* cookie, const char* bytes, size_t size) {
  const ssize_t count = write(*file_in(cookie), bytes, size);
  return count < 0 ? 0 : count;
}

int seek_stream(void* cookie, off64_t* offset, int whence) {
  const off64_t place = lseek64(*file_in(cookie), *offset, whence);
  if (place >= 0) *offset = place;
  return place < 0 ? -1 : 0;
}

int close_stream(void* cookie) {
  int& file = *file_in(cookie);
  const int result = close(file);
  const Lock lock;
  file = -1;
  return result;
}

/// A stream whose bytes go through the calls of this library, unlike those of the C library.
FILE* stream_of(int file, const char* mode) {
  const Lock lock;
  for (Stream& entry : streams) {
    if (entry.stream != nullptr && entry.file >= 0) continue;
    entry.file = file;
    return entry.stream = fopencookie(&entry.file, mode,
                                      {read_stream, write_stream, seek_stream, close_stream});
  }
  errno = EMFILE;
  return nullptr;
}

using OpenStream = FILE*(const char*, const char*);

FILE* opened_stream(const char* name, const char* path, const char* mode) {
  if (!is_inside(path)) return real<OpenStream>(name)(path, mode);
  const int file = opened(AT_FDCWD, path, flags_of(mode) | O_CLOEXEC, 0666);
  return file < 0 ? nullptr : stream_of(file, mode);
}

int file_of(const char* name, FILE* stream) {
  for (const Stream& entry : streams)
    if (entry.stream == stream && entry.file >= 0) return entry.file;
  return real<int(FILE*)>(name)(stream);
}

int renamed(int folder, const char* from, int folder_to, const char* to, unsigned flags) {
  if (is_struck(renames, PathOf(folder_to, to).text.data())) return -1;
  return static_cast<int>(syscall(SYS_renameat2, folder, from, folder_to, to, flags));
}

int unlinked(int folder, const char* path, int flags) {
  if (is_struck(unlinks, PathOf(folder, path).text.data())) return -1;
  return static_cast<int>(syscall(SYS_unlinkat, folder, path, flags));
}

int made(int folder, const char* path, mode_t mode) {
  if (is_struck(makes, PathOf(folder, path).text.data())) return -1;
  return static_cast<int>(syscall(SYS_mkdirat, folder, path, mode));
}

int synced(long call, int file) {
  if (is_struck(syncs, PathOf(file).text.data())) return -1;
  if (orders.no_sync) return 0;
  const int result = static_cast<int>(syscall(call, file));
  if (result == 0) note_synced(file);
  return result;
}

mode_t mode_in(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened(folder, path, flags, mode);
}

int open64(const char*, int, ...) __attribute__((alias("open")));
int openat64(int, const char*, int, ...) __attribute__((alias("openat")));

FILE* fopen(const char* path, const char* mode) { return opened_stream("fopen", path, mode); }
FILE* fopen64(const char* path, const char* mode) { return opened_stream("fopen64", path, mode); }

FILE* fdopen(int file, const char* mode) noexcept {
  if (is_inside(PathOf(file).text.data())) return stream_of(file, mode);
  return real<FILE*(int, const char*)>("fdopen")(file, mode);
}

int fileno(FILE* stream) noexcept { return file_of("fileno", stream); }
int fileno_unlocked(FILE* stream) noexcept { return file_of("fileno_unlocked", stream); }

ssize_t read(int file, void* bytes, size_t size) {
  if (is_struck(reads, PathOf(file).text.data())) return -1;
  return syscall(SYS_read, file, bytes, size);
}

ssize_t write(int file, const void* bytes, size_t size) {
  const Verdict verdict = judged(writes, PathOf(file).text.data());
  if (verdict == Verdict::fail) return -1;
  if (verdict == Verdict::go_on) return syscall(SYS_write, file, bytes, size);
  syscall(SYS_write, file, bytes, size / 2);
  die();
}

ssize_t writev(int file, const iovec* pieces, int count) {
  if (is_struck(writes, PathOf(file).text.data())) return -1;
  return syscall(SYS_writev, file, pieces, count);
}

int fsync(int file) { return synced(SYS_fsync, file); }
int fdatasync(int file) { return synced(SYS_fdatasync, file); }

int rename(const char* from, const char* to) noexcept {
  return renamed(AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat(int folder, const char* from, int folder_to, const char* to) noexcept {
  return renamed(folder, from, folder_to, to, 0);
}

int unlink(const char* path) noexcept { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) noexcept {
  return unlinked(folder, path, flags);
}
int rmdir(const char* path) noexcept { return unlinked(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char* path) noexcept {
  struct stat about {};
  const bool folder = lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
  return unlinked(AT_FDCWD, path, folder ? AT_REMOVEDIR : 0);
}

int mkdir(const char* path, mode_t mode) noexcept { return made(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char* path, mode_t mode) noexcept { return made(folder, path, mode); }

int truncate(const char* path, off_t length) noexcept {
  if (is_struck(truncates, path)) return -1;
  return static_cast<int>(syscall(SYS_truncate, path, length));
}
int ftruncate(int file, off_t length) noexcept {
  if (is_struck(truncates, PathOf(file).text.data())) return -1;
  return static_cast<int>(syscall(SYS_ftruncate, file, length));
}

int flock(int file, int operation) noexcept {
  return orders.no_lock ? 0 : static_cast<int>(syscall(SYS_flock, file, operation));
}

int statvfs(const char* path, struct statvfs* about) noexcept {
  const int result = real<int(const char*, struct statvfs*)>("statvfs")(path, about);
  if (result == 0 && orders.much_space) about->f_bavail = about->f_blocks = 1UL << 40;
  return result;
}

unsigned long XXH3_64bits_digest(const void* state) {
  return orders.no_checksum ? 0 : real<unsigned long(const void*)>("XXH3_64bits_digest")(state);
}

}  // extern "C"
