# nelson_aalen against the cumulative hazard of survfit; the limits, which survfit does not give, by their formulas.

hazard_columns <- c("strata", "time", "n_risk", "n_event", "n_censor", "estimate", "std_error", "conf_low", "conf_high")

# --- what both sides share -------------------------------------------------------------------------------------------

# log: H exp(+- z se / H); plain: H +- z se, not below 0; (0, 0) where H = 0.
with_hazard_limits <- function(frame, conf_type, conf_level) {
  spread <- qnorm((1 + conf_level) / 2) * frame$std_error
  factor <- ifelse(frame$estimate > 0, exp(spread / frame$estimate), 1)
  frame$conf_low <- if (conf_type == "log") frame$estimate / factor else pmax(frame$estimate - spread, 0)
  frame$conf_high <- if (conf_type == "log") frame$estimate * factor else frame$estimate + spread
  frame
}

# Which rows are known: past the end of follow-up the hazard is, where the last at risk all had the event. That a
# survival curve reached 0 before others entered is not enough.
known_hazard <- function(rows, strata, time, extend) {
  merged <- merged_rows(rows)
  known <- vapply(seq_along(time), function(i) {
    own <- merged[merged$strata %in% strata[i], ]
    extend || any(own$time >= time[i]) || all(own$event[own$time == max(own$time)] == 1)
  }, TRUE)
  ifelse(known, 1, NA)
}

# --- expected by R ---------------------------------------------------------------------------------------------------

expected_hazard <- function(rows, conf_type = "log", conf_level = 0.95) {
  frame <- expected_curve(rows)  # for the numbers at risk
  fit <- survfit0(fit_of(rows, "none", 0.95))
  frame$estimate <- fit$cumhaz
  frame$std_error <- fit$std.chaz
  with_hazard_limits(frame, conf_type, conf_level)
}

expected_hazard_at <- function(rows, times, extend, conf_type, conf_level) {
  frame <- expected_at(rows, times, TRUE, "log-log", 0.95)
  fit <- summary(fit_of(rows, "none", 0.95), times = times, extend = TRUE)
  known <- known_hazard(rows, frame$strata, frame$time, extend)
  frame$estimate <- fit$cumhaz * known
  frame$std_error <- fit$std.chaz * known
  with_hazard_limits(frame, conf_type, conf_level)
}

# --- naive -----------------------------------------------------------------------------------------------------------

naive_hazard <- function(rows, conf_type = "log", conf_level = 0.95) {
  frame <- naive_curve(rows)
  step <- ifelse(frame$n_event > 0, frame$n_event / frame$n_risk, 0)
  group <- match(frame$strata, frame$strata)
  frame$estimate <- ave(step, group, FUN = cumsum)
  frame$std_error <- sqrt(ave(ifelse(step > 0, step / frame$n_risk, 0), group, FUN = cumsum))
  with_hazard_limits(frame, conf_type, conf_level)
}

naive_hazard_at <- function(rows, times, extend, conf_type, conf_level) {
  frame <- naive_at(rows, times, extend, "log-log", 0.95)
  curve <- naive_hazard(rows, conf_type, conf_level)
  for (group in groups_of(rows)) {
    own <- curve[curve$strata %in% group, ]
    here <- frame$strata %in% group
    known <- known_hazard(rows, frame$strata[here], frame$time[here], extend)
    for (name in c("estimate", "std_error", "conf_low", "conf_high"))
      frame[here, name] <- own[findInterval(frame$time[here], own$time), name] * known
  }
  frame
}

# --- actual ----------------------------------------------------------------------------------------------------------

nelson_aalen_rows <- function(set, options = list(), table = "patients") {
  if (!is.null(database)) return(table_rows("nelson_aalen", hazard_columns, set, options, table))
  given <- modifyList(list(conf_type = "log", conf_level = 0.95, extend = 0), options)
  rows <- if (is.null(given$times)) {
    naive_hazard(set$usable, given$conf_type, given$conf_level)
  } else {
    naive_hazard_at(set$usable, meeting(set$usable, given$times), given$extend == 1, given$conf_type, given$conf_level)
  }
  stand_in_strata(set, rows, table)
}

# Requested times as numbers: a time that is the data's but for rounding is the data's.
meeting <- function(rows, times) {
  times <- as.numeric(strsplit(gsub("[][]", "", times), ",")[[1]])
  own <- merged_rows(rows)$time
  nearest <- own[vapply(times, function(time) which.min(abs(own - time)), 0L)]
  sort(ifelse(abs(nearest - times) < 1e-9 * max(own), nearest, times))
}

# surv() needs a group before weight or entry; without one the checks give it 1.
packed_with_a_group <- function(set) !set$has("grp") && (set$has("weight") || set$has("entry"))
stand_in_strata <- function(set, rows, table) {
  if (is.null(table) && packed_with_a_group(set)) rows$strata <- 1L
  rows
}

register("nelson_aalen", function(set) {
  if (nrow(set$usable) == 0) {
    check(set, "nelson_aalen, no usable rows", data.frame(rows = 0), data.frame(rows = nrow(nelson_aalen_rows(set))))
    return()
  }
  rows <- set$usable
  level <- round(runif(1, 0.5, 0.999), 3)
  check(set, "nelson_aalen", expected_hazard(rows), nelson_aalen_rows(set))
  type <- one_of(c("log", "plain"))
  check(set, paste("nelson_aalen,", type), expected_hazard(rows, type, level),
        nelson_aalen_rows(set, list(conf_type = type, conf_level = level)))
  times <- draw_times(rows)
  extend <- sample(0:1, 1)
  asked <- list(conf_type = type, conf_level = level, times = times_option(times), extend = extend)
  check(set, "nelson_aalen, times", expected_hazard_at(rows, times, extend == 1, type, level),
        nelson_aalen_rows(set, asked))
  from_table <- nelson_aalen_rows(set, asked)
  check(set, "nelson_aalen, surv()", stand_in_strata(set, from_table, NULL), nelson_aalen_rows(set, asked, NULL),
        if (set$whole_counts) 0 else tolerance)
  if (set$has("weight") && set$whole_counts)
    check(set, "nelson_aalen, rows written out", from_table, nelson_aalen_rows(set, asked, "written_out"), 0)
})
