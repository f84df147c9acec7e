# km_curve against survfit. `reverse = 1`, which survfit does not offer, against the naive implementation below, which
# also stands in for the extension when the oracle is run on itself.

conf_types <- c("log-log", "log", "plain", "logit", "arcsin")

# --- what both sides share -------------------------------------------------------------------------------------------

surv_of <- function(rows) {
  if (is.null(rows$entry)) Surv(rows$time, rows$event) else Surv(rows$entry, rows$time, rows$event)
}

groups_of <- function(rows) if (is.null(rows$grp)) NA else levels(rows$grp)

# Entries and times merged as survfit merges them, and a column for whatever the set lacks.
merged_rows <- function(rows) {
  surv <- aeqSurv(surv_of(rows))
  data.frame(strata = if (is.null(rows$grp)) NA else as.character(rows$grp),
             entry = if (is.null(rows$entry)) -Inf else surv[, "start"],
             time = surv[, if (is.null(rows$entry)) "time" else "stop"],
             event = rows$event,
             weight = if (is.null(rows$weight)) 1 else rows$weight)
}

at_risk <- function(group, time) {
  entered <- if (time == 0) group$entry <= 0 else group$entry < time  # those with entry 0 are followed from the start
  sum(group$weight[entered & group$time >= time])
}

# S = 1 has the limits (1, 1) and S = 0 has no error and no limits, whatever R gives for the type of interval.
with_our_limits <- function(frame) {
  frame[frame$estimate %in% 1, c("conf_low", "conf_high")] <- 1
  frame[frame$estimate %in% 0, c("std_error", "conf_low", "conf_high")] <- NA
  frame
}

# Past the last follow-up there is no estimate, unless the curve has reached 0.
cut_at_the_end <- function(frame, merged) {
  last_time <- vapply(frame$strata, function(group) max(merged$time[merged$strata %in% group]), 0)
  frame[frame$time > last_time & frame$estimate > 0, c("estimate", "std_error", "conf_low", "conf_high")] <- NA
  frame
}

# --- expected by R ---------------------------------------------------------------------------------------------------

fit_of <- function(rows, conf_type, conf_level) {
  surv <- surv_of(rows)
  group <- if (is.null(rows$grp)) rep(1, nrow(rows)) else rows$grp
  weight <- if (is.null(rows$weight)) rep(1, nrow(rows)) else rows$weight
  # Not robust: Greenwood with the weights as counts. For fractional weights survfit would choose otherwise by itself.
  survfit(surv ~ group, weights = weight, robust = FALSE, conf.type = conf_type, conf.int = conf_level)
}

frame_of <- function(fit, strata, std_error) {
  data.frame(strata, time = fit$time, n_risk = fit$n.risk, n_event = fit$n.event, n_censor = fit$n.censor,
             estimate = fit$surv, std_error, conf_low = fit$lower, conf_high = fit$upper)
}

expected_curve <- function(rows, conf_type = "log-log", conf_level = 0.95) {
  fit <- survfit0(fit_of(rows, conf_type, conf_level))
  groups <- groups_of(rows)
  frame <- with_our_limits(frame_of(fit, if (is.null(fit$strata)) groups else rep(groups, fit$strata),
                                    fit$surv * fit$std.err))
  if (!is.null(rows$entry)) {  # survfit0 repeats the next n.risk, which counts patients who enter later
    merged <- merged_rows(rows)
    for (group in groups)
      frame$n_risk[frame$strata %in% group & frame$time == 0] <- at_risk(merged[merged$strata %in% group, ], 0)
  }
  frame
}

expected_at <- function(rows, times, extend, conf_type, conf_level) {
  fit <- summary(fit_of(rows, conf_type, conf_level), times = times, extend = TRUE)
  groups <- groups_of(rows)
  merged <- merged_rows(rows)
  frame <- with_our_limits(frame_of(fit, if (is.null(fit$strata)) groups else groups[as.integer(fit$strata)],
                                    fit$std.err))
  if (!is.null(rows$entry))  # summary repeats the next n.risk likewise
    frame$n_risk <- mapply(function(group, time) at_risk(merged[merged$strata %in% group, ], time),
                           frame$strata, frame$time)
  if (extend) frame else cut_at_the_end(frame, merged)
}

# --- naive -----------------------------------------------------------------------------------------------------------

