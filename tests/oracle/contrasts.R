# km_test, cuminc_test, rmtl, rmtl_test and logrank_maxcombo. Estimates and errors are those of the curves, which other
# files compare: here the tests on them, restricted means of competing risks by survfit, and normal probabilities by
# mvtnorm.

suppressPackageStartupMessages(library(mvtnorm))

# --- tests at a fixed time --------------------------------------------------------------------------------------------

scale_of <- function(scale, incidence) {
  switch(scale,
         "plain" = list(g = identity, slope = function(p) 1 + 0 * p),
         "log" = list(g = log, slope = function(p) 1 / p),
         "logit" = list(g = qlogis, slope = function(p) 1 / (p * (1 - p))),
         "arcsin" = list(g = function(p) asin(sqrt(p)), slope = function(p) 1 / (2 * sqrt(p * (1 - p)))),
         "cloglog" = if (incidence) list(g = function(p) log(-log(1 - p)), slope = function(p) -1 / ((1 - p) * log(1 - p)))
                     else list(g = function(p) log(-log(p)), slope = function(p) 1 / (p * log(p))))
}

# By contrasts with the first: (C g)' (C V C')^-1 (C g).
equal_test <- function(p, se, scale, incidence) {
  if (anyNA(p) || anyNA(se) || any(p <= 0 | p >= 1 - 1e-14) || any(se <= 0)) return(c(NA, NA))
  on <- scale_of(scale, incidence)
  C <- cbind(-1, diag(length(p) - 1))
  score <- C %*% on$g(p)
  V <- C %*% diag((on$slope(p) * se)^2) %*% t(C)
  c(drop(t(score) %*% solve(V, score)), length(p) - 1)
}

# Of one time (and outcome): the row `overall`, then each group against the reference.
contrasts_at <- function(time, labels, p, se, base, z, scale, incidence) {
  row <- function(contrast, groups, shown) {
    test <- equal_test(p[groups], se[groups], scale, incidence)
    a <- groups[length(groups)]
    difference <- if (shown) p[a] - p[base] else NA
    error <- if (shown) sqrt(se[a]^2 + se[base]^2) else NA
    ratio <- if (shown && p[base] %in% c(NA, 0)) NA else if (shown) p[a] / p[base] else NA
    log_error <- if (shown) sqrt((se[a] / p[a])^2 + (se[base] / p[base])^2) else NA
    data.frame(time, contrast, difference, std_error = error, conf_low = difference - z * error,
               conf_high = difference + z * error, ratio, ratio_low = ratio * exp(-z * log_error),
               ratio_high = ratio * exp(z * log_error), statistic = test[1], df = test[2],
               p_value = pchisq(test[1], test[2], lower.tail = FALSE))
  }
  others <- setdiff(seq_along(p), base)
  rows <- lapply(others, function(g) row(sprintf("%s - %s", labels[g], labels[base]), c(base, g), TRUE))
  if (length(p) > 2) rows <- c(list(row("overall", seq_along(p), FALSE)), rows)
  do.call(rbind, rows)
}

test_columns <- c("time", "contrast", "difference", "std_error", "conf_low", "conf_high", "ratio", "ratio_low",
                  "ratio_high", "statistic", "df", "p_value")

values_of <- function(set) sort(unique(set$data$grp[set$data$grp %in% groups_of(set$usable)]), method = "radix")

naive_km_test <- function(set, asked, base, z, scale) {
  labels <- vapply(values_of(set), as_sql_text, "")
  curves <- split(curve_frame <- naive_curve(set$usable), match(curve_frame$strata, curve_frame$strata))
  do.call(rbind, lapply(asked, function(time) {
    at <- vapply(curves, function(curve) {
      rounding <- 1e-8 * max(1, set$usable$time)
      row <- findInterval(time, curve$time - rounding)
      known <- time <= max(curve$time) + rounding || tail(curve$estimate, 1) == 0
      if (!known) return(c(NA, NA))
      if (row == 0) return(c(1, 0))
      c(curve$estimate[row], curve$std_error[row])
    }, c(0, 0))
    contrasts_at(time, labels, at[1, ], at[2, ], base, z, scale, FALSE)
  }))
}

naive_cuminc_test <- function(set, asked, base, z, scale, var_type) {
  labels <- vapply(values_of(set), as_sql_text, "")
  frame <- comparable_errors(naive_incidence(set, var_type, asked))
  do.call(rbind, lapply(causes_of(set), function(cause) {
    do.call(rbind, lapply(asked, function(time) {
      at <- frame[frame$outcome == cause & frame$time == time, ]
      data.frame(outcome = cause, contrasts_at(time, labels, at$estimate, at$std_error, base, z, scale, TRUE))
    }))
  }))
}

