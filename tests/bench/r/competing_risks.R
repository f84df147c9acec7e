# Rscript competing_risks.R DATABASE: prints names and ms. R's time grows with the square of the distinct times in
# survfit(Surv(t, factor)) and in cmprsk's variance, to minutes at 100,000 patients: give it few.
suppressPackageStartupMessages({ library(survival); library(cmprsk); library(RSQLite) })
database <- dbConnect(SQLite(), commandArgs(TRUE)[1], flags = SQLITE_RO)
rows <- dbGetQuery(database, "SELECT os_exact AS time, died, status, arm FROM patients")
milliseconds <- function(expression) 1000 * system.time(expression)[["elapsed"]]
cat("survdiff", milliseconds(survdiff(Surv(time, died) ~ arm, data = rows)), "\n")
cat("survfit", milliseconds(survfit(Surv(time, factor(status)) ~ arm, data = rows)), "\n")
cat("cmprsk", milliseconds(cuminc(rows$time, rows$status, rows$arm)), "\n")
