#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the accessible workbook keep the guidance?  check-accessible.py WORKBOOK...

One function a point. The points are those of "Making spreadsheets accessible: a brief
checklist of the basics" and "Releasing statistics in spreadsheets" (Analysis Function of
the UK's Government Statistical Service); the words in the docstring are printed when a
point does not hold."""
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

import openpyxl
from openpyxl.utils import range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORDS = {
    "it": dict(cover="Copertina", contents="Indice", notes="Note", charts="Grafici", data="Dati", chart_data="Dati dei grafici",
               one="Questo foglio contiene una tabella", note="nota", language="italiano", empty="cella vuota"),
    "en": dict(cover="Cover", contents="Contents", notes="Notes", charts="Charts", data="Data", chart_data="Chart data",
               one="This sheet contains one table", note="note", language="English", empty="empty cell"),
}


class Book:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.parts = {n: self.zip.read(n).decode("utf-8") for n in self.zip.namelist()}
        self.book = openpyxl.load_workbook(path)
        self.names = self.book.sheetnames
        self.language = "it" if "Copertina" in self.names else "en"
        self.words = WORDS[self.language]
        self.sheets = [self.parts[f"xl/worksheets/sheet{i + 1}.xml"] for i in range(len(self.names))]

    def of_tables(self):
        """Sheets that have a table, with its corners and name."""
        for sheet in self.book:
            for name in sheet.tables:
                left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
                yield sheet, name, left, top, right, bottom

    def cells(self):
        for sheet in self.book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield sheet, cell


points = []


def point(function):
    points.append(function)
    return function


# ---- tables ----

@point
def tables_are_marked_up(b):
    """every sheet but the cover and the charts has its table marked up as one"""
    without = {n.title for n in b.book if not n.tables}
    return without <= {b.words["cover"], b.words["charts"]}, without


@point
def table_names_mean_something(b):
    """tables have names that say what they hold, each once"""
    names = [n for _, n, *_ in b.of_tables()]
    return len(set(names)) == len(names) and all(re.fullmatch(r"pdz_[a-z_0-9]+", n) for n in names), names


@point
def no_merged_cells(b):
    """no merged or split cells"""
    return not any("<mergeCell" in s for s in b.sheets), None


@point
def no_blank_rows_or_columns_in_tables(b):
    """no blank rows or columns inside a table"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        grid = [[c.value for c in row] for row in sheet.iter_rows(top, bottom, left, right)]
        bad += [f"{sheet.title} row {top + i}" for i, row in enumerate(grid) if not any(v not in (None, "") for v in row)]
        bad += [f"{sheet.title} column {left + i}" for i, column in enumerate(zip(*grid[1:])) if not any(v not in (None, "") for v in column)
                and b.words["chart_data"] != sheet.title]
    return not bad, bad


@point
def one_row_of_headings(b):
    """one header row per table, its headings not empty and all different"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        heads = [c.value for c in next(sheet.iter_rows(top, top, left, right))]
        if sheet.tables[name].headerRowCount == 0 or not all(isinstance(h, str) and h.strip() for h in heads) or len({h.lower() for h in heads}) != len(heads):
            bad.append((sheet.title, heads))
    return not bad, bad


@point
def text_wraps(b):
    """texts in tables wrap within their cells, except the short ones of the data"""
    bad = [f"{s.title}!{c.coordinate}" for s, n, l, t, r, e in b.of_tables() if s.title != b.words["data"]
           for row in s.iter_rows(t + 1, e, l, r) for c in row if isinstance(c.value, str) and len(c.value) > 40 and not c.alignment.wrap_text]
    return not bad, bad[:5]


@point
def no_filters(b):
    """no filters, which hide data"""
    return not any("<autoFilter" in p for n, p in b.parts.items() if n.startswith(("xl/worksheets", "xl/tables"))), None


@point
def no_frozen_panes(b):
    """no frozen or split panes"""
    return not any("<pane" in s for s in b.sheets), None


@point
def no_unexplained_empty_cells(b):
    """no empty cells in tables, but where the line above the table explains them"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        above = " ".join(str(r[0].value) for r in sheet.iter_rows(1, top - 1))
        empty = [c.coordinate for row in sheet.iter_rows(top, bottom, left, right) for c in row if c.value in (None, "")]
        if empty and b.words["empty"] not in above:
            bad.append((sheet.title, empty[:5]))
    return not bad, bad


