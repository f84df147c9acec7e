-- Survival, relapse and non-relapse mortality of all patients at the study's landmarks.
-- The limits are the study's: log-log for survival; log, with the delta method's variance, for
-- incidences. 'NRM' is the study's 1 - OS; 'NRM, relapse competing' the textbook's.

CREATE TEMP VIEW outcomes AS
SELECT 1 AS outcome_no, 'OS' AS outcome, time, n_risk, estimate, conf_low, conf_high
FROM study, km_curve('overall_survival', 'os_days', 'died') AS k WHERE k.times = study.landmarks
UNION ALL
SELECT 2, 'LFS', time, n_risk, estimate, conf_low, conf_high
FROM study, km_curve('leukaemia_free_survival', 'lfs_days', 'failed') AS k WHERE k.times = study.landmarks
UNION ALL
SELECT 3, 'RI', time, n_risk, estimate, conf_low, conf_high
FROM study, cuminc('relapse_or_death', 'days', 'status') AS c
WHERE c.times = study.landmarks AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
UNION ALL
SELECT 4, 'NRM', time, n_risk, estimate, conf_low, conf_high
FROM study, cuminc('overall_survival', 'os_days', 'died') AS c
WHERE c.times = study.landmarks AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta'
UNION ALL
SELECT 5, 'NRM, relapse competing', time, n_risk, estimate, conf_low, conf_high
FROM study, cuminc('relapse_or_death', 'days', 'status') AS c
WHERE c.times = study.landmarks AND c.outcome = 2 AND c.conf_type = 'log' AND c.var_type = 'delta'
UNION ALL
SELECT 6, 'GRFS', time, n_risk, estimate, conf_low, conf_high
FROM study, km_curve('grfs', 'grfs_days', 'failed') AS k WHERE k.times = study.landmarks;
