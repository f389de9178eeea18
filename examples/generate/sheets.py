# SPDX-License-Identifier: GPL-3.0-or-later
"""Files from rows of cells: texts in the encodings that offices use, and workbooks.

A cell is None, a text, a number or a date. merged: (row, column, rows, columns), from 0."""
import csv
import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape


def text(rows, delimiter=";", encoding="utf-8", end="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([["" if c is None else c for c in row] for row in rows])
    return out.getvalue().encode(encoding)


def archive(parts):
    """Not compressed: what a compressor writes depends on its version."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
        for name, content in parts.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OFFICE = "http://schemas.openxmlformats.org/"


def column_name(n):
    return (column_name(n // 26 - 1) if n > 25 else "") + chr(65 + n % 26)


def xlsx_cell(value, at):
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c r="{at}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{at}"><v>{value}</v></c>'


def xlsx_sheet(rows, merged):
    lines = ("".join(xlsx_cell(c, f"{column_name(k)}{r}") for k, c in enumerate(row)) for r, row in enumerate(rows, 1))
    spans = "".join(f'<mergeCell ref="{column_name(c)}{r + 1}:{column_name(c + width - 1)}{r + height}"/>' for r, c, height, width in merged)
    return (f'{HEAD}<worksheet xmlns="{OFFICE}spreadsheetml/2006/main"><sheetData>'
            + "".join(f'<row r="{r}">{line}</row>' for r, line in enumerate(lines, 1))
            + "</sheetData>" + (f'<mergeCells count="{len(merged)}">{spans}</mergeCells>' if merged else "") + "</worksheet>")


def xlsx(sheets):
    """sheets: {name: (rows, merged)}"""
    numbers = range(1, len(sheets) + 1)
    kind, main = OFFICE + "officeDocument/2006/relationships", "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{OFFICE}package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{main}styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{main}worksheet+xml"/>' for n in numbers) + "</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{OFFICE}package/2006/relationships"><Relationship Id="r1" Type="{kind}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{OFFICE}spreadsheetml/2006/main" xmlns:r="{kind}"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}"/>' for n, name in zip(numbers, sheets)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{OFFICE}package/2006/relationships">'
        + "".join(f'<Relationship Id="s{n}" Type="{kind}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
        + f'<Relationship Id="st" Type="{kind}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{OFFICE}spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for n, (rows, merged) in zip(numbers, sheets.values()):
        parts[f"xl/worksheets/sheet{n}.xml"] = xlsx_sheet(rows, merged)
    return archive(parts)


def ods_cell(value, span):
    span = f' table:number-columns-spanned="{span[1]}" table:number-rows-spanned="{span[0]}"' if span else ""
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, date):
        kind, shown = f'date" office:date-value="{value.isoformat()}', f"{value:%d/%m/%Y}"
    elif isinstance(value, str):
        kind, shown = "string", value
    else:
        kind, shown = f'float" office:value="{value}', str(value).replace(".", ",")
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell{span} office:value-type="{kind}">{paragraphs}</table:table-cell>'


def ods(sheets):
    """sheets: {name: (rows, merged)}"""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    tables = ""
    for name, (rows, merged) in sheets.items():
        spans = {(r, c): (height, width) for r, c, height, width in merged}
        tables += f'<table:table table:name="{escape(name)}">' + "".join(
            "<table:table-row>" + "".join(ods_cell(c, spans.get((r, k))) for k, c in enumerate(row)) + "</table:table-row>"
            for r, row in enumerate(rows)) + "</table:table>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({
        "mimetype": kind,
        "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{space}manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "content.xml": f'{HEAD}<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'})