# Limits of S whose logarithm has the standard error `sigma`.
naive_limits <- function(S, sigma, conf_type, conf_level) {
  z <- qnorm((1 + conf_level) / 2)
  both <- function(center, width, back) list(low = back(center - width), high = back(center + width))
  limits <- switch(conf_type,
    "log-log" = list(low = S^exp(-z * sigma / log(S)), high = S^exp(z * sigma / log(S))),
    "log" = both(log(S), z * sigma, exp),
    "plain" = both(S, z * S * sigma, identity),
    "logit" = both(qlogis(S), z * sigma / (1 - S), plogis),
    "arcsin" = both(asin(sqrt(S)), z * sigma * sqrt(S / (1 - S)) / 2, function(x) sin(pmin(pmax(x, 0), pi / 2))^2))
  lapply(limits, function(limit) pmin(pmax(limit, 0), 1))
}

naive_group <- function(group, conf_type, conf_level, reverse) {
  time <- sort(unique(group$time))
  events <- drop(rowsum(group$weight * (group$event == 1), group$time))
  censored <- drop(rowsum(group$weight * (group$event == 0), group$time))
  # Summed from the end, so that the last risk set empties to an exact 0 with fractional weights too.
  reach <- rev(cumsum(rev(events + censored)))
  enter_later <- if (all(group$entry < time[1])) 0 else vapply(time, function(t) sum(group$weight[group$entry >= t]), 0)
  n_risk <- reach - enter_later
  stay <- c(reach[-1], 0) - enter_later
  # Reversed, the former events leave first, and the former censorings happen among those who are left.
  before <- if (reverse) stay + censored else n_risk
  after <- if (reverse) stay else stay + censored
  happened <- if (reverse) censored else events
  S <- cumprod(ifelse(happened == 0, 1, after / before))
  sigma <- sqrt(cumsum(ifelse(happened == 0, 0, happened / (before * after))))
  limits <- naive_limits(S, sigma, conf_type, conf_level)
  frame <- data.frame(strata = group$strata[1], time, n_risk, n_event = happened,
                      n_censor = if (reverse) events else censored, estimate = S, std_error = S * sigma,
                      conf_low = limits$low, conf_high = limits$high)
  start <- data.frame(strata = group$strata[1], time = 0, n_risk = at_risk(group, 0), n_event = 0, n_censor = 0,
                      estimate = 1, std_error = 0, conf_low = 1, conf_high = 1)
  with_our_limits(if (time[1] > 0) rbind(start, frame) else frame)
}

naive_curve <- function(rows, conf_type = "log-log", conf_level = 0.95, reverse = FALSE) {
  merged <- merged_rows(rows)
  by_group <- lapply(groups_of(rows), function(group) merged[merged$strata %in% group, ])
  do.call(rbind, lapply(by_group, naive_group, conf_type, conf_level, reverse))
}

naive_at <- function(rows, times, extend, conf_type, conf_level, reverse = FALSE) {
  merged <- merged_rows(rows)
  times <- sort(times)
  curve <- naive_curve(rows, conf_type, conf_level, reverse)
  frame <- do.call(rbind, lapply(groups_of(rows), function(group) {
    curve <- curve[curve$strata %in% group, ]
    frame <- curve[findInterval(times, curve$time), ]
    frame$time <- times
    frame$n_risk <- vapply(times, function(t) at_risk(merged[merged$strata %in% group, ], t), 0)
    frame$n_event <- diff(c(0, vapply(times, function(t) sum(curve$n_event[curve$time <= t]), 0)))
    frame$n_censor <- diff(c(0, vapply(times, function(t) sum(curve$n_censor[curve$time <= t]), 0)))
    frame
  }))
  if (extend) frame else cut_at_the_end(frame, merged)
}

# --- actual ----------------------------------------------------------------------------------------------------------

# The rows of km_curve on a table of the set, or (table = NULL) on the set packed by surv().
km_curve_rows <- function(set, options = list(), table = "patients") {
  if (is.null(database)) return(km_curve_stand_in(set, options, table))
  if (is.null(table)) {
    packed <- c("time", "event", if (set$has("grp")) "grp" else "1", if (set$has("weight")) "weight" else "1", "entry")
    last <- if (set$has("entry")) 5 else if (set$has("weight")) 4 else if (set$has("grp")) 3 else 2
    arguments <- sprintf("(SELECT surv(%s) FROM patients)", paste(head(packed, last), collapse = ", "))
  } else {
    arguments <- paste0("'", table, "', 'time', 'event'", if (set$has("grp")) ", 'grp'")
    if (set$has("weight") && table == "patients") options$weight <- "weight"
    if (set$has("entry")) options$entry <- "entry"
  }
  rows_of(paste0("SELECT strata, time, n_risk, n_event, n_censor, estimate, std_error, conf_low, conf_high ",
                 "FROM km_curve(", arguments, ")", sql_options(options)))
}

