# SPDX-License-Identifier: GPL-3.0-or-later
# Expected to date, share, rule and verdict of an entry once more, from the rules as they are written down for users,
# with the figures that example.R computed: sourced by it. What each indicator asks for, and how its figures hang
# together, is in asked: see asked.R.
near_enough <- 1e-9
length_of <- function(a, b) max(0, as.numeric(b - a) + 1)
told <- as_of # the last day whose deliveries were due, of what the indicator rests on
known <- function(p) min(p$end, told)
# the days of the months in which something is expected
active <- function(a, from, to) if (to < from) 0 else sum(!(format(seq(from, to, by = 1), "%m") %in% a$except))
gone <- function(p, a = list()) active(a, p$begin, known(p)) / active(a, p$begin, p$end)
begun <- function(p) p$begin <= told
years_of_plan <- function() Filter(function(p) !p$plan, periods)
# whole things are expected whole: towards where they began, a ceiling away from it; money to the cent
whole <- function(x, a) {
  grain <- if (!is.null(a$cents)) 100 else if (!is.null(a$part)) return(x) else 1
  (if (isTRUE(a$lower)) ceiling(x * grain - 1e-7) else floor(x * grain + 1e-7)) / grain
}

# ---- how it stands: value, target, expected ... ------------------------------------------------------------
stand <- function(a, value, target, expected, over, ...)
  modifyList(list(value = value, target = target, expected = expected, over = over, lower = isTRUE(a$lower), one = 0, undoable = TRUE, ground = "to_date"), list(...))
over_in <- function(p) told >= p$end

