# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of the Oglio Po's plan outside its chapter 6: gambling, welfare at work, Traiettorie di futuro, Sprint!"""
import json
from datetime import date, timedelta
from pathlib import Path

import sheets
from chance import after, italian, months, number, short

EXAMPLE = "oglio-po-altre-linee"
BEGIN, END = date(2025, 1, 1), date(2027, 1, 31)
SPELLINGS = {"Casalmaggiore": "Casal Maggiore", "Rivarolo Mantovano": "Rivarolo M.no", "Piadena Drizzona": "Piadena", "Viadana": "VIADANA"}


def towns():
    plan = json.loads((Path(__file__).parent.parent / EXAMPLE / "plan.json").read_text(encoding="utf-8"))
    return {sub["name"]: {a["name"]: a["population"]["2025"] for a in sub["areas"]} for sub in plan["areas"]["areas"]}


def spelled(draw, town):
    return SPELLINGS.get(town, town.upper()) if draw.chance(0.15) else town


def register(draw):
    """What was to be held each month, and what came of it."""
    lines = {("GAP", "Coordinamento"): (0.4, 0), ("GAP", "Campagna"): (0.6, 220), ("WELFARE", "Comunità di pratiche"): (0.6, 0), ("WELFARE", "Puntata webradio"): (0.95, 0),
             ("TRAIETTORIE", "Tavolo"): (0.55, 0), ("TRAIETTORIE", "Verifica"): (1.0, 0), ("SPRINT", "Laboratorio"): (1.0, 0), ("SPRINT", "Evento sportivo"): (0.3, 0)}
    rows = []
    for first in months(BEGIN, date(2026, 12, 1)):
        for (line, what), (share, reached) in lines.items():
            if first.month == 8 and what != "Evento sportivo" or what == "Verifica" and first.month not in (5, 11) or not draw.chance(share):
                continue
            due = draw.day(first, first + timedelta(24))
            held = after(due, draw.pick([0, 0, 0, 7, 7, 14]), END)
            rows.append([len(rows) + 1, line, what, draw.pick(["Casalasco", "Viadanese", "Ambito"]), italian(due),
                         "ANNULLATO" if draw.chance(0.05) else "rinviato" if draw.chance(0.06) else italian(held),
                         draw.between(reached // 2, reached) if reached else "", ""])
    [row for row in rows if row[2] == "Campagna"][2][6] = "circa 40"
    [row for row in rows if row[2] == "Laboratorio"][1][5] = "30/02/2025"
    rows += [[""] * 8, ["", "TOTALE", "", "", "", "", sum(r[6] for r in rows if isinstance(r[6], int)), ""]]
    return sheets.text([["Progr.", "Linea", "Cosa", "Territorio", "Data prevista", "Data svolgimento", "Persone raggiunte", "Note"], *rows], encoding="windows-1252")


def shops(draw):
    rows = [["Comune", "Esercizio", "Data mappatura", "Intervista (data)", "Aderisce no-slot", "Data adesione"]]
    people = {town: n for sub in towns().values() for town, n in sub.items()}
    for n in range(1, 101):
        mapped = draw.day(date(2025, 3, 1), date(2025, 9, 30))
        asked = after(mapped, draw.days(80), END) if draw.chance(0.72) else None
        joined = after(asked, draw.days(40), END) if draw.chance(0.4) else None
        rows.append([spelled(draw, draw.weighted(people)), f"Bar n. {n}, di {draw.pick(['Pozzi', 'Riva', 'Sala', 'Galli', 'Rossi'])}", f"{mapped:%d-%m-%Y}",
                     f"{asked:%d-%m-%Y}" if asked else "", "sì" if joined else "no" if asked else "", f"{joined:%d-%m-%Y}" if joined else ""])
    return sheets.text(rows, delimiter=",", end="\n")


def regulation(draw):
    rows, merged = [["Regolamento sul gioco: adozione nei Comuni"], ["Sub-ambito", "Comune", "Adozione", "Atto"]], [(0, 0, 1, 4)]
    for sub, inside in towns().items():
        merged.append((len(rows), 0, len(inside), 1))
        for k, town in enumerate(inside):
            adopted = draw.day(date(2025, 4, 1), date(2026, 7, 20)) if draw.chance(0.92 if sub == "Casalasco" else 0.75) else None
            rows.append([sub if k == 0 else None, town, adopted or draw.pick(["in Consiglio", None]), f"C.C. n. {draw.between(3, 60)}" if adopted else None])
    return sheets.ods({"Comuni": (rows + [[None] * 4, ["Fonte: segreterie comunali"]], merged)})


def young(draw):
    rows = [["Cod.", "Sub-ambito", "Data segnale", "Canale", "Data valutazione integrata", "Esito valutazione", "Data presa in carico", "Età minore"]]
    for n in range(1, 171):
        seen = draw.day(date(2025, 1, 8), date(2027, 1, 20))
        judged = after(seen, draw.days(26), END) if draw.chance(0.85) else None
        outcome = draw.pick(["presa in carico", "presa in carico", "invio specialistico", "chiusura"]) if judged else ""
        taken = after(judged, draw.days(20), END) if outcome.startswith("presa") else None
        rows.append([f"T{n}", draw.pick(["CASALASCO", "Casalasco", "Viadanese", "viadanese"]), short(seen), draw.pick(["Scuola", "scuola", "HUB", "SERT", "Pediatra", "altro"]),
                     short(judged) or draw.pick(["", "da fissare"]), outcome, short(taken), str(draw.between(8, 17))])
    rows[60][7], rows[90][2] = "16 e mezzo", "31-giu-25"
    return sheets.text(rows, encoding="windows-1252")


WORKSHOPS = ["Laboratorio teatro", "Laboratorio musica", "Centro ricreativo", "Calcio", "Atletica"]


def enrolments(draw, year, first, last):
    people = {town: n for sub in towns().values() for town, n in sub.items()}
    who = {n: (draw.weighted(people), date(year - draw.between(7, 17), draw.between(1, 12), draw.between(1, 28))) for n in range(first, last)}
    away = {}  # of elsewhere from the first time on, or never
    for _ in range(150):
        n = draw.between(first, last - 1)
        elsewhere = draw.chance(0.05)
        home = who[n][0] if elsewhere else spelled(draw, who[n][0])
        when, what = draw.day(date(year, 1, 10), date(year, 12, 10)), draw.pick(WORKSHOPS)
        yield f"SPR{n:03}", "fuori ambito" if away.setdefault(n, elsewhere) else home, when, what, who[n][1]


def enrolments_2025(draw):
    rows = [["ID", "Comune", "Data iscrizione", "Attività", "Età", "Frequenta"]]
    for who, town, when, what, born in enrolments(draw, 2025, 1, 110):
        rows.append([who, town, f"{when:%d.%m.%y}" if draw.chance(0.1) else italian(when), what, when.year - born.year - ((when.month, when.day) < (born.month, born.day)),
                     draw.pick(["SI", "SI", "NO", "ritirato"])])
    return sheets.text(rows, encoding="windows-1252")


def enrolments_2026(draw):
    rows = [["SPRINT! Lombardia insieme - iscrizioni 2026"], [], ["Matricola", "Comune residenza", "Iscritto il", "Laboratorio / attività", "Data di nascita", "Presenze"]]
    for who, town, when, what, born in enrolments(draw, 2026, 70, 190):
        rows.append([who, town, when, what, born, draw.between(0, 12)])
    return sheets.xlsx({"Istruzioni": ([["Compilare il foglio 2026"]], []), "2026": (rows + [["TOTALE", None, None, None, None, sum(r[5] for r in rows[3:])]], [(0, 0, 1, 6)])})


def firms(draw):
    """Whom the office met, what its workers ask for and what it offers; what it gave since the collection began."""
    rows = [["Impresa", "Settore", "Comune", "Contatto", "Lavoratori che chiedono", "Servizi offerti", "Azione sperimentale avviata", "Importo raccolto", "Incassato il", "Canale dei fondi"]]
    people = {town: n for sub in towns().values() for town, n in sub.items()}
    services = ["nido", "trasporto", "orario flessibile", "campo estivo"]
    for n in range(1, 71):
        met = draw.day(date(2025, 2, 1), date(2027, 1, 15))
        begun = after(met, draw.days(60), END) if draw.chance(0.06) else None
        given = draw.day(max(met, date(2025, 7, 1)), END) if draw.chance(0.35) else None
        rows.append([f"Impresa {n:02}", draw.pick(["agricoltura", "industria", "commercio", "servizi"]), draw.weighted(people), italian(met), draw.between(0, 30),
                     " + ".join(s for s in services if draw.chance(0.25)), italian(begun), number(draw.between(2, 25) * 100) if given else "", italian(given),
                     draw.pick(["bando", "crowdfunding", "donazione"]) if given else ""])
    unknown = [row for row in rows[1:] if row[8]][5]
    unknown[7] = "n.d."
    rows.append(list(rows[9]))
    return sheets.text(rows, delimiter="\t", encoding="utf-16", end="\n")


def staff():
    return sheets.text([
        ["Matricola", "Figura", "Territorio", "Dal", "Al", "Ore settimanali", "Quota"],
        ["W1", "welfare community manager", "Viadanese", "01/03/2025", "", "36", "1"], ["W2", "welfare community manager", "Casalasco", "15/09/2025", "30/06/2026", "18", "0,5"],
        ["W3", "welfare community manager", "Casalasco", "01/09/2026", "", "36", "1"], ["A1", "educatore", "Ambito", "01/01/2025", "", "24", "0,67"]])


def acts():
    return sheets.text([["Atto", "Previsto", "Data"], ["Child safeguarding policy", "31/12/2026", "22/01/2027"]])


def parents(draw):
    rows = [["Informazioni cronologiche", "Comune", "Quanto ti senti capace nel ruolo di genitore? (1-5)", "Che cosa ti è servito?"]]
    people = {town: n for sub in towns().values() for town, n in sub.items()}
    helps = ["gruppi di parola", "colloqui", "laboratori con i figli", "serate, conferenze"]
    for _ in range(90):
        when = draw.day(date(2025, 5, 1), date(2026, 12, 20))
        served = [h for h in helps[:3] if draw.chance(0.4)]
        rows.append([f"{when:%Y/%m/%d} {draw.between(8, 20)}:15:00", draw.weighted(people), draw.weighted({"2": 6, "3": 18, "4": 34, "5": 26, "": 3}), ", ".join(served)])
    return sheets.text(rows, delimiter=",", end="\n")


def files(draw):
    return {"registro_linee.csv": register(draw), "gap_gestori.csv": shops(draw), "regolamento_comuni.ods": regulation(draw), "traiettorie_casi.csv": young(draw),
            "sprint_iscrizioni_2025.csv": enrolments_2025(draw), "sprint_iscrizioni_2026.xlsx": enrolments_2026(draw), "imprese_casalasco_viadanese.txt": firms(draw),
            "personale.csv": staff(), "atti.csv": acts(), "questionario_genitori.csv": parents(draw)}
