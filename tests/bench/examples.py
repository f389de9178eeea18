#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of an example's mapping, as large as the bench's: its rows over and over, each with an id of its own.

    examples.py EXAMPLE/MAPPING ROWS FOLDER BUILD

writes FOLDER/mapping.json, plan.json and data.csv; exit status 1: it has no file of text, or wants its name. Without
arguments, all.
"""
import csv, fnmatch, io, json, os, re, shutil, subprocess, sys

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples")


def raw_of(example, mapping):
    """The file of text that the mapping is for."""
    folder = f"{EXAMPLES}/{example}/raw"
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) and "file_name" not in mapping else []:
        if name.endswith(".csv") and any(fnmatch.fnmatchcase(name, p) for p in mapping.get("files", ["*"])):
            return f"{folder}/{name}"
    return None


def headers_of(mapping, template):
    for name in re.findall("{([^{}]*)}", template if isinstance(template, str) else json.dumps(template)):
        column = mapping.get("columns", {}).get(name, name)
        column = column.get("header", "") if isinstance(column, dict) else column
        yield from ([column] if isinstance(column, str) else column)


def multiply(text, header_line, delimiter, own, rows):
    """The rows below the header until there are so many; the cells of own have another text each time."""
    lines = text.splitlines(keepends=True)
    head = next(csv.reader([lines[header_line - 1]], delimiter=delimiter))
    places = [i for i, cell in enumerate(head) if cell.strip().casefold() in own]
    body = list(csv.reader(io.StringIO("".join(lines[header_line:]), newline=""), delimiter=delimiter))
    out = io.StringIO()
    write = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    for turn in range(-(-rows // max(len(body), 1))):
        for row in body:
            again = list(row)
            for place in places:
                if place < len(again) and again[place].strip():
                    again[place] += f"x{turn}"
            write.writerow(again)
    return "".join(lines[:header_line]) + out.getvalue()


def main():
    if len(sys.argv) < 2:
        print(*sorted(f"{example}/{name[:-5]}" for example in os.listdir(EXAMPLES) if os.path.isdir(f"{EXAMPLES}/{example}/mappings")
                      for name in os.listdir(f"{EXAMPLES}/{example}/mappings")))
        return
    (example, name), rows, folder, build = sys.argv[1].split("/"), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    mapping = json.load(open(f"{EXAMPLES}/{example}/mappings/{name}.json"))
    raw = raw_of(example, mapping)
    if raw is None:
        sys.exit(1)
    os.makedirs(folder, exist_ok=True)
    mapping.pop("files", None)
    mapping["case_ids"] = "pseudonyms"
    plan = f"{EXAMPLES}/{example}/plan.json"
    json.dump(mapping, open(f"{folder}/mapping.json", "w"))
    shutil.copy(plan, f"{folder}/plan.json")
    said = subprocess.run([f"{build}/pdz-ingest", "--lang", "en", "-p", plan, "-m", f"{folder}/mapping.json", "-o", os.devnull, raw], capture_output=True, text=True)
    found = re.search(r": ([^,:]*), (\w+), header on line (\d+)", said.stderr)
    if not found:
        sys.exit(1)
    delimiter = {"commas": ",", "semicolons": ";", "tabs": "\t"}.get(found[2], ";")
    own = {h.strip().casefold() for h in headers_of(mapping, mapping.get("id", ""))}
    text = open(raw, encoding="latin-1", newline="").read()
    if os.path.lexists(f"{folder}/data.csv"):
        os.unlink(f"{folder}/data.csv")
    with open(f"{folder}/data.csv", "w", encoding="latin-1", newline="") as file:
        file.write(multiply(text, int(found[3]), delimiter, own, rows))


main()
