# cox_adjusted_curve, cox_adjusted_test, cuminc_adjusted_curve, cuminc_adjusted_test and cause_specific_curve, against
# riskRegression: ate of coxph and of CSC, predict of CSC. Where events tie, its errors are not those of the derivative
# in the weights, with Breslow's ties as with Efron's: sets are compared with their ties broken at random. With ties,
# late entry and sampling weights: coxph and survfit, and the error by the numerical derivative in each row's weight.

suppressPackageStartupMessages(library(riskRegression))

adjusted_limit <- 1e-7    # as cox_limit: ate starts from coxph's coefficients
derivative_limit <- 1e-4  # of a difference quotient

adjusted_control <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)

adjusted_frame <- function(set) {
  rows <- cox_covariates(set$usable)
  rows$by <- factor(as.character(rows$grp), levels(droplevels(rows$grp)))
  rows
}

adjusted_rows <- function(name, columns, set, table, outcome, terms, options) {
  if (set$has("entry")) options$entry <- "entry"
  rows_of(sprintf("SELECT %s FROM %s(%s, 'time', '%s', 'grp', %s)%s", paste(columns, collapse = ", "), name,
                  sql_literal(cox_source(table)), outcome, sql_literal(terms), sql_options(options)))
}

# The rows of the curve and of the test, from ate.
ate_rows <- function(fit, rows, times, cause) {
  found <- suppressWarnings(ate(fit, data = rows, treatment = "by", times = times, cause = cause, se = TRUE,
                                verbose = FALSE, confint = FALSE))
  mean <- as.data.frame(found$meanRisk)
  list(mean = mean[order(match(mean$treatment, levels(rows$by)), mean$time), ], difference = as.data.frame(found$diffRisk))
}

check_ate <- function(set, label, fit, rows, times, cause, incidence, curve, test) {
  at <- tryCatch(ate_rows(fit, rows, times, cause), error = function(e) NULL)
  if (is.null(at) || anyNA(at$mean$se)) return(invisible())
  of_group <- function(x) if (incidence) x else 1 - x
  expected <- data.frame(strata = as.character(at$mean$treatment), time = at$mean$time,
                         estimate = of_group(at$mean$estimate), std_error = at$mean$se)
  check(set, paste(label, "curve"), expected, curve(names(expected)), adjusted_limit)
  against <- at$difference[at$difference$A == levels(rows$by)[1], ]
  against <- against[order(against$time, match(against$B, levels(rows$by))), ]
  sign <- if (incidence) 1 else -1
  labels <- vapply(values_of(set), as_sql_text, "")[match(against$B, levels(rows$by))]
  expected <- data.frame(time = against$time, contrast = paste(labels, "-", as_sql_text(values_of(set)[1])),
                         difference = sign * against$estimate, std_error = against$se)
  check(set, paste(label, "test"), expected, test(names(expected)), adjusted_limit)
}

check_adjusted_cox <- function(set, rows, times, interaction, own) {
  right <- paste(if (own) "strata(by)" else "by", "+ a", if (interaction) "+ by:a")
  fit <- coxph_rows(as.formula(paste("Surv(time, event) ~", right)), rows, "breslow")
  if (is.null(fit)) return(invisible())
  fit$call$data <- rows
  terms <- if (interaction) "a, interaction(factor(grp), a)" else "a"
  options <- list(times = paste(sprintf("%.17g", times), collapse = ","), ties = "breslow",
                  baseline = if (own) "group" else "common")
  ask <- function(name) function(columns) adjusted_rows(name, columns, set, "untied", "event", terms, options)
  label <- paste("cox_adjusted", if (interaction) "interaction", if (own) "own baselines")
  check_ate(set, label, fit, rows, times, 1, FALSE, ask("cox_adjusted_curve"), ask("cox_adjusted_test"))
}

csc_fit <- function(rows, right) {
  # CSC looks its call's values up again
  tryCatch(suppressWarnings(do.call(CSC, list(as.formula(paste("Hist(time, cause) ~", right)), data = rows,
                                              ties = "breslow", control = adjusted_control))), error = function(e) NULL)
}

