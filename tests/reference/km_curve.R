# R 4.2.2, survival 3.5-3: Kaplan-Meier curves, written to km_curve.csv; and the data sets, to data/.
#
#   Rscript km_curve.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))

curve_of <- function(rows, conf_type) {
  groups <- groups_of(rows)
  rows$group <- factor(rows$group, groups)
  # The curve starts with a row at time 0, as survfit0 puts it.
  fit <- survfit0(survfit(surv_of(rows) ~ group, data = rows, conf.type = conf_type))
  curve <- data.frame(strata = rep(groups, fit$strata), conf_type, time = fit$time,
                      n_risk = fit$n.risk, n_event = fit$n.event, n_censor = fit$n.censor, estimate = fit$surv,
                      # Of S itself; R's is that of log S.
                      std_error = fit$surv * fit$std.err, conf_low = fit$lower, conf_high = fit$upper)
  # R gives NA, NaN or 1 where S = 1, by the type of interval; here the limits are (1, 1) for all.
  curve[curve$estimate == 1, c("conf_low", "conf_high")] <- 1
  # Once S = 0 there is neither an error nor an interval; R gives NaN, NA or 0.
  curve[curve$estimate == 0, c("std_error", "conf_low", "conf_high")] <- NA
  # With delayed entry survfit0 repeats the first n.risk, which counts those who enter after time 0.
  if (!is.null(rows$entry))
    for (group in groups)
      curve$n_risk[curve$strata == group & curve$time == 0] <- sum(rows$entry[rows$group == group] <= 0)
  curve
}

dir.create(file.path(here, "data"), showWarnings = FALSE)
for (name in names(data_sets)) write_table(data_sets[[name]], file.path("data", name))
curves <- for_sets(c("lung", "veteran", "ovarian", "aml", "heart", "lung_months"), function(name, rows) {
  do.call(rbind, lapply(c("log-log", "log", "plain", "logit", "arcsin"), function(type) curve_of(rows, type)))
})
write_table(curves, "km_curve")
