# Patients who move between states: state_curve, state_hazard, state_rmst, mcf_curve against the multi-state curves of survfit, whose errors count the shares
# at the start when influence = TRUE. The sets are drawn here: returns, delayed entry, several initial states, ties
# between transitions, times at 0, weights.

state_names <- c("CR", "relapse", "GVHD", "DLI", "death")

# One patient's rows: time, state ("last" where follow-up ends), entry.
draw_history <- function(id, kind, clock) {
  entry <- if (kind$late && runif(1) < 0.5) clock() else NA
  time <- if (is.na(entry)) (if (kind$at_zero && runif(1) < 0.1) 0 else clock()) else entry + clock()
  state <- kind$initial(1)
  rows <- list()
  add <- function(state) {
    rows[[length(rows) + 1]] <<- data.frame(id = id, time = time, state = state, entry = entry, initial = initial)
    entry <<- NA
  }
  initial <- state
  repeat {
    end <- runif(1) < 0.25
    to <- sample(setdiff(state_names[seq_len(kind$states)], state), 1)
    if (!kind$returns && match(to, state_names) < match(state, state_names)) to <- "death"
    if (end) to <- if (runif(1) < 0.4) "death" else "last"
    add(to)
    if (to %in% c("death", "last")) break
    state <- to
    time <- time + clock()
  }
  rows <- do.call(rbind, rows)
  if (kind$late && !is.na(rows$entry[1]) && runif(1) < 0.5 && !any(!is.na(rows$entry[-1]))) rows$entry <- rows$entry[1]
  rows
}

draw_moves <- function() {
  days <- one_of(c(2, 10, 1000))
  clock <- one_of(list(function() sample.int(days, 1), function() signif(rexp(1) + 0.01, 10),
                       function() sample.int(30, 1) * 0.1))
  several <- runif(1) < 0.5
  states <- sample(2:4, 1)
  kind <- list(late = runif(1) < 0.4, at_zero = runif(1) < 0.2, returns = runif(1) < 0.6, states = states,
               initial = if (several) function(n) sample(state_names[seq_len(states)], n, TRUE) else function(n) "CR")
  n <- one_of(c(1, 4, 30, 100))
  moves <- do.call(rbind, lapply(seq_len(n), draw_history, kind, clock))
  groups <- one_of(list(1L, 2:3, c("b", "a", "it's")))
  moves$grp <- sample(groups, n, TRUE)[moves$id]
  moves$weight <- one_of(list(rep(1L, n), sample.int(3, n, TRUE), sample.int(40, n, TRUE) / 8))[moves$id]
  moves
}

# (start, stop] with the state lived in and entered. What starts at 0 starts before it, so that events at 0 count.
stretches <- function(moves) {
  do.call(rbind, lapply(split(moves, moves$id), function(own) {
    end <- -1
    state <- own$initial[1]
    same_entry <- !anyNA(own$entry) && length(unique(own$entry)) == 1
    rows <- list()
    for (i in seq_len(nrow(own))) {
      start <- if (is.na(own$entry[i]) || (same_entry && i > 1)) end else own$entry[i]
      rows[[i]] <- data.frame(own[i, ], start = start, istate = state)
      if (own$state[i] != "last") state <- own$state[i]
      end <- own$time[i]
    }
    do.call(rbind, rows)
  }))
}

# Counts written out, near ties made one by survfit's own rule over all rows, states as factors.
ready_for_survfit <- function(moves, weight_type) {
  rows <- stretches(moves)
  if (weight_type == "counts") rows <- do.call(rbind, lapply(split(rows, rows$id), function(own)
    do.call(rbind, lapply(seq_len(own$weight[1]), function(copy) transform(own, id = paste(id, copy), weight = 1)))))
  merged <- aeqSurv(Surv(rows$start, rows$time, rep(1, nrow(rows))))
  rows$start <- merged[, 1]
  rows$time <- merged[, 2]
  rows$to <- factor(rows$state, c("last", states_of(moves)))
  rows$from <- factor(rows$istate, states_of(moves))
  rows
}

states_of <- function(moves) state_names[state_names %in% c(moves$state, moves$initial)]

