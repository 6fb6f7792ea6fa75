#include "reports/page_style.h"

namespace coopbench {

std::string_view page_style() {
  return R"css(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: #fff; color: #1a1a1a;
  font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid #ddd; padding-bottom: .2rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
.lead { font-size: 1.08rem; max-width: 62rem; }
.lead p { margin: .3rem 0; }
.lead .fate { border-left: 4px solid #D55E00; padding-left: .6rem; }
.small, figcaption, ul.notes { font-size: .88rem; color: #444; }
ul.notes { padding-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .55rem; border-bottom: 1px solid #e2e2e2; }
thead th { border-bottom: 2px solid #888; vertical-align: bottom; }
td small { display: block; color: #555; white-space: nowrap; }
tr.first th, tr.first td { border-top: 2px solid #bbb; }
tr.method td { font-weight: 600; }
tr.baseline th, tr.baseline td { color: #444; font-weight: 400; }
.results tr.seed td, .results td:nth-child(2) { white-space: nowrap; }
.results.sentences tr.seed td, .results.sentences td small { white-space: normal; }
.scroll { overflow-x: auto; }
.settings { font-size: .84rem; width: auto; min-width: 50%; }
.settings th { font-weight: 400; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
.settings thead th { font-weight: 700; font-family: inherit; }
tr.differs { background: #fff6df; }
td.none { color: #767676; }
figure { margin: 0; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.6rem 2rem; }
.plots section { break-inside: avoid; }
.plots figure { max-width: 36rem; }
.plots h3 { margin-top: 0; }
.plot img { width: 100%; height: auto; display: block; }
.grids { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(47%, 15rem), 1fr)); gap: .8rem;
  margin: .4rem 0 1rem; }
.grid { break-inside: avoid; }
.grid img { width: 100%; display: block; image-rendering: pixelated; border: 1px solid #ccc; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .3rem 0; color: #00497a; }
@media (max-width: 44rem) {
  .results thead { display: none; }
  .results, .results tbody, .results tr, .results th, .results td { display: block; }
  .results tr { padding: .5rem 0; border-bottom: 1px solid #ccc; }
  .results tr.first { border-top: 3px solid #999; }
  .results th, .results td { border: 0; padding: .1rem 0; }
  .results tr.first th, .results tr.first td { border-top: 0; }
  .results th { font-size: 1rem; }
  .results td { display: grid; grid-template-columns: 9rem 1fr; gap: .6rem; }
  .results td::before { content: attr(data-label); color: #555; white-space: normal; }
  .results td.empty { display: none; }
  .settings th, .settings td { overflow-wrap: anywhere; padding: .3rem; font-size: .75rem; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  .results { font-size: 8pt; }
  .results th, .results td { padding: .2rem .3rem; }
  .plots { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .grids { grid-template-columns: repeat(4, 1fr); }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; }
}
)css";
}

}  // namespace coopbench
