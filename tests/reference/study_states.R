# R 4.2.2, survival 3.5-3: the numbers of sql/state_outcomes.sql, from the CSV files of samples/registry and nothing else,
# written to study_states.csv.
#
#   Rscript study_states.R        (in any directory; writes next to itself)
#
# The limits are log-log; an empty cell is not known, or has no limits.

suppressPackageStartupMessages(library(survival))

here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))))
registry <- function(name) {
  read.csv(file.path(here, "../../samples/registry", paste0(name, ".csv")), na.strings = "", stringsAsFactors = FALSE)
}
second <- registry("second_transplant"); events <- registry("events")
id <- second$patient_id
origin <- as.Date(second$transplant_date)
first_day <- function(rows) {
  dates <- tapply(as.Date(events$event_date[rows]), events$patient_id[rows], min)
  as.numeric(dates[id]) - as.numeric(origin)
}
with(events, {
  dead_day <<- first_day(event_type == "death")
  last_day <<- pmin(ifelse(is.na(dead_day), first_day(event_type == "last_contact"), dead_day),
                    as.numeric(as.Date("2020-09-01") - origin))
  relapse_day <<- first_day(event_type == "relapse")
  severe <<- first_day((event_type == "agvhd" & grade_or_extent %in% c("III", "IV")) |
                         (event_type == "cgvhd" & grade_or_extent %in% "extensive"))
  extensive <<- first_day(event_type == "cgvhd" & grade_or_extent %in% "extensive")
  acute <<- first_day(event_type == "agvhd" & grade_or_extent %in% c("II", "III", "IV"))
  chronic <<- first_day(event_type == "cgvhd")
  again <<- first_day(event_type == "relapse" & grepl("MRD negative|sustained CR", detail)) + 1
})
dead <- !is.na(dead_day)

loglog <- function(estimate, error) {
  inner <- !is.na(error) & estimate > 0 & estimate < 1
  width <- qnorm(0.975) * error / (estimate * log(estimate))
  list(low = ifelse(inner, estimate^exp(-width), NA), high = ifelse(inner, estimate^exp(width), NA))
}
rows_of <- function(part, name, time, estimate, error) {
  limits <- loglog(estimate, error)
  swapped <- pmin(limits$low, limits$high)
  data.frame(part, name, time, estimate, conf_low = swapped, conf_high = pmax(limits$low, limits$high))
}

# Moves of each patient as rows for survfit: day and state in order, the later listed of two on one day.
histories <- function(entered, states) {
  do.call(rbind, lapply(seq_along(id), function(i) {
    days <- c(vapply(entered, function(e) e[i], 0), if (dead[i]) NULL else last_day[i])
    names <- c(names(entered), if (dead[i]) NULL else "censor")
    keep <- !is.na(days) & days <= last_day[i]
    place <- match(names[keep], c(states, "censor"))
    order <- order(days[keep], place)
    days <- days[keep][order]; names <- names[keep][order]
    last <- !duplicated(days, fromLast = TRUE)
    # a state entered on the last day of follow-up
    if (sum(!last) > 0 && any(names[last] == "censor" & days[last] %in% days[!last]))
      return(data.frame(id = i, start = c(0, head(days[!last], -1)), stop = days[!last], event = names[!last]))
    days <- days[last]; names <- names[last]
    data.frame(id = i, start = c(0, head(days, -1)), stop = days, event = names)
  }))
}
shares <- function(rows, states) {
  rows$event <- factor(rows$event, c("censor", states[-1]))
  rows$from <- factor(states[1], states)
  for (i in unique(rows$id)) {
    of <- which(rows$id == i)
    if (length(of) > 1) rows$from[of[-1]] <- as.character(head(rows$event[of], -1))
  }
  survfit(Surv(start, stop, event) ~ 1, data = rows, id = id, istate = from, influence = TRUE)
}

kept <- ifelse(!is.na(severe) & (is.na(relapse_day) | severe < relapse_day), severe, NA)
states <- c("event-free", "GVHD", "relapse", "death")
fit <- shares(histories(list(GVHD = kept, relapse = relapse_day, death = dead_day), states), states)
times <- c(100, 365, 1095)
result <- summary(fit, times = times)
table <- do.call(rbind, lapply(states, function(s) {
  k <- match(s, fit$states)
  rows_of("state_shares", s, times, result$pstate[, k], result$std.err[, k])
}))

landmarks <- c(365, 1095)
crfs_day <- pmin(extensive, relapse_day, last_day, na.rm = TRUE)
crfs <- summary(survfit(Surv(crfs_day, dead | !is.na(relapse_day) | !is.na(extensive)) ~ 1), times = landmarks)
table <- rbind(table, rows_of("event_free", "CRFS", landmarks, crfs$surv, crfs$std.err))

states <- c("event-free", "remission again", "relapse", "death")
fit <- shares(histories(list(relapse = relapse_day, "remission again" = again, death = dead_day), states), states)
at <- findInterval(landmarks, fit$time)
sides <- match(c("event-free", "remission again"), fit$states)
influence <- fit$influence.pstate[, , sides[1]] + fit$influence.pstate[, , sides[2]]
table <- rbind(table, rows_of("event_free", "current LFS, at most", landmarks, rowSums(fit$pstate[at, sides]),
                              sqrt(colSums(influence^2))[at]))

after <- last_day > 100
group <- ifelse(!is.na(acute) & acute <= 100, "yes", "no")
for (g in c("no", "yes")) {
  km <- summary(survfit(Surv(rep(100, sum(after & group == g)), last_day[after & group == g],
                             dead[after & group == g]) ~ 1), times = landmarks, extend = TRUE)
  longest <- max(last_day[after & group == g])
  rows <- rows_of("landmark", g, landmarks, km$surv, km$std.err)
  rows[landmarks > longest & rows$estimate > 0, c("estimate", "conf_low", "conf_high")] <- NA
  table <- rbind(table, rows)
}

onset <- ifelse(!is.na(chronic) & chronic < last_day, chronic, NA)
periods <- rbind(data.frame(start = -1, stop = ifelse(is.na(onset), last_day, onset), died = is.na(onset) & dead, cgvhd = 0),
                 data.frame(start = onset, stop = last_day, died = dead, cgvhd = 1)[!is.na(onset), ])
cox <- summary(coxph(Surv(start, stop, died) ~ cgvhd, data = periods, control = coxph.control(eps = 1e-12, toler.chol = 1e-14, iter.max = 50)))
table <- rbind(table, data.frame(part = "cgvhd", name = "hazard ratio", time = NA, estimate = cox$conf.int[1],
                                 conf_low = cox$conf.int[3], conf_high = cox$conf.int[4]))

for (column in c("estimate", "conf_low", "conf_high")) table[[column]] <- sprintf("%.17g", table[[column]])
table[] <- lapply(table, function(x) ifelse(is.na(x) | x == "NA", "", as.character(x)))
write.csv(table, file.path(here, "study_states.csv"), row.names = FALSE, quote = 2)
