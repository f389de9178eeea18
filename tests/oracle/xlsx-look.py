#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What does a workbook look like?  xlsx-look.py WORKBOOK...

Prints, from the parts of the file and without our writer or its library, what is not in
the figures: paper, orientation, margins, scale, breaks, areas and titles of print,
frozen panes, widths, heights, fonts, grounds, lines, alignment, formats of numbers,
conditional formats, tables, links, charts with their places. A golden file of it shows
every change of a look; whether the figures are right check-xlsx.py says."""
import itertools
import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

LONGEST = 26  # of a text: enough to see which it is
SAME = ("lang", "layout", "axId", "plotVisOnly", "printSettings")  # what the library writes into every chart


def local(name):
    return name.rsplit("}", 1)[-1]


def flat(e, depth=0):
    """One element in one line: name(attribute=value text child ...)."""
    inside = [f"{local(k)}={v}" for k, v in e.attrib.items()] + ([e.text.strip()] if e.text and e.text.strip() else [])
    inside += [flat(c) for c in e]
    return local(e.tag) + (f"({' '.join(inside)})" if inside else "")


def short(text):
    text = text.replace("\n", "|")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def look(path):
    archive = zipfile.ZipFile(path)
    parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))}

    def find(e, name):
        return [c for c in e if local(c.tag) == name]

    def relations(part):
        rels = parts.get(posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels"))
        return {r.get("Id"): (local(r.get("Type").replace("/", "}")), posixpath.normpath(posixpath.join(posixpath.dirname(part), r.get("Target"))))
                for r in rels if r.get("TargetMode") != "External"} if rels is not None else {}

    strings = ["".join(t.text or "" for t in s.iter() if local(t.tag) == "t") for s in parts["xl/sharedStrings.xml"]]
    styles = {local(e.tag): e for e in parts["xl/styles.xml"]}
    formats = {e.get("numFmtId"): e.get("formatCode") for e in styles.get("numFmts", ())}

    def style(number):
        xf = styles["cellXfs"][number]
        out = [flat(styles[kind][int(xf.get(at))]) for kind, at in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId"))]
        return " ".join(out + [f"format={formats.get(xf.get('numFmtId'), xf.get('numFmtId'))}"] + [flat(c) for c in xf])

    letters = {}

    def letter(number):
        return letters.setdefault(number, f"s{len(letters)}")

    book = parts["xl/workbook.xml"]
    for name in ("bookViews", "definedNames"):
        for e in find(book, name):
            print("\n".join(flat(c) for c in e))
    sheets = relations("xl/workbook.xml")
    for sheet in find(book, "sheets")[0]:
        part = sheets[[v for k, v in sheet.attrib.items() if local(k) == "id"][0]][1]
        print(f"\n== {sheet.get('name')}")
        for e in parts[part]:
            if local(e.tag) == "cols":
                print("widths", *(c.get("width") + (f"*{int(c.get('max')) - int(c.get('min')) + 1}" if c.get("max") != c.get("min") else "") for c in e))
            elif local(e.tag) == "sheetData":
                rows = list(e)
                for row in rows if len(rows) < 42 else rows[:9] + rows[-2:]:
                    cells = []
                    for c in row:
                        value = "".join(v.text or "" for v in c if local(v.tag) == "v")
                        value = short(strings[int(value)]) if c.get("t") == "s" else value
                        cells.append(f"{letter(int(c.get('s', 0)))}:{value}")
                    print(row.get("r"), "height " + row.get("ht") if row.get("ht") else "", " | ".join(f"{k} *{n}" if n > 1 else k for k, n in ((k, len(list(g))) for k, g in itertools.groupby(cells))))
            elif local(e.tag) == "dimension" or local(e.tag).endswith("Parts"):
                continue
            elif len(e) > 2:
                for c in e:
                    print(local(e.tag), flat(c))
            else:
                print(flat(e))
        for _, (kind, target) in sorted(relations(part).items()):
            if kind == "table":
                for e in parts[target]:
                    print("table", parts[target].get("displayName"), parts[target].get("ref"), flat(e) if local(e.tag) != "tableColumns"
                          else [short(c.get("name")) for c in e])
            for anchor in parts[target] if kind == "drawing" else ():
                print("chart at", anchor.get("editAs"), *(flat(e) if local(e.tag) != "graphicFrame" else "" for e in anchor))
                print("  ", *(f"{c.get('name')}: {c.get('descr')}" for c in anchor.iter() if local(c.tag) == "cNvPr"))
                at = [v for c in anchor.iter() if local(c.tag) == "chart" for k, v in c.attrib.items() if local(k) == "id"][0]
                for e in parts[relations(target)[at][1]]:
                    chart(e)
    print("\n== styles")
    for number, name in letters.items():
        print(name, style(number))
    for e in styles.get("dxfs", ()):
        print("conditional", flat(e))


def chart(e):
    if local(e.tag) in ("chart", "plotArea", "barChart", "lineChart"):
        print("  ", local(e.tag), dict(e.attrib) or "")
        for c in e:
            chart(c)
    elif local(e.tag) == "ser":
        for c in e:  # what is kept of the cells stands in the cells
            for cache in [k for k in c.iter() if any(local(m.tag).endswith("Cache") for m in k)]:
                for m in [m for m in cache if local(m.tag).endswith("Cache")]:
                    cache.remove(m)
        print("    ", flat(e))
    elif local(e.tag) not in SAME:
        print("    ", flat(e))


for book in sys.argv[1:]:
    print(f"\n#### {book}")
    look(book)
