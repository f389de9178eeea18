# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/oglio-po-altre-linee ask for: see ../judge.R. Those that are not here are judged by judge.py alone.
asked <- list(
  "G.0.P1" = ask("turns", plain = 1, event = "coordinamento_gap"),
  "G.0.R1" = ask("act", event = "regolamento"),
  "G.2.P1" = ask("due", plain = 0.75, event = "campagna"),
  "G.2.R1" = ask("flow", from = 720, by = "+10%", event = "persone_raggiunte"),
  "W.1.P1" = ask("turns", plain = 1, event = "comunita_pratiche"),
  "W.4.P1" = ask("turns", plain = 1, event = "puntata_webradio"),
  "T.1.P1" = ask("turns", plain = 1, event = "tavolo_giovani"),
  "T.1.R1" = ask("act", event = "policy_cs"),
  "T.2.P1" = ask("held", items = TRUE, plain = 0.6),
  "S.I1" = ask("held", plain = 4, event = "competenza"),
  "S.1.P1" = ask("due", plain = 0.9, event = "laboratorio"),
  "S.1.P2" = ask("minimum", plain = 2),
  "S.1.R1" = ask("distinct", years = c("2025" = 80, "2026" = 100, "2027" = 100), event = "iscrizione")
)
