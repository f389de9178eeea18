#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
# The indicators of an example once more, from the activity records, without a line of
# our code: what each indicator counts is written down a second time, as are its
# constants, limits and holidays. Those of oglio-po-2025-2027 stand here, those of
# another example in the file that is given. Only what is asked for, and who owes
# what, is read from the plan.
#
#   Rscript tests/oracle/example.R RECORDS RESULTS AS_OF INDICATORS.R|- PLAN.json      (see tests/oracle/run)
#
# RECORDS: output of pdz-ingest. RESULTS: pdz-indicators --by plan,year -f csv. Compared:
# value, numerator, denominator, n, low, high, strays of shares of persons and the figure
# of those served alone, for the plan and each year, at 1e-9 relative; then what is expected to date, the share, the
# rule and the verdict (asked.R, judge.R). Prints what differs, then "N passed, N failed, N skipped".

arguments <- commandArgs(trailingOnly = TRUE)
rec <- read.csv(arguments[1], colClasses = "character", encoding = "UTF-8", na.strings = character(0))
res <- read.csv(arguments[2], colClasses = "character", encoding = "UTF-8", na.strings = character(0))
as_of <- as.Date(arguments[3])

for (column in c("date", "due", "start")) rec[[column]] <- as.Date(rec[[column]], format = "%Y-%m-%d")
rec$quantity <- as.numeric(ifelse(rec$quantity == "", "1", rec$quantity))
rec$date[!is.na(rec$date) & rec$date > as_of] <- NA # it has not happened yet
# known at all: something of the event has happened or was planned
fed_events <- unique(rec$event[!is.na(rec$date) | !is.na(rec$due) | rec$status == "planned"])

PLAN <- list(name = "2025/2027", begin = as.Date("2025-01-01"), end = as.Date("2027-12-31"), plan = TRUE)
year <- function(y) list(name = as.character(y), begin = as.Date(paste0(y, "-01-01")), end = as.Date(paste0(y, "-12-31")), plan = FALSE)
periods <- list(PLAN, year(2025), year(2026), year(2027))
confidence <- 0.95
cut_off <- function(p) min(p$end, as_of)

casalasco <- strsplit("casalasco calvatone casalmaggiore casteldidone cingia_de_botti gussola martignana_di_po motta_baluffi piadena_drizzona rivarolo_del_re_ed_uniti san_giovanni_in_croce san_martino_del_lago scandolara_ravara solarolo_rainerio spineda tornata torricella_del_pizzo voltido", " ")[[1]]
viadanese <- strsplit("viadanese bozzolo commessaggio dosolo gazzuolo marcaria pomponesco rivarolo_mantovano sabbioneta san_martino_dall_argine viadana", " ")[[1]]

# ---- rows ---------------------------------------------------------------------------
of_event <- function(event, ...) {
  where <- list(...)
  keep <- rec$event %in% event
  for (column in names(where)) keep <- keep & rec[[column]] %in% where[[column]]
  rec[keep, ]
}
done <- function(rows, p) rows[rows$status == "done" & !is.na(rows$date) & rows$date >= p$begin & rows$date <= cut_off(p), ]
planned <- function(rows, p) { # what bears a due date was planned, done since or not
  dated <- !is.na(rows$due) & rows$due >= p$begin & rows$due <= p$end
  rows[dated | (rows$status == "planned" & p$plan & is.na(rows$due)), ]
}
done_of_due <- function(rows, p) { # with a due date it belongs to the period of that day, if it was done by its end
  h <- happened(rows, cut_off(p))
  h[ifelse(is.na(h$due), h$date >= p$begin, h$due >= p$begin & h$due <= p$end), ]
}
happened <- function(rows, to) rows[rows$status == "done" & !is.na(rows$date) & rows$date <= to, ]
distinct <- function(x) length(unique(x[x != ""]))

# ---- answers ------------------------------------------------------------------------
answer <- function(value = NA, num = NA, den = NA, n = NA, low = NA, high = NA, served = NA, strays = NA)
  c(value = value, numerator = num, denominator = den, n = n, low = low, high = high, served = served, strays = strays)
