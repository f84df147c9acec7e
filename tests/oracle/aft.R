# aft, aft_summary, aft_curve: survreg of right- and interval-censored times; predictions by its covariance.
# turnbull_curve: survfit of interval2 to what its EM reaches, and the EM here until it stands still.

distribution_functions <- list(
  weibull = list(survival = function(w) exp(-exp(w)), density = function(w) exp(w - exp(w))),
  lognormal = list(survival = function(w) pnorm(w, lower.tail = FALSE), density = dnorm),
  loglogistic = list(survival = function(w) plogis(w, lower.tail = FALSE), density = dlogis)
)
distribution_functions$exponential <- distribution_functions$weibull

# The squared sums by cluster of what the estimates change by with each row's weight.
robust_by_weights <- function(surv, data, distribution, control) {
  estimates <- function(row, by) {
    data$each <- 1 + by * (seq_len(nrow(data)) == row)
    fit <- survreg(surv ~ x + g, data, weights = each, dist = distribution, control = control)
    c(coef(fit), if (distribution != "exponential") log(fit$scale))
  }
  change <- t(vapply(seq_len(nrow(data)), function(row) (estimates(row, 1e-4) - estimates(row, -1e-4)) / 2e-4,
                     estimates(1, 0)))
  sqrt(colSums(rowsum(change, data$id)^2))
}

register("aft", function(set) {
  if (is.null(database) || set$seed %% 4 > 0) return()
  n <- one_of(c(30, 80, 200))
  data <- data.frame(x = signif(rnorm(n, 5, 2), 4), g = sample(c("a", "b", "c"), n, TRUE), id = sample.int(n %/% 2, n, TRUE))
  data$w <- sample.int(3, n, TRUE)
  time <- signif(exp(1 + 0.1 * data$x + 0.5 * (data$g == "b") + 0.7 * log(rexp(n))), 5)
  interval <- runif(1) < 0.5
  if (interval) {
    data$low <- ifelse(runif(n) < 0.3, time, round(time * runif(n, 0.2, 0.9), 3))
    data$high <- ifelse(data$low == time, time, round(time * runif(n, 1.1, 2), 3) + 0.001)
    data$high[runif(n) < 0.2] <- NA
    data$low <- pmax(data$low, 0.001)
    surv <- Surv(data$low, data$high, type = "interval2")
    call <- "'low', NULL"
  } else {
    censoring <- signif(exp(runif(n, 0, 3)), 5)
    data$low <- pmin(time, censoring)
    data$event <- as.integer(time <= censoring)
    surv <- Surv(data$low, data$event)
    call <- "'low', 'event'"
  }
  dbWriteTable(database, "lifetimes", data, overwrite = TRUE)
  distribution <- one_of(names(distribution_functions))
  control <- survreg.control(rel.tolerance = 1e-13, maxiter = 200)
  options <- sprintf("distribution = '%s'%s", distribution, if (interval) " AND upper = 'high'" else "")
  what <- function(name, more) sprintf("%s (%s%s)%s", name, distribution, if (interval) ", intervals" else "", more)
  for (more in c("", ", weights", ", clusters")) {
    if (more == ", clusters" && interval && n > 30) next  # a fit for each row takes long
    fit <- suppressWarnings(switch(more,
      survreg(surv ~ x + g, data, dist = distribution, control = control),
      ", weights" = survreg(surv ~ x + g, data, weights = w, dist = distribution, control = control),
      ", clusters" = survreg(surv ~ x + g + cluster(id), data, dist = distribution, control = control)))
    expected <- data.frame(estimate = c(coef(fit), if (distribution != "exponential") log(fit$scale)),
                           std_error = sqrt(diag(vcov(fit))))
    # survreg's influence of an interval is not the derivative of the estimate in the weight, which is taken here instead.
    if (more == ", clusters" && interval) expected$std_error <- robust_by_weights(surv, data, distribution, control)
    terms <- if (more == ", clusters") "x, g, cluster(id)" else "x, g"
    weighted <- if (more == ", weights") " AND weight = 'w'" else ""
    actual <- rows_of(sprintf("SELECT estimate, std_error FROM aft('lifetimes', %s, '%s') WHERE %s%s", call, terms, options, weighted))
    check(set, what("aft", more), expected, actual, 1e-6)
    if (more == ", clusters") next
    about <- rows_of(sprintf("SELECT loglik_null, loglik, lr_statistic, aic FROM aft_summary('lifetimes', %s, '%s') WHERE %s%s", call, terms,
                             options, weighted))
    check(set, what("aft_summary", more),
          data.frame(loglik_null = fit$loglik[1], loglik = fit$loglik[2], lr_statistic = 2 * diff(fit$loglik), aic = AIC(fit)),
          about, 1e-8)
    times <- signif(quantile(data$low, c(0.2, 0.5, 0.9), names = FALSE), 4)
    curve <- rows_of(sprintf(
      "SELECT estimate, std_error FROM aft_curve('lifetimes', %s, '%s', 'SELECT 4 AS x, ''c'' AS g UNION ALL VALUES (6.5, ''a'')') WHERE %s%s AND times = '%s'",
      call, terms, options, weighted, paste(sprintf("%.17g", times), collapse = ",")))
    of <- distribution_functions[[distribution]]
    expected <- do.call(rbind, lapply(list(c(1, 4, 0, 1), c(1, 6.5, 0, 0)), function(x) {
      w <- (log(times) - sum(x * coef(fit))) / fit$scale
      change <- cbind(matrix(-x / fit$scale, length(times), length(x), byrow = TRUE), if (distribution != "exponential") -w)
      data.frame(estimate = of$survival(w), std_error = of$density(w) * sqrt(rowSums(change %*% vcov(fit) * change)))
    }))
    check(set, what("aft_curve", more), expected, curve, 1e-6)
  }
})

