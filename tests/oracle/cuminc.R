# cuminc: var_type gray against cmprsk, delta against the Aalen-Johansen curves of survfit, aalen against Pintilie's
# formula. The naive curves give what neither package knows: the rows between jumps, delayed entry with the gray
# variance, fractional weights.

suppressPackageStartupMessages(library(cmprsk))

incidence_columns <- c("strata", "outcome", "time", "n_risk", "n_event", "n_censor", "estimate", "std_error", "conf_low",
                       "conf_high")

# --- what both sides share -------------------------------------------------------------------------------------------

# Those that occur, in SQLite's order.
causes_of <- function(set) sort(setdiff(unique(set$usable$status), set$censor), method = "radix")

# Merged rows with the number of their cause, 0 for censored.
merged_causes <- function(set) {
  merged <- merged_rows(set$usable)
  merged$cause <- match(set$usable$status, causes_of(set), nomatch = 0)
  merged$group <- if (set$has("grp")) as.integer(set$usable$grp) else 1L
  merged
}

# No limits where the incidence is 0, and (1, 1) where it is 1, which a sum of parts may miss by its last bits.
with_incidence_limits <- function(frame, conf_type, conf_level) {
  limits <- suppressWarnings(naive_limits(frame$estimate, frame$std_error / frame$estimate, conf_type, conf_level))
  frame$conf_low <- ifelse(frame$estimate > 0, limits$low, NA)
  frame$conf_high <- ifelse(frame$estimate > 0, limits$high, NA)
  frame[which(abs(frame$estimate - 1) < 1e-12), c("conf_low", "conf_high")] <- 1
  comparable_errors(frame)
}

# The variance of an incidence of 1 can be 0, of which the sums leave some 1e-17: the root of that is no error.
comparable_errors <- function(frame) {
  frame$std_error[which(frame$std_error < 1e-7)] <- 0
  frame
}

# --- naive -----------------------------------------------------------------------------------------------------------

# Var F(t) in the rows `at` of a table with n at risk, d events, `own` of them of the cause, S(t) and F(t): a sum over
# the event times u <= t, with x = F(t) - F(u).
incidence_variance <- function(table, var_type, at) {
  tied <- function(m, n) ifelse(m > 1, 1 - (m - 1) / (n - 1), 1)
  before <- c(1, table$S)[seq_along(table$S)]
  vapply(at, function(t) {
    u <- which(table$d[seq_len(t)] > 0)
    n <- table$n[u]
    d <- table$d[u]
    own <- table$own[u]
    x <- table$F[t] - table$F[u]
    none_left <- table$S[u] == 0  # then x is 0
    if (var_type == "gray") {
      later <- ifelse(none_left, 0, x / table$S[u])
      sum(before[u]^2 / n^2 * ((1 - later)^2 * own * tied(own, n) + later^2 * (d - own) * tied(d - own, n)))
    } else if (var_type == "aalen") {
      # The last of all has 0 / 0 in the second sum: its limit is S^2.
      sum(ifelse(none_left, 0, x^2 * d / ((n - 1) * (n - d)))) +
        sum(before[u]^2 * ifelse(n == 1, own, own * (n - own) / (n^2 * (n - 1)))) -
        2 * sum(ifelse(none_left, 0, x * before[u] * own * (n - own) / (n * (n - d) * (n - 1))))
    } else {
      sum(ifelse(none_left, 0, x^2 * d / (n * (n - d)))) + sum(before[u]^2 * own * (n - own) / n^3) -
        2 * sum(x * before[u] * own / n^2)
    }
  }, 0)
}

