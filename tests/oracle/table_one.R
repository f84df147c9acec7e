# table_one against quantile(), wilcox.test(), kruskal.test(), chisq.test() and fisher.test().

# Fisher's P values: R's own are no better, and large tables pass through its hash of 30000 past paths.
fisher_tolerance <- 1e-7

table_one_columns <- c("variable", "level", "strata", "n", "percent", "n_missing", "mean", "sd", "median", "q1", "q3",
                       "min", "max", "p_value", "test")

# --- expected by R ---------------------------------------------------------------------------------------------------

no_test <- list(p_value = NA_real_, test = NA_character_)

test_numbers <- function(values, group) {
  group <- factor(group[!is.na(values)])
  values <- values[!is.na(values)]
  if (nlevels(group) < 2 || length(unique(values)) < 2) return(no_test)
  if (nlevels(group) > 2) return(list(p_value = kruskal.test(values, group)$p.value, test = "Kruskal-Wallis test"))
  result <- suppressWarnings(wilcox.test(values ~ group))
  exact <- grepl("exact", result$method)
  list(p_value = result$p.value, test = paste0("Wilcoxon rank-sum test", if (exact) ", exact"))
}

test_levels <- function(values, group) {
  counts <- table(factor(values), factor(group[seq_along(group)]))
  counts <- counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
  if (any(dim(counts) < 2)) return(no_test)
  result <- suppressWarnings(chisq.test(counts))
  if (all(result$expected >= 5))
    return(list(p_value = result$p.value,
                test = paste0("Chi-square test", if (all(dim(counts) == 2)) " with continuity correction")))
  exact <- tryCatch(fisher.test(counts, workspace = 2e7, conf.int = FALSE)$p.value, error = function(e) NA_real_)
  list(p_value = exact, test = "Fisher's exact test", instead = result$p.value)
}

describe_numbers <- function(values) {
  values <- values[!is.na(values)]
  quartiles <- unname(quantile(values, c(0.25, 0.75)))
  none <- length(values) == 0
  data.frame(mean = if (none) NA else mean(values), sd = sd(values), median = median(values), q1 = quartiles[1],
             q3 = quartiles[2], min = if (none) NA else min(values), max = if (none) NA else max(values))
}

nothing <- data.frame(mean = NA, sd = NA, median = NA, q1 = NA, q3 = NA, min = NA, max = NA)

# One variable; `group` is NULL or a factor, `categorical` whether its levels are counted.
expected_variable <- function(name, values, group, categorical) {
  subsets <- list(seq_along(values))
  labels <- NA
  if (!is.null(group)) {
    subsets <- c(subsets, split(seq_along(values), group))
    labels <- c(NA, levels(group))
  }
  test <- if (is.null(group)) no_test else if (categorical) test_levels(values, group) else test_numbers(values, group)
  rows <- list()
  for (level in if (categorical) sort(unique(na.omit(values)), method = "radix") else NA)
    for (i in seq_along(subsets)) {
      mine <- values[subsets[[i]]]
      known <- sum(!is.na(mine))
      n <- if (categorical) sum(mine == level, na.rm = TRUE) else known
      rows[[length(rows) + 1]] <-
        data.frame(variable = name, level = if (categorical) as.character(level) else NA_character_,
                   strata = as.character(labels[i]), n = n,
                   percent = if (categorical && known > 0) 100 * n / known else NA, n_missing = length(mine) - known,
                   if (categorical) nothing else describe_numbers(mine), p_value = test$p_value, test = test$test)
    }
  do.call(rbind, rows)
}

# --- actual ----------------------------------------------------------------------------------------------------------

table_one_rows <- function(variables, by = NULL, options = list()) {
  arguments <- paste0("'", c("characteristics", paste(variables, collapse = ", "), by), "'", collapse = ", ")
  rows <- rows_of(paste0("SELECT ", paste(table_one_columns, collapse = ", "), " FROM table_one(", arguments, ")",
                         sql_options(options)))
  rows$level <- as.character(rows$level)
  rows$strata <- as.character(rows$strata)
  rows$test <- as.character(rows$test)
  rows
}

