# What every oracle file shares: random data sets, the database, the comparison and the tally.

tolerance <- 1e-10  # relative, and 1e-12 absolute near 0: the scale of a difference is max(|expected|, 0.01)

# --- random data sets ------------------------------------------------------------------------------------------------
# A set is a data frame `data` (time, event, and where the kind has them grp, weight, entry) and what to know about it.

one_of <- function(values) values[[sample.int(length(values), 1)]]

group_labels <- list(c("b arm", "a arm", "D", "it's", "10", "c"), c(10L, 9L, 2L, 100L, -1L, 11L),
                     c(0.5, 2, 1e6, -3.25, 10, 0), 2020L + c(3L, 0:2, 5L, 4L))

# What means censored, and up to four causes: 0, or one of several numbers, or text.
status_labels <- list(list(0L, c(2L, 1L, 3L, 4L)), list(0L, c(-2L, 10L, 9L, 1L)), list(1L, c(0L, 2L, 5L, 3L)),
                      list(0.5, c(1.5, 2, 1e6, -3)), list("alive", c("relapse", "death", "GVHD", "it's")))

integer_days <- function(n) sample.int(one_of(c(3, 10, 60, 1000)), n, TRUE)

continuous_times <- function(n) signif((rexp(n) + 0.01) * one_of(c(1e-3, 1, 365.25, 1e5)), 12)

# Steps of one tenth, or days between two instants, reached by additions that round differently: the same step can
# have several values a few ulp apart.
rounded_differently <- function(steps) {
  double_steps <- vapply(steps, function(step) sample.int(step %/% 2 + 1, 1) - 1, 0)
  (steps - 2 * double_steps) * 0.1 + double_steps * 0.2
}
date_differences <- function(days) {
  start <- 2459000.5 + round(runif(length(days), 0, 3000), 3)
  (start + days) - start
}

draw_entry <- function(data) transform(data, entry = vapply(time, function(time) sample.int(time, 1) - 1L, 0L))

kinds <- list(
  "integer days" = function(n) data.frame(time = integer_days(n)),
  "continuous" = function(n) data.frame(time = continuous_times(n)),
  "date arithmetic" = function(n) {
    steps <- sample.int(40, n, TRUE)
    data.frame(time = if (runif(1) < 0.5) rounded_differently(steps) else date_differences(steps))
  },
  "entry, integer days" = function(n) draw_entry(data.frame(time = integer_days(n))),
  "entry, continuous" = function(n) {
    time <- continuous_times(n)
    data.frame(time, entry = time * one_of(list(runif(n, 0, 0.9), sample(c(0, 0.5), n, TRUE))))
  },
  "entry, date arithmetic" = function(n) {
    steps <- draw_entry(data.frame(time = sample.int(40, n, TRUE)))
    clock <- one_of(list(rounded_differently, date_differences))
    data.frame(time = clock(steps$time), entry = clock(steps$entry))
  },
  "counts" = function(n) data.frame(time = integer_days(n), weight = sample(0:6, n, TRUE)),
  "counts, entry" = function(n) {
    draw_entry(data.frame(time = integer_days(n), weight = sample(0:6, n, TRUE)))
  },
  "large counts" = function(n) {
    data <- data.frame(time = integer_days(n))
    if (runif(1) < 0.5) data <- draw_entry(data)
    transform(data, weight = sample.int(12, n, TRUE))
  },
  "tiny groups" = function(n) data.frame(time = sample.int(4, n, TRUE)),
  "large groups" = function(n) {
    data.frame(time = if (runif(1) < 0.5) sample.int(3650, n, TRUE) else continuous_times(n))
  },
  "all censored" = function(n) data.frame(time = integer_days(n), event = 0L),
  "all events" = function(n) data.frame(time = integer_days(n), event = 1L),
  "times at 0" = function(n) data.frame(time = sample(c(0L, 0L, 0:20), n, TRUE)),
  "missing values" = function(n) data.frame(time = integer_days(n)),
  "groups that end early" = function(n) data.frame(time = integer_days(n))
)

