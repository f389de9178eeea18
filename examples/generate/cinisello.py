# SPDX-License-Identifier: GPL-3.0-or-later
"""The Agenzia per la vita indipendente of Cinisello Balsamo, and Nuove rotte in three ambiti."""
from datetime import date

import sheets
from chance import MONTHS, after, iso, italian, number

EXAMPLE = "cinisello-2021-2023"
END = date(2024, 1, 31)  # what has happened by then is in the files
TOWNS = {"Cinisello Balsamo": 40, "Cinisello B.": 15, "Bresso": 18, "Cormano": 14, "Cusano Milanino": 8, "Cusano M.no": 5}
NAMES = "Colombo Luca, Pozzi Marco, Crippa Paolo, Villa Anna, Riva Elena, Mauri Chiara, Galli Matteo, Bianchi Sara".split(", ")
LETTERS = "BCDFGLMNPRSTV"


def tax_code(draw, born):
    """Of nobody: no place of birth is A000."""
    names = "".join(draw.pick(LETTERS) for _ in range(6))
    odd = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] + [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]))
    code = f"{names}{born.year % 100:02}{'ABCDEHLMPRST'[born.month - 1]}{born.day + 40 * draw.chance(0.5):02}A000"
    total = sum(odd[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65) for i, c in enumerate(code))
    return code + chr(65 + total % 26)


def cases(draw):
    rows = [["ESTRAZIONE CARTELLA SOCIALE - AGENZIA VITA INDIPENDENTE"], ["Aggiornato al 31/01/2024"], [],
            ["N. pratica", "Cognome e nome", "Codice fiscale", "Comune di residenza", "Data nascita", "Data accesso", "Assegnazione case manager",
             "Assistente sociale", "UVM con ASST", "Firma Progetto di vita", "Chiusura progetto", "Budget assegnato (€)", "Budget speso (€)",
             "Servizio precedente", "Note"]]
    body = []
    for n in range(1, 151):
        came = draw.day(date(2022, 6, 16), date(2023, 12, 28))  # the Agency begins on 15 June 2022
        years = draw.weighted({16: 5, 17: 7, 20: 20, 28: 25, 37: 20, 48: 18, 58: 14, 66: 2})
        born = date(came.year - years, draw.between(1, 12), draw.between(1, 28))
        manager = after(came, draw.days(18), END) if draw.chance(0.95) else None
        board = after(came, draw.days(45), END) if draw.chance(0.7) else None
        signed = after(came, draw.days(75), END) if draw.chance(0.72) else None
        closed = after(signed, draw.days(330), END) if draw.chance(0.25) else None
        budget = draw.pick([4800, 7200, 9600, 12000]) if signed and draw.chance(0.9) else None
        body.append([f"AVI/{n:03}", draw.pick(NAMES), tax_code(draw, born), draw.weighted(TOWNS), italian(born), italian(came), italian(manager),
                     draw.pick(["A.S. Greco", "A.S. Conti", "A.S. Neri"]), italian(board),
                     italian(signed) or draw.pick(["", "IN CORSO", "rinviato"]), italian(closed), f"€ {number(budget)}" if budget else "-",
                     number(budget * draw.between(40, 104) / 100) if budget else "", draw.pick(["", "", "nessuno", "CDD", "CSE", "SFA"]),
                     draw.pick(["", "", "", "telefonare al pomeriggio", "inviato da ASST; rivedere"])])
    body[10][5] = "31/04/2023"        # no such day
    body[33][3] = "Monza B.za"        # not of this ambito
    body[47][11] = "€ 9.6OO"       # letters for noughts
    body.append(list(body[5]))        # twice
    body.append(["TOTALE", "150"])
    body += [[], ["* budget al netto della compartecipazione"]]
    return sheets.text(rows + body, encoding="windows-1252")


