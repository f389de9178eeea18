# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/cinisello-2021-2023 ask for: see ../judge.R. Those that are not here are judged by judge.py alone.
asked <- list(
  "1.I1" = ask("held", plain = 7, event = "qualita_vita"),
  "1.1.P1" = ask("held", lower = TRUE, plain = 30, event = "agenzia_istituita"),
  "1.1.R2" = ask("distinct", years = c("2022" = 40, "2023" = 60), event = "accesso_agenzia"),
  "1.2.P1" = ask("held", lower = TRUE, plain = 90),
  "1.2.P2" = ask("held", plain = 1),
  "1.3.P1" = ask("held", plain = 0.9, event = "spesa_budget"),
  "1.4.R1" = ask("distinct", from = "2020", by = "any", event = "progetto_misura"),
  "1.5.P1" = ask("turns", plain = 1, event = "uvm"),
  "1.5.R1" = ask("act", event = "protocollo_asst"),
  "1.5.R2" = ask("act", event = "sovra_ambito"),
  "2.1.P1" = ask("due", plain = 0.8, event = "laboratorio_rotte"),
  "2.2.P1" = ask("turns", plain = 1, event = "tavolo_rotte")
)
