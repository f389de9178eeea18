#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench's plan with twenty indicators of one kind: kinds.py KIND <plan.json; without KIND, their names."""
import json, sys

START, END = "segnalazione", "presa_in_carico"
KINDS = {
    "count": {"event": "incontro"},
    "cases": {"kind": "count", "event": "incontro", "count": "cases"},
    "level": {"kind": "count", "event": "incontro", "count": "quantity", "roll_up": "stock"},
    "ratio": {"numerator": {"event": END, "count": "cases"}, "denominator": {"event": START, "status": "any", "count": "cases"}},
    "timing": {"event": END, "statistic": "median"},
    "duration": {"from": START, "to": END, "statistic": "median"},
    "milestone": {"event": "verifica"},
    "cadence": {"event": "incontro", "every": "month"},
    "score": {"event": "formazione", "minimum_score": 0, "maximum_score": 100},
    "composite": {"rule": "all", "of": ["A", "B"]},
    "derived": {"rule": "sum", "of": ["A", "B"]},
    "judgement": {"event": "formazione", "grades": {"Anziani": 0, "Minori": 1, "Famiglie": 2}},
    "in_force": {"kind": "count", "in_force": {"from": START, "to": END}},
}
if len(sys.argv) < 2:
    print(*KINDS)
else:
    plan = json.load(sys.stdin)
    indicator = dict({"level": "result", "name": "x", "kind": sys.argv[1]}, **KINDS[sys.argv[1]])
    for objective in plan["objectives"]:
        objective["indicators"] = []
        for action in objective["actions"]:
            action["indicators"] = []
    plan["objectives"][0]["indicators"] = [dict(indicator, code=f"K{i}") for i in range(20)]
    if "of" in indicator and isinstance(indicator["of"], list):
        part = {"level": "result", "name": "x", "kind": "count", "event": "incontro", "target": 100}
        plan["objectives"][0]["indicators"] += [dict(part, code=code) for code in indicator["of"]]
    json.dump(plan, sys.stdout)
