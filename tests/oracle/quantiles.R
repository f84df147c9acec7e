# km_quantile against quantile(survfit) and the median that survfit prints; km_summary against summary(survfit)$table.
# The follow-up is by reverse Kaplan-Meier, which survfit does not offer: against the naive curve of km_curve.R.

# --- naive -----------------------------------------------------------------------------------------------------------

plateau_tolerance <- sqrt(.Machine$double.eps)  # R's

# The first time at which a curve is at or below 1 - prob. On a plateau at 1 - prob its midpoint, but its start when it
# lasts to the end, as survfit prints the median.
crossing <- function(time, value, prob) {
  if (prob == 0) return(0)
  reached <- which(value < 1 - prob + plateau_tolerance)[1]
  if (is.na(reached) || value[reached] < 1 - prob - plateau_tolerance) return(time[reached])
  left <- which(value < value[reached] - plateau_tolerance)[1]
  if (is.na(left)) time[reached] else (time[reached] + time[left]) / 2
}

# Of each group of a curve; the limits are where the limits of the curve cross.
quantiles_of <- function(curve, probs) {
  by_group <- split(curve, match(curve$strata, curve$strata))
  do.call(rbind, lapply(by_group, function(group) {
    at <- function(name) vapply(probs, function(prob) crossing(group$time, group[[name]], prob), 0)
    data.frame(strata = group$strata[1], prob = probs, estimate = at("estimate"), conf_low = at("conf_low"),
               conf_high = at("conf_high"))
  }))
}

naive_quantiles <- function(rows, probs, conf_type = "log-log", conf_level = 0.95, reverse = FALSE) {
  quantiles_of(naive_curve(rows, conf_type, conf_level, reverse), probs)
}

# n_missing counts patients: a row that is left out stands for as many as its weight.
naive_summary <- function(set, tau = NULL, conf_type = "log-log", conf_level = 0.95) {
  rows <- set$usable
  merged <- merged_rows(rows)
  curve <- naive_curve(rows, conf_type, conf_level)
  by_group <- lapply(groups_of(rows), function(group) merged[merged$strata %in% group, ])
  median <- quantiles_of(curve, 0.5)
  follow_up <- naive_quantiles(rows, 0.5, conf_type, conf_level, reverse = TRUE)
  if (is.null(tau)) tau <- default_tau(curve)
  mean <- means_of(curve, tau)
  data.frame(strata = groups_of(rows), n = vapply(by_group, function(group) sum(group$weight), 0),
             n_missing = sum(!complete.cases(set$data)),
             n_event = vapply(by_group, function(group) sum(group$weight * group$event), 0),
             median = median$estimate, median_low = median$conf_low, median_high = median$conf_high,
             rmst = mean$estimate, rmst_se = mean$std_error, tau,
             follow_up_median = follow_up$estimate, follow_up_low = follow_up$conf_low,
             follow_up_high = follow_up$conf_high, last_time = vapply(by_group, function(group) max(group$time), 0))
}

# --- expected by R ---------------------------------------------------------------------------------------------------

# Where print and quantile() differ the naive one is kept: a plateau at 1 - prob that lasts to the end, of which
# quantile() gives the midpoint; and limits that rise again, which its interpolation sorts first.
expected_quantiles <- function(rows, probs, conf_type = "log-log", conf_level = 0.95) {
  fit <- fit_of(rows, conf_type, conf_level)
  by_prob <- quantile(fit, probs)
  expected <- quantiles_of(expected_curve(rows, conf_type, conf_level), probs)
  group <- if (is.null(fit$strata)) rep(1, length(fit$time)) else rep(seq_along(fit$strata), fit$strata)
  curves <- list(estimate = list("surv", "quantile"), conf_low = list("lower", "lower"),
                 conf_high = list("upper", "upper"))
  for (column in names(curves)) {
    found <- matrix(by_prob[[curves[[column]][[2]]]], ncol = length(probs))
    for (g in unique(group)) {
      values <- na.omit(fit[[curves[[column]][[1]]]][group == g])
      if (any(diff(values) > 0)) next
      on_the_last <- abs(tail(c(1, values), 1) - (1 - probs)) < plateau_tolerance
      expected[(g - 1) * length(probs) + which(!on_the_last), column] <- found[g, !on_the_last]
    }
  }
  expected
}

expected_medians <- function(rows, conf_type, conf_level) {
  table <- matrix(summary(fit_of(rows, conf_type, conf_level))$table, ncol = 9)
  data.frame(strata = groups_of(rows), prob = 0.5, estimate = table[, 7], conf_low = table[, 8], conf_high = table[, 9])
}

