# cox with limits = 'profile': the coefficient held fixed by an offset (no penalty) or by hand (Firth), the other one at
# its best. The statistic is compared; limits are held to what defines them: the likelihood falls by half the quantile.

# Log-likelihood at given coefficients; Firth's with half the log determinant of the whole information.
log_likelihood_at <- function(data, beta, penalty, ties) {
  at <- suppressWarnings(coxph(Surv(time, event) ~ x + z, data, init = beta, ties = ties,
                               control = coxph.control(iter.max = 0)))
  at$loglik[2] - if (penalty == "firth") determinant(vcov(at))$modulus / 2 else 0
}

profile_at <- function(data, b, which, penalty, ties) {
  if (penalty == "none") {
    formula <- if (which == 1) Surv(time, event) ~ z + offset(b * x) else Surv(time, event) ~ x + offset(b * z)
    environment(formula) <- environment()
    return(coxph(formula, data, ties = ties, control = coxph.control(eps = 1e-13, iter.max = 50))$loglik[2])
  }
  best <- function(other) log_likelihood_at(data, if (which == 1) c(b, other) else c(other, b), penalty, ties)
  optimize(best, c(-6, 6), maximum = TRUE, tol = 1e-8)$objective
}

register("cox_profile", function(set) {
  if (is.null(database) || set$seed %% 5 > 0) return()  # the search by hand takes long
  n <- one_of(c(15, 40, 100))
  data <- data.frame(x = rbinom(n, 1, 0.4), z = signif(rnorm(n), 4))
  data$time <- ceiling(20 * rexp(n, exp(0.7 * data$x)))
  data$event <- rbinom(n, 1, 0.6)
  if (sum(data$event) < 6 || any(tapply(data$event, data$x, sum) < 2)) return()
  dbWriteTable(database, "profiled", data, overwrite = TRUE)
  ties <- one_of(c("efron", "breslow"))
  for (penalty in c("none", "firth")) {
    actual <- rows_of(sprintf("SELECT estimate, statistic, p_value, conf_low, conf_high FROM cox('profiled', 'time', 'event', 'x, z') WHERE ties = '%s' AND penalty = '%s' AND limits = 'profile'",
                              ties, penalty))
    actual$low <- log(actual$conf_low)
    actual$high <- log(actual$conf_high)
    peak <- log_likelihood_at(data, actual$estimate, penalty, ties)
    fall <- function(b, which) 2 * (peak - profile_at(data, b, which, penalty, ties))
    chi_square <- c(fall(0, 1), fall(0, 2))
    expected <- data.frame(chi_square, p = pchisq(chi_square, 1, lower.tail = FALSE),
                           low = qchisq(0.95, 1), high = qchisq(0.95, 1))
    found <- data.frame(chi_square = actual$statistic^2, p = actual$p_value,
                        low = c(fall(actual$low[1], 1), fall(actual$low[2], 2)),
                        high = c(fall(actual$high[1], 1), fall(actual$high[2], 2)))
    check(set, paste("cox, profile limits,", penalty), expected, found, 1e-6)
  }
})
