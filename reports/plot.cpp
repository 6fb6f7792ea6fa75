#include "reports/plot.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/files.h"
#include "reports/gnuplot.h"
#include "reports/series.h"

namespace coopbench {
namespace {

namespace fs = std::filesystem;

constexpr int kWidth = 480, kLeft = 66, kRight = 18, kTitle = 26, kLabel = 50, kTicks = 30;

bool is_control(char c) { return static_cast<unsigned char>(c) < 32; }

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
  return can_be_drawn(value) ? fmt::format("{:.9g}", value) : "NaN";
}

bool is_whole(std::string_view svg) {
  const size_t end = svg.find_last_not_of('\n');
  return end != std::string_view::npos && svg.substr(0, end + 1).ends_with("</svg>");
}

/// A folder in which gnuplot draws, so that what stands around it is whole; gone with this.
class DrawingFolder {
 public:
  /// What a killed process left there goes first, be it a link.
  explicit DrawingFolder(fs::path path) : path_(std::move(path)) {
    remove();
    make_inner_folder(path_);
  }
  ~DrawingFolder() { remove(); }
  DrawingFolder(const DrawingFolder&) = delete;
  DrawingFolder& operator=(const DrawingFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code error;
    fs::remove_all(path_, error);
    if (error) fs::remove_all(path_, error);  // a call that failed may not fail again
  }

  fs::path path_;
};

}  // namespace

size_t DataBlocks::add(const std::string& comment,
                       const std::vector<std::vector<double>>& columns) {
  if (count_ > 0) text_ += "\n\n";
  text_ += "# ";
  for (const char c : comment) text_ += is_control(c) ? ' ' : c;
  text_ += "\n";
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
    out += is_control(c) ? ' ' : c;
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

Drawn draw(const Plot& plot, const fs::path& folder) {
  need_gnuplot();
  const DrawingFolder work(folder / ".drawing");
  const fs::path script = folder / (plot.name + ".gp"), svg = folder / (plot.name + ".svg");
  for (const fs::path& place : {folder, work.path()}) {
    write_whole(place / (plot.name + ".dat"), plot.data);
    write_whole(place / script.filename(), plot.script);
  }
  std::string trouble = run_gnuplot(work.path(), script.filename());
  if (trouble.empty()) {
    const fs::path drawn = work.path() / svg.filename();
    const std::string picture = fs::is_regular_file(drawn) ? read_text(drawn, kLargestPicture) : "";
    if (is_whole(picture)) {
      write_whole(svg, picture);
      return {svg, ""};
    }
    trouble = "its picture is cut off; is the disk full?";
  }
  std::error_code none;
  fs::remove(svg, none);  // it is of other data
  return {"", fmt::format("gnuplot made no picture of {}: {}", script.string(), trouble)};
}

}  // namespace coopbench
