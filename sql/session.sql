-- The endpoints of endpoints.sql as tables of this session, so that each is computed once however many
-- parts of the report read it: an unqualified name finds the temporary table before the registry's view.
-- They hold what the registry said when this file was read; read it again in a new session.

CREATE TEMP TABLE follow_up AS SELECT * FROM main.follow_up;
CREATE TEMP TABLE overall_survival AS SELECT * FROM main.overall_survival;
CREATE TEMP TABLE leukaemia_free_survival AS SELECT * FROM main.leukaemia_free_survival;
CREATE TEMP TABLE relapse_or_death AS SELECT * FROM main.relapse_or_death;
CREATE TEMP TABLE engraftment AS SELECT * FROM main.engraftment;

-- Every patient's outcomes and covariates; and a row for each factor, but for patients without a level of it.
CREATE TEMP TABLE patient_outcomes AS
SELECT *
FROM overall_survival
JOIN leukaemia_free_survival USING (patient_id)
JOIN relapse_or_death USING (patient_id)
JOIN main.covariates USING (patient_id);

CREATE TEMP TABLE factor_outcomes AS
SELECT factor_no, factor, level, os_days, died, lfs_days, failed, days, status
FROM main.factors JOIN patient_outcomes USING (patient_id)
WHERE level IS NOT NULL;

CREATE INDEX temp.outcomes_of_factor ON factor_outcomes (factor_no);

-- The same packed, a row for each factor: what the functions take as their source.
CREATE TEMP TABLE packed_factors AS
SELECT factor_no, min(factor)        AS factor,
       count(*)                      AS n,
       min(level) < max(level)       AS compares,  -- there is more than one level
       sum(status = 1)               AS relapses,
       sum(status = 2)               AS deaths_without_relapse,
       surv(os_days, died, level)    AS os,
       surv(lfs_days, failed, level) AS lfs,
       surv(days, status, level)     AS relapse
FROM factor_outcomes
GROUP BY factor_no;
