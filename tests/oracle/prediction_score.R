# prediction_score: riskRegression's Score, and survival's concordance for C; by the formulas written out, with every pair,
# where a package is missing. Score's error of the AUC takes those who had the event at a time for at risk of censoring
# then, so that ours is compared with it only where times do not tie; elsewhere with the formula.

# The formulas: each sum over all pairs.
naive_score <- function(time, status, risk, at) {
  n <- length(time)
  u <- sort(unique(time))
  count <- function(which) vapply(u, function(x) sum(time == x & which), 0)
  censored <- count(status == 0)
  at_risk <- vapply(u, function(x) sum(time >= x), 0) - count(status > 0)  # of censoring
  G <- cumprod(1 - ifelse(censored > 0, censored / at_risk, 0))
  before <- c(1, G)[match(time, u)]
  now <- c(1, G)[findInterval(at, u) + 1]
  case <- time <= at & status == 1
  other <- time <= at & status > 1
  later <- time > at
  n_event <- sum(case)
  if (now <= 1e-14) return(data.frame(n_event, brier = NA, brier_null = NA, auc = NA, auc_se = NA, c_index = NA))
  W <- ifelse(case | other, 1 / before, ifelse(later, 1 / now, 0))
  F <- sum(W * case) / n
  brier <- if (all(risk >= 0 & risk <= 1)) sum(W * (case - risk)^2) / n else NA
  h <- outer(risk, risk, function(a, b) (a > b) + (a == b) / 2)
  cases <- W * case
  controls <- W * (other | later)
  pairs <- sum(cases) * sum(controls)
  auc <- auc_se <- NA
  if (pairs > 0) {
    auc <- sum(outer(cases, controls) * h) / pairs
    q <- (cases * ((h - auc) %*% controls) + controls * (t(h - auc) %*% cases)) / pairs
    # each weight's share of the estimated curve of censoring: its martingales up to T- or the time
    influence <- vapply(seq_len(n), function(l) {
      martingale <- ((u == time[l] & status[l] == 0) -
                       (u < time[l] | (u == time[l] & status[l] == 0)) * ifelse(censored > 0, censored / at_risk, 0)) / at_risk
      martingale[u > at | censored == 0] <- 0
      reached <- c(0, cumsum(martingale))
      q[l] + sum(q * ifelse(later, reached[findInterval(at, u) + 1], reached[match(time, u)]))
    }, 0)
    auc_se <- sd(n * influence) / sqrt(n)
  }
  event <- which(time <= at & status > 0)
  longer <- function(i) time > time[i] | (time == time[i] & status == 0)
  weight <- before[event]^-2
  c_pairs <- sum(weight * vapply(event, function(i) sum(longer(i)), 0))
  c_index <- if (max(status) <= 1 && c_pairs > 0)
    sum(weight * vapply(event, function(i) sum(h[i, longer(i)]), 0)) / c_pairs else NA
  data.frame(n_event, brier, brier_null = (sum(cases) * (1 - F)^2 + sum(controls) * F^2) / n, auc, auc_se, c_index)
}

package_score <- function(time, status, risk, at) {
  frame <- data.frame(time, status, risk)
  formula <- if (max(status) > 1) prodlim::Hist(time, status) ~ 1 else Surv(time, status) ~ 1
  score <- riskRegression::Score(list(m = frame$risk), formula = formula, data = frame, times = at, cause = 1,
                                 metrics = c("auc", "brier"), cens.model = "km", null.model = TRUE, se.fit = TRUE)
  brier <- as.data.frame(score$Brier$score)
  auc <- as.data.frame(score$AUC$score)
  data.frame(brier = brier$Brier[brier$model == "m"], brier_null = brier$Brier[brier$model == "Null model"],
             auc = auc$AUC, auc_se = auc$se)
}

register("prediction_score", function(set) {
  rows <- set$usable
  # Whole times, or none that rounding sets apart.
  if (is.null(database) || set$has("entry") || set$has("weight") || grepl("date", set$kind)) return()
  if (nrow(rows) < 10 || nrow(rows) > 300 || all(rows$event == 0)) return()
  causes <- causes_of(set)
  cause <- one_of(as.list(causes))
  competing <- length(causes) > 1
  status <- ifelse(rows$status == set$censor, 0, ifelse(rows$status == cause, 1, 2))
  scaled <- runif(1) < 0.7
  range <- range(rows$score)
  risk <- if (scaled && diff(range) > 0) (rows$score - range[1]) / diff(range) else rows$score
  dbWriteTable(database, "predicted", data.frame(time = rows$time, status = rows$status, risk), overwrite = TRUE)
  at <- sort(unique(quantile(rows$time, c(0.25, 0.5, 0.9), names = FALSE, type = 1)))
  options <- c(list(times = paste(sql_number(at), collapse = ","), censor = set$censor), if (competing) list(cause = cause))
  columns <- c("n_event", "brier", "brier_null", "auc", "auc_se", "c_index")
  actual <- rows_of(paste0("SELECT ", paste(columns, collapse = ", "),
                           " FROM prediction_score('predicted', 'time', 'status', 'risk')", sql_options(options)))
  expected <- do.call(rbind, lapply(at, function(t) naive_score(rows$time, status, risk, t)))
  if (competing) expected$c_index <- NA
  expected$n_event <- as.integer(expected$n_event)
  check(set, "prediction_score, every pair", expected, actual, 1e-9)
  # Score within the follow-up, of probabilities, and of times that do not tie.
  if (!requireNamespace("riskRegression", quietly = TRUE) || anyDuplicated(rows$time) || any(risk < 0 | risk > 1)) return()
  suppressPackageStartupMessages(requireNamespace("prodlim"))
  for (k in which(!is.na(actual$auc_se) & at < max(rows$time))) {
    score <- tryCatch(package_score(rows$time, status, risk, at[k]), error = function(e) NULL)
    if (!is.null(score)) check(set, "prediction_score, Score", score, actual[k, names(score)], 1e-9)
  }
  if (competing) return()
  inside <- at[length(at)]
  c_index <- concordance(Surv(time, status) ~ risk, data.frame(time = rows$time, status, risk), reverse = TRUE,
                         timewt = "n/G2", ymax = inside)$concordance
  if (is.finite(c_index) && !is.na(actual$c_index[length(at)]))
    check(set, "prediction_score, concordance", data.frame(c_index), actual[length(at), "c_index", drop = FALSE], 1e-9)
})
