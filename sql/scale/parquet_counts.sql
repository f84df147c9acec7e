-- The counting query over Parquet, for DuckDB: parquet.js makes the view patients of the files. Only the columns named are
-- read. BIGINT: a count of DuckDB's sum() would be HUGEINT.
SELECT arm, age_band, centre, os_days, status, count(*)::BIGINT AS n
FROM patients
GROUP BY arm, age_band, centre, os_days, status
