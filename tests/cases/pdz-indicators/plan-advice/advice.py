# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans with one thing to advise on each, and their neighbours: prints where the codes are not those expected."""
import copy, json, pathlib, re, subprocess, sys

ROOT = pathlib.Path(sys.argv[1])
BASE = {"pdz_plan": 1, "id": "x", "name": "X", "language": "en", "period": {"from": "2025-01-01", "to": "2027-12-31"},
        "areas": {"code": "a", "name": "A"}, "events": {"e": {"name": "E"}, "f": {"name": "F"}, "h": {"name": "H", "unit": "ore"}},
        "sources": {"s": {"name": "S", "events": ["e", "f", "h"], "every": "year"}},
        "objectives": [{"code": "1", "name": "O", "indicators": []}]}
CASES = {"count": "cases"}
RATIO = {"kind": "ratio", "numerator": {"event": "e", "count": "records"}, "denominator": {"event": "f", "count": "records"}}
SHARE = {"kind": "ratio", "proportion": True, "numerator": {"event": "e", **CASES}, "denominator": {"event": "f", **CASES}}
COUNT = {"kind": "count", "event": "e", "count": "records"}
TOTAL = {**COUNT, "roll_up": "cumulative"}
LEVEL = {"kind": "count", "event": "e", "roll_up": "stock"}
DONE = {"kind": "ratio", "of": {"event": "e"}}
ACT = {"kind": "milestone", "event": "e"}
SCORE = {"kind": "score", "event": "e", "minimum_score": 1, "maximum_score": 5}
ONTIME = {"kind": "duration", "from": "e", "to": "f", "statistic": "share", "limit_days": 15}
Y = lambda *v: dict(zip(("2025", "2026", "2027"), v))
OLD = lambda v, d="2024-12-31": {"value": v, "date": d}

