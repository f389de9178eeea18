#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the workbook what the results say?  check-xlsx.py RESULTS WORKBOOK [--accessible]

Reads the workbook with openpyxl and its parts with expat, independently of our
writer, and compares every cell of the data sheet and every figure of the
objective sheets with the results file. Prints what it compared."""
import datetime
import json
import re
import sys
import xml.parsers.expat
import zipfile

import openpyxl

results_path, book_path = sys.argv[1:3]
accessible = "--accessible" in sys.argv
results = json.load(open(results_path, encoding="utf-8"))
problems = []


def expect(condition, what):
    if not condition:
        problems.append(what)


def visible(text):
    """What the writer makes of a text: what a screen would obey becomes U+FFFD."""
    text = re.sub(r"[\t\r]", " ", text)
    return re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)


# every part is well-formed; no formula; no number that is none
archive = zipfile.ZipFile(book_path)
expect(archive.testzip() is None, "a part has a wrong checksum")
parts = {name: archive.read(name) for name in archive.namelist()}
for name, data in parts.items():
    parser = xml.parsers.expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except xml.parsers.expat.ExpatError as error:
        problems.append(f"{name}: {error}")
    if name.startswith("xl/worksheets/sheet"):
        text = data.decode("utf-8")
        expect("<f>" not in text, f"{name}: a formula")
        for value in re.findall(r"<v>([^<]*)</v>", text):
            expect(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?", value), f"{name}: not a number: {value}")
    if name.startswith("xl/drawings/drawing"):
        text = data.decode("utf-8")
        expect(text.count("<xdr:cNvPr") == len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]+"', text)), f"{name}: chart without text")
    if name.startswith("xl/tables/table"):
        heads = re.findall(r'<tableColumn [^>]*name="([^"]*)"', data.decode("utf-8"))
        expect(len({h.lower() for h in heads}) == len(heads), f"{name}: equal heads")

book = openpyxl.load_workbook(book_path)
names = book.sheetnames
data = book["Dati" if "Dati" in names else "Data"]
titles = {"it": ("previsto (den.)", "realizzato (num.)", "valore", "n"), "en": ("planned (den.)", "done (num.)", "value", "n")}
language = "it" if "Dati" in names else "en"

# the data sheet: a row per entry, the same values
header = 3
heads = [c.value for c in data[header]]
indicators = {i["code"]: i for i in results["indicators"]}
order = {i["code"]: k for k, i in enumerate(results["indicators"])}
entries = sorted(results["entries"], key=lambda e: order[e["indicator"]])  # stable
expect(heads[:21] == "indicator,level,kind,period,area,category,value,unit,numerator,denominator,n,low,high,method,baseline,"
       "change,target,target_to_date,progress,verdict,reason".split(","), "the first 21 columns")
expect(data.max_row == header + len(entries), f"rows of data: {data.max_row - header}, entries: {len(entries)}")
NAMED = {"target_to_date": "expected", "share_of_expected": "share", "reached_on": "reached"}  # else as in the results
DAYS = ("known_to", "followed_to", "expected_from", "expected_to", "deadline", "reached_on", "measured_from")
compared = 0
for row, entry in zip(data.iter_rows(min_row=header + 1), entries):
    cells = dict(zip(heads, row))
    detail = entry.get("detail", {})
    for column, cell in cells.items():
        if column in NAMED:
            want = entry.get(NAMED[column])
        elif column in entry and column not in ("dimensions", "detail", "change_from_zero", "judged", "not_delivered", "share", "expected", "reached"):
            want = entry[column]
        elif column in detail and column not in ("missing", "reached", "date", "due"):
            want = detail[column]
        elif column in ("name", "level", "kind", "statistic", "scale"):
            want = indicators[entry["indicator"]][column]
        elif column in ("date", "due"):
            want = detail.get(column) and datetime.datetime.fromisoformat(detail[column])
        else:
            continue
        if want == "":
            want = None
        if column in DAYS and want is not None:
            want = datetime.datetime.fromisoformat(want)
        compared += 1
        if isinstance(want, str):
            want = visible(want)
        if accessible and want is None:
            same = cell.value == ("[x]" if column == "value" and entry["reason"] != "suppressed" else
                                  "[c]" if column in ("value", "numerator", "denominator", "n") and entry["reason"] == "suppressed" else "[z]")
        elif isinstance(want, (int, float)):
            same = isinstance(cell.value, (int, float)) and abs(cell.value - want) <= 1e-12 * max(1, abs(want))
        else:
            same = cell.value == want
        if not same:
            problems.append(f"{data.title}!{cell.coordinate} {column}: {cell.value!r}, results {want!r}")
        expect(cell.data_type != "f", f"{cell.coordinate}: a formula")
expect("pdz_data" in data.tables, "no table pdz_data")

# the methods: whatever a row of the data names has its line there, and is marked as used
methods = book["Metodi" if language == "it" else "Methods"]
expect("pdz_methods" in methods.tables, "no table pdz_methods")
used, known = set(), set()
for row in methods.iter_rows(min_row=methods.tables["pdz_methods"].ref and 4, values_only=True):
    expect(all(row[:8]), f"methods: an empty cell: {row}")
    known.update(row[0].split(", "))
    used.update(row[0].split(", ") if row[2] in ("sì", "yes") else [])
named = {e["method"] for e in entries} | {c["method"] for c in results.get("comparisons", [])} | {indicators[e["indicator"]]["kind"] for e in entries}
expect(named - {None} <= used, f"methods named, but not among those of this report: {named - {None} - used}")

# the objective sheets: what stands under a period is the entry of that period
whole = {(e["indicator"], e["period"]): e for e in results["entries"]
         if e["area"] in (None, results["areas"][0]["code"]) and e["category"] is None and not any(e.get("dimensions", {}).values())}
figures = 0
for sheet in book:
    if not sheet.title.startswith(("Obiettivo", "Objective")):
        continue
    heads, code_column = {}, None
    for row in sheet.iter_rows():
        values = [c.value for c in row]
        if "Codice" in values or "Code" in values:
            heads = {str(v): i for i, v in enumerate(values) if v}
            code_column = heads.get("Codice", heads.get("Code"))
            continue
        if code_column is None or values[code_column] not in indicators:
            continue
        code = values[code_column]
        for title, index in heads.items():
            period, _, what = re.sub(r", (fino al|up to) \S+", "", title).partition(" ")  # a year that still runs
            period = period.replace("–", "/")
            if what not in titles[language] or (code, period) not in whole:
                continue
            entry = whole[code, period]
            key = ("denominator", "numerator", "value", "n")[titles[language].index(what)]
            want, found = entry[key], values[index]
            if key == "denominator" and want is None and indicators[code]["kind"] == "count":
                running = re.search(", (fino al|up to) ", title) and "/" not in period and not entry.get("over") and entry.get("expected") is not None
                want = None if "judged" in entry else entry["expected"] if running else entry["target"]   # what was expected by then
            if key == "value" and indicators[code]["kind"] == "milestone" and "reached" in entry.get("detail", {}):
                want = None
            figures += 1
            expect(found not in (None, ""), f"{sheet.title} {code} {title}: blank")
            if want is None:
                expect(isinstance(found, str), f"{sheet.title} {code} {title}: {found!r}, results none")
            else:
                expect(isinstance(found, (int, float)) and abs(found - want) < 1e-9 * max(1, abs(want)),
                       f"{sheet.title} {code} {title}: {found!r}, results {want!r}")

expect(book.active.title == names[0], "does not open on the first sheet")
expect(book.properties.title, "no title in the properties")
for problem in problems[:20]:
    print(problem)
print(f"{len(parts)} parts, {len(names)} sheets: {', '.join(names)}")
print(f"{compared} cells of data and {figures} figures compared, {len(problems)} differences")
sys.exit(bool(problems))