draw_set <- function(seed) {
  set.seed(seed)
  kind <- names(kinds)[seed %% length(kinds) + 1]
  n_groups <- sample.int(if (kind == "large groups") 2L else 6L, 1)
  size <- function() switch(kind, "tiny groups" = sample.int(3, 1), "large groups" = 2000L, one_of(c(5, 20, 80, 200)))
  group <- rep(seq_len(n_groups), vapply(seq_len(n_groups), function(i) as.integer(size()), 0L))
  data <- kinds[[kind]](length(group))
  if (kind == "groups that end early") data$time <- 1L + data$time %/% 4L^(group - 1L)
  if (is.null(data$event)) data$event <- rbinom(nrow(data), 1, one_of(c(0.1, 0.5, 0.9)))
  if (n_groups > 1 || runif(1) < 0.5) data$grp <- one_of(group_labels)[group]
  data <- data[sample.int(nrow(data)), , drop = FALSE]
  if (kind == "missing values") for (name in names(data)) is.na(data[[name]]) <- runif(nrow(data)) < 0.1
  causes <- one_of(status_labels)
  data <- with_covariates(data, causes[[1]], causes[[2]])
  # Where nobody is censored, a cause 0 is an error: it is taken for what censor should have said.
  seen <- usable_rows(data)
  if (!any(seen$status[if (is.null(seen$weight)) TRUE else seen$weight > 0] == causes[[1]]))
    data$status[which(data$status == 0)] <- 7L
  list(seed = seed, kind = kind, data = data, usable = usable_rows(data), censor = causes[[1]],
       has = function(name) !is.null(data[[name]]),
       whole_counts = is.null(data$weight) || all(data$weight == round(data$weight)))
}

# Columns for some of the functions: `status`, the cause of an event, of which a group may lack some; `block`, the
# strata of a stratified test; `score`, with ties, related to the time.
with_covariates <- function(data, censor, causes) {
  n <- nrow(data)
  causes <- causes[seq_len(sample.int(length(causes), 1))]
  cause <- integer(n)
  for (rows in split(seq_len(n), if (is.null(data$grp)) rep(1, n) else match(data$grp, data$grp))) {
    some <- sample.int(length(causes), sample.int(length(causes), 1))
    cause[rows] <- some[sample.int(length(some), length(rows), TRUE)]
  }
  data$status <- ifelse(data$event == 1, causes[cause], censor)
  data$block <- sample.int(sample.int(3, 1), n, TRUE)
  data$score <- one_of(list(sample.int(6, n, TRUE), round(5 * rank(data$time) / n + rnorm(n)), signif(rnorm(n), 6)))
  data
}

# The rows an estimator sees: complete ones, written out where the weight is a count, the groups as a factor in
# SQLite's order (numbers by value, text by bytes).
usable_rows <- function(data) {
  data <- data[complete.cases(data), , drop = FALSE]
  if (!is.null(data$weight) && all(data$weight == round(data$weight))) {
    data <- data[rep(seq_len(nrow(data)), data$weight), , drop = FALSE]
    data$weight <- NULL
  }
  if (!is.null(data$grp)) data$grp <- factor(data$grp, sort(unique(data$grp), method = "radix"))
  data
}

# --- the database ----------------------------------------------------------------------------------------------------

database <- NULL

open_database <- function(extension) {
  suppressPackageStartupMessages(library(RSQLite))
  database <- dbConnect(SQLite(), ":memory:", loadable.extensions = TRUE)
  dbGetQuery(database, "SELECT load_extension(?)", params = list(extension))
  database
}

store_set <- function(set) {
  if (is.null(database)) return(invisible())
  dbWriteTable(database, "patients", set$data, overwrite = TRUE)
  written_out <- set$usable
  if (set$has("grp")) written_out$grp <- type.convert(as.character(written_out$grp), as.is = TRUE)
  dbWriteTable(database, "written_out", written_out, overwrite = TRUE)
}

# RSQLite only warns when a column changes its storage class from row to row; here that is an error.
rows_of <- function(sql) {
  queried$sql <- c(queried$sql, sql)
  withCallingHandlers(dbGetQuery(database, sql), warning = function(w) stop(conditionMessage(w)))
}

