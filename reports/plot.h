#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coopbench {

/// A figure as text: what gnuplot is given, and what its reader is told.
struct Plot {
  std::string name;  // of its files: NAME.gp, NAME.dat, NAME.svg
  std::string title;
  std::string caption;  // how to read it, what it means for training stability
  std::string script, data;
};

/// One panel of a figure whose panels stand one below the other.
struct Panel {
  std::string title, colour;
  std::string commands;   // settings and the plot command
  int height = 120;       // pixels, of the plotting area
  bool labelled = false;  // room for a label of the x axis
};

/// What a colour stands for.
struct LegendEntry {
  std::string text, colour;
};

/// Collects the blocks of a data file; a block is addressed by `index` in a script.
class DataBlocks {
 public:
  /// Adds columns of equal length below a comment and gives the block's number.
  size_t add(const std::string& comment, const std::vector<std::vector<double>>& columns);
  const std::string& text() const { return text_; }
  bool empty() const { return count_ == 0; }

 private:
  std::string text_;
  size_t count_ = 0;
};

/// The script of a figure of stacked panels, 480 pixels wide, with a legend above them.
std::string stacked_script(const std::string& name, const std::string& title,
                           const std::vector<Panel>& panels,
                           const std::vector<LegendEntry>& legend = {});

/// The first lines of every script: what it is, the SVG's size, its file.
std::string script_head(const std::string& name, const std::string& title, int width, int height);

/// A text in gnuplot's single quotes.
std::string quoted(const std::string& text);

/// What became of a plot: the path of NAME.svg, or why there is none.
struct Drawn {
  std::filesystem::path svg;
  std::string trouble;
};

/// Writes NAME.dat and NAME.gp into the folder, which this process must hold, for gnuplot works in
/// it, and puts NAME.svg beside them once it is whole. Throws Failure where gnuplot is missing or
/// the files can't be written.
Drawn draw(const Plot& plot, const std::filesystem::path& folder);

}  // namespace coopbench
