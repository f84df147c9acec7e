# gray and gray_pairwise against cmprsk; with delayed entry and fractional weights, which cmprsk has not, against the
# naive test below, which cmprsk also checks.

# --- naive -----------------------------------------------------------------------------------------------------------

# Gray's score and its covariance from one block of rows, for one cause and K groups; at an event time t
#
#   h_i = n_i / S_i(t-)    R_i = h_i (1 - F_i(t-))    score_i += w (d1_i - d1 R_i / sum R)    w = (1 - F0(t-))^rho
#   a_ik = w h_i (delta_ik - h_k / sum h)    c_ik(t) = sum_{u <= t} a_ik d1 / (sum h (1 - F0(u-)))    dF0 = d1 / sum h
#   V_ij += sum_k tau1 (a_ik + e r_ik) (a_jk + e r_jk) + tau2 r_ik r_jk    r = c(end) - c(t)    e = 1 - (1 - F0) / S_k
#
# where e is 1 and tau2 nothing once S_k(t) = 0.
gray_sums <- function(merged, K, cause, rho) {
  at <- sort(unique(merged$time[merged$cause > 0]))
  if (length(at) == 0) return(list(score = numeric(K), V = matrix(0, K, K), compared = logical(K)))
  rows <- seq_along(at)
  merged$strata <- merged$group
  n <- at_risk_by_group(merged, seq_len(K), at)
  d1 <- events_by_group(merged[merged$cause == cause, ], seq_len(K), at)
  d <- events_by_group(merged[merged$cause > 0, ], seq_len(K), at)

  # Own curves stand still once a group is empty. One row more, the first, for the time before all.
  S <- apply(rbind(1, ifelse(n > 0, (n - d) / n, 1)), 2, cumprod)
  before <- S[rows, , drop = FALSE]
  after <- S[rows + 1, , drop = FALSE]
  F <- apply(rbind(0, ifelse(n > 0, before * d1 / n, 0)), 2, cumsum)
  h <- ifelse(before > 0, n / before, 0)
  d1 <- d1 * (h > 0)  # a curve that has ended stays so, though with delayed entry some may come later
  d <- d * (h > 0)
  events <- rowSums(d1 * (h > 0))
  total <- ifelse(events > 0, rowSums(h), 1)
  F0 <- cumsum(c(0, events / total))
  compares <- events > 0 & rowSums(h > 0) > 1  # the last group left has nothing to be compared with
  w <- ifelse(compares, (1 - F0[rows])^rho, 0)
  R <- h * (1 - F[rows, , drop = FALSE])
  score <- colSums((w * (d1 - events * R / rowSums(R)))[events > 0, , drop = FALSE])

  tied <- function(m, n) ifelse(m > 1, 1 - (m - 1) / (n - 1), 1)
  step <- ifelse(compares, events / (total * (1 - F0[rows])), 0)
  V <- matrix(0, K, K)
  for (k in seq_len(K)) {
    a <- w * h * (rep(seq_len(K) == k, each = length(at)) - h[, k] / total)
    c_k <- apply(rbind(0, a * step), 2, cumsum)[rows + 1, , drop = FALSE]
    rest <- rep(c_k[length(at), ], each = length(at)) - c_k
    g <- ifelse(after[, k] > 0, (1 - F0[rows + 1]) / after[, k], 0)
    own <- a + (1 - g) * rest
    other <- d[, k] - d1[, k]
    tau1 <- ifelse(h[, k] > 0 & events > 0, events / (total * h[, k]) * tied(events, total * before[, k]), 0)
    tau2 <- ifelse(h[, k] > 0 & after[, k] > 0, other / h[, k]^2 * tied(other, n[, k]) * g^2, 0)
    V <- V + crossprod(own, tau1 * own) + crossprod(rest, tau2 * rest)
  }
  list(score = score, V = V, compared = colSums(h > 0 & compares) > 0)
}

# A group that is never at risk beside another one when the cause happens is left out, with its degree of freedom.
naive_gray <- function(set, merged, K, rho, stratify) {
  blocks <- split(merged, if (stratify) merged$block else rep(1, nrow(merged)))
  causes <- causes_of(set)
  tests <- lapply(seq_along(causes), function(cause) {
    sums <- lapply(blocks, gray_sums, K, cause, rho)
    score <- Reduce(`+`, lapply(sums, `[[`, "score"))
    V <- Reduce(`+`, lapply(sums, `[[`, "V"))
    compared <- head(which(Reduce(`|`, lapply(sums, `[[`, "compared"))), -1)
    c(chi_square_of(score[compared], V[compared, compared, drop = FALSE]), left = length(compared))
  })
  gray_frame(causes, vapply(tests, `[[`, 0, "statistic"), vapply(tests, `[[`, 0, "left"))
}

gray_frame <- function(causes, statistic, df) {
  data.frame(outcome = causes, statistic, df = ifelse(is.na(statistic), NA, df),
             p_value = pchisq(statistic, df, lower.tail = FALSE))
}

# --- expected by R ---------------------------------------------------------------------------------------------------

