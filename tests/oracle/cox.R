# cox and cox_summary, against coxph: three ways with ties, late entry, strata, clusters, offsets, counts. coxph iterates
# to 1e-12 here: its default stops while the ninth digit still moves. Where its information is all but singular, or a
# coefficient runs away, there is no number to compare.

cox_limit <- 1e-7  # relative; coefficients 1e-8

# `a` goes with the time, in whole steps: near ties of the time must not make near ties of a predictor, whose order
# hangs on the last bits. 0.25: no time lies there, so none is a rounding error away from the next step.
cox_covariates <- function(rows) {
  rows$a <- rows$score + floor(rows$time + 0.25) %% 3
  rows$b <- c("low", "mid", "top")[rows$block]
  rows
}

# The same in SQL.
cox_source <- function(table) {
  sprintf("SELECT *, score + CAST(time + 0.25 AS INTEGER) %% 3 a, substr('lowmidtop', 3 * block - 2, 3) b FROM %s", table)
}

# The columns of the fit as `cox` has them, or NULL where coxph itself has no finite answer.
coxph_rows <- function(formula, rows, ties) {
  # do.call: cox.zph evaluates the call once more, where these names mean nothing.
  control <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
  fit <- tryCatch(do.call(coxph, list(formula, rows, ties = ties, control = control, x = TRUE, model = TRUE)),
                  warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 8 || max(sqrt(diag(fit$var))) > 20) return(NULL)
  if (kappa(cov2cor(fit$var), exact = TRUE) > 1e4) return(NULL)
  fit
}

# With late entry coxph goes through all sets of so many at risk.
exact_in_time <- function(set) {
  rows <- set$usable
  nrow(rows) <= 200 && max(table(rows$time[rows$event == 1])) <= if (set$has("entry")) 3 else 12
}

check_cox <- function(set, label, formula, terms, ties = "efron", table = "written_out") {
  if (is.null(database)) return(invisible())
  rows <- cox_covariates(set$usable)
  fit <- coxph_rows(formula, rows, ties)
  if (is.null(fit)) return(invisible())
  source <- cox_source(table)
  options <- list(ties = ties)
  if (set$has("entry")) options$entry <- "entry"
  if (table == "patients" && set$has("weight")) options$weight <- "weight"
  call <- function(name, columns) {
    rows_of(sprintf("SELECT %s FROM %s(%s, 'time', 'event', %s)%s", columns, name, sql_literal(source),
                    sql_literal(terms), sql_options(options)))
  }
  check(set, paste("cox", label, "estimate"), data.frame(estimate = unname(coef(fit))), call("cox", "estimate"), 1e-8)
  check(set, paste("cox", label, "std_error"), data.frame(std_error = unname(sqrt(diag(fit$var)))),
        call("cox", "std_error"), cox_limit)
  summary <- data.frame(n = fit$n, n_event = fit$nevent, loglik_null = fit$loglik[1], loglik = fit$loglik[2],
                        wald_statistic = unname(fit$wald.test), score_statistic = fit$score, converged = 1L)
  # With an offset in tenths, which predictors are tied hangs on their last bits, and so does the concordance.
  if (ties != "exact" && label != "offset" && !is.nan(fit$concordance["concordance"])) {
    summary$concordance <- unname(fit$concordance["concordance"])
    summary$concordance_se <- unname(fit$concordance["std"])
  }
  check(set, paste("cox_summary", label), summary, call("cox_summary", paste(names(summary), collapse = ", ")), cox_limit)
}

check_zph <- function(set, formula) {
  fit <- if (!is.null(database)) coxph_rows(formula, cox_covariates(set$usable), "efron")
  if (is.null(fit)) return(invisible())
  source <- "SELECT *, substr('lowmidtop', 3 * block - 2, 3) b FROM written_out"
  for (transform in c("km", "rank", "identity")) {
    table <- tryCatch(cox.zph(fit, transform)$table, error = function(e) NULL)  # its information may be singular
    if (is.null(table) || any(is.na(table))) next
    check(set, paste("cox_zph", transform),
          data.frame(statistic = unname(table[, "chisq"]), df = unname(table[, "df"]), p_value = unname(table[, "p"])),
          rows_of(sprintf("SELECT statistic, df, p_value FROM cox_zph(%s, 'time', 'event', 'score, b') WHERE transform = '%s'%s",
                          sql_literal(source), transform, if (set$has("entry")) " AND entry = 'entry'" else "")), cox_limit)
  }
}

register("cox", function(set) {
  rows <- set$usable
  if (!set$whole_counts || nrow(rows) < 20 || sum(rows$event) < 5 || length(unique(rows$block)) < 2) return(invisible())
  response <- if (set$has("entry")) "Surv(entry, time, event) ~ " else "Surv(time, event) ~ "
  formula <- function(right) as.formula(paste(response, right))
  check_cox(set, "efron", formula("a + b"), "a, b")
  check_cox(set, "breslow", formula("a + b"), "a, b", "breslow")
  if (exact_in_time(set))
    check_cox(set, "exact", formula("a + b"), "a, b", "exact")
  check_zph(set, formula("score + b"))
  check_cox(set, "strata", formula("a + strata(b)"), "a, strata(b)")
  check_cox(set, "offset", formula("b + offset(a / 10)"), "b, offset(a / 10.0)")
  check_cox(set, "cluster", formula("a + b + cluster(score)"), "a, b, cluster(score)")
  if (set$has("weight")) check_cox(set, "counts", formula("a + b"), "a, b", table = "patients")
})
