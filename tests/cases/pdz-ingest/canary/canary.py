# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants canaries, runs the programs in every way, looks for them in all that came out."""
import itertools, json, os, pathlib, re, subprocess, unicodedata

CODES = ["RSSMRA85T10A562S", "MRTMTT91D08F205J", "MLLSNT82P65Z404U", "CCCFBA85D03L219P", "CCCFBA85D03L21VE", "CCCFBAURDLPLNMVU"]
NAMES = ["Zanardelli", "Quattrocchi", "Ermenegildo", "Uguccione", "Wolfsgruber", "Xhemajli", "Fiordaliso"]
PEOPLE = list(itertools.islice(zip(itertools.cycle(CODES), itertools.cycle(NAMES), itertools.cycle(NAMES[3:] + NAMES[:3])), 14))

def split(code):
    if not re.search("[0-9]", code):
        return code.lower()  # without a digit it is known in one piece only
    return f"{code[:3]} {code[3:6]} {code[6:11].lower()} {code[11:15]} {code[15]}"

HEADER = "Prot;CF;Cognome;Nome;Nascita;Telefono;Data;Prevista;Evento;Tipo;Comune;Ore;Firma;Nota"
def row(i, **other):
    code, surname, name = PEOPLE[i % len(PEOPLE)]
    cells = dict(Prot=str(i), CF=code, Cognome=surname, Nome=name, Nascita="10/12/1985", Telefono=f"0375 {surname}", Data="01/02/2025",
                 Prevista="", Evento="Accesso", Tipo="Anziani", Comune="Viadana", Ore="1,5", Firma=f"{name} {surname}", Nota="prima visita")
    cells.update(other)
    return ";".join(cells[h] for h in HEADER.split(";"))

def canaries(i):
    code, surname, name = PEOPLE[i % len(PEOPLE)]
    return code, f"{name} {surname}"

lines = ["Elenco di Zanardelli Ermenegildo RSSMRA85T10A562S", "", HEADER]
for i in range(200):
    lines.append(row(i))
i = 200
for field in ("Data", "Prevista", "Evento", "Tipo", "Comune", "Ore", "Prot"):
    for what in (lambda i: canaries(i)[0], lambda i: canaries(i)[1], lambda i: split(canaries(i)[0]), lambda i: " e ".join(canaries(i))):
        if field == "Prot" and what(i) == canaries(i)[1]:
            continue  # the mapping says that this names nobody, and a name cannot be told
        lines.append(row(i, **{field: what(i)}))
        i += 1
for code in CODES:
    lines.append(row(i, Nota=f"sentita la madre ({code})")); i += 1
    lines.append(row(i, Nota=f"cf:{split(code)}, richiama")); i += 1
    lines.append(row(i, Firma=code, Data="31/02/2025")); i += 1
    lines.append(row(i, Nota="cf" + code.lower() + "x", Data="n.p.")); i += 1
for i in range(i, i + 8):
    code, name = canaries(i)
    lines += [row(i) + f";{name};{code}", row(i, Nota=f'"{name}'), row(i, Nota=f'{name} "detto" {code}'), f"{name};{code}", f"{i};{code};{name}",
              f"Nota: {name} {code}", row(i, Firma="\0" + name), row(i, Cognome="\udcff" + name, Data="31/02/2025"),
              row(i).replace(";", ";" + name + ";", 6), row(i, CF="", Cognome="")]
lines += ["", "Fonte: " + " ".join(canaries(1)), "Redatto da " + canaries(2)[1]]
pathlib.Path("casi.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape") + b"\n")
pathlib.Path("senza.csv").write_bytes("\n".join(lines[3:40]).encode("utf-8", "surrogateescape") + b"\n")

MAPPING = {
    "pdz_mapping": 1, "source": "casi", "files": ["casi.csv", "senza.csv", "-"], "id": "{Prot}/{CF}",
    "columns": {"nascita": {"header": "Nascita", "personal": True}, "tel": {"header": "Telefono", "personal": True}},
    "skip": [{"why": "senza telefono", "when": {"column": "tel", "filled": False}}],
    "records": [
        {"event": {"from": "{Evento}", "values": {"Accesso": "accesso"}}, "date": "{Data}", "due": "{Prevista}", "case": "{CF}",
         "category": {"from": "{Tipo}", "values": {"Anziani": "anziani", "Minori": "minori"}}, "area": "{Comune}", "quantity": "{Ore}", "note": "{Nota}"},
        {"event": "visita", "date": "{Data}", "case": "{Cognome} {Nome}", "area": "{Comune}", "when": "nascita"}]}
PLAN = {
    "pdz_plan": 1, "id": "canarini", "name": "P", "period": {"from": "2025-01-01", "to": "2025-12-31"},
    "areas": {"code": "tutto", "name": "Tutto", "areas": [{"code": "viadana", "name": "Viadana"}]},
    "events": {"accesso": {"name": "Accesso"}, "visita": {"name": "Visita"}},
    "objectives": [{"code": "1", "name": "O", "indicators": [
        {"code": "1.1", "level": "process", "name": "Persone", "kind": "count", "event": ["accesso", "visita"], "count": "cases"},
        {"code": "1.2", "level": "process", "name": "Ore", "kind": "count", "event": "accesso"}]}]}
