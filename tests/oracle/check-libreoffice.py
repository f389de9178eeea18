#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does LibreOffice read the numbers that the results have?
check-libreoffice.py RESULTS PREFIX, the sheets being PREFIX-NAME.csv as soffice
writes them (all sheets, raw values). Every cell of the data, every figure of the
monitoring tables. LibreOffice opens damaged workbooks without a word: this is beside
check-xlsx.py, not instead of it."""
import csv
import glob
import json
import re
import sys

results_path, prefix = sys.argv[1:3]
results = json.load(open(results_path, encoding="utf-8"))
problems = []


def sheet(name):
    with open(f"{prefix}-{name}.csv", encoding="utf-8", newline="") as f:
        return list(csv.reader(f, delimiter=";"))


def same(text, want):
    if want is None or want == "":
        return text == ""
    if isinstance(want, bool):
        return text == ("true" if want else "false")
    if isinstance(want, (int, float)):
        try:
            number = float(text[:-1]) / 100 if text.endswith("%") else float(text)  # a percentage is shown as one
            return abs(number - want) <= 1e-12 * max(1, abs(want))
        except ValueError:
            return False
    return text == want


rows = sheet("Dati")
heads = rows[2]
order = {i["code"]: k for k, i in enumerate(results["indicators"])}
indicators = {i["code"]: i for i in results["indicators"]}
entries = sorted(results["entries"], key=lambda e: order[e["indicator"]])
compared = 0
if len(rows) != 3 + len(entries):
    problems.append(f"Dati: {len(rows) - 3} rows, {len(entries)} entries")
for number, (row, entry) in enumerate(zip(rows[3:], entries), 4):
    cells = dict(zip(heads, row))
    for column in heads[:21] + ["of_target"]:
        want = indicators[entry["indicator"]][column] if column in ("level", "kind") else entry.get("expected" if column == "target_to_date" else column)
        compared += 1
        if not same(cells[column], want):
            problems.append(f"Dati row {number} {column}: {cells[column]!r}, results {want!r}")

# the monitoring tables: value, numerator, denominator and n of each year and of the plan
whole = {(e["indicator"], e["period"]): e for e in results["entries"]
         if e["area"] in (None, results["areas"][0]["code"]) and e["category"] is None and not any(e.get("dimensions", {}).values())}
keys = {"previsto (den.)": "denominator", "realizzato (num.)": "numerator", "valore": "value", "n": "n"}
figures = 0
for path in glob.glob(f"{prefix}-Obiettivo *.csv"):
    heads = None
    for row in sheet(path[len(prefix) + 1:-4]):
        if "Codice" in row:
            heads = row
        elif heads and row[heads.index("Codice")] in indicators:
            code = row[heads.index("Codice")]
            for title, text in zip(heads, row):
                period, _, what = re.sub(r", (fino al|up to) \S+", "", title).partition(" ")  # a year that still runs
                entry = whole.get((code, period.replace("–", "/")))
                if what not in keys or entry is None:
                    continue
                want = entry[keys[what]]
                if indicators[code]["kind"] == "milestone" and what == "valore" or want is None:
                    if text == "":
                        problems.append(f"{path} {code} {title}: blank")
                    continue  # words, or the target of a count
                figures += 1
                if not same(text, want):
                    problems.append(f"{path} {code} {title}: {text!r}, results {want!r}")

for problem in problems[:20]:
    print(problem)
print(f"{compared} cells of data and {figures} figures read by LibreOffice, {len(problems)} differences")
sys.exit(bool(problems))
