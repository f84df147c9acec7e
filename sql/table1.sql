-- Table 1: the patients at the origin; the variables are those of the setting table_one. Read session.sql first.

CREATE TEMP VIEW table1 AS
SELECT variable, level, n, percent, n_missing, median, min, max, summary
FROM settings, table_one('described', settings.table_one);
