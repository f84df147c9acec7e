# pseudo_values: the infinitesimal ones against survival::pseudo, those of the jackknife by leaving out each patient in
# turn of survfit; for each group, of survival, incidences, and the areas under both.

# R's multi-state survfit: column 1 of its states is free of every event, then come the causes. do.call: pseudo()
# evaluates the call once more, where these names mean nothing.
incidence_fit <- function(rows, causes) {
  rows$state <- factor(match(rows$status, causes, nomatch = 0), 0:length(causes))
  rows$patient <- seq_len(nrow(rows))
  do.call(survfit, list(Surv(time, state) ~ 1, rows, id = quote(patient)))
}

# Probabilities in every state at the asked times, read as steps that go on at their last value; or the areas under them.
states_at <- function(fit, asked, area) {
  times <- c(0, fit$time)
  p <- rbind(c(1, rep(0, ncol(fit$pstate) - 1)), fit$pstate)
  vapply(asked, function(t) {
    if (!area) return(p[findInterval(t, times), ])
    ends <- pmin(c(times[-1], Inf), t)
    colSums(p * pmax(ends - times, 0))
  }, p[1, ])
}

naive_pseudo <- function(rows, causes, asked, area) {
  n <- nrow(rows)
  whole <- states_at(incidence_fit(rows, causes), asked, area)
  lapply(seq_len(n), function(i) n * whole - (n - 1) * states_at(incidence_fit(rows[-i, ], causes), asked, area))
}

r_pseudo <- function(rows, causes, asked, area) {
  values <- pseudo(incidence_fit(rows, causes), times = asked, type = if (area) "sojourn" else "pstate")
  values <- array(values, c(nrow(rows), length(asked), length(causes) + 1))
  lapply(seq_len(nrow(rows)), function(i) t(matrix(values[i, , ], length(asked))))
}

register("pseudo_values", function(set) {
  rows <- set$usable
  # Whole times alone: survfit's timefix and the asked times are then the same.
  if (is.null(database) || set$has("entry") || set$has("weight") || nrow(rows) > 60) return()
  if (any(rows$time != round(rows$time))) return()
  causes <- causes_of(set)
  if (length(causes) == 0) return()
  area <- runif(1) < 0.5
  infinitesimal <- runif(1) < 0.5
  groups <- if (set$has("grp")) split(seq_len(nrow(rows)), droplevels(rows$grp)) else list(seq_len(nrow(rows)))
  if (any(lengths(groups) < 2)) return()
  # Within the follow-up of every group, and for areas a single time.
  last <- min(vapply(groups, function(g) max(rows$time[g]), 0))
  asked <- sort(unique(c(sample(0:last, 1), last)))
  if (area) asked <- max(last, 1) * 0.75
  # At 0 itself R's influence of several states knows no event, unlike its own of one.
  if (infinitesimal) asked <- asked[asked > 0]
  if (length(asked) == 0) return()
  from <- if (infinitesimal) r_pseudo else naive_pseudo
  values <- vector("list", nrow(rows))
  for (group in groups) values[group] <- from(rows[group, ], causes, asked, area)
  source <- which(complete.cases(set$data))
  for (incidence in c(FALSE, TRUE)) {
    type <- if (area) c("rmst", "rmtl")[incidence + 1] else c("survival", "cuminc")[incidence + 1]
    states <- if (incidence) 1 + seq_along(causes) else 1
    expected <- data.frame(row = rep(source, each = length(states) * length(asked)),
                           value = unlist(lapply(values, function(value) t(value[states, , drop = FALSE]))))
    options <- c(list(type = type, method = if (infinitesimal) "infinitesimal" else "jackknife", censor = set$censor),
                 if (area) list(tau = asked) else list(times = paste(asked, collapse = ",")))
    # Differences of n times numbers near 1; areas in units of the horizon.
    unit <- if (area) asked else 1
    actual <- table_rows("pseudo_values", c("row", "value"), set, options, outcome = "status")
    check(set, paste("pseudo_values,", type, options$method), transform(expected, value = value / unit),
          transform(actual, value = value / unit), 1e-9)
  }
})
