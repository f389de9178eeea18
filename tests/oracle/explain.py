#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts every indicator of an example again from the rows that --explain lists.

    explain.py BUILD [EXAMPLE [AS_OF]]

Nothing of the engine is used but its output: the rows of `--explain -f json` are
counted here by what `statistic` says, for the whole plan, for one year and for one
sub-area with each area inside it, and must give the value, numerator, denominator and n
of the results. Every canonical record of the indicator's events must be listed once,
counted or left out; every row listed must be there, below the header, on the line of the
file it names.
"""
import collections
import csv
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
passed = failed = 0


def check(name, fine, text=""):
    global passed, failed
    if fine:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: {text}")


def same(a, b):
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


# ---- statistics, written anew -------------------------------------------------

def quantile(values, p):
    """R type 7."""
    v = sorted(values)
    h = (len(v) - 1) * p
    low = math.floor(h)
    return v[low] + (h - low) * (v[min(low + 1, len(v) - 1)] - v[low])


def statistic_of(name, values):
    if not values:
        return None
    return {"median": lambda: quantile(values, 0.5), "p90": lambda: quantile(values, 0.9),
            "max": lambda: max(values), "mean": lambda: sum(values) / len(values)}[name]()


def cell(row, column):
    return row.get("dimensions", {}).get(column) if column not in row and "dimensions" in row else row.get(column)


def amount(part):
    """(value, n) of one list of a count or a ratio."""
    if part["counts"] in ("constant", "budget", "population"):
        return part["amount"], 0
    rows = part["rows"]
    if part["counts"] == "quantity":
        return sum(r["quantity"] for r in rows), len(rows)
    if part["counts"] == "records":
        return len(rows), len(rows)
    if part["counts"] == "yearly_cases":
        distinct = len({(r["case"], (r.get("date") or r["due"])[:4]) for r in rows})
        return distinct, distinct
    column = "case" if part["counts"] == "cases" else part["column"]
    distinct = len({cell(r, column) for r in rows})
    return distinct, distinct


def days(a, b):
    import datetime
    return (datetime.date.fromisoformat(b) - datetime.date.fromisoformat(a)).days


def period_of(day, every):
    year, month = int(day[:4]), int(day[5:7])
    return {"year": f"{year}", "semester": f"{year}-S{(month + 5) // 6}", "quarter": f"{year}-Q{(month + 2) // 3}",
            "month": f"{year}-{month:02}"}[every]


def lists_of(x, role):
    return [p for p in x["lists"] if p["role"] == role]


def rows_of(x, role):
    return [r for p in lists_of(x, role) for r in p["rows"]]


def recount_count(x, _):
    if x["statistic"] == "in_force_on_average":
        return {}   # by days: measure.py counts them
    value, n = amount(x["lists"][0])
    return {"value": value, "numerator": value, "denominator": None, "n": n}


def cases_in(rows):
    return {r["case"] for r in rows} - {""}


def check_persons(x):
    """Of a share of cases: the numerator's are the denominator's; the strays are left out, and are as many as is said."""
    if not x["proportion"] or any(p["counts"] != "cases" for p in x["lists"]):
        return
    name, entry = f"{x['entry']['indicator']} {x['entry']['period']} {x['entry']['area']}", x["entry"]
    above, below = (cases_in(rows_of(x, role)) for role in ("numerator", "denominator"))
    strays = cases_in(r for r in x["left_out"] if r["use"] == "stray")
    check(f"{name} persons", above <= below, f"{len(above - below)} cases above the line are not below it")
    check(f"{name} strays", not strays & below, f"{len(strays & below)} cases left out are among the denominator's")
    check(f"{name} number of strays", len(strays) == entry.get("detail", {}).get("strays", 0),
          f"results {entry.get('detail', {}).get('strays')}, rows {len(strays)}")
    if entry["value"] is not None:
        check(f"{name} no share above the whole", 0 <= entry["value"] <= x["scale"], f"{entry['value']} of {x['scale']}")


def recount_ratio(x, _):
    top = [amount(p) for p in lists_of(x, "numerator")]
    bottom = [amount(p) for p in lists_of(x, "denominator")]
    if any(a is None for a, _ in top + bottom):
        return {"value": None}
    a, b = sum(v for v, _ in top), sum(v for v, _ in bottom)
    n = b if x["proportion"] else sum(n for _, n in top + bottom)
    return {"value": a / b * x["scale"] if b else None, "numerator": a, "denominator": b, "n": n}


def survival(ended, waiting):
    """Kaplan and Meier's curve: (time, height) of each step."""
    height, steps = 1.0, []
    for time in sorted(set(ended)):
        risk = sum(v >= time for v in ended) + sum(v >= time for v in waiting)
        height *= 1 - ended.count(time) / risk
        steps.append((time, height))
    return steps


