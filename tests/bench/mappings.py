#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench's mapping with one more feature: mappings.py FEATURE <mapping.json; without FEATURE, their names."""
import copy, json, sys

EVENTS = ["incontro", "segnalazione", "presa_in_carico", "verifica", "formazione"]


def rules(m):
    m["records"] = [dict(copy.deepcopy(m["records"][0]), event=e, when={"column": "evento", "is": e}) for e in EVENTS]


def record(**fields):
    return lambda m: m["records"][0].update(fields)


FEATURES = {
    "simple": lambda m: None,
    "id": lambda m: m.update(id="{id}"),
    "table": record(category={"from": "{tipologia}", "values": {"Anziani": "a", "Minori": "m"}, "otherwise": "x"}),
    "rules": rules,
    "dates": record(start="{data_effettiva}", note="{note}"),
    "several": record(case="{caso}-{zona}"),
    "sum": record(quantity={"sum": ["{quantita}", "{quantita}"]}),
    "bands": record(category={"from": "{quantita}", "bands": ["0-17", "18+"], "if_empty": "x"}),
    "fill_down": lambda m: m.update(columns={"comune": {"header": "comune", "fill_down": True}}),
    "list": record(category="{cell}", for_each_in={"column": "tipologia", "divided_by": ","}),
    "category": record(category="{tipologia}"),
    "note": record(note="Nota {id}"),
    "when": record(when={"column": "evento", "is": EVENTS[0]}),
}
if len(sys.argv) < 2:
    print(*FEATURES)
else:
    mapping = json.load(sys.stdin)
    FEATURES[sys.argv[1]](mapping)
    json.dump(mapping, sys.stdout)
