# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/domiciliarita-2030 count: see ../example.R.
PLAN <- list(name = "2025/2030", begin = as.Date("2025-01-01"), end = as.Date("2030-12-31"), plan = TRUE)
periods <- c(list(PLAN), lapply(2025:2030, year))

requested <- of_event("richiesta")
projects <- of_event("avvio")
every_two_months <- function(event, ...) { # of the entry in which they end
  rows <- of_event(event, ...)
  begins <- seq(PLAN$begin, PLAN$end, by = "2 months")
  ends <- c(begins[-1] - 1, PLAN$end)
  function(p) {
    mine <- ends >= p$begin & ends <= p$end & begins <= cut_off(p)
    d <- happened(rows, cut_off(p))$date
    here <- mapply(function(a, b) sum(d >= a & d <= b), begins[mine], ends[mine])
    ratio(sum(here > 0), sum(here > 0 | ends[mine] <= known_to(event)), sum(here))
  }
}
indicators <- list(
  "1.3.P1" = cohort(projects, of_event("scheda"), 60),
  "1.6.P1" = done_of_planned("posto"),
  "1.6.R1" = cases("inserimento"),
  "1.6.R2" = in_force("inserimento", "fine_inserimento"),
  "1.P1" = wait("richiesta", "avvio", 90),
  "1.R1" = cohort(requested, projects, 180),
  "1.I1" = marks(of_event("benessere"), 1, 10),
  "2.1.P1" = done_of_planned("momento"),
  "2.1.P2" = cadence("momento", 3),
  "2.1.R1" = quantity("partecipanti"),
  "2.4.P1" = every_two_months("incontro_polo", area = "polo_nord"),
  "2.4.P2" = every_two_months("incontro_polo", area = "polo_centro"),
  "2.4.P3" = every_two_months("incontro_polo", area = "polo_sud"),
  "2.R1" = cumulative(cases("avvio")),
  "2.I1" = cases("avvio", fascia_eta = "65+"),
  "3.2.P1" = done_of_planned("integrato"),
  "3.2.P2" = timing("accordo"),
  "3.2.R1" = milestone("accordo", 4),
  "3.5.R1" = cumulative(cases("contesto")),
  "3.I1" = values_of("luogo", "verifica")
)
# Each of the three: how many have met in every two months. They have once the period is over; until then each may be due.
indicators[["2.4.R1"]] <- function(p) {
  part <- lapply(c("2.4.P1", "2.4.P2", "2.4.P3"), function(code) indicators[[code]](p))
  due <- Filter(function(a) a[["denominator"]] > 0, part)
  over <- p$end <= as_of
  met <- sum(vapply(due, function(a) over && a[["value"]] == 1, TRUE))
  needed <- if (over) length(due) else length(part)
  if (length(due) == 0) answer(n = 0) else answer(met / needed, met, needed, length(due))
}
