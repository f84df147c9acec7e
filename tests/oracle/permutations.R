# permutations of logrank: the share among all relabellings of few patients, each by survdiff. 4000 random ones come near
# it: within five standard errors, which one in a million misses.

register("permutations", function(set) {
  rows <- set$usable
  if (is.null(database) || !set$has("grp") || set$has("entry") || !set$whole_counts) return()
  groups <- split(rows, rows$grp)
  if (length(groups) < 2 || any(rows$time != round(rows$time))) return()
  # Up to four patients of each of two groups, in a table of their own.
  few <- do.call(rbind, lapply(groups[1:2], function(group) group[sample.int(nrow(group), min(4, nrow(group))), ]))
  label <- as.character(few$grp)
  first <- label == label[1]
  chi_square <- function(first) {
    test <- tryCatch(survdiff(Surv(few$time, few$event) ~ first), error = function(e) NULL)
    if (is.null(test) || !(test$var[1, 1] > 1e-12)) return(NA)
    (test$obs[1] - test$exp[1])^2 / test$var[1, 1]
  }
  observed <- chi_square(first)
  if (sum(few$event) == 0 || all(first) || is.na(observed)) return()
  relabelled <- combn(nrow(few), sum(first), function(chosen) chi_square(seq_len(nrow(few)) %in% chosen))
  exact <- mean(!is.na(relabelled) & relabelled >= observed * (1 - 1e-10))
  dbWriteTable(database, "few", data.frame(time = few$time, event = few$event, label), overwrite = TRUE)
  number <- 4000
  actual <- rows_of(sprintf("SELECT DISTINCT statistic, p_value FROM logrank('few', 'time', 'event', 'label') WHERE permutations = %d AND seed = %d",
                            number, set$seed %% 1000))
  near <- abs(actual$p_value * (1 + number) - 1 - exact * number) <= 5 * sqrt(number * exact * (1 - exact)) + 1e-6
  check(set, "logrank, permutations", data.frame(statistic = observed, near = TRUE), data.frame(statistic = actual$statistic, near))
})