# The largest sum of both causes' hazards of a patient as if in any group, at a time up to the last that is asked.
largest_hazard <- function(rows, last) {
  hazards <- lapply(1:2, function(cause) {
    rows$own <- as.integer(rows$cause == cause)
    fit <- coxph_rows(Surv(time, own) ~ by + a, rows, "breslow")
    risk <- function(data) exp(drop(model.matrix(~ by + a, data)[, -1] %*% coef(fit)))
    of_group <- lapply(levels(rows$by), function(g) risk(transform(rows, by = factor(g, levels(rows$by)))))
    at <- sort(rows$time[rows$cause > 0 & rows$time <= last])
    outer(unlist(of_group), vapply(at, function(t) sum(rows$own[rows$time == t]) / sum(risk(rows)[rows$time >= t]), 0))
  })
  max(hazards[[1]] + hazards[[2]])
}

# Two causes, at random: those of a set are often missing in a group, whose hazard ratio is then 0.
check_adjusted_cuminc <- function(set, rows, times) {
  rows$cause <- rows$event * sample.int(2, nrow(rows), TRUE)
  for (cause in 1:2) {
    rows$own <- as.integer(rows$cause == cause)
    if (is.null(coxph_rows(Surv(time, own) ~ by + a, rows, "breslow"))) return(invisible())
  }
  fit <- csc_fit(rows, "by + a")
  if (is.null(fit)) return(invisible())
  table <- set$usable
  table$grp <- type.convert(as.character(table$grp), as.is = TRUE)
  table$cause <- rows$cause
  dbWriteTable(database, "two_causes", table, overwrite = TRUE)
  options <- list(times = paste(sprintf("%.17g", times), collapse = ","), ties = "breslow", censor = 0)
  ask <- function(name) function(columns) {
    all <- adjusted_rows(name, c("outcome", columns), set, "two_causes", "cause", "a", options)
    all[all$outcome == cause, columns]
  }
  new <- rows[sample.int(nrow(rows), 2), c("by", "a")]
  newdata <- paste(sprintf("SELECT %s AS grp, %s AS a", vapply(values_of(set)[as.integer(new$by)], sql_literal, ""),
                           vapply(new$a, sql_literal, "")), collapse = " UNION ALL ")
  # Hazards that sum to more than 1 R takes as they are, with a survival below 0; here they are scaled.
  if (largest_hazard(rows, max(times)) > 1) return(invisible())
  for (cause in 1:2) {
    check_ate(set, paste("cuminc_adjusted", cause), fit, rows, times, cause, TRUE, ask("cuminc_adjusted_curve"),
              ask("cuminc_adjusted_test"))
    at <- suppressWarnings(predict(fit, newdata = new, times = times, cause = cause, se = TRUE, product.limit = TRUE))
    expected <- data.frame(row = rep(1:2, each = length(times)), time = times,
                           estimate = as.vector(t(at$absRisk)), std_error = as.vector(t(at$absRisk.se)))
    found <- rows_of(sprintf(paste("SELECT row, outcome, time, estimate, std_error FROM cause_specific_curve(%s, 'time',",
                                   "'cause', 'factor(grp), a', %s)%s"),
                             sql_literal(cox_source("two_causes")), sql_literal(newdata), sql_options(options)))
    found <- found[found$outcome == cause, names(expected)]
    if (!anyNA(expected$std_error) && !anyNA(found$std_error))
      check(set, paste("cause_specific_curve", cause), expected, found, adjusted_limit)
  }
}