@point
def no_hidden_rows_columns_sheets(b):
    """nothing is hidden"""
    return (not any(re.search(r'<(row|col) [^>]*hidden="1"', s) for s in b.sheets) and
            all(s.sheet_state == "visible" for s in b.book)), None


@point
def widths_are_sensible(b):
    """columns are from 7 to 125 characters wide"""
    bad = [(s.title, k, d.width) for s in b.book for k, d in s.column_dimensions.items() if d.customWidth and not 7 <= d.width <= 125]
    return not bad, bad


@point
def bounds_in_columns_of_their_own(b):
    """lower and upper bounds of intervals have a column each"""
    heads = [c.value for c in b.book[b.words["data"]][3]]
    return "low" in heads and "high" in heads, heads


# ---- notes ----

@point
def notes_are_called_note_with_a_number(b):
    """notes are signposted with the word and a number in brackets, not by symbols or superscript"""
    marks = {m for s, c in b.cells() if isinstance(c.value, str) for m in re.findall(rf"\[{b.words['note']} (\d+)\]", c.value)}
    symbols = [c.coordinate for s, c in b.cells() if isinstance(c.value, str) and re.search(r"[*†‡¹]$", c.value)]
    superscript = [n for n, p in b.parts.items() if 'vertAlign val="superscript"' in p]
    return bool(marks) and not symbols and not superscript, (marks, symbols, superscript)


@point
def every_mark_has_its_note(b):
    """each note that is signposted is in the notes table, and the other way round"""
    sheet = b.book[b.words["notes"]]
    told = {str(row[0]).split()[-1] for row in sheet.iter_rows(4, values_only=True) if row[0]}
    marks = {m for s, c in b.cells() if isinstance(c.value, str) for m in re.findall(rf"\[{b.words['note']} (\d+)\]", c.value)}
    return told == marks, (sorted(told), sorted(marks))


@point
def note_marks_stand_above_the_tables(b):
    """marks stand in the text above a table, not in its cells"""
    bad = [f"{s.title}!{c.coordinate}" for s, n, l, t, r, e in b.of_tables() for row in s.iter_rows(t, e, l, r) for c in row
           if isinstance(c.value, str) and re.search(rf"\[{b.words['note']} \d", c.value)]
    return not bad, bad


@point
def notes_have_a_sheet_of_their_own(b):
    """the texts of the notes are in a notes table on a notes sheet"""
    return "pdz_notes" in b.book[b.words["notes"]].tables, None


