#!/usr/bin/env Rscript
# SPDX-License-Identifier: GPL-3.0-or-later
# Expected numbers for tests/unit/test_stat.c, from R's own functions; where R has none,
# the published formula is written out here, independently of the C code.
#
#   Rscript tests/oracle/stat.R > tests/oracle/stat-expected.csv
#
# Needs the package survival (Debian: r-cran-survival or r-recommended). Deterministic.
# One row is one call: function, arguments (separated by blanks; a sample is
# value:count;value:count, "-" if empty), value, low, high, p; empty: not ok; Inf: no
# upper limit.

suppressPackageStartupMessages(library(survival))
set.seed(20250101)

num <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))
cat("function,arguments,value,low,high,p\n")
row <- function(fn, args, value = NA, ci = c(NA, NA), p = NA)
  cat(fn, ",", paste(args, collapse = " "), ",", num(value), ",", num(ci[1]), ",", num(ci[2]), ",", num(p), "\n", sep = "")
g <- function(x) sprintf("%.17g", x)
tally <- function(x) {
  if (length(x) == 0) return("-")
  u <- sort(unique(x))
  paste(g(u), tabulate(match(x, u)), sep = ":", collapse = ";")
}
levels <- c(0.95, 0.998)

# --- samples: mean, sd, quantile(type = 7), order-statistic interval of the median ----
samples <- list(
  one = 7, two = c(3, 8), equal = rep(0.1, 3), ties = c(1, 1, 2, 2, 2, 5, 9, 9, 12, 30),
  days = rpois(57, 34), waits = round(rexp(400, 1 / 45)), negative = round(rnorm(31, -3, 20)),
  decimals = round(runif(23, 0, 5), 2), offset = 1e9 + c(0, 0.25, 0.5, 0.5, 1, 3),
  six = c(4, 8, 15, 16, 23, 42), ten = 1:10, eleven = (1:11)^2, hundred_one = 0:100, scores = rep(1:5, c(2, 3, 11, 40, 44)))
probs <- c(0, 0.01, 0.1, 0.25, 0.29, 0.3, 0.5, 0.75, 0.9, 0.95, 1)
median_ci <- function(x, conf) { # largest rank r with P(Binomial(n, 1/2) <= r - 1) <= alpha/2
  n <- length(x)
  r <- sum(pbinom(0:n, n, 0.5) <= (1 - conf) / 2)
  if (r == 0) c(NA, NA) else sort(x)[c(r, n + 1 - r)]
}
for (x in samples) {
  s <- tally(x)
  row("sum", s, sum(x))
  row("mean", s, mean(x))
  row("sd", s, if (length(x) > 1) sd(x) else NA)
  for (q in probs) row("quantile", c(s, g(q)), quantile(x, q, type = 7))
  for (conf in levels) {
    row("median_order", c(s, conf), ci = median_ci(x, conf))
    if (length(x) > 1 && sd(x) > 0)
      row("student_t", c(length(x), g(mean(x)), g(sd(x)), conf), ci = t.test(x, conf.level = conf)$conf.int)
  }
}
huge <- rep(c(1, 2, 3, 10), c(3e6, 1999990, 10, 5e6)) # n = 1e7, the median between two blocks
s <- tally(huge)
row("sum", s, sum(huge)); row("mean", s, mean(huge)); row("sd", s, sd(huge))
row("quantile", c(s, 0.5), quantile(huge, 0.5)); row("quantile", c(s, 0.3), quantile(huge, 0.3))
for (conf in levels) row("median_order", c(s, conf), ci = median_ci(huge, conf))

# --- proportions: prop.test without correction is Wilson, binom.test Clopper-Pearson ----
pairs <- rbind(c(0, 1), c(1, 1), c(0, 2), c(1, 2), c(2, 2), c(0, 10), c(1, 10), c(5, 10), c(10, 10), c(81, 263),
  c(15, 148), c(0, 20), c(1, 29), c(2, 260), c(258, 260), c(1, 1000), c(999, 1000), c(437, 1000), c(0, 1e7),
  c(1, 1e7), c(123456, 1e7), c(5e6, 1e7), c(9999999, 1e7), c(1e7, 1e7), c(300, 1e9), c(4e8, 1e9))
for (k in 1:40) { n <- ceiling(10^runif(1, 0, 5)); pairs <- rbind(pairs, c(rbinom(1, n, runif(1)), n)) }
quiet <- suppressWarnings
exact_binomial <- function(x, n, conf) { # binom.test also lists all outcomes for its p: too many here
  if (n <= 1e6) return(binom.test(x, n, conf.level = conf)$conf.int)
  a <- (1 - conf) / 2
  c(qbeta(a, x, n - x + 1), qbeta(1 - a, x + 1, n - x))
}
for (i in seq_len(nrow(pairs))) for (conf in levels) {
  x <- pairs[i, 1]; n <- pairs[i, 2]
  args <- c(g(x), g(n), conf)
  row("wilson", args, ci = quiet(prop.test(x, n, conf.level = conf, correct = FALSE))$conf.int)
  row("clopper_pearson", args, ci = exact_binomial(x, n, conf))
}