groups_of_moves <- function(rows) sort(unique(rows$grp), method = "radix")

is_move <- function(rows) rows$state != "last"

# survfit of one group; NULL where nobody moves, which survfit cannot do.
fit_states <- function(own) {
  if (!any(is_move(own))) return(NULL)
  survfit(Surv(start, time, to) ~ 1, own, id = own$id, istate = own$from, weights = own$weight, influence = TRUE)
}

# Of the groups in which somebody moves, calls of(group, rows, fit) and binds what it returns.
by_group <- function(rows, of) {
  frame <- do.call(rbind, lapply(groups_of_moves(rows), function(group) {
    own <- rows[rows$grp == group, ]
    fit <- fit_states(own)
    if (!is.null(fit)) of(group, own, fit)
  }))
  rownames(frame) <- NULL
  frame
}

expected_states <- function(rows, states) by_group(rows, function(group, own, fit) {
  moved <- matrix(fit$n.event, length(fit$time))
  do.call(rbind, lapply(states, function(state) {
    column <- match(state, fit$states)
    pick <- function(of) {
      if (is.na(column)) numeric(length(fit$time)) else matrix(of, ncol = length(fit$states))[, column]
    }
    frame <- data.frame(strata = group, state = state, time = fit$time, n_risk = pick(fit$n.risk),
                        n_event = pick(fit$n.event), n_censor = fit$n.censor, estimate = pick(fit$pstate),
                        std_error = pick(fit$std.err))
    # Before the first transition survfit leaves out of the error those who come into sight up to then.
    frame$std_error[fit$time < min(own$time[is_move(own)])] <- NA
    frame[fit$time > 0 | rowSums(cbind(moved, fit$n.censor)) > 0, ]
  }))
})

# The cumulative hazards, named 1.2 by the numbers of their states.
expected_hazards <- function(rows) by_group(rows, function(group, own, fit) {
  hazard <- as.matrix(fit$cumhaz)
  names <- if (is.null(colnames(hazard))) NULL else strsplit(colnames(hazard), ".", fixed = TRUE)
  do.call(rbind, lapply(seq_along(names), function(k) data.frame(
    strata = group, from_state = fit$states[as.integer(names[[k]][1])], to_state = fit$states[as.integer(names[[k]][2])],
    time = fit$time, estimate = hazard[, k])))
})

# The integrals of the curves and of their influences up to tau: the errors of summary(fit, rmean = ) leave out what the
# shares at the start add.
expected_times_in <- function(rows, states, tau) by_group(rows, function(group, own, fit) {
  before <- fit$time < tau
  width <- diff(c(0, fit$time[before], tau))
  column <- match(states, fit$states)
  integral <- function(curve) colSums(curve * width)
  share <- rbind(fit$p0, matrix(fit$pstate, length(fit$time)))[c(TRUE, before), , drop = FALSE]
  influence <- apply(fit$influence.pstate[, c(TRUE, before), , drop = FALSE], 1, integral)
  weight <- own$weight[match(dimnames(fit$influence.pstate)[[1]], own$id)]
  pick <- function(of) ifelse(is.na(column), 0, of[column])
  data.frame(strata = group, state = states, estimate = pick(integral(share)),
             std_error = pick(sqrt(rowSums(sweep(matrix(influence, length(fit$states)), 2, weight, `*`)^2))))
})

