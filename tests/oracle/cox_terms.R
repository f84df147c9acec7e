# cox_terms and rcs(): coxph of spline columns made here, Wald tests by its covariance, likelihood ratios by refitting.

# Harrell's columns: x, then what bends.
spline_columns <- function(x, knots) {
  k <- length(knots)
  cube <- function(above) pmax(above, 0)^3
  bends <- vapply(seq_len(k - 2), function(j) {
    (cube(x - knots[j]) - cube(x - knots[k - 1]) * (knots[k] - knots[j]) / (knots[k] - knots[k - 1]) +
       cube(x - knots[k]) * (knots[k - 1] - knots[j]) / (knots[k] - knots[k - 1])) / (knots[k] - knots[1])^2
  }, x)
  cbind(x, bends)
}

harrell_knots <- function(x, number) {
  outer <- if (number > 6) 0.025 else if (number > 3) 0.05 else 0.1
  knots <- quantile(x, seq(outer, 1 - outer, length.out = number), names = FALSE)
  if (length(x) < 100) knots[c(1, number)] <- sort(x)[c(5, length(x) - 4)]
  knots
}

register("cox_terms", function(set) {
  # A data set of its own: the shared ones have few events per coefficient.
  if (is.null(database)) return()
  n <- one_of(c(80, 150, 400))
  data <- data.frame(x = round(rnorm(n, 50, 12), 3), f = sample(letters[1:4], n, TRUE))
  risk <- exp(0.03 * (data$x - 50) + 0.4 * (data$f == "b"))
  data$time <- ceiling(rexp(n, risk / 50))
  data$event <- rbinom(n, 1, 0.7)
  number <- sample(3:6, 1)
  ties <- one_of(c("efron", "breslow"))
  dbWriteTable(database, "spline", data, overwrite = TRUE)
  columns <- spline_columns(data$x, harrell_knots(data$x, number))
  surv <- Surv(data$time, data$event)
  fit_with <- function(design) coxph(surv ~ design, ties = ties, control = coxph.control(eps = 1e-12, iter.max = 50))
  dummies <- model.matrix(~f, data)[, -1, drop = FALSE]
  design <- cbind(columns, dummies)
  fit <- fit_with(design)
  parts <- list(seq_len(number - 1), seq(2, number - 1), number - 1 + seq_len(ncol(dummies)))
  expected <- do.call(rbind, lapply(parts, function(part) {
    wald <- drop(coef(fit)[part] %*% solve(vcov(fit)[part, part], coef(fit)[part]))
    lr <- 2 * (fit$loglik[2] - fit_with(design[, -part, drop = FALSE])$loglik[2])
    data.frame(df = length(part), wald_statistic = wald, lr_statistic = lr)
  }))
  actual <- rows_of(sprintf("SELECT df, wald_statistic, lr_statistic FROM cox_terms('spline', 'time', 'event', 'rcs(x, %d), f') WHERE ties = '%s'",
                            number, ties))
  check(set, "cox_terms, rcs()", expected, actual, 1e-6)
  estimates <- rows_of(sprintf("SELECT estimate, std_error FROM cox('spline', 'time', 'event', 'rcs(x, %d), f') WHERE ties = '%s'",
                               number, ties))
  check(set, "cox, rcs()", data.frame(estimate = unname(coef(fit)), std_error = unname(sqrt(diag(vcov(fit))))), estimates,
        1e-6)
})
