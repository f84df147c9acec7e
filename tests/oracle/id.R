# id: rows of one patient. Follow-up split at random gives what the patients give, to the last bit; an exposure that
# begins during follow-up, against survfit, the sums of logrank.R and coxph over (since, until]; events that recur,
# against coxph with a cluster of each patient.

# Each row a patient `p`, at random split up to three times where `draw` says so. What the last piece ends with is in
# `event` and `status`.
split_rows <- function(rows, censor, pieces = sample.int(4, nrow(rows), TRUE)) {
  rows$p <- seq_len(nrow(rows))
  rows$since <- if (is.null(rows$entry)) rep(-1, nrow(rows)) else rows$entry
  rows$until <- as.numeric(rows$time)
  whole <- rows
  for (round in 1:3) {
    cut <- pieces > round
    middle <- rows$since + (rows$until - rows$since) / 2
    cut <- cut[match(rows$p, whole$p)] & middle > pmax(rows$since, 0) & middle < rows$until & !duplicated(rows$p)
    first <- rows[cut, ]
    first$until <- middle[cut]
    first$event <- rep(0L, nrow(first))
    first$status <- rep(censor, nrow(first))
    rows$since[cut] <- middle[cut]
    rows <- rbind(rows, first)
  }
  list(whole = whole, split = rows[sample.int(nrow(rows)), ])
}

id_rows <- function(name, table, outcome, columns = "*", more = list()) {
  by <- if ("grp" %in% dbListFields(database, table)) ", 'grp'" else ""
  options <- c(more, entry = "since", if (table != "whole") c(id = "p"))
  rows_of(sprintf("SELECT %s FROM %s('%s', 'until', '%s'%s)%s", columns, name, table, outcome, by, sql_options(options)))
}

store <- function(name, rows) {
  if (!is.null(rows$grp)) rows$grp <- type.convert(as.character(rows$grp), as.is = TRUE)
  dbWriteTable(database, name, rows, overwrite = TRUE)
}

check_split <- function(set, parts) {
  same <- function(name, outcome, more = list()) {
    expected <- tryCatch(id_rows(name, "whole", outcome, more = more), error = function(e) conditionMessage(e))
    if (is.character(expected)) return(invisible())
    check(set, paste("id, split:", name), expected, id_rows(name, "split", outcome, more = more), 0)
  }
  for (name in c("km_curve", "nelson_aalen", "km_summary", "km_quantile", "rmst")) same(name, "event")
  same("km_curve", "event", list(reverse = 1L))
  same("cuminc", "status", list(censor = set$censor))
  if (!set$has("grp")) return(invisible())
  same("logrank", "event", list(stratify = "block"))
  same("logrank_pairwise", "event")
  same("rmst_test", "event")
  same("gray", "status", list(censor = set$censor))
}

# An exposure from the second piece on. R sees one row until then and one after it, so that it counts no row end twice.
check_exposure <- function(set, rows) {
  rows$grp <- ifelse(duplicated(rows$p), "yes", "no")
  if (length(unique(rows$grp)) < 2) return(invisible())
  store("exposed", rows[sample.int(nrow(rows)), ])
  first <- !duplicated(rows[c("p", "grp")])
  last <- !duplicated(rows[c("p", "grp")], fromLast = TRUE)
  since <- rows$since[first]
  rows <- rows[last, ]
  rows$since <- since
  fit <- survfit(Surv(since, until, event) ~ grp, rows)
  curve <- data.frame(strata = rep(sub("grp=", "", names(fit$strata)), fit$strata), time = fit$time, n_risk = fit$n.risk,
                      n_event = fit$n.event, n_censor = fit$n.censor, estimate = fit$surv)
  actual <- id_rows("km_curve", "exposed", "event", paste(names(curve), collapse = ", "))
  check(set, "id, exposure: km_curve", curve[curve$time > 0, ], actual[actual$time > 0, ])
  check_test(set, "id, exposure: logrank",
             naive_logrank(transform(rows, time = until, entry = since, weight = 1, grp = factor(grp)))[-2],
             id_rows("logrank", "exposed", "event", paste(logrank_columns[-2], collapse = ", ")))
}

check_cox_id <- function(set, label, rows, robust) {
  control <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
  fit <- tryCatch(coxph(Surv(since, until, event) ~ x + exposed, rows, cluster = if (robust) p, control = control),
                  warning = function(w) NULL, error = function(e) NULL)
  if (is.null(fit) || any(is.na(coef(fit))) || max(abs(coef(fit))) > 8 || max(sqrt(diag(fit$var))) > 20) return(invisible())
  store("exposed", rows)
  call <- function(name, columns) rows_of(sprintf(
    "SELECT %s FROM %s('exposed', 'until', 'event', 'x, exposed') WHERE entry = 'since' AND id = 'p'", columns, name))
  check(set, paste("id,", label), data.frame(estimate = unname(coef(fit)), std_error = unname(sqrt(diag(fit$var)))),
        call("cox", "estimate, std_error"), 1e-7)
  summary <- data.frame(n = length(unique(rows$p)), n_event = fit$nevent, loglik = fit$loglik[2],
                        variance = if (robust) "robust" else "model")
  check(set, paste("id, summary,", label), summary, call("cox_summary", paste(names(summary), collapse = ", ")), 1e-7)
}

register("id", function(set) {
  rows <- set$usable
  if (is.null(database) || nrow(rows) < 5 || !set$whole_counts) return(invisible())
  parts <- split_rows(rows, set$censor)
  store("whole", parts$whole)
  store("split", parts$split)
  check_split(set, parts)

  # Rounding makes ties of R's own that splitting may add to.
  if (grepl("date", set$kind) || nrow(rows) > 500 || sum(rows$event) < 5) return(invisible())
  pieces <- parts$split[order(parts$split$p, parts$split$since), ]
  pieces$x <- pieces$score + rnorm(nrow(pieces))
  pieces$exposed <- as.integer(duplicated(pieces$p))
  check_exposure(set, pieces)
  check_cox_id(set, "exposure: cox", pieces, FALSE)
  pieces$event <- rbinom(nrow(pieces), 1, 0.5)
  if (max(table(pieces$p[pieces$event == 1])) > 1) check_cox_id(set, "recurrent events: cox", pieces, TRUE)
})
