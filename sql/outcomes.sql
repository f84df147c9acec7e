-- Survival, relapse and non-relapse mortality of all patients at the study's landmarks.
-- 'NRM' is what the setting nrm says: the incidence of death without relapse, with which relapse competes; or 1 - OS,
-- and then 'NRM, relapse competing' is the former. The limits of incidences are of the settings incidence_conf_type and
-- incidence_var_type.

CREATE TEMP VIEW outcomes AS
SELECT 1 AS outcome_no, 'OS' AS outcome, time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, km_curve('overall_survival', 'os_days', 'died') AS k WHERE k.times = s.landmarks
UNION ALL
SELECT 2, 'LFS', time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, km_curve('leukaemia_free_survival', 'lfs_days', 'failed') AS k WHERE k.times = s.landmarks
UNION ALL
SELECT 3, 'RI', time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, cuminc('relapse_or_death', 'days', 'status') AS c
WHERE c.times = s.landmarks AND c.outcome = 1 AND c.censor = 0
  AND c.conf_type = s.incidence_conf_type AND c.var_type = s.incidence_var_type
UNION ALL
SELECT 4, 'NRM', time, n_risk, estimate, conf_low, conf_high
FROM (SELECT * FROM settings WHERE nrm = '1 - OS') AS s, cuminc('overall_survival', 'os_days', 'died') AS c
WHERE c.times = s.landmarks AND c.outcome = 1 AND c.censor = 0
  AND c.conf_type = s.incidence_conf_type AND c.var_type = s.incidence_var_type
UNION ALL
SELECT iif(nrm = '1 - OS', 5, 4), iif(nrm = '1 - OS', 'NRM, relapse competing', 'NRM'),
       time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, cuminc('relapse_or_death', 'days', 'status') AS c
WHERE c.times = s.landmarks AND c.outcome = 2 AND c.censor = 0
  AND c.conf_type = s.incidence_conf_type AND c.var_type = s.incidence_var_type
UNION ALL
SELECT 6, 'GRFS', time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, km_curve('grfs', 'grfs_days', 'failed') AS k WHERE k.times = s.landmarks;

-- What the report says of NRM: of how many deaths, how many after a relapse.
CREATE TEMP VIEW nrm_definition AS
SELECT CASE WHEN relapse <> 'recorded' THEN 'Relapses are not recorded: only overall survival is known.'
            WHEN nrm = '1 - OS'
            THEN 'NRM is 1 - OS by the study''s setting: all ' || deaths || ' deaths count, ' || after_relapse
                 || ' of them after a relapse.'
            ELSE 'NRM is death without relapse, with which relapse competes: ' || (deaths - after_relapse) || ' of '
                 || deaths || ' deaths.' END AS text
FROM settings,
     (SELECT count(*) AS deaths, count(relapse_date) AS after_relapse FROM followed WHERE died);