def measures(draw):
    rows = [["Codice utente", "Ambito", "Età", "Pro.V.I. - domanda", "Pro.V.I. - avvio", "Dopo di Noi - domanda", "Dopo di Noi - avvio",
             "L. 162/98 anno 2021", "L. 162/98 anno 2022", "L. 162/98 anno 2023"]]
    for n in range(1, 131):
        row = [f"U{n:04}", draw.pick(["Cinisello", "Cinisello", "CINISELLO B.MO", "Bresso", "Cormano"]), f"{draw.between(18, 64)}{draw.pick(['', '', ' anni'])}"]
        for p in (0.45, 0.35):
            asked = draw.day(date(2020, 2, 1), date(2023, 12, 20)) if draw.chance(p) else None
            begun = after(asked, draw.days(80), END) if draw.chance(0.7) else None
            row += [iso(asked), iso(begun) or (draw.pick(["", "no"]) if asked else "")]
        row += [f"{draw.between(800, 2600)}.00" if draw.chance(0.15) else "" for _ in range(3)]
        rows.append(row)
    return sheets.text(rows, delimiter=",", encoding="utf-8-sig", end="\n")


def acts():
    return sheets.text([
        ["Atto", "Scadenza prevista", "Data", "Ente", "Estremi"],
        ["Istituzione Agenzia", "31/03/2022", "15/06/2022", "IPIS", "Delibera CdA n. 34"],
        ["Protocollo ASST Nord Milano", "31/12/2022", "", "ASST Nord Milano", "in firma"],
        ["Progetto sovra ambito con Sesto San Giovanni", "31/12/2022", "20/04/2022", "Ambito Sesto S.G.", "prot. 1234"]], encoding="windows-1252")


def monthly(draw, year, areas):
    """A table as people make them: the ambito once for four rows, a column for each month, totals, notes below."""
    rows = [[f"Nuove Rotte - monitoraggio attività anno {year}"], [],
            ["Ambito", "Attività", *(f"{m}-{year % 100}" for m in MONTHS), "TOTALE"]]
    merged, whole = [(0, 0, 1, 15)], 0
    for area in areas:
        merged.append((len(rows), 0, 4, 1))
        planned = [1 if draw.chance(0.62 if m != 7 else 0) else None for m in range(12)]
        held = [1 if p and draw.chance(0.8) else None for p in planned]
        came = [(draw.between(6, 29) if draw.chance(0.9) else "n.r.") if h else None for h in held]
        table = [["x" if m % 3 == 2 and draw.chance(0.9) else None for m in range(12)]]
        for name, cells in (("Laboratori previsti", planned), ("Laboratori svolti", held), ("Partecipanti", came), ("Cabina di regia", table[0])):
            total = sum(c for c in cells if isinstance(c, int))
            rows.append([area if name.endswith("previsti") else None, name, *cells, total or None])
            whole += total if name == "Laboratori svolti" else 0
    rows += [["TOTALE LABORATORI SVOLTI", *[None] * 13, whole], [], ["n.r. = presenze non rilevate"]]
    return {"Monitoraggio": (rows, merged)}


def opinions(draw):
    rows = [["Informazioni cronologiche", "Ambito", "Ruolo", "Da 1 a 10, quanto ti ritieni soddisfatto/a della tua qualità di vita?", "Commenti"]]
    for _ in range(140):
        when = draw.day(date(2022, 3, 1), date(2023, 12, 15))
        vote = draw.weighted({4: 4, 5: 9, 6: 18, 7: 28, 8: 24, 9: 11, 10: 6})
        rows.append([f"{italian(when)} {draw.between(8, 18)}.{draw.between(0, 59):02}.{draw.between(0, 59):02}",
                     draw.pick(["Cinisello Balsamo", "Cinisello", "Garbagnate", "Rho"]), draw.pick(["persona", "familiare", "operatore"]),
                     "10 - molto" if vote == 10 else "7,5" if vote == 7 and draw.chance(0.1) else "" if draw.chance(0.04) else str(vote),
                     draw.pick(["", "", "più ore\ne meno burocrazia", 'Servizio ottimo, "grazie"', "=)"])])
    rows[20][3] = "12"                # beyond the scale
    return sheets.text(rows, delimiter=",", end="\n")


def files(draw):
    return {
        "agenzia_casi.csv": cases(draw), "atti.csv": acts(), "misure_regionali.csv": measures(draw), "questionario_qdv.csv": opinions(draw),
        "nuove_rotte_2022.xlsx": sheets.xlsx(monthly(draw, 2022, ["Cinisello B.", "Garbagnate", "Rho"])),
        "nuove_rotte_2023.ods": sheets.ods(monthly(draw, 2023, ["Cinisello B.", "Garbagnate"])),  # Rho has not sent it
    }
