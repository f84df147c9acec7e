-- The outcomes of each level of each factor: the estimates of outcomes.sql, group by group.
-- Where a group's follow-up ended before the landmark, its last estimate is carried there, as in the
-- publication; n_risk is 0 then. Read session.sql first.

CREATE TEMP VIEW subgroup_outcomes AS
WITH estimates AS (
    SELECT factor_no, 1 AS outcome_no, 'OS' AS outcome, strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed_factors, km_curve(os) AS k WHERE k.times = study.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 2, 'LFS', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed_factors, km_curve(lfs) AS k WHERE k.times = study.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 3, 'RI', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed_factors, cuminc(relapse) AS c
    WHERE c.times = study.subgroup_landmarks AND c.extend = 1
      AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
    UNION ALL
    SELECT factor_no, 4, 'NRM', strata, time, n_risk, estimate, conf_low, conf_high
    FROM study, packed_factors, cuminc(os) AS c
    WHERE c.times = study.subgroup_landmarks AND c.extend = 1
      AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
)
SELECT factor_no, factor, strata AS level, g.n, outcome_no, outcome, time, n_risk, estimate, conf_low, conf_high
FROM estimates
JOIN (SELECT factor_no, factor, strata, s.n FROM packed_factors, km_summary(os) AS s) AS g USING (factor_no, strata);
