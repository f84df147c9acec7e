# logrank and logrank_pairwise. Against survdiff where it goes: log-rank and Fleming-Harrington with gamma = 0, with or
# without strata, no delayed entry and no fractional weights. The log-rank test also against the score test of the Cox
# model with exact ties, over risk sets written out, which knows delayed entry. The rest against the naive sums below.

# --- naive -----------------------------------------------------------------------------------------------------------

# The weight of the values that are `at` or larger, summed from the end, so that it empties to an exact 0.
weight_from <- function(values, weight, at) {
  order <- order(values)
  sums <- c(rev(cumsum(rev(weight[order]))), 0)
  sums[findInterval(at, values[order], left.open = TRUE) + 1]
}

# Those at risk and the events at the times `at`, a row, in the groups, a column each.
at_risk_by_group <- function(merged, groups, at) {
  counts <- lapply(groups, function(group) {
    with(merged[merged$strata == group, ], weight_from(time, weight, at) - weight_from(entry, weight, at))
  })
  do.call(cbind, counts)
}

events_by_group <- function(merged, groups, at) {
  counts <- matrix(0, length(at), length(groups))
  sums <- rowsum(merged$weight, match(merged$time, at) + length(at) * (match(merged$strata, groups) - 1))
  counts[as.integer(rownames(sums))] <- sums
  counts
}

event_weights <- function(n, d, weighting) {
  before <- cumprod(c(1, (n - d) / n))[seq_along(n)]  # S(t-)
  switch(weighting$kind, "logrank" = 1, "gehan" = n, "tarone-ware" = sqrt(n), "peto" = cumprod(1 - d / (n + 1)),
         "fleming-harrington" = before^weighting$rho * (1 - before)^weighting$gamma) + 0 * n
}

# Observed, expected and the covariance V of one block.
log_rank_sums <- function(merged, groups, weighting) {
  at <- sort(unique(merged$time[merged$event == 1]))
  K <- length(groups)
  if (length(at) == 0) return(list(observed = numeric(K), expected = numeric(K), V = matrix(0, K, K)))
  N <- at_risk_by_group(merged, groups, at)
  D <- events_by_group(merged[merged$event == 1, ], groups, at)
  n <- rowSums(N)
  d <- rowSums(D)
  w <- event_weights(n, d, weighting)
  share <- N / n
  spread <- w^2 * d * (n - d) / pmax(n - 1, 1)  # n below 2: weights that are not whole
  list(observed = colSums(w * D), expected = colSums(w * d * share),
       V = diag(colSums(spread * share), K) - t(share) %*% (spread * share))
}

# NULL where the groups cannot be told apart: V is not positive definite.
chi_square_of <- function(score, V) {
  none <- list(statistic = NA_real_, df = NA_integer_)
  if (length(score) == 0 || !all(is.finite(V)) || any(diag(V) <= 0)) return(none)
  scale <- sqrt(diag(V))
  V <- V / outer(scale, scale)
  if (min(eigen(V, symmetric = TRUE, only.values = TRUE)$values) < 1e-10) return(none)
  list(statistic = sum(score / scale * solve(V, score / scale)), df = length(score))
}

log_rank <- list(kind = "logrank", rho = 0, gamma = 0)

# One row per group; `scores` of the groups ask for the test of trend.
naive_logrank <- function(rows, weighting = log_rank, stratify = FALSE, scores = NULL) {
  merged <- merged_rows(rows)
  groups <- groups_of(rows)
  blocks <- split(merged, if (stratify) rows$block else rep(1, nrow(rows)))
  sums <- lapply(blocks, log_rank_sums, groups, weighting)
  total <- function(name) Reduce(`+`, lapply(sums, `[[`, name))
  observed <- total("observed")
  expected <- total("expected")
  V <- total("V")
  if (is.null(scores)) {
    kept <- which(expected > 0)[-1]
    test <- chi_square_of((observed - expected)[kept], V[kept, kept, drop = FALSE])
  } else {
    # The rows of V add up to 0, but for the last bits. A group where nothing is expected may have any score.
    scores <- scores - if (sum(expected) > 0) sum(scores * expected) / sum(expected) else 0
    variance <- scores %*% V %*% scores
    if (variance <= 1e-10 * sum(scores^2 * diag(V))) variance[] <- 0
    test <- chi_square_of(sum(scores * (observed - expected)), variance)
  }
  data.frame(strata = groups, n = as.vector(tapply(merged$weight, factor(merged$strata, groups), sum)), observed,
             expected, statistic = test$statistic, df = test$df,
             p_value = pchisq(test$statistic, test$df, lower.tail = FALSE))
}

