# SPDX-License-Identifier: GPL-3.0-or-later
"""InTreCCCI: light interventions beside SAD and ADI, the network, volunteers and places of the community."""
from datetime import date, timedelta

import sheets
from chance import after, iso, italian, months, number

EXAMPLE = "intreccci"
BEGIN, END = date(2022, 10, 1), date(2025, 6, 30)
ZONES = {"Zona Nord": 30, "Zona Centro": 45, "Zona Sud": 25}
FIGURES = ["infermiere di comunità", "custode sociale", "portiere sociale", "maggiordomo di quartiere", "volontario"]


def persons(draw):
    """Who has SAD, ADI or both: code, zone, service, since, until."""
    for n in range(1, 121):
        since = draw.day(date(2022, 10, 3), date(2025, 5, 30))
        yield f"DOM{n:03}", draw.weighted(ZONES), draw.pick(["SAD", "SAD", "ADI", "SAD e ADI"]), since, after(since, draw.days(420), END) if draw.chance(0.7) else None


def at_home(followed):
    """The days are those of a spreadsheet: numbers."""
    rows = [["Servizi domiciliari - utenti"], ["Codice", "Zona", "Servizio", "Dal (n.)", "Al (n.)"]]
    for code, zone, service, since, until in followed:
        rows.append([code, zone, service, *(str((day - date(1899, 12, 30)).days) if day else "" for day in (since, until))])
    rows[30][3] = "45.1x8"
    return sheets.text(rows + [[], ["* compresi gli utenti sospesi"]], encoding="windows-1252")


def light(draw, followed):
    """Two in three are of persons at home, while they are followed; volunteers cost nothing, or nobody knows what."""
    rows = [["Data", "Persona", "Zona", "Figura", "Durata (h,mm)", "In gruppo", "Risorse", "Costo"]]
    others = [(f"COM{n:03}", draw.weighted(ZONES)) for n in range(1, 91)]
    for _ in range(420):
        figure, group = draw.pick(FIGURES), draw.chance(0.2)
        if draw.chance(0.66):
            who, zone, _, since, until = draw.pick(followed[:80])
            day = draw.day(since, until or END)
        else:
            who, zone = draw.pick(others)
            day = draw.day(date(2022, 10, 10), END)
        hours, minutes = draw.between(0, 2), draw.pick([15, 30, 45])
        paid = figure != "volontario"
        cost = number((hours * 60 + minutes) * 0.35) if paid else "n.d." if draw.chance(0.05) else "0,00"
        ordinary = 0.15 + 0.2 * (day - BEGIN).days / (END - BEGIN).days
        rows.append([italian(day), who.lower() if draw.chance(0.05) else who, zone, figure, f"{hours},{minutes}", "sì" if group else "",
                     "volontariato" if not paid else "bilancio" if draw.chance(ordinary) else "bando", cost])
    rows[5][0], rows[50][4] = "martedì", "un'ora"
    rows += [["TOTALE", "", "", "", "", "", "", number(len(rows))]]
    return sheets.text(rows)


def staff(draw):
    """Hours a week of professional staff and how many weeks, a row for each month and service."""
    rows = [["Mese", "Servizio", "Ore settimanali", "Settimane"]]
    for first in months(BEGIN, END):
        for service in ("SAD", "ADI"):
            rows.append([f"{first.month:02}/{first.year}", service, number(draw.between(60, 110) + 0.5, 1), draw.pick([4, 4, 5])])
    return sheets.text(rows, delimiter="~")


def network(draw):
    """Each actor and meeting of the network, the kind of meeting once in a merged cell."""
    kinds = {}  # of the bodies: one each
    rows, merged = [["Attività", "Prevista", "Svolta", "Ente", "Tipologia", "Esito"]], []
    planned = {"Incontro di rete": 18, "Équipe multiprofessionale": 30, "Coprogettazione": 5, "Messa a sistema": 3}
    for what, many in planned.items():
        merged.append((len(rows), 0, many, 1))
        days = sorted(draw.day(date(2022, 10, 10), date(2025, 8, 30)) for _ in range(many))
        if what.startswith("Équipe"):
            days = [m + timedelta(draw.between(2, 22)) for m in months(BEGIN, date(2025, 8, 1)) if m.month not in (7, 8)][:many]
        for k, due in enumerate(days):
            held = after(due, draw.pick([0, 0, 0, 10]), END) if draw.chance(0.85) else None
            row = [what if k == 0 else None, iso(due), iso(held) or draw.pick([None, "rinviata"]), None, None, None]
            if held:
                row[3] = f"Ente {draw.between(1, 22):02}"
                row[4] = kinds.setdefault(row[3], draw.pick(["ETS", "scuola", "parrocchia", "ASST", "Comune"]))
            rows.append(row)
    return sheets.ods({"Rete": (rows, merged)})


def community(draw):
    """What was there at the end of each half-year."""
    rows = [["Rilevazione di comunità al 31 marzo e al 30 settembre"], [], ["Zona", "Voce", "mar-23", "set-23", "mar-24", "set-24", "mar-25"]]
    merged = []
    for zone, scale in (("Zona Nord", 3), ("Zona Centro", 5), ("Zona Sud", 2)):
        merged.append((len(rows), 0, 3, 1))
        for k, (what, start) in enumerate((("Volontari attivi", 4), ("Nuove figure in servizio", 0.6), ("Luoghi comunitari aperti", 0.7))):
            there = round(start * scale)
            cells = []
            for _ in range(5):
                there = max(0, there + draw.pick([0, 1, 1, 2, -1] if k == 0 else [0, 0, 1]))
                cells.append(there)
            if zone == "Zona Sud" and k < 2:
                cells[4] = "n.r."
            rows.append([zone if k == 0 else None, what, *cells])
    return sheets.xlsx({"Comunità": (rows + [["TOTALE", None, *(sum(r[k] for r in rows[3:] if isinstance(r[k], int)) for k in range(2, 7))]], merged)})


def trust(draw):
    rows = [["Timestamp", "Zona", "Mi fido di chi viene a casa (1-5)", "Da quando viene qualcuno sto meglio (1-5)", "Commento"]]
    for _ in range(80):
        rows.append([f"{draw.day(date(2023, 2, 1), date(2025, 5, 30)):%m/%d/%Y} 10:15:00", draw.weighted(ZONES), draw.weighted({"2": 5, "3": 18, "4": 40, "5": 30, "": 3}), draw.weighted({"1": 2, "2": 6, "3": 25, "4": 38, "5": 24, "": 5}), draw.pick(["", "tutto\nbene", "più ore"])])
    return sheets.text(rows, delimiter=",", end="\n")


def opinion():
    return sheets.text([["Data", "Cambiamento culturale (équipe)"], ["30/09/2023", "iniziale"], ["30/09/2024", "diffuso"], ["15/06/2025", "diffuso"]])


def files(draw):
    followed = list(persons(draw))
    return {"utenti_domiciliari.csv": at_home(followed), "interventi_leggeri.csv": light(draw, followed), "ore_professionali.csv": staff(draw), "rete.ods": network(draw),
            "comunita.xlsx": community(draw), "fiducia.csv": trust(draw), "giudizio.csv": opinion()}