def estimate(name, ended, waiting):
    """What the curve says of the median, another quantile, or the mean up to the longest time."""
    low = min([0, *ended])
    ended, waiting = [v - low for v in ended], [v - low for v in waiting]
    steps = survival(ended, waiting)
    if name == "mean":
        area, before, height = 0.0, 0, 1.0
        for time, after in steps:
            area, before, height = area + height * (time - before), time, after
        return area + height * (max([before, *waiting]) - before) + low
    left = {"median": 0.5, "p90": 0.1, "max": 0}[name]
    for k, (time, height) in enumerate(steps):
        if height < left + 1e-8:
            rests = name == "median" and abs(height - left) < 1e-8 and k + 1 < len(steps)
            return (time + steps[k + 1][0]) / 2 + low if rests else time + low
    return None


def with_waits(name, ended, waiting):
    """Open waits at their age from below, endless from above; between, the estimate from five ended ones on."""
    least = statistic_of(name, ended + waiting)
    most = statistic_of(name, ended + [1e9] * len(waiting))
    if name == "mean" or most > 1e6:
        most = math.inf
    if least == most:
        return least
    return estimate(name, ended, waiting) if len(ended) >= 5 else None


def recount_sample(x, _):
    items = rows_of(x, "items")
    if lists_of(x, "to"):  # the same end told twice closes one wait
        items = list({(r["case"], r["date"]): r for r in rows_of(x, "to")}.values())
    waiting = rows_of(x, "waiting")
    values, ages = [r["value"] for r in items], [r["value"] for r in waiting]
    name = x["statistic"]
    if name == "of_planned":
        planned = [(r["value"], days(r["start"], r["due"])) for r in items if "due" in r and "start" in r]
        planned += [(r["value"], days(r["start"], r["due"])) for r in waiting
                    if "due" in r and r["value"] > days(r["start"], r["due"])]
        a, b = sum(v for v, _ in planned), sum(p for _, p in planned)
        return {"value": a / b if b else None, "numerator": a if planned else None, "denominator": b if planned else None,
                "n": len(planned)}
    out = {"n": len(values) + len(ages)}
    judged = [r for r in items + waiting if "within" in r]
    if judged:
        out["numerator"] = sum(r["within"] for r in judged)
        out["denominator"] = len(judged)
    if name == "share":
        out["value"] = out["numerator"] / out["denominator"] if out.get("denominator") else None
        out["n"] = len(judged)
        return out
    out["value"] = with_waits(name, values, ages) if ages else statistic_of(name, values)
    if name == "mean":
        out["numerator"] = sum(values) if values and not ages else None
        out["denominator"] = len(values) if values and not ages else None
    elif x["kind"] == "score":
        out.pop("numerator", None)
        out.pop("denominator", None)
    return out


def recount_milestone(x, plan):
    rows = rows_of(x, "items")
    steps, whole = sum(r["quantity"] for r in rows) if x.get("of") == "quantity" else len(rows), x["at_least"]
    if "each" in x:
        def has(wanted):
            return any(cell(r, x["each"]) in (plan["within"].get(wanted, {wanted}) if x["each"] == "area" else {wanted})
                       for r in rows)
        steps, whole = sum(has(v) for v in x["required"]), len(x["required"])
    return {"value": 1 if steps >= x["at_least"] else steps / x["at_least"], "numerator": min(steps, whole),
            "denominator": whole, "n": len(rows) if x.get("of") == "quantity" else steps}


def recount_cadence(x, plan):
    rows = rows_of(x, "items")
    if x.get("every_n", 1) != 1 or x["every"] == "week" or x["entry"]["indicator"] in plan["except"]:
        return {"n": len(rows)}   # turns across the entry's ends, months left out: measure.py counts them
    missing = x["entry"].get("detail", {}).get("missing", [])
    count = collections.Counter(period_of(r["date"], x["every"]) for r in rows)
    found = [p for p, n in count.items() if n >= x["at_least"]]
    if set(found) & set(missing):
        return {"value": "a missing period has records"}
    expected = len(found) + len(missing)
    return {"value": len(found) / expected if expected else None, "numerator": len(found), "denominator": expected,
            "n": len(rows)}