km_curve_stand_in <- function(set, options, table) {
  given <- modifyList(list(conf_type = "log-log", conf_level = 0.95, extend = 0, reverse = 0), options)
  conf_type <- if (given$conf_type == "none") "log-log" else given$conf_type
  if (is.null(given$times)) {
    rows <- naive_curve(set$usable, conf_type, given$conf_level, given$reverse == 1)
  } else {
    times <- as.numeric(strsplit(gsub("[][]", "", given$times), ",")[[1]])
    own <- merged_rows(set$usable)$time
    nearest <- own[vapply(times, function(time) which.min(abs(own - time)), 0L)]
    met <- abs(nearest - times) < 1e-9 * max(own)
    rows <- naive_at(set$usable, ifelse(met, nearest, times), given$extend == 1, conf_type, given$conf_level,
                     given$reverse == 1)
  }
  if (given$conf_type == "none") rows[c("conf_low", "conf_high")] <- NA
  if (is.integer(set$data$time)) rows$time <- as.integer(rows$time)
  if (set$whole_counts)
    for (name in c("n_risk", "n_event", "n_censor")) rows[[name]] <- as.integer(rows[[name]])
  if (is.null(table) && !set$has("grp") && (set$has("weight") || set$has("entry"))) rows$strata <- 1L
  rows
}

# Times to ask for: some of the data's own, some between two of them, some past the end, and 0.
draw_times <- function(rows) {
  own <- sort(unique(merged_rows(rows)$time))
  apart <- which(diff(own) > 1e-6 * max(0.1, own))
  between <- if (is.integer(rows$time)) integer(0) else signif((own[apart] + own[apart + 1]) / 2, 10)
  some <- function(values) values[sample.int(length(values), min(length(values), sample(0:4, 1)))]
  past <- ceiling(max(own)) + sample.int(100, 1)
  times <- unique(c(some(own), some(between), if (runif(1) < 0.5) past, if (runif(1) < 0.3) 0))
  if (length(times) == 0) times <- past
  times <- times[sample.int(length(times))]
  if (is.integer(rows$time)) as.integer(times) else times
}

# The three ways of writing `times`. With 12 digits a time got by date arithmetic is not the data's to the last bit;
# it must meet it all the same.
times_option <- function(times) {
  listed <- paste(sprintf("%.12g", times), collapse = ",")
  if (length(times) == 1 && runif(1) < 0.5) return(signif(times, 12))
  if (runif(1) < 0.5) listed else paste0("[", listed, "]")
}

register("km_curve", function(set) {
  if (nrow(set$usable) == 0) {
    check(set, "no usable rows", data.frame(rows = 0), data.frame(rows = nrow(km_curve_rows(set))))
    return()
  }
  rows <- set$usable
  level <- round(runif(1, 0.5, 0.999), 3)

  check(set, "defaults", expected_curve(rows), km_curve_rows(set))
  for (type in conf_types)
    check(set, paste(type, "curve"), expected_curve(rows, type, level),
          km_curve_rows(set, list(conf_type = type, conf_level = level)))
  without_limits <- expected_curve(rows)
  without_limits[c("conf_low", "conf_high")] <- NA
  check(set, "curve without limits", without_limits, km_curve_rows(set, list(conf_type = "none")))

  type <- one_of(conf_types)
  options <- list(conf_type = type, conf_level = level)
  times <- draw_times(rows)
  asked <- c(options, times = times_option(times))
  check(set, "times", expected_at(rows, times, FALSE, type, level), km_curve_rows(set, asked))
  check(set, "times, extend", expected_at(rows, times, TRUE, type, level), km_curve_rows(set, c(asked, extend = 1L)))

  check(set, "reverse", naive_curve(rows, type, level, reverse = TRUE), km_curve_rows(set, c(options, reverse = 1L)))
  check(set, "reverse, times", naive_at(rows, times, FALSE, type, level, reverse = TRUE),
        km_curve_rows(set, c(asked, reverse = 1L)))
  check(set, "reverse, times, extend", naive_at(rows, times, TRUE, type, level, reverse = TRUE),
        km_curve_rows(set, c(asked, reverse = 1L, extend = 1L)))

  # Fractional weights add up to other last bits in another order.
  same <- if (set$whole_counts) 0 else tolerance
  from_table <- tryCatch(km_curve_rows(set, options), error = function(e) data.frame())
  from_surv <- from_table
  if (!set$has("grp") && (set$has("weight") || set$has("entry"))) from_surv$strata <- 1L  # surv() needs a group there
  check(set, "surv()", from_surv, km_curve_rows(set, options, table = NULL), same)
  if (set$has("weight") && set$whole_counts)
    check(set, "rows written out", from_table, km_curve_rows(set, options, table = "written_out"), same)
  check(set, "storage classes", data.frame(time = is.integer(set$data$time), n_risk = set$whole_counts),
        data.frame(time = is.integer(from_table$time), n_risk = is.integer(from_table$n_risk)))
})
