# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of cases: how they are written is said in README.md."""
import csv
import datetime
import io
import json
import math
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = ["id", "rule", "plan", "indicator", "records", "as_of", "entry", "value", "verdict", "reason", "more", "how"]
RECORD = ["id", "date", "due", "start", "action", "event", "status", "quantity", "case", "category", "area", "note", "source", "line"]
AREAS = {"code": "whole", "name": "Whole", "areas": [
    {"code": "alba", "name": "Alba", "population": {"2024": 600}},
    {"code": "bra", "name": "Bra", "population": {"2024": 400}}]}
EVENT_KEYS = {"event", "all", "none", "from", "to"}

# What a case calls a figure, where a result calls it something else.
FIELDS = {"decided": "rule"}


def last_day(month):
    year, m = int(month[:4]), int(month[5:7])
    first_of_next = datetime.date(year + m // 12, m % 12 + 1, 1)
    return first_of_next - datetime.timedelta(1)


def span(text):
    """'2025', '2025/2027', '2025-09/2026-08' or two days: the first and the last day."""
    first, _, last = text.partition("/")
    last = last or first
    first += {4: "-01-01", 7: "-01", 10: ""}[len(first)]
    last = str(last_day(last + "-12" if len(last) == 4 else last)) if len(last) < 10 else last
    return first, last


def months(text):
    first, last = text.split("..")
    y, m = int(first[:4]), int(first[5:7])
    while f"{y:04}-{m:02}" <= last:
        yield f"{y:04}-{m:02}-15"
        y, m = (y, m + 1) if m < 12 else (y + 1, 1)


def record_rows(text, dimensions):
    """'a =3 2025-05-01 case A,B; v due 2025-06-30 planned': see README.md."""
    for number, item in enumerate(filter(None, (i.strip() for i in text.split(";"))), 1):
        words = item.split()
        row = dict.fromkeys(RECORD + dimensions, "")
        row.update(event=words[0], status="done", quantity="1", source="t", line=str(number))
        times, dates, cases = 1, [""], [""]
        rest = iter(words[1:])
        for word in rest:
            if re.fullmatch(r"x\d+", word):
                times = int(word[1:])
            elif re.fullmatch(r"=-?[\d.]+", word):
                row["quantity"] = word[1:]
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", word):
                dates = [word]
            elif re.fullmatch(r"\d{4}-\d\d\.\.\d{4}-\d\d", word):
                dates = list(months(word))
            elif word == "planned":
                row["status"] = "planned"
            elif word == "case":
                cases = next(rest).split(",")
            elif word in ("due", "start", "area", "action", "note", "id", "source"):
                row[word] = next(rest)
            elif word == "cat":
                row["category"] = next(rest)
            elif "=" in word and word.split("=")[0] in dimensions:
                row[word.split("=")[0]] = word.split("=")[1]
            else:
                raise ValueError(f"record '{item}': '{word}'")
        for date in dates:
            for case in cases:
                for _ in range(times):
                    yield {**row, "date": date, "case": case}


def events_of(value, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in EVENT_KEYS and isinstance(inner, (str, list)) and not (key == "from" and re.match(r"\d{4}-", str(inner))):
                found.update([inner] if isinstance(inner, str) else [i for i in inner if isinstance(i, str)])
            events_of(inner, found)
    elif isinstance(value, list):
        for inner in value:
            events_of(inner, found)


def plan_document(case, rows):
    period, _, more = case["plan"].partition(" ")
    first, last = span(period)
    more = json.loads(more) if more.strip() else {}
    indicators = json.loads(case["indicator"])
    indicators = indicators if isinstance(indicators, list) else [indicators]
    found = {r["event"] for r in rows}
    composed = {"composite", "derived"}
    events_of([i for i in indicators if i.get("kind") not in composed], found)
    for source in more.get("sources", {}).values():
        found.update(source.get("events", []))
    events = {name: {"name": name} for name in sorted(found)}
    for name, keys in more.pop("events", {}).items():
        events[name] = {"name": name, **keys}
    areas, objective = more.pop("areas", AREAS), more.pop("objective", {})
    names = [f"X{n}" if n else "X" for n in range(len(indicators))]
    filled = [{"code": i.get("code", n), "level": "result", "name": n, **i} for n, i in zip(names, indicators)]
    return {"pdz_plan": 1, "id": "p", "name": "p", "language": "en", "period": {"from": first, "to": last}, "areas": areas,
            "events": events, **more, "objectives": [{"code": "O", "name": "O", **objective, "indicators": filled}]}


def load(folder):
    cases = []
    for path in sorted(folder.glob("*.cases")):
        above = {}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [c.strip() for c in line.split("|")]
            if cells[0] == "id":
                continue
            if len(cells) != len(COLUMNS):
                raise SystemExit(f"{path.name}:{number}: {len(cells)} cells, {len(COLUMNS)} wanted")
            case = {k: above[k] if c == '"' else c for k, c in zip(COLUMNS, cells)}
            above = case
            try:
                cases.append(complete(dict(case)))
            except (ValueError, KeyError, json.JSONDecodeError) as wrong:
                raise SystemExit(f"{path.name}:{number}: {wrong!r}")
    ids = [c["id"] for c in cases]
    for twice in {i for i in ids if ids.count(i) > 1}:
        raise SystemExit(f"two cases are called {twice}")
    return cases


def of_manual(page):
    """The fragments of pdz-plan(5): each sentence has one, and what must come out of some records."""
    cases = []
    for heading, body in re.findall(r'^\.Ss \\\(dq(.*)\n((?:(?!\.S[sh]).*\n)*)', page.read_text().split(".Sh KEYS")[0], re.M):
        sentence, _, english = heading.partition("\\(dq, ")
        fragments = re.findall(r"^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", body, re.M)
        told = re.findall(r'^\.\\" case: (.*)$', body, re.M)
        if not sentence or not english or len(fragments) != 1 or len(told) != 1:
            raise SystemExit(f"{page.name}: {heading}: wanted one sentence in Italian and in English, one fragment, one case")
        cells = [c.strip() for c in told[0].split("|")] + [""]
        case = dict.fromkeys(COLUMNS, "")
        case.update(zip(["plan", "records", "as_of", "entry", "value", "verdict", "reason"], cells))
        case.update(id=f"manual{len(cases) + 1}", rule=sentence, indicator="{" + fragments[0] + "}", reason=case["reason"] or "*")
        case["verdict"] = case["verdict"] or "no_target"
        cases.append(complete(case))
    return cases


def complete(case):
    period, _, more = case["plan"].partition(" ")
    dimensions = list(json.loads(more).get("dimensions", {})) if more.strip() else []
    case["more"] = json.loads(case["more"]) if case["more"] else {}
    rows = []
    if case["records"].startswith("@"):
        case["raw"] = {p.name: p.read_text() for p in sorted((HERE / "raw" / case["records"][1:]).iterdir())}
        case["mapping"] = case["raw"].pop("mapping.json")
    else:
        rows = list(record_rows(case["records"], dimensions))
    case["document"] = plan_document(case, rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, RECORD + dimensions, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    case["csv"] = text.getvalue()
    return case


def wanted_entry(case):
    """The key of the entry, the --by that gives it, and the --by that gives everything."""
    code, period, area, category = "X", "", None, None
    for word in case["entry"].split():
        if word in ("alba", "bra", "whole"):
            area = word
        elif word.startswith("cat:"):
            category = word[4:]
        elif word == "plan" or word[:2] in ("19", "20"):
            period = word
        else:
            code = word
    first, last = span(case["plan"].split()[0])
    level = "plan" if period == "plan" else "year" if "/" in period else {4: "year", 7: {"S": "semester", "Q": "quarter"}.get(period[5:6], "month")}.get(len(period), "plan")
    if period == "plan":
        whole_years = first[5:] == "01-01" and last[5:] == "12-31"
        period = f"{first[:4]}/{last[:4]}" if whole_years else f"{first[:7]}/{last[:7]}"
    keys = ["area"] * (area is not None) + ["category"] * (category is not None)
    return ((code, period, area, category), ",".join([level] + keys),
            ",".join(["plan", "year", "semester", "quarter", "month"] + keys))


def near(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6)
    return a == b


def find(entry, name):
    """A figure of the entry or of its details."""
    name = FIELDS.get(name, name)
    return entry[name] if name in entry else entry.get("detail", {}).get(name)


def differences(case, entry, document):
    problems = []

    def compare(name, got, wanted):
        if not near(got, wanted):
            problems.append(f"{name} is {json.dumps(got)}, not {json.dumps(wanted)}")

    if case["value"] != "*":
        compare("value", entry["value"], json.loads(case["value"]) if case["value"] else None)
    if case["verdict"] != "*" and entry["verdict"] not in case["verdict"].split("/"):
        compare("verdict", entry["verdict"], case["verdict"])
    if "comparison" in case["more"]:
        wanted = case["more"].pop("comparison")
        found = next((c for c in document.get("comparisons", []) if c["indicator"] == entry["indicator"]), {})
        for name, figure in wanted.items():
            compare("the comparison's " + name, found.get(name, "not there"), figure)
    if case["reason"] != "*" and (entry["reason"] or "") not in case["reason"].split("/"):
        compare("reason", entry["reason"], case["reason"] or None)
    for name, wanted in case["more"].items():
        compare(name, find(entry, name), wanted)
    return problems