# One group and cause, at each of its times or at those asked for.
naive_incidence_group <- function(group, cause, var_type, asked, extend) {
  time <- sort(unique(group$time))
  count <- function(rows) {
    sums <- rowsum(group$weight[rows], match(group$time[rows], time))
    replace(numeric(length(time)), as.integer(rownames(sums)), sums)
  }
  table <- list(n = weight_from(group$time, group$weight, time) - weight_from(group$entry, group$weight, time),
                d = count(group$cause > 0), own = count(group$cause == cause))
  table$S <- with(table, cumprod(ifelse(d > 0, (n - d) / n, 1)))
  table$F <- with(table, cumsum(ifelse(d > 0, c(1, S)[seq_along(S)] * own / n, 0)))
  start <- if (time[1] > 0) 0
  reported <- if (is.null(asked)) c(start, time) else asked
  n_risk <- if (is.null(asked)) c(if (!is.null(start)) at_risk(group, 0), table$n)
            else vapply(asked, function(time) at_risk(group, time), 0)
  at <- findInterval(reported, time)
  since <- function(counts) diff(c(0, c(0, cumsum(counts))[at + 1]))
  known <- ifelse(reported > max(time) & c(1, table$S)[at + 1] > 0 & !extend, NA, 1)
  std_error <- numeric(length(at))
  if (var_type != "none") std_error[at > 0] <- sqrt(pmax(incidence_variance(table, var_type, at[at > 0]), 0))
  data.frame(time = reported, n_risk, n_event = since(table$own), n_censor = since(count(group$cause == 0)),
             estimate = c(0, table$F)[at + 1] * known, std_error = std_error * known)
}

naive_incidence <- function(set, var_type, asked = NULL, extend = FALSE) {
  merged <- merged_causes(set)
  causes <- causes_of(set)
  groups <- groups_of(set$usable)
  do.call(rbind, lapply(seq_along(groups), function(g) {
    own <- merged[merged$group == g, ]
    do.call(rbind, lapply(seq_along(causes), function(cause) {
      data.frame(strata = groups[g], outcome = causes[cause],
                 naive_incidence_group(own, cause, var_type, asked, extend))
    }))
  }))
}

# --- expected by R ---------------------------------------------------------------------------------------------------

# The estimates and errors of a frame replaced by those of curves(group, cause): a list of time, estimate, std_error.
with_estimates <- function(frame, set, curves) {
  groups <- groups_of(set$usable)
  causes <- causes_of(set)
  for (g in seq_along(groups)) for (cause in seq_along(causes)) {
    rows <- which(frame$strata %in% groups[g] & frame$outcome == causes[cause])
    curve <- curves(g, cause)
    at <- findInterval(frame$time[rows], curve$time) + 1
    known <- ifelse(is.na(frame$estimate[rows]), NA, 1)
    frame$estimate[rows] <- c(0, curve$estimate)[at] * known
    frame$std_error[rows] <- c(0, curve$std_error)[at] * known
  }
  frame
}

# cmprsk does not merge near ties, and knows no delayed entry and no weights. Its curves have each jump twice.
with_cmprsk <- function(frame, set) {
  merged <- merged_causes(set)
  fit <- cuminc(merged$time, merged$cause, merged$group)
  with_estimates(frame, set, function(g, cause) {
    curve <- fit[[paste(g, cause)]]
    list(time = curve$time, estimate = curve$est, std_error = sqrt(pmax(curve$var, 0)))
  })
}

with_survfit <- function(frame, set) {
  merged <- merged_causes(set)
  state <- factor(merged$cause, c(0, seq_along(causes_of(set))))
  surv <- if (set$has("entry")) Surv(merged$entry, merged$time, state) else Surv(merged$time, state)
  fit <- survfit(surv ~ group, merged, id = seq_len(nrow(merged)))
  curve <- if (is.null(fit$strata)) rep(1, length(fit$time)) else rep(seq_along(fit$strata), fit$strata)
  with_estimates(frame, set, function(g, cause) {
    rows <- curve == g
    list(time = fit$time[rows], estimate = fit$pstate[rows, cause + 1], std_error = fit$std.err[rows, cause + 1])
  })
}

