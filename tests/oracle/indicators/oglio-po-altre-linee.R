# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/oglio-po-altre-linee count: see ../example.R.

mapped <- of_event("gestore_mappato")
seen <- of_event("minore_intercettato")
towns <- setdiff(c(casalasco, viadanese), c("casalasco", "viadanese"))
young <- local({ # of 6 to 17, on 1 January
  table <- read.csv(file.path(dirname(arguments[4]), "../../../examples/oglio-po-altre-linee/population.csv"))
  table <- table[table$age_band == "6-17", ]
  tapply(table$inhabitants, table$year, sum)
})
few <- function(f) function(p) { a <- f(p); if (!is.na(a[["n"]]) && a[["n"]] > 0 && a[["n"]] < 5) a[c("value", "low", "high")] <- NA; a }
# of those who entered at least so many days ago
within <- function(from, to, days) {
  a <- wait(from, to, days)
  function(p) { x <- a(p); r <- proportion(x[["numerator"]], x[["denominator"]]); r }
}
every_two_months <- function(event) {
  rows <- of_event(event)
  begins <- seq(PLAN$begin, PLAN$end, by = "2 months")
  ends <- c(begins[-1] - 1, PLAN$end)
  function(p) { # of the entry in which they end
    d <- done(rows, p)$date
    mine <- ends >= p$begin & ends <= p$end & begins <= cut_off(p)
    here <- mapply(function(a, b) sum(happened(rows, cut_off(p))$date >= a & happened(rows, cut_off(p))$date <= b), begins[mine], ends[mine])
    over <- here > 0 | ends[mine] <= known_to(event)
    ratio(sum(here > 0), sum(over), sum(here))
  }
}
indicators <- list(
  "G.0.P1" = cadence("coordinamento_gap", 6),
  "G.0.R1" = milestone("regolamento", length(towns), as.list(towns), due = "2026-06-30"),
  "G.1.P1" = cohort(mapped, of_event("gestore_intervistato"), Inf),
  "G.1.R1" = cumulative(values_of("area", "gestore_noslot")),
  "G.2.P1" = done_of_planned("campagna"),
  "G.2.R1" = quantity("persone_raggiunte"),
  "W.1.P1" = every_two_months("comunita_pratiche"),
  "W.2.R1" = quantity("impresa"),
  "W.2.R2" = quantity("domanda"),
  "W.2.R3" = cases("offerta"),
  "W.3.R1" = cumulative(quantity("azione_sperimentale")),
  "W.4.P1" = cadence("puntata_webradio", 1, except = "08"),
  "W.5.R1" = in_force("manager_inizio", "manager_fine", "average", quantities = TRUE),
  "T.1.P1" = cadence("tavolo_giovani", 3),
  "T.1.R1" = unless_silent("policy_cs", milestone("policy_cs"), back = TRUE),
  "T.2.P1" = few(within("minore_intercettato", "valutazione_integrata", 30)),
  "T.2.R1" = cases("minore_intercettato"),
  "T.2.R2" = few(cohort(seen, of_event("minore_in_carico"), 90)),
  "T.3.R1" = quantity("fondi"),
  "T.3.P1" = cadence("verifica", 6),
  "S.1.P1" = done_of_planned("laboratorio"),
  "S.1.P2" = quantity("evento_sportivo"),
  "S.1.R1" = cases("iscrizione"),
  "S.1.R2" = measurable("2026-01-01", first_seen("iscrizione")),
  "S.1.R4" = local({
    rows <- of_event("iscrizione", area = c(casalasco, viadanese)) # who lives there
    function(p) {
      p$end <- min(p$end, told_to("iscrizione"))
      if (p$end < p$begin) return(answer(NA, NA, NA, NA)) # not due
      lived <- 0
      for (y in 2025:2027) {
        first <- max(p$begin, as.Date(paste0(y, "-01-01"))); last <- min(cut_off(p), as.Date(paste0(y, "-12-31")))
        if (last >= first) lived <- lived + young[[as.character(y)]] * as.numeric(last - first + 1) / 365
      }
      rate(yearly(done(rows, p)), lived, 1000)
    }
  }),
  "S.1.R5" = local({ small <- c("casteldidone", "motta_baluffi", "san_martino_del_lago", "solarolo_rainerio", "spineda", "tornata", "torricella_del_pizzo", "voltido")
    milestone("iscrizione", 8, as.list(small), due = "2026-12-31") }),
  "S.R1" = quantity("strumento"),
  "S.I1" = local({ rows <- of_event("competenza"); function(p) { x <- done(rows, p)$quantity; describe(x[x >= 1 & x <= 5], "median") } })
)
indicators[["S.1.R3"]] <- measurable("2026-01-01", function(p) {
  new <- indicators[["S.1.R2"]](p)[["value"]]; all <- indicators[["S.1.R1"]](p)[["value"]]
  answer(if (all > 0) new / all else NA, new, all, 2)
})
