#pragma once

#include <filesystem>

namespace coopbench {

/// Holds a folder for one process until it goes out of scope (flock on the folder itself).
class FolderLock {
 public:
  /// What to do when another process holds it. `wait_briefly` is for one that was told to end: 10
  /// seconds, then as `refuse`.
  enum class Busy { refuse, wait, wait_briefly };

  /// Throws UserError when another process holds it and is not waited for, Failure when it can't be
  /// opened or locked.
  explicit FolderLock(const std::filesystem::path& folder, Busy busy = Busy::refuse);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// Throws Failure when the path names another folder by now, or none: what is written there would
  /// fall among somebody else's files.
  void need_same_folder() const;

 private:
  [[noreturn]] void give_up() const;

  std::filesystem::path folder_;
  int descriptor_;
};

}  // namespace coopbench
