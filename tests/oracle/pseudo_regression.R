# pseudo_regression: geepack's geese of survival's pseudo-values, with working independence and a constant variance. Its
# iteration ends where ours may not have, so that the comparison is to 1e-6; with link = 'identity' there is none.

pseudo_response <- function(rows, cause, asked, area) {
  rows$state <- factor(ifelse(rows$status == cause$censor, 0, ifelse(rows$status == cause$event, 1, 2)), 0:2)
  if (cause$any) rows$state <- factor(as.integer(rows$state != 0), 0:1)
  rows$patient <- seq_len(nrow(rows))
  fit <- do.call(survfit, list(Surv(time, state) ~ 1, rows, id = quote(patient)))
  values <- pseudo(fit, times = asked, type = if (area) "sojourn" else "pstate")
  values <- array(values, c(nrow(rows), length(asked), length(levels(rows$state))))
  matrix(values[, , if (cause$any) 1 else 2], nrow(rows))
}

# b and its error of long data, patient by patient; by hand for the identity, so that geepack need not be there.
gee_of <- function(rows, y, link) {
  long <- data.frame(y = as.vector(t(y)), patient = rep(seq_len(nrow(rows)), each = ncol(y)),
                     at = rep(seq_len(ncol(y)), nrow(rows)), rows[rep(seq_len(nrow(rows)), each = ncol(y)), c("score", "arm")])
  x <- cbind(outer(long$at, seq_len(ncol(y)), "==") * 1, long$score, long$arm)
  if (link == "identity") {
    bread <- solve(crossprod(x))
    estimate <- bread %*% crossprod(x, long$y)
    u <- rowsum(x * as.vector(long$y - x %*% estimate), long$patient)
    return(data.frame(estimate = as.vector(estimate), std_error = sqrt(diag(bread %*% crossprod(u) %*% bread))))
  }
  start <- c(rep(switch(link, log = log(0.5), logit = 0, cloglog = log(log(2))), ncol(y)), 0, 0)
  fit <- geepack::geese.fit(x, long$y, long$patient, b = start, mean.link = link, variance = "gaussian", corstr = "independence",
                            scale.fix = TRUE, control = geepack::geese.control(epsilon = 1e-12, maxit = 100))
  data.frame(estimate = unname(fit$beta), std_error = sqrt(diag(fit$vbeta)))
}

register("pseudo_regression", function(set) {
  rows <- set$usable
  # Whole times alone: survfit's timefix and the asked times are then the same.
  if (is.null(database) || set$has("entry") || set$has("weight") || nrow(rows) < 40 || nrow(rows) > 500) return()
  if (any(rows$time != round(rows$time)) || all(rows$event == 0)) return()
  # 0 or 1 by the block, so that the level compared is 1
  rows$arm <- as.integer(rows$block == 1)
  if (length(unique(rows$arm)) < 2 || sd(rows$score) == 0) return()
  last <- max(rows$time[rows$event == 1])
  asked <- sort(unique(pmax(1, round(quantile(rows$time, c(0.3, 0.6))))))
  asked <- asked[asked < last & asked < max(rows$time)]
  if (length(asked) == 0) return()
  causes <- causes_of(set)
  event <- causes[[1]]
  for (type in c("survival", "cuminc", "rmst")) {
    cause <- list(any = type != "cuminc", event = event, censor = set$censor)
    area <- type == "rmst"
    at <- if (area) last * 0.75 else asked
    y <- pseudo_response(rows, cause, at, area)
    if (any(apply(y, 2, function(v) diff(range(v))) < 1e-8)) next
    for (link in if (area) "identity" else c("identity", "cloglog", "logit")) {
      if (link != "identity" && !requireNamespace("geepack", quietly = TRUE)) next
      # cloglog of survival is log(-log S), and geese's log(-log(1 - mean)).
      response <- if (type == "survival" && link == "cloglog") 1 - y else y
      expected <- tryCatch(gee_of(rows, response, link), error = function(e) NULL)
      if (is.null(expected) || any(!is.finite(unlist(expected))) || any(abs(expected$estimate) > 15)) next
      options <- c(list(type = type, link = link, method = "infinitesimal", censor = set$censor),
                   if (area) list(tau = at) else list(times = paste(at, collapse = ",")),
                   if (type == "cuminc") list(cause = event))
      actual <- rows_of(paste0("SELECT estimate, std_error FROM pseudo_regression('written_out', 'time', 'status', ",
                               "'score, block = 1')", sql_options(options)))
      if (any(is.na(actual))) next
      unit <- if (area) at else 1
      check(set, paste("pseudo_regression,", type, link), expected / unit, actual / unit,
            if (link == "identity") 1e-8 else 1e-6)
    }
  }
})
