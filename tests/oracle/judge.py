#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An independent judge: tests/oracle/judge.py PLAN RECORDS RESULTS

Recomputes value, expected to date, share and verdict of every entry of a results document, from the plan, the
activity records (canonical CSV) and the document's as-of date, by the rules as they are written down for users:
not from the programs. What measure.py cannot measure is judged with the value that the document states. Prints
each difference, then how many entries were judged and how many of their values recomputed.
"""
import dataclasses
import datetime
import json
import math
import re
import sys
from fractions import Fraction

import measure
import printed
import silence
from measure import day, number, date

STEP = re.compile(r"\d{4}-(S[12]|Q[1-4]|\d\d)$")


@dataclasses.dataclass
class Target:
    """What a plan asks for, whichever way it is spelled."""
    form: str                     # plain, years, steps, any, range
    value: object = None          # a number; {year: number}; {step: number}; (low, high)
    by: str = None                # a day, or month-day of each year
    begin: int = None
    left_out: tuple = ()
    change: object = None         # of a flow: by how much each year
    parts: tuple = ()             # what the whole is the sum of: each is asked for whole


def read_target(plan, indicator, baseline):
    spec = indicator.get("target", 1 if indicator["kind"] == "ratio" and "of" in indicator else 0 if indicator["kind"] == "timing" else None)
    if spec is None:
        return None
    if not isinstance(spec, dict):
        return Target("plain", number(spec))
    if "range" in spec:
        return Target("range", tuple(number(v) for v in spec["range"]))
    if "change" in spec:
        change = spec["change"]
        if change in ("increase", "decrease"):
            return Target("any", change)
        if isinstance(change, str):
            change = None if baseline is None else abs(baseline) * number(change.rstrip("% ").lstrip("+")) / 100
        else:
            change = number(change)
        return Target("plain", None if baseline is None else baseline + change, by=spec.get("by"), left_out=tuple(spec.get("except", ())), change=change)
    for each in ("by_category", "by_area"):   # of what adds up the whole has their sum
        if each in spec:
            if "by" in spec:
                return Target("plain", sum(number(v) for v in spec[each].values()), spec["by"], parts=tuple(number(v) for v in spec[each].values()))
            return Target("sum", [read_target(plan, {**indicator, "target": v if isinstance(v, dict) else {"value": v}}, baseline) for v in spec[each].values()])
    value = spec.get("value", None if "by" in spec else spec)
    if value is None:
        return None
    form = "plain"
    if isinstance(value, dict):
        form = "steps" if any(STEP.match(k) and not k[4:5] == "/" for k in value) else "years"
        value = {k: number(v) for k, v in value.items()}
    else:
        value = number(value)
    return Target(form, value, spec.get("by") if "value" in spec else None,
                  day(spec["from"]) if "value" in spec and "from" in spec else None, tuple(spec.get("except", ())) if "value" in spec else ())


@dataclasses.dataclass
class Standing:
    value: Fraction = None
    empty: list = None            # turns that are over, and had it not
    to_come: int = 0
    least: Fraction = None
    most: Fraction = None
    baseline: Fraction = None     # to date
    expected: Fraction = None
    target: Fraction = None
    high: Fraction = None
    most_by_now: Fraction = None  # of a range: no more than this to date
    one: Fraction = None          # of a share of things: what one of them is worth
    over: bool = False
    lower: bool = False
    undoable: bool = False
    ceiling: bool = False         # it grows only, and must stay below
    whole: bool = False
    cents: bool = False           # it is money
    strict: bool = False          # any increase or decrease
    hopeless: bool = False        # can no longer be reached
    closed: bool = False          # the year that is judged is over, though a later one has a target
    deadline: int = None
    reached: int = None
    shown: Fraction = None        # the value, where it is not what was judged


def decide(plan, s, value):
    """Verdict and share of a standing, were its value this."""
    def reaches(goal):
        if s.strict:
            return value < goal if s.lower else value > goal
        return value <= goal if s.lower else value >= goal

    if s.target is None:
        return "on_track", None
    share, goal = share_of(s, value, reaches)
    if s.deadline is not None and s.over:
        done = s.reached is not None or (s.reached is None and not s.undoable and reaches(s.target))
        if done:
            return ("achieved_late" if s.reached is not None and s.reached > s.deadline else "achieved"), share
    elif reaches(s.target) and (s.over or not (s.undoable or s.lower)):
        if not s.over:   # before its time: beside the whole target
            share = None if s.baseline is not None else share_of(dataclasses.replace(s, over=True), value, reaches)[0]
        return "achieved", share
    if goal is None:
        return "on_track", None
    if s.over:
        return "missed", share
    if s.ceiling and value > s.target:
        return "off_track", share
    if s.strict and value == s.baseline:   # no movement is not on track, once anything was to be expected
        return ("on_track", None) if value == 0 and s.target != 0 else ("behind", Fraction(0))
    if s.baseline is not None and (value > s.baseline if s.lower else value < s.baseline):
        return "off_track", share
    if share >= plan.on_track and not s.hopeless and (not s.closed or reaches(s.target)):
        return "on_track", share
    short = value - goal if s.lower else goal - value
    if share >= plan.behind or short <= (1 if s.whole else s.one or -1):
        return "behind", share
    return "off_track", share


def share_of(s, value, reaches):
    """What is there over what is expected; of an "at most" the other way round; of a way, the part of it gone."""
    goal = s.target if s.over else s.expected
    if goal is None:
        return None, None
    if s.strict and not reaches(goal):
        return Fraction(0), goal   # no change is none of it
    if s.baseline is not None and s.baseline != s.target:
        way, gone = goal - s.baseline, value - s.baseline
        if s.lower:
            way, gone = -way, -gone
        return (gone / way if way > 0 else Fraction(reaches(goal))), goal
    above, below = (goal, value) if s.lower else (value, goal)
    return (above / below if below > 0 and above > 0 else Fraction(reaches(goal))), goal


def rounded(value, s):
    """Whole things are expected whole: towards where they began, a ceiling away from it."""
    if value is None or not (s.whole or s.cents):
        return value
    if s.cents:   # money is asked for to the cent
        return Fraction(math.ceil(value * 100) if s.lower else math.floor(value * 100), 100)
    return Fraction(math.ceil(value) if s.lower else math.floor(value))


class Judge:
    def __init__(self, plan, records):
        self.plan, self.records = plan, records
        self.silence = silence.Silence(plan, records)
        self.memory = {}
        self.today = plan.as_of   # with sources: the last day whose deliveries were due, for the indicator in question

    def meter(self, area, category=None, dimensions=None):
        key = (area, category, json.dumps(dimensions, sort_keys=True))
        if key not in self.memory:
            root = [r for r in self.records if area is None or r.area in self.plan.inside[area]]
            mine = [r for r in root if (category is None or r.category == category)
                    and all(r.column(k) == (v or "") for k, v in (dimensions or {}).items())]
            self.memory[key] = measure.Meter(self.plan, mine, area, root, self.silence)
        return self.memory[key]

    # -- what is linear in time ---------------------------------------------------------------------------
    def active(self, begin, end, target):
        """Days in which something is asked for."""
        if target.begin is not None:
            begin = max(begin, target.begin)
        if end < begin:
            return 0
        if not target.left_out:
            return end - begin + 1
        return sum(f"{date(d).month:02}" not in target.left_out for d in range(begin, end + 1))

    def segments(self, target, from_day, yearly_baseline):
        """(first day, last day, amount): amounts that accrue evenly over those days."""
        plan = self.plan
        if target.form == "sum":
            return [segment for part in target.value for segment in self.segments(part, from_day, yearly_baseline)]
        if target.form == "plain" and target.change is not None:
            return [(b, e, (yearly_baseline + target.change) * Fraction(e - b + 1, days)) for _, b, e, days in plan.years(plan.begin, plan.end)]
        if target.form == "plain":
            end = day(target.by) if target.by else plan.end
            return [(from_day, end, target.value)]
        found = []
        for name, b, e, _ in plan.years(from_day, plan.end):
            if name in target.value:
                last = day(f"{date(e).year}-{target.by}") if target.by and len(target.by) == 5 else e
                found.append((b, last, target.value[name]))
        return found

    def accrued(self, segments, begin, end, target):
        total = Fraction(0)
        for b, e, amount in segments:
            days = self.active(b, e, target)
            part = self.active(max(b, begin), min(e, end), target)
            total += amount * part / days if days else 0
        return total

    def sum_of(self, segments, spans, upto, target, s):
        """What accrues over spans up to a day. Of whole things parts are asked for whole, so that they add up."""
        def until(segment, last):
            total = self.accrued([segment], segment[0], last, target)
            return segment[2] if last >= segment[1] else rounded(total, s)
        total = sum((until(segment, min(e, upto)) - until(segment, b - 1) for b, e in spans if b <= upto for segment in segments), Fraction(0))
        return rounded(total, s) if upto < max(e for _, e in spans) else total   # while time is left

    def baseline_of(self, indicator, area, category, dimensions):
        spec = indicator.get("baseline")
        if not spec:
            return None, False
        if "value" in spec:
            value = spec["value"]
            return number(value[max(value)] if isinstance(value, dict) else value), True
        if "year" not in spec:   # of areas or categories: the whole has their sum, of what adds up, where each has one
            said, inside = spec.get("by_area") or spec.get("by_category"), self.plan.inside
            adds_up = indicator["kind"] == "count" and (indicator.get("roll_up") or indicator.get("count") not in ("cases", "area", "category")) and indicator.get("roll_up") != "distinct"
            if "by_area" in spec:
                every = all(any(a in inside[given] for given in said) for a in inside if len(inside[a]) == 1)
            else:
                every = all(r.category in said for r in self.records if r.event in measure.listed(indicator["event"]))
            return (sum(number(v) for v in said.values()), True) if area is None and category is None and adds_up and every else (None, False)
        if "year" in spec:
            meter = self.meter(area, category, dimensions)
            begin, end = day(spec["year"] + "-01-01"), day(spec["year"] + "-12-31")
            events = [e for k in ("event", "all", "from", "to") for e in measure.listed(indicator.get(k, []))]
            for k in ("numerator", "denominator", "of"):
                for operand in measure.listed(indicator.get(k, [])) if isinstance(indicator.get(k), list) else [indicator.get(k) or {}]:
                    events += [e for key in ("event", "all") for e in measure.listed(operand.get(key, []))]
            dates = [r.date for r in self.records if r.event in events and r.status == "done" and r.date]
            if not dates or min(dates) > end:
                return None, True
            was = meter.measure(indicator, begin, end)
            return (was.value if was else None), True
        return None, True

    # -- one entry ----------------------------------------------------------------------------------------
    def judge(self, entry):
        """Standing and measure of an entry, or the reason why there is none."""
        plan, i = self.plan, self.plan.indicators[entry["indicator"]]
        begin, end = plan.period(entry["period"])
        measurable = day(i.get("measurable_from"))
        if measurable is not None:
            if measurable > end:
                return "not_measurable_yet", None
            begin = max(begin, measurable)
        if begin > plan.as_of:
            return "not_due", None
        meter = self.meter(entry["area"], entry["category"], entry.get("dimensions"))
        meter.today = self.today
        if i["kind"] == "cadence" and i["every"] != "week":
            whole = meter.spans(i["every"], plan.begin if measurable is None else max(plan.begin, measurable), plan.end, i.get("except", ()))
            if not set(meter.spans(i["every"], begin, end, i.get("except", ()))) <= set(whole):
                return "not_applicable", None   # shorter than what is asked for
        measured = meter.measure(i, begin, end)
        if measured is None:   # left to the program
            measured = measure.Measure(*(None if entry[k] is None else number(entry[k]) for k in ("value", "numerator", "denominator")))
            measured.reason = entry["reason"]
            measured.stated = True
        yearly, has = self.baseline_of(i, entry["area"], entry["category"], entry.get("dimensions"))
        if has and yearly is None and "target" in i:
            return "baseline_missing", measured
        target = read_target(plan, i, yearly)
        make = getattr(self, "stand_" + i["kind"], self.stand_figure)
        s = make(i, entry, begin, end, meter, measured, target, yearly)
        if s is None:
            return None, measured
        if self.is_of_things(i) and measured.denominator and measured.numerator is not None and not s.whole:
            s.one = number(i.get("scale", 1)) / measured.denominator
        return s, measured

    def is_of_things(self, i):
        """A share of records, cases, items: one more of them is a step."""
        if i["kind"] != "ratio" or isinstance(i.get("numerator"), list):
            return i.get("statistic") == "share"
        top = i.get("numerator") or i["of"]
        unit = self.plan.events.get(top["event"], {}).get("unit", "") if isinstance(top.get("event"), str) else ""
        return "event" in top and (top.get("count", "quantity") != "quantity" or unit not in measure.MEASURES)

    def is_whole_plan(self, entry):
        return self.plan.period(entry["period"]) == (self.plan.begin, self.plan.end)

    def latest_year(self, target):
        """The latest year begun that has a target, with its days inside the plan; before any has, the first."""
        having = [(name, b, e) for name, b, e, _ in self.plan.years(self.plan.begin, self.plan.end) if name in target.value]
        found = next((year for year in reversed(having) if year[1] <= self.today), having[0] if having else None)
        self.judged = found and found[1:]
        return found

    def has_later_year(self, target, day):
        """While a later year has a target, the plan that is judged by this one is not over."""
        return any(name in target.value and b > day for name, b, *_ in self.plan.years(self.plan.begin, self.plan.end))

    def stand_count(self, i, entry, begin, end, meter, measured, target, yearly):
        roll_up = i.get("roll_up") or ("flow" if i.get("count", "quantity") in ("quantity", "records", "yearly_cases") else "distinct")
        if "minimum" in i and target is None:
            return self.stand_minimum(i, entry, begin, end, meter, measured)
        if target is None:
            return None
        if roll_up == "stock" or i.get("stock") or "in_force" in i:
            return self.stand_figure(i, entry, begin, end, meter, measured, target, yearly, whole=self.things(i, meter))
        if roll_up == "cumulative":
            return self.stand_total(i, entry, begin, end, meter, measured, target, yearly)
        return self.stand_flow(i, entry, begin, end, meter, measured, target, yearly, roll_up == "distinct")

    def things(self, i, meter):
        """Are whole things counted? Records and distinct values are; quantities where all of them are whole."""
        if "in_force" in i and i["in_force"].get("at") == "average":
            return False
        if i.get("count", "cases" if "in_force" in i else "quantity") != "quantity":
            return True
        if self.unit_of(i) in ("euro", "ore", "minuti", "punti", "giorni", "km", "hours", "days"):
            return False
        return all(r.quantity.denominator == 1 for r in meter.of(i if "in_force" in i else {"event": i["event"]}))

    def unit_of(self, i):
        named = i["in_force"]["from"] if "in_force" in i else i.get("event", i.get("all"))
        return i.get("unit", self.plan.document["events"][measure.listed(named)[0]].get("unit"))

    def is_money(self, i):
        return i.get("count", "quantity") == "quantity" and (self.unit_of(i) or "").split(" ")[0].lower() in ("euro", "eur", "€")

    def lower(self, i, target):
        if "better" in i:
            return i["better"] == "lower"
        falls = target and (target.value == "decrease" or (target.change is not None and target.change < 0))
        return bool(falls) or i["kind"] in ("timing", "duration") and i.get("statistic") != "share"

    def stand_flow(self, i, entry, begin, end, meter, measured, target, yearly, distinct):
        plan, s = self.plan, Standing(value=measured.value, lower=self.lower(i, target), whole=self.things(i, meter), undoable="none" in i)
        s.cents = self.is_money(i)
        s.whole &= not s.cents
        whole_plan, later = self.is_whole_plan(entry), False
        years = plan.years(begin, end)
        one_year = len(years) == 1 and (years[0][1], years[0][2]) == plan.period(years[0][0])
        if measurable := day(i.get("measurable_from")):
            one_year = one_year or (begin == measurable and end == plan.period(years[0][0])[1])
        s.ceiling = s.lower
        if target.form == "range":
            if distinct and not whole_plan:
                return None
            s.target, s.high, s.over = target.value[0], target.value[1], end <= self.today
            gone = Fraction(max(0, min(end, self.today) - begin + 1), end - begin + 1)
            s.expected, s.most_by_now = rounded(s.target * gone, s), Fraction(math.ceil(s.high * gone))
            return s
        start = plan.begin if measurable is None else max(plan.begin, measurable)
        if target.form == "steps":
            return self.stand_steps_of_year(s, target, begin, end, whole_plan, one_year, measured)
        if distinct and target.change is not None or distinct and target.form == "any":
            target = dataclasses.replace(target, form="years", change=None, value={y: number(yearly) + (target.change or 0) for y, *_ in plan.years(plan.begin, plan.end)},)
            s.strict = i["target"]["change"] in ("increase", "decrease")
        if target.form == "years" and "plan" in target.value:   # beside its years, for the plan as a whole
            target = Target("plain", target.value["plan"]) if whole_plan else dataclasses.replace(target, value={k: v for k, v in target.value.items() if k != "plan"})
        if distinct and target.form == "plain" and not whole_plan:
            return None
        if target.form == "years" and whole_plan and distinct:
            judged = self.latest_year(target)
            if judged is None:
                return None
            _, begin, end = judged
            s.value = s.shown = meter.measure(i, begin, end).value
            later = self.has_later_year(target, end)
        elif distinct and target.form == "years" and not one_year and not whole_plan:
            return None
        judged = [(begin, end)]
        if target.form == "sum" and all(part.form == "years" for part in target.value):
            having = set().union(*(part.value for part in target.value))
            target = dataclasses.replace(target, form="years", value=dict.fromkeys(having))
            segments = self.segments(read_target(plan, i, yearly), start, yearly)
        else:
            segments = None
        if target.form == "years":
            judged = [(max(b, begin), min(e, end)) for name, b, e, _ in years if name in target.value] if not (whole_plan and distinct) else judged
            if not judged:
                return None
            if whole_plan and not distinct and len(judged) < len(years):
                begun = [(b, e) for b, e in judged if b <= plan.as_of]
                s.value = sum((meter.measure(i, b, e).value for b, e in begun), Fraction(0))
                s.shown = s.value
        upto = min(end, self.today)
        worth = [] if yearly is None else [(b, e, yearly * Fraction(e - b + 1, days)) for _, b, e, days in plan.years(start, plan.end)]
        s.over = judged[-1][1] <= self.today and not later
        s.closed = judged[-1][1] <= self.today   # of that year it can no longer become more
        s.undoable = s.undoable or later
        if target.form == "any":
            s.strict, s.target = True, self.sum_of(worth, judged, end, target, s)
            s.baseline = s.expected = self.sum_of(worth, judged, upto, target, s)
            return s if s.target or yearly == 0 else None
        segments = self.segments(target, start, yearly) if segments is None else segments
        s.target, s.expected = (self.sum_of(segments, judged, day, target, s) for day in (end, upto))
        if s.target == 0 and any(segment[2] for segment in segments):
            return None   # a part so short that nothing whole is asked of it
        if yearly is not None:
            s.baseline = self.sum_of(worth, judged, upto, target, s)
        last = [seg for seg in segments if begin <= seg[1] <= end]
        if target.by and not last and any(seg[0] <= end < seg[1] for seg in segments):
            s.over = False   # on its own last day the deadline is still to come
        if target.by and last and not s.lower:
            s.deadline = last[-1][1]
            s.over = s.deadline <= upto
            s.reached = self.first_day(lambda d: meter.measure(i, begin, d).value >= s.target, begin, upto, meter, i)
        return s

    def first_day(self, reached, begin, upto, meter, i):
        """The first day by which something that only grows is reached."""
        days = sorted({r.date for r in meter.of(i) if r.date is not None and begin <= r.date <= upto})
        low, high = 0, len(days)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if reached(days[middle]) else (middle + 1, high)
        return days[low] if low < len(days) else None

    def stand_steps_of_year(self, s, target, begin, end, whole_plan, one_year, measured):
        if not (whole_plan or one_year):
            return None
        plan, upto = self.plan, min(end, self.today)
        s.target = s.expected = Fraction(0)
        for name, b, e, _ in plan.years(begin, end):
            steps = sorted((plan.period(k)[1], v) for k, v in target.value.items() if plan.year_of(plan.period(k)[1])[2] == name)
            passed = [v for last, v in steps if last <= upto]
            s.target += steps[-1][1] if steps else 0
            s.expected += passed[-1] if passed else 0
        s.over = end <= self.today
        return s

    def stand_total(self, i, entry, begin, end, meter, measured, target, yearly):
        plan, upto = self.plan, min(end, self.today)
        s = Standing(value=measured.value, lower=self.lower(i, target), whole=self.things(i, meter))
        s.cents = self.is_money(i)
        s.whole &= not s.cents
        s.ceiling, start, first = s.lower, target.begin or plan.begin, yearly or Fraction(0)
        if yearly is not None:
            s.baseline = yearly
        if target.form in ("steps", "years"):
            steps = sorted((plan.period(k)[1], v) for k, v in target.value.items())
            due = [(d, v) for d, v in steps if d <= upto]
            at_end = [(d, v) for d, v in steps if d >= end] or steps[-1:]
            in_force = [(d, v) for d, v in steps if d <= end][-1:] or steps[:1]   # the step in force then
            if end not in dict(steps) and end < steps[-1][0]:
                at_end = in_force
            s.target, s.over = at_end[0][1], at_end[0][0] <= upto
            if end > at_end[0][0]:
                s.over = s.over and end <= self.today
            s.expected = due[-1][1] if due else first
            return s
        if target.form != "plain":
            return None
        s.target, s.deadline = target.value, day(target.by) if target.by else plan.end
        s.over = s.deadline <= upto
        gone, days = self.active(start, min(upto, s.deadline), target), self.active(start, s.deadline, target)
        s.expected = sum((rounded(part * gone / days, s) for part in target.parts), first) if target.parts else rounded(first + (s.target - first) * gone / days, s)
        if not s.lower:
            s.reached = self.first_day(lambda d: meter.count(i, plan.begin, d) + first >= s.target, plan.begin, upto, meter, i)
        return s

    def grows_not(self, i, meter, begin, end):
        """Is the denominator one that does not grow with time?"""
        if "of" in i:
            records = meter.planned(meter.of(i["of"]), begin, end)
            return bool(records) and all(r.due is None for r in records)
        if any(t.get("stock") or "in_force" in t for t in measure.operands(i["numerator"])):
            return False   # a level is what it is, whatever it stands above
        terms = i["denominator"] if isinstance(i["denominator"], list) else [i["denominator"]]
        fixed = [("value" in t and not t.get("stock") or "budget" in t) or
                 (t.get("status") == "planned" and all(r.due is None for r in meter.planned(meter.of(t), begin, end))) for t in terms]
        return all(fixed)

    def share_gone(self, i, begin, end, upto, target):
        """Of what stands below the line, the part whose time has come: of figures by year so much of each year's."""
        terms = i.get("denominator", [{}])
        terms = terms if isinstance(terms, list) else [terms]
        series = [self.plan.budgets[t["budget"]] if "budget" in t else t.get("value") for t in terms]
        if not all(isinstance(by_year, dict) for by_year in series):
            days = self.active(begin, end, target)
            return Fraction(self.active(begin, upto, target)) / days if days else None
        whole = by_now = Fraction(0)
        for by_year in series:
            for year, amount in by_year.items():
                jan, dec = day(f"{year}-01-01"), day(f"{year}-12-31")
                first, last = max(jan, begin), min(dec, end)
                days = self.active(first, last, target)
                worth = number(amount) * Fraction(max(0, last - first + 1), dec - jan + 1)
                whole += worth
                by_now += worth * self.active(first, min(last, upto), target) / days if days else 0
        return by_now / whole if whole else None

    def stand_ratio(self, i, entry, begin, end, meter, measured, target, yearly):
        if target is None:
            return None
        plan, upto = self.plan, min(end, self.today)
        if measured.due is not None and target.form == "range" and measured.denominator:
            s = Standing(value=measured.value, undoable=True, target=target.value[0], high=target.value[1], over=end <= self.today)
            s.expected = s.target if s.over else Fraction(math.floor(s.target * measured.due)) / measured.denominator
            s.most_by_now = Fraction(math.ceil(s.high * measured.due)) / measured.denominator
            return s
        if measured.due is not None and target.form == "plain" and yearly is None and measured.value is not None:
            s = Standing(value=measured.numerator, lower=False, whole=True, undoable=True)
            s.shown = measured.value
            s.target = target.value * measured.denominator
            s.over = end <= self.today
            s.expected = s.target if s.over else Fraction(math.floor(target.value * measured.due))
            return s
        if target.form in ("plain", "range") and yearly is None and target.by is None and self.grows_not(i, meter, begin, end):
            s = Standing(value=measured.value, lower=self.lower(i, target), undoable=True, target=target.value)
            if target.form == "range":
                s.target, s.high = target.value
            gone = self.share_gone(i, begin, end, upto, target)
            s.expected, s.over = None if gone is None else s.target * gone, end <= self.today
            s.most_by_now = s.high * gone if s.high is not None and gone is not None else None
            return s
        return self.stand_figure(i, entry, begin, end, meter, measured, target, yearly)

    def stand_figure(self, i, entry, begin, end, meter, measured, target, yearly, whole=False):
        """Levels, ratios, scores, times: what does not accumulate is asked for in full, or on the way to a day."""
        plan = self.plan
        if target is None:
            return None
        s = Standing(value=measured.value, least=measured.least, most=measured.most, undoable=True, whole=whole, lower=self.lower(i, target))
        upto = min(end, self.today)
        s.over = end <= self.today
        if target.form == "range":
            s.target, s.high = target.value
            return s
        if target.form == "any":
            s.strict, s.target, s.expected, s.baseline = True, yearly, yearly, yearly
            return s
        knots = [] if yearly is None else [(plan.begin - 1, yearly)]
        if target.form == "plain" and target.by is None:
            s.target, s.baseline = target.value, yearly
            if yearly is None:
                s.expected = target.value
                return s
            knots.append((end, target.value))
        elif target.form == "plain":
            knots.append((day(target.by), target.value))
            s.target, s.baseline, s.deadline = target.value, yearly, day(target.by)
            s.over = s.deadline <= upto
            if s.over:
                on_the_day = meter.measure(i, begin, s.deadline).value if i["kind"] == "count" else None
                after = sorted({r.date for r in self.records if r.date and s.deadline <= r.date <= upto} | {s.deadline})
                for d in after:
                    figure = meter.level(i, d)
                    if figure is not None and (figure <= s.target if s.lower else figure >= s.target):
                        s.reached = d
                        break
        else:
            if self.is_whole_plan(entry) and len(plan.years(begin, end)) > 1:
                judged = self.latest_year(target)
                if judged is None:
                    return None
                _, begin, end = judged
                if begin > self.today and yearly is not None:   # on the way to it, with the figure of the whole
                    begin, end, self.judged = *plan.period(entry["period"]), None
                else:
                    again = meter.measure(i, begin, end)
                    if again is None:
                        return None
                    measured.value = s.value = again.value
                    s.least, s.most = again.least, again.most
                upto, s.over = min(end, self.today), end <= self.today and not self.has_later_year(target, end)
                s.closed = end <= self.today
            knots += sorted((plan.period(k)[1], v) for k, v in target.value.items())
            s.target, s.baseline = self.on_the_way(knots, end), yearly
            if end > knots[-1][0]:
                return None
            s.over = s.over and min(d for d, _ in knots if d >= end) <= upto   # it is for its own last day: until then time is left
            if s.target is None:   # nothing is due before the first of them
                s.over = False
        s.expected = self.on_the_way(knots, upto)
        if s.expected is None:
            s.baseline = None
        else:
            s.expected = rounded(s.expected, s)
        return s

    @staticmethod
    def on_the_way(knots, at):
        """Linear between days with a figure; nothing is due before the first."""
        before = [k for k in knots if k[0] <= at]
        after = [k for k in knots if k[0] >= at]
        if not before:
            return None
        if not after:
            return before[-1][1]
        (a, low), (b, high) = before[-1], after[0]
        return low if a == b else low + (high - low) * Fraction(at - a, b - a)

    def stand_minimum(self, i, entry, begin, end, meter, measured):
        plan, upto, wanted = self.plan, min(end, self.today), number(i["minimum"]["value"])
        spans = meter.spans(i["minimum"]["every"], begin, end)
        whole = meter.spans(i["minimum"]["every"], plan.begin, plan.end)
        if any((b, e) not in [(w[0], w[1]) for w in whole] for b, e, _ in spans):
            return None   # shorter than what the minimum is for

        def asked(b, e, days):
            return Fraction(math.floor(wanted * (e - b + 1) / days))
        if len(spans) == 1:
            b, e, days = spans[0]
            s = Standing(value=measured.value, whole=True, target=asked(b, e, days), over=e <= self.today)
            s.expected = Fraction(math.floor(wanted * (upto - b + 1) / days))
            return s
        over = [sp for sp in spans if sp[1] <= upto]
        met = [sp for sp in over if meter.count(i, sp[0], sp[1]) >= asked(*sp)]
        s = Standing(value=Fraction(len(met)), whole=True, target=Fraction(len(spans)), expected=Fraction(len(over)), undoable=True)
        s.over, s.hopeless, s.shown = end <= self.today, len(met) < len(over), measured.value
        s.empty, s.to_come = [sp for sp in over if sp not in met], len(spans) - len(over)
        return s

    def stand_cadence(self, i, entry, begin, end, meter, measured, target, yearly):
        plan, goal = self.plan, target.value if target and target.form == "plain" else Fraction(1)
        if target and target.form != "plain" or getattr(measured, "stated", False):
            return None
        s = Standing(whole=True, undoable=True, shown=measured.value)
        spans = meter.spans(i["every"], begin, end, i.get("except", ()))
        s.value, s.over = measured.numerator, end <= self.today
        if not spans:
            return None
        s.target = goal * len(spans)
        s.expected = goal * measured.denominator if s.over else Fraction(math.floor(goal * measured.denominator))
        s.hopeless = measured.most < goal
        s.empty, s.to_come = measured.empty, len(spans) - measured.denominator
        return s

    def stand_milestone(self, i, entry, begin, end, meter, measured, target, yearly):
        plan, upto = self.plan, min(end, self.today)
        if getattr(measured, "stated", False):
            return None
        due = day(i.get("due", i.get("target", {}).get("by") if isinstance(i.get("target"), dict) else None))
        if due is None:
            dues = sorted(r.due for r in meter.of(i) if r.due is not None)
            require = i.get("require", 1)
            if dues and isinstance(require, int) and len(dues) >= require:
                due = dues[require - 1]
            elif dues and not isinstance(require, int):
                due = self.due_of_each(meter.of(i), require)
        s = Standing(value=measured.numerator, target=measured.denominator, whole=True, shown=measured.value)
        s.deadline = due if due is not None else plan.end
        s.reached, s.over = measured.reached, s.deadline <= upto
        if s.reached is not None:
            s.value, s.over = s.target, True
        gone = Fraction(max(0, min(upto, s.deadline) - plan.begin + 1), s.deadline - plan.begin + 1) if s.deadline >= plan.begin else Fraction(1)
        s.expected = Fraction(math.floor(s.target * gone)) if self.today >= plan.begin else None
        dues = [r.due for r in meter.of(i) if r.due is not None]
        if dues and isinstance(i.get("require", 1), int) and s.expected is not None:   # by what was due by then
            s.expected = min(s.target, Fraction(sum(d <= min(upto, s.deadline) for d in dues)))
        return s

    def due_of_each(self, records, require):
        first, values = {}, measure.asked_values(self.plan, require, None)
        for r in records:
            key = r.column(require.get("each", "area"))
            if r.due is not None and key and (values is None or key in values):
                first[key] = min(first.get(key, r.due), r.due)
        wanted = require.get("at_least", len(values or []))
        return sorted(first.values())[wanted - 1] if len(first) >= wanted else None

    def stand_composite(self, i, entry, begin, end, meter, measured, target, yearly):
        return None

    def is_untold(self, i, entry, measured):
        """Begun, but no delivery that would tell of it was due, and nothing came; what looks back to the beginning is told of before."""
        begin, end = self.plan.period(entry["period"])
        back = i.get("roll_up") == "cumulative" or "in_force" in str(i)
        if begin <= self.today or i["kind"] in ("milestone", "derived") or back and self.plan.begin <= self.today:
            return False
        meter = self.meter(entry["area"], entry["category"], entry.get("dimensions"))
        if i["kind"] == "cadence":
            return not meter.happened(meter.of(i), begin, end)
        return not (meter.measure(i, begin, end) if self.judged else measured).found

    def is_before_its_sources(self, i, entry, measured):
        """Each source that would tell begins later, and nothing came all the same."""
        _, end = self.plan.period(entry["period"])
        sources = self.silence.rests_on(i) if i["kind"] not in ("milestone", "derived") else []
        return bool(sources) and not measured.found and all(silence.first_day(s.first) > min(end, self.plan.as_of) for s in sources)

    def is_early(self, i, entry, s):
        """Something is there, and nothing due to date, for no delivery of these days was; it is neither reached for good nor a ceiling passed."""
        begin = max(self.plan.period(entry["period"])[0], self.plan.begin)
        if i.get("roll_up") == "stock" or (self.plan.begin if i.get("roll_up") == "cumulative" else begin) <= self.today or s.over:
            return False
        if s.value is None or s.baseline is not None or (s.expected if s.high is None else s.most_by_now) != 0:
            return False
        return s.value <= s.high if s.high is not None else s.undoable or (s.value <= s.target if s.lower else s.value < s.target)

    def verdict(self, entry, depth=0):
        """(verdict, share, standing or reason, measure) of an entry."""
        i = self.plan.indicators[entry["indicator"]]
        if i["kind"] == "composite":
            return self.composite(i, entry)
        self.today, self.judged = self.silence.known_to(i), None
        s, measured = self.judge(entry)
        missing = None
        if measured is not None and measured.reason != "not_measurable_yet" and self.is_untold(i, entry, measured):
            return "not_assessable", None, "not_due", measure.Measure(reason="not_due")
        if measured is not None and measured.reason != "not_due" and self.is_before_its_sources(i, entry, measured):
            return "not_assessable", None, "not_measurable_yet", measure.Measure(reason="not_measurable_yet")
        if measured is not None and measured.reason not in ("not_due", "not_measurable_yet"):
            missing = self.silence.of(i, *(self.judged or self.plan.period(entry["period"])), entry["area"], measured)
        if missing == "not_reported":
            return "not_assessable", None, missing, measure.Measure(reason=missing)
        if missing and isinstance(s, Standing):
            return self.incomplete(i, s, missing, measured, entry["area"])
        if isinstance(s, str):
            return "not_assessable", None, s, measured
        if isinstance(s, Standing) and self.is_early(i, entry, s):
            return "on_track", None, s, measured
        if s is None:
            no_year_before = i.get("rule") == "change" and "/" in entry["period"]   # the whole plan has none
            none = measured.value is None and i["kind"] != "milestone" and not no_year_before
            return ("not_assessable" if none else "no_target"), None, None, measured
        if s.high is not None:
            return self.within(s, measured)
        low, high = (s.value if v is None else v for v in (s.least, s.most))
        cohort = i.get("cohort")
        if i["kind"] in ("duration", "timing") and s.value is not None:
            low = high = s.value
        if low is None:
            nothing = i["kind"] == "cadence" or s.expected is None and not s.over
            return ("on_track" if nothing else "not_assessable"), None, measured.reason, measured
        if cohort is True:
            return "not_assessable", None, None, measured
        if cohort and s.value is None and low != high and decide(self.plan, s, low)[0] != decide(self.plan, s, high)[0]:
            return "not_assessable", None, "not_due", measured
        if cohort and s.over and low != high:
            a, b = decide(self.plan, s, low)[0], decide(self.plan, s, high)[0]
            if a != b:
                s.over = False
            elif s.value is None:
                s.value = low
            low = high = s.value if s.value is not None else low
        elif cohort and s.value is not None:
            low = high = s.value
        if low is None:
            return "not_assessable", None, measured.reason, measured
        (a, share), (b, _) = decide(self.plan, s, low), decide(self.plan, s, high)
        if a != b:
            return "not_assessable", None, "too_few", measured
        return a, share, s, measured

    def incomplete(self, i, s, missing, measured, area):
        """The verdict stands only if what is missing cannot turn it: more of what only grows, else anything."""
        grows = i["kind"] in ("milestone", "cadence") or i["kind"] == "count" and i.get("roll_up") != "stock" and (not s.undoable or "minimum" in i)
        if s.empty is not None:   # turns of which something is missing may have been
            untold = sum(self.silence.lacks(i, b, e, area) for b, e, _ in s.empty)
            at_most = dataclasses.replace(s, hopeless=s.value + untold + s.to_come < s.target)
            (a, share), (b, _) = decide(self.plan, s, s.value), decide(self.plan, at_most, s.value + untold)
            return (a, share, s, measured) if a == b else ("not_assessable", None, missing, measured)
        may_have_been = s.deadline is not None and s.over and s.reached is None and not grows   # on its day, in what did not come
        if s.value is None or s.high is not None or may_have_been:
            return "not_assessable", None, missing, measured
        (a, share), (b, _) = decide(self.plan, s, s.value if grows else -measure.INFINITE), decide(self.plan, s, measure.INFINITE)
        if not s.over and not s.lower and s.baseline is None and s.expected == 0:   # however little there is, nothing is due yet
            a, share = "on_track", None
        return (a, share, s, measured) if a == b else ("not_assessable", None, missing, measured)

    def within(self, s, measured):
        if s.value is None:
            return "not_assessable", None, measured.reason, measured
        low = s.target if s.over or s.expected is None else s.expected
        high = s.high if s.over or s.most_by_now is None else s.most_by_now
        inside = low <= s.value <= high
        share = Fraction(1) if inside else s.value / low if s.value < low and low > 0 else high / s.value if s.value > 0 else Fraction(0)
        if s.over:
            return ("achieved" if inside else "missed"), share, s, measured
        return ("on_track" if share >= self.plan.on_track else "behind" if share >= self.plan.behind else "off_track"), share, s, measured

    ORDER = ["missed", "off_track", "behind", "on_track", "achieved_late", "achieved"]

    def composite(self, i, entry):
        parts = [self.verdict({**entry, "indicator": code}) for code in i["of"]]
        due = [p for p in parts if p[0] != "no_target" and p[2] not in ("not_due", "not_measurable_yet")]
        due = [p for p in due if not (isinstance(p[2], Standing) and p[2].expected == 0 and (p[2].value == 0 or p[1] is None) and p[0] == "on_track")] or due
        begin, end = self.plan.period(entry["period"])
        left_out = len(parts) - len(due)
        to_come = 0 if end <= min(self.silence.known_to(self.plan.indicators[c]) for c in i["of"]) else left_out
        if not due or i["rule"] == "at_least" and len(due) + to_come < i["at_least"] < len(parts):
            return "on_track" if begin <= self.plan.as_of else "not_assessable", None, None, measure.Measure()
        if i["rule"] == "mean":
            weights = [number(w) for w, p in zip(i.get("weights", [1] * len(parts)), parts) if p in due]
            shares = [min(Fraction(1), max(Fraction(0), p[1] if p[1] is not None else Fraction(p[0].startswith("achieved")))) for p in due]
            known = [(w, s) for w, s, p in zip(weights, shares, due) if p[0] != "not_assessable"]
            return None, None, None, measure.Measure(sum(w * s for w, s in known) / sum(w for w, _ in known) if known else None)
        known = [self.ORDER.index(p[0]) for p in due if p[0] in self.ORDER]
        unknown = len(due) - len(known)
        wanted = {"all": len(due), "any": 1, "at_least": i.get("at_least", 1)}[i["rule"]]

        wanted = min(wanted, len(due) + to_come)

        def nth(extra):
            ordered = sorted(known + extra, reverse=True)
            return self.ORDER[ordered[wanted - 1]] if wanted <= len(ordered) else "on_track" if left_out else "missed"
        worst, best = nth([0] * unknown), nth([len(self.ORDER) - 1] * unknown)
        return (worst if worst == best else "not_assessable"), None, None, measure.Measure()


