# One piece of work by an R package: Rscript work.R DATABASE WORK TOOL. Prints CPU seconds of reading and of computing, and the
# MB that memory grew by at its highest.
status <- function(what) {
  line <- grep(paste0("^", what, ":"), readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}
cpu <- function() sum(proc.time()[c("user.self", "sys.self")])
arguments <- commandArgs(TRUE)
work <- arguments[2]
tool <- arguments[3]
suppressPackageStartupMessages({
  library(RSQLite)
  library(survival)
  library(tool, character.only = TRUE)
  if (tool == "riskRegression") library(prodlim)  # for Hist()
})
database <- dbConnect(SQLite(), arguments[1], flags = SQLITE_RO)
columns <- if (work %in% c("Cox", "Fine-Gray")) "os_exact AS time, died, status, x1, x2, x3, x4, x5" else
  "os_exact AS time, died, status, arm"
before <- status("VmRSS")
started <- cpu()
rows <- dbGetQuery(database, paste("SELECT", columns, "FROM", if (grepl("x1", columns)) "cohort" else "patients"))
read <- cpu()
times <- c(365, 1095)
switch(paste(work, tool),
  "Kaplan-Meier survival" = summary(survfit(Surv(time, died) ~ arm, data = rows, conf.type = "log-log"), times = times),
  "Kaplan-Meier prodlim" = summary(prodlim(Hist(time, died) ~ arm, data = rows), times = times),
  "log-rank survival" = survdiff(Surv(time, died) ~ arm, data = rows),
  "incidence survival" = summary(survfit(Surv(time, factor(status)) ~ arm, data = rows), times = times),
  "incidence prodlim" = summary(prodlim(Hist(time, status) ~ arm, data = rows), times = times),
  "incidence and Gray cmprsk" = cuminc(rows$time, rows$status, rows$arm),
  "Cox survival" = summary(coxph(Surv(time, died) ~ x1 + x2 + x3 + x4 + x5, data = rows)),
  "Fine-Gray cmprsk" = summary(crr(rows$time, rows$status, as.matrix(rows[paste0("x", 1:5)]), failcode = 1)),
  "Fine-Gray riskRegression" = FGR(Hist(time, status) ~ x1 + x2 + x3 + x4 + x5, data = rows, cause = 1),
  stop("not known: ", work, " by ", tool))
done <- cpu()
cat(read - started, done - read, status("VmHWM") - before, "\n")
