# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a verdict follow from what is printed beside it? contradictions(entry, settings) looks at nothing else."""
import math

TIME_LEFT = ("on_track", "behind", "off_track")


def near(a, b):
    return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def reaches(direction, value, goal, high=None):
    at_least, at_most = value >= goal or near(value, goal), value <= goal or near(value, goal)   # sums differ in their last bit
    return {"at_least": at_least, "at_most": at_most, "more_than": not at_most, "less_than": not at_least,
            "inside": at_least and (value <= (goal if high is None else high) or near(value, high))}[direction]


def share_of(e, value):
    """What is there over what is expected; of an "at most" the other way round; of a way, the part of it gone."""
    lower, goal, start = e["direction"] in ("at_most", "less_than"), e["expected"], e.get("baseline_to_date")
    if e["direction"] == "inside":
        most = e["target_high"] if e.get("over") else e.get("expected_high", e["target_high"])
        least = e["target"] if e.get("over") else goal
        enough, held = reaches("at_least", value, least), reaches("at_most", value, most)
        if enough and held:
            return 1
        above, below = (most, value) if enough else (value, least)
        return above / below if below > 0 and above > 0 else 0
    early = e["verdict"].startswith("achieved") and not e.get("over")
    if early:   # reached before its time: beside the whole target; a passed ceiling stays beside what was expected to date
        goal, start = e["target"], e["baseline"] if start is not None else None
    if start is not None and e["direction"] in ("at_least", "at_most"):
        way, gone = (start - goal, start - value) if lower else (goal - start, value - start)
        return gone / way if way > 1e-12 else None
    if e["direction"] in ("more_than", "less_than") and not reaches(e["direction"], value, goal):
        return 0   # no change is none of it
    above, below = (goal, value) if lower else (value, goal)
    return above / below if below > 0 and above > 0 else None


def contradictions(e, settings):
    verdict, found = e["verdict"], []
    if verdict == "not_assessable":
        return [] if e["reason"] else ["not assessable without a reason"]
    if verdict == "no_target":
        return ["no target, and a rule"] if e.get("rule") else []
    rule, over, share, direction = e.get("rule"), e.get("over"), e.get("share"), e.get("direction")
    value = e.get("judged_value", e["value"])
    if not rule:
        return [f"{verdict} without a rule"]
    if rule == "parts":
        return []
    if rule in ("periods", "minimum") or direction is None:
        return found + thresholds(e, settings)
    if e["expected"] is None and not verdict.startswith("achieved"):
        return [] if rule == "nothing_due" and verdict == "on_track" else [f"{verdict} where nothing is expected"]
    if value is None:
        value = e.get("most") if e.get("least") is None else e.get("least")   # both give this verdict
    if value is None:
        return [] if rule == "nothing_due" else [f"{verdict} of no value"]
    if share is not None and rule != "due":
        wanted = share_of(e, value)
        if wanted is not None and not near(wanted, share):
            found.append(f"share {share}, of {value} and {e['expected']} from {e.get('baseline_to_date')} it is {wanted}")
    if over:
        there = reaches(direction, value, e["target"], e.get("target_high"))
        kept = not e.get("lost") or e["reached"] == e["deadline"]   # a level counts on its day, and what stands later
        done = bool(e.get("reached")) and kept or not e.get("deadline") and there
        late = done and e.get("deadline") and e.get("reached", "") > e["deadline"]
        wanted = "achieved_late" if late else "achieved" if done or there else "missed"
        if verdict != wanted:
            found.append(f"{verdict}, but over and {value} of {e['target']}: {wanted}")
        if (verdict == "achieved_late") != ("days_late" in e and e["days_late"] is not None):
            found.append(f"{verdict} and {e.get('days_late')} days late")
    elif not e.get("undoable") and direction in ("at_least", "more_than") and reaches(direction, value, e["target"]):
        if verdict != "achieved":
            found.append(f"{verdict}, but {value} of {e['target']} cannot be undone")
    else:
        found += thresholds(e, settings)
    return found


def thresholds(e, settings):
    """A verdict while time is left, from the share and the thresholds."""
    verdict, rule, share, over = e["verdict"], e["rule"], e.get("share"), e.get("over")
    if over:
        ok = verdict not in TIME_LEFT and (share is None or (verdict == "missed") == (share < 1))
    elif verdict.startswith("achieved"):
        ok = share is None or share >= 1
    elif rule == "nothing_due":
        ok = verdict == "on_track"
    elif rule == "wrong_way":
        ok = verdict == "off_track"
    elif rule == "change":   # better than it was, or as it was; worse is another rule
        value = e.get("judged_value", e["value"])
        ok = verdict == ("on_track" if share else "behind") and (bool(share) or near(value, e["expected"]))
    elif rule == "one_short":
        ok = verdict == "behind" and share < settings["behind"]
    elif share is None:
        return [f"{verdict} by {rule} without a share"]
    else:
        last_bit = 1e-9   # of a sum of decimals
        wanted = "on_track" if share >= settings["on_track"] - last_bit else "behind" if share >= settings["behind"] - last_bit else "off_track"
        ok = verdict == wanted or rule == "out_of_reach" and verdict in ("behind", "off_track") or \
            verdict == "off_track" and e.get("direction") in ("at_most", "less_than", "inside") and e["value"] > e.get("target_high", e["target"])
    return [] if ok else [f"{verdict} by {rule}, share {share}, {'over' if over else 'time is left'}"]