def near(a, b):
    return a is not None and b is not None and math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-9)


def compare(judge, entry, counts, report):
    verdict, share, standing, measured = judge.verdict(entry)
    where = " ".join(str(entry[k]) for k in ("indicator", "period", "area", "category") if entry[k] is not None)
    if measured is not None and not getattr(measured, "stated", False):
        value = standing.shown if isinstance(standing, Standing) and standing.shown is not None else measured.value
        if value is not None and not isinstance(standing, str):
            counts["values"] += 1
            if not near(value, entry["value"]):
                report(f"{where}: value {entry['value']}, recomputed {float(value)}")
    if verdict is None:
        counts["left"] += 1
        return
    counts["judged"] += 1
    if entry["verdict"] not in verdict.split("/"):
        report(f"{where}: {entry['verdict']}, judged {verdict}" + (f" (reason {entry['reason']})" if entry["reason"] else ""))
        return
    if standing == "not_applicable" and (entry["reason"] != standing or entry["value"] is not None):
        report(f"{where}: value {entry['value']}, reason {entry['reason']}, judged {standing}")
    if isinstance(standing, Standing):
        counts["expected"] += 1
        kind = judge.plan.indicators[entry["indicator"]]["kind"]
        scale = measured.denominator or 1 if kind in ("milestone", "cadence") or kind == "ratio" and standing.whole else 1
        nothing_due = not standing.over and (not standing.expected or standing.expected == standing.baseline) and entry.get("share") is None
        share = None if nothing_due or standing.strict and share else share   # of any increase that is there no share is laid down
        scale = None if kind == "count" and "minimum" in judge.plan.indicators[entry["indicator"]] and standing.shown is not None else scale
        days_late = standing.reached - standing.deadline if verdict == "achieved_late" else None
        for name, wanted in (("share", share), ("expected", None if standing.expected is None or not scale else standing.expected / scale), ("days_late", days_late)):
            if wanted is not None and not (name == "expected" and (nothing_due or wanted == 0 and entry.get(name) is None or kind == "cadence" and not measured.denominator)) and not near(wanted, entry.get(name)):
                report(f"{where}: {name} {entry.get(name)}, recomputed {float(wanted)}")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    document = json.load(open(sys.argv[3], encoding="utf-8"))
    plan = measure.Plan(sys.argv[1], day(document["as_of"]))
    judge = Judge(plan, measure.read_records(plan, sys.argv[2]))
    counts, problems = dict.fromkeys(("judged", "values", "expected", "left"), 0), []
    for entry in document["entries"]:
        compare(judge, entry, counts, problems.append)
        problems += [f"{entry['indicator']} {entry['period']}: {said}" for said in printed.contradictions(entry, document["settings"])]
    for problem in problems:
        print(problem)
    print(f"{counts['judged']} verdicts judged anew, {counts['values']} values recomputed, {counts['left']} left; {len(problems)} differ")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