def recount_judgement(x, _):
    rows = rows_of(x, "items")
    n = len(rows) + sum(r["use"] == "replaced" for r in x["left_out"])
    value = None
    if rows:
        value = x["grades"][rows[0]["category"]] if "grades" in x else rows[0]["quantity"]
    return {"value": value, "n": n}


def recount_composite(x, plan):
    verdicts = {p["indicator"]: p for p in x["entry"].get("detail", {}).get("parts", [])}
    for code, part in verdicts.items():
        alone = plan["verdicts"].get((code, x["entry"]["area"]))
        if alone != part["verdict"]:
            return {"value": f"{code} is {part['verdict']} here and {alone} below"}
    judged = [p for p in verdicts.values() if p["verdict"] not in ("no_target", "not_assessable") and not p.get("left_out")]
    achieved = sum(p["verdict"] in ("achieved", "achieved_late") for p in judged)
    if x["statistic"] == "mean_progress":
        return {"n": len(judged)}   # of shares: judge.py weighs them
    return {"value": min(1, achieved / x["at_least"]) if judged else None,
            "numerator": achieved, "denominator": x["at_least"], "n": len(judged)}


def recount_derived(x, _):
    a, b = x["entry"]["numerator"], x["entry"]["denominator"]
    if x["entry"]["value"] is None:
        return {"value": None}
    value = {"difference": lambda: a - b, "ratio": lambda: a / b * x["scale"] if b else None, "change": lambda: (a - b) / abs(b) * x["scale"],
             "sum": lambda: x["entry"]["value"]}[x["rule"]]()
    return {"value": value, "numerator": a, "denominator": b, "n": x["entry"]["n"]}


RECOUNT = {"derived": recount_derived, "count": recount_count, "ratio": recount_ratio, "timing": recount_sample, "duration": recount_sample,
           "score": recount_sample, "milestone": recount_milestone, "cadence": recount_cadence,
           "judgement": recount_judgement, "composite": recount_composite}


def compare(name, entry, counted):
    """Where the results give no value, the rows must not contradict the reason."""
    if entry["value"] is None:
        reason = entry["reason"]
        fine = {"zero_denominator": counted.get("denominator", 0) in (0, None),
                "incomplete": counted.get("value") in (None, 0) or counted["n"] < 5, "not_reported": not counted.get("n"),
                "too_few": True, "not_reached": counted.get("value") is None, "not_due": True, "not_measurable_yet": True, "not_applicable": True,
                "no_data": not counted.get("n") or counted.get("value") in (None, 0)}.get(reason, False)
        check(name, fine, f"no value because of {reason}, and the rows give {counted}")
        return
    for field in ("value", "numerator", "denominator", "n"):
        if field in counted:
            check(f"{name} {field}", same(entry[field], counted[field]) if not isinstance(counted[field], str) else False,
                  f"results {entry[field]}, rows {counted[field]}")


def filtered(x, column, key):
    def keep(rows):
        return [r for r in rows if (cell(r, column) or "") == key]
    return {**x, "lists": [{**p, "rows": keep(p["rows"])} for p in x["lists"]]}


def judged_period(entry):
    """Where the entry is judged by a year, its parts are that year's."""
    return ["--period", entry["judged"][0]] if entry.get("judged") else []


def check_breakdown(name, x, plan, explain):
    """The rows of each value; where a case's whole life decides, those that --by lists for it."""
    parts = x["entry"].get("detail", {}).get("breakdown", [])
    if parts and x["entry"]["indicator"] in plan["lives"]:
        by = {y["entry"].get("dimensions", {}).get(x["breakdown"]) or y["entry"]["category"] or "": y for y in explain(x["entry"]["indicator"], "--by", x["breakdown"], *judged_period(x["entry"]))
              if y["entry"]["area"] == x["entry"]["area"]}
        for part in parts:
            counted = RECOUNT[x["kind"]](by[part["key"]], plan) if part["key"] in by else {"value": "not listed"}
            check(f"{name} {x['breakdown']} {part['key']} value", counted.get("value", part["value"]) == part["value"],
                  f"results {part['value']}, rows {counted['value']}")
        return
    for part in parts:
        counted = RECOUNT[x["kind"]](filtered(x, x["breakdown"], part["key"]), plan)
        for field in ("value", "numerator", "denominator"):
            if part.get(field) is not None and counted.get(field) is not None:
                check(f"{name} {x['breakdown']} {part['key']} {field}", same(part[field], counted[field]),
                      f"results {part[field]}, rows {counted[field]}")