@point
def shorthand_is_explained(b):
    """[x], [c] and [z] are explained on the cover and above each table that has them"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        above = " ".join(str(r[0].value) for r in sheet.iter_rows(1, top - 1))
        used = {c.value for row in sheet.iter_rows(top + 1, bottom, left, right) for c in row if isinstance(c.value, str) and re.fullmatch(r"\[[a-z]\]", c.value)}
        bad += [(sheet.title, u) for u in used if u not in above]
    cover = " ".join(str(r[0].value) for r in b.book[b.words["cover"]].iter_rows())
    return not bad and all(m in cover for m in ("[x]", "[c]", "[z]")), bad


@point
def missing_is_a_word(b):
    """no dashes, dots or NA for what is missing"""
    bad = [f"{s.title}!{c.coordinate}" for s, c in b.cells() if isinstance(c.value, str) and re.fullmatch(r"-|–|\.\.?\.?|:|NA|N/A|#N/A|#DIV/0!", c.value)]
    return not bad, bad


# ---- letters and colours ----

@point
def letters_are_large_and_plain(b):
    """a letter without serifs, at least 12 points"""
    bad = [f"{s.title}!{c.coordinate} {c.font.name} {c.font.sz}" for s, c in b.cells() if c.font.sz < 12 or c.font.name not in ("Arial", "Calibri")]
    return not bad, bad[:5]


@point
def no_italics_underline_capitals(b):
    """no italics, no text in capitals, underlined are links only"""
    bad = [f"{s.title}!{c.coordinate}" for s, c in b.cells() if c.font.i or (c.font.u and not c.hyperlink) or
           (isinstance(c.value, str) and len(c.value) > 12 and c.value.isupper())]
    return not bad, bad[:5]


@point
def ink_is_automatic(b):
    """letters have the automatic colour, links a dark one"""
    bad = [f"{s.title}!{c.coordinate}" for s, c in b.cells() if c.font.color is not None and c.font.color.type == "rgb" and not c.hyperlink]
    return not bad, bad[:5]


@point
def no_fill_and_no_pattern(b):
    """no coloured grounds or patterns"""
    bad = [f"{s.title}!{c.coordinate}" for s, c in b.cells() if c.fill.fill_type not in (None, "none")]
    return not bad, bad[:5]


@point
def no_lines_that_divide(b):
    """no borders, which only the eye sees"""
    bad = [f"{s.title}!{c.coordinate}" for s, c in b.cells() if any(getattr(c.border, side).style for side in ("left", "right", "top", "bottom"))]
    return not bad, bad[:5]


@point
def tables_have_no_banding(b):
    """tables are without style and stripes"""
    bad = [n for n, p in b.parts.items() if n.startswith("xl/tables") and ('showRowStripes="1"' in p or re.search(r'tableStyleInfo [^>]*name="', p))]
    return not bad, bad


@point
def no_colours_by_condition(b):
    """no conditional formats: a verdict is a word"""
    return not any("<conditionalFormatting" in s for s in b.sheets), None


@point
def numbers_right_words_left(b):
    """labels stand to the left, numbers and their headings to the right"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        for column in range(left, right + 1):
            cells = [sheet.cell(r, column) for r in range(top + 1, bottom + 1)]
            numbers = [c for c in cells if isinstance(c.value, (int, float))]
            head = sheet.cell(top, column)
            if numbers and len(numbers) == len([c for c in cells if not (isinstance(c.value, str) and c.value.startswith("["))]) and head.alignment.horizontal != "right":
                bad.append(f"{sheet.title}!{head.coordinate}: numbers")
            if not numbers and head.alignment.horizontal == "right" and sheet.title in (b.words["notes"], b.words["contents"]):
                bad.append(f"{sheet.title}!{head.coordinate}: words")
            bad += [f"{sheet.title}!{c.coordinate}" for c in numbers if c.alignment.horizontal == "left"]
    return not bad, bad[:5]


@point
def links_say_where_they_lead(b):
    """links have the name of what they lead to, and lead there"""
    links = [(c.value, c.hyperlink.location) for s, c in b.cells() if c.hyperlink]
    return bool(links) and all(t == l.split("!")[0].strip("'") and t in b.names for t, l in links), links


# ---- sheets ----

@point
def titles_in_a1(b):
    """each sheet has a descriptive title in A1, larger and bold"""
    bad = [s.title for s in b.book if not s["A1"].value or len(s["A1"].value) < 4 or not s["A1"].font.b or s["A1"].font.sz < 14]
    return not bad, bad


@point
def a2_says_how_many_tables(b):
    """A2 says that the sheet contains one table, and its name"""
    bad = [s.title for s, n, *_ in b.of_tables() if not str(s["A2"].value).startswith(b.words["one"])]
    return not bad, bad


@point
def column_a_has_the_text(b):
    """above a table only column A has text, without blank rows between"""
    bad = []
    for sheet, name, left, top, right, bottom in b.of_tables():
        for row in sheet.iter_rows(1, top - 1):
            if row[0].value in (None, "") or any(c.value is not None for c in row[1:]):
                bad.append(f"{sheet.title} row {row[0].row}")
    cover = b.book[b.words["cover"]]
    bad += [f"cover row {row[0].row}" for row in cover.iter_rows() if row[0].value in (None, "") or any(c.value is not None for c in row[1:])]
    return not bad, bad


@point
def tables_at_the_left_edge(b):
    """tables begin in column A"""
    bad = [n for s, n, left, *_ in b.of_tables() if left != 1]
    return not bad, bad


@point
def nothing_below_or_beside_a_table(b):
    """a table ends the sheet"""
    bad = [s.title for s, n, l, t, r, e in b.of_tables() if s.max_row > e or s.max_column > r]
    return not bad, bad


