# finegray and finegray_summary, against crr: coefficients and the full errors, to what crr's own stopping rule allows.
# With groups of their own censoring, crr's errors differ in the fourth digit from the infinitesimal jackknife, which the
# unit tests hold ours to: coefficients alone. With delayed entry, survival's finegray() and coxph, whose errors take the
# weights as known: coefficients alone. There censorings at the time of events see another risk set, so times without ties.

suppressPackageStartupMessages(library(cmprsk))

check_late_entry <- function(set, call, rows, cause, table = "written_out") {
  if (anyDuplicated(rows$time) || any(rows$time %in% rows$entry)) return(invisible())
  rows$cause <- factor(ifelse(rows$status == set$censor, 0, ifelse(rows$status == cause, 1, 2)), 0:2)
  rows$id <- seq_len(nrow(rows))
  # The risk set must not empty before others enter: no weight could be estimated.
  last_entry <- max(rows$entry)
  if (any(vapply(rows$time[rows$time <= last_entry], function(t) !any(rows$time > t & rows$entry < t), TRUE))) return(invisible())
  weighted <- tryCatch(finegray(Surv(entry, time, cause) ~ x + block, rows, id = id, etype = "1"), error = function(e) NULL)
  if (is.null(weighted)) return(invisible())
  fit <- tryCatch(coxph(Surv(fgstart, fgstop, fgstatus) ~ x + block, weighted, weights = fgwt, ties = "breslow",
                        control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)),
                  warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 8) return(invisible())
  check(set, "finegray, late entry", data.frame(estimate = unname(coef(fit))),
        call("finegray", "estimate", table, " AND entry = 'entry'"), 1e-7)
}

register("finegray", function(set) {
  rows <- set$usable
  if (is.null(database) || !set$whole_counts || nrow(rows) < 20 || nrow(rows) > 400) return(invisible())
  causes <- setdiff(unique(rows$status), set$censor)
  cause <- causes[which.max(vapply(causes, function(one) sum(rows$status == one), 0L))]
  if (length(causes) == 0 || sum(rows$status == cause) < 10) return(invisible())
  x <- cbind(rows$score, rows$block)
  if (length(unique(rows$block)) < 2 || length(unique(rows$score)) < 2 || abs(cor(x)[1, 2]) > 0.9) return(invisible())
  x <- cbind(score = rows$score / sd(rows$score), block = rows$block)
  # crr knows no near ties: distinct times further apart than timefix sees, which for small times is absolute
  time <- rows$time
  if (min(diff(sort(unique(time))), Inf) < max(1e-6 * mean(time), 1e-7)) return(invisible())
  terms <- sprintf("score / %.17g, block", sd(rows$score))
  call <- function(name, columns, table = "written_out", options = "") {
    rows_of(sprintf("SELECT %s FROM %s('%s', 'time', 'status', %s) WHERE cause = %s AND censor = %s%s", columns, name, table,
                    sql_literal(terms), sql_literal(cause), sql_literal(set$censor), options))
  }
  if (set$has("entry")) return(check_late_entry(set, call, cbind(rows, x = x[, "score"]), cause))
  fit <- tryCatch(crr(time, rows$status, x, failcode = cause, cencode = set$censor, gtol = 1e-12, maxiter = 50),
                  warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || !fit$converged || max(abs(fit$coef)) > 8) return(invisible())
  expected <- data.frame(estimate = unname(fit$coef), std_error = sqrt(diag(fit$var)))
  check(set, "finegray", expected, call("finegray", "estimate, std_error"), 1e-6)
  check(set, "finegray_summary", data.frame(n = fit$n, loglik_null = fit$loglik.null, loglik = fit$loglik),
        call("finegray_summary", "n, loglik_null, loglik"), 1e-7)
  who <- x[sample.int(nrow(x), 2), ]
  curves <- predict(fit, who)
  at <- unique(curves[sort(sample.int(nrow(curves), 5, TRUE)), 1])
  newdata <- sprintf("SELECT %.17g AS score, %d AS block UNION ALL VALUES (%.17g, %d)", rows$score[match(who[1, 1], x[, 1])],
                     who[1, 2], rows$score[match(who[2, 1], x[, 1])], who[2, 2])
  check(set, "finegray_curve", data.frame(estimate = c(curves[match(at, curves[, 1]), 2:3])),
        call("finegray_curve", "estimate", options = sprintf(" AND newdata = '%s' AND times = '[%s]'", newdata,
                                                             paste(sprintf("%.17g", at), collapse = ","))), 1e-6)
  if (set$has("weight"))
    check(set, "finegray counts", expected, call("finegray", "estimate, std_error", "patients", " AND weight = 'weight'"), 1e-6)
  if (set$kind == "continuous") {
    rows$entry <- time * sample(c(0, 0, 0.3, 0.6), nrow(rows), TRUE)
    dbWriteTable(database, "late", rows, overwrite = TRUE)
    check_late_entry(set, call, cbind(rows, x = x[, "score"]), cause, "late")
  }
  group <- rows$score %% 2
  # crr takes G for 0 past the last time of a group; as a Kaplan-Meier curve it stays where it is.
  if (any(rows$score != round(rows$score)) || min(tapply(time, group, max)) < max(time[rows$status == cause])) return(invisible())
  fit <- tryCatch(crr(time, rows$status, x, failcode = cause, cencode = set$censor, cengroup = group, gtol = 1e-12,
                      maxiter = 50), warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || !fit$converged || max(abs(fit$coef)) > 8) return(invisible())
  check(set, "finegray, censor_by", data.frame(estimate = unname(fit$coef)),
        call("finegray", "estimate", options = " AND censor_by = 'abs(score) % 2'"), 1e-6)
})
