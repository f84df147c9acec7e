# R 4.2.2, survival 3.5-3: log-rank tests, written to logrank.csv. survdiff, for rho with and without strata; a test for
# trend and one with delayed entry, which survdiff has not, are the score tests of coxph with exact ties.
#
#   Rscript logrank.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))

# survdiff's observed and expected are a column for each stratum when there are strata.
total <- function(x) if (is.matrix(x)) rowSums(x) else x

tests <- function(rows, rho, stratify) {
  if (stratify) rows <- rows[!is.na(rows$stratum), ]
  groups <- groups_of(rows)
  rows$group <- factor(rows$group, groups)
  model <- if (stratify) surv_of(rows) ~ group + strata(stratum) else surv_of(rows) ~ group
  test <- survdiff(model, data = rows, rho = rho)
  df <- length(groups) - 1
  data.frame(by = "group", rho, stratify = if (stratify) "stratum" else NA, trend = 0, strata = groups,
             n = as.vector(table(rows$group)), observed = total(test$obs), expected = total(test$exp),
             statistic = test$chisq, df, p_value = pchisq(test$chisq, df, lower.tail = FALSE))
}

# One row: the score test says nothing of what is expected in each group.
score_test <- function(rows, x, trend) {
  fit <- suppressWarnings(coxph(surv_of(rows) ~ x, ties = "exact", control = coxph.control(iter.max = 0)))
  df <- if (is.factor(x)) nlevels(x) - 1 else 1
  statistic <- unname(fit$score)
  data.frame(by = if (trend) "x2" else "group", rho = 0, stratify = NA, trend, strata = NA, n = NA, observed = NA,
             expected = NA, statistic, df, p_value = pchisq(statistic, df, lower.tail = FALSE))
}

write_table(for_sets(names(data_sets), function(name, rows) {
  all <- NULL
  if (is.null(rows$entry)) {
    for (rho in c(0, 0.5, 1)) all <- rbind(all, tests(rows, rho, FALSE))
    if (!is.null(rows$stratum)) for (rho in c(0, 1)) all <- rbind(all, tests(rows, rho, TRUE))
  } else {
    all <- score_test(rows, factor(rows$group), 0)
  }
  known <- rows[!is.na(rows$x2), ]
  if (name %in% c("lung", "veteran", "bmt")) all <- rbind(all, score_test(known, known$x2, 1))
  all
}), "logrank")
