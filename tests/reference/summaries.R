# R 4.2.2, survival 3.5-3: quantiles, written to km_quantile.csv, and restricted means, to rmst.csv.
#
#   Rscript summaries.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))

probs <- c(0.1, 0.25, 0.5, 0.75, 0.9)

quantiles <- function(name, rows) {
  rows$group <- factor(rows$group, groups_of(rows))
  do.call(rbind, lapply(c("log-log", "log", "plain"), function(conf_type) {
    fit <- survfit(surv_of(rows) ~ group, data = rows, conf.type = conf_type)
    all <- quantile(fit, probs)
    data.frame(conf_type, strata = rep(groups_of(rows), each = length(probs)), prob = probs,
               estimate = c(t(all$quantile)), conf_low = c(t(all$lower)), conf_high = c(t(all$upper)))
  }))
}

# At a time within everyone's follow-up, and at the end of it.
means <- function(name, rows) {
  rows$group <- factor(rows$group, groups_of(rows))
  fit <- survfit(surv_of(rows) ~ group, data = rows)
  last <- min(tapply(rows$time, rows$group, max))
  do.call(rbind, lapply(c(round(last / 2), last), function(tau) {
    table <- summary(fit, rmean = tau)$table
    data.frame(tau, strata = groups_of(rows), estimate = unname(table[, "rmean"]), std_error = unname(table[, "se(rmean)"]))
  }))
}

# Not heart: with delayed entry a lower limit of S can rise, and R looks for where it crosses as though it only fell.
sets <- setdiff(names(data_sets), "heart")
write_table(for_sets(sets, quantiles), "km_quantile")
write_table(for_sets(sets, means), "rmst")
