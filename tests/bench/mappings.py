#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench's work with one more feature of mappings, or several at random.

    mappings.py FEATURE MAPPING PLAN DATA FOLDER

writes FOLDER/mapping.json, FOLDER/plan.json and FOLDER/data.csv (a link, where the data stay as they are) and prints
what options the programs need besides. FEATURE: one of those below, several joined by +, or random-SEED. Without
arguments, their names.
"""
import copy, json, os, random, re, sys

EVENTS = ["incontro", "segnalazione", "presa_in_carico", "verifica", "formazione"]
KINDS = ["Anziani", "Minori", "Famiglie", "Disabili", "Adulti"]
MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()


def rules(m):
    m["records"] = [dict(copy.deepcopy(r), event=e, when={"column": "evento", "is": e}) for r in m["records"] for e in EVENTS]


def record(**fields):
    return lambda m: [r.update(copy.deepcopy(fields)) for r in m["records"]]


def columns(**more):
    return lambda m: m.setdefault("columns", {}).update(more)


def both(*changes):
    return lambda m: [change(m) for change in changes] and None


# What the mapping says more.
FEATURES = {
    "simple": lambda m: None,
    "id": lambda m: m.update(id="{id}"),
    "unique": lambda m: m.update(id="{id}", ids_unique=True),
    "table": record(category={"from": "{tipologia}", "values": {"Anziani": "a", "Minori": "m"}, "otherwise": "x"}),
    "keep": record(category={"from": "{tipologia}", "values": {"Anziani": "a", "Minori": "m"}, "keep": True}),
    "rules": rules,
    "dates": record(start="{data_effettiva}", note="{note}"),
    "several": record(case="{caso}-{zona}"),
    "sum": record(quantity={"sum": ["{quantita}", "{quantita}"]}),
    "product": record(quantity={"product": ["{quantita}", 2]}),
    "bands": record(category={"from": "{quantita}", "bands": ["0-17", "18+"], "if_empty": "x"}),
    "age": record(category={"from": "{nascita}", "age_at": "{data}", "bands": ["0-17", "18-64", "65+"], "if_empty": "x"}),
    "tax_code": record(category={"from": "{cf}", "tax_code": "sex", "if_empty": "x"}),
    "fill_down": columns(comune={"header": "comune", "fill_down": True}),
    "list": record(category="{cell}", for_each_in={"column": "tipologia", "divided_by": ","}),
    "pattern": record(category="{x}", for_each="ore {x}", quantity="{cell}"),
    "category": record(category="{tipologia}"),
    "dimension": record(comune="{comune}"),
    "listed": record(category="{tipologia}"),
    "note": record(note="Nota {id}"),
    "when": record(when={"column": "evento", "is": EVENTS[0]}),
    "starts": record(when={"column": "evento", "starts": ["in", "pre", "ver"]}),
    "skip": lambda m: m.update(skip=[{"why": "x", "when": {"column": "tipologia", "is": "Minori"}}]),
    "skip_id": lambda m: m.update(id="{id}", skip=[{"why": "x", "when": [{"column": "id", "starts": "Totale"}]}]),
    "times": lambda m: None,
    "fold": record(case={"from": "{caso}", "fold": True}),
    "key": lambda m: m.pop("case_ids"),
    "file_name": lambda m: (m.update(file_name="data{n}"), record(category="{n}")(m)),
    "title": lambda m: (m.update(title="Ambito di {chi}"), record(category="{chi}")(m)),
    "titles": lambda m: (m.update(title="Ambito di {chi}"), record(category="{chi}")(m)),
    "quote": lambda m: m.update(quote="'"),
    "no_quote": lambda m: m.update(quote="none"),
    "sender": lambda m: m.update(delivery={"area": "Zona 1", "period": "2026"}),
    "deliveries": lambda m: m.update(delivery={"area": "{zona}", "period": "2026"}),
    "by_lines": lambda m: m.update(id="{id}", corrections="lines"),
    "months": record(due="{mese}"),
    "thousands": lambda m: m.update(numbers="it"),
    "hours": columns(quantita={"header": "quantita", "numbers": "hours"}),
    "empty": lambda m: m.update(empty=["nessuna"]),
    "encoding": lambda m: m.update(encoding="windows-1252"),
    "utf16": lambda m: m.update(encoding="utf-16le"),
    "header_rows": lambda m: m.update(header_rows=2),
}


def add(header, cell):
    """One more column."""
    return lambda n, line: line + ";" + (header if n == 0 else cell(n))


def put(column, cell):
    """Another text in a column."""
    def change(n, line):
        cells = line.split(";")
        cells[column] = cell(n, cells[column]) if n else cells[column]
        return ";".join(cells)
    return change


ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
                                                        2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))


def tax_code(n):
    """Of a person of her own, with the letter that is right."""
    letters = "".join("BCDFGLMNPRST"[n // 12**i % 12] for i in range(6))
    code = f"{letters}{n % 100:02d}{'ABCDEHLMPRST'[n % 12]}{1 + n % 28 + 40 * (n % 2):02d}H501"
    value = sum(ODD[c] if i % 2 == 0 else int(c, 36) - (10 if c.isalpha() else 0) for i, c in enumerate(code))
    return code + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % 26]


# What the data have for it: of each line, by its number, the new one.
DATA = {
    "age": add("nascita", lambda n: f"{1 + n % 28:02d}/{1 + n % 12:02d}/{1930 + n % 85}"),
    "tax_code": add("cf", tax_code),
    "pattern": lambda n, line: line + (";ore a;ore b" if n == 0 else f";{n % 7};{'' if n % 3 else '2,5'}"),
    "title": lambda n, line: "Ambito di Casalmaggiore" + ";" * 14 + "\n" + line if n == 0 else line,
    "titles": lambda n, line: f"Ambito di {n // 20000}" + ";" * 14 + "\n" + line if n % 20000 == 0 else line,
    "quote": lambda n, line: line.replace('"', "'"),
    "no_quote": lambda n, line: re.sub('"[^"]*"', 'la "nota" intera', line),
    "months": add("mese", lambda n: f"{MONTHS[n % 12]} {2025 + n % 3}"),
    "thousands": put(9, lambda n, c: f"1.{n % 1000:03d},5" if n % 3 == 0 else c),
    "times": put(13, lambda n, c: f"{c} {n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d}" if c else c),
    "hours": put(9, lambda n, c: f"{n % 9},{n % 4 * 15:02d}"),
    "encoding": lambda n, line: line.replace("appuntamento", "società") if n else line,
    "header_rows": lambda n, line: ";" * 14 + "\n" + line if n == 0 else line,
}
ENCODINGS = {"encoding": "cp1252", "utf16": "utf-16le"}
OPTIONS = {"key": ["--key-file", "key"]}
ALONE = {"pattern", "list", "titles", "title", "quote", "no_quote", "header_rows", "encoding", "utf16", "rules", "file_name"}
CATEGORY = {"table", "keep", "bands", "age", "tax_code", "list", "pattern", "category", "listed", "file_name", "title", "titles"}


def plan_for(names, plan):
    if "dimension" in names:
        plan["dimensions"] = {"comune": {"name": "comune"}}
    if "listed" in names:
        for event in plan["events"].values():
            event["categories"] = KINDS
    return plan


def pick(seed):
    """Some features that go together."""
    chance, names = random.Random(seed), []
    for name in chance.sample(list(FEATURES), len(FEATURES)):
        if len(names) < 5 and not (name in CATEGORY and set(names) & CATEGORY) and not (name in ALONE and set(names) & ALONE):
            names.append(name)
    return sorted(names)


def main():
    if len(sys.argv) < 2:
        print(*FEATURES)
        return
    feature, mapping, plan, data, folder = sys.argv[1:]
    names = pick(int(feature.split("-")[1])) if feature.startswith("random") else feature.split("+")
    os.makedirs(folder, exist_ok=True)
    m, p = json.load(open(mapping)), json.load(open(plan))
    for name in sorted(names, key=lambda name: name == "rules"):
        FEATURES[name](m)
    json.dump(m, open(f"{folder}/mapping.json", "w"))
    json.dump(plan_for(names, p), open(f"{folder}/plan.json", "w"))
    changes = [DATA[name] for name in names if name in DATA]
    encoding = next((ENCODINGS[name] for name in names if name in ENCODINGS), "utf-8")
    target = f"{folder}/data.csv"
    if os.path.lexists(target):
        os.unlink(target)
    if not changes and encoding == "utf-8":
        os.symlink(os.path.abspath(data), target)
    else:
        with open(data, encoding="utf-8") as before, open(target, "w", encoding=encoding) as after:
            for n, line in enumerate(before):
                line = line.rstrip("\n")
                for change in changes:
                    line = change(n, line)
                after.write(line + "\n")
    print(*[word if word.startswith("-") else f"{folder}/{word}" for name in names for word in OPTIONS.get(name, [])])


main()