# P values on a scale on which 1e-30 and 1e-31 differ. Where R gives up on Fisher's test, or we do, there is nothing to
# compare but the chi-square that stands in.
check_table <- function(set, label, expected, actual, limit = tolerance) {
  instead <- actual$test %in% "Chi-square test, too many tables for Fisher's exact test"
  fisher <- (expected$test %in% "Fisher's exact test") & nrow(expected) == nrow(actual)
  if (nrow(expected) == nrow(actual)) {
    unknown <- fisher & (instead | is.na(expected$p_value))
    expected$p_value[unknown] <- actual$p_value[unknown] <- NA
    expected$test[unknown] <- actual$test[unknown] <- NA
    check(set, paste0(label, ", Fisher"), with_log_p(expected[fisher & !unknown, c("p_value", "test")]),
          with_log_p(actual[fisher & !unknown, c("p_value", "test")]), fisher_tolerance)
    expected$p_value[fisher] <- actual$p_value[fisher] <- NA
  }
  check(set, label, with_log_p(expected), with_log_p(actual), limit)
}

# --- random characteristics ------------------------------------------------------------------------------------------

# Numbers with and without ties, large, negative, constant; some related to the group.
draw_numbers <- function(n, group) {
  values <- one_of(list(sample.int(one_of(c(3, 10, 100)), n, TRUE), signif(rnorm(n), 6), round(rexp(n) * 1000),
                        sample(n), rep(7L, n), signif(rnorm(n, 1e6), 12), -sample.int(5, n, TRUE) / 4))
  if (runif(1) < 0.3) values + group else values
}

draw_levels <- function(n, group) {
  labels <- one_of(list(c("yes", "no"), c("I", "II", "III", "IV"), letters[1:6], c("it's", "B", "a", "10", "9")))
  values <- labels[sample.int(length(labels), n, TRUE, prob = rexp(length(labels)) + 0.02)]
  if (runif(1) < 0.3) ifelse(runif(n) < 0.5, labels[pmin(group, length(labels))], values) else values
}

with_gaps <- function(values) {
  share <- one_of(c(0, 0, 0.1, 0.5))
  if (share > 0) is.na(values) <- runif(length(values)) < share
  values
}

register("table_one", function(set) {
  if (is.null(database)) return()
  n <- one_of(c(2, 5, 12, 30, 41, 80, 120, 400))
  groups <- one_of(c(1, 2, 2, 3, 5))
  group <- sample.int(groups, n, TRUE)
  labels <- one_of(group_labels)
  data <- data.frame(x = with_gaps(draw_numbers(n, group)), sex = with_gaps(draw_levels(n, group)),
                     stage = with_gaps(sample.int(4, n, TRUE)), grp = with_gaps(labels[group]))
  for (name in c("x", "sex")) if (all(is.na(data[[name]]))) data[[name]] <- if (name == "x") 1 else "yes"
  dbWriteTable(database, "characteristics", data, overwrite = TRUE)
  if (!all(is.na(data$stage))) {
    expected <- rbind(expected_variable("x", data$x, NULL, FALSE), expected_variable("sex", data$sex, NULL, TRUE),
                      expected_variable("stage", data$stage, NULL, TRUE))
    check_table(set, "table_one, all", expected,
                table_one_rows(c("x", "sex", "stage"), options = list(types = "stage=categorical")))
  }
  data <- data[!is.na(data$grp), ]
  if (nrow(data) == 0 || all(is.na(data$x)) || all(is.na(data$sex))) return()
  by <- factor(data$grp, sort(unique(data$grp), method = "radix"))
  expected <- rbind(expected_variable("x", data$x, by, FALSE), expected_variable("sex", data$sex, by, TRUE))
  check_table(set, "table_one, by", expected, table_one_rows(c("x", "sex"), "grp"))
})

