# A registry's functions: follow_up_completeness against the plain formulas over survfit; centre_outcomes against coxph's
# martingale residuals, poisson.test() and qpois(); relative_survival against the plain formulas, day by day, and where it
# is installed against relsurv, which weighs by the day before: to 5e-4 of it.

without_entry <- function(set) !set$has("entry") && nrow(set$usable) > 0
group_of <- function(rows) if (is.null(rows$grp)) factor(rep("all", nrow(rows))) else droplevels(rows$grp)
weight_of <- function(rows) if (is.null(rows$weight)) rep(1, nrow(rows)) else rows$weight
text_of_groups <- function(set) if (set$has("grp")) ", 'grp'" else ""
weight_option <- function(set) if (set$has("weight")) " AND weight = 'weight'" else ""

# --- follow_up_completeness ------------------------------------------------------------------------------------------

naive_completeness <- function(rows, potential) {
  parts <- split(cbind(rows[c("time", "event")], weight = weight_of(rows), potential), group_of(rows))
  do.call(rbind, lapply(unname(parts), function(part) {
    part <- part[part$weight > 0, ]
    fit <- survfit(Surv(time, event) ~ 1, part, weights = weight)
    surv <- stepfun(fit$time, c(1, fit$surv))
    area <- function(from, to) {
      cuts <- c(from, fit$time[fit$time > from & fit$time < to], to)
      sum(diff(cuts) * surv(head(cuts, -1)))
    }
    lost <- mapply(function(time, until) {
      alive <- surv(time)
      if (alive > 0) time + area(time, until) / alive else until
    }, part$time, part$potential)
    with(part, {
      followed <- sum(weight * time)
      possible <- sum(weight * ifelse(event == 1, time, potential))
      data.frame(n = sum(weight), person_time = followed, potential_time = possible, completeness = followed / possible,
                 modified = followed / sum(weight * ifelse(event == 1, time, lost)))
    })
  }))
}

register("follow_up_completeness", function(set) {
  if (!without_entry(set) || set$kind == "date arithmetic") return()
  rows <- set$usable
  # survfit moves times that differ by rounding alone to one, and the formulas above would look up times it has not
  apart <- diff(sort(unique(rows$time)))
  if (length(apart) > 0 && min(apart) < 2e-8 * max(1, mean(rows$time))) return()
  potential <- max(rows$time) * 1.5
  check(set, "follow_up_completeness", naive_completeness(rows, potential),
        rows_of(sprintf("SELECT n, person_time, potential_time, completeness, modified
          FROM follow_up_completeness('patients', 'time', 'event'%s) WHERE potential = '%.17g'%s", text_of_groups(set),
                        potential, weight_option(set))))
})

# --- centre_outcomes -------------------------------------------------------------------------------------------------

naive_centres <- function(rows, expected) {
  weight <- weight_of(rows)
  centre <- group_of(rows)
  sums <- function(x) as.vector(tapply(weight * x, centre, sum))
  frame <- data.frame(n = sums(1 + 0 * expected), n_event = sums(rows$event), expected = sums(expected))
  none <- frame$expected <= 0
  limits <- function(side) ifelse(none, NA, side / frame$expected)
  frame <- transform(frame, ratio = limits(n_event), conf_low = limits(qgamma(0.025, n_event)),
                     conf_high = limits(qgamma(0.975, n_event + 1)), limit_low = limits(qpois(0.001, expected)),
                     limit_high = limits(qpois(0.999, expected)))
  frame$flag <- with(frame, ifelse(none, NA, ifelse(ratio > limit_high, "high", ifelse(ratio < limit_low, "low", NA))))
  frame
}

register("centre_outcomes", function(set) {
  # rows that weigh nothing are not there; an expected number that is 0 to rounding has no ratio
  if (!without_entry(set) || !set$has("grp") || set$kind %in% c("date arithmetic", "missing values")) return()
  rows <- set$usable
  if (!is.null(rows$weight) && any(rows$weight == 0)) rows <- rows[rows$weight > 0, ]
  columns <- "n, n_event, expected, ratio, conf_low, conf_high, limit_low, limit_high, flag"
  whole_events <- is.null(rows$weight)
  if (!whole_events) columns <- "n, n_event, expected"
  hazard <- survfit(Surv(time, event) ~ 1, rows, weights = weight_of(rows))
  expected <- stepfun(hazard$time, c(0, hazard$cumhaz))(rows$time)
  wanted <- naive_centres(rows, expected)
  if (!whole_events) wanted <- wanted[1:3]
  check(set, "centre_outcomes", wanted,
        rows_of(sprintf("SELECT %s FROM centre_outcomes('patients', 'time', 'event', 'grp') WHERE 1%s", columns,
                        weight_option(set))))
  if (!whole_events || sum(rows$event) < 10 || length(unique(rows$score)) < 3) return()
  fit <- tryCatch(coxph(Surv(time, event) ~ score, rows, control = coxph.control(eps = 1e-12, iter.max = 50)),
                  warning = function(w) NULL)
  if (is.null(fit)) return()
  check(set, "centre_outcomes, adjusted", naive_centres(rows, rows$event - residuals(fit))[1:3],
        rows_of("SELECT n, n_event, expected FROM centre_outcomes('written_out', 'time', 'event', 'grp', 'score')"), 1e-7)
})