# --- counts and rates: poisson.test is Garwood; Byar as in Breslow and Day (1987), p. 69 --
byar <- function(x, conf) {
  z <- qnorm(1 - (1 - conf) / 2)
  lower <- if (x == 0) 0 else x * max(0, 1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3
  c(lower, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
}
garwood <- function(x, conf) {
  if (x <= 1e6) return(as.numeric(poisson.test(x, conf.level = conf)$conf.int))
  a <- (1 - conf) / 2
  c(qgamma(a, x), qgamma(1 - a, x + 1))
}
for (x in c(0:12, 20, 30, 45, 99, 100, 101, 1000, 12345, 1e6, 1e7, 1e9)) for (conf in levels) {
  row("poisson_exact", c(g(x), conf), ci = garwood(x, conf))
  row("byar", c(g(x), conf), ci = byar(x, conf))
  for (exposure in c(0.3, 12.345, 5000)) # public health practice: exact below 10 events, Byar from 10
    row("rate", c(g(x), exposure, conf), ci = (if (x < 10) garwood(x, conf) else byar(x, conf)) / exposure)
}

# --- Newcombe (1998) method 10, from the Wilson limits of prop.test ----------------------
newcombe <- function(x1, n1, x2, n2, conf) {
  w1 <- quiet(prop.test(x1, n1, conf.level = conf, correct = FALSE))$conf.int
  w2 <- quiet(prop.test(x2, n2, conf.level = conf, correct = FALSE))$conf.int
  p1 <- x1 / n1; p2 <- x2 / n2
  c(p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
}
quads <- rbind(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10),
  c(10, 10, 0, 20), c(10, 10, 0, 10), c(0, 1, 1, 1), c(1, 2, 1, 2), c(3, 7, 300, 700), c(5e6, 1e7, 4999000, 1e7))
for (k in 1:25) {
  n <- ceiling(10^runif(2, 0, 4)); quads <- rbind(quads, c(rbinom(1, n[1], runif(1)), n[1], rbinom(1, n[2], runif(1)), n[2]))
}
for (i in seq_len(nrow(quads))) for (conf in levels) {
  q <- quads[i, ]
  row("newcombe", c(g(q), conf), q[1] / q[2] - q[3] / q[4], newcombe(q[1], q[2], q[3], q[4], conf))
}

# --- two rates: poisson.test, that is binom.test -----------------------------------------
rates <- rbind(c(11, 800, 23, 1011), c(0, 5, 1, 5), c(3, 5, 0, 7), c(1, 1, 1, 1), c(4, 2, 4, 3), c(10, 1, 20, 1),
  c(20, 1, 10, 1), c(137, 24.19893, 130, 25.1), c(1000, 10, 1100, 10.5), c(2, 1000, 30, 900), c(100, 1, 100, 1),
  c(7, 2, 14, 4), c(1, 0.001, 5, 80), c(50000, 10, 50300, 10), c(500000, 3, 502000, 3))
for (k in 1:25) {
  t <- round(10^runif(2, 0, 3), 3); rates <- rbind(rates, c(rpois(1, 10^runif(1, 0, 3)), t[1], rpois(1, 10^runif(1, 0, 3)) + 1, t[2]))
}
for (i in seq_len(nrow(rates))) for (conf in levels) {
  r <- rates[i, ]
  t <- poisson.test(r[c(1, 3)], r[c(2, 4)], conf.level = conf)
  row("poisson_ratio", c(g(r), conf), if (r[3] > 0) t$estimate else NA, t$conf.int, t$p.value)
}

# --- two means: t.test, variances not assumed equal ---------------------------------------
twos <- list(list(c(1, 2), c(3, 5)), list(c(4, 4, 4), c(5, 6, 9)), list(sleep$extra[1:10], sleep$extra[11:20]),
  list(samples$days, samples$waits), list(samples$scores, samples$decimals), list(samples$ties, samples$ties),
  list(1e6 + samples$ten, 1e6 + samples$six), list(rnorm(300, 10, 2), rnorm(40, 11, 9)))
for (xy in twos) for (conf in levels) {
  x <- xy[[1]]; y <- xy[[2]]; t <- t.test(x, y, conf.level = conf)
  row("welch", c(length(x), g(mean(x)), g(sd(x)), length(y), g(mean(y)), g(sd(y)), conf), mean(x) - mean(y), t$conf.int, t$p.value)
}

# --- funnel limits ---------------------------------------------------------------------------
# Score: the number of cases, not necessarily whole, at which a limit of Wilson's interval
# (prop.test again) is the target. Else the quantiles of the binomial and the Poisson.
score_funnel <- function(target, n, conf) {
  edge <- function(x, side) quiet(prop.test(x, n, conf.level = conf, correct = FALSE))$conf.int[side] - target
  find <- function(from, to, side) {
    if (edge(from, side) * edge(to, side) >= 0) return(if (side == 2) 0 else 1)
    uniroot(edge, c(from, to), side = side, tol = 1e-14 * n, maxiter = 10000)$root / n
  }
  c(find(0, n * target, 2), find(n * target, n, 1))
}
for (target in c(0, 0.003, 0.05, 0.31, 0.5, 0.6, 0.97, 1)) for (n in c(1, 2, 5, 19, 32, 33, 300, 12000, 1e7)) for (conf in levels) {
  exact <- n * target < 10 || n * (1 - target) < 10
  a <- (1 - conf) / 2
  row("funnel_proportion", c(target, g(n), conf), ci = if (exact) qbinom(c(a, 1 - a), n, target) / n else score_funnel(target, n, conf))
}
for (target in c(0, 0.02, 1.7, 40)) for (exposure in c(0.3, 1, 12.345, 2500, 1e6)) for (conf in levels) {
  a <- (1 - conf) / 2
  row("funnel_rate", c(target, g(exposure), conf), ci = qpois(c(a, 1 - a), target * exposure) / exposure)
}

# --- trend: cor.test(method = "kendall"); slopes by brute force ---------------------------------
trend <- function(t, y, conf) {
  n <- length(y); pairs <- n * (n - 1) / 2
  slopes <- numeric(0); s <- 0
  for (i in seq_len(n - 1)) for (j in (i + 1):n) {
    slopes <- c(slopes, (y[j] - y[i]) / (t[j] - t[i])); s <- s + sign(y[j] - y[i])
  }
  slopes <- sort(slopes)
  if (length(unique(y)) == 1) { p <- 1; m <- 0 }
  else {
    ties <- table(y)
    v <- (n * (n - 1) * (2 * n + 5) - sum(ties * (ties - 1) * (2 * ties + 5))) / 18
    a <- (1 - conf) / 2
    # turned so that S <= 0: R gets an upper tail as 1 - lower and would lose its digits
    p <- quiet(cor.test(t, if (s > 0) -y else y, method = "kendall", continuity = TRUE))$p.value
    m <- if (n < 50 && all(ties == 1)) sum(.Call(stats:::C_pKendall, 0:pairs, n) <= a)
         else max(0, floor((pairs - qnorm(1 - a) * sqrt(v)) / 2))
  }
  row("trend", c(paste(g(t), g(y), sep = ":", collapse = ";"), conf), median(slopes),
      if (m > 0) slopes[c(m, pairs + 1 - m)] else c(NA, NA), p)
}
series <- list(c(3, 5), c(5, 5), c(1, 3, 2), c(1, 2, 3, 4), c(2, 3, 5, 8, 13), c(5, 4, 3, 2, 1.5), c(1, 1, 2, 2, 3), rep(7, 12),
  c(10, 12, 11, 15, 14, 18, 17, 21, 19, 25, 23, 30), c(10, 12, 11, 15, 14, 18, 18, 21, 19, 25, 23, 30),
  cumsum(rnorm(49)), rnorm(50), round(rnorm(60)), 0.05 * (1:200) + rnorm(200), round(rnorm(200, 50, 4)), 1:40)
for (y in series) for (conf in levels) trend(seq_along(y), y, conf)
for (conf in levels) {
  trend(c(2019, 2020, 2022, 2023, 2024, 2025.5), c(4, 6, 5, 9, 8, 12), conf) # gaps
  trend(as.numeric(time(Nile))[1:60], as.numeric(Nile)[1:60], conf)
}

# --- durations that are not over: survfit, conf.type = "log" --------------------------------------
km <- function(closed, open) for (conf in levels) {
  time <- c(closed, open); status <- rep(1:0, c(length(closed), length(open)))
  fit <- summary(survfit(Surv(time, status) ~ 1, conf.int = conf, conf.type = "log"))$table
  m <- fit[["median"]]; low <- fit[[grep("LCL", names(fit))]]; high <- fit[[grep("UCL", names(fit))]]
  row("survival", c(tally(closed), tally(open), conf), m, if (is.na(low)) c(NA, NA) else c(low, if (is.na(high)) Inf else high))
}
km(5, c()); km(c(), 5); km(c(), c(1, 2, 9)); km(c(3, 8), c()); km(c(3, 3), c()); km(c(4, 4, 4, 4), c()); km(c(3, 8), c(9, 9, 9))
km(1:4, c()); km(1:10, c()); km(c(1, 2, 2, 3), c(2, 9)); km(c(0, 0, 1, 4), c(0, 2)); km(c(0, 0, 0, 5), c(6, 7, 8)); km(c(1, 2), c(10, 20))
km(c(2, 4), c(6, 8)); km(c(10, 20, 30), c(15, 25, 40)); km(c(3, 6, 6, 9, 12), c(6, 12, 15)) # S rests on 1/2, and does not
a <- aml; km(a$time[a$status == 1], a$time[a$status == 0])
l <- lung; km(l$time[l$status == 2], l$time[l$status == 1])
for (n in c(12, 40, 150, 1000)) for (k in 1:4) {
  wait <- ceiling(rexp(n, 1 / 45)); end <- ceiling(runif(n, 5, 40 * k))
  km(wait[wait <= end], end[wait > end])
}
