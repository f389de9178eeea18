#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the page say what the results say?  check-html.py RESULTS PAGE

Parses the page, and compares every figure of its tables, read back from the way
Italian writes numbers, with the results file. Also: balanced tags, no script,
nothing fetched, one h1, a caption on every table, a scope on every head."""
import html.parser
import json
import re
import sys

results = json.load(open(sys.argv[1], encoding="utf-8"))
page = open(sys.argv[2], encoding="utf-8").read()
problems, void = [], {"meta", "br", "rect", "line", "circle", "polyline"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.rows, self.row, self.text, self.counts = [], [], None, "", {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        for name in ("src", "href"):
            if name in attributes and not attributes[name].startswith("#"):
                problems.append(f"fetches {attributes[name]}")
        if any(name.startswith("on") for name in attributes):
            problems.append(f"a handler on {tag}")
        if tag == "th" and "scope" not in attributes:
            problems.append("a head without scope")
        if tag not in void:
            self.stack.append(tag)
        if tag == "tr":
            self.row = []
        if tag in ("td", "th") and self.row is not None:
            self.row.append([attributes.get("data-label", ""), ""])
        if tag in ("small", "b", "span") and self.row:
            self.row[-1][1] += "\n"

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            problems.append(f"</{tag}> does not close what is open")
        if tag in ("b",) and self.row:
            self.row[-1][1] += "\n"
        if tag == "tr":
            self.rows.append(self.row)
            self.row = None

    def handle_data(self, data):
        if self.row:
            self.row[-1][1] += data


parser = Page()
parser.feed(page)
counts = parser.counts
if counts.get("h1") != 1:
    problems.append("not one h1")
if counts.get("table") != counts.get("caption"):
    problems.append("a table without caption")
if "script" in counts or "link" in counts or "img" in counts:
    problems.append("script, link or image")
if "default-src 'none'" not in page:
    problems.append("no policy")


def number(text):
    text = text.strip().replace("\u00a0", " ").split(" ")[0]  # the unit may stand behind it
    percent = text.endswith("%")
    text = text.rstrip("%").replace(".", "").replace(",", ".")
    return float(text) / (100 if percent else 1)


whole = {(e["indicator"], e["period"]): e for e in results["entries"]
         if e["area"] in (None, results["areas"][0]["code"]) and e["category"] is None}
compared = 0
for row in parser.rows:
    lines = [line for line in row[0][1].split("\n") if line.strip()]
    code = lines[0].strip() if lines else ""
    for label, text in row[1:]:
        entry = whole.get((code, label.split(",")[0].replace("–", "/")))  # "2027, fino al 30/06"
        if entry is None:
            continue
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        compared += 1
        if entry["value"] is None:
            if re.search(r"\d", lines[0]):
                problems.append(f"{code} {label}: {lines[0]} where there is no value")
        elif lines[0] not in ("sì", "no"):
            found, want = number(lines[0]), entry["value"]
            if abs(found - want) > max(0.005, 0.0005 * abs(want)) and abs(found - want) > 0.051:
                problems.append(f"{code} {label}: {lines[0]}, results {want}")
        if entry["n"] is not None and not any(line == f"n\u00a0{entry['n']}" for line in lines):
            problems.append(f"{code} {label}: n {entry['n']} is not there: {lines}")
        if entry["numerator"] is not None and entry["denominator"] is not None and not any(" su " in line for line in lines):
            problems.append(f"{code} {label}: numerator and denominator are not there")
for problem in problems[:20]:
    print(problem)
print(f"{compared} figures compared, {len(problems)} differences")
sys.exit(bool(problems))