# An estimate that is 1 but for its last bits, and an error that is 0 but for them, are no estimate to compare.
comparable_tests <- function(frame) {
  exact <- which(frame$std_error < 1e-7)
  frame[exact, c("std_error", "conf_low", "conf_high", "ratio_low", "ratio_high")] <- NA
  with_log_p(frame)
}

# --- restricted mean time lost ------------------------------------------------------------------------------------------

# By numbers: the area under the curve of each cause, its error by the numerical derivative in each row's weight, which
# is what survfit prints for multi-state curves. With delayed entry Greenwood's form differs: only the area there.
lost_by_weights <- function(group, cause, tau, weight) {
  time <- sort(unique(group$time[group$cause > 0 & group$time <= tau]))
  sums <- function(rows) vapply(time, function(t) sum(weight[rows & group$time == t]), 0)
  n <- vapply(time, function(t) sum(weight[group$time >= t & group$entry < t]), 0)
  S <- cumprod(1 - sums(group$cause > 0) / n)
  sum(c(1, S)[seq_along(time)] * sums(group$cause == cause) / n * (tau - time))
}

naive_rmtl <- function(set, tau, z) {
  merged <- merged_causes(set)
  groups <- groups_of(set$usable)
  rows <- lapply(seq_along(groups), function(g) {
    own <- merged[merged$group == g, ]
    own$entry[own$entry <= 0] <- -Inf
    any_event <- naive_incidence_group(transform(own, cause = as.integer(cause > 0)), 1, "none", NULL, FALSE)
    known <- if (tau > max(own$time) + 1e-8 * max(1, own$time) && !any(abs(any_event$estimate - 1) < 1e-12)) NA else 1
    data.frame(strata = groups[g], outcome = causes_of(set), tau,
               t(vapply(seq_along(causes_of(set)), function(cause) {
                 at <- function(i, h) lost_by_weights(own, cause, tau, replace(own$weight, i, own$weight[i] + h))
                 h <- 1e-4
                 influence <- vapply(seq_len(nrow(own)), function(i) (at(i, h) - at(i, -h)) / (2 * h), 0)
                 known * c(estimate = lost_by_weights(own, cause, tau, own$weight),
                           std_error = sqrt(sum(own$weight * influence^2)))
               }, c(estimate = 0, std_error = 0))))
  })
  frame <- do.call(rbind, rows)
  transform(frame, conf_low = estimate - z * std_error, conf_high = estimate + z * std_error)
}

# --- the largest of several tests ---------------------------------------------------------------------------------------

naive_maxcombo <- function(rows, components, stratify) {
  merged <- merged_rows(rows)
  groups <- groups_of(rows)
  U <- numeric(nrow(components))
  V <- matrix(0, nrow(components), nrow(components))
  for (block in split(merged, if (stratify) rows$block else rep(1, nrow(rows)))) {
    at <- sort(unique(block$time[block$event == 1]))
    if (length(at) == 0) next
    N <- at_risk_by_group(block, groups, at)
    D <- events_by_group(block[block$event == 1, ], groups, at)
    n <- rowSums(N)
    d <- rowSums(D)
    W <- sapply(seq_len(nrow(components)), function(i) {
      event_weights(n, d, list(kind = "fleming-harrington", rho = components[i, 1], gamma = components[i, 2]))
    })
    W <- matrix(W, ncol = nrow(components))
    U <- U + colSums(W * (D[, 2] - d * N[, 2] / n))
    V <- V + t(W) %*% (W * (d * (n - d) / pmax(n - 1, 1) * N[, 1] * N[, 2] / n^2))
  }
  z <- ifelse(diag(V) > 1e-14, U / sqrt(diag(V)), NA)
  kept <- which(!is.na(z))
  p <- NA
  largest <- if (length(kept)) kept[which.max(abs(z[kept]))] else 1
  if (length(kept)) {
    limit <- rep(max(abs(z[kept])), length(kept))
    correlation <- cov2cor(V[kept, kept, drop = FALSE])
    p <- if (length(kept) == 1) 2 * pnorm(-limit)
         else 1 - pmvnorm(-limit, limit, sigma = correlation, algorithm = GenzBretz(2e6, 1e-6, 0))
  }
  data.frame(rho = components[c(seq_along(z), largest), 1], gamma = components[c(seq_along(z), largest), 2],
             z = c(z, z[largest]), p_value = c(2 * pnorm(-abs(z)), p))
}

