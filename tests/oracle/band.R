# Bands of km_curve: the critical values from series for the Brownian bridge and, by Kummer's function, for the
# Ornstein-Uhlenbeck process; the limits from survfit. And from_time, against survfit of those who are followed beyond it.

# P(sup over [low, high] of |B| < c): sines on (-c, c), what they weigh before `low` and after `high` by integrate().
bridge_probability <- function(low, high, c) {
  sum <- 0
  for (m in seq(1, 399, 2)) {  # the even ones are odd functions, and weigh nothing
    decay <- exp(-(m * pi / (2 * c))^2 * (high - low) / 2)
    if (decay < 1e-14) break
    weigh <- function(variance) {
      if (variance == 0) return(sin(m * pi / 2))
      reach <- min(c, 10 * sqrt(variance))
      integrate(function(x) dnorm(x, 0, sqrt(variance)) * sin(m * pi * (x + c) / (2 * c)), -reach, reach,
                rel.tol = 1e-11, subdivisions = 2000, stop.on.error = FALSE)$value
    }
    sum <- sum + decay / c * weigh(low) * weigh(1 - high)
  }
  sqrt(2 * pi) * sum
}

kummer <- function(a, b, z) {
  term <- total <- 1 + 0 * z
  for (k in 0:120) {
    term <- term * (a + k) / (b + k) * z / (k + 1)
    total <- total + term
  }
  total
}

# P(sup of |B| / sqrt(a (1 - a)) < c): even eigenfunctions M(-lambda / 2, 1 / 2, x^2 / 2) that are 0 at c.
equal_precision_probability <- function(low, high, c) {
  time <- log(high * (1 - low) / (low * (1 - high))) / 2
  at_wall <- function(lambda) kummer(-lambda / 2, 0.5, c^2 / 2)
  grid <- seq(1e-9, 40 / time, length.out = 300)
  signs <- sign(vapply(grid, at_wall, 0))
  sum <- 0
  for (i in which(diff(signs) != 0)) {
    lambda <- uniroot(at_wall, grid[c(i, i + 1)], tol = 1e-13)$root
    even <- function(x) kummer(-lambda / 2, 0.5, x^2 / 2)
    over <- function(f) integrate(function(x) f(x) * dnorm(x), 0, c, rel.tol = 1e-9, subdivisions = 2000, stop.on.error = FALSE)$value * 2
    sum <- sum + exp(-lambda * time) * over(even)^2 / over(function(x) even(x)^2)
  }
  sum
}

band_limits <- function(estimate, error, c, type) {
  switch(type,
         plain = cbind(estimate - c * error, estimate + c * error),
         log = exp(log(estimate) + cbind(-1, 1) * c * error / estimate)[, 1:2, drop = FALSE],
         "log-log" = {
           width <- c * error / (estimate * abs(log(estimate)))
           cbind(exp(log(estimate) * exp(width)), exp(log(estimate) * exp(-width)))
         })
}

register("band", function(set) {
  rows <- set$usable
  if (is.null(database) || set$seed %% 8 != 0 || !set$whole_counts || nrow(rows) < 20) return()
  if (any(rows$time != round(rows$time)) || set$has("entry") || length(unique(rows$grp)) > 1) return()
  fit <- survfit(Surv(time, event) ~ 1, rows)
  inside <- fit$surv > 1e-9 & fit$surv < 1 - 1e-12
  if (!any(inside)) return()
  n <- nrow(rows)
  se <- fit$std.err * fit$surv
  level <- one_of(c(0.9, 0.95, 0.99))
  type <- one_of(c("plain", "log", "log-log"))
  band <- one_of(c("hall-wellner", "equal-precision"))
  share <- n * fit$std.err^2 / (1 + n * fit$std.err^2)
  low <- min(share[inside])
  high <- max(share[inside])
  if (high * (1 - low) / (low * (1 - high)) < 4) return()
  probability <- if (band == "hall-wellner") bridge_probability else equal_precision_probability
  c <- uniroot(function(c) probability(low, high, c) - level, if (band == "hall-wellner") c(0.05, 3) else c(1.5, 5),
               tol = 1e-10)$root
  error <- if (band == "hall-wellner") fit$surv * (1 + n * fit$std.err^2) / sqrt(n) else se
  # log's upper limit is not above 1, nor plain's outside [0, 1].
  limits <- matrix(band_limits(fit$surv, error, c, type), ncol = 2)
  limits <- pmin(pmax(limits, 0), 1)
  limits[!inside, ] <- NA
  expected <- data.frame(time = c(0, fit$time), band_low = c(NA, limits[, 1]), band_high = c(NA, limits[, 2]))
  expected <- expected[c(TRUE, fit$time > 0), ]
  if (any(fit$time == 0)) return()
  check(set, paste("km_curve,", band, type), expected,
        table_rows("km_curve", names(expected), set, list(band = band, conf_type = type, conf_level = level)), 1e-6)
})

register("from_time", function(set) {
  rows <- set$usable
  if (is.null(database) || nrow(rows) == 0 || set$kind %in% c("date arithmetic", "entry, date arithmetic")) return()
  if (set$kind == "missing values" || !set$whole_counts) return()
  from <- signif(one_of(c(0, rows$time, runif(1) * max(rows$time))), 12)
  followed <- rows[rows$time > from & (if (set$has("entry")) rows$entry <= from else TRUE), ]
  if (nrow(followed) == 0) return()
  near <- sort(unique(c(rows$time, from)))
  if (length(near) > 1 && min(diff(near)) < 1e-6 * max(1, mean(rows$time))) return()
  if (set$has("grp")) followed$grp <- droplevels(followed$grp)
  groups <- if (set$has("grp")) split(followed, followed$grp) else list(followed)
  expected <- do.call(rbind, lapply(groups, function(group) {
    fit <- survfit(Surv(time, event) ~ 1, group)
    data.frame(time = c(from, fit$time), n_risk = c(nrow(group), fit$n.risk), n_event = c(0, fit$n.event),
               estimate = c(1, fit$surv))
  }))
  check(set, "km_curve, from_time", expected, table_rows("km_curve", names(expected), set, list(from_time = from)))
})
