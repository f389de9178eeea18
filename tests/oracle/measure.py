# SPDX-License-Identifier: GPL-3.0-or-later
"""What an indicator is, measured from the activity records: written from the rules, in exact fractions.

Used by judge.py. A plan is read into Plan, the records into a list of Record; measure(plan, indicator, where,
begin, end) gives a Measure, or None where this file does not know how (the caller then takes the figure that the
results state). Days are ordinals of datetime.date.
"""
import calendar
import csv
import dataclasses
import datetime
import json
import pathlib
import unicodedata
from fractions import Fraction

INFINITE = Fraction(10) ** 30


def day(text):
    return datetime.date.fromisoformat(text).toordinal() if text else None


def date(ordinal):
    return datetime.date.fromordinal(ordinal)


def number(value):
    return Fraction(str(value))


def listed(value):
    return [value] if isinstance(value, str) else list(value)


def folded(text):
    """Case, accents and blanks never matter in names of areas."""
    text = unicodedata.normalize("NFD", text).casefold()
    return "".join(c for c in text if not unicodedata.combining(c) and not c.isspace())


class Record:
    def __init__(self, row, area):
        self.row, self.event, self.status = row, row["event"], row["status"]
        self.date, self.due, self.start = day(row["date"]), day(row["due"]), day(row["start"])
        self.quantity = number(row["quantity"] or "1")
        self.case, self.category, self.area = row["case"], row["category"], area

    def column(self, name):
        return self.area if name == "area" else self.row.get(name, "")


# Units of what is measured rather than counted.
MEASURES = {"euro", "eur", "€", "ore", "ora", "hours", "h", "minuti", "minutes", "punti", "points", "giorni", "days", "km", "kg", "%", "mesi", "months"}


class Plan:
    def __init__(self, path, as_of):
        self.document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.folder = pathlib.Path(path).parent
        self.begin, self.end = day(self.document["period"]["from"]), day(self.document["period"]["to"])
        self.as_of = as_of
        self.year_begins = int(self.document.get("year_begins", "01"))
        settings = self.document.get("settings", {})
        self.on_track, self.behind = number(settings.get("on_track", 0.9)), number(settings.get("behind", 0.6))
        self.minimum_n = settings.get("minimum_n", 0)
        self.inside, self.parts, self.known, self.people = {}, {}, {}, {}
        self.read_area(self.document["areas"])
        self.indicators, self.budgets = {}, {}
        self.events = self.document["events"]
        for objective in self.document["objectives"]:
            self.budgets[objective["code"]] = objective.get("budget", {})
            for holder in [objective] + objective.get("actions", []):
                for indicator in holder.get("indicators", []):
                    self.indicators[indicator["code"]] = indicator

    def read_area(self, area):
        self.inside[area["code"]] = {area["code"]}
        self.people[area["code"]] = area.get("population", {})
        self.parts[area["code"]] = [part["code"] for part in area.get("areas", [])]
        for name in [area["code"], area["name"]] + area.get("aliases", []):
            self.known[folded(name)] = area["code"]
        for part in area.get("areas", []):
            self.inside[area["code"]] |= self.read_area(part)
        return self.inside[area["code"]]

    def inhabitants(self, area, year):
        figures = self.people[area]
        years = [y for y in figures if int(y) <= year]
        if years:
            return number(figures[max(years)])
        return sum(self.inhabitants(part, year) for part in self.parts[area])

    def year_of(self, ordinal):
        """First and last day of the plan's year in which a day lies, and its name."""
        d, m = date(ordinal), self.year_begins
        first = d.year if d.month >= m else d.year - 1
        name = str(first) if m == 1 else f"{first}/{(first + 1) % 100:02}"
        return datetime.date(first, m, 1).toordinal(), datetime.date(first + 1, m, 1).toordinal() - 1, name

    def years(self, begin, end):
        """The plan's years that meet [begin, end]: name, first and last day within, days of the whole year."""
        found = []
        while begin <= end:
            first, last, name = self.year_of(begin)
            found.append((name, begin, min(last, end), last - first + 1))
            begin = last + 1
        return found

    def period(self, text):
        """First and last day of a period as results write it, cut to the plan."""
        if len(text) == 4:
            begin, end = datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31)
        elif len(text) == 9 and text[4] == "/":
            return self.begin, self.end
        elif len(text) == 7 and text[4] == "/":
            first = datetime.date(int(text[:4]), self.year_begins, 1).toordinal()
            return max(first, self.begin), min(self.year_of(first)[1], self.end)
        elif "/" in text:
            return self.begin, self.end
        else:
            kind, n = (text[5], int(text[6])) if text[5] in "SQ" else ("M", int(text[5:]))
            size = {"S": 6, "Q": 3, "M": 1}[kind]
            month = size * n
            begin = datetime.date(int(text[:4]), month - size + 1, 1)
            end = datetime.date(int(text[:4]), month, calendar.monthrange(int(text[:4]), month)[1])
        return max(begin.toordinal(), self.begin), min(end.toordinal(), self.end)


