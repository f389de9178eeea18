#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the examples against the schemas and themselves; needs python3-jsonschema.
Usage: check.py [INDICATORS.csv]   a list of code,...,kind the Oglio Po plan must have
Exit status 1 if anything is wrong."""
import csv
import json
import re
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from jsonschema import Draft202012Validator

HERE = Path(__file__).resolve().parent
failures = []


def fail(text):
    failures.append(text)
    print("FAIL  " + text)


def once(pairs):
    keys = [k for k, _ in pairs]
    for k in keys:
        if keys.count(k) > 1:
            fail(f"key twice: {k}")
    return dict(pairs)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


def validator(name):
    return Draft202012Validator(load(HERE.parent / "schemas" / name))


def validate(schema, path):
    document = load(path)
    for error in schema.iter_errors(document):
        fail(f"{path.relative_to(HERE)}: /{'/'.join(map(str, error.path))}: {error.message[:200]}")
    if not (path.parent / document.get("$schema", "?")).resolve().is_file():
        fail(f"{path.relative_to(HERE)}: $schema names no file")
    return document


def walk(node, key):
    """Every value under that key, at any depth."""
    if isinstance(node, dict):
        for k, v in node.items():
            if k == key:
                yield v
            yield from walk(v, key)
    elif isinstance(node, list):
        for v in node:
            yield from walk(v, key)


def texts(value):
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def indicators(plan):
    for objective in plan["objectives"]:
        for action in objective.get("actions", []):
            yield from action.get("indicators", [])
        yield from objective.get("indicators", [])


def events_used(plan):
    for indicator in indicators(plan):
        indicator = {k: v for k, v in indicator.items() if k != "target"}  # whose "from" is a day
        for key in ("event", "all", "none", "from", "to"):
            for value in walk(indicator, key):
                yield from texts(value)


def events_made(mapping):
    for record in mapping["records"]:
        event = record.get("event", mapping.get("common", {}).get("event"))
        if isinstance(event, dict):
            yield from event.get("values", {}).values()
        elif event:
            yield event


def check_example(folder, plan_schema, mapping_schema):
    plan = validate(plan_schema, folder / "plan.json")
    mappings = {p: validate(mapping_schema, p) for p in sorted(folder.glob("mapping*/*.json")) + sorted(folder.glob("mapping.json"))}
    codes = [i["code"] for i in indicators(plan)]
    used, made, known = set(events_used(plan)), {e for m in mappings.values() for e in events_made(m)}, set(plan["events"])
    problems = [(f"{folder.name}: indicator code twice", {c for c in codes if codes.count(c) > 1}),
                (f"{folder.name}: events used but not in the vocabulary", used - known),
                (f"{folder.name}: events used but fed by no mapping", used - made),
                (f"{folder.name}: events made by a mapping but not in the vocabulary", made - known),
                (f"{folder.name}: parts of a composite that do not exist",
                 {c for i in indicators(plan) if i["kind"] == "composite" for c in i["of"]} - set(codes)),
                (f"{folder.name}: policy areas not named", {p for v in walk(plan, "policy_areas") for p in texts(v)} - set(plan.get("policy_areas", {}))),
                (f"{folder.name}: fields of mappings that are neither columns nor dimensions",
                 {f for m in mappings.values() for r in [m.get("common", {}), *m["records"]] for f in r}
                 - set("date due start action event status quantity case category area note when for_each for_each_in choices".split()) - set(plan.get("dimensions", {})))]
    names = {}
    for area in [plan["areas"], *(a for v in walk(plan["areas"], "areas") for a in v)]:
        for name in [area["code"], area["name"], *area.get("aliases", [])]:
            folded = re.sub(r"[\s_.'’-]+", " ", name.lower()).strip()
            names.setdefault(folded, set()).add(area["code"])
    problems.append((f"{folder.name}: one name, two areas", {n for n, c in names.items() if len(c) > 1}))
    raw = sorted(p.name for p in (folder / "raw").glob("*")) if (folder / "raw").is_dir() else []
    for name in raw:
        fits = [p.name for p, m in mappings.items() if any(fnmatch(name, f) for f in m.get("files", ["*"]))]
        if len(fits) != 1:
            fail(f"{folder.name}: {name} fits {len(fits)} mappings {fits}")
    for what, items in problems:
        if items:
            fail(f"{what}: {', '.join(sorted(items))}")
    print(f"{folder.name}: plan of {len(codes)} indicators, {len(mappings)} mappings, {len(known)} events, {len(names)} area names, {len(raw)} raw files")
    return {i["code"]: i["kind"] for i in indicators(plan)}


def check_list(path, kinds):
    rows = list(csv.DictReader(open(path, encoding="utf-8-sig", newline="")))
    for row in rows:
        if kinds.get(row["code"]) != row["kind"]:
            fail(f"{row['code']}: the list says {row['kind']}, the plan {kinds.get(row['code'])}")
    print(f"{Path(path).name}: {len(rows)} codes and kinds looked for")


def check_generated(name):
    folder = HERE / name
    with tempfile.TemporaryDirectory() as new:
        subprocess.run([sys.executable, HERE / "generate", name, new], check=True)
        old, new = ({p.name: p.read_bytes() for p in Path(d).iterdir()} for d in (folder / "raw", new))
    for file in sorted(old.keys() | new.keys()):
        if old.get(file) != new.get(file):
            fail(f"{folder.name}/raw/{file}: not what examples/generate writes")
    print(f"{folder.name}: {len(new)} raw files, {sum(map(len, new.values()))} bytes, generated anew and compared")


def main():
    plan_schema, mapping_schema = validator("plan.schema.json"), validator("mapping.schema.json")
    kinds = {}
    for plan in sorted(HERE.glob("*/plan.json")):
        kinds[plan.parent.name] = check_example(plan.parent, plan_schema, mapping_schema)
    for path in sys.argv[1:]:
        check_list(path, kinds["oglio-po-2025-2027"])
    for module in sorted((HERE / "generate").glob("*.py")):
        name = re.search(r'^EXAMPLE = "(.*)"', module.read_text(encoding="utf-8"), re.M)
        if name:
            check_generated(name[1])
    print(f"{len(failures)} failures" if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
