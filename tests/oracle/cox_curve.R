# cox_curve, against survfit(coxph(...), newdata = ): ties three ways, strata, late entry, counts, clusters, offsets,
# requested times, every conf_type.

cox_curve_limit <- 1e-8  # that of the coefficients: the curve carries their error, and no other

# The curves of survfit for each row of `new`, as rows of cox_curve: every step, or at `times`. A row that names its
# stratum b has one curve, else it has one in each.
survfit_rows <- function(fit, strata_of, new, conf_type, level, times = NULL, extend = FALSE) {
  curve <- unclass(survfit(fit, newdata = new, conf.type = conf_type, conf.int = level))
  sizes <- if (is.null(curve$strata)) length(curve$time) else curve$strata
  by_stratum <- split(seq_along(curve$time), rep(seq_along(sizes), sizes))
  own <- length(strata_of) > 1 && !is.null(new$b)
  pairs <- expand.grid(s = seq_along(by_stratum), i = seq_len(nrow(new)))
  if (own) {  # survfit has the rows' curves as strata then
    pairs <- pairs[pairs$s == pairs$i, ]
    strata_of <- new$b
  }
  one <- function(i, s) {
    at <- by_stratum[[s]]
    of_row <- function(x) matrix(x, length(curve$time))[at, if (own) 1 else i]  # with some conf.type the limits lose their shape
    surv <- of_row(curve$surv)
    steps <- data.frame(row = i, strata = strata_of[s], time = curve$time[at], n_risk = curve$n.risk[at],
                        n_event = curve$n.event[at], estimate = surv, std_error = surv * of_row(curve$std.err),
                        conf_low = of_row(curve$lower), conf_high = of_row(curve$upper))
    steps[surv == 1, c("conf_low", "conf_high")] <- 1  # before the first event R has them or not, by conf.type
    steps$std_error[surv == 0] <- NA  # as km_curve's
    if (is.null(times)) return(steps)
    start <- data.frame(estimate = 1, std_error = 0, conf_low = 1, conf_high = 1)
    index <- findInterval(times, steps$time)
    value <- rbind(start, steps[names(start)])[index + 1, ]
    if (!extend) value[times > max(steps$time), ] <- NA
    data.frame(row = i, strata = strata_of[s], time = times, n_event = diff(c(0, c(0, cumsum(steps$n_event))[index + 1])),
               value)
  }
  do.call(rbind, Map(one, pairs$i, pairs$s))
}

check_cox_curve <- function(set, label, formula, terms, ties = "efron", table = "written_out") {
  if (is.null(database)) return(invisible())
  rows <- cox_covariates(set$usable)
  fit <- coxph_rows(formula, rows, ties)
  if (is.null(fit)) return(invisible())
  class(fit) <- "coxph"  # with exact ties and late entry coxph forgets this
  fit$method <- ties     # and this
  stratified <- grepl("strata", terms)
  new <- rows[sample.int(nrow(rows), 3), c("a", "score", if (!stratified || runif(1) < 0.5) "b")]
  new$a <- new$a + 0.5
  cells <- lapply(new, function(x) vapply(x, sql_literal, ""))
  newdata <- paste("SELECT", do.call(paste, c(Map(paste, cells, names(cells)), sep = ", ")), collapse = " UNION ALL ")
  strata_of <- if (stratified) sort(unique(rows$b)) else NA
  type <- one_of(conf_types)
  level <- round(runif(1, 0.5, 0.999), 3)
  options <- list(ties = ties, conf_type = type, conf_level = level)
  if (set$has("entry")) options$entry <- "entry"
  if (table == "patients" && set$has("weight")) options$weight <- "weight"
  call <- function(columns, options) {
    rows_of(sprintf("SELECT %s FROM cox_curve(%s, 'time', 'event', %s, %s)%s", paste(columns, collapse = ", "),
                    sql_literal(cox_source(table)), sql_literal(terms), sql_literal(newdata), sql_options(options)))
  }
  expected <- survfit_rows(fit, strata_of, new, type, level)
  actual <- call(names(expected), options)
  if (!0 %in% expected$time) actual <- actual[actual$time > 0, ]  # survfit has no row there
  check(set, paste("cox_curve", label), expected, actual, cox_curve_limit)
  times <- sort(draw_times(rows))
  extend <- runif(1) < 0.5
  expected <- survfit_rows(fit, strata_of, new, type, level, times, extend)
  asked <- c(options, times = paste(sprintf("%.12g", times), collapse = ","), extend = as.integer(extend))
  check(set, paste("cox_curve", label, "times"), expected, call(names(expected), asked), cox_curve_limit)
}

register("cox_curve", function(set) {
  rows <- set$usable
  if (!set$whole_counts || nrow(rows) < 20 || sum(rows$event) < 5 || length(unique(rows$block)) < 2) return(invisible())
  response <- if (set$has("entry")) "Surv(entry, time, event) ~ " else "Surv(time, event) ~ "
  formula <- function(right) as.formula(paste(response, right))
  check_cox_curve(set, "efron", formula("a + b"), "a, b")
  check_cox_curve(set, "breslow", formula("a + b"), "a, b", "breslow")
  if (exact_in_time(set))
    check_cox_curve(set, "exact", formula("a + b"), "a, b", "exact")
  check_cox_curve(set, "strata", formula("a + strata(b)"), "a, strata(b)")
  check_cox_curve(set, "offset", formula("b + offset(a / 10)"), "b, offset(a / 10.0)")
  check_cox_curve(set, "cluster", formula("a + b + cluster(score)"), "a, b, cluster(score)")
  if (set$has("weight")) check_cox_curve(set, "counts", formula("a + b"), "a, b", table = "patients")
})
