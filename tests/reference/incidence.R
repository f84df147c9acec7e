# R 4.2.2, survival 3.5-3, cmprsk 2.2-11: cumulative incidences, written to cuminc.csv, and Gray's tests, to gray.csv.
# The variances are cmprsk's (gray) and survfit's (delta).
#
#   Rscript incidence.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))
suppressPackageStartupMessages(library(cmprsk))

sets <- c("bmt", "mgus2", "melanoma")
causes_of <- function(name, rows) sort(setdiff(rows$status, censor_of(name)))

# Times at which all groups are followed, some of them their patients' own.
times_of <- function(rows) {
  last <- min(tapply(rows$time, as.character(rows$group), max))
  own <- sort(unique(rows$time[rows$time <= last]))
  sort(unique(c(own[unique(round(seq(1, length(own), length.out = 16)))], round(last * c(0.1, 0.5, 0.9)) + 0.5)))
}

incidence <- function(name, rows) {
  groups <- groups_of(rows)
  causes <- causes_of(name, rows)
  times <- times_of(rows)
  fit <- timepoints(cuminc(rows$time, rows$status, rows$group, cencode = censor_of(name)), times)
  state <- factor(rows$status, c(censor_of(name), causes))
  do.call(rbind, lapply(groups, function(group) {
    ours <- summary(survfit(Surv(rows$time, state) ~ 1, subset = rows$group == group), times = times)
    do.call(rbind, lapply(seq_along(causes), function(cause) {
      name <- paste(group, causes[cause])
      n_risk <- vapply(times, function(t) sum(rows$group == group & rows$time >= t), 0L)
      rbind(
        data.frame(strata = group, outcome = causes[cause], var_type = "gray", time = times, n_risk,
                   estimate = fit$est[name, ], std_error = sqrt(fit$var[name, ])),
        data.frame(strata = group, outcome = causes[cause], var_type = "delta", time = times, n_risk,
                   estimate = ours$pstate[, cause + 1], std_error = ours$std.err[, cause + 1]))
    }))
  }))
}

gray_tests <- function(name, rows) {
  do.call(rbind, lapply(list(c(0, 0), c(0.5, 0), c(1, 0), c(0, 1), c(1, 1)), function(case) {
    strata <- if (case[2]) rows$stratum else rep(1, nrow(rows))
    tests <- cuminc(rows$time, rows$status, rows$group, strata, rho = case[1], cencode = censor_of(name))$Tests
    data.frame(rho = case[1], stratify = if (case[2]) "stratum" else NA, outcome = causes_of(name, rows),
               statistic = tests[, "stat"], df = tests[, "df"],
               # cmprsk has 1 - pchisq, which loses the digits of a small P
               p_value = pchisq(tests[, "stat"], tests[, "df"], lower.tail = FALSE))
  }))
}

write_table(for_sets(sets, incidence), "cuminc")
write_table(for_sets(sets, gray_tests), "gray")