pathlib.Path("m.json").write_text(json.dumps(MAPPING))
pathlib.Path("p.json").write_text(json.dumps(PLAN))

NEEDLES = [c.lower() for c in CODES] + [n.lower() for n in NAMES]
def look(where, data, needles=NEEDLES):
    text = data.decode("utf-8", "replace").lower()
    squeezed = re.sub(r"[^0-9a-z]", "", text)
    for needle in needles:
        if needle in (squeezed if re.search("[0-9]", needle) else text):
            at = text.find(needle)
            print(f"FOUND {needle} in {where}: ...{text[max(0, at - 60):at + 40]!r}")

def run(*arguments, stdin=None, needles=NEEDLES):
    done = subprocess.run(arguments, capture_output=True, input=stdin, env={**os.environ, "LC_ALL": "C"})
    look(" ".join(arguments), done.stdout, needles)
    look("messages of " + " ".join(arguments), done.stderr, needles)
    runs.append(done.returncode)
    if done.returncode < 0 or done.returncode > 4:
        print("died:", arguments, done.stderr)
    return done

def files(*names, needles=NEEDLES):
    for name in names:
        path = pathlib.Path(name)
        if not path.exists():
            continue
        look(name, path.read_bytes(), needles)
        if path.stat().st_mode & 0o077:
            print(name, "can be read by others")
        path.unlink()

os.umask(0)
runs = []
raw = pathlib.Path("casi.csv").read_bytes()
run("pdz-ingest", "--make-key", "chiave")
key = ["--key-file", "chiave"]
# without a plan an area passes as it stands: nobody can tell that it is a name
without = raw.decode("utf-8", "surrogateescape").splitlines(keepends=True)
without = [line for line in without if not (len(line.split(";")) > 10 and line.split(";")[10] not in ("Viadana", "Comune"))]
for plan in (["-p", "p.json"], ["--project", "x"]):
    if plan[0] == "--project":
        raw = "".join(without).encode("utf-8", "surrogateescape")
        pathlib.Path("casi.csv").write_bytes(raw)
    for log in ([], ["--json-log"], ["-q"]):
        for more in ([], ["--rejects", "r.csv"], ["--rejects", "r.csv", "--quality", "q.json"], ["--max-rejects", "1"]):
            run("pdz-ingest", *key, *plan, *log, *more, "-m", "m.json", "-o", "o.csv", "casi.csv")
            files("q.json", "o.csv")
            if pathlib.Path("r.csv").exists():
                run("pdz-ingest", *key, *plan, *log, "-m", "m.json", "-o", "o.csv", "--rejects", "r2.csv", "r.csv")
            files("r.csv", "r2.csv", "o.csv")
    run("pdz-ingest", *key, *plan, "-m", "m.json", "--preview", "400", "casi.csv")
    run("pdz-ingest", *key, *plan, "-m", "m.json", "--rejects", "-", "-o", "o.csv", "-", stdin=raw)
    run("pdz-ingest", *key, *plan, "-m", "m.json", "senza.csv", needles=NEEDLES[:len(CODES)])  # the header it lacks
run("pdz-ingest", "-m", "m.json", "casi.csv")
run("pdz-ingest", "casi.csv", needles=NEEDLES[:len(CODES)])  # canonical names enough: no mapping, no mask
run("pdz-ingest", "--propose", "casi.csv")
run("pdz-ingest", "-p", "p.json", "--propose", "casi.csv")

# told to show everything: still no tax code but in the rows themselves
codes = NEEDLES[:len(CODES)]
run("pdz-ingest", *key, "--project", "x", "--no-mask", "-m", "m.json", "-o", "o.csv", "--quality", "q.json", "casi.csv", needles=codes)
files("q.json", needles=codes)

# and on: figures, explanations, reports
run("pdz-ingest", *key, "-p", "p.json", "-m", "m.json", "-o", "records.csv", "casi.csv")
for more in (["-f", "json"], ["-f", "csv"], ["--explain", "1.1"], ["--explain", "1.1", "-f", "json"]):
    done = run("pdz-indicators", "-p", "p.json", "--as-of", "2025-06-30", "--by", "plan,month,area,category", *more, "records.csv")
    if more == ["-f", "json"]:
        pathlib.Path("results.json").write_bytes(done.stdout)
for form in ("text", "csv", "markdown", "html"):
    run("pdz-report", "-f", form, "results.json")
run("pdz-report", "-o", "r.xlsx", "results.json")
subprocess.run(["python3", "-m", "zipfile", "-e", "r.xlsx", "x"], check=True)
for path in pathlib.Path("x").rglob("*"):
    if path.is_file():
        look(str(path), path.read_bytes())

# raw files where they do not belong
for arguments in (["pdz-indicators", "-p", "p.json", "senza.csv"], ["pdz-indicators", "-p", "senza.csv", "--check"], ["pdz-report", "senza.csv"],
                  ["pdz-ingest", "-m", "senza.csv", "casi.csv"], ["pdz-ingest", *key, "-p", "senza.csv", "casi.csv"],
                  ["pdz-ingest", "--key-file", "senza.csv", "--project", "x", "casi.csv"], ["pdz-ingest", "--propose", "senza.csv"]):
    run(*arguments, needles=codes)
print(len(runs), "runs, with statuses", sorted(set(runs)))
