# SPDX-License-Identifier: GPL-3.0-or-later
"""Schema and loader must both accept what is good and both refuse what is bad."""
import glob, json, os, subprocess
import jsonschema

schema = json.load(open(os.environ["PDZ_ROOT"] + "/schemas/mapping.schema.json"))
validator = jsonschema.Draft202012Validator(schema)
examples = glob.glob(os.environ["PDZ_ROOT"] + "/examples/*/mappings/*.json")
for kind, paths in (("good", glob.glob("good/*.json")), ("good", examples), ("bad", glob.glob("bad/*.json"))):
    count = 0
    for path in sorted(paths):
        by_schema = validator.is_valid(json.load(open(path)))
        run = subprocess.run(["pdz-ingest", "-m", path, "a.csv"], capture_output=True, text=True)
        by_loader = "the mapping has" not in run.stderr
        if by_schema != (kind == "good") or by_loader != (kind == "good"):
            print(f"{path}: schema {by_schema}, loader {by_loader}: {run.stderr}")
        count += 1
    print(kind, "some" if paths is examples else count)