# cmprsk lists the causes that occur. Where V is singular its statistic is -1, and where V is not finite it fails, as when
# F0 passes 1 with one group left. It goes on where the correction for ties has made a variance negative; there should be
# no test.
cmprsk_gray <- function(set, merged, K, rho, stratify) {
  block <- if (stratify) merged$block else rep(1, nrow(merged))
  fit <- tryCatch(cuminc(merged$time, merged$cause, merged$group, block, rho = rho), error = function(e) NULL)
  naive <- naive_gray(set, merged, K, rho, stratify)
  if (is.null(fit)) return(naive)
  causes <- causes_of(set)
  statistic <- fit$Tests[as.character(seq_along(causes)), "stat"]
  unknown <- is.na(statistic) | statistic == -1 | is.na(naive$statistic)
  gray_frame(causes, ifelse(unknown, naive$statistic, statistic), ifelse(unknown, naive$df, K - 1))
}

expected_gray <- function(set, merged, K, rho, stratify) {
  goes <- !set$has("entry") && is.null(set$usable$weight) && K > 1 && length(unique(merged$group)) == K &&
    all(seq_along(causes_of(set)) %in% merged$cause)
  (if (goes) cmprsk_gray else naive_gray)(set, merged, K, rho, stratify)
}

with_block <- function(set) cbind(merged_causes(set), block = set$usable$block)

# test(set, rows of the two groups, 2, rho, stratify) for each pair.
gray_by_pair <- function(set, rho, stratify, adjust, test) {
  groups <- groups_of(set$usable)
  merged <- with_block(set)
  pairs <- combn(length(groups), 2)
  tests <- do.call(rbind, lapply(seq_len(ncol(pairs)), function(i) {
    pair <- merged[merged$group %in% pairs[, i], ]
    pair$group <- match(pair$group, pairs[, i])
    data.frame(strata1 = groups[pairs[1, i]], strata2 = groups[pairs[2, i]], test(set, pair, 2, rho, stratify))
  }))
  causes <- causes_of(set)
  tests <- tests[order(match(tests$outcome, causes)), ]
  method <- if (adjust == "bh") "BH" else adjust
  tests$p_adjusted <- ave(tests$p_value, match(tests$outcome, causes), FUN = function(p) p.adjust(p, method))
  tests[gray_pairwise_columns]
}

# --- actual ----------------------------------------------------------------------------------------------------------

gray_rows <- function(set, rho, stratify, table = "patients") {
  if (is.null(database)) return(naive_gray(set, with_block(set), length(groups_of(set$usable)), rho, stratify))
  options <- list(rho = rho, censor = set$censor, stratify = if (stratify) "block")
  table_rows("gray", c("outcome", "statistic", "df", "p_value"), set, Filter(length, options), table, "status")
}

gray_pairwise_columns <- c("outcome", "strata1", "strata2", "statistic", "p_value", "p_adjusted")

gray_pairwise_rows <- function(set, rho, stratify, adjust, table = "patients") {
  if (is.null(database)) return(gray_by_pair(set, rho, stratify, adjust, naive_gray))
  options <- list(rho = rho, censor = set$censor, adjust = adjust, stratify = if (stratify) "block")
  table_rows("gray_pairwise", gray_pairwise_columns, set, Filter(length, options), table, "status")
}

register("gray", function(set) {
  if (!set$has("grp")) return()
  if (length(causes_of(set)) == 0) {
    if (is.null(database)) return()
    check(set, "gray, nothing happens", data.frame(rows = 0), data.frame(rows = nrow(gray_rows(set, 0, FALSE))))
    return()
  }
  K <- length(groups_of(set$usable))
  merged <- with_block(set)
  rho <- one_of(c(-0.5, 0.5, 1, 2))
  check_test(set, "gray", expected_gray(set, merged, K, 0, FALSE), gray_rows(set, 0, FALSE))
  check_test(set, "gray, rho", expected_gray(set, merged, K, rho, FALSE), gray_rows(set, rho, FALSE))
  check_test(set, "gray, stratified", expected_gray(set, merged, K, rho, TRUE), gray_rows(set, rho, TRUE))
  from_table <- gray_rows(set, rho, FALSE)
  same <- if (set$whole_counts) 0 else tolerance
  check_test(set, "gray, surv()", from_table, gray_rows(set, rho, FALSE, NULL), same)
  if (set$has("weight") && set$whole_counts)
    check_test(set, "gray, rows written out", from_table, gray_rows(set, rho, FALSE, "written_out"), 0)

  if (K < 2) return()
  stratify <- runif(1) < 0.3
  adjust <- one_of(c("holm", "bonferroni", "bh", "none"))
  check_test(set, paste("gray_pairwise,", adjust), gray_by_pair(set, rho, stratify, adjust, expected_gray),
        gray_pairwise_rows(set, rho, stratify, adjust))
  from_table <- gray_pairwise_rows(set, rho, FALSE, adjust)
  check_test(set, "gray_pairwise, surv()", from_table, gray_pairwise_rows(set, rho, FALSE, adjust, NULL), same)
})
