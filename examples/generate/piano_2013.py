# SPDX-License-Identifier: GPL-3.0-or-later
"""A city's Piano di Zona of 2013/2014, with the files of those years: DOS, Mac, an American programme, hours and minutes."""
from datetime import date, timedelta

import sheets
from chance import MONTHS, after, iso, italian, number
from cinisello import tax_code

EXAMPLE = "piano-2013-2014"
BEGIN, END = date(2013, 1, 1), date(2015, 1, 20)
TOWNS = {"Capoluogo": 70, "Pianura": 16, "Collina": 14}


def school(draw):
    rows = [["Codice", "Nato il", "Comune", "Segnalazione", "Sostegno dal", "Rientro a scuola"]]
    for n in range(1, 91):
        told = draw.day(BEGIN, date(2014, 12, 10))
        helped = after(told, draw.days(25), END) if draw.chance(0.78) else None
        back = after(helped, draw.days(70), END) if draw.chance(0.4) else None
        rows.append([f"D{n:03}", iso(date(told.year - draw.between(9, 19), draw.between(1, 12), draw.between(1, 28))), draw.weighted(TOWNS),
                     italian(told), italian(helped) or draw.pick(["", "rinviato"]), italian(back)])
    rows[20][1], rows[40][4] = "1999-02-31", "marzo?"
    return sheets.text(rows, encoding="mac_roman", end="\r")


def families(draw):
    rows = [["CENTRO PER LE FAMIGLIE - REGISTRO ACCESSI"], ["Città e cintura"], ["N.", "Data", "Comune", "Motivo", "", "Nucleo", "Accordo"]]
    n = 0
    for day in (BEGIN + timedelta(k) for k in range(0, (END - BEGIN).days, 7)):
        if day.month == 8:
            continue
        for _ in range(draw.between(1, 5)):
            n += 1
            mediation = draw.chance(0.22)
            agreed = after(day, draw.days(60), END) if mediation and draw.chance(0.6) else None
            rows.append([n, italian(day), draw.weighted(TOWNS), "mediazione" if mediation else draw.pick(["informazioni", "ascolto", "crisi economica"]),
                         draw.pick([1, 1, 1, 2]), f"NF{draw.between(1, 160):03}", italian(agreed)])
    return sheets.text(rows, delimiter="^", encoding="cp850")


def shelter(draw):
    rows = [["Case", "Town", "First contact", "Refuge nights", "Refuge from"]]
    for n in range(1, 61):
        first = draw.day(BEGIN, date(2014, 12, 20))
        nights = draw.pick([3, 5, 12, 30, 45]) if draw.chance(0.35) else None
        rows.append([f"W{n:02}", draw.weighted(TOWNS), f"{first:%m/%d/%Y}", nights or "", f"{after(first, draw.between(0, 9), END) or first:%m/%d/%Y}" if nights else ""])
    return b"\xfe\xff" + sheets.text(rows, delimiter=",", encoding="utf-16-be")


def evictions(draw):
    """What the housing office was told: nucleus, town, day."""
    return [(f"NF{draw.between(1, 160):03}", draw.weighted(TOWNS), draw.day(BEGIN, date(2014, 12, 10))) for _ in range(38)]


def housing(notified):
    rows = [["Ufficio casa - sfratti notificati 2013 e 2014"], ["Nucleo", "Comune", "Notifica"]]
    rows += [[family, town, f"{day:%d.%m.%Y}"] for family, town, day in sorted(notified, key=lambda n: n[2])]
    return sheets.text(rows + [["Totale", "", len(notified)]], delimiter="\t", encoding="cp850")


def grants(draw, year, notified):
    """What was granted by the month; a payment taken back comes again as STORNO."""
    rows = [["Mandato", "Nucleo", "Comune", "Data", "Mesi", "Importo mensile", "Causale", "Rete parentale"]]
    helped = [(family, town, after(day, draw.days(35), END)) for family, town, day in notified if draw.chance(0.8)]
    helped = [h for h in helped if h[2] and h[2].year == year]
    for n in range(1, 71):
        family, town, paid = helped[n - 1] if n <= len(helped) else (f"NF{draw.between(1, 160):03}", draw.weighted(TOWNS), draw.day(date(year, 1, 8), date(year, 12, 20)))
        rows.append([f"{year}/{n:03}", family, town, italian(paid), draw.between(1, 4), number(draw.between(10, 40) * 10),
                     "affitto" if n <= len(helped) else draw.pick(["bollette", "affitto", "spesa"]), draw.pick(["sì", "sì", "no", ""])])
    for k in (12, 31):
        rows.append([*rows[k][:6], "STORNO", rows[k][7]])
    if year == 2014:
        rows.append(["2013/005", "NF044", "Capoluogo", "10/05/2013", 2, "150,00", "affitto", ""])  # corrected a year later
    rows.append(["TOTALE", "", "", "", "", "", "", ""])
    return sheets.text(rows, delimiter="#")


def carers(draw):
    """What families who look after somebody were given; a kind of service that begins in 2014."""
    rows = [["Nucleo", "Comune", "Assistito", "Servizio", "Dal", "Pacchetti di 12 ore"]]
    for _ in range(110):
        since = draw.day(BEGIN, date(2014, 12, 15))
        kinds = ["sollievo domiciliare", "assistente familiare", "gruppo di aiuto"] + (["ricovero di sollievo"] if since.year == 2014 else [])
        rows.append([f"NF{draw.between(1, 160):03}", draw.weighted(TOWNS), draw.pick(["anziano", "anziano", "disabile"]), draw.pick(kinds), italian(since), "n.d." if draw.chance(0.02) else draw.between(1, 3)])
    return sheets.text(rows, encoding="windows-1252")


