# GFLOP/s of the step rows, a bar a contestant, under the float32 matrix product of the same run.
# Set by driver/roofline.py: picture; columns1, data1, roof1 and the same for 2 threads.
set terminal svg size 1250, 760 dynamic background "white" font "sans-serif,12"
set output picture
set datafile missing "?"
set style data histograms
set style fill solid 0.8 border -1
set boxwidth 0.9
set grid ytics
set xtics noenhanced font ",9"
set linetype 8 linecolor "gray60"
set linetype 9 linecolor "#8b4513"
set linetype 10 linecolor "#ff9ecf"
set key outside right top noenhanced
set ylabel "GFLOP/s"
set yrange [0:*]
set multiplot layout 2, 1
do for [threads = 1:2] {
  data = value(sprintf("data%d", threads))
  roof = value(sprintf("roof%d", threads))
  columns = value(sprintf("columns%d", threads))
  set title sprintf("%d thread%s", threads, threads > 1 ? "s" : "")
  plot for [i = 2:columns + 1] data using i:xtic(1) title columnheader(i), \
       roof with lines linewidth 2 linecolor "black" title "matrix product"
}
unset multiplot
