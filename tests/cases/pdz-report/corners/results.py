# SPDX-License-Identifier: GPL-3.0-or-later
"""Results made by hand: each figure stands at an edge of how it is written, or beside it."""
import json
import sys

AREAS = [{"code": "all", "name": "All", "parent": None}, {"code": "north", "name": "North", "parent": "all"}]
indicators, entries, comparisons = [], [], []
EMPTY = {k: None for k in "numerator denominator n low high method baseline change target expected progress reason".split()}


def indicator(objective, kind, unit, statistic, scale=1, **more):
    code = f"{objective}.1.R{len(indicators) + 1}"
    indicators.append({"code": code, "objective": objective, "action": f"{objective}.1", "level": "result", "kind": kind, "name": f"{kind} {statistic}",
                       "unit": unit, "scale": scale, "better": "higher", "statistic": statistic, "definition": "0123456789abcdef", "assessment": "fedcba9876543210", "assumed": False, **more})
    return code


def entry(code, value, period="2025/2027", verdict="no_target", **more):
    known = {i["code"]: i for i in indicators}[code]
    entries.append({"indicator": code, "period": period, "area": None, "category": None, "value": value, "unit": known["unit"], **EMPTY, "verdict": verdict, **more})


def one(objective, kind, unit, statistic, value, scale=1, ind=(), **more):
    code = indicator(objective, kind, unit, statistic, scale, **dict(ind))
    entry(code, value, **more)
    return code


# a per cent has a decimal from 100 on; what was set keeps the one it has
for base in (99, 100, 101):
    one("1", "ratio", "ratio", "ratio", 1 / 3, numerator=base / 3, denominator=base, n=base, low=0.24567, high=0.43219, method="wilson")
one("1", "ratio", "ratio", "ratio", 1 / 3, n=99)  # no denominator: n counts
one("1", "ratio", "ratio", "ratio", 1 / 3)        # nothing known: as it is
# a median loses its second decimal below 100 observations, but not below 1
for base, value in ((99, 1.234), (100, 1.234), (99, 0.9876), (99, 1.0001), (99, -1.234), (99, 9.99), (99, 10.04), (100, 999.96), (100, 1000.4)):
    one("1", "duration", "days", "median", value, n=base)
# a mean is no count: 4.0; from 10 on it may look like one
for base, value in ((99, 4), (100, 4), (99, 10), (99, -4), (99, 9)):
    one("1", "score", "points", "mean", value, n=base, numerator=value * base, denominator=base)
# an interval that goes below 0 has no dash; the level has a decimal only where it needs one
one("1", "score", "points", "mean", 1.5, n=40, low=-0.5, high=3.5, method="t")
one("1", "score", "points", "mean", 1.5, n=40, low=0, high=3.5, method="t")
# what one cannot see from the number
missing = ["2025-02", "2026-Q1", "2026"]
for n in (0, 1, 2, 3):
    one("1", "cadence", "ratio", "met", 0.5, numerator=1, denominator=2, n=2, detail={"expected": 2, "found": 1, "missing": missing[:n]})
for opened in (0, 1):
    one("1", "duration", "days", "median", 12, n=3, detail={"closed": 3, "open": opened, "overdue": 0})
for declared in (44, 45):
    one("1", "count", "cases", "cases", 44, n=44, detail={"declared": declared})
one("1", "count", "cases", "cases", None, verdict="not_assessable", reason="too_few", detail={"declared": 45})
one("1", "milestone", "ratio", "reached", 1, numerator=1, denominator=1, n=1, detail={"reached": True, "date": "2026-03-12"})
one("1", "milestone", "ratio", "reached", 1, numerator=1, denominator=1, n=1, detail={"reached": True})
one("1", "milestone", "ratio", "reached", 0, numerator=0, denominator=1, n=0, target=1, deadline="2027-06-30", detail={"reached": False, "due": "2027-06-30"})
one("1", "milestone", "ratio", "reached", 0, numerator=0, denominator=1, n=0, target=1, detail={"reached": False})
one("1", "judgement", "points", "grade", 3, n=2, detail={"grade": "good"})
# words around numerator and denominator
one("1", "timing", "days", "share", 0.5, numerator=5, denominator=10, n=10)
one("1", "duration", "days", "share", 0.5, numerator=5, denominator=10, n=10)
one("1", "duration", "days", "of_planned", 0.5, numerator=5, denominator=10, n=10)
# baseline, change, target
for change in (0.25, -0.25, 0, None):
    one("2", "count", "cases", "cases", 5, n=5, numerator=5, baseline=4, change=change, target=6, expected=6, share=0.5, progress=0.5, verdict="behind",
        ind={"baseline_source": "assumed from 2024" if change == 0.25 else "assum", "target_source": "assumed" if change else "the plan"})
one("2", "count", "cases", "cases", 5, n=5, baseline=0, change_from_zero=True, target=6, expected=4, share=0.99949, progress=0.99949, verdict="on_track")
for progress in (0.9995, 1, 1.005, -1.005, -0.005):
    one("2", "count", "cases", "cases", 5, n=5, target=6, target_high=8, expected=6, share=progress, progress=progress, verdict="achieved")
