# RSQLite: types of columns, parameters, blobs, messages. Rscript rsqlite.R path/to/survival.so
if (!requireNamespace("RSQLite", quietly = TRUE)) {
  cat("no RSQLite\n")
  quit(status = 77)
}
suppressPackageStartupMessages(library(RSQLite))
library_file <- commandArgs(TRUE)[1]
db <- dbConnect(SQLite(), ":memory:", loadable.extensions = TRUE)
invisible(dbGetQuery(db, "SELECT load_extension(?)", params = list(library_file)))
dbWriteTable(db, "aml", data.frame(days = c(9, 13, 13, 18, 23), died = c(1L, 1L, 0L, 1L, 1L),
                                   arm = c("x", "x", "x", "y", "y")))
k <- dbGetQuery(db, "SELECT * FROM km_curve('aml', 'days', 'died')")
stopifnot(nrow(k) == 5, is.integer(k$n_risk), is.integer(k$n_event), is.double(k$time), is.double(k$estimate),
          is.double(k$conf_low), is.na(k$std_error[5]), all.equal(k$estimate[2:3], c(0.8, 0.6)))
k <- dbGetQuery(db, "SELECT * FROM km_curve(?, ?, ?, ?) WHERE times = ?",
                params = list("aml", "days", "died", "arm", "10,20"))
stopifnot(identical(k$strata, c("x", "x", "y", "y")), identical(k$n_risk, c(2L, 0L, 2L, 1L)))
k <- dbGetQuery(db, "SELECT time FROM km_curve((SELECT surv(days, died) FROM aml WHERE arm = ?))", params = list("y"))
stopifnot(identical(k$time, c(0, 18, 23)))
blob <- dbGetQuery(db, "SELECT surv(days, died) AS b FROM aml")$b
k <- dbGetQuery(db, "SELECT count(*) AS n FROM km_curve(?)", params = list(blob))
stopifnot(k$n == 5)
message <- tryCatch(dbGetQuery(db, "SELECT * FROM km_curve('aml', 'day', 'died')"), error = conditionMessage)
stopifnot(grepl("did you mean days?", message, fixed = TRUE))
# a logical column of R is 0 and 1
dbWriteTable(db, "flags", data.frame(days = 1:2, died = c(TRUE, FALSE)))
stopifnot(identical(dbGetQuery(db, "SELECT n_event FROM km_curve('flags', 'days', 'died')")$n_event, c(0L, 1L, 0L)))
dbDisconnect(db)
