# rmst and rmst_test against the plain formulas, and where survfit prints a restricted mean against that.

# --- naive -----------------------------------------------------------------------------------------------------------

# The area under a curve to tau, and A(u)^2 d / (n (n - d)) summed, A(u) the area from u on; nothing where n = d.
# Unknown past the last follow-up, unless the curve has reached 0.
mean_of <- function(group, tau) {
  rounding <- 1e-8 * max(1, group$time)
  if (tau > max(group$time) + rounding && tail(group$estimate, 1) > 0) return(c(NA, NA))
  group <- group[group$time <= tau, ]
  areas <- diff(c(group$time, tau)) * group$estimate
  rest <- rev(cumsum(rev(areas)))
  spread <- with(group, ifelse(n_event > 0 & n_risk > n_event, n_event / (n_risk * (n_risk - n_event)), 0))
  c(sum(areas), sqrt(sum(rest^2 * spread)))
}

means_of <- function(curve, tau) {
  means <- vapply(split(curve, match(curve$strata, curve$strata)), mean_of, c(0, 0), tau)
  data.frame(estimate = means[1, ], std_error = means[2, ])
}

# The smallest of the groups' last times, but a group whose curve ends at 0 does not limit it.
default_tau <- function(curve) {
  group <- match(curve$strata, curve$strata)
  last_time <- tapply(curve$time, group, max)
  ends_at_0 <- tapply(curve$estimate, group, min) == 0
  if (all(ends_at_0)) max(last_time) else min(last_time[!ends_at_0], max(last_time))
}

naive_rmst <- function(rows, tau = NULL, conf_level = 0.95) {
  curve <- naive_curve(rows)
  if (is.null(tau)) tau <- default_tau(curve)
  frame <- data.frame(strata = groups_of(rows), tau, means_of(curve, tau))
  spread <- qnorm((1 + conf_level) / 2) * frame$std_error
  comparable_means(transform(frame, conf_low = estimate - spread, conf_high = estimate + spread))
}

# As text, the way SQLite writes a number.
as_sql_text <- function(values) {
  if (!is.double(values)) return(as.character(values))
  text <- format(values, digits = 15, scientific = FALSE, trim = TRUE, drop0trailing = TRUE)
  ifelse(grepl(".", text, fixed = TRUE), text, paste0(text, ".0"))
}

naive_rmst_test <- function(set, tau = NULL, reference = NULL, conf_level = 0.95) {
  curve <- naive_curve(set$usable)
  if (is.null(tau)) tau <- default_tau(curve)
  means <- data.frame(tau, means_of(curve, tau))
  values <- sort(unique(set$data$grp[set$data$grp %in% groups_of(set$usable)]), method = "radix")
  base <- if (is.null(reference)) 1 else which(values == reference)
  z <- qnorm((1 + conf_level) / 2)
  labels <- vapply(values, as_sql_text, "")
  against <- means[base, ]
  frame <- with(means[-base, ], {
    difference <- estimate - against$estimate
    se <- sqrt(std_error^2 + against$std_error^2)
    ratio <- estimate / against$estimate
    log_se <- sqrt((std_error / estimate)^2 + (against$std_error / against$estimate)^2)
    data.frame(contrast = sprintf("%s - %s", labels[-base], labels[base]), tau, difference, std_error = se,
               conf_low = difference - z * se, conf_high = difference + z * se, ratio,
               ratio_low = ratio * exp(-z * log_se), ratio_high = ratio * exp(z * log_se),
               p_value = ifelse(se > 0, 2 * pnorm(-abs(difference / se)), NA))
  })
  comparable_means(frame)
}

# A difference, or a limit, that happens to be near 0 is as exact as the means, so the scale is tau; and P values on a
# scale on which 1e-30 and 1e-31 differ.
comparable_means <- function(frame) {
  for (name in intersect(names(frame), c("difference", "std_error", "conf_low", "conf_high")))
    frame[[name]] <- frame[[name]] / frame$tau
  with_log_p(frame)
}
with_log_p <- function(frame) {
  for (name in intersect(names(frame), c("p_value", "p_adjusted")))
    frame[[name]] <- pmax(log(as.numeric(frame[[name]])), -690)  # below, doubles lose digits
  frame
}

