# weight_type = 'sampling': curves against survfit(weights, id, robust = TRUE), tests and Cox models against coxph with
# robust errors, by row and by patient. What R has not, or has by the scale of the weights, against the numerical
# derivative of the estimate in each row's weight.

sampling_sql <- function(name, columns, positional, options = list(), table = "sampled") {
  options <- modifyList(list(weight = "w", weight_type = "sampling"), options)
  rows_of(sprintf("SELECT %s FROM %s('%s', %s)%s", columns, name, table, positional, sql_options(options)))
}

# The error of f(w) by differences: the root of the sum over patients of (sum of w df/dw)^2.
jackknife_error <- function(f, w, id, step = 1e-4) {
  slope <- vapply(seq_along(w), function(i) {
    h <- step * w[i]
    (f(replace(w, i, w[i] + h)) - f(replace(w, i, w[i] - h))) / (2 * h)
  }, 0)
  sqrt(sum(rowsum(w * slope, id)^2))
}

sampled_rows <- function(set) {
  rows <- set$usable
  rows$grp <- if (is.null(rows$grp)) "all" else as.character(rows$grp)
  rows$weight <- NULL
  if (is.null(rows$entry)) rows$entry <- -1
  rows
}

plain_curve <- function(rows, w, t) {
  at <- sort(unique(rows$until[rows$event == 1 & rows$until <= t]))
  prod(vapply(at, function(u) 1 - sum(w[rows$until == u & rows$event == 1]) / sum(w[rows$since < u & rows$until >= u]), 0))
}

# The area under the incidence of a cause, or under the survival for cause 0, up to tau.
plain_area <- function(rows, w, tau, cause) {
  at <- sort(unique(rows$until[rows$event == 1 & rows$until <= tau]))
  S <- 1
  F <- area <- from <- 0
  for (u in at) {
    n <- sum(w[rows$since < u & rows$until >= u])
    area <- area + (u - from) * if (cause == 0) S else F
    F <- F + S * sum(w[rows$until == u & rows$event == 1 & rows$cause == cause]) / n
    S <- S * (1 - sum(w[rows$until == u & rows$event == 1]) / n)
    from <- u
  }
  area + (tau - from) * if (cause == 0) S else F
}

check_sampled_curves <- function(set, rows, options, label) {
  rows$grp <- factor(rows$grp, sort(unique(rows$grp), method = "radix"))
  fit <- survfit(Surv(since, until, event) ~ grp, rows, weights = rows$w, id = rows$p, robust = TRUE, conf.type = "log-log")
  groups <- levels(rows$grp)
  ours <- function(name) {
    got <- sampling_sql(name, "strata, time, n_risk, n_event, estimate, std_error", "'until', 'event', 'grp'", options)
    got[got$n_event > 0, ]
  }
  strata <- if (is.null(fit$strata)) rep(groups, length(fit$time)) else rep(groups, fit$strata)
  # At the events: R has a row, and a censoring, wherever a patient's row ends.
  frame <- data.frame(strata, time = fit$time, n_risk = fit$n.risk, n_event = fit$n.event)
  error <- if (isTRUE(fit$logse)) fit$surv * fit$std.err else fit$std.err
  km <- data.frame(frame, estimate = fit$surv, std_error = ifelse(fit$surv > 0, error, NA))
  check(set, paste("sampling, km_curve", label), km[km$n_event > 0, ], ours("km_curve"))
  check(set, paste("sampling, nelson_aalen", label),
        data.frame(frame, estimate = fit$cumhaz, std_error = fit$std.chaz)[fit$n.event > 0, ], ours("nelson_aalen"))
}

