# coxph of five covariates beside cox: Rscript cox.R DATABASE RUNS. Prints for each column of times its name and two medians
# in ms: reading and fitting, fitting alone.
suppressPackageStartupMessages({ library(survival); library(RSQLite) })
arguments <- commandArgs(TRUE)
database <- dbConnect(SQLite(), arguments[1], flags = SQLITE_RO)
runs <- as.integer(arguments[2])
milliseconds <- function(expression) 1000 * system.time(expression)[["elapsed"]]
fit <- function(rows) summary(coxph(Surv(time, died) ~ x1 + x2 + x3 + x4 + x5, data = rows))
for (time in c("os_days", "os_exact")) {
  read <- function() dbGetQuery(database, paste("SELECT", time, "AS time, died, x1, x2, x3, x4, x5 FROM cohort"))
  rows <- read()
  whole <- replicate(runs, milliseconds(fit(read())))
  alone <- replicate(runs, milliseconds(fit(rows)))
  cat(time, median(whole), median(alone), "\n")
}