of_years <- function(a, p, f) { # sums over the years of the period
  if (!p$plan) return(f(p))
  sum(vapply(Filter(begun, years_of_plan()), f, 0))
}
stands <- list()
# what adds up with time
stands$flow <- function(a, p, mine, f) {
  value <- mine[["value"]]
  if (!is.null(a$years)) {
    mine_years <- Filter(function(y) y$name %in% names(a$years), if (p$plan) years_of_plan() else list(p))
    if (length(mine_years) == 0) return(NULL)
    target <- sum(vapply(mine_years, function(y) a$years[[y$name]], 0))
    expected <- sum(vapply(Filter(begun, mine_years), function(y) whole(a$years[[y$name]] * gone(y), a), 0))
    return(stand(a, value, target, expected, over_in(mine_years[[length(mine_years)]]), one = 1, undoable = FALSE))
  }
  if (!is.null(a$steps)) { # of a year: shorter entries have none
    last <- function(y) { s <- a$steps[substr(names(a$steps), 1, 4) == y$name]; if (length(s) > 0) s[[length(s)]] else 0 }
    now <- function(y) { s <- a$steps[substr(names(a$steps), 1, 4) == y$name & step_end(names(a$steps)) <= told]; if (length(s) > 0) s[[length(s)]] else 0 }
    all <- if (p$plan) years_of_plan() else list(p)
    all <- Filter(function(y) any(substr(names(a$steps), 1, 4) == y$name), all)
    if (length(all) == 0) return(NULL)
    return(stand(a, value, sum(vapply(all, last, 0)), sum(vapply(all, now, 0)), over_in(all[[length(all)]]), one = 1, undoable = FALSE, ground = "step"))
  }
  if (!is.null(a$from)) return(change_of(a, p, value, f, FALSE))
  cum <- function(day) if (day >= PLAN$end) a$plain else whole(a$plain * length_of(PLAN$begin, day) / length_of(PLAN$begin, PLAN$end), a)
  target <- cum(p$end) - cum(p$begin - 1)
  if (target == 0 && !p$plan) return(NULL)
  stand(a, value, target, cum(known(p)) - cum(p$begin - 1), over_in(p), one = 1, undoable = FALSE)
}
step_end <- function(names) as.Date(vapply(names, function(n) {
  month <- if (substr(n, 6, 6) == "Q") 3 * as.numeric(substr(n, 7, 7)) else if (substr(n, 6, 6) == "S") 6 * as.numeric(substr(n, 7, 7)) else as.numeric(substr(n, 6, 7))
  as.character(seq(as.Date(sprintf("%s-%02d-01", substr(n, 1, 4), month)), by = "1 month", length.out = 2)[2] - 1)
}, ""))
# measured from a year's worth of the baseline
change_of <- function(a, p, value, f, latest) {
  base <- if (is.numeric(a$from)) a$from else f(year(as.numeric(a$from)))[["value"]]
  worth <- if (a$by == "any") base else if (is.character(a$by)) base * (1 + as.numeric(sub("%", "", a$by)) / 100) else base + a$by
  if (latest && p$plan) p <- Filter(begun, years_of_plan())[[length(Filter(begun, years_of_plan()))]]
  n <- if (p$plan) length(years_of_plan()) else 1
  exact <- if (value != floor(value) || worth != floor(worth) && a$by == "any") c(a, part = TRUE) else a
  expected <- of_years(a, p, function(y) if (gone(y, a) == 1) worth else whole(worth * gone(y, a), exact))
  began <- of_years(a, p, function(y) if (gone(y, a) == 1) base else whole(base * gone(y, a), exact))
  if (told < p$end) { expected <- whole(expected, exact); began <- whole(began, exact) } # while time is left
  later <- latest && p$end < PLAN$end && isTRUE(a$plan_entry)
  s <- stand(a, value, n * worth, expected, over_in(p) && !later, one = 1, undoable = later || isTRUE(a$ruled_out), closed = over_in(p), base = n * base, began = began,
             ground = if (a$by == "any") "change" else if ((worth > base) != isTRUE(a$lower)) "progress" else "to_date")
  s$strict <- a$by == "any"
  s
}
# distinct: anew in each year; the plan by the latest year begun, a plain target by the plan alone
stands$distinct <- function(a, p, mine, f) {
  a$plan_entry <- p$plan
  value <- mine[["value"]]
  if (!is.null(a$from)) return(change_of(a, p, value, f, TRUE))
  if (!is.null(a$plain)) {
    if (!p$plan) return(NULL)
    return(stand(a, value, a$plain, whole(a$plain * gone(p), a), over_in(p), one = 1, undoable = FALSE))
  }
  y <- if (p$plan) latest_year(a$years) else p
  if (is.null(y) || !(y$name %in% names(a$years))) return(NULL)
  later <- p$plan && y$name < max(names(a$years))
  stand(a, value, a$years[[y$name]], whole(a$years[[y$name]] * gone(y), a), over_in(y) && !later, one = 1, undoable = later, closed = over_in(y))
}
latest_year <- function(targets) {
  there <- Filter(function(y) begun(y) && y$name %in% names(targets), years_of_plan())
  if (length(there) == 0) NULL else there[[length(there)]]
}
# asked for as it stands: in full, on the way from a baseline, or from year to year
stands$held <- function(a, p, mine, f) {
  value <- mine[["value"]]
  share_of_one <- if (isTRUE(a$items) && !is.na(mine[["denominator"]]) && mine[["denominator"]] > 0) 1 / mine[["denominator"]] else 0
  if (!is.null(a$range)) return(stand(a, value, a$range[1], a$range[1], over_in(p), high = a$range[2], high_now = a$range[2], one = share_of_one, ground = "range"))
  if (!is.null(a$from)) {
    base <- if (is.numeric(a$from)) a$from else f(year(as.numeric(a$from)))[["value"]]
    if (is.na(base)) return(NULL)
    target <- if (identical(a$by, "any")) base else base + a$by
    way <- (target - base) * length_of(PLAN$begin, known(p)) / length_of(PLAN$begin, p$end)
    s <- stand(a, value, target, base + if (isTRUE(a$things)) whole(way, a) else way, over_in(p), base = base, began = base, one = if (isTRUE(a$things)) 1 else share_of_one,
               ground = if (identical(a$by, "any")) "change" else "progress")
    s$strict <- identical(a$by, "any")
    return(s)
  }
  if (is.null(a$years)) return(stand(a, value, a$plain, a$plain, over_in(p), one = share_of_one))
  y <- if (p$plan) latest_year(a$years) else p
  if (!is.null(y) && !(y$name %in% names(a$years)) && any(names(a$years) > y$name)) return(NA) # on the way between two years
  if (is.null(y) || !(y$name %in% names(a$years))) return(NULL)
  order <- vapply(years_of_plan(), `[[`, "", "name")
  before <- a$years[c(NA, order)[match(y$name, order)]]
  target <- a$years[[y$name]]
  later <- p$plan && y$name < max(names(a$years))
  expected <- if (known(y) >= y$end) target else if (is.na(before)) NA else before[[1]] + if (isTRUE(a$things)) whole((target - before[[1]]) * gone(y), a) else (target - before[[1]]) * gone(y)
  stand(a, value, target, expected, over_in(y) && !later, one = share_of_one, closed = over_in(y))
}
# the total since the beginning, or a level: by a day, linearly until then; or by steps
stands$total <- function(a, p, mine, f) {
  value <- mine[["value"]]
  if (!is.null(a$steps)) {
    ends <- step_end(names(a$steps))
    by <- function(day) a$steps[ends <= day]
    mine_steps <- by(p$end)
    if (length(mine_steps) == 0) return(NULL)
    now <- by(known(p))
    over <- told >= max(ends[ends <= p$end]) && !any(ends > p$end & a$plan_entry)
    return(stand(a, value, mine_steps[[length(mine_steps)]], if (length(now) > 0) now[[length(now)]] else NA, over, one = 1, undoable = FALSE, ground = "step"))
  }
  if (is.null(a$plain) || is.null(a$base) && !a$total) return(NA)
  began <- if (is.null(a$base)) 0 else a$base[1]
  first <- if (is.null(a$base)) PLAN$begin - 1 else as.Date(a$base[2], origin = "1970-01-01")
  over <- known(p) >= a$deadline
  on_the_day <- if (over) f(list(name = "", begin = PLAN$begin, end = a$deadline, plan = FALSE))[["value"]] else NA
  if (over && on_the_day >= a$plain && value < a$plain) return(NA) # reached, and lost again
  expected <- if (over) a$plain else whole(began + (a$plain - began) * as.numeric(known(p) - first) / as.numeric(a$deadline - first), a)
  s <- stand(a, value, a$plain, expected, over, one = 1, undoable = !a$total, ground = "deadline", late = over && on_the_day < a$plain)
  if (!is.null(a$base)) s[c("base", "began")] <- began
  s
}
# over a level that was planned: the one that was to be there by then
stands$due_level <- function(a, p, mine, f) {
  e <- environment(f)
  if (is.na(mine[["denominator"]])) return(NULL)
  due <- e$rows[!is.na(e$rows$due) & e$rows$due <= known(p), ]
  by_now <- if (nrow(due) > 0) sum(e$latest(due, due$due)$quantity) else 0
  stand(a, mine[["value"]], a$plain, if (over_in(p)) a$plain else floor(a$plain * by_now + 1e-7) / mine[["denominator"]], over_in(p), one = 1 / mine[["denominator"]], ground = "due")
}
# over what was planned with dates: what was due by then
stands$due <- function(a, p, mine, f) {
  if (is.na(mine[["denominator"]]) || mine[["denominator"]] == 0) return(stand(a, NA, if (is.null(a$range)) a$plain else a$range[1], NA, over_in(p)))
  if (is.null(environment(f)$rows)) return(NA)
  rows <- planned(environment(f)$rows, p)
  dated <- sum(rows$quantity[!is.na(rows$due) & rows$due <= known(p)])
  undated <- sum(rows$quantity[is.na(rows$due)])
  all <- mine[["denominator"]]
  by_now <- dated + undated * gone(p)
  wholes <- all == floor(all) && dated == floor(dated)
  down <- function(x) (if (wholes) floor(x + 1e-7) else x) / all
  up <- function(x) (if (wholes) ceiling(x - 1e-7) else x) / all
  low <- if (is.null(a$range)) a$plain else a$range[1]
  s <- stand(a, mine[["value"]], low, if (over_in(p)) low else down(low * by_now), over_in(p), one = if (wholes) 1 / all else 0,
             ground = if (!is.null(a$range)) "range" else if (undated == all) "to_date" else "due")
  if (!is.null(a$range)) { s$high <- a$range[2]; s$high_now <- up(a$range[2] * by_now) }
  s
}
# over a figure for each year: of each so much as has passed of it
stands$filled <- function(a, p, mine, f) {
  of <- a$of
  whole_sum <- of_all(of, p, function(y) 1)
  share <- of_all(of, p, gone) / whole_sum
  low <- if (is.null(a$range)) a$plain else a$range[1]
  s <- stand(a, mine[["value"]], low, low * share, over_in(p), one = if (isTRUE(a$items)) 1 / mine[["denominator"]] else 0, ground = if (is.null(a$range)) "to_date" else "range")
  if (!is.null(a$range)) { s$high <- a$range[2]; s$high_now <- a$range[2] * share }
  s
}
of_all <- function(of, p, share) {
  years <- if (p$plan) years_of_plan() else list(p)
  sum(vapply(years, function(y) of[[y$name]] * (if (y$begin > told && !identical(share(y), 1)) 0 else share(y)), 0))
}
# an act: done or not by a day
stands$act <- function(a, p, mine, f) {
  e <- environment(f)
  rows <- if (is.null(e$rows)) return(NA) else e$rows
  need <- e$need
  if (is.null(need)) return(NA) # of quantities, or of other things
  dues <- if (is.null(e$each)) as.numeric(rows$due[!is.na(rows$due)]) else
    unlist(lapply(e$each, function(v) { d <- as.numeric(rows$due[!is.na(rows$due) & e$meets(rows, v)]); if (length(d) > 0) min(d) }))
  deadline <- if (!is.null(a$due)) as.Date(a$due) else if (!is.null(e$due)) as.Date(e$due) else if (length(dues) < need) PLAN$end else as.Date(sort(dues)[need], origin = "1970-01-01")
  h <- happened(rows, cut_off(p))
  days <- if (is.null(e$each)) sort(h$date) else sort(as.Date(unlist(lapply(e$each, function(v) { d <- h$date[e$meets(h, v)]; if (length(d) > 0) as.character(min(d)) }))))
  reached <- if (length(days) >= need) days[need] else NA
  over <- known(p) >= deadline
  dated <- is.null(e$each) && length(dues) > 0
  expected <- if (over) 1 else if (need < 2) NA else if (dated) min(need, sum(dues <= as.numeric(known(p)))) / need else
    floor(need * length_of(PLAN$begin, known(p)) / length_of(PLAN$begin, deadline) + 1e-7) / need
  stand(a, mine[["value"]], 1, expected, over, one = 1 / need, undoable = FALSE, ground = "deadline", late = over && !is.na(reached) && reached > deadline)
}
# so many periods that each should have had it
stands$turns <- function(a, p, mine, f) {
  e <- environment(f)
  if (is.null(e$months)) return(NA) # measured from a day on: left
  if (is.na(mine[["denominator"]])) return(NULL)
  all <- length(seq(p$begin, p$end, by = paste(e$months, "months")))
  found <- mine[["numerator"]]; due <- mine[["denominator"]]
  if (due == 0) return(stand(a, NA, 1, NA, FALSE, ground = "periods"))
  stand(a, mine[["value"]], 1, 1, over_in(p), one = 1 / due, best = (found + all - due) / all, ground = "periods")
}
# a minimum in each year: a year's own, and of the plan how many of them had it
stands$minimum <- function(a, p, mine, f) {
  if (!p$plan) return(stand(a, mine[["value"]], a$plain, whole(a$plain * gone(p), a), over_in(p), one = 1, undoable = FALSE, ground = "minimum"))
  y <- Filter(begun, years_of_plan())
  had <- vapply(y, function(q) f(q)[["value"]] >= a$plain, TRUE)
  due <- sum(had | vapply(y, over_in, TRUE)); all <- length(years_of_plan())
  stand(a, sum(had), all, due, over_in(p) && due >= all, one = 1, best = sum(had) + all - due, ground = "periods", of_periods = TRUE)
}