check_sampled_areas <- function(set, rows, options, label) {
  own <- rows[rows$grp == rows$grp[1], ]
  if (nrow(own) > 40 || sum(own$event) < 2) return(invisible())
  tau <- as.numeric(quantile(own$until, 0.7))
  at <- function(name, columns, positional, more) {
    got <- sampling_sql(name, paste("strata,", columns), positional, c(options, more))
    got <- got[as.character(got$strata) == own$grp[1], -1]
    rownames(got) <- NULL
    got
  }
  known <- max(own$until) >= tau
  if (!known) return(invisible())
  f <- function(w) plain_area(own, w, tau, 0)
  check(set, paste("sampling, rmst", label), data.frame(estimate = f(own$w), std_error = jackknife_error(f, own$w, own$p)),
        at("rmst", "estimate, std_error", "'until', 'event', 'grp'", list(tau = tau)), 1e-5)
  f <- function(w) plain_curve(own, w, tau)
  S <- f(own$w)
  if (S > 1e-9)
    check(set, paste("sampling, km_curve by differences", label),
          data.frame(estimate = S, std_error = jackknife_error(f, own$w, own$p)),
          at("km_curve", "estimate, std_error", "'until', 'event', 'grp'", list(times = tau)), 1e-5)
  causes <- sort(unique(own$cause[own$event == 1]))
  for (cause in causes) {
    f <- function(w) plain_area(own, w, tau, cause)
    outcome <- list(outcome = cause)
    check(set, paste("sampling, rmtl", label),
          data.frame(estimate = f(own$w), std_error = jackknife_error(f, own$w, own$p)),
          at("rmtl", "estimate, std_error", "'until', 'cause', 'grp'", c(list(tau = tau, censor = 0L), outcome)), 1e-5)
    # The incidence as the slope of the area
    F <- function(w) {
      after <- min(c(own$until[own$until > tau], tau + 1))
      (plain_area(own, w, (tau + after) / 2, cause) - plain_area(own, w, tau, cause)) / ((after - tau) / 2)
    }
    check(set, paste("sampling, cuminc", label),
          data.frame(estimate = F(own$w), std_error = jackknife_error(F, own$w, own$p)),
          at("cuminc", "estimate, std_error", "'until', 'cause', 'grp'", c(list(times = tau, censor = 0L), outcome)), 1e-5)
  }
}

# The robust score test at no effect: coxph's, but of the covariance's generalised inverse where a group is never at risk.
check_sampled_logrank <- function(set, rows, options, label) {
  if (length(unique(rows$grp)) < 2 || min(table(rows$grp[rows$event == 1])[unique(rows$grp)], na.rm = TRUE) < 1) return(invisible())
  for (stratify in c(FALSE, TRUE)) {
    formula <- if (stratify) Surv(since, until, event) ~ factor(grp) + strata(block) else Surv(since, until, event) ~ factor(grp)
    fit <- suppressWarnings(tryCatch(coxph(formula, rows, weights = rows$w, cluster = rows$p, ties = "breslow"),
                                     error = function(e) NULL))
    if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 8 || is.null(fit$rscore)) next
    if (length(unique(rows$p)) <= 2 * length(coef(fit))) next
    check(set, paste("sampling, logrank", label), data.frame(statistic = fit$rscore, df = length(coef(fit))),
          head(sampling_sql("logrank", "statistic, df", "'until', 'event', 'grp'",
                            c(options, if (stratify) list(stratify = "block"))), 1), 1e-8)
  }
}

check_sampled_cox <- function(set, rows, options, label) {
  rows$a <- rows$score + rows$p %% 3
  rows$b <- c("low", "mid", "top")[rows$block]
  dbWriteTable(database, "sampled", rows, overwrite = TRUE)
  for (ties in c("efron", "breslow"))
    for (right in c("a + b", "a + strata(b)")) {
      formula <- as.formula(paste("Surv(since, until, event) ~", right))
      fit <- tryCatch(coxph(formula, rows, weights = rows$w, cluster = rows$p, ties = ties,
                            control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)),
                      warning = function(w) NULL, error = function(e) NULL)
      if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 8 || max(sqrt(diag(fit$var))) > 20) next
      if (length(unique(rows$p)) <= 3 * length(coef(fit)) || kappa(cov2cor(fit$naive.var), exact = TRUE) > 1e4) next
      positional <- sprintf("'until', 'event', '%s'", gsub(" + ", ", ", right, fixed = TRUE))
      ours <- function(name, columns, more = list()) sampling_sql(name, columns, positional, c(list(ties = ties), options, more))
      check(set, paste("sampling, cox", label),
            data.frame(estimate = unname(coef(fit)), std_error = unname(sqrt(diag(fit$var)))),
            ours("cox", "estimate, std_error"), 1e-7)
      check(set, paste("sampling, cox_summary", label),
            data.frame(n_event = sum(rows$w[rows$event == 1]), wald_statistic = unname(fit$wald.test),
                       score_statistic = fit$rscore, variance = "robust", lr_p = NA, loglik = NA, aic = NA),
            ours("cox_summary", "n_event, wald_statistic, score_statistic, variance, lr_p, loglik, aic"), 1e-6)
      if (!"id" %in% names(options)) {
        check(set, paste("sampling, cox_residuals", label),
              data.frame(value = c(t(residuals(fit, "dfbeta", weighted = TRUE)))),
              ours("cox_residuals", "value", list(type = "dfbeta")), 1e-6)
      }
      # The scale: another unit of the weights changes nothing.
      check(set, paste("sampling, scale", label), ours("cox", "*"),
            rows_of(sprintf("SELECT * FROM cox('sampled', %s)%s", positional,
                            sql_options(c(list(weight = "w * 1000 / 7.0", weight_type = "sampling", ties = ties), options)))), 1e-9)
    }
}

