-- The outcomes of each level of each factor: the estimates of outcomes.sql, group by group.
-- Where a group's follow-up ended before the landmark, its last estimate is carried there, as in the
-- publication; n_risk is 0 then. NRM is what the setting nrm says. Read packed.sql first.

CREATE TEMP VIEW subgroup_outcomes AS
WITH with_relapse AS (SELECT * FROM packed_factors WHERE relapse IS NOT NULL),
estimates AS (
    SELECT factor_no, 1 AS outcome_no, 'OS' AS outcome, strata, time, n_risk, estimate, conf_low, conf_high
    FROM settings AS s, packed_factors, km_curve(os) AS k WHERE k.times = s.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 2, 'LFS', strata, time, n_risk, estimate, conf_low, conf_high
    FROM settings AS s, with_relapse, km_curve(lfs) AS k WHERE k.times = s.subgroup_landmarks AND k.extend = 1
    UNION ALL
    SELECT factor_no, 3, 'RI', strata, time, n_risk, estimate, conf_low, conf_high
    FROM settings AS s, with_relapse, cuminc(with_relapse.relapse) AS c
    WHERE c.times = s.subgroup_landmarks AND c.extend = 1
      AND c.outcome = 1 AND c.censor = 0 AND c.conf_type = s.incidence_conf_type AND c.var_type = s.incidence_var_type
    UNION ALL
    SELECT factor_no, 4, 'NRM', strata, time, n_risk, estimate, conf_low, conf_high
    FROM settings AS s, with_relapse, cuminc(iif(s.nrm = '1 - OS', os, with_relapse.relapse)) AS c
    WHERE c.times = s.subgroup_landmarks AND c.extend = 1
      AND c.outcome = iif(s.nrm = '1 - OS', 1, 2) AND c.censor = 0 AND c.conf_type = s.incidence_conf_type
      AND c.var_type = s.incidence_var_type
)
SELECT factor_no, factor, strata AS level, g.n, outcome_no, outcome, time, n_risk, estimate, conf_low, conf_high
FROM estimates
JOIN (SELECT factor_no, factor, strata, s.n FROM packed_factors, km_summary(os) AS s) AS g USING (factor_no, strata);
