/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style sheet of the page. Contrast of every pair of colours is computed in
 * tests/unit/test_report.c: text at least 4.5, parts of charts at least 3. */
#include "format/html.h"

const char *const pdz_html_verdict_class[PDZ_VERDICTS] = {"v-achieved",  "v-achieved-late", "v-on-track",
                                                          "v-behind",    "v-off-track",     "v-missed",
                                                          "v-no-target", "v-not-assessable"};

const char *const pdz_html_style[] = {
	":root{--bg:#ffffff;--panel:#f5f7fa;--ink:#1b2430;--soft:#525c69;--line:#c9d1db;--strong:#7f8b9a;"
	"--link:#0b57d0;--achieved:#1a7f37;--achieved-late:#4d6b00;--on-track:#0969da;--behind:#9a6700;--off-track:#c4232e;--missed:#9b1c5a;"
	"--no-target:#69727d;--not-assessable:#515a65;--on-fill:#ffffff;--s0:#9dbbe3;--s1:#5f92d3;--s2:#2f6fc1;--s3:#0d3b7a;"
	"color-scheme:light dark}\n",
	"@media (prefers-color-scheme:dark){:root{--bg:#12161c;--panel:#1b222b;--ink:#e8edf3;--soft:#a9b4c0;--line:#36414d;"
	"--strong:#7d8a98;--link:#8ab4f8;--achieved:#4cc268;--achieved-late:#b3cf4f;--on-track:#6cb0ff;--behind:#e0aa3e;--off-track:#ff7b72;--missed:#ff8ab5;"
	"--no-target:#9aa5b1;--not-assessable:#bcc6d0;--on-fill:#12161c;--s0:#2f6fc1;--s1:#5b93dc;--s2:#8fbaf0;--s3:#cfe2ff}}\n",
	"*{box-sizing:border-box}\n",
	"html{-webkit-text-size-adjust:100%}\n",
	"body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,"
	"'Noto Sans','Liberation Sans',Arial,sans-serif}\n",
	"header,main,footer,nav{max-width:90rem;margin:0 auto;padding:0 1.25rem}\n",
	"header{padding-top:2rem}\n",
	"h1{font-size:1.75rem;line-height:1.2;margin:0}\n",
	"h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .25rem;padding-top:1rem;border-top:3px solid var(--ink)}\n",
	"h2 span{display:block;font-size:.85rem;font-weight:600;color:var(--soft);letter-spacing:.04em;text-transform:uppercase}\n",
	"h3{font-size:1.05rem;margin:1.5rem 0 .25rem}\n",
	"p{margin:.25rem 0 .75rem;max-width:70rem}\n",
	".sub{font-size:1.1rem;color:var(--soft)}\n",
	"a{color:var(--link)}\n",
	".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem 1rem;z-index:9}\n",
	":focus-visible{outline:3px solid var(--link);outline-offset:2px}\n",
	".counts{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;margin:.75rem 0;padding:0}\n",
	".counts li{border:1px solid var(--line);border-left:.4rem solid currentColor;border-radius:.25rem;background:var(--panel);"
	"padding:.3rem .75rem;font-weight:600}\n",
	".counts b{font-size:1.25rem;margin-right:.35rem}\n",
	"main nav{padding:0}.answer ul{margin:.25rem 0 .75rem;padding-left:1.25rem}.answer li{margin:.15rem 0}.answer li span{color:var(--soft)}\n",
	".tally{width:auto;font-variant-numeric:tabular-nums}.tally th[scope=row],.tally th:first-child{text-align:left;font-weight:400}"
	".tally tr:last-child th,.tally tr:last-child td,.tally td[class]{font-weight:700}.tally thead th{font-weight:600}\n",
	"nav ul{margin:.25rem 0;padding-left:1.25rem}\n",
	".v-achieved{color:var(--achieved)}.v-achieved-late{color:var(--achieved-late)}.v-on-track{color:var(--on-track)}.v-behind{color:var(--behind)}"
	".v-off-track{color:var(--off-track)}.v-missed{color:var(--missed)}.v-no-target{color:var(--no-target)}.v-not-assessable{color:var(--not-assessable)}\n",
	".charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:1rem;margin:1rem 0;align-items:start}\n",
	"figure{margin:0;border:1px solid var(--line);border-radius:.4rem;padding:.75rem;background:var(--bg);min-width:0}\n",
	"figcaption{font-weight:600;margin-bottom:.25rem}figcaption small{display:block;font-weight:400;color:var(--soft)}\n",
	"svg{display:block;width:100%;max-width:40rem;height:auto}\n",
	"svg text{font-size:13px;fill:var(--ink)}svg .soft{fill:var(--soft)}svg .on{fill:var(--on-fill);font-weight:600}\n",
	"svg .line,svg .goal{fill:none}svg .axis{stroke:var(--strong);stroke-width:1}svg .full{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}\n",
	"svg .line{fill:none;stroke:var(--s2);stroke-width:2.5}svg .goal{fill:none;stroke:var(--ink);stroke-width:1.5;"
	"stroke-dasharray:6 4}svg .range{stroke:var(--soft);stroke-width:1.5}\n",
	"svg .v-achieved,svg .v-achieved-late,svg .v-missed,svg .v-on-track,svg .v-behind,svg .v-off-track,svg .v-no-target,svg .v-not-assessable"
	"{fill:currentColor;stroke:var(--bg);stroke-width:2}\n",
	"svg .s0{fill:var(--s0)}svg .s1{fill:var(--s1)}svg .s2{fill:var(--s2)}svg .s3{fill:var(--s3)}"
	"svg .s0,svg .s1{stroke:var(--s2);stroke-width:1}\n",
	"details{margin-top:.5rem}summary{cursor:pointer;color:var(--link)}\n",
	".scroll{overflow-x:auto;margin:.5rem 0 1rem}\n",
	"table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.35}\n",
	"caption{text-align:left;font-weight:600;padding:.25rem 0}\n",
	"th,td{text-align:right;vertical-align:top;padding:.45rem .5rem;border-bottom:1px solid var(--line)}\n",
	"th{font-weight:600}thead th{border-bottom:2px solid var(--strong);vertical-align:bottom}\n",
	"thead small,td small,th small{display:block;font-weight:400;color:var(--soft);font-size:.8rem}\n",
	".name{text-align:left;min-width:17rem;font-weight:400}.name b{display:block}\n",
	".words{text-align:left;min-width:8.5rem}.group th{text-align:left;background:var(--panel);padding-top:.7rem}\n",
	"td strong{white-space:nowrap;font-variant-numeric:tabular-nums}td em{color:var(--soft)}\n",
	".verdict{font-weight:700}\n",
	".bar{display:block;height:.45rem;margin-top:.3rem;background:var(--line);border-radius:.2rem;"
	"overflow:hidden}.bar i{display:block;height:100%;background:currentColor}"
	".away i{margin-left:auto;background:repeating-linear-gradient(45deg,currentColor 0 2px,transparent 2px 5px)}\n",
	"dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;margin:.5rem 0;font-size:.9rem}"
	"dt{font-weight:600;grid-column:1}dd{margin:0;overflow-wrap:anywhere;grid-column:2}\n",
	".methods dl{margin-top:1rem;grid-template-columns:minmax(8rem,16rem) 1fr}.methods dt{margin-top:.6rem;grid-row:span 4}.methods code{display:block;font-weight:400;color:var(--soft);"
	"overflow-wrap:anywhere}.methods dt~dd.formula{margin-top:.6rem;font-style:italic}\n",
	"footer{margin-top:2rem;padding-bottom:3rem;color:var(--soft)}\n",
	"@media (max-width:40rem){.main-table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
	".main-table,.main-table tbody,.main-table tr,.main-table td,.main-table th{display:block;width:100%}"
	".main-table tr{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.25rem .5rem}"
	".main-table tr.group{border:0;background:var(--panel)}"
	".main-table td,.main-table th{border:0;text-align:left;padding:.25rem 0;min-width:0}"
	".main-table td{display:grid;grid-template-columns:7.5rem 1fr;border-top:1px solid var(--line)}"
	".main-table td::before{content:attr(data-label);color:var(--soft)}"
	".main-table td small{display:inline-block;margin-left:.6rem}.main-table caption{display:block}.main-table .words{min-width:0}dl{display:block}dd{margin-bottom:.5rem}h1{font-size:1.4rem}}\n",
	"@page{size:A4 landscape;margin:12mm}\n",
	"@media print{:root{--bg:#ffffff;--panel:#f5f7fa;--ink:#000000;--soft:#444c56;--line:#b8c0ca;--strong:#69727d;--link:#000000;"
	"--achieved:#1a7f37;--achieved-late:#4d6b00;--on-track:#0969da;--behind:#9a6700;--off-track:#c4232e;--no-target:#69727d;--not-assessable:#515a65;"
	"--on-fill:#ffffff;--s0:#9dbbe3;--s1:#5f92d3;--s2:#2f6fc1;--s3:#0d3b7a;color-scheme:light}"
	"html{font-size:10.5px}td strong{white-space:normal}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}header,main,footer,nav{max-width:none;padding:0}"
	"nav,.skip,details,.methods{display:none}thead{display:table-header-group}tr,figure{break-inside:avoid}"
	"h2,h3,.group{break-after:avoid}.scroll{overflow:visible}section.objective{break-before:page}"
	".charts{grid-template-columns:repeat(3,1fr)}}\n",
	NULL,
};