# what is added to which kind of indicator, and the codes that must be told
INDICATORS = [
    (SHARE, {"target": 80}, "target_above_scale"), (SHARE, {"target": 1.01}, "target_above_scale"), (SHARE, {"target": 1}, ""),
    (SHARE, {"target": {"2025": 0.5, "2026": 60}}, "target_above_scale"), (SHARE, {"target": 0.8, "baseline": OLD(46)}, "target_above_scale fall_without_better"),
    (SHARE, {"target": {"range": [70, 80]}}, "target_above_scale"), (SHARE, {"target": 0.8}, ""), (RATIO, {"target": 80}, "target_above_scale"),
    (RATIO, {"target": 1.2}, ""), (RATIO, {"target": 12.5, "unit": "ore per utente"}, ""), (DONE, {"target": 90}, "target_above_scale"), (DONE, {"target": 1.1}, ""),
    (ONTIME, {"target": 90, "better": "higher"}, "target_above_scale"), (ONTIME, {"target": 0.9, "better": "higher"}, ""),
    ({"kind": "cadence", "event": "e", "every": "month"}, {"target": 100}, "target_above_scale"),
    (RATIO, {"scale": 100, "target": 0.8}, "target_below_scale"), (RATIO, {"scale": 100, "target": 1}, "target_below_scale"),
    (RATIO, {"scale": 100, "target": 1.5}, ""), (RATIO, {"scale": 100, "target": 80}, ""), (RATIO, {"scale": 1000, "target": 0.8}, ""),
    (LEVEL, {"target": 40, "baseline": OLD(60)}, "fall_without_better"), (LEVEL, {"target": 40, "baseline": OLD(60), "better": "lower"}, ""),
    (LEVEL, {"target": 40, "baseline": OLD(60), "better": "higher"}, ""), (LEVEL, {"target": 60, "baseline": OLD(60)}, ""),
    (LEVEL, {"target": Y(50, 45, 40)}, "fall_without_better"), (LEVEL, {"target": Y(40, 45, 50)}, ""), (COUNT, {"target": Y(50, 45, 40)}, "fall_without_better"),
    (LEVEL, {"target": {"change": "-20%"}, "baseline": OLD(60)}, ""), (LEVEL, {"target": {"change": "decrease"}, "baseline": OLD(60)}, ""),
    (COUNT, {"name": "Riduzione dei ricoveri", "target": Y(5, 5, 5)}, "name_says_fall"), (COUNT, {"name": "Reduction of stays", "target": Y(5, 5, 5), "better": "lower"}, ""),
    (COUNT, {"name": "Introduzione di strumenti", "target": Y(5, 5, 5)}, ""), (COUNT, {"name": "Non oltre 40 ricoveri", "target": Y(5, 5, 5)}, "name_says_fall"),
    (COUNT, {"name": "At most 40 admissions", "target": Y(5, 5, 5)}, "name_says_fall"), (RATIO, {"name": "Meno del 10 % di abbandoni", "target": 0.1}, "name_says_fall"),
    (RATIO, {"name": "Tasso di rinuncia (calo)", "target": 0.1}, "name_says_fall"), (COUNT, {"name": "Reti di calore, scalo", "target": Y(5, 5, 5)}, ""),
    (LEVEL, {"target": {"change": "-10%"}, "baseline": OLD(60), "better": "higher"}, "better_against_change"), (LEVEL, {"target": {"change": "decrease"}, "baseline": OLD(60), "better": "higher"}, "better_against_change"),
    (LEVEL, {"target": {"change": "+10%"}, "baseline": OLD(60), "better": "lower"}, "better_against_change"), (LEVEL, {"target": {"change": "+10%"}, "baseline": OLD(60), "better": "higher"}, ""),
    (LEVEL, {"target": {"change": 5}, "baseline": OLD(60), "better": "lower"}, "better_against_change"), (LEVEL, {"target": {"change": -5}, "baseline": OLD(60), "better": "lower"}, ""),
    ({**COUNT, "count": "area"}, {"target": Y(1, 1, 2)}, "more_than_there_are"), ({**COUNT, "count": "area"}, {"target": Y(1, 1, 1)}, ""),
    ({"kind": "duration", "from": "e", "to": "f"}, {"target": 0.8}, "less_than_a_day"), ({"kind": "duration", "from": "e", "to": "f"}, {"target": 1}, ""),
    ({"kind": "timing", "event": "e"}, {"target": 0.8}, "less_than_a_day"), ({"kind": "timing", "event": "e"}, {"target": 0}, ""),
    (TOTAL, {"target": {"by_area": {"a": {"2025-Q1": 4, "2025-Q2": 3}}}}, "falling_steps"), (TOTAL, {"target": {"by_area": {"a": {"2025-Q1": 3, "2025-Q2": 4}}}}, ""),
    ({**COUNT, "count": "cases"}, {"target": {"by_area": {"a": 5}}}, "distinct_plain_target"), ({**COUNT, "count": "cases"}, {"target": {"by_area": {"a": Y(5, 5, 5)}}}, ""),
    (COUNT, {"target": {"by_area": {"a": 5}}}, ""), (COUNT, {"target": {"2025": 4, "2025-Q2": 3}}, "mixed_periods steps_of_flow"),
    (LEVEL, {"target": 60, "baseline": {"year": "2026"}}, "baseline_in_plan"), (LEVEL, {"target": 60, "baseline": {"year": "2024"}}, ""),
    (TOTAL, {"target": {"2025-Q1": 10, "2025-Q2": 5, "2025-Q3": 14}}, "falling_steps"), (TOTAL, {"target": {"2025-Q1": 5, "2025-Q2": 5, "2025-Q3": 14}}, ""),
    (TOTAL, {"target": {"2025": 20, "2025-Q1": 5}}, "mixed_periods falling_steps"), (TOTAL, {"target": {"2025-Q1": 5, "2025-Q2": 10, "2026": 40}}, ""),
    (COUNT, {"target": {"2025-Q1": 5, "2025-Q2": 5}}, "steps_of_flow"),
    (ACT, {"due": "2024-12-31"}, "due_outside_plan"), (ACT, {"due": "2028-01-01"}, "due_outside_plan"), (ACT, {"due": "2025-01-01"}, ""), (ACT, {"due": "2027-12-31"}, ""),
    (COUNT, {"measurable_from": "2028-01-01"}, "due_outside_plan"),
    (ACT, {}, "waits_for_ever"), (ACT, {"target": {"by": "2026-06-30"}}, ""),
    (LEVEL, {"target": 60, "baseline": OLD(50, "2025-01-01")}, "baseline_in_plan"), (LEVEL, {"target": 60, "baseline": OLD(50)}, ""),
    ({**COUNT, "count": "cases"}, {"target": 50}, "distinct_plain_target"), ({**COUNT, "count": "cases"}, {"target": Y(50, 50, 50)}, ""),
    ({**TOTAL, "count": "cases"}, {"target": {"value": 50, "by": "2026-12-31"}}, ""),
    (COUNT, {"target": {"2025": 132}}, "years_without_target"), (COUNT, {"target": Y(132, 132, 132)}, ""), (TOTAL, {"target": {"2027": 132}}, ""),
    (COUNT, {"target": 132, "baseline": OLD(120)}, "target_of_plan"), (COUNT, {"target": 400, "baseline": OLD(120)}, ""),
    (COUNT, {"target": {"change": "+10%"}, "baseline": OLD(120)}, ""),
    (COUNT, {"target": 30, "minimum": {"every": "year", "value": 10}}, ""),
    (SHARE, {"target": {"change": "+10%"}, "baseline": OLD(0.46)}, "percent_of_share"), (SHARE, {"target": {"change": 0.1}, "baseline": OLD(0.46)}, ""),
    (COUNT, {"target": 0}, "nothing_asked"), (COUNT, {"target": 0, "better": "lower"}, ""),
    (SCORE, {"target": 6}, "off_score"), (SCORE, {"target": 0.5}, "off_score"), (SCORE, {"target": 5}, ""),
    (SCORE, {"statistic": "share", "mark": 8, "target": 0.8}, "off_score"), (SCORE, {"statistic": "share", "mark": 4, "target": 0.8}, ""),
    (SHARE, {"unit": "utenti"}, "unit_of_share"), (SHARE, {"unit": "%"}, ""), (RATIO, {"unit": "ore per utente"}, ""),
]

