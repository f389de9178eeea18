# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole plan of the Oglio Po: what 27 municipalities, co-operatives and health districts send, with its flaws and its gaps."""
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import chance as lots
from chance import Draw, italian as it, number, short as it_short

EXAMPLE = "oglio-po-2025-2027"
START, END = date(2024, 1, 1), date(2027, 6, 30)  # what has happened by END is in the files
YEARS = (2024, 2025, 2026, 2027)
CASALASCO, VIADANESE = "Casalasco", "Viadanese"
SUBS = (CASALASCO, VIADANESE)

lot = Draw(EXAMPLE)  # files() begins its sequence anew for each file
chance, between, pick, draw, wait = lot.chance, lot.between, lot.pick, lot.weighted, lot.days

HOLIDAYS = {(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)}
EASTER_MONDAYS = {date(2024, 4, 1), date(2025, 4, 21), date(2026, 4, 6), date(2027, 3, 29)}


def working(day):
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS or day in EASTER_MONDAYS:
        day += timedelta(1)
    return day


def after(day, days):
    """So many days later, on a working day; None once it is beyond END."""
    day = day and working(day + timedelta(days))
    return day if day and day <= END else None


def months(first=START, last=END):
    return ((day.year, day.month) for day in lots.months(first, last))


def day_in(y, m):
    return working(date(y, m, between(1, 26)))


def excel(day):
    return str((day - date(1899, 12, 30)).days) if day else ""


# ---------------------------------------------------------------- territory

def municipalities():
    tree = json.loads((Path(__file__).resolve().parents[1] / EXAMPLE / "plan.json").read_text(encoding="utf-8"))["areas"]
    return {sub["name"]: {a["name"]: a["population"]["2024"] for a in sub["areas"]} for sub in tree["areas"]}


TOWNS = municipalities()
OTHER_SPELLINGS = {
    "Casalmaggiore": ["CASALMAGGIORE", "C.Maggiore"], "Piadena Drizzona": ["Piadena"], "Viadana": ["viadana ", "Viadana (MN)"],
    "San Martino dall'Argine": ["S. Martino d/Argine", "San Martino dall’Argine"], "Cingia de' Botti": ["Cingia de Botti"],
    "Rivarolo Mantovano": ["Rivarolo Mn"], "San Giovanni in Croce": ["S. Giovanni in Croce"], "Martignana di Po": ["Martignana"],
}
MISSPELT = {"Casalmaggiore": "Casalmagiore", "Viadana": "Viadanna", "Sabbioneta": "Sabioneta", "Gussola": "Gusola", "Bozzolo": "Bozolo"}


def town(sub=None):
    return draw(TOWNS[sub or draw({CASALASCO: 44, VIADANESE: 56})])


# ---------------------------------------------------------------- flaws

def spoil(rows, dates=(), area=None, numbers=(), filled=None, only=lambda row: True):
    """Real files are never clean: change a few cells, repeat and correct a few rows."""
    extra = []
    for row in filter(only, list(rows)):
        original = list(row)
        if area is not None and chance(0.03):
            row[area] = pick(OTHER_SPELLINGS.get(row[area].strip(), [row[area].upper(), row[area] + " "]))
        elif area is not None and chance(0.004):
            row[area] = MISSPELT.get(row[area], row[area][1:])
        for i in dates:
            if row[i] and chance(0.004):
                row[i] = "31/02/" + row[i][-4:] if "/" in row[i] else "31/02/2025"
            elif row[i].count("/") == 2 and chance(0.02):
                row[i] = row[i][:6] + row[i][-2:]
            elif row[i] and chance(0.01):
                row[i] = " " + row[i] + "  "
            elif not row[i] and chance(0.01):
                row[i] = pick(["n.d.", "-", "N/A"])
        for i in numbers:
            if row[i] and chance(0.004):
                row[i] = pick(["due", "circa 10", "vedi nota"])
        if chance(0.006):
            extra.append((between(5, 60), original))  # the same row sent twice
        elif filled and chance(0.008):
            extra.append((between(20, 90), filled(list(original))))  # the same id, corrected later
    for distance, row in extra:
        at = next((i for i, r in enumerate(rows) if r[0] == row[0]), len(rows))
        rows.insert(min(len(rows), at + distance), row)
    return rows


# ---------------------------------------------------------------- files

def cell(text, delimiter):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in (delimiter, "\n", "\r")) else text


def write(folder, name, header, rows, delimiter=";", encoding="utf-8", eol="\r\n", above=(), below=(), blank_columns=0):
    tail = delimiter * blank_columns
    lines = [*above, *(delimiter.join(cell(str(c), delimiter) for c in row) + tail for row in [header, *rows]), *below]
    folder[name] = (eol.join(lines) + eol).encode(encoding)


# ---------------------------------------------------------------- cases: adults, the old, people with disability

TYPES = {"Anziani": 45, "Disabilità": 30, "Adulti": 25}
AGES = {"Anziani": ["65-74", "75+", "75+"], "Disabilità": ["0-17", "18-64", "18-64"], "Adulti": ["18-64"]}


