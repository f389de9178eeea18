# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file of csv-spectrum through pdz-ingest, compared with its JSON. Cells go into the note,
one after the other; our notes are trimmed and empty cells are dropped, so are theirs here."""
import csv, glob, json, os, subprocess, sys

base = sys.argv[1]
for path in sorted(glob.glob(base + "/csvs/*.csv")):
    name = os.path.basename(path)[:-4]
    want = json.load(open(f"{base}/json/{name}.json"))
    columns = list(want[0])
    mapping = {"pdz_mapping": 1, "source": "x", "delimiter": ",", "header_row": 1,
               "columns": {f"c{i}": {"position": i + 1} for i in range(len(columns))},
               "records": [{"event": "e", "date": "2025-01-01", "note": "|".join(f"{{c{i}}}" for i in range(len(columns)))}]}
    json.dump(mapping, open("m.json", "w"))
    out = subprocess.run(["pdz-ingest", "-q", "-m", "m.json", path], capture_output=True, text=True)
    notes = [r["note"].replace("\\\\", "\\\0").replace("\\n", "\n").replace("\\r", "\r").replace("\\\0", "\\")
             for r in csv.DictReader(out.stdout.splitlines())]
    expect = ["|".join(str(row[c]).strip() for c in columns) for row in want]
    expect = ["" if set(e) <= {"|"} else e for e in expect]
    print(name, "same" if notes == expect else f"differs: {notes} {expect}", out.returncode)