# --- relative_survival -----------------------------------------------------------------------------------------------

# The cumulative hazard of each patient at a time in days: 365.25 days a year, bands of years of age and of the calendar.
population_hazard <- function(who, rates, days) {
  vapply(seq_len(nrow(who)), function(i) {
    age <- who$age[i]
    year <- who$year[i]
    at <- 0
    to <- days / 365.25
    total <- 0
    while (at < to) {
      a <- max(findInterval(age + at + 1e-12, rates$ages), 1)
      y <- max(findInterval(year + at + 1e-12, rates$years), 1)
      end <- min(to, if (a < length(rates$ages)) rates$ages[a + 1] - age else Inf,
                 if (y < length(rates$years)) rates$years[y + 1] - year else Inf)
      total <- total + (end - at) * rates$rate[a, who$sex[i], y]
      at <- end
    }
    total
  }, 0)
}

# By the definition: products over events, the integral in steps of `fine` parts of each interval.
naive_net <- function(who, rates, times) {
  survival <- 1
  variance <- 0
  hazard <- function(time) population_hazard(who, rates, time)
  result <- data.frame(time = 0, estimate = 1, std_error = 0, expected = 1)
  last <- 0
  for (time in times) {
    at_risk <- who$time >= time
    weight <- exp(hazard(time))
    died <- who$time == time & who$event == 1
    survival <- survival * sum(weight[at_risk]) / sum(exp(hazard(last))[at_risk]) *
      (1 - sum(weight[died]) / sum(weight[at_risk]))
    variance <- variance + sum(weight[died]^2) / sum(weight[at_risk])^2
    result <- rbind(result, data.frame(time, estimate = survival,
                                       std_error = if (survival > 0) survival * sqrt(variance) else NA,
                                       expected = mean(exp(-hazard(time)))))
    last <- time
  }
  result
}

draw_population <- function(n) {
  ages <- 0:110
  years <- 1990:2020
  rate <- array(0, c(length(ages), 2, length(years)))
  for (sex in 1:2) for (y in seq_along(years))
    rate[, sex, y] <- 0.0005 * exp(0.07 * ages) * (if (sex == 1) 1 else 0.6) * 0.98^(y - 1)
  list(who = data.frame(time = sample.int(3000, n), event = rbinom(n, 1, 0.6), age = round(runif(n, 20, 90), 3),
                        year = 1995 + round(runif(n, 0, 10), 3), sex = sample.int(2, n, TRUE)),
       rates = list(ages = ages, years = years, rate = rate))
}

net_by_relsurv <- function(who, rates) {
  days <- 365.241
  table <- rates$rate / 365.25
  dimnames(table) <- list(age = rates$ages, sex = c("male", "female"), year = rates$years)
  attributes(table) <- c(attributes(table), list(dimid = c("age", "sex", "year"), factor = c(0, 1, 0), type = c(2, 1, 3),
    cutpoints = list(rates$ages * days, NULL, as.Date(sprintf("%d-01-01", rates$years))), class = "ratetable"))
  rows <- transform(who, age = age * days, sex = c("male", "female")[sex],
                    year = as.Date("1995-01-01") + (year - 1995) * 365.25)
  fit <- relsurv::rs.surv(Surv(time, event) ~ 1, rmap = list(age = age, sex = sex, year = year), data = rows,
                          ratetable = table, method = "pohar-perme", type = "kaplan-meier",
                          add.times = seq_len(max(who$time)))
  list(time = fit$time, surv = fit$surv)
}

register("relative_survival", function(set) {
  if (set$seed %% 8 != 0) return()  # it takes its time in R
  drawn <- draw_population(one_of(c(5, 20, 60)))
  who <- drawn$who
  rates <- with(drawn$rates, data.frame(age = rep(ages, 2 * length(years)), sex = rep(rep(1:2, each = length(ages)), length(years)),
                                        year = rep(years, each = 2 * length(ages)), rate = as.vector(rate)))
  if (!is.null(database)) {
    dbWriteTable(database, "people", who, overwrite = TRUE)
    dbWriteTable(database, "rates", rates, overwrite = TRUE)
  }
  ours <- rows_of("SELECT time, estimate, std_error, expected FROM relative_survival('people', 'time', 'event')
    WHERE age = 'age' AND year = 'year' AND sex = 'sex' AND rates = 'rates'")
  check(set, "relative_survival", naive_net(who, drawn$rates, sort(unique(who$time))), ours)
  if (!requireNamespace("relsurv", quietly = TRUE)) return()
  theirs <- net_by_relsurv(who, drawn$rates)
  early <- ours$time > 0 & ours$time <= quantile(who$time, 0.6)
  check(set, "relative_survival, relsurv", data.frame(estimate = theirs$surv[match(ours$time[early], theirs$time)]),
        ours[early, "estimate", drop = FALSE], 5e-4)
})
