# SPDX-License-Identifier: GPL-3.0-or-later
# What each indicator of a plan asks for, and how far the deliveries go that it rests on, from the plan's JSON: for
# example.R and judge.R. What has no rule here (targets by area or category, composites, derived ones ...) has no
# entry in asked, and is judged by judge.py alone.
plan <- jsonlite::fromJSON(arguments[5], simplifyVector = FALSE)
on_track <- if (is.null(plan[["settings"]]$on_track)) 0.9 else plan[["settings"]]$on_track
behind <- if (is.null(plan[["settings"]]$behind)) 0.6 else plan[["settings"]]$behind

# ---- sources --------------------------------------------------------------------------------
month_begin <- function(text) { # 2025, 2025-S2, 2025-Q3, 2025-07
  kind <- substr(text, 6, 6)
  n <- suppressWarnings(as.numeric(substr(text, 7, 7)))
  month <- if (nchar(text) == 4) 1 else if (kind == "S") 6 * n - 5 else if (kind == "Q") 3 * n - 2 else as.numeric(substr(text, 6, 7))
  as.Date(sprintf("%s-%02d-01", substr(text, 1, 4), month))
}
# the last day of which deliveries were due
told_by <- function(source) {
  months <- c(month = 1, quarter = 3, semester = 6, year = 12)[[source[["every"]]]]
  within <- if (is.null(source[["within_days"]])) 0 else source[["within_days"]]
  from <- if (is.null(source[["from"]])) PLAN$begin else month_begin(source[["from"]])
  first <- if (is.null(source[["from"]])) from else as.Date(sprintf("%s-%02d-01", format(from, "%Y"), (as.numeric(format(from, "%m")) - 1) %/% months * months + 1))
  ends <- seq(first, max(first, PLAN$end + 1) + 366, by = paste(months, "months")) - 1
  begins <- c(first, ends + 1)[seq_along(ends)]
  max(ends[begins == first & ends == first - 1 | begins <= PLAN$end & ends + within <= as_of])
}
known_to <- function(events) {
  owing <- Filter(function(s) any(unlist(s$events) %in% events), plan[["sources"]])
  if (length(owing) == 0) as_of else as.Date(min(vapply(owing, function(s) as.numeric(told_by(s)), 0)), origin = "1970-01-01")
}
# the same, or beyond as far as they have told already: what is divided by the time lived ends there
told_to <- function(events) {
  owing <- Filter(function(s) any(unlist(s$events) %in% events), plan[["sources"]])
  to <- vapply(owing, function(s) {
    stopifnot(is.null(s[["areas"]])) # one sender
    days <- rec$date[rec$event %in% unlist(s$events) & rec$status == "done" & !is.na(rec$date) & rec$date <= as_of]
    last <- if (length(days)) seq(as.Date(format(max(days), "%Y-%m-01")), by = "month", length.out = 2)[2] - 1 else told_by(s)
    as.numeric(max(told_by(s), min(last, PLAN$end)))
  }, 0)
  as.Date(min(as_of, to), origin = "1970-01-01")
}
# who would tell of them does so only from a later day on
is_before_sources <- function(events, day) {
  owing <- Filter(function(s) any(unlist(s$events) %in% events), plan[["sources"]])
  from <- vapply(owing, function(s) as.numeric(if (is.null(s[["from"]])) PLAN$begin else month_begin(s[["from"]])), 0)
  length(from) > 0 && all(from > as.numeric(day))
}
# whose sources have sent nothing since that day, as far as their records tell
is_unsent <- function(events, since) {
  owing <- Filter(function(s) any(unlist(s$events) %in% events), plan[["sources"]])
  days <- rec$date[rec$event %in% unlist(lapply(owing, `[[`, "events")) & !is.na(rec$date)]
  !any(days >= since & days <= as_of)
}
events_of <- function(x) { # every event that is named, however deep
  if (!is.list(x)) return(character(0))
  mine <- unlist(x[names(x) %in% c("event", "all", "none", "from", "to")])
  c(mine[mine %in% names(plan[["events"]])], unlist(lapply(x, events_of)))
}