# --- expected by R ---------------------------------------------------------------------------------------------------

# survfit carries the last value on to tau, and refuses a tau before the first time.
expected_rmst <- function(rows, tau, conf_level = 0.95) {
  frame <- naive_rmst(rows, tau, conf_level)
  fit <- fit_of(rows, "none", conf_level)
  if (frame$tau[1] < min(fit$time)) return(frame)
  table <- matrix(summary(fit, rmean = frame$tau[1])$table, ncol = 7)
  frame$estimate <- ifelse(is.na(frame$estimate), NA, table[, 5])
  frame$std_error <- ifelse(is.na(frame$std_error), NA, table[, 6] / frame$tau)
  frame
}

# --- actual ----------------------------------------------------------------------------------------------------------

rmst_rows <- function(set, options = list(), table = "patients") {
  columns <- c("strata", "tau", "estimate", "std_error", "conf_low", "conf_high")
  if (!is.null(database)) return(comparable_means(table_rows("rmst", columns, set, options, table)))
  given <- modifyList(list(conf_level = 0.95), options)
  stand_in_strata(set, naive_rmst(set$usable, given$tau, given$conf_level), table)
}

rmst_test_columns <- c("contrast", "tau", "difference", "std_error", "conf_low", "conf_high", "ratio", "ratio_low",
                       "ratio_high", "p_value")

rmst_test_rows <- function(set, options = list(), table = "patients") {
  if (!is.null(database)) return(comparable_means(table_rows("rmst_test", rmst_test_columns, set, options, table)))
  given <- modifyList(list(conf_level = 0.95), options)
  naive_rmst_test(set, given$tau, given$reference, given$conf_level)
}

# One of the data's own times, or between, or past the end of some groups.
draw_tau <- function(rows) {
  own <- merged_rows(rows)$time
  tau <- signif(one_of(list(one_of(own), runif(1) * max(own), min(own) / 2, max(own) * 1.1)), 12)
  if (tau > 0) tau else 1
}

register("rmst", function(set) {
  rows <- set$usable
  if (nrow(rows) == 0) {
    check(set, "rmst, no usable rows", data.frame(rows = 0), data.frame(rows = nrow(rmst_rows(set))))
    return()
  }
  tau <- draw_tau(rows)
  level <- round(runif(1, 0.5, 0.999), 3)
  options <- list(tau = tau, conf_level = level)
  if (runif(1) < 0.5)
    check(set, "rmst", expected_rmst(rows, NULL), rmst_rows(set))
  else
    check(set, "rmst, tau", expected_rmst(rows, tau, level), rmst_rows(set, options))
  from_table <- rmst_rows(set, options)
  # surv() adds up equal patients first: fractional weights get other last bits.
  same <- if (set$whole_counts) 0 else tolerance
  check(set, "rmst, surv()", stand_in_strata(set, from_table, NULL), rmst_rows(set, options, NULL), same)
  if (set$has("weight") && set$whole_counts)
    check(set, "rmst, rows written out", from_table, rmst_rows(set, options, "written_out"), 0)

  if (!set$has("grp")) return()
  if (runif(1) < 0.5) check(set, "rmst_test", naive_rmst_test(set), rmst_test_rows(set))
  reference <- one_of(set$data$grp[set$data$grp %in% groups_of(rows)])
  options$reference <- reference
  if (runif(1) < 0.5)
    check(set, "rmst_test, tau and reference", naive_rmst_test(set, tau, reference, level),
          rmst_test_rows(set, options))
  check(set, "rmst_test, surv()", rmst_test_rows(set, options), rmst_test_rows(set, options, NULL), same)
})