# --- standardised differences, and sampling weights --------------------------------------------------------------------

# As if each value were there as often as its weight says, weights scaled to sum to their number: Hmisc's wtd.quantile.
weighted_quantile <- function(x, w, probability) {
  order <- order(x)
  x <- x[order]
  passed <- cumsum(w[order] / sum(w) * length(x))
  place <- 1 + (length(x) - 1) * probability
  low <- floor(place)
  at <- function(place) x[min(which(passed >= place - 1e-9 * length(x)), length(x))]
  at(low) + (place - low) * (at(min(low + 1, length(x))) - at(low))
}

# means: weighted; variances: not.
largest_difference <- function(means, variances) {
  if (any(is.na(variances[!is.na(means)]))) return(NA_real_)
  variances <- variances[!is.na(means)]
  means <- means[!is.na(means)]
  if (length(means) < 2) return(NA_real_)
  apart <- max(dist(means))
  if (apart == 0 && sum(variances) == 0) 0 else apart / sqrt(mean(variances))
}

register("table_one weights", function(set) {
  if (is.null(database)) return()
  n <- one_of(c(8, 30, 120))
  group <- sample.int(one_of(c(2, 2, 3)), n, TRUE)
  data <- data.frame(x = with_gaps(signif(rnorm(n) + group / 3, 8)), sex = with_gaps(letters[sample.int(3, n, TRUE)]),
                     grp = group, w = one_of(list(signif(rexp(n) + 0.1, 6), sample.int(8, n, TRUE) / 4, rep(1, n))))
  if (all(is.na(data$x)) || all(is.na(data$sex))) return()
  dbWriteTable(database, "weighted", data, overwrite = TRUE)
  asked <- " FROM table_one('weighted', '%s', 'grp') WHERE weight = 'w' AND weight_type = 'sampling'"
  groups <- sort(unique(group))
  subsets <- c(list(rep(TRUE, n)), lapply(groups, function(g) group == g))
  numbers <- do.call(rbind, lapply(subsets, function(of) {
    missing <- sum(data$w[of & is.na(data$x)])
    of <- of & !is.na(data$x)
    x <- data$x[of]
    w <- data$w[of]
    if (length(x) == 0) return(data.frame(n = 0, n_missing = missing, mean = NA, sd = NA, q1 = NA, median = NA, q3 = NA))
    spread <- sum(w) - sum(w^2) / sum(w)
    mean <- sum(w * x) / sum(w)
    data.frame(n = sum(w), n_missing = missing, mean,
               sd = if (length(x) > 1) sqrt(sum(w * (x - mean)^2) / spread) else NA, q1 = weighted_quantile(x, w, 0.25),
               median = weighted_quantile(x, w, 0.5), q3 = weighted_quantile(x, w, 0.75))
  }))
  variances <- vapply(groups, function(g) var(data$x[group == g & !is.na(data$x)]), 0)
  numbers$smd <- largest_difference(numbers$mean[-1], variances)
  check(set, "table_one, weighted numbers", numbers,
        rows_of(sprintf(paste0("SELECT n, n_missing, mean, sd, q1, median, q3, smd", asked), "x")), 1e-9)
  levels <- do.call(rbind, lapply(sort(unique(na.omit(data$sex))), function(level) {
    is <- data$sex == level
    share <- function(of, w) sum(w[of & is %in% TRUE]) / sum(w[of & !is.na(is)])
    rows <- do.call(rbind, lapply(subsets, function(of) data.frame(level, n = sum(data$w[of & is %in% TRUE]),
                                                                    percent = 100 * share(of, data$w))))
    p <- vapply(groups, function(g) share(group == g, rep(1, n)), 0)
    transform(rows, smd = largest_difference(rows$percent[-1] / 100, p * (1 - p)))
  }))
  check(set, "table_one, weighted levels", levels, rows_of(sprintf(paste0("SELECT level, n, percent, smd", asked), "sex")), 1e-9)
})
