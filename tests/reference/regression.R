# R 4.2.2, survival 3.5-3, cmprsk 2.2-11: Cox models, written to cox.csv, and Fine and Gray's, to finegray.csv, of the
# covariates x1 and x2.
#
#   Rscript regression.R

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "lib.R"))
suppressPackageStartupMessages(library(cmprsk))

terms <- c("x1", "x2")

cox <- function(name, rows) {
  do.call(rbind, lapply(c("efron", "breslow", "exact"), function(ties) {
    fit <- coxph(surv_of(rows) ~ x1 + x2, rows, ties = ties, control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50))
    # no coef() and vcov(): with exact ties and delayed entry the fit has lost its class
    data.frame(ties, term = terms, estimate = unname(fit$coefficients), std_error = sqrt(diag(fit$var)))
  }))
}

fine_gray <- function(name, rows) {
  do.call(rbind, lapply(sort(setdiff(rows$status, censor_of(name))), function(cause) {
    fit <- crr(rows$time, rows$status, as.matrix(rows[terms]), failcode = cause, cencode = censor_of(name),
               gtol = 1e-12, maxiter = 50)
    data.frame(cause, term = terms, estimate = unname(fit$coef), std_error = sqrt(diag(fit$var)))
  }))
}

write_table(for_sets(c("lung", "veteran", "ovarian", "heart", "bmt", "melanoma"), cox), "cox")
write_table(for_sets(c("bmt", "melanoma"), fine_gray), "finegray")
