# R 4.2.2, survival 3.5-3, etm 1.1.1: patients who move between states. Writes state_curve.csv (jackknife: survfit with id and
# influence; greenwood: etm), state_rmst.csv, state_transitions.csv, and mcf_curve.csv, and the data sets that only these use.
#
#   Rscript states.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))
suppressPackageStartupMessages(library(etm))

# A table of events, as registries keep it: who entered which state when, and "last" where follow-up ends. Of two states on
# one day the one that is later in the list counts.
events_of <- function(id, group, entered, last) {
  rows <- do.call(rbind, lapply(names(entered), function(state) {
    happened <- !is.na(entered[[state]])
    data.frame(id = id, time = entered[[state]], state = state, group)[happened, ]
  }))
  rows <- rbind(rows, data.frame(id, time = last, state = "last", group)[is.na(entered[["death"]]), ])
  rows[order(rows$id, rows$time), ]
}
recurrence <- subset(colon, etype == 1)
colon_death <- subset(colon, etype == 2)
stopifnot(recurrence$id == colon_death$id)
numbered <- local({  # which infection of the patient it is, the third standing for all later ones
  number <- ave(cgd$status, cgd$id, FUN = cumsum)
  rows <- with(cgd, data.frame(id, time = tstop, group = as.character(treat),
                               state = ifelse(status == 1, paste0("infection ", pmin(number, 3)), "last")))
  last <- !duplicated(rows$id, fromLast = TRUE) & rows$state != "last"  # seen last at an infection
  ends <- rows[last, ]
  if (nrow(ends) > 0) ends$state <- "last"
  rows <- rbind(rows, ends)
  rows[order(rows$id, rows$time), c("id", "time", "state", "group")]
})

moves <- list(
  mgus2_moves = with(mgus2, events_of(id, data.frame(group = as.character(sex)), list(
    PCM = ifelse(pstat == 1, ptime, NA), death = ifelse(death == 1, futime, NA)), futime)),
  colon = events_of(recurrence$id, data.frame(group = as.character(recurrence$rx)), list(
    recurrence = ifelse(recurrence$status == 1, recurrence$time, NA),
    death = ifelse(colon_death$status == 1, colon_death$time, NA)), colon_death$time),
  cgd_numbered = numbered
)
states <- list(mgus2_moves = c("PCM", "death"), colon = c("recurrence", "death"),
               cgd_numbered = paste("infection", 1:3))
recurrent <- list(
  bladder2 = with(bladder2, data.frame(id, entry = start, time = stop, event, group = ifelse(rx == 1, "placebo", "thiotepa"))),
  cgd = with(cgd, data.frame(id, entry = tstart, time = tstop, event = status, group = as.character(treat)))
)
for (name in names(moves)) write_table(moves[[name]], file.path("data", name))
for (name in names(recurrent)) write_table(recurrent[[name]], file.path("data", name))

# One row for each stretch in a state, (start, stop], and what was entered at its end.
stretches <- function(rows, of) {
  rows$place <- match(rows$state, c("last", of))
  rows <- rows[order(rows$id, rows$time, rows$place), ]
  # of two states at one time the later listed one; "last" beside a state says nothing more
  rows <- rows[!duplicated(rows[c("id", "time")], fromLast = TRUE), ]
  first <- !duplicated(rows$id)
  rows$start <- ifelse(first, 0, c(0, head(rows$time, -1)))
  entered <- ifelse(rows$state == "last", NA, rows$state)
  rows$from <- ifelse(first, "(start)", c(NA, head(entered, -1)))
  # from a state that was entered before: no infection is counted twice
  rows$to <- ifelse(rows$state == "last" | rows$state == rows$from, "last", rows$state)
  rows
}

at_times <- function(rows) {
  last <- min(tapply(rows$time, rows$group, max))
  own <- sort(unique(rows$time[rows$time <= last]))
  sort(unique(c(own[unique(round(seq(1, length(own), length.out = 12)))], round(last * c(0.1, 0.5, 0.9)) + 0.5)))
}

fit_of <- function(rows, of) {
  survfit(Surv(start, time, factor(to, c("last", of))) ~ 1, rows, id = id, istate = factor(from, c("(start)", of)),
          influence = TRUE)
}

