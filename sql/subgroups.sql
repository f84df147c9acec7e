-- The outcomes of each level of each factor: the estimates of outcomes.sql, group by group.
-- Where a group's follow-up ended before the landmark, its last estimate is carried there, as in the
-- publication; n_risk is 0 then.

CREATE TEMP VIEW subgroup_outcomes AS
WITH packed AS MATERIALIZED (
    SELECT f.factor_no, f.factor,
           surv(o.os_days, o.died, f.level)    AS os,
           surv(l.lfs_days, l.failed, f.level) AS lfs,
           surv(r.days, r.status, f.level)     AS relapse
    FROM factors AS f
    JOIN overall_survival AS o USING (patient_id)
    JOIN leukaemia_free_survival AS l USING (patient_id)
    JOIN relapse_or_death AS r USING (patient_id)
    GROUP BY f.factor_no, f.factor
),
estimates AS (
    SELECT factor_no, 1 AS outcome_no, 'OS' AS outcome, strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed, km_curve(os) AS k WHERE k.times = study.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 2, 'LFS', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed, km_curve(lfs) AS k WHERE k.times = study.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 3, 'RI', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed, cuminc(relapse) AS c
    WHERE c.times = study.subgroup_landmarks AND c.extend = 1
      AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
    UNION ALL
    SELECT factor_no, 4, 'NRM', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed, cuminc(os) AS c
    WHERE c.times = study.subgroup_landmarks AND c.extend = 1
      AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
)
SELECT f.factor_no, f.factor, f.level, f.n, e.outcome_no, e.outcome, e.time, e.n_risk, e.estimate, e.conf_low,
       e.conf_high
FROM estimates AS e
JOIN (SELECT factor_no, factor, level, count(*) AS n FROM factors GROUP BY 1, 2, 3) AS f
  ON f.factor_no = e.factor_no AND f.level = e.strata;