def cases(sub, prefix):
    """One dict per case, each date following from the one before."""
    for y, m in months():
        year = y - 2024
        for _ in range(between(10, 14) + (3 if sub == VIADANESE else 0) + year):
            kind, first = draw(TYPES), day_in(y, m)
            complex_case = chance(0.34)
            assessed = after(first, wait(24)) if chance(0.72) else None
            taken = after(assessed, wait(16)) if chance(0.82) else None
            project = after(taken, wait(28)) if chance(0.62 + 0.05 * year) else None
            team = after(first, wait(30)) if taken and chance((0.42 if kind == "Disabilità" else 0.16) + 0.04 * year) else None
            yield {
                "id": f"{prefix}{y % 100}", "town": town(sub), "kind": kind, "sex": "F" if chance(0.58) else "M", "age": pick(AGES[kind]),
                "complex": complex_case, "reported": first, "pua": after(first, between(0, 9)) if chance(0.55 + 0.05 * year) else None,
                "assessed": assessed, "all_there": bool(assessed) and chance(0.3 + 0.07 * year), "team": team, "taken": taken,
                "project": project, "review": after(project, wait(80, 0.3)) if chance(0.66) else None,
                "discharge": after(first, wait(6)) if kind == "Anziani" and chance(0.24) else None,
            }


def yes(flag):
    return pick(["SI", "SI", "SI", "sì", "S"]) if flag else pick(["NO", "NO", "no", ""])


