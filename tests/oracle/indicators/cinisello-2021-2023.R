# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/cinisello-2021-2023 count: see ../example.R.
PLAN <- list(name = "2021/2023", begin = as.Date("2021-01-01"), end = as.Date("2023-12-31"), plan = TRUE)
periods <- list(PLAN, year(2021), year(2022), year(2023))

accesso <- of_event("accesso_agenzia")
progetto <- of_event("progetto_vita")
qualita <- of_event("qualita_vita")
budget <- c("2021" = 0, "2022" = 250000, "2023" = 420000)
indicators <- list(
  "1.1.P1" = timing("agenzia_istituita"),
  "1.1.R1" = milestone("agenzia_istituita"),
  "1.1.R2" = cases("accesso_agenzia", fascia_eta = "18-64"),
  "1.1.R3" = cases("accesso_agenzia", fascia_eta = "0-17"),
  "1.1.R4" = in_force("progetto_vita", "progetto_chiuso"),
  "1.2.P1" = wait("accesso_agenzia", "progetto_vita", 90),
  "1.2.P2" = cases_of_cases(cases_with_all(c("accesso_agenzia", "case_manager")), accesso),
  "1.2.R1" = cohort(accesso, progetto, 180),
  "1.3.P1" = function(p) {
    spent <- done(of_event("spesa_budget"), p); given <- done(of_event("budget_salute"), p)
    ratio(sum(spent$quantity), sum(given$quantity), nrow(spent) + nrow(given))
  },
  "1.3.R1" = function(p) { given <- done(of_event("budget_salute"), p); ratio(sum(given$quantity), distinct(given$case), nrow(given) + distinct(given$case)) },
  "1.3.R2" = cumulative(cases("riconversione")),
  "1.4.P1" = cohort(of_event("domanda"), of_event("progetto_misura"), 180),
  "1.4.R1" = cases("progetto_misura"),
  "1.4.R2" = cumulative(all_events(c("progetto_misura", "intervento_162"))),
  "1.5.P1" = measurable("2022-07-01", cadence("uvm", 1, except = "08")),
  "1.5.R1" = milestone("protocollo_asst"),
  "1.5.R2" = milestone("sovra_ambito"),
  "1.M1" = function(p) { spent <- done(of_event("spesa_budget"), p); ratio(sum(spent$quantity), if (p$plan) sum(budget) else budget[[p$name]], nrow(spent)) },
  "1.I1" = marks(qualita[qualita$category %in% c("persona", "familiare") & qualita$area == "cinisello", ], 1, 10),
  "2.1.P1" = done_of_planned("laboratorio_rotte"),
  "2.1.R1" = quantity("partecipanti_rotte"),
  "2.2.P1" = measurable("2022-01-01", cadence("tavolo_rotte", 3, at_least = 3)),
  "2.I1" = marks(qualita[qualita$category != "operatore", ], 1, 10, mark = 7)
)
# Two of three: acts that are reached, or whose day has passed and whose deliveries have come (the acts of 2023 never
# came); and how many the Agency follows, which is reached once the year is over and its deliveries were due.
indicators[["1.R1"]] <- function(p) {
  told <- min(p$end, known_to(names(plan$events)))
  acts <- vapply(c("1.5.R1", "1.5.R2"), function(code) indicators[[code]](p)[["value"]] == 1, TRUE)
  asked <- c("2022" = 20, "2023" = 60)[[if (p$plan && format(told, "%Y") == "2022") "2022" else if (p$name == "2022") "2022" else "2023"]]
  level <- p$end <= told && indicators[["1.1.R4"]](p)[["value"]] >= asked
  assessed <- c(acts | told == as.Date("2022-12-31"), p$end >= as.Date("2022-07-01"))
  if (p$end < as.Date("2022-07-01")) return(answer(n = sum(assessed))) # the Agency has sent nothing yet, no day has come
  answer(min(1, (sum(acts) + level) / 2), sum(acts) + level, 2, sum(assessed))
}
