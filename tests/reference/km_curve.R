# R 4.2.2, survival 3.5-3: Kaplan-Meier curves of the data in data/, written to km_curve.csv.
#
#   Rscript km_curve.R        (in any directory; writes next to itself)
#
# An empty cell is NULL. Numbers have 17 significant digits, which is all that a double has.

library(survival)

here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))))
dir.create(file.path(here, "data"), showWarnings = FALSE)

# Patients per month of follow-up: the table of counts is analysed in R with its rows written out.
counts_of <- function(rows) {
  counts <- aggregate(list(weight = rep(1L, nrow(rows))), rows[c("time", "event", "group")], sum)
  counts[order(counts$group, counts$time, counts$event), ]
}

data_sets <- list(
  lung = with(lung, data.frame(time, event = status - 1, group = ifelse(sex == 1, "male", "female"))),
  veteran = with(veteran, data.frame(time, event = status, group = celltype)),
  ovarian = with(ovarian, data.frame(time = futime, event = fustat, group = rx)),
  aml = with(aml, data.frame(time, event = status, group = x)),
  heart = with(heart, data.frame(time = stop, event, group = ifelse(transplant == 1, "transplanted", "waiting"),
                                 entry = start)),
  lung_months = counts_of(with(lung, data.frame(time = as.integer(time / 30.4375), event = status - 1,
                                                group = ifelse(sex == 1, "male", "female"))))
)

as_cell <- function(x) {
  if (!is.numeric(x)) return(as.character(x))
  ifelse(is.na(x), "", sprintf("%.17g", x))
}

write_table <- function(frame, path) {
  write.table(as.data.frame(lapply(frame, as_cell)), path, sep = ",", row.names = FALSE, quote = FALSE, eol = "\n")
}

curve_of <- function(name, conf_type) {
  rows <- data_sets[[name]]
  if (!is.null(rows$weight)) rows <- rows[rep(seq_len(nrow(rows)), rows$weight), ]
  groups <- sort(unique(as.character(rows$group)), method = "radix")  # by bytes, as SQLite sorts
  rows$group <- factor(rows$group, groups)
  surv <- if (is.null(rows$entry)) Surv(rows$time, rows$event) else Surv(rows$entry, rows$time, rows$event)
  # The curve starts with a row at time 0, as survfit0 puts it.
  fit <- survfit0(survfit(surv ~ group, data = rows, conf.type = conf_type))
  curve <- data.frame(data_set = name, group = rep(groups, fit$strata), conf_type, time = fit$time,
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
      curve$n_risk[curve$group == group & curve$time == 0] <- sum(rows$entry[rows$group == group] <= 0)
  curve
}

for (name in names(data_sets)) write_table(data_sets[[name]], file.path(here, "data", paste0(name, ".csv")))
curves <- lapply(names(data_sets), function(name) {
  do.call(rbind, lapply(c("log-log", "log", "plain", "logit", "arcsin"), function(type) curve_of(name, type)))
})
write_table(do.call(rbind, curves), file.path(here, "km_curve.csv"))