# ---- targets ------------------------------------------------------------------------------------
is_years <- function(x) is.list(x) && length(x) > 0 && all(grepl("^[0-9]{4}(/[0-9]{2})?$", names(x)))
is_steps <- function(x) is.list(x) && length(x) > 0 && all(grepl("^[0-9]{4}-", names(x)))
ask_of <- function(i) {
  t <- i[["target"]]
  if (is.list(t) && !is.null(t[["value"]])) { by <- t[["by"]]; extra <- setdiff(names(t), c("value", "by", "source")); t <- t[["value"]] }
  else { by <- if (is.list(t)) t[["by"]]; extra <- if (is.list(t)) intersect(names(t), c("from", "except", "by_area", "by_category", "plan")) }
  except <- if (is.list(i[["target"]])) unlist(i[["target"]][["except"]])
  if (length(setdiff(extra, "except")) > 0 || !is.null(except) && is.null(t[["change"]]) || !is.null(i[["measurable_from"]]) || is_true(i[["cohort"]])) return(NULL)
  a <- list(event = unique(events_of(i)), except = except)
  if (is.list(i[["cohort"]])) a$followed <- i[["cohort"]][["within_days"]]
  if (i[["kind"]] == "milestone") return(c(a, growth = "act", due = if (is.null(i[["due"]])) by else i[["due"]]))
  if (i[["kind"]] == "cadence") return(if (is.null(by)) c(a, growth = "turns", plain = if (is.null(t)) 1 else t))
  if (!is.null(i[["minimum"]])) return(if (i[["minimum"]]$every == "year" && is.null(t)) c(a, growth = "minimum", plain = i[["minimum"]]$value))
  if (is.null(t)) { if (is.null(i[["of"]]) || i[["kind"]] != "ratio") return(NULL); t <- 1 }
  way <- if (is.list(t)) t[["change"]]
  fall <- identical(way, "decrease") || (is.character(way) && startsWith(way, "-")) || (is.numeric(way) && way < 0)
  time <- i[["kind"]] %in% c("timing", "duration") && !identical(i[["statistic"]], "share")
  if (if (is.null(i[["better"]])) fall || time else i[["better"]] == "lower") a$lower <- TRUE
  if (!is.null(way)) {
    base <- i[["baseline"]]
    if (!is.null(by) || is.null(base) || length(setdiff(names(base), c("year", "value", "source", if (i[["kind"]] == "count") "date"))) > 0 || is.list(base[["value"]])) return(NULL)
    a$from <- if (is.null(base[["year"]])) base[["value"]] else base[["year"]]
    a$by <- if (way %in% c("increase", "decrease")) "any" else way
  } else if (is_years(t)) a$years <- unlist(t)
  else if (is_steps(t)) a$steps <- unlist(t)
  else if (is.list(t) && !is.null(t[["range"]])) a$range <- unlist(t[["range"]])
  else if (is.numeric(t)) a$plain <- t
  else return(NULL)
  if (!is.null(by) && grepl("^[0-9]{2}-", by)) return(NULL) # a day of every year
  if (!is.null(by)) a$deadline <- as.Date(by)
  if (is.null(way) && is.null(by) && !is.null(i[["baseline"]])) return(NULL)
  if (!is.null(by) && !is.null(i[["baseline"]])) a$base <- c(i[["baseline"]]$value, as.numeric(as.Date(i[["baseline"]]$date)))
  growth_of(a, i)
}
is_true <- function(x) isTRUE(x)
# how its figures hang together
growth_of <- function(a, i) {
  unit <- plan[["events"]][[a$event[1]]]$unit
  if (i[["kind"]] %in% c("score", "judgement", "timing", "duration")) {
    if (identical(i[["statistic"]], "share")) a$items <- TRUE
    return(if (is.null(a$steps)) c(a, growth = "held"))
  }
  if (i[["kind"]] == "ratio") {
    above <- if (is.null(i[["of"]])) i[["numerator"]] else c(i[["of"]], status = "done")
    below <- if (is.null(i[["of"]])) i[["denominator"]] else c(i[["of"]], status = "planned")
    if (is.null(names(below)) || is.null(names(above)) || !is.null(i[["scale"]]) && i[["scale"]] != 1 && is.null(i[["proportion"]])) return(NULL)
    if (identical(below[["status"]], "planned")) return(if (is.null(a$years)) c(a, growth = if (is_true(below[["stock"]])) "due_level" else "due"))
    of <- if (!is.null(below[["budget"]])) Filter(function(o) o$code == below[["budget"]], plan[["objectives"]])[[1]]$budget else below[["value"]]
    if (!is_true(above[["stock"]]) && is.null(above[["in_force"]]) && is.list(of) && !is_true(below[["stock"]])) { a$of <- unlist(of); if (!is.null(a$years)) return(NULL) }
    if (is.numeric(of) && !is_true(below[["stock"]])) return(NULL)
    if (is_true(i[["proportion"]]) || !is.null(above[["count"]])) a$items <- TRUE # of things: short by one
    return(c(a, growth = if (is.null(a$of)) "held" else "filled"))
  }
  if (i[["kind"]] != "count" || !is.null(a$range) || !is.null(i[["in_force"]]) && is.null(a$plain)) return(NULL)
  if (identical(unit, "euro")) a$cents <- TRUE else if (identical(unit, "ore")) return(NULL)
  roll_up <- if (!is.null(i[["roll_up"]])) i[["roll_up"]] else if (!is.null(i[["in_force"]])) "stock" else if (!is.null(i[["count"]]) && !(i[["count"]] %in% c("records", "quantity"))) "distinct" else "flow"
  if (!is.null(i[["none"]])) a$ruled_out <- TRUE
  if (roll_up == "stock") a$things <- TRUE
  if (roll_up %in% c("stock", "cumulative") && (!is.null(a$deadline) || roll_up == "cumulative")) return(c(a, growth = "total", total = roll_up == "cumulative"))
  if (!is.null(a$deadline)) return(NULL)
  c(a, growth = if (roll_up == "stock") "held" else roll_up)
}
asked <- rests_on <- list()
for (o in plan[["objectives"]])
  for (i in c(o$indicators, unlist(lapply(o$actions, `[[`, "indicators"), recursive = FALSE)))
    { asked[[i[["code"]]]] <- ask_of(i); rests_on[[i[["code"]]]] <- if (i[["kind"]] == "derived") unlist(rests_on[unlist(i[["of"]])]) else unique(events_of(i)) }