# ---- the verdict ---------------------------------------------------------------------------------------------
verdict_of <- function(s) {
  lower <- s$lower; strict <- isTRUE(s$strict); range <- !is.null(s$high)
  good <- function(a, b) if (lower) a <= b + near_enough * abs(b) else a >= b - near_enough * abs(b) # a as good as b
  better <- function(a, b) !good(b, a)
  way <- !is.null(s$base) && !range && !strict && better(s$target, s$base)
  reached <- if (range) s$value >= s$target - near_enough && s$value <= s$high + near_enough else if (strict) better(s$value, s$target) else good(s$value, s$target)
  share <- function(asked, began, high) {
    enough <- if (strict) better(s$value, asked) else good(s$value, asked)
    over <- function(a, b) if (a > 0 && b > 0) a / b else as.numeric(enough)
    if (strict && !enough) return(0)
    if (range && s$value >= asked - near_enough) return(if (s$value <= high + near_enough) 1 else high / s$value)
    if (!is.null(s$base) && !range && !strict && better(asked, began)) return((s$value - began) / (asked - began))
    if (way) return(as.numeric(enough))
    if (lower) over(asked, s$value) else over(s$value, asked)
  }
  full <- function() share(s$target, s$base, s$high)
  said <- function(verdict, rule, share) list(verdict = verdict, rule = rule, share = share)
  final <- if (s$ground == "to_date") "target" else s$ground
  if (s$over) return(said(if (!reached) "missed" else if (isTRUE(s$late)) "achieved_late" else "achieved", final, full()))
  if (reached && !s$undoable && !lower && !range) return(said("achieved", "target", full()))
  now <- function() share(s$expected, s$began, s$high_now)
  if (!s$undoable && (lower && !strict && !good(s$value, s$target) || range && s$value > s$high)) return(said("off_track", "out_of_reach", now()))
  nothing <- is.na(s$expected) || isTRUE(s$untold) || if (way) s$expected == s$began && s$value == s$began else if (strict) s$expected == 0 && s$value == 0 && s$target != 0 else
    !lower && s$expected <= 0 && s$value <= 0 && s$target > 0
  if (nothing) return(said("on_track", "nothing_due", NA))
  if (strict) return(if (better(s$value, s$expected)) said("on_track", s$ground, now()) else if (good(s$value, s$expected)) said("behind", s$ground, now()) else said("off_track", "wrong_way", now()))
  if (!is.null(s$base) && !range && good(s$target, s$base) && better(s$began, s$value)) return(said("off_track", "wrong_way", now()))
  lost <- !is.null(s$best) && !good(s$best, s$target) || isTRUE(s$closed) && !good(s$value, s$target) # the year is over
  rule <- if (lost) "out_of_reach" else s$ground
  if (now() >= on_track - near_enough) return(said(if (lost) "behind" else "on_track", rule, now()))
  if (now() >= behind - near_enough) return(said("behind", rule, now()))
  short <- s$one > 0 && (if (range && s$value >= s$expected) s$value - s$one <= s$high_now + near_enough else good(s$value + (if (lower) -s$one else s$one), s$expected))
  if (short) said("behind", if (lost) rule else "one_short", now()) else said("off_track", rule, now())
}

