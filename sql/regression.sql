-- Hazard ratios: Cox's model of survival and leukaemia-free survival, Fine and Gray's of relapse and of
-- non-relapse mortality, where relapse competes. Each factor alone, and the covariates of study.model together.
-- The reference of a factor is its first level, a row with ratio 1. Read session.sql first.

-- flag says why a ratio is missing, or not to be trusted.
CREATE TEMP VIEW univariable_regression AS
WITH numbers AS (SELECT factor_no, factor, 'SELECT * FROM factor_outcomes WHERE factor_no = ' || factor_no AS source
                 FROM packed_factors)
SELECT factor_no, factor, level, 1 AS outcome_no, 'OS' AS outcome, hazard_ratio, conf_low, conf_high, p_value, flag
FROM numbers AS f, cox(f.source, 'os_days', 'died', 'level') AS m WHERE m.reference_rows = 1
UNION ALL
SELECT factor_no, factor, level, 2, 'LFS', hazard_ratio, conf_low, conf_high, p_value, flag
FROM numbers AS f, cox(f.source, 'lfs_days', 'failed', 'level') AS m WHERE m.reference_rows = 1
UNION ALL
SELECT factor_no, factor, level, 3, 'RI', hazard_ratio, conf_low, conf_high, p_value, flag
FROM numbers AS f, finegray(f.source, 'days', 'status', 'level') AS m WHERE m.reference_rows = 1 AND m.cause = 1
UNION ALL
SELECT factor_no, factor, level, 4, 'NRM', hazard_ratio, conf_low, conf_high, p_value, flag
FROM numbers AS f, finegray(f.source, 'days', 'status', 'level') AS m WHERE m.reference_rows = 1 AND m.cause = 2;

-- The multivariable models: how many events they rest on, their likelihood ratio test against no covariates,
-- and the test of proportional hazards.
CREATE TEMP VIEW multivariable_models AS
WITH models AS (
    SELECT 1 AS outcome_no, 'OS' AS outcome, n, n_missing, n_event, m.df, lr_p, z.p_value AS proportional_p
    FROM study, cox_summary('patient_outcomes', 'os_days', 'died', study.model) AS m,
         cox_zph('patient_outcomes', 'os_days', 'died', study.model) AS z WHERE z.term = 'GLOBAL'
    UNION ALL
    SELECT 2, 'LFS', n, n_missing, n_event, m.df, lr_p, z.p_value
    FROM study, cox_summary('patient_outcomes', 'lfs_days', 'failed', study.model) AS m,
         cox_zph('patient_outcomes', 'lfs_days', 'failed', study.model) AS z WHERE z.term = 'GLOBAL'
    UNION ALL
    SELECT 3, 'RI', n, n_missing, n_event, df, lr_p, NULL
    FROM study, finegray_summary('patient_outcomes', 'days', 'status', study.model) AS m WHERE m.cause = 1
    UNION ALL
    SELECT 4, 'NRM', n, n_missing, n_event, df, lr_p, NULL
    FROM study, finegray_summary('patient_outcomes', 'days', 'status', study.model) AS m WHERE m.cause = 2
)
SELECT models.*, n_event >= df * events_per_parameter AS fitted FROM models JOIN study;

CREATE TEMP VIEW multivariable_regression AS
WITH terms AS (
    SELECT 1 AS outcome_no, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM study, cox('patient_outcomes', 'os_days', 'died', study.model) AS m WHERE m.reference_rows = 1
    UNION ALL
    SELECT 2, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM study, cox('patient_outcomes', 'lfs_days', 'failed', study.model) AS m WHERE m.reference_rows = 1
    UNION ALL
    SELECT 3, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM study, finegray('patient_outcomes', 'days', 'status', study.model) AS m
    WHERE m.reference_rows = 1 AND m.cause = 1
    UNION ALL
    SELECT 4, term, level, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM study, finegray('patient_outcomes', 'days', 'status', study.model) AS m
    WHERE m.reference_rows = 1 AND m.cause = 2
)
SELECT term, level, outcome_no, outcome, hazard_ratio, conf_low, conf_high, p_value, flag
FROM terms JOIN multivariable_models USING (outcome_no)
WHERE fitted;