# S of the model at the covariate x and a time, its error by refitting with each weight changed.
check_sampled_prediction <- function(set, rows, options) {
  rows <- head(rows, 25)
  rows$a <- rows$score + rows$p %% 3
  dbWriteTable(database, "sampled", rows, overwrite = TRUE)
  control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)
  x <- mean(rows$a) + 0.3
  t <- as.numeric(median(rows$until))
  for (ties in c("efron", "breslow")) {
    predict_at <- function(w) {
      rows$w <- w
      fit <- coxph(Surv(since, until, event) ~ a, rows, weights = w, ties = ties, control = control)
      curve <- survfit(fit, data.frame(a = x), se.fit = FALSE)
      exp(-max(0, curve$cumhaz[curve$time <= t]))
    }
    fit <- tryCatch(coxph(Surv(since, until, event) ~ a, rows, weights = rows$w, cluster = rows$p, ties = ties),
                    warning = function(w) NULL, error = function(e) NULL)
    if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 4 || fit$var[1] > 9 || fit$var[1] < 1e-6) next
    estimate <- predict_at(rows$w)
    if (estimate > 0.999 || estimate < 0.001) next
    expected <- data.frame(estimate, std_error = jackknife_error(predict_at, rows$w, rows$p, 1e-4))
    check(set, paste("sampling, cox_curve", ties), expected,
          sampling_sql("cox_curve", "estimate, std_error",
                       sprintf("'until', 'event', 'a', 'SELECT %.17g AS a'", x), c(list(times = t, ties = ties), options)), 1e-4)
  }
}

# Fine-Gray: whole weights are the rows written out, each patient's copies a cluster. (survival::finegray does not weight
# the censoring distribution.)
check_sampled_finegray <- function(set, rows) {
  rows$a <- rows$score + rows$p %% 3
  if (nrow(rows) < 12 || nrow(rows) > 200 || !all(0:2 %in% rows$cause) || set$has("entry")) return(invisible())
  rows$w <- ceiling(rows$w)
  dbWriteTable(database, "sampled", rows, overwrite = TRUE)
  dbWriteTable(database, "copies", rows[rep(seq_len(nrow(rows)), rows$w), ], overwrite = TRUE)
  expected <- tryCatch(rows_of("SELECT estimate, std_error FROM finegray('copies', 'until', 'cause', 'a, cluster(p)') WHERE cause = 1 AND censor = 0"),
                       error = function(e) NULL)
  if (is.null(expected) || anyNA(expected)) return(invisible())
  check(set, "sampling, finegray", expected,
        sampling_sql("finegray", "estimate, std_error", "'until', 'cause', 'a'", list(cause = 1L, censor = 0L)), 1e-7)
}

register("sampling", function(set) {
  rows <- if (!is.null(database)) sampled_rows(set)
  if (is.null(database) || grepl("date", set$kind) || nrow(rows) > 500 || sum(rows$event) < 4) return(invisible())
  rows <- split_rows(rows, set$censor)$whole
  rows$cause <- ifelse(rows$event == 1, match(rows$status, unique(rows$status[rows$event == 1])), 0L)
  draw_weights <- function(n) one_of(list(sample.int(12, n, TRUE) / 4, 0.1 + rexp(n), rep(1, n), sample.int(5, n, TRUE)))
  rows$w <- draw_weights(nrow(rows))
  options <- list(entry = "since")
  dbWriteTable(database, "sampled", rows, overwrite = TRUE)
  check_sampled_curves(set, rows, options, "by row")
  check_sampled_areas(set, rows, options, "by row")
  check_sampled_logrank(set, rows, options, "by row")
  if (nrow(rows) >= 20) check_sampled_cox(set, rows, options, "by row")
  if (nrow(rows) >= 12) check_sampled_prediction(set, rows, options)
  check_sampled_finegray(set, rows)

  # Patients in pieces, each with a weight of its own.
  pieces <- split_rows(rows[setdiff(names(rows), c("p", "since", "until", "w"))], set$censor)$split
  pieces$cause <- ifelse(pieces$event == 1, pieces$cause, 0L)
  pieces$w <- draw_weights(nrow(pieces))
  dbWriteTable(database, "sampled", pieces, overwrite = TRUE)
  options$id <- "p"
  check_sampled_curves(set, pieces[order(pieces$p, pieces$until), ], options, "by patient")
  check_sampled_areas(set, pieces, options, "by patient")
  check_sampled_logrank(set, pieces, options, "by patient")
  pieces$grp <- c("yes", "no")[1 + duplicated(pieces$p)]
  dbWriteTable(database, "sampled", pieces, overwrite = TRUE)
  check_sampled_logrank(set, pieces, options, "of patients who change groups")
  if (nrow(rows) >= 20) check_sampled_cox(set, pieces, options, "by patient")
})
