# survfit of two groups at two times beside km_curve: Rscript km_curve.R DATABASE RUNS. Prints for each column of times its
# name and two medians in ms: reading and fitting, fitting alone.
suppressPackageStartupMessages({ library(survival); library(RSQLite) })
arguments <- commandArgs(TRUE)
database <- dbConnect(SQLite(), arguments[1], flags = SQLITE_RO)
runs <- as.integer(arguments[2])
milliseconds <- function(expression) 1000 * system.time(expression)[["elapsed"]]
fit <- function(rows) {
  summary(survfit(Surv(time, died) ~ arm, data = rows, conf.type = "log-log"), times = c(365, 1095))
}
for (time in c("os_days", "os_exact")) {
  read <- function() dbGetQuery(database, paste("SELECT", time, "AS time, died, arm FROM patients"))
  rows <- read()
  whole <- replicate(runs, milliseconds(fit(read())))
  alone <- replicate(runs, milliseconds(fit(rows)))
  cat(time, median(whole), median(alone), "\n")
}
