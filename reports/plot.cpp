#include "reports/plot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gnuplot-iostream.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <sstream>

#include "core/errors.h"
#include "core/files.h"
#include "core/shell.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 480, kLeft = 66, kRight = 18, kTitle = 26, kLabel = 50, kTicks = 30;

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  return false;
}

/// Coloured words in rows from the top; gives the height they take.
std::pair<std::vector<std::string>, int> legend_rows(const std::vector<LegendEntry>& legend) {
  std::vector<std::string> places;
  int x = kLeft, y = 14;
  for (const LegendEntry& entry : legend) {
    const int width = 30 + 8 * int(entry.text.size());
    if (x > kLeft && x + width > kWidth) x = kLeft, y += 18;
    places.push_back(
        fmt::format("set label {} at screen {:.4f}, screen 1-{}./TOTAL left textcolor rgb '{}'\n",
                    quoted("━ " + entry.text), double(x) / kWidth, y, entry.colour));
    x += width;
  }
  return {places, legend.empty() ? 0 : y + 4};
}

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value) : "NaN";
}

}  // namespace

size_t DataBlocks::add(const std::string& comment,
                       const std::vector<std::vector<double>>& columns) {
  if (count_ > 0) text_ += "\n\n";
  text_ += "# " + comment + "\n";
  for (size_t row = 0; row < columns.front().size(); ++row) {
    for (size_t i = 0; i < columns.size(); ++i)
      text_ += (i > 0 ? " " : "") + number(columns[i][row]);
    text_ += "\n";
  }
  return count_++;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
  }
  return out + "'";
}

std::string script_head(const std::string& name, const std::string& title, int width, int height) {
  return fmt::format(
      "# {}. Draw again: gnuplot {}.gp\n"
      "set terminal svg size {},{} dynamic noenhanced font 'sans-serif,13' background rgb "
      "'#ffffff'\n"
      "set encoding utf8\n"
      "set output '{}.svg'\n"
      "set datafile missing 'NaN'\n",
      title, name, width, height, name);
}

std::string stacked_script(const std::string& name, const std::string& title,
                           const std::vector<Panel>& panels,
                           const std::vector<LegendEntry>& legend) {
  const auto [words, legend_height] = legend_rows(legend);
  int total = 4 + legend_height;
  for (const Panel& panel : panels)
    total += kTitle + panel.height + (panel.labelled ? kLabel : kTicks);
  std::string text =
      script_head(name, title, kWidth, total) + fmt::format("TOTAL = {}.\nset multiplot\n", total);
  int top = 4 + legend_height;
  for (const Panel& panel : panels) {
    const double upper = 1 - double(top + kTitle) / total;
    const double lower = upper - double(panel.height) / total;
    text += fmt::format(
        "\nreset\n"
        "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n"
        "set tmargin at screen {:.4f}\nset bmargin at screen {:.4f}\n"
        "set border lc rgb '#666666'\nset tics textcolor rgb '#000000'\n"
        "set grid ytics lc rgb '#dddddd'\nset key off\n"
        "set label 1000 {} at graph 0, graph 1 offset 0,0.7 left textcolor rgb '{}'\n{}",
        double(kLeft) / kWidth, 1 - double(kRight) / kWidth, upper, lower, quoted(panel.title),
        panel.colour,
        (&panel == &panels.front() ? fmt::format("{}", fmt::join(words, "")) : "") +
            panel.commands);
    top += kTitle + panel.height + (panel.labelled ? kLabel : kTicks);
  }
  return text + "\nunset multiplot\nunset output\n";
}

fs::path draw(const Plot& plot, const fs::path& folder) {
  if (!on_path("gnuplot"))
    throw Failure("gnuplot is not installed, and it draws the plots: apt-get install gnuplot-nox");
  // gnuplot draws in a folder of its own: what stands in `folder` is whole.
  const fs::path work = folder / ".drawing";
  make_folder(work);
  for (const fs::path& place : {folder, work}) {
    write_whole(place / (plot.name + ".dat"), plot.data);
    write_whole(place / (plot.name + ".gp"), plot.script);
  }
  const std::string name = plot.name + ".svg";
  const fs::path svg = folder / name;
  {
    // A script that fails leaves no picture behind, for gnuplot ends even a broken one properly.
    Gnuplot gnuplot(fmt::format("cd {} && {{ gnuplot 2> log || rm -f {}; }}",
                                shell_quoted(work.string()), shell_quoted(name)));
    gnuplot << "load '" << plot.name << ".gp'\n";
  }  // waits for gnuplot
  const std::string said = fs::exists(work / "log") ? read_text(work / "log") : "";
  const bool drawn = fs::exists(work / name);
  fs::remove(svg);
  if (drawn) fs::rename(work / name, svg);
  fs::remove_all(work);
  if (!drawn)
    throw Failure(fmt::format("gnuplot made no picture of {}: {}",
                              (folder / (plot.name + ".gp")).string(), said));
  return svg;
}

}  // namespace coopbench
