# The live differential test: random data sets through the loaded extension and through R, compared to 1e-10.
#
#   Rscript tests/oracle/oracle.R EXTENSION [SEED] [SETS]
#
# Set number i is drawn from SEED + i - 1, so that a failing set is repeated alone with its own seed and SETS = 1.
# EXTENSION `naive` runs the plain R implementations of this directory instead: the test of the test.
# Every other file here registers the checks of one SQL function. FAILED_DIR receives the data of failing sets,
# VALIDATION_DIR what the validation report reads: oracle.tsv, how much of each function was compared and the worst
# difference, and packages.tsv.

suppressPackageStartupMessages(library(survival))

script <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
here <- dirname(normalizePath(script))
arguments <- commandArgs(TRUE)
if (length(arguments) < 1) stop("usage: Rscript oracle.R EXTENSION [SEED] [SETS]")
extension <- arguments[1]
seed <- if (length(arguments) > 1) as.integer(arguments[2]) else as.integer(as.numeric(Sys.time()) %% 1e9)
sets <- if (length(arguments) > 2) as.integer(arguments[3]) else 400L

source(file.path(here, "lib.R"))
database <- if (extension != "naive") open_database(normalizePath(extension))
for (file in setdiff(list.files(here, "[.]R$"), c("oracle.R", "lib.R"))) source(file.path(here, file))

cat(sprintf("oracle: seed %d, %d sets, R %s, survival %s, %s\n", seed, sets, getRversion(), packageVersion("survival"),
            if (is.null(database)) "naive" else paste("SQLite", rows_of("SELECT sqlite_version()")[[1]])))
for (number in seq_len(sets)) {
  set <- draw_set(seed + number - 1L)
  store_set(set)
  for (name in names(registered)) {
    set.seed(set$seed)  # so that the checks of one function do not depend on those of another
    forget_queries()
    registered[[name]](set)
  }
}
report()
if (nzchar(Sys.getenv("VALIDATION_DIR"))) write_validation(Sys.getenv("VALIDATION_DIR"))
quit(status = if (tally$failed > 0) 1 else 0)