# The groups' survival at the times, [time, group], as one vector.
standard_survival <- function(rows, weight, times, ties) {
  rows$w <- weight
  response <- if (is.null(rows$entry)) "Surv(time, event)" else "Surv(entry, time, event)"
  fit <- coxph(as.formula(paste(response, "~ by + a")), rows, weights = w, ties = ties, control = adjusted_control)
  as.vector(vapply(levels(rows$by), function(g) {
    as_if <- rows
    as_if$by <- factor(g, levels(rows$by))
    curve <- summary(survfit(fit, newdata = as_if, se.fit = FALSE), times = times)
    drop(matrix(curve$surv, length(times)) %*% weight) / sum(weight)
  }, numeric(length(times))))
}

check_derivative <- function(set, rows, times) {
  weight <- 0.55 + seq_len(nrow(rows)) %% 7 / 10
  response <- if (is.null(rows$entry)) "Surv(time, event)" else "Surv(entry, time, event)"
  if (is.null(coxph_rows(as.formula(paste(response, "~ by + a")), rows, "efron"))) return(invisible())
  h <- 1e-4
  slopes <- vapply(seq_len(nrow(rows)), function(k) {
    at <- function(change) standard_survival(rows, replace(weight, k, weight[k] + change), times, "efron")
    (at(h) - at(-h)) / (2 * h)
  }, numeric(length(times) * nlevels(rows$by)))
  expected <- data.frame(strata = rep(levels(rows$by), each = length(times)), time = times,
                         estimate = standard_survival(rows, weight, times, "efron"),
                         std_error = sqrt(drop(matrix(slopes, ncol = nrow(rows))^2 %*% weight^2)))
  options <- list(times = paste(sprintf("%.17g", times), collapse = ","), weight_type = "sampling",
                  weight = "(55 + n % 7 * 10) / 100.0")
  if (set$has("entry")) options$entry <- "entry"
  source <- sprintf("SELECT *, row_number() OVER (ORDER BY rowid) AS n FROM (%s)",
                    sub("SELECT ", "SELECT rowid, ", cox_source("written_out")))
  found <- rows_of(sprintf("SELECT strata, time, estimate, std_error FROM cox_adjusted_curve(%s, 'time', 'event', 'grp', 'a')%s",
                           sql_literal(source), sql_options(options)))
  check(set, "cox_adjusted_curve, by derivatives", expected, found, derivative_limit)
}

# The set as if each time was measured more finely, and everybody seen from the start; stored as `untied`.
without_ties <- function(set) {
  rows <- set$usable
  rows <- rows[sample.int(nrow(rows), min(nrow(rows), 300)), ]
  rows$entry <- NULL
  rows$time <- rank(rows$time, ties.method = "random") / 4
  rows$grp <- droplevels(rows$grp)
  set$usable <- rows
  set$has <- function(name) !is.null(rows[[name]])
  rows$grp <- type.convert(as.character(rows$grp), as.is = TRUE)
  dbWriteTable(database, "untied", rows, overwrite = TRUE)
  set
}

times_of <- function(rows) {
  sort(unique(signif(quantile(rows$time[rows$event == 1], c(0.2, 0.6), names = FALSE, type = 1), 12)))
}

register("adjusted", function(set) {
  if (is.null(database) || !set$has("grp") || !set$whole_counts || grepl("date|times at 0", set$kind)) return(invisible())
  rows <- adjusted_frame(set)
  if (nlevels(rows$by) < 2 || nlevels(rows$by) > 4 || nrow(rows) < 40 || sum(rows$event) < 20) return(invisible())
  if (nrow(rows) <= 100 && runif(1) < 0.4) check_derivative(set, rows, times_of(rows))
  set <- without_ties(set)
  rows <- adjusted_frame(set)
  if (nlevels(rows$by) < 2 || sum(rows$event) < 20) return(invisible())
  times <- times_of(rows)
  check_adjusted_cox(set, rows, times, FALSE, FALSE)
  check_adjusted_cox(set, rows, times, TRUE, FALSE)
  if (all(tapply(rows$time, rows$by, max) > max(times))) check_adjusted_cox(set, rows, times, FALSE, TRUE)
  if (max(times) < max(rows$time[rows$event == 1])) check_adjusted_cuminc(set, rows, times)
})
