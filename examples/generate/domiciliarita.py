# SPDX-License-Identifier: GPL-3.0-or-later
"""Progetti di vita in three Poli territoriali: cases, meetings, informal places and useful work."""
from datetime import date, timedelta

import sheets
from chance import after, italian, months, short

EXAMPLE = "domiciliarita-2030"
BEGIN, END = date(2024, 1, 1), date(2027, 1, 31)
POLES = {"Polo Nord": 30, "Polo Centro": 45, "P.T. Nord": 4, "Polo Sud": 25}
PLACES = ["Servizi", "Parrocchia / Oratorio", "Circolo ARCI", "circolo acli", "Associazione", "Casa di Quartiere"]


def projects(draw):
    rows = [["PROGETTI DI VITA"], ["N. scheda", "Polo", "Età", "Richiesta", "Avvio", "Scheda nella CSI", "Ultima verifica", "Luogo della verifica"]]
    for n in range(1, 191):
        asked = draw.day(BEGIN, date(2027, 1, 20))
        begun = after(asked, draw.days(70), END) if draw.chance(0.8) else None
        filed = after(begun, draw.days(20), END) if draw.chance(0.75) else None
        seen = after(begun, draw.days(180), END) if draw.chance(0.7) else None
        rows.append([f"PdV {n:03}", draw.weighted(POLES), draw.weighted({12: 10, 25: 30, 40: 30, 58: 20, 71: 15, 83: 10}), short(asked), short(begun) or draw.pick(["", "in attesa", "rinviato"]),
                     short(filed) or draw.pick(["", "no"]), short(seen), draw.pick(PLACES) if seen else ""])
    rows[12][3], rows[33][1], rows[71][2] = "31-apr-26", "Polo Est", "n.d."
    return sheets.text(rows + [["TOTALE", "", "190", "", "", "", "", ""], [], ["CSI = cartella sociale informatizzata"]], encoding="windows-1252")


def meetings(draw):
    """What was planned and held, the pole once in a merged cell for its rows."""
    rows, merged = [["Polo", "Tipo di incontro", "Previsto", "Svolto", "Partecipanti", "Chi"]], []
    for pole in ("Polo territoriale Nord", "Polo territoriale Centro", "Polo territoriale Sud"):
        first = len(rows)
        for month in months(date(2025, 1, 1), date(2027, 1, 1)):
            for what, share in (("Momento informativo", 0.3), ("Lavoro integrato", 0.35), ("Incontro di Polo", 0.6)):
                if month.month == 8 or not draw.chance(share):
                    continue
                due = draw.day(month, month + timedelta(24))
                held = after(due, draw.pick([0, 0, 7]), END) if draw.chance(0.85) else None
                rows.append([None, what, due, held or draw.pick([None, "annullato"]), draw.between(8, 60) if held and what.startswith("Mom") else None, draw.pick(["famiglie", "scuole", "operatori", "cittadini"])])
        rows[first][0] = pole
        merged.append((first, 0, len(rows) - first, 1))
    return sheets.xlsx({"Incontri": (rows, merged)})


def places(draw):
    rows = [["Contesto", "Tipo", "Polo", "Accompagnato dal"]]
    for n in range(1, 36):
        rows.append([f"C{n:02}", draw.pick(PLACES[1:]), draw.weighted(POLES), italian(draw.day(date(2025, 1, 10), date(2027, 1, 15)))])
    rows.append(list(rows[7]))
    return sheets.text(rows, delimiter=",", end="\n")


def work(draw):
    """Places that the municipalities offer by the year, in columns, and who took them."""
    rows = [["Comune", "Polo", "Posti previsti 2025", "Posti previsti 2026", "Posti offerti 2025", "Posti offerti 2026"]]
    for n in range(1, 13):
        asked = [draw.between(1, 4), draw.between(1, 5)]
        rows.append([f"Comune {n:02}", ["Polo Nord", "Polo Centro", "Polo Sud"][n % 3], *asked, max(0, asked[0] - draw.pick([0, 0, 1])), max(0, asked[1] - draw.pick([0, 1, 1])) if n != 5 else "n.r."])
    rows.append(["TOTALE", "", *(sum(r[k] for r in rows[1:] if isinstance(r[k], int)) for k in range(2, 6))])
    return sheets.ods({"Posti": (rows, [])})


def persons(draw):
    rows = [["Codice", "Polo", "Fascia", "Inizio", "Fine"]]
    for n in range(1, 46):
        begun = draw.day(date(2025, 2, 1), date(2026, 12, 10))
        ended = after(begun, draw.days(260), END) if draw.chance(0.6) else None
        rows.append([f"FU{n:02}", draw.weighted(POLES), draw.pick(["18-34", "35-64", "35-64", "65+"]), italian(begun), italian(ended)])
    return sheets.text(rows)


def wellbeing(draw):
    rows = [["Informazioni cronologiche", "Polo", "Come valuti la tua vita? (1-10)"]]
    for _ in range(130):
        rows.append([f"{italian(draw.day(date(2024, 3, 1), date(2026, 12, 15)))} 9.30.00", draw.weighted(POLES), draw.weighted({"4": 5, "5": 10, "6": 20, "7": 28, "8": 22, "9": 9, "10 - ottimo": 4, "": 2})])
    return sheets.text(rows, delimiter=",", end="\n")


def agreements():
    return sheets.text([["Accordo", "Previsto", "Firmato"], ["Scuole", "30/06/2025", "12/06/2025"], ["ASST", "31/12/2025", "20/03/2026"], ["Oratori", "30/06/2026", "rinviato"],
                        ["Terzo settore", "31/12/2026", "15/12/2026"], ["Case di Quartiere", "30/06/2027", ""]])


def files(draw):
    return {"progetti_di_vita.csv": projects(draw), "incontri.xlsx": meetings(draw), "contesti.csv": places(draw), "posti_utili.ods": work(draw),
            "inserimenti.csv": persons(draw), "benessere.csv": wellbeing(draw), "accordi.csv": agreements()}
