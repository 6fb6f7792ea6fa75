# Sample grids of a comparison's runs beside each other and the data, for docs/:
#   gnuplot -e "run='runs/cifar10_three'; seed=1; out='docs/cifar10-three.png'" docs/side_by_side.gp
side = 263        # pixels of a grid of 64 images of side 32
rows = 3          # of its eight that are shown
high = 33 * rows - 1
array files = [sprintf('%s/short_run/seed-%d/grids/data.png', run, seed), \
               sprintf('%s/short_run/seed-%d/grids/final-end.png', run, seed), \
               sprintf('%s/persistent/seed-%d/grids/final-end.png', run, seed), \
               sprintf('%s/coopnets/seed-%d/grids/final-start.png', run, seed), \
               sprintf('%s/coopnets/seed-%d/grids/final-end.png', run, seed)]
array titles = ['data', 'short run', 'persistent', 'CoopNets, starts', 'CoopNets, ends']
gap = 8
head = 24         # of titles
width = 5 * side + 4 * gap
set terminal pngcairo size width, high + head font 'sans,11'
set output out
set multiplot
set lmargin 0; set rmargin 0; set tmargin 0; set bmargin 0
unset border; unset tics; unset key; unset colorbox
do for [i=1:5] {
  x = (i - 1) * (side + gap)
  set label 1 titles[i] at screen (x + side / 2.0) / width, screen 1 - head / 2.0 / (high + head) center
  set origin x / real(width), 0
  set size side / real(width), high / real(high + head)
  set xrange [-0.5:side - 0.5]; set yrange [side - high - 0.5:side - 0.5]
  plot files[i] binary filetype=png using 1:2:3 with rgbimage
}
unset multiplot