expected_incidence <- function(set, var_type, asked = NULL, extend = FALSE) {
  written_out <- is.null(set$usable$weight)
  by_cmprsk <- var_type == "gray" && written_out && !set$has("entry")
  # With delayed entry survfit's infinitesimal jackknife is no longer the formula of Greenwood's kind, which the errors
  # of one cause must be as 1 - S has them.
  by_survfit <- var_type == "delta" && written_out && !set$has("entry")
  # The naive error takes long, and is not wanted where a package gives it.
  frame <- naive_incidence(set, if (by_cmprsk || by_survfit) "none" else var_type, asked, extend)
  if (by_cmprsk) with_cmprsk(frame, set) else if (by_survfit) with_survfit(frame, set) else frame
}

# --- actual ----------------------------------------------------------------------------------------------------------

cuminc_rows <- function(set, options, table = "patients") {
  if (is.null(database)) {
    asked <- if (!is.null(options$times)) meeting(set$usable, options$times)
    frame <- naive_incidence(set, options$var_type, asked, isTRUE(options$extend == 1))
    if (options$conf_type == "none") return(frame)
    return(stand_in_strata(set, with_incidence_limits(frame, options$conf_type, options$conf_level), table))
  }
  comparable_errors(table_rows("cuminc", incidence_columns, set, c(options, censor = set$censor), table, "status"))
}

register("cuminc", function(set) {
  if (nrow(set$usable) == 0 || length(causes_of(set)) == 0) {
    if (is.null(database)) return()
    check(set, "cuminc, nothing happens", data.frame(rows = 0), data.frame(rows = nrow(cuminc_rows(set, list()))))
    return()
  }
  level <- round(runif(1, 0.5, 0.999), 3)
  large <- nrow(set$usable) >= 2000  # the naive variance takes a square of the times
  # Pintilie's variance divides by n - 1: no meaning for weights below 1.
  var_types <- c("gray", "delta", if (set$whole_counts) "aalen")
  check_curve <- function(var_type) {
    type <- one_of(conf_types)
    expected <- with_incidence_limits(expected_incidence(set, var_type), type, level)
    check(set, paste("cuminc,", var_type), expected,
          cuminc_rows(set, list(var_type = var_type, conf_type = type, conf_level = level)))
  }
  for (var_type in if (large) c("gray", "delta") else var_types) check_curve(var_type)

  type <- one_of(conf_types)
  var_type <- if (large) "aalen" else one_of(var_types)
  times <- draw_times(set$usable)
  extend <- sample(0:1, 1)
  asked <- list(var_type = var_type, conf_type = type, conf_level = level, times = times_option(times), extend = extend)
  expected <- with_incidence_limits(expected_incidence(set, var_type, sort(times), extend == 1), type, level)
  check(set, paste0("cuminc, ", var_type, ", times"), expected, cuminc_rows(set, asked))

  # Sum of the incidences + P(none of the events) = 1.
  from_table <- cuminc_rows(set, list(var_type = "delta", conf_type = "none"))
  curve <- km_curve_rows(set)
  if (!set$has("grp")) curve$strata <- from_table$strata <- 0
  total <- rowsum(from_table$estimate, paste(from_table$strata, sprintf("%.17g", from_table$time)))
  total <- total[paste(curve$strata, sprintf("%.17g", curve$time)), ]
  check(set, "cuminc, sum", data.frame(sum = rep(1, nrow(curve))), data.frame(sum = total + curve$estimate), 1e-13)

  same <- if (set$whole_counts) 0 else tolerance
  from_table <- cuminc_rows(set, asked)
  check(set, "cuminc, surv()", stand_in_strata(set, from_table, NULL), cuminc_rows(set, asked, NULL), same)
  if (set$has("weight") && set$whole_counts)
    check(set, "cuminc, rows written out", from_table, cuminc_rows(set, asked, "written_out"), 0)
})