trend_scores <- function(set) {
  values <- sort(unique(set$data$grp[set$data$grp %in% groups_of(set$usable)]), method = "radix")
  if (is.numeric(values)) values else seq_along(values)
}

naive_pairwise <- function(rows, weighting, stratify, adjust) pairwise(rows, adjust, function(pair) {
  naive_logrank(pair, weighting, stratify)[1, c("statistic", "p_value")]
})

# test(rows of the two groups) for each pair; P values adjusted by R.
pairwise <- function(rows, adjust, test) {
  groups <- groups_of(rows)
  if (length(groups) < 2) return(NULL)
  pairs <- combn(groups, 2)
  tests <- do.call(rbind, lapply(seq_len(ncol(pairs)), function(i) {
    pair <- rows[rows$grp %in% pairs[, i], ]
    pair$grp <- factor(pair$grp, pairs[, i])
    test(pair)
  }))
  data.frame(strata1 = pairs[1, ], strata2 = pairs[2, ], statistic = tests$statistic, p_value = tests$p_value,
             p_adjusted = p.adjust(tests$p_value, if (adjust == "bh") "BH" else adjust))
}

# --- expected by R ---------------------------------------------------------------------------------------------------

survdiff_goes <- function(rows) {
  is.null(rows$entry) && is.null(rows$weight) && length(groups_of(rows)) > 1 && any(rows$event == 1)
}

# In the form of naive_logrank. Where V is singular survdiff fails, or its chi-square is 0 on 0 degrees of freedom.
expected_logrank <- function(rows, rho = 0, stratify = FALSE) {
  if (!survdiff_goes(rows)) return(naive_logrank(rows, list(kind = "fleming-harrington", rho = rho, gamma = 0), stratify))
  model <- if (stratify) Surv(time, event) ~ grp + strata(block) else Surv(time, event) ~ grp
  fit <- tryCatch(survdiff(model, rows, rho = rho), error = function(e) NULL)
  if (is.null(fit)) return(naive_logrank(rows, list(kind = "fleming-harrington", rho = rho, gamma = 0), stratify))
  sums <- function(counts) if (is.matrix(counts)) rowSums(counts) else counts
  df <- sum(sums(fit$exp) > 0) - 1
  known <- if (df > 0) 1 else NA
  data.frame(strata = groups_of(rows), n = as.vector(fit$n), observed = sums(fit$obs), expected = sums(fit$exp),
             statistic = fit$chisq * known, df = as.integer(df * known),
             p_value = pchisq(fit$chisq * known, df, lower.tail = FALSE))
}

expected_pairwise <- function(rows, rho, stratify, adjust) pairwise(rows, adjust, function(pair) {
  expected_logrank(pair, rho, stratify)[1, c("statistic", "p_value")]
})

# The score test of the Cox model with exact ties: each event time's risk set is a stratum of its own.
cox_score_test <- function(rows, stratify) {
  merged <- merged_rows(rows)
  merged$block <- if (stratify) rows$block else 1
  sets <- unique(merged[merged$event == 1, c("time", "block")])
  members <- lapply(seq_len(nrow(sets)), function(i) {
    which(merged$block == sets$block[i] & merged$entry < sets$time[i] & merged$time >= sets$time[i])
  })
  number <- rep(seq_along(members), lengths(members))
  members <- unlist(members)
  event <- merged$event[members] * (merged$time[members] == sets$time[number])
  group <- factor(merged$strata[members])
  fit <- coxph(Surv(rep(1, length(event)), event) ~ group + strata(number), ties = "exact", iter.max = 0)
  as.vector(fit$score)
}

# P values on a scale on which 1e-30 and 1e-31 differ.
check_test <- function(set, label, expected, actual, ...) {
  check(set, label, with_log_p(expected), with_log_p(actual), ...)
}

# --- actual ----------------------------------------------------------------------------------------------------------

logrank_columns <- c("strata", "n", "observed", "expected", "statistic", "df", "p_value")

logrank_options <- function(weighting, stratify, trend = FALSE) {
  options <- if (weighting$kind == "fleming-harrington") weighting[c("rho", "gamma")] else list(weighting = weighting$kind)
  c(options, if (stratify) list(stratify = "block"), if (trend) list(trend = 1L))
}

