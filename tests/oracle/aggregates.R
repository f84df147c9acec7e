# The aggregates give what the table functions give, to the last bit: by GROUP BY, where the table functions read the
# rows of a group by surv(), and over one group or all rows, where they read them by a query. concordance, which has no
# table function, against survival::concordance.

# What to select: for each aggregate its call, and the same from a table function. source(columns) is the arguments
# with which that reads the rows.
aggregate_pairs <- function(set, source, at, prob, cause) {
  from <- function(column, name, columns, ...) {
    sprintf("(SELECT %s FROM %s(%s)%s)", column, name, source(columns), sql_options(list(...)))
  }
  outcome <- c("time", "event")
  status <- c("time", "status")
  list(
    km_survival = c(sprintf("km_survival(time, event, %s)", sql_number(at)),
                    from("estimate", "km_curve", outcome, times = at)),
    km_median = c("km_median(time, event)", from("estimate", "km_quantile", outcome, probs = 0.5)),
    km_quantile = c(sprintf("km_quantile(time, event, %s)", sql_number(prob)),
                    from("estimate", "km_quantile", outcome, probs = prob)),
    km_rmst = c(sprintf("km_rmst(time, event, %s)", sql_number(at)), from("estimate", "rmst", outcome, tau = at)),
    # A cause that nobody had has no curve: 0 as far as there is follow-up.
    cif = c(sprintf("cif(time, status, %s, %s, %s)", sql_literal(cause), sql_number(at), sql_literal(set$censor)),
            sprintf("coalesce(%s, 0.0 * km_survival(time, event, %s))",
                    from("estimate", "cuminc", status, times = at, outcome = cause, censor = set$censor),
                    sql_number(at))),
    logrank_p = c("logrank_p(time, event, block)", from("p_value", "logrank", c(outcome, "block"))),
    gray_p = c(sprintf("gray_p(time, status, block, %s, %s)", sql_literal(cause), sql_literal(set$censor)),
               from("p_value", "gray", c(status, "block"), outcome = cause, censor = set$censor))
  )
}

check_pairs <- function(set, label, pairs, rest) {
  for (name in names(pairs)) {
    rows <- rows_of(paste("SELECT", paste(pairs[[name]], "AS", c(name, "expected"), collapse = ", "), rest))
    check(set, paste(name, label, sep = ", "), setNames(rows["expected"], name), rows[name], 0)
  }
}

register("aggregates", function(set) {
  if (is.null(database)) return()
  at <- if (nrow(set$usable) > 0) draw_tau(set$usable) else 1
  prob <- round(runif(1), 2)
  cause <- one_of(c(as.list(causes_of(set)), if (is.numeric(set$censor)) 77 else "transplant"))
  if (set$has("grp")) {
    by_surv <- function(columns) {
      sprintf("(SELECT surv(%s) FROM patients own WHERE own.grp IS patients.grp)", paste(columns, collapse = ", "))
    }
    check_pairs(set, "GROUP BY", aggregate_pairs(set, by_surv, at, prob, cause), "FROM patients GROUP BY grp")
  }
  rows <- "FROM patients"
  if (set$has("grp") && runif(1) < 0.5) rows <- paste(rows, "WHERE grp IS", sql_literal(one_of(na.omit(set$data$grp))))
  by_query <- function(columns) paste(sql_literal(c(paste("SELECT *", rows), columns)), collapse = ", ")
  check_pairs(set, "query", aggregate_pairs(set, by_query, at, prob, cause), rows)
})

expected_concordance <- function(rows) {
  surv <- Surv(rows$time, rows$event)
  fit <- tryCatch(concordance(surv ~ rows$score), error = function(e) NULL)  # of a single row
  if (is.null(fit)) NA_real_ else unname(fit$concordance)
}

register("concordance", function(set) {
  if (is.null(database)) return()
  rows <- set$data[complete.cases(set$data[c("time", "event", "score")]), ]
  check(set, "concordance", data.frame(C = expected_concordance(rows)),
        rows_of("SELECT concordance(time, event, score) AS C FROM patients"))
  check(set, "concordance, reversed", data.frame(C = expected_concordance(transform(rows, score = -score))),
        rows_of("SELECT concordance(time, event, -score) AS C FROM patients"))
  if (!set$has("grp")) return()
  groups <- sort(unique(rows$grp), method = "radix")
  expected <- vapply(groups, function(group) expected_concordance(rows[rows$grp %in% group, ]), 0)
  check(set, "concordance, GROUP BY", data.frame(C = as.vector(expected)),
        rows_of("SELECT concordance(time, event, score) AS C FROM patients WHERE grp IS NOT NULL GROUP BY grp"))
})
