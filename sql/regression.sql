-- Hazard ratios: Cox's model of survival and leukaemia-free survival, Fine and Gray's of relapse and of
-- non-relapse mortality, where relapse competes. Each factor alone, and the covariates of the setting model together.
-- The reference of a factor is its first level, a row with ratio 1. Read packed.sql first.

-- flag says why a ratio is missing, or not to be trusted. A factor of one level has no ratio, nor has a cause
-- that nobody in its groups had.
CREATE TEMP VIEW univariable_regression AS
WITH compared AS (SELECT *, 'SELECT * FROM factor_counts WHERE factor_no = ' || quote(factor_no) || ' AND outcome = ' AS patients
                 FROM packed_factors WHERE compares)
SELECT factor_no, factor, level, 1 AS outcome_no, 'OS' AS outcome, hazard_ratio, conf_low, conf_high, p_value, flag
FROM compared, cox(patients || '''OS''', 'days', 'status', 'factor(level)') AS m WHERE m.weight = 'n' AND m.reference_rows = 1
UNION ALL
SELECT factor_no, factor, level, 2, 'LFS', hazard_ratio, conf_low, conf_high, p_value, flag
FROM compared, cox(patients || '''LFS''', 'days', 'status', 'factor(level)') AS m
WHERE lfs IS NOT NULL AND m.weight = 'n' AND m.reference_rows = 1
UNION ALL
SELECT factor_no, factor, level, 3, 'RI', hazard_ratio, conf_low, conf_high, p_value, flag
FROM compared, finegray(patients || '''relapse''', 'days', 'status', 'factor(level)') AS m
WHERE relapses > 0 AND m.weight = 'n' AND m.reference_rows = 1 AND m.cause = 1 AND m.censor = 0
UNION ALL
SELECT factor_no, factor, level, 4, 'NRM', hazard_ratio, conf_low, conf_high, p_value, flag
FROM compared, finegray(patients || '''relapse''', 'days', 'status', 'factor(level)') AS m
WHERE deaths_without_relapse > 0 AND m.weight = 'n' AND m.reference_rows = 1 AND m.cause = 2 AND m.censor = 0;

-- The multivariable models: what they rest on, and whether that is enough to fit them; the likelihood ratio test
-- against no covariates; the test of proportional hazards.
CREATE TEMP VIEW multivariable_models AS
WITH modelled AS (SELECT * FROM settings WHERE model IS NOT NULL),
with_relapse AS (SELECT * FROM modelled WHERE relapse = 'recorded'),
sizes AS (
    SELECT 1 AS outcome_no, 'OS' AS outcome, n, n_missing, n_event, df, lr_p
    FROM modelled, cox_summary('patient_outcomes', 'os_days', 'died', modelled.model)
    UNION ALL
    SELECT 2, 'LFS', n, n_missing, n_event, df, lr_p
    FROM with_relapse, cox_summary('patient_outcomes', 'lfs_days', 'failed', with_relapse.model)
    UNION ALL
    SELECT 3, 'RI', n, n_missing, n_event, df, NULL
    FROM with_relapse, cox_summary('patient_outcomes', 'days', 'status = 1', with_relapse.model)
    UNION ALL
    SELECT 4, 'NRM', n, n_missing, n_event, df, NULL
    FROM with_relapse, cox_summary('patient_outcomes', 'days', 'status = 2', with_relapse.model)
),
models AS (
    SELECT sizes.*, model, n_event > 0 AND n_event >= df * events_per_parameter AS fitted FROM sizes JOIN settings
)
SELECT outcome_no, outcome, n, n_missing, n_event, df, model, fitted,
       CASE WHEN NOT fitted     THEN NULL
            WHEN outcome_no = 3 THEN (SELECT lr_p FROM finegray_summary('patient_outcomes', 'days', 'status', model)
                                      WHERE cause = 1 AND censor = 0)
            WHEN outcome_no = 4 THEN (SELECT lr_p FROM finegray_summary('patient_outcomes', 'days', 'status', model)
                                      WHERE cause = 2 AND censor = 0)
            ELSE lr_p END AS lr_p,
       CASE WHEN NOT fitted     THEN NULL
            WHEN outcome_no = 1 THEN (SELECT p_value FROM cox_zph('patient_outcomes', 'os_days', 'died', model)
                                      WHERE term = 'GLOBAL')
            WHEN outcome_no = 2 THEN (SELECT p_value FROM cox_zph('patient_outcomes', 'lfs_days', 'failed', model)
                                      WHERE term = 'GLOBAL') END AS proportional_p
FROM models;

-- CROSS JOIN: the models first, since one that is not fitted must not be tried.
CREATE TEMP VIEW multivariable_regression AS
SELECT outcome_no, outcome, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
FROM multivariable_models AS fit CROSS JOIN cox('patient_outcomes', 'os_days', 'died', fit.model) AS m
WHERE fitted AND outcome_no = 1 AND m.reference_rows = 1
UNION ALL
SELECT outcome_no, outcome, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
FROM multivariable_models AS fit CROSS JOIN cox('patient_outcomes', 'lfs_days', 'failed', fit.model) AS m
WHERE fitted AND outcome_no = 2 AND m.reference_rows = 1
UNION ALL
SELECT outcome_no, outcome, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
FROM multivariable_models AS fit CROSS JOIN finegray('patient_outcomes', 'days', 'status', fit.model) AS m
WHERE fitted AND outcome_no = 3 AND m.reference_rows = 1 AND m.cause = 1 AND m.censor = 0
UNION ALL
SELECT outcome_no, outcome, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
FROM multivariable_models AS fit CROSS JOIN finegray('patient_outcomes', 'days', 'status', fit.model) AS m
WHERE fitted AND outcome_no = 4 AND m.reference_rows = 1 AND m.cause = 2 AND m.censor = 0;