curves <- function(name) {
  rows <- stretches(moves[[name]], states[[name]])
  times <- at_times(rows)
  all <- c("(start)", states[[name]])
  do.call(rbind, lapply(groups_of(rows), function(group) {
    own <- rows[rows$group == group, ]
    fit <- fit_of(own, states[[name]])
    at <- findInterval(times, fit$time)
    possible <- unique(own[own$to != "last", c("from", "to")])
    plain <- as.character(seq_along(all))  # etm takes numbers only
    tra <- matrix(FALSE, length(all), length(all), dimnames = list(plain, plain))
    tra[cbind(match(possible$from, all), match(possible$to, all))] <- TRUE
    leaving <- own[own$from %in% possible$from, ]  # nor does it take those last seen where nobody leaves
    markov <- etm(with(leaving, data.frame(id, from = plain[match(from, all)], to = c("cens", plain)[match(to, c("last", all))],
                                       entry = start, exit = time)), plain, tra, "cens", s = 0)
    steps <- c(0, markov$time)
    do.call(rbind, lapply(all, function(state) {
      k <- match(state, fit$states)
      number <- plain[match(state, all)]
      pair <- paste("1", number)
      greenwood <- c(0, markov$cov[pair, pair, ])[findInterval(times, steps)]
      counts <- data.frame(time = times, n_risk = vapply(times, function(t)
        sum(own$start < t & own$time >= t & own$from == state), 0L), n_event = diff(c(0, vapply(times, function(t)
        sum(own$time <= t & own$to == state), 0L))))
      one <- function(var_type, estimate, std_error) data.frame(strata = group, state, var_type, counts, estimate,
        std_error = ifelse(estimate == 0, NA, std_error))
      rbind(one("jackknife", ifelse(at == 0, state == "(start)", fit$pstate[pmax(at, 1), k]),
                ifelse(at == 0, 0, fit$std.err[pmax(at, 1), k])),
            one("greenwood", c(state == "(start)", markov$est["1", number, ])[findInterval(times, steps)],
                sqrt(pmax(greenwood, 0))))
    }))
  }))
}

means <- function(name) {
  rows <- stretches(moves[[name]], states[[name]])
  last <- min(tapply(rows$time, rows$group, max))
  do.call(rbind, lapply(round(last * c(0.3, 0.8)), function(tau) do.call(rbind, lapply(groups_of(rows), function(group) {
    table <- summary(fit_of(rows[rows$group == group, ], states[[name]]), rmean = tau)$table
    data.frame(tau, strata = group, state = rownames(table), estimate = unname(table[, "rmean"]),
               std_error = unname(table[, "se(rmean)"]))
  }))))
}

transitions <- function(name) {
  rows <- stretches(moves[[name]], states[[name]])
  do.call(rbind, lapply(groups_of(rows), function(group) {
    own <- rows[rows$group == group, ]
    counted <- as.data.frame(survcheck(Surv(start, time, factor(to, c("last", states[[name]]))) ~ 1, own, id = id,
                                       istate = factor(from, c("(start)", states[[name]])))$transitions,
                             stringsAsFactors = FALSE)
    counted <- counted[counted$Freq > 0, ]
    data.frame(strata = group, from_state = counted$from, to_state = counted$to, n_event = counted$Freq)
  }))
}

mean_counts <- function(name) {
  rows <- recurrent[[name]]
  times <- at_times(rows)
  do.call(rbind, lapply(groups_of(rows), function(group) {
    own <- rows[rows$group == group, ]
    fit <- survfit(Surv(entry, time, event) ~ 1, own, id = own$id, robust = TRUE)
    at <- findInterval(times, fit$time)
    data.frame(strata = group, time = times,
               n_risk = vapply(times, function(t) sum(own$entry < t & own$time >= t), 0L),
               n_event = diff(c(0, vapply(times, function(t) sum(own$event[own$time <= t]), 0))),
               estimate = c(0, fit$cumhaz)[at + 1], std_error = c(0, fit$std.chaz)[at + 1])
  }))
}

below <- function(names, of) do.call(rbind, lapply(names, function(name) cbind(data_set = name, of(name))))
write_table(below(names(moves), curves), "state_curve")
write_table(below(names(moves), means), "state_rmst")
write_table(below(names(moves), transitions), "state_transitions")
write_table(below(names(recurrent), mean_counts), "mcf_curve")