# ---- every record once, every row in its file -----------------------------------

def events_of(indicator):
    """The events an indicator of plan.json names, wherever it names them."""
    found = set()

    def walk(value, key=None):
        if isinstance(value, dict):
            for k, v in value.items():
                if k not in ("where", "target", "baseline", "require", "grades", "compare"):
                    walk(v, k)
        elif isinstance(value, list):
            for v in value:
                walk(v, key)
        elif key in ("event", "all", "none", "from", "to") and isinstance(value, str):
            found.add(value)
    walk(indicator)
    return found


def identity(r):
    return (r["source"], str(r["line"]), r.get("id", ""), r["event"], r["status"], r.get("date", ""), r.get("due", ""),
            r.get("category", ""), float(1 if r["quantity"] == "" else r["quantity"]))


def all_rows(x):
    for p in x["lists"] + x.get("baseline", {}).get("lists", []):
        yield from p["rows"]
    yield from x["left_out"]


def check_complete(name, x, records, plan):
    wanted = collections.Counter(i for e in plan["events"][x["entry"]["indicator"]] for i in records[e])
    listed = {}
    for r in all_rows(x):
        listed[identity(r)] = True
    check(f"{name} lists every record", set(wanted) == set(listed),
          f"{len(set(wanted) - set(listed))} not listed, {len(set(listed) - set(wanted))} listed and not there")
    left = {identity(r) for r in x["left_out"]}
    used = {identity(r) for p in x["lists"] for r in p["rows"]}
    check(f"{name} counts or leaves out", sum(n for i, n in wanted.items() if i in left & used) == 0 or max(wanted.values()) > 1,
          f"{len(left & used)} both counted and left out")


def check_places(name, x, sources):
    bad = 0
    for r in all_rows(x):
        header, lines = sources.get(os.path.basename(r["source"]), (0, []))
        text = lines[r["line"] - 1] if header < r["line"] <= len(lines) else ""
        if not text.strip() or (r.get("case") and not sources["keyed"] and plain(r["case"]) not in plain(text)):
            bad += 1
    check(f"{name} rows in their files", bad == 0, f"{bad} rows not found on their lines")


def plain(text):
    return re.sub(r"\W", "", text).casefold()


def rows_of_workbook(path):
    """A line for each row of each of its sheets, by their names; the first under that of the file, too."""
    def part(name):
        return xml.etree.ElementTree.fromstring(zipfile.ZipFile(path).read(name))
    if path.endswith(".xlsx"):   # as the generator writes them: texts in their cells
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        names = [s.get("name") for s in part("xl/workbook.xml").iter(space + "sheet")]
        sheets = {name: [" ".join(row.itertext()) for row in part(f"xl/worksheets/sheet{n}.xml").iter(space + "row")] for n, name in enumerate(names, 1)}
    else:
        space = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
        sheets = {t.get(space + "name"): [" ".join(row.itertext()) for row in t.iter(space + "table-row")] for t in part("content.xml").iter(space + "table")}
    name = os.path.basename(path)
    return {name: (0, next(iter(sheets.values()))), **{f"{name}!{sheet}": (0, lines) for sheet, lines in sheets.items()}}


def read_sources(folder, said):
    sources = {}
    for name in os.listdir(folder):
        if name.endswith((".xlsx", ".ods")):
            sources.update(rows_of_workbook(os.path.join(folder, name)))
            continue
        data = open(os.path.join(folder, name), "rb").read()
        for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", "latin-1"):
            try:
                text = data.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        header = re.search(re.escape(name) + r": .*header on line (\d+)", said)
        sources[name] = (int(header.group(1)) if header else 0, re.split(r"\r\n|\r|\n", text))
    return sources


# ---- running ------------------------------------------------------------------

def run(*args, codes=(0, 1)):
    done = subprocess.run(args, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(args)}: status {done.returncode}\n{done.stderr}")
    return done


