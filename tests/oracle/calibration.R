# calibration: survfit in each bin, the bins by the rank of the middle of those with one risk.

register("calibration", function(set) {
  rows <- set$usable
  if (is.null(database) || set$has("entry") || set$has("weight") || nrow(rows) < 10) return()
  if (any(rows$time != round(rows$time)) || all(rows$event == 0)) return()
  causes <- causes_of(set)
  cause <- one_of(as.list(causes))
  range <- range(rows$score)
  if (diff(range) == 0) return()
  risk <- (rows$score - range[1]) / diff(range)
  dbWriteTable(database, "predicted", data.frame(time = rows$time, status = rows$status, risk), overwrite = TRUE)
  bins <- sample(1:12, 1)
  # average rank r is L + (m + 1) / 2
  bin <- pmin(floor(bins * (rank(risk) - 0.5) / nrow(rows) + 1e-9), bins - 1)
  bin <- match(bin, sort(unique(bin)))
  at <- sample(rows$time, 1)
  state <- factor(ifelse(rows$status == set$censor, 0, match(rows$status, causes)), 0:length(causes))
  part <- function(which) {
    time <- rows$time[which]
    observed <- if (length(causes) == 1) {
      fit <- summary(survfit(Surv(time, state[which] != 0) ~ 1), times = at, extend = TRUE)
      1 - fit$surv
    } else {
      fit <- summary(survfit(Surv(time, state[which]) ~ 1), times = at, extend = TRUE)
      fit$pstate[1, 1 + match(cause, causes)]
    }
    free <- if (length(causes) == 1) fit$surv > 0 else fit$pstate[1, 1] > 1e-12
    if (at > max(time) && free) observed <- NA
    data.frame(n = length(time), predicted = mean(risk[which]), observed, ratio = observed / mean(risk[which]))
  }
  expected <- do.call(rbind, c(list(part(seq_len(nrow(rows)))), lapply(split(seq_len(nrow(rows)), bin), part)))
  expected$ratio[expected$predicted == 0] <- NA
  options <- c(list(times = at, bins = bins, censor = set$censor), if (length(causes) > 1) list(cause = cause))
  actual <- rows_of(paste0("SELECT n, predicted, observed, ratio FROM calibration('predicted', 'time', 'status', 'risk')",
                           sql_options(options)))
  check(set, "calibration", expected, actual, 1e-9)
})