@point
def one_table_per_sheet(b):
    """no sheet has two tables"""
    bad = [s.title for s in b.book if len(s.tables) > 1]
    return not bad, bad


@point
def sheet_names_are_unique_and_speak(b):
    """sheets have names of their own, none is "Sheet1" """
    return len({n.lower() for n in b.names}) == len(b.names) and not any(re.match(r"(Sheet|Foglio) ?\d", n) for n in b.names), b.names


@point
def cover_contents_notes_first(b):
    """cover, contents and notes come first, in this order"""
    return b.names[:3] == [b.words["cover"], b.words["contents"], b.words["notes"]], b.names


@point
def contents_name_every_sheet(b):
    """the contents link to every other sheet"""
    listed = [row[0] for row in b.book[b.words["contents"]].iter_rows(4, max_col=1, values_only=True)]
    return listed == [n for n in b.names if n != b.words["contents"]], listed


@point
def no_blank_sheets(b):
    """no sheet is empty"""
    bad = [s.title for s in b.book if s.max_row < 2]
    return not bad, bad


@point
def no_headers_or_footers(b):
    """no headers and footers of pages, which aids do not read"""
    return not any("<headerFooter" in s for s in b.sheets), None


@point
def no_images_or_boxes(b):
    """no images, text boxes, comments or controls"""
    bad = [n for n in b.parts if re.search(r"media/|comments|ctrlProps|vmlDrawing", n)]
    boxes = [n for n, p in b.parts.items() if n.startswith("xl/drawings/drawing") and ("<xdr:sp " in p or "<xdr:pic>" in p)]
    return not bad and not boxes, bad + boxes


@point
def charts_apart_from_tables(b):
    """charts stand on a sheet without a table"""
    bad = [s.title for s in b.book if s._charts and s.tables]
    drawn = [i for i, s in enumerate(b.sheets) if "<drawing " in s]
    return not bad and all(b.names[i] == b.words["charts"] for i in drawn), bad


@point
def charts_have_a_text(b):
    """each chart has an alternative text"""
    bad = [n for n, p in b.parts.items() if n.startswith("xl/drawings/drawing") and
           p.count("<xdr:cNvPr") != len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20,}"', p))]
    return not bad, bad


@point
def no_macros_and_formulas(b):
    """no macros; values, not formulas"""
    return not any("vba" in n.lower() for n in b.parts) and not any("<f>" in s or "<f " in s for s in b.sheets), None


@point
def nothing_is_protected(b):
    """nothing is locked against aids"""
    return not any("<sheetProtection" in s for s in b.sheets) and "<workbookProtection" not in b.parts["xl/workbook.xml"], None


# ---- the document ----

@point
def document_information(b):
    """title, subject, author, keywords and language are in the properties"""
    p = b.book.properties
    custom = b.parts.get("docProps/custom.xml", "")
    return bool(p.title and p.subject and p.creator and p.keywords) and f">{b.language}<" in custom, (p.title, p.subject, p.creator, p.keywords)


@point
def language_is_said(b):
    """the cover says the language: the format of the library has no place for it"""
    cover = " ".join(str(r[0].value) for r in b.book[b.words["cover"]].iter_rows())
    return b.words["language"] in cover, cover


@point
def accessibility_statement(b):
    """the cover says what was done, and whom to ask"""
    cover = " ".join(str(r[0].value) for r in b.book[b.words["cover"]].iter_rows())
    return "ccessibilit" in cover and ("ufficio" in cover or "office" in cover), cover


@point
def opens_at_the_beginning(b):
    """opens on A1 of the first sheet"""
    views = [re.search(r"<sheetView [^>]*/?>(?:<selection[^>]*>)?", s)[0] for s in b.sheets]
    return b.book.active.title == b.names[0] and not any("topLeftCell" in v or "<selection" in v for v in views), views


bad = 0
for path in sys.argv[1:]:
    book = Book(path)
    for check in points:
        holds, what = check(book)
        if not holds:
            bad += 1
            print(f"{path}: {check.__name__}: not so: {' '.join(check.__doc__.split())}: {what}")
print(f"{len(points)} points, {len(sys.argv) - 1} workbooks, {bad} not kept")
sys.exit(bool(bad))
