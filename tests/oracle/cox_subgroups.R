# cox_subgroups: coxph of the rows of each level, and the likelihood ratio of arm:level with strata(level).

register("cox_subgroups", function(set) {
  if (is.null(database)) return()
  n <- one_of(c(80, 200))
  data <- data.frame(time = sample.int(one_of(c(30, 1000)), n, TRUE), event = rbinom(n, 1, 0.7), x = round(rnorm(n), 2),
                     arm = sample(c("a", "b", "c")[seq_len(sample(2:3, 1))], n, TRUE), sex = sample(c("f", "m", NA), n, TRUE, c(5, 5, 1)),
                     site = sample.int(4, n, TRUE), entry = 0)
  if (runif(1) < 0.3) data$entry <- floor(data$time * runif(n, 0, 0.9))
  data <- data[data$entry < data$time, ]
  if (length(unique(data$arm)) < 2) return()
  adjusted <- runif(1) < 0.5
  ties <- one_of(c("efron", "breslow"))
  dbWriteTable(database, "trial", data, overwrite = TRUE)
  right <- paste("arm", if (adjusted) "+ x")
  model <- function(rows, extra = "") coxph(as.formula(paste("Surv(entry, time, event) ~", right, extra)), rows, ties = ties,
                                            control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50))
  part <- function(rows, interaction_p = NA) {
    fit <- suppressWarnings(model(rows))
    at <- grep("^arm", names(coef(fit)))
    b <- unname(coef(fit)[at])
    se <- sqrt(diag(vcov(fit)))[at]
    data.frame(n = nrow(rows), n_event = sum(rows$event), hazard_ratio = exp(b), conf_low = exp(b - qnorm(0.975) * se),
               p_value = 2 * pnorm(-abs(b / se)), interaction_p)
  }
  expected <- list(part(data))
  for (name in c("sex", "site")) {
    data$level <- data[[name]]
    known <- data[!is.na(data$level), ]
    known$level <- factor(known$level)
    p <- tryCatch(suppressWarnings(anova(model(known, "+ strata(level)"),
                                         model(known, "+ arm:level + strata(level)")))[2, "Pr(>|Chi|)"], error = function(e) NULL)
    levels <- lapply(split(known, known$level), function(rows) if (length(unique(rows$arm)) == length(unique(data$arm))) part(rows, p))
    if (is.null(p) || any(vapply(levels, is.null, TRUE))) return()
    expected <- c(expected, levels)
  }
  expected <- do.call(rbind, expected)
  if (any(abs(log(expected$hazard_ratio)) > 5)) return()  # without bound, or nearly
  options <- list(ties = ties, entry = "entry")
  actual <- rows_of(paste0("SELECT n, n_event, hazard_ratio, conf_low, p_value, interaction_p FROM cox_subgroups('trial', 'time', ",
                           "'event', 'arm', 'sex, site'", if (adjusted) ", 'x'", ")", sql_options(options)))
  check(set, paste("cox_subgroups,", ties), expected, actual, 1e-6)
})