def case_files(folder):
    rows = []
    for n, c in enumerate(cases(CASALASCO, "CAS-"), 1):
        kind = {"Anziani": pick(["Anziani", "ANZIANI"]), "Disabilità": pick(["Disabilità", "Disabili", "disabilita'"]), "Adulti": "Adulti fragili"}[c["kind"]]
        note = draw({"": 12, "segnalato dal MMG": 1, "dimissione da ospedale; vedi cartella": 1, "famiglia già nota": 1})
        rows.append([f"{c['id']}-{n:04d}", c["town"], kind, c["sex"], c["age"], it(c["reported"]), it(c["pua"]), it(c["assessed"]),
                     yes(c["all_there"]), it(c["team"]), it(c["taken"]), yes(c["complex"]), it(c["project"]), it(c["review"]),
                     it(c["discharge"]), note])
    dates = (5, 6, 7, 9, 10, 12, 13, 14)
    spoil(rows, dates, area=1, filled=lambda r: r[:11] + ["SI"] + r[12:15] + ["rettificato"])
    rows.insert(len(rows) // 3, [""] * 16)
    header = ["Codice caso", "Comune di residenza", "Tipologia utente", "Sesso", "Fascia d'età", "Data segnalazione", "Accesso PUA",
              "Data valutazione", "Tutte le professionalità", "Attivazione EEMM", "Data presa in carico", "Caso complesso",
              "Progetto individualizzato", "Data monitoraggio", "Progetto dimissione protetta", "Note"]
    write(folder, "casi_casalasco.csv", header, rows, encoding="cp1252", blank_columns=3)

    rows = []
    for n, c in enumerate(cases(VIADANESE, "V/"), 1):
        kind = {"Anziani": "AN", "Disabilità": "DIS", "Adulti": "AD"}[c["kind"]]
        age = "75 e oltre" if c["age"] == "75+" else c["age"]
        rows.append([f"{c['id']}/{n:04d}", it(c["reported"]), c["town"].upper(), kind, yes(c["complex"]), it(c["pua"]), it(c["assessed"]),
                     "X" if c["all_there"] else "", it(c["team"]), it(c["taken"]), it(c["project"]), it(c["review"]), it(c["discharge"]),
                     age, c["sex"], draw({"": 20, "attesa documentazione ISEE": 1, "trasferito da altro ambito": 1})])
    dates = (1, 5, 6, 8, 9, 10, 11, 12)
    spoil(rows, dates, area=2, filled=lambda r: r[:4] + ["SI"] + r[5:15] + ["corretto dopo verifica"])
    rows[200][15] = 'chiamare dopo le 12" al numero del servizio'  # the one stray quote
    header = ["ID caso", "Segnalato il", "COMUNE", "Tipologia", "Compl. (SI/NO)", "PUA il", "Valutato il", "Équipe completa", "EEMM dal",
              "Preso in carico il", "P.I. il", "Verifica il", "Dim. protetta il", "Età", "Sesso", "Osservazioni"]
    write(folder, "casi_viadanese.csv", header, rows, encoding="cp1252", below=["", f"TOTALE;{len(rows)} righe" + ";" * 14])


def home_care_file(folder):
    """Home care (SAD): '|' and 31-dic-25, an X for each year the case was followed."""
    rows, n = [], 0
    for y, m in months(date(2022, 1, 1)):
        for _ in range(between(4, 7)):
            n += 1
            begin = day_in(y, m)
            end = begin + timedelta(wait(420, 0.7) + 20)
            trial = day_in(max(y, 2025), between(3, 12)) if y >= 2024 and chance(0.1 + 0.07 * (y - 2023)) else None
            trial = trial if trial and begin <= trial <= min(end, END) else None
            asked = after(begin, wait(60)) if y >= 2024 and chance(0.2) else None
            shared = after(begin, wait(50)) if y >= 2023 and chance(0.3) else None
            flexible = after(trial or begin, wait(30)) if y >= 2024 and chance(0.8 if trial else 0.2) else None
            rows.append([f"SAD{n:04d}", town(), "F" if chance(0.66) else "M", pick(["65-74", "75+", "75+", "75+"]), it_short(begin), it_short(trial),
                         it_short(flexible), it_short(shared), it_short(asked), it_short(after(asked, wait(20))) if chance(0.72) else "",
                         it_short(end) if end <= END else ""]
                        + ["X" if begin.year <= year <= end.year else "" for year in YEARS])
    spoil(rows, (6, 7, 8, 9), area=1)
    header = ["Codice utente", "Comune", "Sesso", "Fascia età", "Attivazione SAD", "Inizio sperimentazione", "Progetto flessibile dal",
              "Progetto condiviso ADI dal", "Segnalazione C-Dom", "Presa in carico C-Dom", "Cessazione"] + [f"in carico {y}" for y in YEARS]
    write(folder, "sad.csv", header, rows, delimiter="|", encoding="iso-8859-1", eol="\n")


def minors_file(folder):
    rows, n = [], 0
    for y, m in months():
        year = y - 2024
        for _ in range(between(9, 14)):
            n += 1
            court_like = chance(0.4)
            first = day_in(y, m)
            taken = after(first, wait((16 if court_like else 52) - 3 * year)) if chance(0.88) else None
            parents = after(taken, wait(40)) if chance(0.26 + 0.04 * year) else None
            court = after(taken, wait(50)) if chance((0.38 if court_like else 0.06) - 0.015 * year) else None
            placed = draw({"affido": 4 + year, "comunità": 5}) if court and chance(0.5) else ""
            rows.append([f"MF-{y}-{n:04d}", town(), pick(["Tutela", "T"]) if court_like else pick(["Preventiva", "P"]), pick(["0-5", "6-10", "11-13", "14-17"]),
                         "F" if chance(0.48) else "M", it(first), it(taken), it(parents), it(court), placed and pick([placed, placed.capitalize()]),
                         it(after(court, wait(35))) if placed else ""])
            if not rows[-1][10]:
                rows[-1][9] = ""
    spoil(rows, (5, 6, 7, 8, 10), area=1, filled=lambda r: r[:4] + [{"F": "M", "M": "F"}[r[4]]] + r[5:])
    header = ["Codice", "Comune", "Tipo", "Età", "Sesso", "Segnalazione", "Presa in carico", "Progetto genitorialità", "Segnalazione TM",
              "Collocamento", "Data collocamento"]
    write(folder, "minori_famiglie.csv", header, rows, eol="\n")


def etim_file(folder):
    """Excel's "Unicode text": tabs, UTF-16LE with a byte order mark."""
    rows = []
    starts = [(2024, 2), (2024, 9), (2025, 1), (2025, 3), (2025, 5), (2025, 9), (2026, 1), (2026, 3), (2026, 6), (2026, 10), (2027, 1), (2027, 2), (2027, 5)]
    for n, (y, m) in enumerate(starts, 1):
        begin = day_in(y, m)
        due = begin + timedelta(pick([45, 60, 60, 90]))
        rows.append([f"ETIM {n:02d}", pick(SUBS), it(begin), it(due), it(after(begin, wait((due - begin).days * 1.1, 0.3))),
                     pick(["CPS, Tutela minori, Consultorio", "SERT, Tutela minori", "NPI, Tutela minori, scuola"])])
    header = ["Codice ETIM", "Sub-ambito", "Avvio costruzione", "Termine previsto", "Costruita il", "Servizi coinvolti"]
    write(folder, "etim.tsv", header, rows, delimiter="\t", encoding="utf-16-le", above=["\ufeffETIM costruite - aggiornamento al 30/06/2027"])


def foster_file(folder):
    """One column per quarter's end: the date is in the header."""
    ends = [date(y, m, 31 if m in (3, 12) else 30) for y in YEARS for m in (3, 6, 9, 12) if date(y, m, 28) <= END]
    rows = []
    for sub in SUBS:
        for name, people in TOWNS[sub].items():
            families = round(people / 4800 + 0.1)
            row = [name]
            for _ in ends:
                families = max(0, families + draw({-1: 4, 0: 80, 1: 3 + people / 3000}))
                row.append(str(families) if not chance(0.02) else pick(["n.d.", ""]))
            if name != "Commessaggio":  # has never sent its own
                rows.append(row)
    total = ["TOTALE AMBITO"] + [str(sum(int(r[i + 1]) for r in rows if r[i + 1].isdigit())) for i in range(len(ends))]
    write(folder, "affidi.csv", ["Comune"] + [f"al {it(e)}" for e in ends], rows + [total], encoding="cp1252",
          above=["Elenco famiglie affidatarie: consistenza a fine trimestre", ""])


# ---------------------------------------------------------------- desks, surveys, enrolments, training

DESKS = {"Casalmaggiore": ("Centro famiglie Casalmaggiore", CASALASCO, 9), "Viadana": ("Centro famiglie Viadana", VIADANESE, 11),
         "Piadena Drizzona": ("Sportello Piadena", CASALASCO, 4), "Bozzolo": ("Sportello Bozzolo", VIADANESE, 4)}
SENT = {"Piadena Drizzona": (("2024-01", "2027-04"), ("2027-05", "2027-05"), ("2027-06", "2027-06")),  # closed in May: nothing but a header
        "Bozzolo": (("2024-01", "2027-03"), ("2027-06", "2027-06"))}  # April and May never came


def desk_files(folder):
    """Visits to the family centres, as each municipality sends them, and to the Centre for independent living; Excel day numbers."""
    rows, n = [], 0
    reasons = {"informazioni": 5, "sostegno educativo": 3, "mediazione familiare": 1, "conciliazione tempi": 2}
    for y, m in months():
        month = f"{y}-{m:02}"
        for _ in range(round((27 + 3 * (y - 2024)) * (0.4 if m == 8 else 1))):
            n += 1
            where = draw({name: weight for name, (_, _, weight) in DESKS.items()})
            desk, sub, _ = DESKS[where]
            rows.append([f"A{n:05d}", excel(day_in(y, m)), desk, town(sub), draw(reasons), f"F{between(1, 900):04d}", "SI" if chance(0.8) else "NO", "", "", where, month])
        for _ in range(0 if month < "2025-09" else between(5, 11)):
            n += 1
            day = day_in(y, m)
            taken = after(day, wait(25)) if chance(0.5) else None
            reason = draw({"progetto di vita": 4, "ausili e casa": 2, "lavoro": 3, "tempo libero": 1, "": 1 if y > 2025 else 6})
            rows.append([f"A{n:05d}", excel(day), "CVI", town(), reason, f"P{between(1, 400):04d}", "SI", excel(taken), "", "", month])
    spoil(rows, area=3)
    for i in range(150, len(rows), 400):
        rows[i][1] = pick(["ieri", "31/02/2025"])
    header = ["N.", "Data", "Sportello", "Comune", "Motivo", "Codice utente", "Spontaneo", "Presa in carico il", "Firma"]
    write(folder, "accessi_cvi.csv", header, [r[:9] for r in rows if r[2] == "CVI"], encoding="cp1252")
    for where in DESKS:
        for first, last in SENT.get(where, (("2024-01", "2027-06"),)):
            mine = [r[:9] for r in rows if r[9] == where and first <= r[10] <= last and (where, r[10]) != ("Piadena Drizzona", "2027-05")]
            write(folder, f"sportello_{where.split()[0].lower()}_dal_{first}_al_{last}.csv", header, mine, encoding="cp1252")


def survey_file(folder):
    rows, n = [], 0
    for y, m in months():
        if m == 8:
            continue
        for _ in range(between(5, 10)):
            n += 1
            mood = 3.55 + 0.1 * (y - 2024) + 0.9 * (lot.random() - 0.5)
            scores = [str(min(5, max(1, round(mood + 1.6 * (lot.random() - 0.5))))) if chance(0.96) else "NR" for _ in range(4)]
            if chance(0.006):
                scores[3] = "55"  # typed twice
            rows.append([f"Q{n:04d}", str(day_in(y, m)), pick(["Casalmaggiore", "Viadana", "Viadana", "Piadena Drizzona", "Bozzolo"]), *scores,
                         draw({"": 15, "tutto bene, grazie": 1, "orari scomodi, troppa attesa": 1, "più attività\nper i piccoli": 1})])
    spoil(rows)
    rows = [r for r in rows if r[1][:4] != "2026"]  # the co-operative changed: nobody asked
    header = ["id", "data", "centro", "punteggio accoglienza", "punteggio informazioni", "punteggio utilità", "punteggio complessivo", "commento"]
    write(folder, "questionari_centri_famiglie.csv", header, rows, delimiter=",", eol="\n")


def enrolment_file(folder):
    rows, n = [], 0
    young = {"laboratorio teatrale": 3, "centro estivo": 5, "sport per tutti": 4, "laboratorio musicale": 2}
    old = {"gruppo di cammino": 5, "memoria attiva": 3, "orto sociale": 2, "alfabetizzazione digitale": 3}
    for y, m in months():
        for action, activities, each, ages, pool in (("4.5", young, 15 if m in (6, 7) else 6, ["6-10", "11-13", "14-17"], 520),
                                                     ("3.8", old, 0 if m in (7, 8) else 8, ["65-74", "65-74", "75+"], 330)):
            for _ in range(between(each, each + 5) if each else 0):
                n += 1
                who = between(1, pool * (y - 2023) // 4)
                rows.append([str(n), it(day_in(y, m)), draw(activities), action, pick(list(TOWNS[CASALASCO]) + list(TOWNS[VIADANESE])),
                             f"{'M' if action == '4.5' else 'S'}{who:04d}", ages[who % 3], pick(["", "", "servizio sociale", "scuola"])])
    spoil(rows, (1,), area=4)
    header = ["Iscrizione n.", "Data", "Attività", "Azione", "Comune", "Codice partecipante", "Fascia", "Inviato da"]
    write(folder, "iscrizioni_attivita.csv", header, rows, below=["", "(*) i codici sono attribuiti dalla cooperativa"])


def training_file(folder):
    rows, n = [], 0
    for y, m in months():
        for kind, pool, each in (("ASA", 40, 2), ("OSS", 62, 3), ("Assistente familiare", 90, 3)):
            for _ in range(between(0, each + (1 if y > 2024 else 0)) if m not in (7, 8, 12) else 0):
                n += 1
                who = between(1, pool)
                rows.append([f"{n:04d}", it(day_in(y, m)), f"{'AF' if kind[0:2] == 'As' else kind}{who:03d}", kind,
                             number(pick([2, 3, 3.5, 4, 7.5]), 1), town(), yes(chance(0.7))])
    spoil(rows, (1,), area=5)
    header = ["Rif.", "Data", "Codice partecipante", "Qualifica", "Ore", "Comune", "Attestato"]
    write(folder, "formazione_operatori.csv", header, rows, encoding="cp1252", blank_columns=1)


def professions_file(folder):
    professions = ["Assistente sociale", "Educatore professionale", "Psicologo", "Medico", "Infermiere", "Fisioterapista", "OSS", "Neuropsichiatra infantile",
                   "Logopedista", "Mediatore culturale", "Amministrativo", "Pedagogista", "Terapista occupazionale", "Tecnico dell'inserimento lavorativo"]
    rows = []
    for y in YEARS:
        day = date(y, 12, 31) if y < 2027 else END
        for sub in SUBS:
            for i, name in enumerate(professions):
                if i > 10 and chance(0.3):
                    continue
                in_teams = chance((0.95 if i < 5 else 0.2) + 0.08 * (y - 2024))
                rows.append([it(day), sub, name, str(between(1, 9)), str(between(1, 3)) if in_teams else ""])
    write(folder, "professionisti.csv", ["Rilevazione al", "Sub-ambito", "Professione", "Nei servizi", "Nelle EEMM"], rows, encoding="cp1252")


# ---------------------------------------------------------------- meetings and training

PRESENT = ("Servizio sociale", "ASST", "Scuola", "ETS", "Altri")


def meetings_file(folder):
    """Planned and held; participants expected and present, by type."""
    # what, action, meetings a year and sub-area by year, area, share held, participants expected by type
    plan = [
        ("Incontro EEMM", "1.3", (10, 12, 12, 12), SUBS, 0.9, None),
        ("Équipe PUA", "3.1", (18, 22, 24, 24), SUBS, 0.9, (3, 2, 0, 0, 0)),
        ("Coordinamento rete CpF", "4.3", (2, 4, 4, 4), ("Ambito",), 0.92, None),
        ("Formazione", "2.1", (0, 4, 5, 4), ("Ambito",), 0.8, (8, 4, 4, 6, 0)),
        ("Formazione", "2.2", (1, 3, 4, 4), ("Ambito",), 0.85, None),
        ("Formazione", "3.4", (2, 4, 4, 4), SUBS, 0.85, None),
        ("Formazione", "3.6", (1, 3, 4, 4), SUBS, 0.7, None),
        ("Formazione", "4.1", (1, 3, 4, 4), ("Ambito",), 0.85, None),
        ("Tutoraggio", "3.4", (2, 6, 6, 6), SUBS, 0.8, None),
        ("Tutoraggio", "3.6", (1, 5, 6, 6), SUBS, 0.65, None),
        ("Gruppo di lavoro", "2.3", (2, 6, 6, 4), SUBS, 0.85, (3, 2, 4, 0, 0)),
        ("Gruppo di lavoro", "2.4", (2, 5, 6, 6), ("Ambito",), 0.75, (2, 0, 3, 4, 3)),
        ("Laboratorio", "2.4", (0, 3, 4, 4), SUBS, 0.8, (1, 0, 6, 3, 0)),
        ("Gruppo di lavoro", "3.7", (0, 4, 4, 2), ("Ambito",), 0.7, None),
        ("Gruppo di lavoro", "4.1", (2, 4, 4, 4), SUBS, 0.85, None),
        ("Laboratorio", "4.6", (0, 3, 4, 4), SUBS, 0.6, None),
    ]
    rows = []
    for what, action, per_year, areas, held_share, expected in plan:
        for y, count in zip(YEARS, per_year):
            for area in areas:
                for i in range(count):
                    due = day_in(y, 1 + i * 12 // count)
                    held = after(due, draw({0: 6, 1: 2, 7: 2, 14: 1})) if chance(held_share) else None
                    state = "Realizzato" if held else "Previsto" if due > END else draw({"Annullato": 3, "Rinviato": 2})
                    people = []
                    for seats in expected or (0,) * 5:
                        present = min(seats + 1, max(0, round(seats * (0.6 + 0.5 * lot.random()))))
                        people += [str(seats) if seats else "", str(present) if seats and held else ""]
                    rows.append([due, what, action, area, it(due), it(held), state if not chance(0.05) else state.upper(),
                                 number(pick([1.5, 2, 2, 3]), 1) if held else "", *people,
                                 draw({"": 14, "verbale agli atti": 3, "ordine del giorno:\n1) casi nuovi\n2) varie": 1, 'sede: sala "Pace"; online': 1})])

    def often(row):
        return row[1] == "Incontro EEMM"
    rows.sort(key=lambda r: r[0])
    rows = [[f"R/{n:04d}", *r[1:]] for n, r in enumerate(rows, 1)]
    for row in rows:
        if often(row) and row[6] == "Realizzato" and chance(0.03):
            row[5] = ""  # held, nobody knows when
    spoil(rows, (4, 5), numbers=(8, 9), filled=lambda r: r[:7] + ["2,5"] + r[8:], only=often)
    header = ["Prot.", "Tipo", "Azione", "Territorio", "Data prevista", "Data svolgimento", "Stato", "Ore"]
    for kind in PRESENT:
        header += [f"Previsti: {kind}", f"Presenti: {kind}"]
    write(folder, "registro_incontri.csv", header + ["Note"], rows, above=["\ufeffREGISTRO INCONTRI E FORMAZIONE", "Ufficio di Piano, al 30/06/2027"])


# ---------------------------------------------------------------- acts: typed by hand, as in the office

CR, MN = "ASST di Cremona", "ASST di Mantova"
ACTS = [  # action, what, with whom or what type, territory, begun, due, done, act
    ("1.1", "Protocollo PUA/UVM: redazione", CR, CASALASCO, "03/02/2025", "30/06/2025", "11/07/2025", "Verbale n. 14/2025"),
    ("1.1", "Protocollo PUA/UVM: redazione", MN, VIADANESE, "03/02/2025", "30/06/2025", "27/06/2025", "Verbale n. 12/2025"),
    ("1.1", "Protocollo PUA/UVM: approvazione", CR, CASALASCO, "14/07/2025", "30/09/2025", "22/10/2025", "Delibera n. 87/2025"),
    ("1.1", "Protocollo PUA/UVM: approvazione", MN, VIADANESE, "01/07/2025", "30/09/2025", "18/09/2025", "Delibera n. 71/2025"),
    ("1.1", "Protocollo PUA/UVM: attivazione", CR, CASALASCO, "", "31/12/2025", "02/02/2026", "Nota prot. 412/2026"),
    ("1.1", "Protocollo PUA/UVM: attivazione", MN, VIADANESE, "", "31/12/2025", "15/12/2025", "Nota prot. 3981/2025"),
    ("1.2", "Programmazione condivisa", "ATS, ASST, ETS", "Ambito", "10/03/2025", "31/10/2025", "19/11/2025", "Assemblea dei sindaci n. 9/2025"),
    ("1.2", "Programmazione condivisa", "ATS, ASST, ETS", "Ambito", "12/01/2026", "31/10/2026", "29/10/2026", "Assemblea dei sindaci n. 7/2026"),
    ("1.4", "Strumento di valutazione", "scheda di accesso", "Ambito", "", "30/06/2025", "04/07/2025", "Determina n. 55/2025"),
    ("1.4", "Strumento di valutazione", "scheda multidimensionale", "Ambito", "", "31/12/2025", "16/02/2026", "Determina n. 11/2026"),
    ("1.4", "Strumento di valutazione", "progetto individualizzato", "Ambito", "", "30/06/2026", "08/07/2026", "Determina n. 60/2026"),
    ("1.4", "Strumento di valutazione", "scheda di monitoraggio", "Ambito", "", "31/12/2026", "22/12/2026", "Determina n. 118/2026"),
    ("1.4", "Strumento di valutazione", "scala dei carichi di cura", "Ambito", "", "31/05/2027", "", ""),
    ("1.4", "Sperimentazione strumenti", "scheda di accesso", CASALASCO, "01/09/2025", "28/02/2026", "27/03/2026", "Relazione 2/2026"),
    ("1.4", "Sperimentazione strumenti", "scheda di accesso", VIADANESE, "01/09/2025", "28/02/2026", "20/02/2026", "Relazione 1/2026"),
    ("1.4", "Sperimentazione strumenti", "scheda multidimensionale", "Ambito", "01/04/2026", "30/09/2026", "30/11/2026", "Relazione 9/2026"),
    ("1.5", "Avvio percorso", "coprogrammazione", "Ambito", "", "", "15/05/2024", "Avviso n. 3/2024"),
    ("1.5", "Avvio percorso", "coprogettazione", CASALASCO, "", "", "09/10/2024", "Avviso n. 6/2024"),
    ("1.5", "Avvio percorso", "coprogettazione", VIADANESE, "", "31/03/2025", "14/04/2025", "Avviso n. 2/2025"),
    ("1.5", "Avvio percorso", "coprogrammazione", "Ambito", "", "30/09/2025", "26/09/2025", "Avviso n. 5/2025"),
    ("1.5", "Avvio percorso", "coprogettazione", CASALASCO, "", "31/03/2026", "20/03/2026", "Avviso n. 1/2026"),
    ("1.5", "Avvio percorso", "coprogettazione", "Ambito", "", "30/06/2026", "02/07/2026", "Avviso n. 4/2026"),
    ("1.5", "Avvio percorso", "coprogrammazione", VIADANESE, "", "30/11/2026", "18/12/2026", "Avviso n. 8/2026"),
    ("1.5", "Avvio percorso", "coprogettazione", "Ambito", "", "30/04/2027", "05/05/2027", "Avviso n. 3/2027"),
    ("2.1", "Accordo CVI", "ASST", "Ambito", "", "31/03/2025", "15/04/2025", "Accordo rep. 21/2025"),
    ("2.1", "Accordo CVI", "ETS", "Ambito", "", "31/05/2025", "30/05/2025", "Accordo rep. 30/2025"),
    ("2.1", "Accordo CVI", "Ambito di Asola", "Ambito", "", "30/09/2025", "24/11/2025", "Accordo rep. 52/2025"),
    ("2.3", "Linee guida", "SAAP/SAES", "Ambito", "", "30/06/2026", "23/09/2026", "Delibera n. 64/2026"),
    ("3.1", "Linee operative équipe PUA", "", CASALASCO, "", "30/09/2025", "13/11/25", "Determina n. 97/2025"),
    ("3.1", "Linee operative équipe PUA", "", VIADANESE, "", "30/09/2025", "06/10/25", "Determina n. 90/2025"),
    ("3.2", "Strumenti sperimentazione SAD", "", CASALASCO, "", "30/04/2025", "30/04/2025", "Scheda tecnica 1"),
    ("3.2", "Strumenti sperimentazione SAD", "", VIADANESE, "", "30/04/2025", "28/05/2025", "Scheda tecnica 2"),
    ("3.3", "Protocollo dimissioni protette", CR, CASALASCO, "", "31/12/2025", "30/01/2026", "Protocollo rep. 4/2026"),
    ("3.3", "Protocollo dimissioni protette", MN, VIADANESE, "", "31/12/2026", "", ""),
    ("3.7", "Accordo assistenti familiari", "Sportello assistenti familiari", "Ambito", "", "30/06/2026", "25/06/2026", "Accordo rep. 18/2026"),
    ("3.7", "Accordo assistenti familiari", "CPI", "Ambito", "", "30/06/2026", "14/10/2026", "Accordo rep. 33/2026"),
    ("3.7", "Accordo assistenti familiari", "NIL/SIL", "Ambito", "", "31/12/2027", "", ""),
    ("4.1", "Protocollo ETIM", MN, "Ambito", "", "31/12/2025", "17/12/2025", "Delibera n. 102/2025"),
    ("4.3", "Accordo Centri per le famiglie", "", CASALASCO, "", "30/06/2025", "20/06/2025", "Accordo rep. 34/2025"),
    ("4.3", "Accordo Centri per le famiglie", "", VIADANESE, "", "30/06/2025", "09/09/2025", "Accordo rep. 47/2025"),
    ("4.4", "Linee operative affido", "", "Ambito", "", "31/12/2026", "31/02/2027", "Delibera n. 8/2027"),
    ("4.4", "Linee operative affido", "", "Ambito", "", "31/12/2026", "26/02/2027", "Delibera n. 8/2027"),
    ("4.6", "Lettura del bisogno condivisa", "rete cremonese", CASALASCO, "", "31/03/2027", "12/03/2027", "Protocollo rep. 9/2027"),
    ("4.6", "Lettura del bisogno condivisa", "rete mantovana", VIADANESE, "", "31/12/2027", "", ""),
]


def acts_file(folder):
    rows, n = [], 0
    for i, act in enumerate(ACTS):
        action, what, whom, area, begun, due, done, proof = act
        n += act[:6] + act[7:] != ACTS[i - 1][:6] + ACTS[i - 1][7:]  # the same act again: its date corrected
        rows.append([f"{n:03d}", action, what, whom, area, begun, due, done, "Fatto" if done else "Da fare", proof])
    rows += [rows[8], rows[20]]  # copied twice into the sheet
    header = ["N.", "Azione", "Atto", "Ente / tipologia", "Territorio", "Avvio", "Data prevista", "Data effettiva", "Stato", "Estremi"]
    write(folder, "atti_e_accordi.csv", header, rows, above=["\ufeffAtti e accordi del Piano di Zona", "aggiornato al 30/06/2027", ""],
          below=["", "Nota: le date previste sono quelle del cronoprogramma"])


# ---------------------------------------------------------------- the monitoring sheet

ELSEWHERE = "vedi gestionale"  # done is counted case by case in another file
SHEET = [  # action, what, type, planned by year in the whole area, share done (None: counted elsewhere; tuple: as given), decimals
    ("1.4", "Strumenti unitari condivisi in uso", "", (2, 3, 4, 5), (2, 3, 4, 4), 0),
    ("1.5", "Ore di coprogrammazione e coprogettazione", "", (80, 160, 180, 95), 0.92, 1),
    ("2.1", "Strumenti CVI", "scheda di accesso", (0, 1, 0, 0), 1.0, 0),
    ("2.1", "Strumenti CVI", "progetto di vita", (0, 1, 1, 0), 0.7, 0),
    ("2.1", "Strumenti CVI", "mappa delle opportunità", (0, 0, 2, 1), 1.0, 0),
    ("2.1", "Strumenti CVI", "comunicazione", (0, 2, 2, 1), 0.6, 0),
    ("3.2", "Casi nella sperimentazione SAD", "", (0, 9, 14, 10), None, 0),
    ("3.5", "Casi SAD e C-Dom", "", (5, 8, 10, 6), None, 0),
    ("3.8", "Iniziative invecchiamento attivo", "", (4, 10, 12, 7), 0.85, 0),
    ("3.8", "Partecipanti invecchiamento attivo", "", (60, 85, 100, 70), None, 0),
    ("4.3", "Servizi integrativi", "", (4, 8, 10, 10), 0.9, 0),
    ("4.3", "Partecipanti ai servizi integrativi", "", (1500, 2700, 3000, 1700), 0.85, 0),
    ("4.3", "Accessi spontanei agli sportelli", "", (250, 280, 310, 170), None, 0),
    ("4.4", "Eventi di sensibilizzazione affido", "", (2, 4, 5, 3), 0.75, 0),
    ("4.5", "Azioni contro la povertà educativa", "", (5, 12, 14, 7), 0.9, 0),
    ("4.5", "Partecipanti povertà educativa", "", (70, 115, 125, 80), None, 0),
    ("4.6", "Campagne contro la violenza di genere", "", (1, 2, 3, 2), 1.0, 0),
    ("4.6", "Enti nella rete antiviolenza", "", (6, 10, 12, 14), 0.75, 0),
]


def monitoring_file(folder):
    rows = []
    for action, what, kind, planned, share, decimals in SHEET:
        for area in ("Ambito",) if action in ("1.4", "2.1") else SUBS:
            row = [f"M{len(rows) + 1:02d}", action, what, kind, area]
            for i, p in enumerate(planned):
                p = {"Ambito": p, CASALASCO: p * 9 // 20, VIADANESE: p - p * 9 // 20}[area]
                done = ELSEWHERE if share is None else share[i] if isinstance(share, tuple) else p and p * (share + 0.3 * (lot.random() - 0.5))
                row += [number(p, decimals) if p else "", done if share is None and p else number(done, decimals) if p else ""]
            rows.append(row + [draw({"": 6, "dato provvisorio": 1, "fonte: cooperativa": 1})])
    rows[3][6] = "n.d."
    rows[-1][10] = "circa 9"
    rows.insert(9, [""] * 14)
    header = ["Codice", "Azione", "Che cosa si conta", "Tipologia", "Territorio"]
    for y in YEARS:
        header += [f"previsto {y}", f"realizzato {y}"]
    write(folder, "monitoraggio_azioni.csv", header + ["Note"], rows, encoding="utf-8",
          above=["\ufeffsep=;", "Piano di Zona 2025-2027 - Monitoraggio delle azioni;;;;", ";;;;"],
          below=["Totale righe;" + str(len(rows) - 1), "", "(*) i dati 2027 sono al 30 giugno", "(**) n.d. = non disponibile; in corso di raccolta"])


# ---------------------------------------------------------------- projects, judgements, money

def projects_file(folder):
    rows, n = [], 0
    kinds = [  # what, action, how many a half-year in 2024 and after, types
        ("Collaborazione ETS", "1.5", (6, 9), ["tavolo di lavoro", "gestione di servizi", "volontariato"]),
        ("Progetto condiviso", "2.4", (1, 3), ["tirocinio", "alternanza scuola lavoro", "inclusione attiva"]),
        ("Opportunità inclusione", "2.4", (2, 5), ["sport", "lavoro", "abitare", "tempo libero"]),
        ("Opportunità educativa", "4.5", (3, 5), ["laboratorio", "centro ricreativo", "evento sportivo"]),
    ]
    for y in YEARS:
        for half in (0, 6) if y < 2027 else (0,):
            for what, action, many, types in kinds:
                for _ in range(max(0, many[y > 2024] + between(-1, 1))):
                    n += 1
                    rows.append([f"PR{n:03d}", what, action, f"ETS {between(1, 12 + 4 * (y - 2024)):02d}", pick(types), pick([*SUBS, "Ambito"]),
                                 it(day_in(y, half + between(1, 6))), pick(["", "in corso", "concluso"])])
    spoil(rows, (6,))
    write(folder, "progetti_e_opportunita.csv", ["Codice", "Che cosa", "Azione", "Ente", "Tipo", "Territorio", "Avviato il", "Esito"], rows, encoding="cp1252")


def judgement_file(folder):
    rows = [
        ["V1", "4.5", "Progettazione partecipata", "Casalasco", "15/12/2025", "", "Consultazione", "Verbale tavolo minori 15/12/2025"],
        ["V2", "4.5", "Progettazione partecipata", "Viadanese", "16/12/2025", "", "solo informazione", "Verbale tavolo minori 16/12/2025"],
        ["V3", "4.5", "Progettazione partecipata", "Ambito", "14/12/2026", "", "Progettazione comune", "Relazione annuale 2026"],
        ["V4", "4.5", "Progettazione partecipata", "Ambito", "", "15/12/2027", "", ""],
        ["V5", "4.6", "Omogeneità delle prassi", "Ambito", "", "15/12/2027", "", "da valutare a fine triennio"],
    ]
    write(folder, "autovalutazione.csv", ["N.", "Azione", "Aspetto", "Territorio", "Data", "Prevista", "Giudizio", "Motivazione"], rows, encoding="cp1252")


def accounts_file(folder):
    rows, n, total = [], 0, 0
    # objective: yearly budget, share spent by year, payments a month
    objectives = {"1": (169600, (0.75, 0.9, 0.98, 0.97), 3), "2": (320000, (0.7, 0.8, 0.93, 0.95), 4),
                  "3": (120000, (0.8, 0.7, 0.78, 0.85), 2), "4": (456000, (0.9, 1.0, 1.06, 1.02), 5)}
    for y, m in months(last=date(2027, 5, 31)):  # June is late
        for code, (budget, shares, many) in objectives.items():
            for _ in range(many):
                n += 1
                amount = budget * shares[y - 2024] / 12 / many * (0.5 + lot.random())
                voce = draw({"Personale": 4, "Prestazioni da cooperative": 5, "Contributi": 2, "Formazione": 1})
                text = ("€ " if chance(0.9) else "") + number(amount)
                total += round(amount, 2)
                rows.append([f"{y}/{n:05d}", it(day_in(y, m)), pick([code, f"Ob. {code}", f"Obiettivo {code}"]), voce, text, ""])
        if chance(0.3):
            n += 1
            rows.append([f"{y}/{n:05d}", it(day_in(y, m)), "4", "Contributi", "-€ " + number(between(200, 900)), "storno"])
    rows.append(["TOTALE", "", "", "", "€ " + number(total), ""])
    header = ["Mandato", "Data pagamento", "Obiettivo", "Voce", "Importo", "Causale"]
    write(folder, "contabilita_spese.csv", header, rows, encoding="cp1252", blank_columns=2)


def files(_):
    folder = {}
    for i, make in enumerate((case_files, home_care_file, minors_file, etim_file, foster_file, desk_files, survey_file, enrolment_file,
                              training_file, professions_file, meetings_file, acts_file, monitoring_file, projects_file,
                              judgement_file, accounts_file)):
        lot.random = Random(20252027 + i).random  # a change in one file leaves the others as they are
        make(folder)
    return folder