state_options <- function(moves, weight_type) sprintf(
  "id = 'id' AND censor = 'last' AND initial = 'initial' AND entry = 'entry' AND weight = 'weight' AND weight_type = '%s'
   AND states = '%s'", weight_type, paste(states_of(moves), collapse = ","))

# Rows of the groups in which somebody moves.
moving_rows <- function(columns, name, moves, weight_type, extra = "") {
  rows <- rows_of(sprintf("SELECT %s FROM %s('moves', 'time', 'state', 'grp') WHERE %s %s", columns, name,
                          state_options(moves, weight_type), extra))
  rows <- rows[rows$strata %in% unique(moves$grp[moves$state != "last"]), ]
  rownames(rows) <- NULL
  if (!is.null(rows$std_error)) rows <- comparable_errors(rows)
  rows
}

check_states <- function(set, moves, rows, weight_type) {
  expected <- comparable_errors(expected_states(rows, states_of(moves)))
  actual <- moving_rows("strata, state, time, n_risk, n_event, n_censor, estimate, std_error", "state_curve", moves,
                        weight_type)
  actual$n_censor <- ave(actual$n_censor, actual$strata, actual$time, FUN = sum)  # survfit tells them together
  happens <- ave(actual$n_event, actual$strata, actual$time, FUN = sum) + actual$n_censor > 0
  actual <- actual[actual$time > 0 | happens, ]  # survfit has no row before the first time
  rownames(actual) <- NULL
  if (nrow(actual) == nrow(expected)) actual$std_error[is.na(expected$std_error)] <- NA
  columns <- names(expected)
  if (weight_type == "sampling") columns <- setdiff(columns, c("n_risk", "n_event", "n_censor"))  # survfit counts rows
  check(set, "state_curve", expected[columns], actual[columns], 1e-9)
}

check_hazards <- function(set, moves, rows, weight_type) {
  expected <- expected_hazards(rows)
  if (is.null(expected)) return()
  actual <- moving_rows("strata, from_state, to_state, time, estimate", "state_hazard", moves, weight_type)
  key <- function(frame) do.call(paste, c(frame[c("strata", "from_state", "to_state")], list(sprintf("%.12g", frame$time))))
  expected$actual <- actual$estimate[match(key(expected), key(actual))]
  check(set, "state_hazard", data.frame(estimate = expected$estimate), data.frame(estimate = expected$actual), 1e-9)
}

check_times_in <- function(set, moves, rows, weight_type) {
  tau <- signif(min(tapply(rows$time, rows$grp, max)) * runif(1, 0.2, 1), 6)
  # Until the first transition survfit leaves out of the influences those who come into sight up to then.
  if (any(rows$start[!duplicated(rows$id)] >= 0) || tau <= 0) return()
  expected <- comparable_errors(expected_times_in(rows, states_of(moves), tau))
  actual <- moving_rows("strata, state, estimate, std_error", "state_rmst", moves, weight_type,
                        paste("AND tau =", sql_number(tau)))
  check(set, "state_rmst", expected, actual, 1e-8)
}

# The same rows as recurrent events: each move is one, in whatever state.
check_recurrences <- function(set, rows) {
  rows$event <- as.integer(is_move(rows))
  dbWriteTable(database, "recurrences", rows[c("id", "start", "time", "event", "grp")], overwrite = TRUE)
  expected <- do.call(rbind, lapply(groups_of_moves(rows), function(group) {
    own <- rows[rows$grp == group, ]
    fit <- survfit(Surv(start, time, event) ~ 1, own, id = own$id, robust = TRUE)
    data.frame(strata = group, time = fit$time, n_risk = fit$n.risk, n_event = fit$n.event, estimate = fit$cumhaz,
               std_error = fit$std.chaz)
  }))
  actual <- rows_of("SELECT strata, time, n_risk, n_event, estimate, std_error FROM mcf_curve('recurrences', 'time', 'event',
    'grp') WHERE id = 'id' AND terminal = '0' AND entry = 'start'")
  key <- function(frame) paste(frame$strata, sprintf("%.12g", frame$time))
  actual <- actual[match(key(expected), key(actual)), ]
  rownames(actual) <- NULL
  check(set, "mcf_curve", comparable_errors(expected), comparable_errors(actual), 1e-9)
}

register("state_curve", function(set) {
  if (is.null(database)) return()
  moves <- draw_moves()
  dbWriteTable(database, "moves", moves[sample(nrow(moves)), ], overwrite = TRUE)
  weight_type <- if (all(moves$weight == round(moves$weight)) && runif(1) < 0.7) "counts" else "sampling"
  rows <- ready_for_survfit(moves, weight_type)
  if (any(is_move(rows))) {
    check_states(set, moves, rows, weight_type)
    check_hazards(set, moves, rows, weight_type)
    check_times_in(set, moves, rows, weight_type)
  }
  if (weight_type == "counts") check_recurrences(set, rows)
})