# a change of the plan as a whole
def without_sources(p): del p["sources"]
def apart(p): p["sources"] = {"s": {"name": "S", "events": ["e", "h"], "every": "year"}, "t": {"name": "T", "events": "f", "every": "year"}}
def two_tell(p): apart(p); p["sources"]["u"] = {"name": "U", "events": ["f", "e"], "every": "year"}
def same_event(p): apart(p); p["objectives"][0]["indicators"][0].update(numerator={"event": "e", "where": {"category": "x"}, **CASES}, denominator={"event": "e", **CASES})
def unused(p): p["events"]["g"] = {"name": "G"}
def empty_objective(p): p["objectives"].append({"code": "2", "name": "P"})
def empty_action(p): p["objectives"][0]["actions"] = [{"code": "1.1", "name": "A"}]
def open_tables(p): p["settings"] = {"suppress_below": 2}
def closed_tables(p): p["settings"] = {"suppress_below": 3}
def add(p, code, **keys): p["objectives"][0]["indicators"].append({"code": code, "level": "result", "name": code, **keys})
def composite(p): add(p, "c", kind="composite", of=["i", "use"], rule="all")
def judged_parts(p): add(p, "d", **COUNT, target=Y(1, 1, 1)); add(p, "c", kind="composite", of=["i", "d"], rule="all")
def repeated(p): add(p, "r", **{**SHARE, "target": 0.8}, unit="%")
def other_target(p): add(p, "r", **SHARE, target=0.7)
def peopled(p, *parts):
    p["areas"] = {"code": "a", "name": "A", "areas": [{"code": f"a{i}", "name": f"A{i}", **part} for i, part in enumerate(parts)]}
    add(p, "pop", kind="ratio", numerator={"event": "e", "count": "records"}, denominator={"population": True}, scale=1000)
def by_area(p, *areas):
    p["areas"] = {"code": "a", "name": "A", "areas": [{"code": "a0", "name": "A0"}, {"code": "a1", "name": "A1"}]}
    add(p, "each", **{**COUNT, "event": "f"}, target={"by_area": {a: 5 for a in areas}})
