# propensity_weights: glm for two treatments; for three the likelihood maximised here, whose probabilities nnet's
# multinom would give to fewer digits.

# Newton on log(p_k / p_1) = x b_k.
multinomial_probabilities <- function(X, class, K) {
  p <- ncol(X)
  b <- matrix(0, p, K - 1)
  for (iteration in 1:60) {
    eta <- cbind(0, X %*% b)
    P <- exp(eta - apply(eta, 1, max))
    P <- P / rowSums(P)
    Y <- outer(class, seq_len(K), `==`)
    score <- c(t(X) %*% (Y - P)[, -1])
    information <- matrix(0, p * (K - 1), p * (K - 1))
    for (k in 2:K) for (l in 2:K) {
      block <- t(X) %*% (X * (P[, k] * ((k == l) - P[, l])))
      information[(k - 2) * p + seq_len(p), (l - 2) * p + seq_len(p)] <- block
    }
    step <- tryCatch(solve(information, score), error = function(e) NULL)
    if (is.null(step)) return(NULL)
    b <- b + step
    if (max(abs(step)) < 1e-12) break
  }
  P
}

register("propensity_weights", function(set) {
  if (is.null(database)) return()
  n <- one_of(c(60, 200, 500))
  K <- sample(2:3, 1)
  data <- data.frame(x = round(rnorm(n), 3), f = sample(c("u", "v", "w"), n, TRUE))
  data$arm <- letters[1 + pmin(K - 1, floor(K * plogis(0.5 * data$x + 0.5 * (data$f == "v") + rnorm(n))))]
  if (length(unique(data$arm)) < K) return()
  dbWriteTable(database, "treated", data, overwrite = TRUE)
  X <- model.matrix(~ x + f, data)
  class <- match(data$arm, letters)
  P <- if (K == 2) {
    p <- unname(fitted(suppressWarnings(glm(I(arm == "b") ~ x + f, binomial, data, epsilon = 1e-14, maxit = 100))))
    cbind(1 - p, p)
  } else multinomial_probabilities(X, class, K)
  # Where the covariates all but tell the treatment there is no maximum, and an error here.
  if (is.null(P) || min(P) < 1e-5) return()
  own <- P[cbind(seq_len(n), class)]
  target <- sample.int(K, 1)
  estimand <- one_of(c("ate", "att", "overlap"))
  weight <- switch(estimand, ate = 1 / own, att = P[, target] / own, overlap = (1 / own) / rowSums(1 / P))
  options <- list(estimand = estimand)
  if (estimand == "att") options$target <- letters[target]
  actual <- rows_of(paste0("SELECT row, propensity, weight FROM propensity_weights('treated', 'arm', 'x, f')", sql_options(options)))
  check(set, paste("propensity_weights,", K, "treatments,", estimand),
        data.frame(row = seq_len(n), propensity = own, weight = weight), actual, 1e-7)
})
