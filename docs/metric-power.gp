# Draws docs/metric-power.svg from docs/metric-power.csv, which `./bench calibrate --power` made:
# gnuplot docs/metric-power.gp
set datafile separator ','
set terminal svg size 1280,580 noenhanced font 'sans,12' background '#ffffff'
set output 'docs/metric-power.svg'
spaces = 'pixels random_convs pca spectrum classifier'
faults = 'shift rotation blur noise repetition "dropped modes"'
metrics = system("tail -n +2 docs/metric-power.csv | cut -d, -f2 | awk '!seen[$0]++' | tr '\\n' ' '")
metric_row(m) = words(metrics) - sum [i=1:words(metrics)] (word(metrics, i) eq m ? i : 0)
fault_column(f) = sum [i=1:words(faults)] (word(faults, i) eq f ? i : 0)
set palette defined (0 '#ffffff', 1 '#00497a')
set cbrange [0:1]
unset key
set xrange [0.5:words(faults) + 0.5]
set yrange [-0.5:words(metrics) - 0.5]
set xtics rotate by -40 scale 0 ('shift' 1, 'rotation' 2, 'blur' 3, 'noise' 4, 'repetition' 5, 'dropped modes' 6)
unset colorbox
set tmargin at screen 0.90
set bmargin at screen 0.16
set multiplot title 'Share of faulty sets that are found (100 images against 100, bound at the worst 5 % of sound sets)'
left = 0.14
width = (1 - left - 0.04) / words(spaces)
do for [s=1:words(spaces)] {
  set lmargin at screen left + (s - 1) * width + (s == 1 ? 0 : 0.005)
  set rmargin at screen left + s * width - 0.005
  set title word(spaces, s) offset 0,-0.6
  set ytics scale 0 ('' 0)
  if (s == 1) {
    do for [i=1:words(metrics)] { set ytics add (word(metrics, i) words(metrics) - i) }
  }
  plot 'docs/metric-power.csv' skip 1 using (strcol(1) eq word(spaces, s) ? fault_column(strcol(3)) : NaN):(metric_row(strcol(2))):(0.5):(0.5):4 with boxxyerror fill solid noborder linecolor palette, \
    '' skip 1 using (strcol(1) eq word(spaces, s) ? fault_column(strcol(3)) : NaN):(metric_row(strcol(2))):(sprintf('%.0f', 100 * $4)):($4 > 0.5 ? 0xffffff : 0x000000) with labels textcolor rgb variable font ',9'
}
unset multiplot
