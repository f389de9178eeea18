# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/piano-2013-2014 count: see ../example.R.
PLAN <- list(name = "2013/2014", begin = as.Date("2013-01-01"), end = as.Date("2014-12-31"), plan = TRUE)
periods <- list(PLAN, year(2013), year(2014))
confidence <- 0.9

age <- function(rows) { # full years on the day of the record
  born <- as.Date(rows$nascita, format = "%Y-%m-%d")
  as.numeric(format(rows$date, "%Y")) - as.numeric(format(born, "%Y")) - (format(rows$date, "%m%d") < format(born, "%m%d"))
}
younger <- function(rows) { a <- age(rows); rows[!is.na(a) & a < 16, ] }
weeks <- function(event, size, at_least = 1) { # from the Monday of the week in which the plan begins, cut to the plan
  rows <- of_event(event)
  monday <- PLAN$begin - (as.numeric(format(PLAN$begin, "%u")) - 1)
  begins <- seq(monday, PLAN$end, by = paste(7 * size, "days"))
  ends <- pmin(begins + 7 * size - 1, PLAN$end)
  begins <- pmax(begins, PLAN$begin)
  needed <- pmax(1, floor(at_least * as.numeric(ends - begins + 1) / (7 * size)))
  function(p) { # of the entry in which they end
    mine <- ends >= p$begin & ends <= p$end & begins <= cut_off(p)
    d <- happened(rows, cut_off(p))$date
    enough <- mapply(function(a, b) sum(d >= a & d <= b), begins[mine], ends[mine]) >= needed[mine]
    ratio(sum(enough), sum(enough | ends[mine] <= known_to(event)), sum(d >= p$begin))
  }
}
level <- stock("posti")
people <- c("2013" = 186000 + 21000 + 17500, "2014" = 187000 + 21000 + 17300)
indicators <- list(
  "F.1.P1" = cohort(younger(of_event("segnalazione")), of_event("sostegno"), 60),
  "F.1.R1" = cases("rientro"),
  "F.2.P1" = done_of_planned("scambio"),
  "F.2.R1" = quantity("giovani"),
  "F.3.P1" = quantity("accesso_cpf"),
  "F.3.R1" = cohort(of_event("mediazione"), of_event("accordo"), 90),
  "F.4.P1" = cases("donna_accolta"),
  "F.4.R1" = local({ rows <- of_event("ospitalita"); rows <- rows[rows$quantity > 7 & rows$quantity <= 365, ]; function(p) counted(distinct(done(rows, p)$case)) }),
  "F.4.P2" = records("iniziativa"),
  "F.5.P1" = records("incontro_scuole"),
  "P.1.P1" = level,
  "P.1.P2" = function(p) { a <- level(p); d <- people[[format(cut_off(p), "%Y")]]; answer(10000 * a[["value"]] / d, a[["value"]], d, a[["n"]]) },
  "P.1.R1" = in_force("entrata", "uscita", "during"),
  "P.1.R2" = in_force("entrata", "uscita", "start"),
  "P.1.R3" = in_force("entrata", "uscita"),
  "P.2.P1" = quantity("contributo"),
  "P.2.R1" = cohort(of_event("sfratto"), of_event("contributo"), 90),
  "P.2.R2" = cases("contributo", rete = "no"),
  "A.1.R1" = values_of("servizio", "servizio_famiglia"),
  "A.1.R2" = cases("servizio_famiglia"),
  "A.1.R3" = cumulative(cases("assistente")),
  "A.2.P1" = weeks("contatto", 1),
  "A.2.P2" = weeks("contatto", 4, 6),
  "A.2.R1" = cohort(of_event("anziano_solo"), of_event("contatto"), 90),
  "M.1.P1" = quantity("ore_mediazione"),
  "M.2.P1" = local({
    rows <- of_event("frequenza")
    function(p) { # begun in the period, followed to the day of the report
      r <- rows[!is.na(rows$start) & rows$start >= p$begin & rows$start <= cut_off(p), ]
      ended <- !is.na(r$date) & r$date <= as_of
      describe_waits(as.numeric(r$date - r$start)[ended], as.numeric(as_of - r$start)[!ended], "p90")
    }
  }),
  "M.2.R1" = local({
    rows <- of_event("iscritto")
    rows <- rows[!is.na(rows$date) & rows$date < as.Date("2014-07-01"), ]
    cohort(rows, of_event("attestato"), 180)
  }),
  "T.1.P1" = cadence("tavolo", 12, at_least = 2),
  "T.1.P2" = local({
    rows <- of_event(c("tavolo", "incontro_scuole", "iniziativa", "scambio"))
    function(p) { q <- planned(rows, p); counted(nrow(done(rows, p)) + sum(q$status == "planned" | is.na(q$date))) } # each record once: what is done later is still planned
  }),
  "T.1.R1" = local({ rows <- of_event("partnership"); function(p) { h <- happened(rows, cut_off(p)); x <- sum(h$quantity); answer(min(1, x / 6), min(x, 6), 6, nrow(h)) } }),
  "T.1.R2" = milestone("partnership", 3)
)
indicators[["P.1.R4"]] <- function(p) {
  a <- indicators[["P.1.R3"]](p)[["value"]]; b <- indicators[["P.1.R2"]](p)[["value"]]
  answer(a - b, a, b, 2)
}
indicators[["P.2.P2"]] <- function(p) { # both as far as this year's deliveries go
  if (p$plan || p$begin < as.Date("2014-01-01")) return(answer())
  p$end <- min(p$end, known_to("contributo"))
  before <- year(2013)
  before$end <- as.Date(paste0("2013-", format(p$end, "%m-%d")))
  a <- indicators[["P.2.P1"]](p)[["value"]]; b <- indicators[["P.2.P1"]](before)[["value"]]
  answer((a - b) / b, a, b, 1)
}
# Twice the first, once each of the others, of what is reached of each.
indicators[["F.R1"]] <- function(p) {
  weights <- c("F.1.P1" = 2, "F.2.P1" = 1, "F.3.P1" = 1)
  part <- lapply(names(weights), verdict_of_part, p)
  w <- weights[!vapply(part, is.null, TRUE)]
  share <- unlist(lapply(Filter(Negate(is.null), part), function(j) min(1, max(0, j$share))))
  if (length(w) == 0) answer(n = 0) else answer(sum(w * share) / sum(w), sum(w * share), sum(w), length(w))
}
