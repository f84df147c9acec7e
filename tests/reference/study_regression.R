# R 4.2.2, survival 3.5-3, cmprsk 2.2-11: the hazard ratios of sql/regression.sql, from the CSV files of
# samples/registry and nothing else, written to study_regression.csv.
#
#   Rscript study_regression.R        (in any directory; writes next to itself)
#
# An empty cell: no finite estimate, since nobody of the level, or of the reference, had the event.

suppressPackageStartupMessages({ library(survival); library(cmprsk) })

here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))))
registry <- function(name) {
  read.csv(file.path(here, "../../samples/registry", paste0(name, ".csv")), na.strings = "", stringsAsFactors = FALSE)
}
patients <- registry("patients"); first <- registry("first_transplant"); relapse <- registry("first_relapse")
cart <- registry("cart"); second <- registry("second_transplant"); events <- registry("events")
id <- patients$patient_id
of <- function(table, column) table[[column]][match(id, table$patient_id)]
date_of <- function(type) as.Date(of(events[events$event_type == type, ], "event_date"))

origin <- as.Date(of(second, "transplant_date"))
before <- as.Date(of(first, "transplant_date"))
died <- date_of("death")
last <- pmin(ifelse(is.na(died), date_of("last_contact"), died), as.Date("2020-09-01"))
relapsed <- date_of("relapse")
os_days <- as.numeric(last - as.numeric(origin))
lfs_days <- as.numeric(ifelse(is.na(relapsed), last, relapsed) - as.numeric(origin))
dead <- as.integer(!is.na(died))
status <- ifelse(!is.na(relapsed), 1L, ifelse(dead == 1, 2L, 0L))

birth <- as.Date(patients$birth_date)
years <- as.integer(format(origin, "%Y")) - as.integer(format(birth, "%Y")) - (format(origin, "%m-%d") < format(birth, "%m-%d"))
targets <- tapply(cart$target, cart$patient_id, function(x) paste(sort(unique(x)), collapse = "+"))[id]
source <- of(cart, "cell_source")
conditioning <- of(second, "conditioning")
factors <- list(
  "age" = ifelse(years <= 14, "child", "adult"),
  "sex" = patients$sex,
  "relapse treatment" = ifelse(of(relapse, "chemotherapy") == "yes", "chemo + CAR-T", "CAR-T"),
  "CAR-T target" = as.vector(targets),
  "CAR-T cell source" = ifelse(source == "unknown", NA, source),
  "first relapse" = ifelse(as.Date(of(relapse, "relapse_date")) - before <= 183, "early", "late"),
  "conditioning" = ifelse(conditioning %in% c("TBI", "Bu"), conditioning, NA),
  "prophylactic DLI/DSI" = of(second, "prophylactic_dli_dsi"),
  "transplant interval" = ifelse(origin - before <= 365, "short", "long"),
  "source, presumed" = of(cart, "cell_source_presumed")
)
outcomes <- list(OS = list(os_days, dead, 1L), LFS = list(lfs_days, as.integer(status > 0), 1L),
                 RI = list(lfs_days, status, 1L), NRM = list(lfs_days, status, 2L))

fit <- function(outcome, names) {
  rows <- as.data.frame(factors[names], stringsAsFactors = TRUE, check.names = FALSE)
  known <- complete.cases(rows)
  rows <- rows[known, , drop = FALSE]
  time <- outcomes[[outcome]][[1]][known]; code <- outcomes[[outcome]][[2]][known]; cause <- outcomes[[outcome]][[3]]
  x <- do.call(cbind, lapply(rows, function(f) sapply(levels(f)[-1], function(level) as.numeric(f == level))))
  if (outcome %in% c("OS", "LFS")) {
    model <- suppressWarnings(coxph(Surv(time, code) ~ x, control = coxph.control(eps = 1e-12, iter.max = 50)))
    estimate <- coef(model); error <- sqrt(diag(vcov(model)))
  } else {
    model <- suppressWarnings(crr(time, code, x, failcode = cause, cencode = 0, gtol = 1e-10, maxiter = 50))
    estimate <- model$coef; error <- sqrt(diag(model$var))
  }
  finite <- unlist(lapply(rows, function(f) {
    n_event <- tapply(code == cause, f, sum)
    n_event[1] > 0 & n_event[-1] > 0
  }))
  keep <- function(value) ifelse(finite, value, NA)
  z <- qnorm(0.975)
  data.frame(covariates = length(names), outcome, factor = rep(names, sapply(rows, nlevels) - 1),
             level = unlist(lapply(rows, function(f) levels(f)[-1])), hazard_ratio = keep(exp(estimate)),
             conf_low = keep(exp(estimate - z * error)), conf_high = keep(exp(estimate + z * error)),
             p_value = keep(2 * pnorm(-abs(estimate / error))))
}

expected <- rbind(
  do.call(rbind, lapply(names(outcomes), function(o) do.call(rbind, lapply(names(factors), function(f) fit(o, f))))),
  do.call(rbind, lapply(c("OS", "LFS", "NRM"), fit, c("first relapse", "conditioning")))
)
as_cell <- function(x) {
  if (!is.numeric(x)) return(ifelse(grepl(",", x), paste0('"', x, '"'), as.character(x)))
  ifelse(is.na(x), "", sprintf("%.12g", x))
}
write.table(as.data.frame(lapply(expected, as_cell)), file.path(here, "study_regression.csv"), sep = ",",
            row.names = FALSE, quote = FALSE, eol = "\n")
