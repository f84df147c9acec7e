# cox_residuals against residuals.coxph, of rows written out and unweighted: R's Efron terms take a weight for a case
# weight. A weighted row must have the residual of each of its copies.

# Both sides stop iterating where the log-likelihood has 1e-12 left to gain: estimates agree to some 1e-8, and residuals
# of a covariate to that times its spread.
residuals_limit <- 1e-7

residual_types <- c(martingale = "martingale", deviance = "deviance", score = "score", schoenfeld = "schoenfeld",
                    scaledsch = "scaled schoenfeld", dfbeta = "dfbeta", dfbetas = "dfbetas")

# R's deviance takes log(1 - m), whose rounding is all that is left of it where m is near 0.
expected_residuals <- function(fit, type) {
  class(fit) <- "coxph"  # which coxph forgets of exact ties with delayed entry
  values <- residuals(fit, type, weighted = FALSE)
  if (type == "deviance") {
    m <- residuals(fit, "martingale")
    near <- fit$y[, ncol(fit$y)] == 1 & abs(m) < 1e-4
    values[near] <- sign(m[near]) * sqrt(pmax(0, -2 * (m[near] + log1p(-m[near]))))
  }
  as.vector(t(values))
}

check_residuals <- function(set, label, right, terms, ties = "efron", types = names(residual_types)) {
  if (is.null(database)) return(invisible())
  rows <- cox_covariates(set$usable)
  response <- if (set$has("entry")) "Surv(entry, time, event) ~ " else "Surv(time, event) ~ "
  fit <- coxph_rows(as.formula(paste(response, right)), rows, ties)
  if (is.null(fit)) return(invisible())
  call <- function(table, type, columns, options = list()) {
    options <- c(options, list(ties = ties, type = type, id = "time"))
    if (set$has("entry")) options$entry <- "entry"
    rows_of(sprintf("SELECT %s FROM cox_residuals(%s, 'time', 'event', %s)%s", columns,
                    sql_literal(cox_source(table)), sql_literal(terms), sql_options(options)))
  }
  for (type in types) {
    expected <- data.frame(value = expected_residuals(fit, type))
    of_deaths <- type %in% c("schoenfeld", "scaledsch")
    if (!of_deaths) {
      width <- nrow(expected) / nrow(rows)
      expected$row <- rep(seq_len(nrow(rows)), each = width)
      expected$patient <- rep(rows$time, each = width)
    }
    check(set, paste("cox_residuals", label, type), expected,
          call("written_out", residual_types[[type]], paste(names(expected), collapse = ", ")), residuals_limit)
    if (!set$has("weight") || type == "deviance") next
    # `of`: the rows with a weight, in the order in which their copies stand
    data <- set$data
    whole <- which(complete.cases(data) & data$weight > 0)
    copies <- rep(whole, data$weight[whole])
    weighted <- tryCatch(call("patients", residual_types[[type]], "row, value, row_number() OVER (PARTITION BY row) part",
                              list(weight = "weight")), error = function(e) e)
    if (inherits(weighted, "error")) {
      check(set, paste("cox_residuals counts", label, type), expected["value"], stop(weighted))
      next
    }
    of <- if (of_deaths) {
      deaths <- which(rows$event == 1)
      strata <- if (is.null(fit$strata)) rep(1, nrow(rows)) else as.numeric(fit$strata)
      copies[deaths[order(strata[deaths], fit$y[deaths, ncol(fit$y) - 1])]]
    } else copies
    parts <- max(weighted$part)
    key <- paste(rep(of, each = parts), seq_len(parts))
    check(set, paste("cox_residuals counts", label, type), expected["value"],
          data.frame(value = weighted$value[match(key, paste(weighted$row, weighted$part))]), residuals_limit)
  }
}

register("cox_residuals", function(set) {
  rows <- set$usable
  if (!set$whole_counts || nrow(rows) < 20 || sum(rows$event) < 5 || length(unique(rows$block)) < 2) return(invisible())
  check_residuals(set, "efron", "a + b", "a, b")
  check_residuals(set, "breslow", "a + b", "a, b", "breslow")
  if (exact_in_time(set))
    check_residuals(set, "exact", "a + b", "a, b", "exact", c("martingale", "deviance"))
  check_residuals(set, "strata", "a + strata(b)", "a, strata(b)")
  check_residuals(set, "offset", "b + offset(a / 10)", "b, offset(a / 10.0)")
  check_residuals(set, "cluster", "a + b + cluster(score)", "a, b, cluster(score)")
})