def read_records(plan, path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [Record(row, plan.known.get(folded(row["area"]), row["area"])) for row in rows]


@dataclasses.dataclass
class Measure:
    value: Fraction = None
    numerator: Fraction = None
    denominator: Fraction = None
    least: Fraction = None        # where the value is not known: it lies between these
    most: Fraction = None
    reason: str = None
    due: Fraction = None          # done over planned: how much of the denominator was due
    reached: int = None           # the day on which a milestone or total was reached
    found: int = 1                # records, cases or waits behind it
    waiting: int = 0              # waits that are open


class Meter:
    """Measures over records already restricted to an area, a category and dimensions."""

    def __init__(self, plan, records, area, root, silence):
        self.plan, self.area, self.root, self.silence = plan, area, root, silence
        self.by_event, self.picked = {}, {}
        self.today = plan.as_of   # the last day whose deliveries were due
        for record in records:
            self.by_event.setdefault(record.event, []).append(record)

    # -- picking ------------------------------------------------------------------------------------------
    def fits(self, record, where):
        for name, wanted in where.items():
            if isinstance(wanted, dict) and "not" not in wanted:
                if not self.between(record, name, wanted):
                    return False
                continue
            negated = isinstance(wanted, dict)
            values = listed(wanted["not"] if negated else wanted)
            if name == "area":
                values = set().union(*(self.plan.inside[self.plan.known.get(folded(v), v)] if v else {""} for v in values))
            if (record.column(name) in values) == negated:
                return False
        return True

    @staticmethod
    def between(record, name, bounds):
        """Between bounds: numbers, days, or the age in full years on the day of the record."""
        text = record.column(name)
        try:
            if "age" in bounds:
                bounds = bounds["age"]
                at, born = date(record.date if record.date is not None else record.due), datetime.date.fromisoformat(text)
                figure = Fraction(at.year - born.year - ((at.month, at.day) < (born.month, born.day)))
            else:
                is_day = isinstance(next(iter(bounds.values())), str)
                figure = day(text) if is_day else record.quantity if name == "quantity" else number(text.replace(",", "."))
        except (ValueError, ZeroDivisionError, TypeError):
            return False
        if figure is None:
            return False
        limits = {k: day(v) if isinstance(v, str) else number(v) for k, v in bounds.items()}
        return all({"at_least": figure >= v, "above": figure > v, "below": figure < v, "at_most": figure <= v}[k] for k, v in limits.items())

    # -- who is there --------------------------------------------------------------------------------------
    def stays(self, selector, upto):
        """(case, first day, day on which it ended or one after all, quantity) of what was in force."""
        terms, cases = selector["in_force"], {}
        begins = self.of({**selector, "event": terms["from"]})
        ends = [r for r in self.root if r.event in listed(terms["to"])]
        for what, records in ((1, begins), (0, ends)):   # an end on the day of another beginning goes before it
            for r in self.happened(records, 0, upto):
                cases.setdefault(r.case, []).append((r.date, what, r.quantity))
        for case, rows in cases.items():
            since, quantity = None, None
            for when in sorted({r[0] for r in rows}):
                entered = [q for d, what, q in rows if d == when and what]
                left = any(d == when and not what for d, what, q in rows)
                if since is not None and left:
                    yield case, since, when, quantity
                    since = None
                elif left and entered and case:
                    yield case, when, when, sum(entered)
                    entered = []
                if entered and case:
                    if since is not None:
                        yield case, since, when, quantity
                    since, quantity = when, sum(entered)
            if since is not None:
                yield case, since, 10 ** 9, quantity

    def found_in_force(self, selector, begin, end):
        """{case: quantity} of those in force at the end or the start, or during the period."""
        at, found = selector["in_force"].get("at", "end"), {}
        when = begin if at == "start" else end
        for case, since, until, quantity in self.stays(selector, end):
            if since <= end and (until > begin or since >= begin) if at == "during" else since <= when < until:
                found[case] = quantity
        return found

    def in_force(self, selector, begin, end):
        of_cases = selector.get("count", "cases") == "cases"
        if selector["in_force"].get("at") == "average":
            return sum((1 if of_cases else quantity) * max(0, min(until, end + 1) - max(since, begin))
                       for _, since, until, quantity in self.stays(selector, end)) / Fraction(end - begin + 1)
        found = self.found_in_force(selector, begin, end)
        return Fraction(len(found)) if of_cases else sum(found.values(), Fraction(0))

    def of(self, selector, events=None):
        events = listed(events or selector.get("event") or selector.get("all") or selector["in_force"]["from"])
        where = selector.get("where", {})
        key = json.dumps([events, where], sort_keys=True)
        if key not in self.picked:
            self.picked[key] = [r for e in events for r in self.by_event.get(e, []) if self.fits(r, where)]
        return self.picked[key]

    def happened(self, records, begin, end):
        return [r for r in records if r.status == "done" and r.date is not None and begin <= r.date <= end and r.date <= self.plan.as_of]

    def done_of_due(self, records, begin, end, upto):
        """What bears a due date belongs to the period of that day, and is done there if that came by its end; else by the day it was done."""
        return [r for r in self.happened(records, 0, upto) if (begin <= r.due <= end if r.due is not None else begin <= r.date)]

    def planned(self, records, begin, end):
        whole = (begin, end) == (self.plan.begin, self.plan.end)
        return [r for r in records if (r.due is not None and begin <= r.due <= end) or (r.due is None and r.status == "planned" and whole)]

    # -- counting -----------------------------------------------------------------------------------------
    def cases(self, selector, begin, end):
        """The cases that a selector counts in [begin, end]."""
        records = self.of(selector)
        until = self.happened(records, 0, end)
        found = {r.case for r in self.happened(records, begin, end)} - {""}
        if "all" in selector or "at_least_days" in selector:
            found = set()
            cases = {}
            for r in until:
                cases.setdefault(r.case, []).append(r)
            cases.pop("", None)
            for case, mine in cases.items():
                complete = 0
                for event in selector.get("all", []):
                    dates = [r.date for r in mine if r.event == event]
                    complete = max(complete, min(dates) if dates else 10 ** 9)
                if "at_least_days" in selector:
                    first = min([r.date for r in mine] + [r.start for r in mine if r.start and r.start <= r.date])
                    long = [r.date for r in mine if r.date - first >= selector["at_least_days"]]
                    complete = max(complete, min(long) if long else 10 ** 9)
                if begin <= complete <= end:
                    found.add(case)
        if "none" in selector:
            others = [r for r in self.root if r.event in listed(selector["none"])]
            found -= {r.case for r in self.happened(others, 0, end)}
        if selector.get("first_seen"):
            found -= {r.case for r in self.happened(records, 0, begin - 1)}
        return found

    def count(self, selector, begin, end):
        what, status = selector.get("count", "quantity"), selector.get("status", "done")
        if "in_force" in selector:
            return self.in_force(selector, begin, end)
        if selector.get("stock"):
            return self.level(selector, end)
        if what == "cases" and status == "done":
            return Fraction(len(self.cases(selector, begin, end)))
        records = self.of(selector)
        taken = {"done": lambda: self.happened(records, begin, end), "done of due": lambda: self.done_of_due(records, begin, end, end), "planned": lambda: self.planned(records, begin, end),
                 "any": lambda: self.happened(records, begin, end) + [r for r in self.planned(records, begin, end) if r.status == "planned" or r.due and r.date > self.plan.as_of]}[status]()
        if what == "quantity":
            return sum((r.quantity for r in taken), Fraction(0))
        if what == "records":
            return Fraction(len(taken))
        if what == "yearly_cases":
            return Fraction(len({(self.plan.year_of(r.date)[2], r.case) for r in taken if r.case}))
        column = {"cases": "case", "categories": "category"}.get(what, what)
        values = {r.column(column) for r in taken} - {""}
        if column == "area":
            values = {v for v in values if not self.plan.parts.get(v)}
        return Fraction(len(values))

    def level(self, selector, end):
        """The latest figure of each area and category, added up; None before the first. What was planned, by the days it was due."""
        latest, planned = {}, selector.get("status") == "planned"
        records = [r for r in self.of(selector) if r.due is not None and r.due <= end] if planned else self.happened(self.of(selector), 0, end)
        for r in sorted(records, key=lambda r: r.due if planned else r.date):
            latest[r.area, r.category] = r
        return sum((r.quantity for r in latest.values()), Fraction(0)) if latest else None

    # -- terms of a ratio ---------------------------------------------------------------------------------
    def term(self, operand, begin, end):
        if isinstance(operand, list):
            parts = [self.term(o, begin, end) for o in operand]
            return None if None in parts else sum(parts)
        upto = min(end, self.plan.as_of)
        if "value" in operand or "budget" in operand:
            value = operand["value"] if "value" in operand else self.plan.budgets[operand["budget"]]
            if not isinstance(value, dict):
                return number(value)
            if operand.get("stock"):
                years = [y for y in value if int(y) <= date(upto).year]
                return number(value[max(years)]) if years else None
            return sum((number(value[name]) * (last - first + 1) / (min(days_end, self.plan.end) - max(days_begin, self.plan.begin) + 1)
                        for name, first, last, _ in self.plan.years(begin, end) if name in value
                        for days_begin, days_end, _ in [self.plan.year_of(first)]), Fraction(0))
        if "population" in operand:
            if operand["population"] is not True or "population" in self.plan.document:
                return self.persons_in_table(operand, begin, end, upto)
            area = self.area or self.plan.document["areas"]["code"]
            if operand.get("stock"):
                return self.plan.inhabitants(area, date(upto).year)
            return sum(self.plan.inhabitants(area, date(first).year) * (last - first + 1) / days
                       for _, first, last, days in self.plan.years(begin, upto))
        return self.count(operand, begin, upto if operand.get("status", "done") == "done" else end)

    def persons_in_table(self, operand, begin, end, upto):
        if not hasattr(self.plan, "table"):
            with open(self.plan.folder / self.plan.document["population"]["file"], newline="", encoding="utf-8") as file:
                dialect = csv.Sniffer().sniff(file.readline(), ",;")
                file.seek(0)
                self.plan.table = list(csv.DictReader(file, dialect=dialect))
        area = self.area or self.plan.document["areas"]["code"]
        wanted = {} if operand["population"] is True else {k: listed(v) for k, v in operand["population"].items()}

        def living(year):
            years = sorted({int(r["year"]) for r in self.plan.table if int(r["year"]) <= year})
            return sum(number(r["inhabitants"]) for r in self.plan.table if years and int(r["year"]) == years[-1]
                       and r["area"] in self.plan.inside[area] and all(r[k] in v for k, v in wanted.items()))
        if operand.get("stock"):
            return Fraction(living(date(end).year))
        total, day = Fraction(0), begin
        while day <= upto:   # by calendar years, whenever the plan's begin
            year = date(day).year
            last = min(upto, datetime.date(year, 12, 31).toordinal())
            total += living(year) * Fraction(last - day + 1, 366 if calendar.isleap(year) else 365)
            day = last + 1
        return total

    # -- kinds --------------------------------------------------------------------------------------------
    def measure(self, indicator, begin, end):
        upto = min(end, self.plan.as_of)
        kind = indicator["kind"]
        known = getattr(self, "measure_" + kind, None)
        measured = known(indicator, begin, end, upto) if known else None
        small = measured is not None and (kind in ("score", "duration", "timing") or indicator.get("proportion") or kind == "ratio" and "cohort" in indicator)
        return self.few(measured, measured.found) if small else measured

    def measure_count(self, i, begin, end, upto):
        if i.get("roll_up") == "stock" or i.get("stock"):
            value = self.level(i, upto)
            return Measure(value, value, reason=None if value is not None else "no_data", found=value is not None)
        if i.get("roll_up") == "cumulative":
            since = day(i["measurable_from"]) if "measurable_from" in i else self.plan.begin
            value = self.count(i, max(since, self.plan.begin), upto)
            first = number(i["baseline"]["value"]) if "value" in i.get("baseline", {}) else 0
            return Measure(value + first, value, found=value)
        value = self.count(i, begin, upto if i.get("status", "done") == "done" else end)
        return Measure(value, value, found=value)

    def ratio_terms(self, i, begin, end, upto):
        if "of" in i:
            done = self.count({**i["of"], "status": "done of due"}, begin, end)
            planned = {**i["of"], "status": "planned"}
            if planned.get("count") == "yearly_cases":
                return None
            return done, self.level(planned, upto) if planned.get("stock") else self.count(planned, begin, end)
        above, below = i["numerator"], i["denominator"]
        if isinstance(below, dict) and below == {**(above if isinstance(above, dict) else {}), "status": "planned"} and below.get("count", "quantity") in ("quantity", "records"):
            above = {**above, "status": "done of due"}   # the same, spelled as two
            return self.count(above, begin, end), self.term(below, begin, end)
        return self.term(above, begin, end), self.term(below, begin, end)

    def measure_ratio(self, i, begin, end, upto):
        scale = i.get("scale", 1)
        if i.get("proportion") and "numerator" in i and self.both_cases(i):
            return self.share_of_persons(i, begin, end, upto, scale)
        if any("population" in t and not t.get("stock") for t in operands(i.get("denominator", []))):   # over the time that was told of
            end = upto = min(upto, self.silence.told_to(i))
        terms = self.ratio_terms(i, begin, end, upto)
        if terms is None or None in terms:
            return None
        above, below = terms
        no_share = i.get("proportion") and below and not 0 <= above <= below
        measured = Measure(above / below * scale if below and not no_share else None, above, below,
                           reason="not_a_share" if no_share else None if below else "zero_denominator")
        measured.found = above or any("event" in t or "all" in t or "in_force" in t for t in operands(i.get("denominator", []))) and below or "of" in i and below
        planned = i.get("of") or i["denominator"]
        if "of" in i and i["of"].get("stock"):
            measured.due = self.level({**i["of"], "status": "planned"}, min(end, self.today))
        elif "of" in i or isinstance(planned, dict) and planned.get("status") == "planned":
            records = self.of(planned)
            dated = [r for r in self.planned(records, begin, end) if r.due is not None]
            undated = [r for r in self.planned(records, begin, end) if r.due is None]
            if dated and not undated and planned.get("count", "quantity") == "quantity":
                measured.due = sum((r.quantity for r in dated if r.due <= min(end, self.today)), Fraction(0))
        return measured

    @staticmethod
    def both_cases(i):
        return all(isinstance(i[k], dict) and i[k].get("count", "cases" if "in_force" in i[k] else None) == "cases" for k in ("numerator", "denominator"))

    def share_of_persons(self, i, begin, end, upto, scale):
        def who(selector):
            return set(self.found_in_force(selector, begin, upto)) if "in_force" in selector else self.cases(selector, begin, upto)
        entered, cohort = who(i["denominator"]), i.get("cohort")
        if not cohort:
            return self.share(who(i["numerator"]) & entered, entered, scale)
        first = {}
        for r in self.happened(self.of(i["denominator"]), begin, upto):
            if r.case:
                first[r.case] = min(first.get(r.case, r.date), r.date)
        limit = cohort["within_days"] if isinstance(cohort, dict) else 10 ** 6
        succeeded = {r.case for r in self.happened(self.of(i["numerator"]), 0, self.plan.as_of)
                     if r.case in first and 0 <= r.date - first[r.case] <= limit}
        if not isinstance(cohort, dict):
            return self.share(succeeded, set(first), scale)
        old = {c for c in first if self.plan.as_of - first[c] >= limit}
        young = set(first) - old
        measured = self.share(succeeded & old, old, scale)
        if young:
            total = len(first)
            measured.least = Fraction(len(succeeded & old) + len(succeeded & young), total) * scale
            measured.most = Fraction(len(succeeded & old) + len(young), total) * scale
        return measured

    def few(self, measured, n):
        """Means, medians and proportions of fewer than the plan's minimum_n are not given."""
        if 0 < n < self.plan.minimum_n:
            return Measure(None, measured.numerator, measured.denominator, reason="too_few", found=n, waiting=measured.waiting)
        return measured

    @staticmethod
    def share(above, below, scale):
        value = Fraction(len(above), len(below)) * scale if below else None
        return Measure(value, Fraction(len(above)), Fraction(len(below)), reason=None if below else "zero_denominator", found=len(below))

    def measure_milestone(self, i, begin, end, upto):
        require = i.get("require", 1)
        done = sorted((r for r in self.happened(self.of(i), 0, upto)), key=lambda r: r.date)
        if isinstance(require, int):
            reached = done[require - 1].date if len(done) >= require else None
            return Measure(min(Fraction(1), Fraction(len(done), require)), Fraction(min(len(done), require)), Fraction(require), reached=reached, found=len(done))
        if "quantity" in require:
            wanted, so_far, reached = number(require["quantity"]), Fraction(0), None
            for r in done:
                so_far += r.quantity
                reached = r.date if reached is None and so_far >= wanted else reached
            return Measure(min(Fraction(1), so_far / wanted), min(so_far, wanted), wanted, reached=reached, found=len(done))
        values = asked_values(self.plan, require, self.area)
        wanted = require.get("at_least", len(values or []))
        first = {}
        for r in done:
            key = r.column(require["each"])
            for v in [key] if values is None else values:
                mine = r.area in self.plan.inside.get(v, {v}) if require["each"] == "area" else key == v
                if mine and v:
                    first.setdefault(v, r.date)
        days = sorted(first.values())
        reached = days[wanted - 1] if len(days) >= wanted else None
        there = len(days) if values is not None else min(len(days), wanted)
        return Measure(min(Fraction(1), Fraction(len(days), wanted)) if wanted else None, Fraction(there), Fraction(wanted), reached=reached, found=len(days))

    def spans(self, every, begin, end, left_out=()):
        """The periods of a cadence or minimum that meet [begin, end], cut to it: first, last, days of the whole."""
        found, at = [], begin
        while at <= end:
            d = date(at)
            if every == "week":
                every = {"weeks": 1}
            if isinstance(every, dict):   # counted from the plan's beginning, and of the entry in which they end
                return self.long_spans(every, begin, end)
            if every == "year":
                first, last, _ = self.plan.year_of(at)
            else:
                months = {"month": 1, "quarter": 3, "semester": 6}[every]
                first = datetime.date(d.year, (d.month - 1) // months * months + 1, 1).toordinal()
                m = (d.month - 1) // months * months + months
                last = datetime.date(d.year, m, calendar.monthrange(d.year, m)[1]).toordinal()
            if not (every == "month" and f"{d.month:02}" in left_out):
                found.append((max(first, begin), min(last, end), last - first + 1))
            at = last + 1
        return found

    def long_spans(self, every, begin, end):
        found, first = [], date(self.plan.begin)
        while True:
            if "weeks" in every:
                start = first.toordinal() - first.weekday() + 7 * every["weeks"] * len(found)
                last = start + 7 * every["weeks"] - 1
            else:
                month = first.year * 12 + first.month - 1 + every["months"] * len(found)
                start, after = (datetime.date(m // 12, m % 12 + 1, 1).toordinal() for m in (month, month + every["months"]))
                last = after - 1
            if start > self.plan.end:
                break
            found.append((max(start, self.plan.begin), min(last, self.plan.end), last - start + 1))
        return [s for s in found if begin <= s[1] <= end]

    def measure_cadence(self, i, begin, end, upto):
        dates = [r.date for r in self.happened(self.of(i), self.plan.begin, upto)]
        spans = self.spans(i["every"], begin, end, i.get("except", ()))
        def has_enough(span):   # of a part of a turn a part is asked, at least one
            needed = max(1, i.get("at_least", 1) * (span[1] - span[0] + 1) // span[2])
            return sum(span[0] <= d <= span[1] for d in dates) >= needed
        over = [s for s in spans if s[1] <= self.today or has_enough(s)]
        met = [s for s in over if has_enough(s)]
        measured = Measure(Fraction(len(met), len(over)) if over else None, Fraction(len(met)), Fraction(len(over)), reason=None if over else "not_due", found=len(dates))
        measured.most = Fraction(len(met) + len(spans) - len(over), len(spans)) if spans else None
        measured.empty = [s for s in over if s not in met]
        return measured

    def measure_derived(self, i, begin, end, upto):
        parts = [self.plan.indicators[code] for code in i["of"]]
        if i["rule"] == "change":
            last = min(end, self.today)   # both as far as this year's deliveries go
            if last < begin:
                return Measure(reason="not_due")
            d, e = date(begin), date(last + 1)
            before = datetime.date(d.year - 1, d.month, d.day).toordinal(), datetime.date(e.year - 1, e.month, min(e.day, 28) if e.month == 2 else e.day).toordinal() - 1
            if before[0] < self.plan.begin:
                return Measure(reason="no_data")
            now, then = self.measure(parts[0], begin, last), self.measure(parts[0], *before)
            if now is None or then is None:
                return None
            value = (now.value - then.value) / abs(then.value) * i.get("scale", 1) if None not in (now.value, then.value) and then.value else None
            return Measure(value, now.value, then.value, reason=None if value is not None else "no_data")
        figures = [self.measure(part, begin, end) for part in parts]
        if None in figures:
            return None
        values = [f.value for f in figures]
        if None in values:
            return Measure(reason=next(f.reason for f in figures if f.value is None))
        if i["rule"] == "ratio":
            below = values[1]
            return Measure(values[0] / below * i.get("scale", 1) if below else None, values[0], below, reason=None if below else "zero_denominator")
        return Measure(sum(values) if i["rule"] == "sum" else values[0] - values[1])

    def measure_score(self, i, begin, end, upto):
        scores = sorted(r.quantity for r in self.happened(self.of(i), begin, upto)
                        if i.get("minimum_score", -INFINITE) <= r.quantity <= i.get("maximum_score", INFINITE))
        if not scores:
            return Measure(reason="no_data", found=0)
        statistic = i.get("statistic", "mean")
        if statistic == "share":
            high = sum(s >= number(i["mark"]) for s in scores)
            return Measure(Fraction(high, len(scores)), Fraction(high), Fraction(len(scores)), found=len(scores))
        return Measure(sum(scores) / len(scores) if statistic == "mean" else quantile(scores, Fraction(1, 2)), found=len(scores))

    def measure_judgement(self, i, begin, end, upto):
        said = [r for r in self.happened(self.of(i), self.plan.begin, upto) if "grades" not in i or r.category in i["grades"]]
        if not said:
            return Measure(reason="no_data", found=0)
        last = max(said, key=lambda r: r.date)
        return Measure(number(i["grades"][last.category]) if "grades" in i else last.quantity)

    def measure_duration(self, i, begin, end, upto):
        if "from" not in i or i.get("calendar") == "working":
            return self.of_one_record(i, begin, upto) if "event" in i and i.get("calendar") != "working" else None
        ended, waiting = [], []
        starts = {}
        for r in self.happened(self.of(i, i["from"]), begin, upto):
            if r.case:
                starts.setdefault(r.case, []).append(r.date)
        if any(len(s) > 1 for s in starts.values()):
            return None       # several waits of one case: left to the program
        limits = i.get("limit_days")
        if isinstance(limits, dict) and i.get("statistic") == "share":
            return None
        happened = {}
        for r in self.happened(self.of(i, i["to"]), begin, self.plan.as_of):
            happened.setdefault(r.case, []).append(r.date)
        for case, (start,) in starts.items():
            ends = [d for d in happened.get(case, []) if d >= start]
            if ends:
                ended.append(Fraction(min(ends) - start))
            else:
                waiting.append(Fraction(self.plan.as_of - start))
        if i.get("statistic") == "share":   # only who entered at least so many days ago
            old = {case for case, (start,) in starts.items() if self.plan.as_of - start >= limits}
            within = sum(any(0 <= d - starts[c][0] <= limits for d in happened.get(c, [])) for c in old)
            measured = self.share(set(range(within)), set(range(len(old))), 1)
            measured.waiting = 0
            return self.few(measured, len(old))
        return waits(ended, waiting, i.get("statistic", "median"), limits, higher=i.get("better") == "higher")

    def of_one_record(self, i, begin, upto):
        """From start to date of one record: it belongs to the period in which it began, and is followed to the as-of date."""
        begun = [r for r in self.of(i) if r.start is not None and begin <= r.start <= upto and (r.date is None or r.start <= r.date)]
        ended = [r for r in begun if r.status == "done" and r.date is not None and r.date <= self.plan.as_of]
        waiting = [r for r in begun if r not in ended]
        if i.get("statistic") == "of_planned":
            pairs = [(r.date - r.start, r.due - r.start) for r in ended if r.due is not None]
            pairs += [(self.plan.as_of - r.start, r.due - r.start) for r in waiting if r.due is not None and r.due < self.plan.as_of]
            below = sum(p[1] for p in pairs)
            return Measure(Fraction(sum(p[0] for p in pairs), below)) if below else Measure(reason="no_data")
        return waits([Fraction(r.date - r.start) for r in ended], [Fraction(self.plan.as_of - r.start) for r in waiting],
                     i.get("statistic", "median"), i.get("limit_days"))

    def measure_timing(self, i, begin, end, upto):
        if i.get("calendar") == "working":
            return None
        ended, waiting = [], []
        for r in self.of(i):
            if r.due is None or not begin <= r.due <= end or r.due > self.plan.as_of and not (r.status == "done" and r.date and r.date <= self.plan.as_of):
                continue
            if r.status == "done" and r.date is not None and r.date <= self.plan.as_of:
                ended.append(Fraction(r.date - r.due))
            elif r.due < self.plan.as_of:
                waiting.append(Fraction(self.plan.as_of - r.due))
        return waits(ended, waiting, i.get("statistic", "median"), i.get("tolerance_days", 0))


def asked_values(plan, require, area):
    """What a milestone asks of each: the values, of an area those inside it; each municipality; None: any different ones."""
    if "values" in require:
        return [v for v in require["values"] if require["each"] != "area" or not area or v in plan.inside[area]]
    if require.get("each") != "area":
        return None
    root = plan.document["areas"]["code"]
    return [a for a in plan.inside[area or root] if not plan.parts[a]]


def operands(operand):
    return operand if isinstance(operand, list) else [operand]


def quantile(ordered, p):
    """R type 7."""
    h = (len(ordered) - 1) * p
    low = int(h)
    if low + 1 >= len(ordered):
        return ordered[-1]
    if ordered[low + 1] >= INFINITE:
        return ordered[low] if h == low else INFINITE
    return ordered[low] + (h - low) * (ordered[low + 1] - ordered[low])


def statistic_of(days, name):
    days = sorted(days)
    if name == "mean":
        return INFINITE if days[-1] >= INFINITE else sum(days) / len(days)
    if name == "max":
        return days[-1]
    return quantile(days, Fraction(9, 10) if name == "p90" else Fraction(1, 2))


def kaplan_meier(ended, waiting, height):
    surviving = Fraction(1)
    for t in sorted(set(ended)):
        at_risk = sum(x >= t for x in ended) + sum(x >= t for x in waiting)
        surviving *= 1 - Fraction(ended.count(t), at_risk)
        if surviving <= height:
            return t
    return None


def waits(ended, waiting, statistic, limit, higher=False):
    measured = of_waits(ended, waiting, statistic, limit)
    if measured is not None:
        measured.found, measured.waiting = len(ended) + len(waiting), len(waiting)
    return measured


def of_waits(ended, waiting, statistic, limit):
    if not ended and not waiting:
        return Measure(reason="no_data")
    if statistic == "share":
        if isinstance(limit, dict):
            return None
        within = sum(x <= limit for x in ended)
        counted = [x for x in ended] + [x for x in waiting if x >= limit]
        below = len(counted)
        return Measure(Fraction(within, below) if below else None, Fraction(within), Fraction(below), reason=None if below else "no_data")
    least, most = statistic_of(ended + waiting, statistic), statistic_of(ended + [INFINITE] * len(waiting), statistic)
    if least == most:
        return Measure(least, least=least, most=most)
    if statistic in ("median", "p90") and len(ended) >= 5:
        middle = kaplan_meier(ended, waiting, Fraction(1, 2) if statistic == "median" else Fraction(1, 10))
        if middle is not None and least <= middle <= most:
            return Measure(middle, least=least, most=most)
        return Measure(None, least=least, most=most, reason="not_reached")
    return Measure(None, least=least, most=most, reason="not_reached" if least is not None else "too_few")