def places(draw):
    """Places at the end of each quarter: years over quarters, in merged cells."""
    rows = [["Posti di pronta accoglienza"], ["Comune", "2013", None, None, None, "2014", None, None, None], [None, *[f"{q}° trimestre" for q in (1, 2, 3, 4)] * 2]]
    for town, there in (("Capoluogo", 30), ("Pianura", 6), ("Collina", 4)):
        rows.append([town, *(there + draw.pick([0, 0, 1, -1]) for _ in range(8))])
    return sheets.xlsx({"Posti": (rows, [(1, 1, 1, 4), (1, 5, 1, 4)]), "Note": ([["Fonte: servizio accoglienza"]], [])})


def nights(draw):
    rows = [["Tessera", "Struttura", "Entrata", "Uscita"]]
    for n in range(1, 121):
        came = draw.day(date(2012, 11, 1), date(2014, 12, 28))
        rows.append([f"PA{n:03}" if draw.chance(0.9) else f"pa {n:03}", draw.pick(["Capoluogo", "Pianura"]), came, after(came, draw.days(50), END)])
    return sheets.ods({"Ospiti": (rows, [])})


def helpers(draw):
    rows = [["Codice fiscale", "Comune", "Iscrizione all'albo", "Attestato"]]
    for _ in range(70):
        came = draw.day(BEGIN, date(2014, 12, 20))
        rows.append([tax_code(draw, date(came.year - draw.between(22, 63), draw.between(1, 12), draw.between(1, 28))), draw.weighted(TOWNS), italian(came), draw.pick(["sì", "no", "in corso"])])
    return sheets.text(rows)


def visits(draw):
    rows = [["Anziano", "Comune", "In elenco dal", "Giorno", "Tipo"]]
    since = {n: draw.day(BEGIN, date(2014, 6, 30)) for n in range(1, 41)}
    for n in range(1, 41):
        rows.append([f"AS{n:02}", draw.weighted(TOWNS), italian(since[n]), "", "inserimento"])
    for day in (BEGIN + timedelta(k) for k in range(3, (END - BEGIN).days, 4)):
        who = [n for n in range(1, 36) if since[n] <= day]
        if who and draw.chance(0.9):
            rows.append([f"AS{draw.pick(who):02}", "", "", italian(day), draw.pick(["visita", "telefonata", "telefonata"])])
    return sheets.text(rows, encoding="windows-1252")


def mediation(draw):
    rows = [["Mese", "Scuola", "Servizi", "Famiglia", "Totale ore"]]
    for year in (2013, 2014):
        for k, month in enumerate(MONTHS):
            hours = [(draw.between(2, 30), draw.pick([0, 15, 30, 45])) if k != 7 else None for _ in range(3)]
            minutes = sum(h * 60 + m for h, m in filter(None, hours))
            rows.append([f"{month} {year}", *(f"{h[0]},{h[1]:02}" if h else "" for h in hours), f"{minutes // 60},{minutes % 60:02}"])
    return sheets.text(rows)


def courses(draw):
    rows = [["Registro corsi di italiano"], ["Anno scolastico: 2012-2014"], ["Tessera", "Comune", "Iscrizione", "Inizio frequenza", "Attestato il", "Ore"]]
    for n in range(1, 101):
        asked = draw.day(BEGIN, date(2014, 11, 20))
        begun = asked + timedelta(draw.days(15))
        passed = after(begun, draw.days(110, 0.3), END) if draw.chance(0.6) else None
        rows.append([f"CI{n:03}", draw.weighted(TOWNS), italian(asked), italian(begun), italian(passed), draw.pick(["40", "60", "", "80"])])
    rows += [[], ["nota: chi si ritira non ha attestato"]]
    return sheets.text(rows)


def tables(draw):
    rows = [["Data prevista", "Che cosa", "Stato", "Svolto il", "Partecipanti"]]
    for k in range(24):
        due = date(2013 + k // 12, k % 12 + 1, draw.between(3, 26))
        what = draw.pick(["Tavolo", "Tavolo", "Scambio interculturale", "Incontro nelle scuole", "Incontro nelle scuole", "Iniziativa contro la violenza"])
        held = draw.chance(0.8)
        rows.append([italian(due), what, "svolto" if held else draw.pick(["rinviato", "annullato"]), italian(due + timedelta(draw.pick([0, 0, 7]))) if held else draw.pick(["", "rinviato"]),
                     draw.between(8, 40) if held and draw.chance(0.9) else ""])
    for k, when in enumerate((date(2013, 6, 14), date(2013, 11, 8), date(2014, 5, 9), date(2014, 10, 24))):
        rows.append([italian(when), "Progetto in partnership", "svolto", italian(when), 1 + k % 2])
    return sheets.text(rows)


def files(draw):
    notified = evictions(draw)
    return {"dispersione.txt": school(draw), "centro_famiglie.dat": families(draw), "antiviolenza.csv": shelter(draw), "contributi_2013.csv": grants(draw, 2013, notified),
            "contributi_2014.csv": grants(draw, 2014, notified), "sfratti.txt": housing(notified), "servizi_famiglie.csv": carers(draw), "posti.xlsx": places(draw), "ospiti.ods": nights(draw), "assistenti_familiari.csv": helpers(draw),
            "anziani_soli.csv": visits(draw), "mediazione_culturale.csv": mediation(draw), "corsi_italiano.csv": courses(draw), "tavoli.csv": tables(draw)}