# None of its days is known yet: what is there came early, and nothing is due.
without_untold <- function(a, p, s) {
  untold <- told < (if (a$growth == "total") PLAN$begin else p$begin) && !s$over && is.null(s$base) && !is.na(s$value)
  if (untold && identical(as.numeric(if (is.null(s$high)) s$expected else s$high_now), 0)) s$untold <- TRUE
  s
}

# Of a part of a composite: its verdict, rule and share; NULL: it is not assessed, or nothing of it is due yet.
verdict_of_part <- function(code, p) {
  a <- asked[[code]]
  told <<- known_to(a$event)
  s <- stands[[a$growth]](a, p, indicators[[code]](p), indicators[[code]])
  j <- if (!is.list(s) || is.na(s$value)) NULL else verdict_of(without_untold(a, p, s))
  if (is.null(j) || j$rule == "nothing_due") NULL else j
}

# What differs from a row of the results; NULL: nothing. NA: not judged here.
judged_differently <- function(code, p, mine, row) {
  a <- asked[[code]]
  if (is.null(a) || is.null(stands[[a$growth]]) || row$reason %in% c("incomplete", "not_reported", "stale", "not_due", "not_measurable_yet", "not_applicable", "baseline_missing")) return(NA)
  told <<- known_to(a$event)
  judged <- if (p$plan && !is.null(a$years) && !is.null(latest_year(a$years))) latest_year(a$years) else p
  if (!is.null(a$followed) && told >= judged$end && as_of < judged$end + a$followed) return(NA) # those too young may turn it yet
  s <- stands[[a$growth]](a, p, mine, indicators[[code]])
  if (identical(s, NA)) return(NA)
  if (is.null(s)) return(if (row$verdict == "no_target" || row$reason == "no_data") NULL else paste("verdict", row$verdict, "and should be no_target"))
  s <- without_untold(a, judged, s)
  if (is.na(s$value) && !is.na(s$expected) || is.na(s$value) && s$over) return(if (row$value == "" || row$verdict == "not_assessable") NULL else paste("verdict", row$verdict, "without a value"))
  j <- if (is.na(s$value)) list(verdict = "on_track", rule = "nothing_due", share = NA) else verdict_of(s)
  if (is.na(s$value) && row$verdict == "not_assessable") return(NULL)
  expected <- if (s$over) s$target else s$expected
  if (isTRUE(s$of_periods)) expected <- NA
  theirs <- suppressWarnings(as.numeric(c(row$target_to_date, row$share_of_expected)))
  wrong <- c(if (row$verdict != j$verdict) paste("verdict", row$verdict, "and should be", j$verdict),
             if (row$verdict == j$verdict && row$rule != j$rule) paste("rule", row$rule, "and should be", j$rule),
             if (!is.na(j$share) && !same(j$share, theirs[2])) paste("share", theirs[2], "and should be", signif(j$share, 12)),
             if (!is.na(expected) && !same(expected, theirs[1])) paste("expected", theirs[1], "and should be", signif(expected, 12)))
  if (length(wrong) > 0) paste(wrong, collapse = "; ")
}
