# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan's sources owed by a day and what came, with the records as the evidence: written from the rules.

Used by judge.py. A sender has delivered every period up to that of its last record. Months are counted from year 0.
"""
import datetime
from fractions import Fraction

from measure import date, listed, number

LENGTH = {"month": 1, "quarter": 3, "semester": 6, "year": 12}


def month_of(ordinal):
    d = date(ordinal)
    return d.year * 12 + d.month - 1


def first_day(month):
    return datetime.date(month // 12, month % 12 + 1, 1).toordinal()


class Source:
    def __init__(self, plan, spec, records):
        self.plan, self.events, self.length = plan, set(listed(spec["events"])), LENGTH[spec["every"]]
        start = self.month(spec["from"]) if "from" in spec else month_of(plan.begin)
        self.first = start // self.length * self.length   # in which its first delivery begins
        self.within = spec.get("within_days", 0)
        areas = spec.get("areas")
        root = plan.document["areas"]["code"]
        self.senders = [None] if areas is None else [a for a in plan.inside[root] if not plan.parts[a]] if areas == "each" \
            else [plan.known.get(a.casefold().replace(" ", ""), a) for a in areas]
        self.due = 0
        while self.end(self.due) + self.within <= plan.as_of and self.first + self.due * self.length <= month_of(plan.end):
            self.due += 1
        self.last = {}
        for sender in self.senders:
            mine = [r.date for r in records if r.event in self.events and r.date is not None and r.status == "done" and r.date <= plan.as_of
                    and (sender is None or r.area in plan.inside[sender])]
            self.last[sender] = month_of(max(mine)) if mine else -1
        self.weight = dict.fromkeys(self.senders, Fraction(1))
        if areas is not None and all(plan.inhabitants(a, date(plan.as_of).year) for a in self.senders):
            self.weight = {a: plan.inhabitants(a, date(plan.as_of).year) for a in self.senders}

    @staticmethod
    def month(text):
        kind = text[5:6]
        n = {"S": 6, "Q": 3}.get(kind, 0) * (int(text[6:]) - 1) if kind in ("S", "Q") else int(text[5:] or 1) - 1
        return int(text[:4]) * 12 + n

    def end(self, k):
        return first_day(self.first + (k + 1) * self.length) - 1

    def known_to(self):
        return self.end(self.due - 1) if self.due else first_day(self.first) - 1

    def told_to(self):
        """As far as it was due, or beyond as far as every sender has told."""
        month = self.first + self.due * self.length
        while month <= month_of(self.plan.end) and min(self.last.values()) >= month:
            month += 1
        return first_day(month) - 1

    def owed_and_come(self, first, last, area, latest, figures=None):
        """Weights of what was owed and of what came for months first to last; latest: of a level the newest figure alone, which
        has come when it is told anew (figures: the months of each sender's)."""
        numbers = range(0 if latest or first <= self.first else (first - self.first) // self.length,
                        min(self.due, (last - self.first) // self.length + 1 if last >= self.first else 0))
        if latest:   # what ends later than the entry may not tell of it: then the one before is asked for, too
            numbers = list(numbers)[-2:]
            numbers = numbers if numbers and self.first + (numbers[-1] + 1) * self.length - 1 > last else numbers[-1:]
        inside = self.plan.inside
        senders = [s for s in self.senders if s is None or area is None or s in inside[area] or area in inside[s]]
        owed = sum((self.weight[s] * len(numbers) for s in senders), Fraction(0))
        if latest and numbers:   # nobody's older figure is a new one
            begin = self.first + numbers[0] * self.length
            senders = [s for s in senders if not any(m <= last for m in figures(s)) or max(m for m in figures(s) if m <= last) >= begin]
        return owed, sum((self.weight[s] for s in senders for k in numbers if self.first + k * self.length <= self.last[s]), Fraction(0))


def events_of(node):
    """Every event that an indicator names, and those that are followed beyond its period."""
    if isinstance(node, list):
        return set().union(*map(events_of, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    found = set()
    for key in ("event", "all", "none", "from", "to"):
        if isinstance(node.get(key), (str, list)):
            found |= set(listed(node[key]))
    for key in ("numerator", "denominator", "in_force") + (("of",) if isinstance(node.get("of"), dict) else ()):
        found |= events_of(node[key]) if key in node else set()
    return found


def told_late(i):
    """Is an item told when it is done, and belongs to another day's time: that it was due on, or began?"""
    below = i.get("denominator")
    of, planned = i.get("of"), isinstance(below, dict) and below.get("status") == "planned"
    return i["kind"] == "timing" or i["kind"] == "duration" and "event" in i or planned or i.get("status") == "planned" \
        or i["kind"] == "ratio" and isinstance(of, dict) and not of.get("stock")


class Silence:
    def __init__(self, plan, records):
        self.plan = plan
        self.records = records
        self.sources = [Source(plan, s, records) for s in plan.document.get("sources", {}).values()]
        self.coverage = number(plan.document.get("settings", {}).get("coverage", 1))

    def figures(self, events, sender, area):
        inside = self.plan.inside
        return [month_of(r.date) for r in self.records if r.event in events and r.status == "done" and r.date is not None and r.date <= self.plan.as_of
                and (sender is None or r.area in inside[sender]) and (area is None or r.area in inside[area])]

    def rests_on(self, i):
        events = events_of(i)
        return [s for s in self.sources if s.events & events]

    def lacks(self, i, begin, end, area):
        """Is something missing of what would tell of these days?"""
        owed_and_come = [s.owed_and_come(month_of(begin), month_of(end), area, False) for s in self.rests_on(i)]
        return any(c < o for o, c in owed_and_come)

    def known_to(self, i):
        parts = [self.known_to(self.plan.indicators[code]) for code in i["of"]] if i["kind"] == "derived" else []
        return min([self.plan.as_of, *parts, *(s.known_to() for s in self.rests_on(i))])

    def told_to(self, i):
        return min([self.plan.as_of, *(s.told_to() for s in self.rests_on(i))])

    def of(self, i, begin, end, area, measured):
        """Why an entry is not whole: not_reported, incomplete, stale, or None."""
        if i["kind"] == "derived":
            reasons = [self.of(self.plan.indicators[code], begin, end, area, measured) for code in i["of"]]
            return next((r for r in reasons if r), None)
        back = i.get("roll_up") == "cumulative" or i["kind"] == "milestone" or "in_force" in str(i)
        first = month_of(self.plan.begin if back else begin)
        waiting = i["kind"] in ("duration", "timing") and measured.waiting
        followed = i.get("to", i.get("event")) if waiting else i["numerator"]["event"] if i.get("cohort") else []
        owed = come = own_owed = own_come = Fraction(0)
        stale = False
        for s in self.rests_on(i):
            last = month_of(end)
            if s.events & set(listed(followed or [])):
                last = max(last, month_of(end + i["cohort"]["within_days"] if isinstance(i.get("cohort"), dict) else self.plan.as_of))
            if told_late(i):   # by any delivery, and no more has come than of its own time
                first, last = s.first, month_of(self.plan.as_of)
                o, c = s.owed_and_come(month_of(begin), month_of(end), area, False)
                own_owed, own_come = own_owed + o, own_come + c
            of = i["of"] if isinstance(i.get("of"), dict) else {}
            latest = (i.get("roll_up") == "stock" or of.get("stock", False)) and not back
            o, c = s.owed_and_come(first, last, area, latest, lambda sender: self.figures(events_of(i), sender, area))
            owed, come = owed + o, come + c
            stale |= latest and c < o
        if not owed:
            return None
        if not come and not measured.found:
            return "not_reported"
        lacks = come < self.coverage * owed or own_come < self.coverage * own_owed
        return ("stale" if stale else "incomplete") if lacks else None