logrank_rows <- function(set, weighting = log_rank, stratify = FALSE, trend = FALSE, table = "patients") {
  if (is.null(database))
    return(naive_logrank(set$usable, weighting, stratify, if (trend) trend_scores(set)))
  table_rows("logrank", logrank_columns, set, logrank_options(weighting, stratify, trend), table)
}

pairwise_columns <- c("strata1", "strata2", "statistic", "p_value", "p_adjusted")

logrank_pairwise_rows <- function(set, weighting, stratify, adjust, table = "patients") {
  if (is.null(database)) return(naive_pairwise(set$usable, weighting, stratify, adjust))
  options <- c(logrank_options(weighting, stratify), adjust = adjust)
  table_rows("logrank_pairwise", pairwise_columns, set, options, table)
}

register("logrank", function(set) {
  if (!set$has("grp")) return()
  rows <- set$usable
  if (nrow(rows) == 0) {
    check(set, "logrank, no usable rows", data.frame(rows = 0), data.frame(rows = nrow(logrank_rows(set))))
    return()
  }
  check_test(set, "logrank", expected_logrank(rows), logrank_rows(set))
  check_test(set, "logrank, stratified", expected_logrank(rows, stratify = TRUE), logrank_rows(set, stratify = TRUE))
  rho <- list(kind = "fleming-harrington", rho = round(runif(1, 0, 2), 2), gamma = 0)
  check_test(set, "logrank, rho = 1", expected_logrank(rows, 1), logrank_rows(set, modifyList(rho, list(rho = 1))))
  check_test(set, "logrank, rho", expected_logrank(rows, rho$rho, TRUE), logrank_rows(set, rho, TRUE))
  rho_gamma <- modifyList(rho, list(gamma = round(runif(1, 0, 2), 2)))
  for (weighting in list(list(kind = "gehan"), list(kind = "tarone-ware"), list(kind = "peto"), rho_gamma)) {
    stratify <- runif(1) < 0.3
    check_test(set, paste("logrank,", weighting$kind), naive_logrank(rows, weighting, stratify),
          logrank_rows(set, weighting, stratify))
  }
  weighting <- one_of(list(log_rank, rho_gamma, list(kind = "gehan")))
  # A group where nothing is expected may have a score that is far out, and cost the others' scores their digits.
  trend <- naive_logrank(rows, weighting, FALSE, trend_scores(set))
  if (all(trend$expected > 0)) check_test(set, "logrank, trend", trend, logrank_rows(set, weighting, trend = TRUE))

  # For patients with a row each, and few enough that their risk sets can be written out.
  from_table <- logrank_rows(set)
  stratify <- runif(1) < 0.5
  stratified <- logrank_rows(set, stratify = stratify)
  if (is.null(rows$weight) && nrow(rows) <= 300 && !is.na(stratified$statistic[1]))
    check(set, "logrank, score test of Cox", data.frame(statistic = cox_score_test(rows, stratify)),
          stratified[1, "statistic", drop = FALSE])

  same <- if (set$whole_counts) 0 else tolerance
  check_test(set, "logrank, surv()", from_table, logrank_rows(set, table = NULL), same)
  if (set$has("weight") && set$whole_counts)
    check_test(set, "logrank, rows written out", from_table, logrank_rows(set, table = "written_out"), 0)
})

register("logrank_pairwise", function(set) {
  rows <- set$usable
  if (!set$has("grp") || nrow(rows) == 0 || length(groups_of(rows)) < 2) return()
  stratify <- runif(1) < 0.3
  adjust <- one_of(c("holm", "bonferroni", "bh", "none"))
  rho <- list(kind = "fleming-harrington", rho = one_of(c(0, 0.5, 1)), gamma = 0)
  check_test(set, paste("logrank_pairwise,", adjust), expected_pairwise(rows, rho$rho, stratify, adjust),
        logrank_pairwise_rows(set, rho, stratify, adjust))
  weighting <- one_of(list(list(kind = "gehan"), list(kind = "peto"), modifyList(rho, list(gamma = 1))))
  check_test(set, "logrank_pairwise, weighted", naive_pairwise(rows, weighting, stratify, adjust),
        logrank_pairwise_rows(set, weighting, stratify, adjust))
  from_table <- logrank_pairwise_rows(set, weighting, FALSE, adjust)
  check_test(set, "logrank_pairwise, surv()", from_table, logrank_pairwise_rows(set, weighting, FALSE, adjust, NULL),
        if (set$whole_counts) 0 else tolerance)
})