# Which intervals of mass are within which observation.
within_brackets <- function(low, high, lower, upper)
  outer(seq_along(low), seq_along(lower), Vectorize(function(i, j) {
    after <- if (low[i] == high[i]) lower[j] == low[i] && upper[j] == low[i]
             else lower[j] > low[i] || (lower[j] == low[i] && upper[j] > low[i])
    after && upper[j] <= high[i]
  }))

# The masses by the EM algorithm until nothing moves; NULL where that takes too long, as masses that end at 0 fall as 1 / step.
masses_by_em <- function(holds) {
  mass <- rep(1 / ncol(holds), ncol(holds))
  for (step in 1:20000) {
    next_mass <- mass * colMeans(holds / drop(holds %*% mass))
    if (max(abs(next_mass - mass)) < 1e-13) return(mass)
    mass <- next_mass
  }
  NULL
}

register("turnbull_curve", function(set) {
  if (is.null(database) || set$seed %% 4 != 1) return()
  n <- one_of(c(8, 20, 60))
  low <- sample(0:12, n, TRUE)
  high <- low + sample(c(0L, 1:5), n, TRUE)
  high[low == 0 & high == 0] <- 1L
  is.na(high) <- runif(n) < 0.2
  dbWriteTable(database, "brackets", data.frame(low, high), overwrite = TRUE)
  actual <- rows_of("SELECT lower, upper, mass, estimate FROM turnbull_curve('brackets', 'low', 'high')")
  upper <- ifelse(is.na(actual$upper), Inf, actual$upper)
  holds <- within_brackets(low, ifelse(is.na(high), Inf, high), actual$lower, upper)
  # At the maximum, and nowhere else, no mass has a slope above 1, and those above 0 have 1.
  slope <- colMeans(holds / drop(holds %*% actual$mass))
  check(set, "turnbull_curve, maximum", data.frame(slope = rep(1, length(slope)), sum = 1),
        data.frame(slope = ifelse(actual$mass > 1e-7, slope, pmax(slope, 1)), sum = sum(actual$mass)), 1e-6)
  mass <- masses_by_em(holds)
  if (!is.null(mass))
    check(set, "turnbull_curve", data.frame(survival = 1 - cumsum(mass)), data.frame(survival = actual$estimate), 1e-5)
  fit <- survfit(Surv(ifelse(low == 0, NA, low), high, type = "interval2") ~ 1)
  shown <- !is.na(actual$upper) & actual$lower > 0  # survfit has no step of its own for the left-censored
  if (!any(shown)) return()
  theirs <- summary(fit, times = actual$upper[shown] + 1e-6, extend = TRUE)$surv
  check(set, "turnbull_curve, survfit", data.frame(survival = theirs),
        data.frame(survival = actual$estimate[shown]), 0.05)
})
