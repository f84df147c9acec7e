# finegray and finegray_summary, against crr: coefficients and the full errors, to what crr's own stopping rule allows.

suppressPackageStartupMessages(library(cmprsk))

register("finegray", function(set) {
  rows <- set$usable
  if (is.null(database) || !set$whole_counts || set$has("entry") || nrow(rows) < 20 || nrow(rows) > 400) return(invisible())
  causes <- setdiff(unique(rows$status), set$censor)
  cause <- causes[which.max(vapply(causes, function(one) sum(rows$status == one), 0L))]
  if (length(causes) == 0 || sum(rows$status == cause) < 10) return(invisible())
  x <- cbind(rows$score, rows$block)
  if (length(unique(rows$block)) < 2 || length(unique(rows$score)) < 2 || abs(cor(x)[1, 2]) > 0.9) return(invisible())
  x <- cbind(score = rows$score / sd(rows$score), block = rows$block)
  # crr knows no near ties: distinct times further apart than timefix sees, which for small times is absolute
  time <- rows$time
  if (min(diff(sort(unique(time))), Inf) < max(1e-6 * mean(time), 1e-7)) return(invisible())
  fit <- tryCatch(crr(time, rows$status, x, failcode = cause, cencode = set$censor, gtol = 1e-12, maxiter = 50),
                  warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || !fit$converged || max(abs(fit$coef)) > 8) return(invisible())
  terms <- sprintf("score / %.17g, block", sd(rows$score))
  call <- function(name, columns, table = "written_out", weight = "") {
    rows_of(sprintf("SELECT %s FROM %s('%s', 'time', 'status', %s) WHERE cause = %s AND censor = %s%s", columns, name, table,
                    sql_literal(terms), sql_literal(cause), sql_literal(set$censor), weight))
  }
  expected <- data.frame(estimate = unname(fit$coef), std_error = sqrt(diag(fit$var)))
  check(set, "finegray", expected, call("finegray", "estimate, std_error"), 1e-6)
  check(set, "finegray_summary", data.frame(n = fit$n, loglik_null = fit$loglik.null, loglik = fit$loglik),
        call("finegray_summary", "n, loglik_null, loglik"), 1e-7)
  if (set$has("weight"))
    check(set, "finegray counts", expected, call("finegray", "estimate, std_error", "patients", " AND weight = 'weight'"), 1e-6)
})
