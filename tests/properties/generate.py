# SPDX-License-Identifier: GPL-3.0-or-later
"""Random plans and records: small, odd, and always loadable.

make(rng) gives a World: a plan of a dozen indicators of every kind, each with events of its own, and records.
What a record more of what is wanted is, each indicator says itself.
"""
import calendar
import dataclasses
import datetime
import random

AREAS = {"code": "whole", "name": "Whole", "areas": [
    {"code": "alba", "name": "Alba", "population": {"2020": 600}}, {"code": "bra", "name": "Bra", "population": {"2020": 400}},
    {"code": "valle", "name": "Valle", "areas": [{"code": "corte", "name": "Corte", "population": {"2020": 90}},
                                                 {"code": "dolo", "name": "Dolo", "population": {"2020": 1000}}]}]}
SENDERS = ["alba", "bra", "corte", "dolo"]
PLACES = SENDERS + ["whole"]
DAY = datetime.timedelta(1)


def month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def add_months(d, n):
    return datetime.date(d.year + (d.month - 1 + n) // 12, (d.month - 1 + n) % 12 + 1, 1)


@dataclasses.dataclass
class World:
    rng: random.Random
    begin: datetime.date
    end: datetime.date
    as_of: datetime.date
    indicators: list = dataclasses.field(default_factory=list)
    records: list = dataclasses.field(default_factory=list)
    more: dict = dataclasses.field(default_factory=dict)      # code -> function of the world: records of what is wanted
    same: list = dataclasses.field(default_factory=list)      # pairs of codes that mean the same
    scaled: set = dataclasses.field(default_factory=set)      # of these only verdict and share can be the same

    def years(self):
        return [str(y) for y in range(self.begin.year, self.end.year + 1)]

    def any_day(self, first=None, last=None):
        first, last = first or self.begin, last or self.end
        return first + DAY * self.rng.randint(0, max(0, (last - first).days))

    def happened(self):
        """A day that has been, inside the plan where one has."""
        return self.any_day(last=min(self.end, max(self.as_of, self.begin)))

    def record(self, event, date=None, **keys):
        """A record, done on some day unless it says otherwise."""
        row = {"event": event, "status": "done", "quantity": "1", "area": self.rng.choice(PLACES), "source": "t", **keys}
        row["date"] = "" if date is None else str(date)
        for key in ("due", "start"):
            row[key] = str(row[key]) if row.get(key) else ""
        return row

    def events(self):
        found = set()
        for i in self.indicators:
            for key in ("event", "from", "to"):
                found.update([i[key]] if isinstance(i.get(key), str) else i.get(key, []))
            for key in ("numerator", "denominator", "of"):
                if isinstance(i.get(key), dict) and "event" in i[key]:
                    found.add(i[key]["event"])
            found.update(i["in_force"][key] for key in ("from", "to") if "in_force" in i)
            found.update([i["none"]] if isinstance(i.get("none"), str) else i.get("none", []))
        return sorted(found)

    def sources(self):
        """All events are told monthly by each municipality; z says only that it has sent."""
        return {"all": {"name": "all", "events": self.events() + ["z"], "areas": SENDERS, "every": "month", "from": str(self.begin)[:7], "within_days": 0}}

    def delivered(self):
        """Records that show that every sender has sent until the as-of date."""
        months, d = [], self.begin
        while d <= min(self.as_of, self.end):
            months.append(d)
            d = add_months(d, 1)
        return [self.record("z", m, area=a) for m in months for a in SENDERS]

    def plan(self, sources=False):
        extra = {"sources": self.sources()} if sources else {}
        return {"pdz_plan": 1, "id": "p", "name": "p", "language": "en", "period": {"from": str(self.begin), "to": str(self.end)},
                "areas": AREAS, "events": {e: {"name": e} for e in self.events() + ["z"]}, **extra,
                "objectives": [{"code": "O", "name": "O", "indicators": [{"level": "result", "name": i["code"], **i} for i in self.indicators]}]}


def yearly(w, low, high):
    return {y: w.rng.randint(low, high) for y in w.years()}


def flow_target(w):
    r = w.rng
    return r.choice([
        lambda: r.randint(1, 60), lambda: yearly(w, 1, 30),
        lambda: {"value": yearly(w, 1, 30)}, lambda: {y: r.randint(1, 20) for y in r.sample(w.years(), 1)},
        lambda: {"value": r.randint(1, 60), "from": str(w.any_day())},
        lambda: {"value": r.randint(1, 60), "except": ["07", "08"]},
    ])()


def count(w, code):
    r, event = w.rng, "e" + code
    lower, between = r.choices([(True, False), (False, True), (False, False)], [30, 15, 55])[0]
    i = {"code": code, "kind": "count", "event": event, "count": r.choice(["quantity", "records"]), "target": flow_target(w)}
    if lower:
        i["better"] = "lower"
    elif between:
        low = r.randint(0, 12)
        i["target"] = {"range": [low, low + r.randint(0, 8)]}
    elif r.random() < 0.3:
        i.update(baseline={"value": r.randint(1, 30)}, target={"change": r.choice(["increase", "+10%", 3])})
    w.indicators.append(i)
    w.records += [w.record(event, w.any_day(w.begin - 200 * DAY), quantity=str(r.randint(1, 4))) for _ in range(r.randint(1, 25))]
    if not lower and not between:
        w.more[code] = lambda: [w.record(event, w.happened())]


def total(w, code):
    r, event = w.rng, "e" + code
    what = r.choice(["quantity", "records", "cases"])
    target = r.choice([lambda: {"value": r.randint(2, 40), "by": str(w.any_day(w.begin + 20 * DAY))}, lambda: r.randint(2, 40),
                       lambda: dict(zip(w.years(), sorted(r.randint(1, 40) for _ in w.years())))])()
    w.indicators.append({"code": code, "kind": "count", "event": event, "count": what, "roll_up": "cumulative", "target": target})
    w.records += [w.record(event, w.any_day(), case=f"c{r.randint(1, 15)}") for _ in range(r.randint(1, 30))]
    w.more[code] = lambda: [w.record(event, w.happened(), case=f"c{r.randint(1, 30)}")]


def level(w, code):
    r, event = w.rng, "e" + code
    first = r.randint(20, 60)
    i = {"code": code, "kind": "count", "event": event, "roll_up": "stock"}
    i.update(r.choice([
        lambda: {"target": r.randint(20, 70)}, lambda: {"baseline": {"value": first}, "target": first + r.randint(1, 9)},
        lambda: {"baseline": {"value": first}, "target": {"change": r.choice(["+10%", "increase", 4])}},
        lambda: {"baseline": {"value": first}, "target": {"value": first + 5, "by": str(w.any_day(w.begin + 20 * DAY))}},
        lambda: {"target": dict(zip(w.years(), sorted(r.randint(20, 60) for _ in w.years())))}])())
    w.indicators.append(i)
    last, figure = w.begin, first
    for _ in range(r.randint(1, 5)):
        last, figure = last + r.randint(1, 150) * DAY, figure + r.randint(-2, 5)
        w.records.append(w.record(event, last, area="alba", quantity=str(figure)))
    latest = max((x["date"] for x in w.records if x["event"] == event and x["date"] <= str(w.as_of)), default=None)
    if latest and datetime.date.fromisoformat(latest) < min(w.as_of, w.end):
        held = next(x["quantity"] for x in w.records if x["event"] == event and x["date"] == latest)
        after = w.any_day(datetime.date.fromisoformat(latest) + DAY, min(w.as_of, w.end))
        w.more[code] = lambda: [w.record(event, after, area="alba", quantity=str(int(held) + r.randint(1, 9)))]


def persons(w, code):
    r, event = w.rng, "e" + code
    w.indicators.append({"code": code, "kind": "count", "event": event, "count": r.choice(["cases", "area"]),
                         "target": r.choice([lambda: r.randint(1, 12), lambda: yearly(w, 1, 8)])()})
    w.records += [w.record(event, w.any_day(), case=f"c{r.randint(1, 12)}") for _ in range(r.randint(1, 25))]
    w.more[code] = lambda: [w.record(event, w.happened(), case=f"c{r.randint(1, 30)}")]


def in_force(w, code):
    r, begins, ends = w.rng, "x" + code, "y" + code
    w.indicators.append({"code": code, "kind": "count", "in_force": {"from": begins, "to": ends, "at": r.choice(["end", "start", "during", "average"])},
                         "count": r.choice(["cases", "quantity"]), "target": r.randint(1, 12)})
    for n in range(r.randint(1, 12)):
        first = w.any_day(w.begin - 200 * DAY)
        w.records.append(w.record(begins, first, case=f"c{n}"))
        if r.random() < 0.6:
            w.records.append(w.record(ends, w.any_day(first), case=f"c{n}"))
    w.more[code] = lambda: [w.record(begins, w.happened(), case=f"d{r.randint(1, 30)}")]


def in_a_range(w, code):
    r, event = w.rng, "e" + code
    bound = r.choice([lambda: {"quantity": {"at_least": r.randint(1, 4)}}, lambda: {"date": {"below": str(w.any_day())}},
                      lambda: {"category": {"above": 2, "at_most": 7}}])()
    w.indicators.append({"code": code, "kind": "count", "event": event, "count": "records", "where": bound, "target": r.randint(1, 12)})
    w.records += [w.record(event, w.any_day(), quantity=str(r.randint(1, 6)), category=str(r.randint(0, 9))) for _ in range(r.randint(1, 25))]
    w.more[code] = lambda: [w.record(event, w.happened(), quantity="9", category="3")]


def share_of_persons(w, code):
    r, above, below = w.rng, "x" + code, "y" + code
    i = {"code": code, "kind": "ratio", "proportion": True, "numerator": {"event": above, "count": "cases"}, "denominator": {"event": below, "count": "cases"},
         "scale": r.choice([1, 100])}
    i["target"] = r.choice([lambda: 0.5 * i["scale"], lambda: {y: round(r.random(), 2) * i["scale"] for y in w.years()}])()
    if r.random() < 0.4:
        i["cohort"] = {"within_days": r.choice([10, 60, 200])}
    w.indicators.append(i)
    entered = {}
    for _ in range(r.randint(2, 20)):
        case = f"c{r.randint(1, 15)}"
        entered[case] = w.record(below, w.any_day(), case=case)
        w.records.append(entered[case])
    for _ in range(r.randint(0, 15)):
        w.records.append(w.record(above, w.any_day(), case=f"c{r.randint(1, 25)}"))

    def one_more():
        there = [x for x in entered.values() if x["date"] <= str(w.as_of)]
        return [{**r.choice(there), "event": above}] if there else []
    w.more[code] = one_more


def quotient(w, code):
    r, above, below = w.rng, "x" + code, "y" + code
    denominator = r.choice([{"event": below}, {"value": r.randint(5, 50)}, {"population": True}])
    i = {"code": code, "kind": "ratio", "numerator": {"event": above}, "denominator": denominator, "target": r.choice([0.5, 0.8, 1])}
    if r.random() < 0.3 and "event" in denominator:
        i.update(baseline={"value": 0.4}, target={"change": r.choice([0.1, "+10%", "increase"])})
    w.indicators.append(i)
    w.records += [w.record(r.choice([above, below]) if "event" in denominator else above, w.any_day(w.begin - 100 * DAY)) for _ in range(r.randint(1, 25))]
    w.more[code] = lambda: [w.record(above, w.happened())]


def done_of_planned(w, code):
    r, event = w.rng, "e" + code
    w.indicators.append({"code": code, "kind": "ratio", "of": {"event": event}, "target": r.choice([0.8, 1])})
    if r.random() < 0.5:
        w.records += [w.record(event, status="planned", due=w.any_day()) for _ in range(r.randint(1, 10))]
        w.records += [w.record(event, w.any_day()) for _ in range(r.randint(0, 10))]
        w.more[code] = lambda: [w.record(event, w.happened())]
    else:
        for _ in range(r.randint(1, 10)):
            due = w.any_day()
            w.records.append(w.record(event, due + r.randint(-20, 20) * DAY, due=due) if r.random() < 0.6 else w.record(event, status="planned", due=due))


def milestone(w, code):
    r, event = w.rng, "e" + code
    i = {"code": code, "kind": "milestone", "event": event}
    if r.random() < 0.8:
        i["due"] = str(w.any_day())
    require = r.choice([None, r.randint(2, 8), {"each": "area", "values": ["alba", "bra", "corte"], "at_least": 2},
                        {"each": "area"}, {"each": "area", "at_least": 2}, {"quantity": 3.5}, {"each": "case", "at_least": 3}])
    if "due" not in i and r.random() < 0.7:
        i["target"] = {"by": f"{r.randint(1, 12):02}-{r.randint(1, 28):02}"}
    if require:
        i["require"] = require
    w.indicators.append(i)
    w.records += [w.record(event, w.any_day(), case=f"c{r.randint(1, 4)}") for _ in range(r.randint(0, 6))]
    w.more[code] = lambda: [w.record(event, w.happened(), case=f"c{r.randint(1, 9)}")]


def cadence(w, code):
    r, event = w.rng, "e" + code
    every = r.choice(["month", "quarter", "semester", "year"])
    if r.random() < 0.5:
        every = r.choice([every, "week", {"months": r.randint(1, 5)}, {"weeks": r.randint(1, 5)}])
        w.indicators.append({"code": code, "kind": "cadence", "event": event, "every": every})
    elif r.random() < 0.5:
        w.indicators.append({"code": code, "kind": "count", "event": event, "count": "records", "target": flow_target(w),
                             "minimum": {"every": every, "value": r.randint(1, 3)}})
    else:
        w.indicators.append({"code": code, "kind": "count", "event": event, "count": "records", "minimum": {"every": every, "value": r.randint(1, 3)}})
    w.records += [w.record(event, w.any_day()) for _ in range(r.randint(1, 30))]
    w.more[code] = lambda: [w.record(event, w.happened())]


def score(w, code):
    r, event = w.rng, "e" + code
    i = {"code": code, "kind": "score", "event": event, "minimum_score": 1, "maximum_score": 5}
    i.update(r.choice([{"target": 3.5}, {"statistic": "median", "target": 4}, {"statistic": "share", "mark": 4, "target": 0.5}]))
    w.indicators.append(i)
    w.records += [w.record(event, w.any_day(), quantity=str(r.randint(1, 5))) for _ in range(r.randint(1, 12))]
    w.more[code] = lambda: [w.record(event, w.happened(), quantity="5")]


def timing(w, code):
    r, event = w.rng, "e" + code
    i = {"code": code, "kind": "timing", "event": event, "tolerance_days": r.choice([0, 0, 5])}
    i.update(r.choice([{}, {"statistic": "share", "target": 0.8}, {"statistic": "mean", "target": 10}, {"statistic": "max", "target": 20}]))
    w.indicators.append(i)
    for _ in range(r.randint(1, 12)):
        due = w.any_day()
        w.records.append(w.record(event, due + r.randint(-20, 40) * DAY, due=due) if r.random() < 0.7 else w.record(event, status="planned", due=due))

    def in_time():
        day = w.happened()
        return [w.record(event, day, due=day)]
    if i.get("statistic") == "share":
        w.more[code] = in_time


def of_areas(w, code):
    """Targets of some areas, and of all of them."""
    r, event = w.rng, "e" + code
    which = r.choice([SENDERS, ["alba", "bra"]])
    w.indicators.append({"code": code, "kind": "count", "event": event, "count": r.choice(["quantity", "records"]),
                         "target": {"by_area": {a: r.randint(1, 20) for a in which}}})
    w.records += [w.record(event, w.any_day()) for _ in range(r.randint(1, 25))]
    w.more[code] = lambda: [w.record(event, w.happened())]


def measured_later(w, code):
    r, event = w.rng, "e" + code
    since = w.any_day()
    kind = r.choice([{"kind": "count", "count": "records", "event": event}, {"kind": "ratio", "of": {"event": event, "count": "records"}},
                     {"kind": "cadence", "event": event, "every": r.choice(["month", "quarter"])}])
    w.indicators.append({"code": code, **kind, "measurable_from": str(since), **({"target": flow_target(w)} if kind["kind"] == "count" else {})})
    w.records += [w.record(event, w.any_day()) for _ in range(r.randint(1, 25))]
    w.more[code] = lambda: [w.record(event, w.happened())]


def wait(w, code):
    r, start, end = w.rng, "f" + code, "t" + code
    i = {"code": code, "kind": "duration", "from": start, "to": end, "target": r.randint(5, 60)}
    if r.random() < 0.3:
        i.update(statistic="share", limit_days=30, better="higher", target=0.6)
    w.indicators.append(i)
    waiting = []
    for n in range(r.randint(1, 12)):
        began = w.any_day()
        w.records.append(w.record(start, began, case=f"c{n}", area="alba"))
        if r.random() < 0.6:
            w.records.append(w.record(end, began + r.randint(0, 90) * DAY, case=f"c{n}", area="alba"))
        elif began <= w.as_of:
            waiting.append(w.records[-1])
    w.more[code] = lambda: [{**r.choice(waiting), "event": end}] if waiting else []


def composite(w, code):
    parts = [i["code"] for i in w.indicators if i["kind"] != "composite" and "target" in i or i["kind"] in ("milestone", "cadence")]
    if len(parts) >= 2:
        rule = w.rng.choice([{"rule": "all"}, {"rule": "any"}, {"rule": "at_least", "at_least": 2}, {"rule": "mean", "target": 0.8}, {"rule": "mean", "target": 1}])
        w.indicators.append({"code": code, "kind": "composite", "of": w.rng.sample(parts, min(3, len(parts))), **rule})


def twins(w, code):
    """One meaning, spelled twice."""
    r, event = w.rng, "e" + code
    target, first, amount = r.randint(2, 50), r.choice([20, 40]), r.randint(1, 9)
    years = yearly(w, 1, 30)
    plain = {"kind": "count", "event": event}
    held = {"kind": "count", "event": event, "roll_up": "stock", "baseline": {"value": first}}
    grown = {**plain, "roll_up": "cumulative"}
    one, other = r.choice([
        ({**plain, "target": target}, {**plain, "target": {"value": target}}),
        ({**plain, "target": years}, {**plain, "target": {"value": years}}),
        ({**plain, "target": target}, {"kind": "count", "event": [event], "count": "quantity", "status": "done", "better": "higher", "target": target}),
        ({**held, "target": first + amount}, {**held, "target": {"change": amount}}),
        ({**held, "target": {"change": "+10%"}}, {**held, "target": {"change": first // 10}}),
        ({**held, "target": {"change": "-10%"}}, {**held, "better": "lower", "target": first - first // 10}),
        ({**grown, "target": target}, {**grown, "target": {"value": target, "by": str(w.end)}}),
        ({**plain, "baseline": {"value": first}, "target": {"change": amount}},
         {**plain, "baseline": {"value": first}, "target": {"change": f"+{100 * amount / first:g}%"}}),
        ({"kind": "milestone", "event": event}, {"kind": "milestone", "event": [event], "require": 1, "due": str(w.end)}),
        ({"kind": "score", "event": event, "target": 3}, {"kind": "score", "event": event, "statistic": "mean", "better": "higher", "target": {"value": 3}}),
        ({"kind": "cadence", "event": event, "every": "month"}, {"kind": "cadence", "event": event, "every": "month", "at_least": 1, "target": 1}),
        ({"kind": "ratio", "of": {"event": event}}, {"kind": "ratio", "of": {"event": event, "count": "quantity"}, "target": {"value": 1}}),
        ({"kind": "ratio", "of": {"event": event}}, {"kind": "ratio", "numerator": {"event": event}, "denominator": {"event": event, "status": "planned"}, "target": 1}),
        ({"kind": "ratio", "numerator": {"event": event}, "denominator": {"value": 20}, "target": 0.5},
         {"kind": "ratio", "numerator": {"event": event}, "denominator": [{"value": 20}], "scale": 100, "target": 50}),
    ])
    w.indicators += [{"code": code + "a", **one}, {"code": code + "b", **other}]
    w.same.append((code + "a", code + "b"))
    if "scale" in other:
        w.scaled.add(code + "a")
    w.records += [w.record(event, w.any_day(), area="alba", quantity=str(r.randint(1, 5)), due=w.any_day() if "of" in one and r.random() < 0.4 else None)
                  for _ in range(r.randint(1, 20))]


def who_looks_back(w):
    """Indicators of which what was before their period decides, and a baseline counted from records."""
    r, year = w.rng, str(w.begin.year - 1)
    base = {"kind": "count", "event": "back"}
    w.indicators += [
        {**base, "code": "B1", "count": "records", "baseline": {"year": year}, "target": {"change": r.choice(["+10%", "increase", "-10%"])}},
        {**base, "code": "B2", "count": "cases", "first_seen": True, "target": yearly(w, 1, 9)},
        {**base, "code": "B3", "count": "cases", "none": "ends", "target": yearly(w, 1, 9)},
        {**base, "code": "B4", "count": "cases", "at_least_days": 120, "better": "lower", "target": yearly(w, 1, 5)},
        {"code": "B5", "kind": "count", "in_force": {"from": "back", "to": "ends", "at": r.choice(["end", "during"])}, "better": r.choice(["lower", "higher"]), "target": r.randint(1, 12)},
        {"code": "B6", "kind": "duration", "from": "back", "to": "ends", "statistic": "median", "target": r.randint(20, 200)},
        {"code": "B7", "kind": "derived", "rule": "change", "of": ["B1"], "target": 0.1}]
    begin = datetime.date(w.begin.year - 1, 1, 1)
    for n in range(r.randint(10, 40)):
        first, where = w.any_day(begin), r.choice(SENDERS)
        w.records.append(w.record("back", first, case=f"b{n % 25}", area=where))
        if r.random() < 0.7:
            w.records.append(w.record("ends", w.any_day(first), case=f"b{n % 25}", area=where))


KINDS = [count, count, total, level, persons, share_of_persons, quotient, done_of_planned, milestone, cadence, score, timing, of_areas, measured_later, wait, twins, twins, in_force, in_a_range, composite]


def make(rng):
    begin = datetime.date(rng.choice([2023, 2024, 2025]), rng.choice([1, 1, 1, 3, 7, 9]), 1)
    months = rng.choice([12, 36, 36, 24, 18, 10])
    end = add_months(begin, months) - DAY
    as_of = rng.choice([begin + DAY * rng.randint(0, (end - begin).days), begin + DAY * rng.randint(0, (end - begin).days),
                        datetime.date(begin.year, 12, 31), end, end - DAY, end + 100 * DAY, add_months(begin, rng.randint(1, months)) - DAY])
    w = World(rng, begin, end, as_of)
    for n, kind in enumerate(KINDS):
        kind(w, f"I{n}")
    return w