def load_plan(path):
    plan = json.load(open(path, encoding="utf-8"))
    events, within, lives, months_left_out = {}, {}, set(), set()
    for objective in plan["objectives"]:
        for place in [objective] + objective.get("actions", []):
            for i in place.get("indicators", []):
                events[i["code"]] = events_of(i)
                if {"all", "none", "first_seen", "at_least_days", "cohort"} & set(i):
                    lives.add(i["code"])
                if "except" in i:
                    months_left_out.add(i["code"])

    def codes(area):
        found = {area["code"]}
        for part in area.get("areas", []):
            found |= codes(part)
        within[area["code"]] = found
        return found
    codes(plan["areas"])
    parts = [a["code"] for a in plan["areas"].get("areas", [])]
    return {"events": events, "lives": lives, "except": months_left_out, "within": within, "objectives": [o["code"] for o in plan["objectives"]], "area": parts[0],
            "year": plan["period"]["from"][:4], "last": plan["period"]["to"][:4]}


def main():
    build = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
    folder = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "examples/oglio-po-2025-2027")
    as_of = sys.argv[3] if len(sys.argv) > 3 else "2027-07-15"
    plan_path, raw = os.path.join(folder, "plan.json"), os.path.join(folder, "raw")
    plan = load_plan(plan_path)
    year = str(min(int(plan["year"]) + 1, int(plan["last"])))
    program = os.path.join(build, "pdz-indicators")
    with tempfile.TemporaryDirectory() as scratch:
        records_path = os.path.join(scratch, "records.csv")
        mappings, ingest, keyed = os.path.join(folder, "mappings"), os.path.join(build, "pdz-ingest"), []
        if any('"personal": true' in open(os.path.join(mappings, n), encoding="utf-8").read() for n in os.listdir(mappings)):
            keyed = ["--key-file", os.path.join(scratch, "key")]
            run(ingest, "--make-key", keyed[1])
        said = run(ingest, *keyed, "-p", plan_path, "-m", mappings, "-o", records_path,
                   *sorted(os.path.join(raw, n) for n in os.listdir(raw))).stderr
        sources = read_sources(raw, said)
        sources["keyed"] = bool(keyed)   # cases have pseudonyms, which are on no line
        records = collections.defaultdict(list)
        with open(records_path, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                records[r["event"]].append(identity({**r, "note": ""}))
        common = [program, "-q", "-p", plan_path, "--as-of", as_of]
        results = json.loads(run(*common, "--by", "plan,year,area", records_path).stdout)
        whole = json.loads(run(*common, records_path).stdout)
        entries = {(e["indicator"], e["period"], e["area"]): e for e in results["entries"] + whole["entries"]}
        for title, options in (("plan", []), (year, ["--period", year]), (plan["area"], ["--area", plan["area"]])):
            def explain(codes, *more, chosen=tuple(options)):
                return json.loads(run(*common, "--explain", codes, "-f", "json", *chosen, *more, records_path).stdout)["explanations"]
            explanations = explain(",".join(plan["objectives"]))
            plan["verdicts"] = {(x["entry"]["indicator"], x["entry"]["area"]): x["entry"]["verdict"] for x in explanations}
            codes = collections.defaultdict(set)
            for x in explanations:
                e = x["entry"]
                name = f"{e['indicator']} {e['area'] or title}"
                codes[e["area"]].add(e["indicator"])
                check(f"{name} same entry", e == entries[e["indicator"], e["period"], e["area"]], "not the entry of the results")
                compare(name, e, RECOUNT[x["kind"]](x, plan))
                check_breakdown(name, x, plan, explain)
                if x["kind"] == "ratio":
                    check_persons(x)
                if "baseline" in x:
                    base = RECOUNT[x["kind"]]({**x, "lists": x["baseline"]["lists"]}, plan)
                    check(f"{name} baseline", same(x["baseline"]["value"], base.get("value", x["baseline"]["value"])),
                          f"results {x['baseline']['value']}, rows {base}")
                check_complete(name, x, records, plan)
                check_places(name, x, sources)
            areas = plan["within"][plan["area"]] if "--area" in options else {None}
            check(f"{title}: every area", set(codes) == areas, f"{areas ^ set(codes)} not explained, or not asked for")
            for area in areas:
                left = set(plan["events"]) ^ codes[area]
                check(f"{area or title}: every indicator", not left, f"{left} not explained")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