# R's table has no fractional counts, and carries the last value on to tau.
expected_summary <- function(set, tau, conf_type, conf_level) {
  expected <- naive_summary(set, tau, conf_type, conf_level)
  fit <- fit_of(set$usable, conf_type, conf_level)
  rmean <- if (expected$tau[1] < min(fit$time)) "common" else expected$tau[1]
  table <- matrix(summary(fit, rmean = rmean)$table, ncol = 9)
  if (set$whole_counts) expected[c("n", "n_event")] <- table[, c(1, 4)]
  expected[c("median", "median_low", "median_high")] <- table[, 7:9]
  if (is.numeric(rmean)) expected[c("rmst", "rmst_se")] <- table[, 5:6] + 0 * as.matrix(expected[c("rmst", "rmst_se")])
  expected
}

# --- actual ----------------------------------------------------------------------------------------------------------

km_quantile_rows <- function(set, probs, options = list(), table = "patients") {
  options$probs <- paste(sprintf("%.17g", probs), collapse = ",")
  if (!is.null(database))
    return(table_rows("km_quantile", c("strata", "prob", "estimate", "conf_low", "conf_high"), set, options, table))
  given <- modifyList(list(conf_type = "log-log", conf_level = 0.95), options)
  stand_in_strata(set, naive_quantiles(set$usable, sort(probs), given$conf_type, given$conf_level), table)
}

summary_columns <- c("strata", "n", "n_missing", "n_event", "median", "median_low", "median_high", "rmst", "rmst_se",
                     "tau", "follow_up_median", "follow_up_low", "follow_up_high", "last_time")

km_summary_rows <- function(set, options = list(), table = "patients") {
  if (!is.null(database)) return(table_rows("km_summary", summary_columns, set, options, table))
  given <- modifyList(list(conf_type = "log-log", conf_level = 0.95), options)
  stand_in_strata(set, naive_summary(set, given$tau, given$conf_type, given$conf_level), table)
}

# Probabilities of which some are met exactly by a curve without censoring, and by its limits never.
draw_probs <- function(n) {
  sort(unique(c(one_of(c(0.25, 0.5, 0.75)), sample.int(n, min(n, 2)) / n, round(runif(2), 3), if (runif(1) < 0.2) 1)))
}

register("km_quantile", function(set) {
  rows <- set$usable
  if (nrow(rows) == 0) {
    check(set, "km_quantile, no usable rows", data.frame(rows = 0), data.frame(rows = nrow(km_quantile_rows(set, 0.5))))
    return()
  }
  level <- round(runif(1, 0.5, 0.999), 3)
  probs <- draw_probs(nrow(rows))
  check(set, "km_quantile", expected_quantiles(rows, c(0.25, 0.5, 0.75)), km_quantile_rows(set, c(0.25, 0.5, 0.75)))
  for (type in sample(conf_types, 2))
    check(set, paste("km_quantile,", type), expected_quantiles(rows, probs, type, level),
          km_quantile_rows(set, probs, list(conf_type = type, conf_level = level)))

  type <- one_of(conf_types)
  options <- list(conf_type = type, conf_level = level)
  check(set, "km_quantile, printed median", expected_medians(rows, type, level), km_quantile_rows(set, 0.5, options))
  from_table <- km_quantile_rows(set, probs, options)
  check(set, "km_quantile, surv()", stand_in_strata(set, from_table, NULL), km_quantile_rows(set, probs, options, NULL),
        if (set$whole_counts) 0 else tolerance)
  if (set$has("weight") && set$whole_counts)
    check(set, "km_quantile, rows written out", from_table, km_quantile_rows(set, probs, options, "written_out"), 0)
})

register("km_summary", function(set) {
  rows <- set$usable
  if (nrow(rows) == 0) {
    check(set, "km_summary, no usable rows", data.frame(rows = 0), data.frame(rows = nrow(km_summary_rows(set))))
    return()
  }
  level <- round(runif(1, 0.5, 0.999), 3)
  tau <- draw_tau(rows)
  type <- one_of(conf_types)
  options <- list(conf_type = type, conf_level = level, tau = tau)
  if (runif(1) < 0.5)
    check(set, "km_summary", expected_summary(set, NULL, "log-log", 0.95), km_summary_rows(set))
  else
    check(set, "km_summary, options", expected_summary(set, tau, type, level), km_summary_rows(set, options))
  from_table <- km_summary_rows(set, options)
  check(set, "km_summary, surv()", stand_in_strata(set, from_table, NULL), km_summary_rows(set, options, NULL),
        if (set$whole_counts) 0 else tolerance)
  if (set$has("weight") && set$whole_counts)
    check(set, "km_summary, rows written out", from_table, km_summary_rows(set, options, "written_out"), 0)
})