# What was asked since the last comparison: which functions that one is about. Where several comparisons share a query, it is
# about the same functions, or about the one that its label begins with.
queried <- new.env()

forget_queries <- function() {
  queried$sql <- character()
  queried$functions <- character()
}

functions_queried <- function(label) {
  if (length(queried$sql) > 0) {
    words <- unique(unlist(regmatches(queried$sql, gregexpr("[a-z_0-9]+(?=\\()", queried$sql, perl = TRUE))))
    queried$sql <- character()
    queried$functions <- intersect(words, all_functions())
    return(queried$functions)
  }
  first <- sub("[^a-z_0-9].*", "", label)
  if (first %in% queried$functions) first else queried$functions
}

all_functions <- local({
  names <- NULL
  function() {
    if (is.null(names) && !is.null(database))
      names <<- dbGetQuery(database, "SELECT DISTINCT name FROM survival_functions")$name
    names
  }
})

sql_number <- function(x) sprintf(if (is.integer(x)) "%d" else "%.17g", x)

sql_literal <- function(x) if (is.numeric(x)) sql_number(x) else paste0("'", gsub("'", "''", x), "'")

# Rows of a table function on a table of the set, or (table = NULL) on the set packed by surv().
table_rows <- function(name, columns, set, options = list(), table = "patients", outcome = "event") {
  if (is.null(table)) {
    packed <- c("time", outcome, if (set$has("grp")) "grp" else "1", if (set$has("weight")) "weight" else "1", "entry")
    last <- if (set$has("entry")) 5 else if (set$has("weight")) 4 else if (set$has("grp")) 3 else 2
    arguments <- sprintf("(SELECT surv(%s) FROM patients)", paste(head(packed, last), collapse = ", "))
  } else {
    arguments <- paste0("'", c(table, "time", outcome, if (set$has("grp")) "grp"), "'", collapse = ", ")
    if (set$has("weight") && table == "patients") options$weight <- "weight"
    if (set$has("entry")) options$entry <- "entry"
  }
  rows_of(paste0("SELECT ", paste(columns, collapse = ", "), " FROM ", name, "(", arguments, ")", sql_options(options)))
}

# `name = literal` for every option, for a WHERE clause.
sql_options <- function(options) {
  if (length(options) == 0) return("")
  paste(" WHERE", paste(names(options), "=", vapply(options, sql_literal, ""), collapse = " AND "))
}

# --- comparison ------------------------------------------------------------------------------------------------------

registered <- list()
register <- function(name, checks) registered[[name]] <<- checks

tally <- new.env()
tally$passed <- tally$failed <- 0
tally$worst <- 0
tally$worst_at <- "nowhere"
tally$failures <- list()
tally$functions <- list()  # by function and tolerance: comparisons and failures, the worst difference and where it was
shown_failures <- 10
shown_rows <- 8

# How far each cell is from the expected one: 0 where both are missing, infinite where one is.
scaled_difference <- function(expected, actual) {
  difference <- abs(actual - expected) / pmax(abs(expected), 0.01)
  difference[is.na(expected) != is.na(actual)] <- Inf
  difference[is.na(expected) & is.na(actual)] <- 0
  difference[is.infinite(expected) & expected == actual] <- 0
  difference
}

record <- function(name, limit, failed, difference, where) {
  key <- paste(name, limit)
  entry <- tally$functions[[key]]
  if (is.null(entry)) entry <- list(name = name, comparisons = 0, failed = 0, limit = limit, worst = 0, where = "")
  entry$comparisons <- entry$comparisons + 1
  entry$failed <- entry$failed + failed
  if (difference > entry$worst) entry[c("worst", "where")] <- list(difference, where)
  tally$functions[[key]] <- entry
}

