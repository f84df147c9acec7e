# survfit of patients who move between states beside state_curve: Rscript states.R DATABASE. Prints names and ms of the fit
# alone, the rows being in order and in intervals already. Its time grows with the patients times the distinct times.
suppressPackageStartupMessages({ library(survival); library(RSQLite) })
database <- dbConnect(SQLite(), commandArgs(TRUE)[1], flags = SQLITE_RO)
moves <- dbGetQuery(database, "SELECT patient, day, exact, state, arm FROM moves ORDER BY patient, exact")
milliseconds <- function(expression) 1000 * system.time(expression)[["elapsed"]]
for (time in c("day", "exact")) {
  first <- !duplicated(moves$patient)
  rows <- data.frame(patient = moves$patient, arm = moves$arm, start = ifelse(first, -1, c(0, head(moves[[time]], -1))),
                     stop = moves[[time]], from = ifelse(first, "(start)", c("", head(moves$state, -1))))
  rows$to <- factor(moves$state, c("last", setdiff(unique(moves$state), "last")))
  rows <- rows[rows$start < rows$stop, ]
  cat(time, milliseconds(survfit(Surv(start, stop, to) ~ arm, data = rows, id = patient, istate = from)), "\n")
}
