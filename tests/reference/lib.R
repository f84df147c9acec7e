# What the scripts here share: the data sets, and how a table is written.
#
# Each script runs in any directory and writes next to itself. An empty cell is NULL. Numbers have 17 significant
# digits, which is all that a double has.

suppressPackageStartupMessages(library(survival))

# Patients per month of follow-up: the table of counts is analysed in R with its rows written out.
counts_of <- function(rows) {
  counts <- aggregate(list(weight = rep(1L, nrow(rows))), rows[c("time", "event", "group")], sum)
  counts[order(counts$group, counts$time, counts$event), ]
}

bmt <- local({ data(bmt, package = "KMsurv", envir = environment()); bmt })
melanoma <- local({ data(melanoma, package = "boot", envir = environment()); melanoma })

# The covariates of a set are numbers, ready for a model; `stratum` stratifies a test. R codes the censored by 0, but for
# melanoma, where they are 2.
data_sets <- list(
  lung = with(lung, data.frame(time, event = status - 1, group = ifelse(sex == 1, "male", "female"),
                               stratum = ph.ecog, x1 = age, x2 = ph.ecog)),
  veteran = with(veteran, data.frame(time, event = status, group = celltype, stratum = trt, x1 = karno, x2 = trt)),
  ovarian = with(ovarian, data.frame(time = futime, event = fustat, group = rx, stratum = resid.ds, x1 = age, x2 = rx)),
  aml = with(aml, data.frame(time, event = status, group = x)),
  heart = with(heart, data.frame(time = stop, event, group = ifelse(transplant == 1, "transplanted", "waiting"),
                                 entry = start, x1 = age, x2 = surgery)),
  lung_months = counts_of(with(lung, data.frame(time = as.integer(time / 30.4375), event = status - 1,
                                                group = ifelse(sex == 1, "male", "female")))),
  # Bone marrow transplants: 1 relapse, 2 death without relapse
  bmt = with(bmt, data.frame(time = t2, event = d3, status = ifelse(d3 == 1, 2 - d2, 0),
                             group = c("ALL", "AML low risk", "AML high risk")[group], stratum = z10, x1 = z1, x2 = z10)),
  # Monoclonal gammopathy: 1 plasma cell malignancy, 2 death without it
  mgus2 = with(mgus2, data.frame(time = ifelse(pstat == 1, ptime, futime), event = pmax(pstat, death),
                                 status = ifelse(pstat == 1, 1, 2 * death), group = sex, stratum = dxyr %/% 10)),
  # 1 death of melanoma, 3 of other causes
  melanoma = with(melanoma, data.frame(time, event = as.integer(status != 2), status, group = ulcer, stratum = sex,
                                       x1 = log(thickness), x2 = age))
)

written_out <- function(rows) if (is.null(rows$weight)) rows else rows[rep(seq_len(nrow(rows)), rows$weight), ]

surv_of <- function(rows) with(rows, if (is.null(rows$entry)) Surv(time, event) else Surv(entry, time, event))

censor_of <- function(name) if (name == "melanoma") 2 else 0

groups_of <- function(rows) {
  if (is.numeric(rows$group)) sort(unique(rows$group)) else sort(unique(as.character(rows$group)), method = "radix")
}  # by bytes, as SQLite sorts

here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))))

as_cell <- function(x) {
  if (!is.numeric(x)) return(ifelse(is.na(x), "", as.character(x)))
  ifelse(is.na(x), "", sprintf("%.17g", x))
}

write_table <- function(frame, name) {
  write.table(as.data.frame(lapply(frame, as_cell)), file.path(here, paste0(name, ".csv")), sep = ",",
              row.names = FALSE, quote = FALSE, eol = "\n")
}

# The rows that `rows_of` makes of each of these sets, one below the other, the set's name before them.
for_sets <- function(names, rows_of) {
  do.call(rbind, lapply(names, function(name) {
    rows <- rows_of(name, written_out(data_sets[[name]]))
    if (is.null(rows)) NULL else cbind(data_set = name, rows)
  }))
}