# The first reason why two results differ (with the rows where they do), or NULL. `limit` 0 asks for the same bits.
difference_between <- function(expected, actual, limit, where) {
  if (!identical(names(expected), names(actual)))
    return(list(reason = paste("columns", paste(names(actual), collapse = ", "))))
  if (nrow(expected) != nrow(actual))
    return(list(reason = sprintf("%d rows instead of %d", nrow(actual), nrow(expected)),
                rows = seq_len(max(nrow(actual), nrow(expected)))))
  for (name in names(expected)) {
    if (name %in% c("strata", "outcome") || is.character(expected[[name]])) {
      wrong <- !mapply(identical, as.character(expected[[name]]), as.character(actual[[name]]))
    } else {
      difference <- scaled_difference(as.numeric(expected[[name]]), as.numeric(actual[[name]]))
      wrong <- difference > limit
      finite <- max(0, difference[is.finite(difference)])
      if (finite > tally$seen$difference) tally$seen <- list(difference = finite, where = paste(where, name))
      if (limit > 0 && !any(wrong) && finite > tally$worst) {
        tally$worst <- finite
        tally$worst_at <- paste(where, name)
      }
    }
    if (any(wrong)) return(list(reason = paste("column", name), rows = which(wrong)))
  }
}

# Counts one comparison. `actual` is evaluated here, so that an SQL error is a failure of this check alone.
check <- function(set, label, expected, actual, limit = tolerance) {
  where <- sprintf("seed %d (%s): %s", set$seed, set$kind, label)
  tally$seen <- list(difference = 0, where = "")
  actual <- tryCatch(actual, error = function(e) e)
  problem <- if (inherits(actual, "error")) list(reason = conditionMessage(actual))
             else difference_between(expected, actual, limit, where)
  for (name in functions_queried(label))
    record(name, limit, !is.null(problem), tally$seen$difference, tally$seen$where)
  if (is.null(problem)) {
    tally$passed <- tally$passed + 1
    return(invisible())
  }
  tally$failed <- tally$failed + 1
  kind_and_label <- paste(set$kind, label, sep = ": ")
  tally$failures[[kind_and_label]] <- c(tally$failures[[kind_and_label]], set$seed)
  directory <- Sys.getenv("FAILED_DIR")
  if (nzchar(directory)) {
    dir.create(directory, showWarnings = FALSE, recursive = TRUE)
    write.csv(set$data, file.path(directory, sprintf("%s-%d.csv", gsub("[^a-z0-9]+", "-", set$kind), set$seed)),
              row.names = FALSE)
  }
  if (tally$failed > shown_failures) return(invisible())
  cat("\nFAILED ", where, "\n  ", problem$reason, "\n", sep = "")
  if (!is.null(problem$rows)) {
    print_rows("expected", expected, problem$rows)
    print_rows("actual", actual, problem$rows)
  }
}

print_rows <- function(title, frame, rows) {
  rows <- head(rows[rows <= nrow(frame)], shown_rows)
  old <- options(digits = 15, width = 160)
  on.exit(options(old))
  cat("  ", title, ":\n", sep = "")
  print(frame[rows, ])
}

# For the validation report: a line per function and tolerance, and the packages that the files here name.
write_validation <- function(directory) {
  table <- function(rows, file) write.table(rows, file.path(directory, file), sep = "\t", quote = FALSE, row.names = FALSE)
  table(do.call(rbind, lapply(tally$functions[order(names(tally$functions))], as.data.frame)), "oracle.tsv")
  names <- packages_named(loadedNamespaces())
  table(data.frame(name = names, version = vapply(names, function(name) format(packageVersion(name)), "")), "packages.tsv")
}

packages_named <- function(names) {
  texts <- unlist(lapply(list.files(here, "[.]R$", full.names = TRUE), readLines))
  base <- c("base", "compiler", "graphics", "grDevices", "methods", "stats", "utils")
  named <- function(name) any(grepl(sprintf("(library|Namespace)\\(\"?%s\\b|\\b%s::", name, name), texts))
  Filter(named, sort(setdiff(names, base)))
}

report <- function() {
  if (tally$failed > shown_failures) {
    cat("\nAll failures, with the seeds that show them:\n")
    for (name in names(tally$failures)) {
      seeds <- tally$failures[[name]]
      cat(sprintf("  %s: %d, %s\n", name, length(seeds), paste(head(seeds, 3), collapse = " ")))
    }
  }
  cat(sprintf("worst relative difference %.2g (%s)\n", tally$worst, tally$worst_at))
  cat(sprintf("%d passed, %d failed\n", tally$passed, tally$failed))
}
