#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

/// A folder of its own for one test; gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "coopbench-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// For BOOST_CHECK_EXCEPTION: the message contains every one of the words.
inline auto says(std::initializer_list<std::string> words) {
  return [words = std::vector<std::string>(words)](const std::exception& error) {
    const std::string message = error.what();
    for (const auto& word : words)
      if (message.find(word) == std::string::npos) {
        BOOST_TEST_MESSAGE("'" << word << "' is not in: " << message);
        return false;
      }
    return true;
  };
}
