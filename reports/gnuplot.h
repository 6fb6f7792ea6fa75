#pragma once

#include <filesystem>
#include <string>

namespace coopbench {

/// What a picture of gnuplot may have at most, in bytes.
inline constexpr size_t kLargestPicture = size_t{64} << 20;

/// The program. Throws Failure, with advice, when it is not on the PATH.
std::filesystem::path need_gnuplot();

/// Seconds after which a gnuplot that has not ended is ended.
inline constexpr unsigned kLongestDrawing = 120;

/// Lets gnuplot run a script of that folder in it, without settings of the user's own. What it says
/// goes to the new file `log` there. Returns why it failed in words, with what it said; nothing
/// where it did not. It is ended after so many seconds, or when this process ends. Throws Failure
/// when it is not on the PATH or there can't be another process.
std::string run_gnuplot(const std::filesystem::path& folder, const std::string& script,
                        unsigned seconds = kLongestDrawing);

}  // namespace coopbench