# --- the checks ---------------------------------------------------------------------------------------------------------

register("contrasts", function(set) {
  if (is.null(database) || !set$has("grp") || length(groups_of(set$usable)) < 2) return()
  merged <- merged_rows(set$usable)
  asked <- sort(unique(signif(c(one_of(merged$time), runif(1) * max(merged$time)), 12)))
  base <- sample.int(length(groups_of(set$usable)), 1)
  level <- round(runif(1, 0.5, 0.999), 3)
  scale <- one_of(c("cloglog", "plain", "log", "logit", "arcsin"))
  z <- qnorm((1 + level) / 2)
  options <- list(times = paste(format(asked, digits = 15), collapse = ","), reference = values_of(set)[base],
                  conf_level = level, scale = scale)
  check(set, paste("km_test,", scale), comparable_tests(naive_km_test(set, asked, base, z, scale)),
        comparable_tests(table_rows("km_test", test_columns, set, options)), 1e-9)
  options$censor <- set$censor
  if (length(causes_of(set)) == 0) return()
  var_type <- one_of(c("gray", "delta", if (set$whole_counts) "aalen"))
  expected <- naive_cuminc_test(set, asked, base, z, scale, var_type)
  # Sums of fractional weights leave errors of 1e-9 where there is none, and a test that is none.
  actual <- table_rows("cuminc_test", c("outcome", test_columns), set, c(options, var_type = var_type),
                       outcome = "status")
  check(set, paste("cuminc_test,", scale, var_type), comparable_tests(expected), comparable_tests(actual), 1e-8)
  if (nrow(set$usable) > 500) return()
  tau <- signif(runif(1, 0.2, 1) * max(merged$time), 6)
  if (tau <= 0) return()
  columns <- c("strata", "outcome", "tau", "estimate", "std_error", "conf_low", "conf_high")
  lost <- naive_rmtl(set, tau, z)
  actual <- table_rows("rmtl", columns, set, list(tau = tau, censor = set$censor, conf_level = level), outcome = "status")
  shown <- if (set$has("entry")) c("strata", "outcome", "tau", "estimate") else columns
  on_tau <- function(frame) {
    for (name in intersect(names(frame), c("estimate", "std_error", "conf_low", "conf_high")))
      frame[[name]] <- frame[[name]] / tau
    frame[shown]
  }
  check(set, "rmtl", on_tau(lost), on_tau(actual), 1e-6)
  labels <- vapply(values_of(set), as_sql_text, "")
  expected <- do.call(rbind, lapply(causes_of(set), function(cause) {
    own <- lost[lost$outcome == cause, ]
    do.call(rbind, lapply(setdiff(seq_along(labels), base), function(g) {
      data.frame(outcome = cause, contrast = sprintf("%s - %s", labels[g], labels[base]),
                 difference = own$estimate[g] - own$estimate[base])
    }))
  }))
  if (is.null(expected)) return()
  actual <- table_rows("rmtl_test", c("outcome", "contrast", "difference"), set,
                       list(tau = tau, censor = set$censor, reference = values_of(set)[base]), outcome = "status")
  check(set, "rmtl_test", transform(expected, difference = difference / tau),
        transform(actual, difference = difference / tau), 1e-9)
})

register("logrank_maxcombo", function(set) {
  if (is.null(database) || !set$has("grp") || length(groups_of(set$usable)) != 2) return()
  components <- one_of(list(cbind(c(0, 1, 0, 1), c(0, 0, 1, 1)), cbind(c(0, 0), c(0, 1)), cbind(c(0, 0.5, 2), c(0, 0.5, 1))))
  stratify <- runif(1) < 0.3
  options <- list(components = paste(apply(components, 1, paste, collapse = ","), collapse = ";"))
  if (stratify) options$stratify <- "block"
  expected <- naive_maxcombo(set$usable, components, stratify)
  actual <- table_rows("logrank_maxcombo", names(expected), set, options)
  k <- nrow(components)
  check(set, "logrank_maxcombo, components", with_log_p(expected[seq_len(k), ]), with_log_p(actual[seq_len(k), ]), 1e-9)
  # Two weights may be as far out; and mvtnorm gives an absolute error of 1e-6.
  check(set, "logrank_maxcombo, max", transform(expected[k + 1, ], z = abs(z))[c("z", "p_value")],
        transform(actual[k + 1, ], z = abs(z))[c("z", "p_value")], 2e-4)
})
