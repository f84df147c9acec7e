-- What the tests and regressions read, packed from the endpoints and the centre's views, as tables of this session. Read
-- session.sql first. Apart from it, so that checks.sql can tell what is wrong before this refuses it.
.bail on
DROP TABLE IF EXISTS temp.patient_outcomes;
DROP TABLE IF EXISTS temp.packed_factors;
DROP TABLE IF EXISTS temp.factor_counts;

-- Every patient's outcomes and covariates.
CREATE TEMP TABLE patient_outcomes AS
SELECT *
FROM overall_survival
LEFT JOIN leukaemia_free_survival USING (patient_id)
LEFT JOIN relapse_or_death USING (patient_id)
LEFT JOIN grouped USING (patient_id);
CREATE INDEX temp.outcomes_of_patients ON patient_outcomes (patient_id);

-- The outcomes of each factor's levels, packed, a row for each factor: what the functions take as their source; lfs and
-- relapse are NULL where relapses are not recorded. Patients without a level are left out.
CREATE TEMP TABLE packed_factors AS
SELECT l.factor_no, min(l.factor)     AS factor,
       count(*)                       AS n,
       min(l.level) < max(l.level)    AS compares,  -- there is more than one level
       coalesce(sum(p.status = 1), 0) AS relapses,
       coalesce(sum(p.status = 2), 0) AS deaths_without_relapse,
       surv(p.os_days, p.died, l.level) AS os,
       iif(s.relapse = 'recorded', surv(p.lfs_days, p.failed, l.level), NULL) AS lfs,
       iif(s.relapse = 'recorded', surv(p.days, p.status, l.level), NULL)     AS relapse
FROM levels AS l CROSS JOIN followed AS f ON f.rowid = l.patient_no
CROSS JOIN patient_outcomes AS p ON p.patient_id = f.patient_id
JOIN settings AS s
WHERE l.level IS NOT NULL
GROUP BY l.factor_no;

-- And in the open, for the functions that take terms: n patients of a factor's level who are alike in time and status.
CREATE TEMP TABLE factor_counts AS
SELECT factor_no, 'OS' AS outcome, s.strata AS level, s.time AS days, s.status, s.n FROM packed_factors, surv_rows(os) AS s
UNION ALL
SELECT factor_no, 'LFS', s.strata, s.time, s.status, s.n FROM packed_factors, surv_rows(lfs) AS s
UNION ALL
SELECT factor_no, 'relapse', s.strata, s.time, s.status, s.n FROM packed_factors, surv_rows(relapse) AS s;
CREATE INDEX temp.counts_of_factor ON factor_counts (factor_no, outcome);
