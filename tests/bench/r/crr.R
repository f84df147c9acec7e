# cmprsk's crr beside finegray: Rscript crr.R DATABASE. Prints ms. crr does as much for each event as there are patients.
suppressPackageStartupMessages({ library(cmprsk); library(RSQLite) })
database <- dbConnect(SQLite(), commandArgs(TRUE)[1], flags = SQLITE_RO)
rows <- dbGetQuery(database, "SELECT * FROM cohort")
fit <- function() crr(rows$os_exact, rows$status, as.matrix(rows[paste0("x", 1:5)]), failcode = 1)
cat("crr", 1000 * system.time(fit())[["elapsed"]], "\n")