wilson <- function(x, n, scale = 1) {
  ci <- suppressWarnings(prop.test(x, n, correct = FALSE, conf.level = confidence)$conf.int)
  scale * c(if (x == 0) 0 else ci[1], if (x == n) 1 else ci[2])
}
proportion <- function(x, n, scale = 1) {
  stopifnot(x <= n) # a share above 1 cannot come out
  if (n == 0) return(answer(NA, x, n, n))
  ci <- wilson(x, n, scale)
  answer(scale * x / n, x, n, n, ci[1], ci[2])
}
# events over person-time: Byar's limits
rate <- function(x, d, scale) {
  z <- qnorm((1 + confidence) / 2)
  low <- if (x == 0) 0 else x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3
  high <- if (x == 0) -log((1 - confidence) / 2) else (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3 # of none exactly
  answer(scale * x / d, x, d, x, scale * low / d, scale * high / d)
}
ratio <- function(x, d, n) answer(if (d == 0) NA else x / d, x, d, n)
counted <- function(x, n = x) answer(x, x, NA, n)

# ---- kinds: each makes a function of a period -----------------------------------------
quantity <- function(...) { force(rows <- of_event(...)); function(p) { d <- done(rows, p); counted(sum(d$quantity), nrow(d)) } }
records <- function(...) { rows <- of_event(...); function(p) counted(nrow(done(rows, p))) }
cases <- function(...) { rows <- of_event(...); function(p) counted(distinct(done(rows, p)$case)) }
values_of <- function(column, ...) { rows <- of_event(...); function(p) counted(distinct(done(rows, p)[[column]])) }
done_of_planned <- function(...) {
  rows <- of_event(...)
  function(p) { d <- done_of_due(rows, p); q <- planned(rows, p); ratio(sum(d$quantity), sum(q$quantity), nrow(d) + nrow(q)) }
}
# Distinct in each year: years add up, as the yearly plans beside them do.
yearly <- function(rows) distinct(ifelse(rows$case == "", "", paste(substr(as.character(rows$date), 1, 4), rows$case)))
cases_of_planned <- function(...) {
  rows <- of_event(...)
  function(p) { d <- yearly(done(rows, p)); q <- planned(rows, p); ratio(d, sum(q$quantity), d + nrow(q)) }
}
# Persons are persons: the numerator's cases are those of the denominator, strays are left out and counted.
cases_of_cases <- function(top, bottom, scale = 1) # top: records, or a function of a period that finds cases
  function(p) {
    above <- if (is.function(top)) top(p) else setdiff(done(top, p)$case, "")
    below <- setdiff(done(bottom, p)$case, "")
    a <- proportion(length(intersect(above, below)), length(below), scale)
    a[["strays"]] <- length(setdiff(above, below))
    a
  }
spending <- function(objective, budget_a_year) {
  rows <- of_event("spesa", obiettivo = objective)
  function(p) { d <- done(rows, p); ratio(sum(d$quantity), budget_a_year * (if (p$plan) 3 else 1), nrow(d)) }
}
# of each area and category what was said last
stock <- function(event) {
  rows <- of_event(event)
  function(p) {
    h <- happened(rows, cut_off(p))
    if (nrow(h) == 0) return(answer())
    place <- paste(h$area, h$category, sep = "|")
    last <- h[h$date == ave(as.numeric(h$date), place, FUN = max), ]
    counted(sum(last$quantity), nrow(last))
  }
}
# a level over the one that was planned by then
level_of_planned <- function(event) {
  rows <- of_event(event)
  latest <- function(r, day) { place <- paste(r$area, r$category); r[as.numeric(day) == ave(as.numeric(day), place, FUN = max), ] }
  function(p) {
    h <- happened(rows, cut_off(p))
    due <- rows[!is.na(rows$due) & rows$due <= cut_off(p), ]
    if (nrow(h) == 0 || nrow(due) == 0) return(answer())
    h <- latest(h, h$date); due <- latest(due, due$due)
    ratio(sum(h$quantity), sum(due$quantity), nrow(h) + nrow(due))
  }
}
# cases with each of the events, in the period in which the last of the conditions comes true
cases_with_all <- function(events, at_least = 0, ...) {
  rows <- of_event(events, ...)
  function(p) {
    h <- happened(rows, cut_off(p))
    h <- h[h$case != "", ]
    found <- character(0)
    for (r in split(h, h$case)) {
      first <- vapply(events, function(e) if (any(r$event == e)) min(as.numeric(r$date[r$event == e])) else Inf, 0)
      complete <- max(first)
      if (at_least > 0) {
        begun <- r$start[!is.na(r$start) & r$start <= r$date]
        begin <- min(as.numeric(c(r$date, begun)))
        long <- as.numeric(r$date)[as.numeric(r$date) - begin >= at_least]
        complete <- max(complete, if (length(long) > 0) min(long) else Inf)
      }
      if (is.finite(complete) && complete >= as.numeric(p$begin)) found <- c(found, r$case[1])
    }
    found
  }
}
all_events <- function(...) { found <- cases_with_all(...); function(p) counted(length(found(p))) }
without <- function(event, none) {
  rows <- of_event(event)
  other <- of_event(none)
  function(p) {
    d <- setdiff(unique(done(rows, p)$case), c("", happened(other, cut_off(p))$case))
    counted(length(d))
  }
}
first_seen <- function(event) {
  rows <- of_event(event)
  function(p) {
    before <- rows$case[rows$status == "done" & !is.na(rows$date) & rows$date < p$begin]
    counted(length(setdiff(unique(done(rows, p)$case), c("", before))))
  }
}

easter <- as.Date(c("2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28"))
every_year <- c("01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26")
off <- c(easter + 1, as.Date(outer(2024:2027, every_year, paste, sep = "-")), as.Date(c("2026-10-04", "2027-10-04")),
         as.Date(c("2024-12-24", "2025-12-24", "2026-12-24", "2026-06-01")))
working_days <- function(from, to) {
  one <- function(a, b) {
    if (b < a) return(-one(b, a))
    if (b == a) return(0)
    d <- seq(a + 1, b, by = 1)
    sum(!(format(d, "%u") %in% c("6", "7")) & !(d %in% off))
  }
  mapply(function(a, b) one(as.Date(a, origin = "1970-01-01"), as.Date(b, origin = "1970-01-01")), as.numeric(from), as.numeric(to))
}
calendar_days <- function(from, to) as.numeric(to) - as.numeric(from)

median_interval <- function(x) { # order statistics; the largest rank r with P(X <= r - 1) <= 0.025
  n <- length(x)
  r <- sum(pbinom(0:n, n, 0.5) <= (1 - confidence) / 2)
  if (r < 1) c(NA, NA) else sort(x)[c(r, n - r + 1)]
}
describe <- function(x, statistic) {
  if (length(x) == 0) return(answer(n = 0))
  ci <- c(NA, NA)
  if (statistic == "mean") {
    if (length(x) > 1 && sd(x) > 0) ci <- t.test(x, conf.level = confidence)$conf.int
    return(answer(mean(x), sum(x), length(x), length(x), ci[1], ci[2]))
  }
  if (statistic == "median") ci <- median_interval(x)
  answer(c(median = median(x), max = max(x), p90 = quantile(x, 0.9, type = 7, names = FALSE))[[statistic]], n = length(x), low = ci[1], high = ci[2])
}
# Kaplan and Meier's curve, and where it crosses a height; Brookmeyer and Crowley's limits (log).
crossing <- function(time, height, at = 0.5) {
  k <- which(height < at + 1.5e-8)
  if (length(k) == 0) return(NA)
  rests <- abs(height[k[1]] - at) < 1.5e-8
  lower <- which(height < height[k[1]] & seq_along(height) > k[1])
  if (rests && length(lower) > 0) (time[k[1]] + time[lower[1]]) / 2 else time[k[1]]
}
kaplan_meier <- function(closed, open) {
  time <- sort(unique(closed))
  if (length(time) == 0) return(list(median = NA, low = NA, high = NA, quantile = function(at) NA))
  ended <- vapply(time, function(t) sum(closed == t), 0)
  risk <- vapply(time, function(t) sum(closed >= t) + sum(open >= t), 0)
  height <- cumprod(1 - ended / risk)
  spread <- exp(qnorm((1 + confidence) / 2) * sqrt(cumsum(ended / (risk * (risk - ended)))))
  inside <- risk > ended
  list(median = crossing(time, height), low = crossing(time[inside], (height / spread)[inside]),
       high = crossing(time[inside], pmin(1, height * spread)[inside]), quantile = function(at) crossing(time, height, at))
}
# Who still waits counts: at the age from below, as endless from above; between, the estimate from 5 ended on.
describe_waits <- function(closed, open, statistic) {
  if (length(open) == 0) return(describe(closed, statistic))
  n <- length(closed) + length(open)
  served <- describe(closed, statistic)[["value"]] # of those served alone: beside it
  of <- function(x) if (statistic == "mean") mean(x) else unname(quantile(x, c(median = 0.5, max = 1, p90 = 0.9)[[statistic]], type = 7))
  least <- of(c(closed, open))
  most <- of(c(closed, rep(1e9, length(open))))
  if (statistic == "mean" || most > 1e6) most <- Inf
  if (least == most) return(answer(least, n = n, served = served))
  first <- min(0, closed)
  k <- kaplan_meier(closed - first, open - first)
  value <- if (statistic == "median") k$median else if (statistic == "max") k$quantile(0) else if (statistic == "p90") k$quantile(0.1) else NA
  if (!is.na(value) && length(closed) >= 5 && value + first >= least && value + first <= most) { # between the bounds, no further
    whole <- statistic == "median" && !is.na(k$low) && !is.na(k$high)
    return(answer(value + first, n = n, low = if (whole) k$low + first else NA, high = if (whole) k$high + first else NA, served = served))
  }
  answer(n = n, low = least, served = served)
}
timing <- function(event, statistic = "median", tolerance = 0, days = calendar_days) {
  rows <- of_event(event)
  rows <- rows[!is.na(rows$due), ]
  function(p) {
    r <- rows[rows$due >= p$begin & rows$due <= p$end, ]
    closed <- r[!is.na(r$date), ]
    open <- r[is.na(r$date), ]
    late <- if (nrow(closed) > 0) days(closed$due, closed$date) else numeric(0)
    age <- if (nrow(open) > 0) days(open$due, rep(as_of, nrow(open))) else numeric(0)
    on_time <- sum(late <= tolerance)
    judged <- length(late) + sum(age > tolerance)
    if (statistic == "share") return(proportion(on_time, judged))
    a <- describe_waits(late, age[age > tolerance], statistic)
    if (statistic != "mean") a[c("numerator", "denominator")] <- c(on_time, judged)
    a
  }
}
actual_of_planned <- function(event) {
  rows <- of_event(event)
  rows <- rows[!is.na(rows$start) & (is.na(rows$date) | rows$date >= rows$start), ]
  function(p) { # begun in the period; what has passed its planned time counts, ended or not
    r <- rows[rows$start >= p$begin & rows$start <= cut_off(p) & !is.na(rows$due), ]
    ended <- !is.na(r$date) & r$date <= as_of
    lasted <- as.numeric(ifelse(ended, r$date, as_of) - as.numeric(r$start))
    planned <- as.numeric(r$due - r$start)
    counts <- ended | lasted > planned
    if (!any(counts)) return(answer(n = 0))
    ratio(sum(lasted[counts]), sum(planned[counts]), sum(counts))
  }
}
wait <- function(from, to, limits) {
  rows <- of_event(c(from, to))
  rows <- rows[rows$status == "done" & !is.na(rows$date) & rows$case != "", ]
  rows <- rows[order(rows$case, rows$date, rows$event != from), ]
  begun <- ended <- as.Date(character(0))
  category <- character(0)
  for (r in split(rows, rows$case)) {
    open <- 0
    for (i in seq_len(nrow(r))) {
      if (r$event[i] == from) { if (open == 0) open <- i }
      else if (open > 0) {
        begun <- c(begun, r$date[open]); ended <- c(ended, r$date[i])
        category <- c(category, if (r$category[i] != "") r$category[i] else r$category[open])
        open <- 0
      }
    }
    if (open > 0) { begun <- c(begun, r$date[open]); ended <- c(ended, NA); category <- c(category, r$category[open]) }
  }
  limit <- if (is.null(names(limits))) rep(limits, length(category)) else ifelse(category %in% names(limits), limits[category], Inf)
  function(p) {
    here <- begun >= p$begin & begun <= cut_off(p)
    closed <- !is.na(ended) & ended <= as_of
    lived <- as.numeric(as_of - begun)
    judged <- here & ifelse(is.finite(limit), lived >= limit, closed) # who entered at least as long ago as the limit
    a <- describe_waits(as.numeric(ended - begun)[here & closed], lived[here & !closed], "median")
    a[c("numerator", "denominator")] <- c(sum(judged & closed & as.numeric(ended - begun) <= limit, na.rm = TRUE), sum(judged))
    a
  }
}
milestone <- function(event, need = 1, each = NULL, due = NULL, ...) {
  rows <- of_event(event, ...)
  meets <- function(r, value) if (is.list(each)) r$area %in% value else r$category %in% value
  function(p) {
    e <- cut_off(p)
    h <- happened(rows, e)
    whole <- if (is.null(each)) need else length(each)
    steps <- if (is.null(each)) nrow(h) else sum(vapply(each, function(v) any(meets(h, v)), TRUE))
    dues <- if (is.null(each)) as.numeric(rows$due[!is.na(rows$due)]) else
      unlist(lapply(each, function(v) { d <- as.numeric(rows$due[!is.na(rows$due) & meets(rows, v)]); if (length(d) > 0) min(d) }))
    day <- if (!is.null(due)) as.Date(due) else if (length(dues) == 0) PLAN$end else
      as.Date(sort(dues)[min(need, length(dues))], origin = "1970-01-01")
    value <- if (steps >= need) 1 else steps / need # nothing done is 0, due or not
    answer(value, min(steps, whole), whole, steps)
  }
}
cadence <- function(event, months, except = character(0), at_least = 1) {
  rows <- of_event(event)
  function(p) {
    d <- done(rows, p)
    found <- expected <- n <- 0
    begin <- p$begin
    while (begin <= cut_off(p)) {
      following <- seq(begin, by = paste(months, "months"), length.out = 2)[2]
      here <- sum(d$date >= begin & d$date < following)
      if (!(format(begin, "%m") %in% except)) {
        found <- found + (here >= at_least)
        expected <- expected + (here >= at_least || following - 1 <= known_to(event))
      }
      begin <- following
    }
    ratio(found, expected, nrow(d))
  }
}
# scores inside their scale; with a mark: the share at or above it
marks <- function(rows, lowest = 1, highest = 5, mark = NULL) function(p) {
  x <- done(rows, p)$quantity
  x <- x[x >= lowest & x <= highest]
  if (!is.null(mark)) return(if (length(x) > 0) proportion(sum(x >= mark), length(x)) else answer(n = 0))
  a <- describe(x, "mean")
  a[c("low", "high")] <- pmin(highest, pmax(lowest, a[c("low", "high")])) # inside the scale
  a
}
# nothing before a day
measurable <- function(day, f) function(p) {
  if (cut_off(p) < as.Date(day)) return(answer())
  p$begin <- max(p$begin, as.Date(day))
  f(p)
}
# a period of which deliveries were due, and no record of the source's events has come; back: since the plan began
unless_silent <- function(events, f, back = FALSE) function(p) {
  begin <- if (back) PLAN$begin else p$begin
  owed <- known_to(events) >= begin
  if (owed && !any(happened(of_event(events), as_of)$date >= begin)) answer() else f(p)
}
# since the plan began
cumulative <- function(f) function(p) { p$begin <- PLAN$begin; f(p) }
# who has entered and not left; on the day on which it ends it is over
stays <- function(from, to, ...) { # which of them begin may be asked for, not which end
  rows <- rbind(of_event(from, ...), of_event(to))
  rows <- rows[rows$status == "done" & !is.na(rows$date) & rows$case != "", ]
  found <- list()
  for (r in split(rows, rows$case)) {
    since <- NULL
    quantity <- 0
    for (day in sort(unique(as.numeric(r$date)))) {
      left <- any(r$event %in% to & as.numeric(r$date) == day)
      entered <- r$event %in% from & as.numeric(r$date) == day
      if (!is.null(since) && (left || any(entered))) { found[[length(found) + 1]] <- list(since, day, quantity, r$case[1]); since <- NULL }
      else if (left && any(entered)) { found[[length(found) + 1]] <- list(day, day, sum(r$quantity[entered]), r$case[1]); next }
      if (any(entered)) { since <- day; quantity <- sum(r$quantity[entered]) }
    }
    if (!is.null(since)) found[[length(found) + 1]] <- list(since, Inf, quantity, r$case[1])
  }
  data.frame(case = vapply(found, `[[`, "", 4), from = vapply(found, `[[`, 0, 1), to = vapply(found, `[[`, 0, 2), quantity = vapply(found, `[[`, 0, 3))
}
in_force <- function(from, to, at = "end", quantities = FALSE, ...) {
  all <- stays(from, to, ...)
  function(p) {
    begin <- as.numeric(p$begin); end <- as.numeric(cut_off(p))
    weight <- if (quantities) all$quantity else 1
    days <- pmax(0, pmin(all$to, end + 1) - pmax(all$from, begin))
    if (at == "average") return(counted(sum(weight * days) / (end - begin + 1), distinct(all$case[days > 0])))
    day <- if (at == "start") begin else end
    here <- if (at == "during") all$from <= end & (all$to > begin | all$from >= begin) else all$from <= day & all$to > day
    counted(if (quantities) sum(all$quantity[here]) else sum(here), sum(here))
  }
}
# of those who were in force at some time, who was so by another event as well
share_in_force <- function(top, bottom, to) {
  here <- function(all, p) unique(all$case[all$from <= as.numeric(cut_off(p)) & (all$to > as.numeric(p$begin) | all$from >= as.numeric(p$begin))])
  above <- stays(top, to); below <- stays(bottom, to)
  function(p) {
    a <- proportion(length(intersect(here(above, p), here(below, p))), length(here(below, p)))
    a[["strays"]] <- length(setdiff(here(above, p), here(below, p)))
    a
  }
}
# of those who entered in the period at least so many days ago, who got there within them, whenever that was
cohort <- function(bottom, top, within, scale = 1) function(p) {
  entered <- done(bottom, p)
  entered <- entered[entered$case != "", ]
  first <- tapply(as.numeric(entered$date), entered$case, min)
  old <- names(first)[as.numeric(as_of) - first >= within | is.infinite(within)]
  reached <- happened(top, as_of)
  lasted <- as.numeric(reached$date) - first[reached$case]
  a <- proportion(length(intersect(old, unique(reached$case[!is.na(lasted) & lasted >= 0 & lasted <= within]))), length(old), scale)
  a[["strays"]] <- NA
  a
}
grade <- function(event, grades) {
  rows <- of_event(event)
  function(p) {
    h <- happened(rows, cut_off(p))
    h <- h[h$date >= PLAN$begin & h$category %in% names(grades), ]
    if (nrow(h) == 0) return(answer(n = 0))
    answer(grades[[h$category[which.max(h$date)]]], n = nrow(h))
  }
}
asst <- c("ASST di Cremona", "ASST di Mantova")
both <- list(casalasco, viadanese)
disabili <- "Disabilit\u00e0"

# ---- what each indicator is -------------------------------------------------------------
indicators <- list(
  "1.I1" = milestone("protocollo_approvato", 2, asst),
  "1.I2" = all_events(c("valutazione", "progetto_individualizzato")),
  "1.I3" = cases("valutazione_completa"),
  "1.I4" = values_of("ente", "collaborazione_ets"),
  "1.M1" = spending("1", 169600),
  "1.1.P1" = timing(c("protocollo_redatto", "protocollo_approvato"), tolerance = 5, days = working_days),
  "1.1.R1" = milestone("protocollo_redatto", 2, asst),
  "1.1.R2" = milestone("protocollo_attivato", 2, both),
  "1.2.P1" = timing("programmazione_condivisa", "mean"),
  "1.2.R1" = milestone("programmazione_condivisa", due = "2025-12-31"),
  "1.3.P1" = cadence("incontro_eemm", 1),
  "1.3.R1" = local({
    top <- of_event("professione_eemm"); bottom <- of_event("professione_servizi")
    function(p) { x <- distinct(done(top, p)$category); d <- distinct(done(bottom, p)$category); ratio(x, d, x + d) }
  }),
  "1.3.R2" = records("eemm_attivata"),
  "1.3.R3" = cases("presa_in_carico_evm"),
  "1.4.P1" = timing("strumento_valutazione_definito", "share", 15),
  "1.4.P2" = actual_of_planned("sperimentazione_strumenti"),
  "1.4.R1" = stock("strumento_condiviso"),
  "1.5.P1" = done_of_planned("ore_amministrazione_condivisa"),
  "1.5.R1" = quantity("percorso_amministrazione_condivisa"),
  "2.I1" = all_events(c("eemm_attivata", "progetto_individualizzato", "monitoraggio_progetto"), 60, category = disabili),
  "2.I2" = cumulative(quantity("opportunita_inclusione")),
  "2.M1" = spending("2", 320000),
  "2.1.P1" = done_of_planned("formazione", action = "2.1"),
  "2.1.P2" = done_of_planned("strumento_cvi"),
  "2.1.P3" = timing("accordo_cvi", days = working_days),
  "2.1.P4" = function(p) { p$begin <- as.Date("2026-01-01"); if (cut_off(p) < p$begin) answer() else quantity("accesso_cvi")(p) },
  "2.1.R1" = cohort(of_event("accesso_cvi"), of_event("presa_in_carico_cvi"), 90),
  "2.2.P1" = quantity("formazione", action = "2.2"),
  "2.2.R1" = cases_of_cases(of_event("eemm_attivata", category = disabili), of_event("presa_in_carico", category = disabili)),
  "2.3.P1" = done_of_planned("incontro_gruppo_lavoro", action = "2.3"),
  "2.3.P2" = done_of_planned("partecipanti", action = "2.3"),
  "2.3.R1" = milestone("linee_guida", due = "2026-06-30", action = "2.3"),
  "2.4.P1" = done_of_planned(c("incontro_gruppo_lavoro", "laboratorio"), action = "2.4"),
  "2.4.P2" = done_of_planned("partecipanti", action = "2.4"),
  "2.4.R1" = milestone("linee_guida", action = "2.4"),
  "2.4.R2" = cumulative(records("progetto_condiviso", action = "2.4")),
  "3.I1" = cases("progetto_condiviso_domicilio"),
  "3.I2" = cases("operatore_formato"),
  "3.I3" = cumulative(cases("progetto_flessibile")),
  "3.I4" = cases("assistente_familiare_formata"),
  "3.I6" = cases("progetto_dimissione"),
  "3.I7" = cases("partecipazione_anziano"),
  "3.M1" = spending("3", 120000),
  "3.1.P1" = timing("linee_operative", "max"),
  "3.1.P2" = done_of_planned("incontro_equipe"),
  "3.1.P3" = done_of_planned("partecipanti", action = "3.1"),
  "3.1.R1" = milestone("linee_operative", 2, both),
  "3.1.R2" = cohort(of_event("accesso_pua"), of_event("presa_in_carico_evm"), 120),
  "3.2.P1" = timing("strumenti_sad", days = working_days),
  "3.2.P2" = cases_of_planned("caso_sperimentazione_sad"),
  "3.2.R1" = milestone("strumenti_sad", 2, both),
  "3.2.R2" = share_in_force("caso_sperimentazione_sad", "attivazione_sad", "cessazione_sad"),
  "3.3.P1" = timing("protocollo_dimissioni"),
  "3.3.R1" = milestone("protocollo_dimissioni", 2, asst),
  "3.4.P1" = done_of_planned(c("formazione", "tutoraggio"), action = "3.4"),
  "3.4.R1" = local({
    f <- cases("operatore_formato"); staff <- c("2025" = 82, "2026" = 86, "2027" = 88)
    function(p) { x <- f(p)[["value"]]; ratio(x, staff[[format(cut_off(p), "%Y")]], x) }
  }),
  "3.5.P1" = cases_of_planned("presa_in_carico_cdom"),
  "3.5.R1" = cohort(of_event("segnalazione_cdom"), of_event("presa_in_carico_cdom"), 60),
  "3.6.P1" = done_of_planned("formazione", action = "3.6"),
  "3.6.P2" = done_of_planned("tutoraggio", action = "3.6"),
  "3.6.R1" = local({
    rows <- of_event("assistente_familiare_formata"); asked <- c("2025" = 30, "2026" = 36, "2027" = 40)
    function(p) { x <- yearly(done(rows, p)); ratio(x, if (p$plan) sum(asked) else asked[[p$name]], x) }
  }),
  "3.7.P1" = done_of_planned("incontro_gruppo_lavoro", action = "3.7"),
  "3.7.R1" = milestone("accordo_collaborazione", 2, c("Sportello assistenti familiari", "NIL/SIL", "CPI")),
  "3.8.P1" = done_of_planned("iniziativa_invecchiamento"),
  "3.8.R1" = cases_of_planned("partecipazione_anziano"),
  "4.I1" = cohort(of_event("presa_in_carico_minori"), of_event("segnalazione_tm"), 180, 100),
  "4.I2" = cases_of_cases(of_event("collocamento_affido"), of_event(c("collocamento_affido", "collocamento_comunita"))),
  "4.I3" = quantity("opportunita_coprogettata"),
  "4.I4" = grade("omogeneita_prassi", list("disomogenee" = 0, "in parte omogenee" = 1, "omogenee" = 2)),
  "4.M1" = spending("4", 456000),
  "4.1.P1" = cumulative(quantity("formazione", action = "4.1")),
  "4.1.P2" = quantity("incontro_gruppo_lavoro", action = "4.1"),
  "4.1.P3" = actual_of_planned("etim_costruita"),
  "4.1.R1" = records("etim_costruita"),
  "4.1.R2" = milestone("protocollo_etim"),
  "4.2.P1" = cohort(of_event("presa_in_carico_minori"), of_event("progetto_genitorialita"), 120),
  "4.2.R1" = without("progetto_genitorialita", c("segnalazione_tm", "collocamento_comunita")),
  "4.2.R2" = wait("segnalazione_minori", "presa_in_carico_minori", c("Tutela" = 15, "Preventiva" = 45)),
  "4.3.P1" = done_of_planned("servizio_integrativo"),
  "4.3.P2" = done_of_planned("partecipanti_servizi_integrativi"),
  "4.3.P3" = done_of_planned("accesso_centro_famiglie"),
  "4.3.R1" = milestone("accordo_centri_famiglie", 2, both),
  "4.3.R2" = cadence("coordinamento_rete", 3),
  "4.3.R3" = quantity("accesso_centro_famiglie"),
  "4.3.R4" = marks(of_event("soddisfazione", category = "complessivo")),
  "4.4.P1" = done_of_planned("evento_sensibilizzazione"),
  "4.4.R1" = milestone("linee_operative_affido"),
  "4.4.R2" = stock("famiglie_affidatarie"),
  "4.5.P1" = grade("progettazione_partecipata", list("assente" = 0, "solo informazione" = 1, "consultazione" = 2, "progettazione comune" = 3)),
  "4.5.P2" = done_of_planned("azione_poverta_educativa"),
  "4.5.P3" = cases_of_planned("partecipazione_minore"),
  "4.5.R1" = first_seen("partecipazione_minore"),
  "4.6.P1" = done_of_planned("campagna"),
  "4.6.P2" = done_of_planned("laboratorio", action = "4.6"),
  "4.6.P3" = level_of_planned("ente_partecipante"),
  "4.6.R1" = milestone("lettura_bisogno", 2, both)
)
# At least two of four achieved, of those that can be assessed.
indicators[["3.I5"]] <- function(p) {
  parts <- vapply(c("3.6.P1", "3.6.R1", "3.7.P1", "3.7.R1"), function(code) indicators[[code]](p)[["value"]], 0)
  # a ratio can change until the period is over; an act is done for good
  over <- c(rep(p$end <= as_of, 3), TRUE)
  achieved <- sum(parts >= c(0.9, 0.8, 0.9, 1) - 1e-9 & over, na.rm = TRUE)
  assessed <- sum(!is.na(parts))
  if (assessed == 0) answer(n = 0) else answer(min(1, achieved / 2), achieved, 2, assessed)
}

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
if (arguments[4] != "-") source(arguments[4])
source(file.path(here, "asked.R")) # what they ask for,
source(file.path(here, "judge.R")) # and how they stand to it

# ---- comparison ---------------------------------------------------------------------------
same <- function(a, b) (is.na(a) && is.na(b)) || (!is.na(a) && !is.na(b) && abs(a - b) <= 1e-9 * max(abs(a), abs(b)))
passed <- failed <- skipped <- judged <- 0
for (i in seq_len(nrow(res))) {
  code <- res$indicator[i]
  p <- Filter(function(p) p$name == res$period[i], periods)
  if (is.null(indicators[[code]]) || length(p) != 1) { skipped <- skipped + 1; next }
  p <- p[[1]]
  if (nzchar(res$judged[i])) { # the entry's figures are those of the years it is judged by
    years <- strsplit(res$judged[i], " ")[[1]]
    last <- Filter(function(p) p$name == years[length(years)], periods)[[1]]
    p <- Filter(function(p) p$name == years[1], periods)[[1]]
    p$end <- last$end
  }
  if (res$kind[i] == "composite" && res$reason[i] == "incomplete") { skipped <- skipped + 1; next } # some parts are not assessed: judge.py
  mine <- if (p$begin > as_of) answer() else indicators[[code]](p)
  # whoever says that nothing is due says so rightly, and then there are no figures
  if (res$reason[i] == "not_due" && res$value[i] == "" && res$n[i] == "" && known_to(rests_on[[code]]) < p$begin && all(is.na(mine[c("value", "numerator")]) | mine[c("value", "numerator")] == 0))
    mine <- answer()
  if (res$reason[i] == "not_measurable_yet" && res$value[i] == "" && is_before_sources(rests_on[[code]], cut_off(p)) &&
      all(is.na(mine[c("value", "numerator")]) | mine[c("value", "numerator")] == 0)) mine <- answer()
  if (res$reason[i] == "not_reported" && res$value[i] == "" && is_unsent(rests_on[[code]], p$begin)) mine <- answer()
  theirs <- suppressWarnings(vapply(res[i, names(mine)], as.numeric, 0))
  bad <- !mapply(same, mine, theirs)
  differs <- if (p$begin <= as_of) judged_differently(code, Filter(function(p) p$name == res$period[i], periods)[[1]], mine, res[i, ])
  judged <- judged + !identical(differs, NA)
  if (is.character(differs)) { failed <- failed + 1; cat(sprintf("%s %s as of %s: %s\n", code, res$period[i], as_of, differs)); next }
  if (!any(bad)) { passed <- passed + 1; next }
  failed <- failed + 1
  cat(sprintf("%s %s as of %s: %s\n", code, p$name, as_of,
              paste(names(mine)[bad], "is", res[i, names(mine)[bad]], "and should be", signif(mine[bad], 12), collapse = "; ")))
}
unread <- setdiff(names(indicators), res$indicator)
if (length(unread) > 0) { cat("not in the results:", unread, "\n"); failed <- failed + length(unread) }
cat(sprintf("%d passed (%d of them judged), %d failed, %d skipped\n", passed, judged, failed, skipped))
quit(status = as.integer(failed > 0))