def one_asked(p): by_area(p, "a0")
def both_asked(p): by_area(p, "a0", "a1")
def whole_asked(p): by_area(p, "a", "a0")
def half_known(p): peopled(p, {"population": {"2024": 600}}, {})
def all_known(p): peopled(p, {"population": {"2024": 600}}, {"population": {"2024": 400}})
PLANS = [(one_asked, "areas_without_target"), (both_asked, ""), (whole_asked, ""), (half_known, "unknown_inhabitants"), (all_known, ""), (without_sources, "no_sources unlinked_proportion"), (apart, "unlinked_proportion"), (two_tell, ""), (same_event, ""), (unused, "unused_event"),
         (empty_objective, "empty_objective"), (empty_action, "empty_action"), (open_tables, "unprotected"), (closed_tables, ""),
         (composite, "part_without_target"), (judged_parts, ""), (repeated, "repeated"), (other_target, "")]


def plan_with(keys):
    p = copy.deepcopy(BASE)
    # the second one makes use of all events, without any advice of its own
    p["objectives"][0]["indicators"] = [{"code": "i", "level": "result", "name": "I", **keys},
                                        {"code": "use", "level": "result", "name": "U", "kind": "count", "event": ["e", "f", "h"], "count": "records"}]
    return p


def codes_of(plan):
    pathlib.Path("p.json").write_text(json.dumps(plan))
    run = subprocess.run(["pdz-indicators", "-p", "p.json", "--check", "--json-log"], capture_output=True, text=True)
    told = [json.loads(line) for line in run.stderr.splitlines()]
    if run.returncode != 0:
        return "refused: " + told[0].get("problem", "?")
    return " ".join(sorted(m["code"] for m in told if m["severity"] == "note" and "path" in m or m.get("code") == "no_sources"))


told, tried = set(), 0
def expect(plan, wanted, name):
    global tried
    tried += 1
    got, wanted = codes_of(plan), " ".join(sorted(wanted.split()))
    told.update(wanted.split())
    if got != wanted:
        print(f"{name}: told '{got}', expected '{wanted}'")

for kind, keys, wanted in INDICATORS:
    expect(plan_with({**kind, **keys}), wanted, f"{kind['kind']} {keys}")
for change, wanted in PLANS:
    plan = plan_with({**SHARE, "target": 0.8})
    change(plan)
    expect(plan, wanted, change.__name__)

# accepted, by the indicator or by the plan: none is told any more
for kind, keys, wanted in INDICATORS:
    if wanted:
        reasons = {code: "so it is meant" for code in wanted.split()}
        expect(plan_with({**kind, **keys, "accepted_advice": reasons}), "", f"accepted by {keys}")
        plan = plan_with({**kind, **keys})
        plan["accepted_advice"] = reasons
        expect(plan, "", f"accepted for {keys}")

schema = set(json.loads((ROOT / "schemas/plan.schema.json").read_text())["$defs"]["accepted_advice"]["propertyNames"]["enum"])
source = set(re.findall(r'X\([A-Z_]+, "([a-z_]+)"', (ROOT / "lib/plan/advice.c").read_text()))
manual = set(re.findall(r"^\.It Cm ([a-z_]+)$", (ROOT / "cmd/pdz-plan.5").read_text().split(".Sh ADVICE")[1].split("\n.Sh")[0], re.M))
print("not tried:", *sorted(source - told))
print("not in schema:", *sorted(source ^ schema))
print("not in manual:", *sorted(source ^ manual))
print(tried, "plans")

one = plan_with({**SHARE, "target": 80})
pathlib.Path("one.json").write_text(json.dumps(one, indent=1))
pathlib.Path("records.csv").write_text("event,date,case\ne,2025-02-03,x\nf,2025-02-03,x\nh,2025-02-03,x\n")
one["objectives"][0]["indicators"][0]["accepted_advice"] = {"target_above_scale": "a slip of the assembly, voted so"}
pathlib.Path("accepted.json").write_text(json.dumps(one, indent=1))
one["accepted_advice"] = {"target_above": "no such advice", "repeated": ""}
pathlib.Path("unknown.json").write_text(json.dumps(one, indent=1))