one("2", "count", "cases", "cases", None, baseline=None, verdict="not_assessable", reason="baseline_missing")
one("2", "count", "cases", "cases", 5, n=5, baseline=None, verdict="not_assessable", reason="baseline_missing", target=3)
one("2", "count", "cases", "cases", 5, n=5, target=6, expected=3, share=0.8, progress=0.8, verdict="on_track", judged=["2026"])
one("2", "count", "cases", "cases", 5, n=5, target=6, expected=3, share=0.8, progress=0.8, verdict="not_assessable", reason="too_few", judged=["2026"])
# every reason there is
REASONS = json.load(open(f"{sys.argv[1]}/schemas/results.schema.json"))["$defs"]["reason"]["enum"]
for reason in REASONS:
    one("3", "ratio", "ratio", "ratio", None, verdict="not_assessable", reason=reason)

# comparisons: every kind, finding and measure
share = one("4", "ratio", "ratio", "ratio", 0.6, numerator=60, denominator=100, n=100)
rate = one("4", "ratio", "per 1000", "ratio", 2.5, scale=1000, numerator=5, denominator=2000, n=5)


def compare(code, kind, finding, measure="difference", **more):
    comparisons.append({"indicator": code, "kind": kind, "period": "2025/2027", "first": 0.6, "second": 0.5, "n_first": 100, "n_second": 99,
                        "estimate": None, "low": None, "high": None, "p": None, "measure": measure, "method": None, "finding": finding, "reason": None, **more})


both = {"area": "north", "other_area": "all"}
compare(share, "areas", "higher", estimate=0.1, low=0.05, high=0.1504, method="newcombe", **both)
compare(share, "areas", "lower", estimate=-0.1, low=-0.15, high=-0.05, method="newcombe", **both)
compare(share, "areas", "not_distinguishable", "ratio_of_rates", estimate=1.204, low=0.9, high=1.5, method="poisson_ratio", **both)
compare(share, "areas", "not_tested", estimate=0, **both)
compare(share, "areas", "not_comparable", first=None, n_first=None, reason="not_due", **both)
compare(share, "areas", "not_comparable", second=None, n_second=0, **both)
compare(rate, "years", "higher", period="2026", other_period="2025", first=2.5, second=2.25, estimate=0.25, low=0.01, high=None)
compare(rate, "years", "lower", "difference_of_means", period="2026", other_period="2025", first=2.5, second=2.75, estimate=-0.25, low=-0.5, high=-0.01, method="welch")
compare(rate, "years", "higher", period="2025-Q1", other_period="2025", first=2.5, second=2.25)  # not a period of this report
compare(rate, "trend", "higher", "slope", first=None, second=None, n_first=12, n_second=None, estimate=0.125, low=0.1, high=0.15, method="theil_sen")
compare(rate, "trend", "lower", "slope", first=None, second=None, n_first=12, n_second=None, estimate=-0.125, low=-0.15, high=-0.1, method="theil_sen")
compare(rate, "trend", "not_comparable", "slope", first=None, second=None, n_first=2, n_second=None, reason="too_few")
compare(share, "funnel", "higher", area="north", low=0.4, high=0.55, outer_low=0.3, outer_high=0.58, beyond_outer=True, method="funnel_score")
compare(share, "funnel", "lower", area="north", low=0.65, high=0.7, outer_low=0.5, outer_high=0.8, beyond_outer=False, method="funnel_score")
compare(share, "funnel", "not_distinguishable", area="north", low=0.4, high=0.7, outer_low=0.3, outer_high=0.8, beyond_outer=False)
compare(share, "funnel", "not_comparable", area="north", first=None, reason="no_data")
compare(share, "benchmark", "higher", benchmark="the Region", n_second=None, estimate=0.1, low=0.01, high=0.19, method="wilson")
compare(share, "benchmark", "not_distinguishable", benchmark="the Region", benchmark_source="Report 2024", n_second=None, estimate=0.1, low=-0.01, high=0.19, method="wilson")

order = "1234"
print(json.dumps({
    "pdz_results": 2, "tool": {"name": "pdz-indicators", "version": "0.1.0"}, "as_of": "2027-12-31", "by": ["plan"],
    "plan": {"id": "corners", "name": "Corners", "language": "en", "from": "2025-01-01", "to": "2027-12-31", "sha256": "a" * 64},
    "settings": {"confidence": 0.95, "on_track": 0.9, "behind": 0.6, "minimum_n": 3, "suppress_below": 3},
    "inputs": [{"name": "r.csv", "sha256": "b" * 64, "bytes": 1, "rows": {"read": 1, "used": 1, "set_aside": {}}}], "sources": [], "areas": AREAS,
    "objectives": [{"code": o, "name": f"Objective of {o}", "policy_areas": [], "budget": {}, "actions": [{"code": f"{o}.1", "name": "Action"}]} for o in order],
    "indicators": indicators, "entries": entries, "comparisons": comparisons}))
