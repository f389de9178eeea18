# SPDX-License-Identifier: GPL-3.0-or-later
# What the indicators of examples/intreccci count: see ../example.R. Its years begin in October.
PLAN <- list(name = "2022-10/2025-09", begin = as.Date("2022-10-01"), end = as.Date("2025-09-30"), plan = TRUE)
year <- function(y) list(name = paste0(y, "/", (y + 1) %% 100), begin = as.Date(paste0(y, "-10-01")), end = as.Date(paste0(y + 1, "-09-30")), plan = FALSE)
periods <- list(PLAN, year(2022), year(2023), year(2024))

light <- of_event(c("intervento_leggero", "gruppo"))
old <- local({ # 65 and more, on 1 January
  table <- read.csv(file.path(dirname(arguments[4]), "../../../examples/intreccci/population.csv"), sep = ";")
  table <- table[table$age_band %in% c("65-74", "75+"), ]
  tapply(table$inhabitants, table$year, sum)
})
share_of <- function(top, bottom, scale = 1) function(p) {
  above <- done(top, p); below <- lapply(bottom, done, p)
  d <- sum(vapply(below, function(r) sum(r$quantity), 0)); n <- nrow(above) + sum(vapply(below, nrow, 0L))
  a <- ratio(sum(above$quantity), d, n)
  a[["value"]] <- a[["value"]] * scale
  a
}
indicators <- list(
  "A.1.P1" = records(c("intervento_leggero", "gruppo")),
  "A.1.P2" = local({
    top <- of_event(c("intervento_leggero", "gruppo")); bottom <- of_event("ore_professionali")
    function(p) { x <- done(top, p); d <- done(bottom, p); answer(100 * sum(x$quantity) / sum(d$quantity), sum(x$quantity), sum(d$quantity), nrow(x) + nrow(d)) }
  }),
  "A.1.R1" = local({ # of whoever was followed on some day of the period
    begun <- of_event("a_casa"); ended <- of_event("fine_a_casa")
    function(p) {
      b <- happened(begun, cut_off(p))
      e <- ended$date[match(b$case, ended$case)]
      there <- unique(b$case[is.na(e) | e > p$begin | b$date >= p$begin])
      helped <- setdiff(done(light, p)$case, "")
      a <- proportion(length(intersect(helped, there)), length(there))
      a[["strays"]] <- length(setdiff(helped, there))
      a
    }
  }),
  "A.1.R2" = in_force("a_casa", "fine_a_casa", servizio = "SAD e ADI"),
  "A.1.R3" = cumulative(without(c("intervento_leggero", "gruppo"), "a_casa")),
  "A.1.R4" = function(p) { # by calendar years, whenever the plan's begin
    p$end <- min(p$end, told_to(c("intervento_leggero", "gruppo")))
    if (p$end < p$begin) return(answer(NA, NA, NA, NA)) # not due
    days <- seq(p$begin, cut_off(p), by = 1)
    y <- format(days, "%Y")
    rate(nrow(done(light, p)), sum(old[y] / ifelse(y == "2024", 366, 365)), 1000)
  },
  "A.1.I1" = local({ top <- of_event("costo", risorse = "bilancio"); bottom <- of_event("costo"); function(p) { x <- done(top, p); d <- done(bottom, p); ratio(sum(x$quantity), sum(d$quantity), nrow(x) + nrow(d)) } }),
  "A.1.I2" = marks(of_event("benessere")),
  "A.2.R1" = stock("figure"),
  "A.2.R2" = stock("volontari"),
  "B.1.P1" = done_of_planned("incontro_rete"),
  "B.1.P2" = cadence("equipe", 1, except = c("07", "08")),
  "B.1.R1" = cases("ente"),
  "B.1.R2" = cumulative(quantity("coprogettazione")),
  "B.2.P1" = share_of(of_event("gruppo"), list(light)),
  "B.2.R1" = local({ f <- stock("luoghi"); function(p) { a <- f(p); answer(a[["value"]] / 14, a[["value"]], 14, a[["n"]]) } }),
  "C.1.R1" = milestone("messa_a_sistema", 2),
  "C.1.I1" = marks(of_event("fiducia")),
  "C.1.I2" = grade("cambiamento", list("nessuno" = 0, "iniziale" = 1, "diffuso" = 2, "a sistema" = 3))
)
indicators[["A.2.R3"]] <- function(p) { x <- indicators[["A.2.R1"]](p)[["value"]] + indicators[["A.2.R2"]](p)[["value"]]; answer(x, n = if (is.na(x)) NA else 2) }
indicators[["C.1.R2"]] <- function(p) { # both parts; one of which nothing is due yet is left out
  reached <- c(indicators[["B.1.R2"]](p)[["value"]] >= 3, indicators[["C.1.R1"]](p)[["value"]] == 1)
  n <- length(c(verdict_of_part("B.1.R2", p)$verdict, verdict_of_part("C.1.R1", p)$verdict))
  if (n == 0) answer(n = 0) else answer(min(1, sum(reached) / n), sum(reached), n, n)
}
