-- The cumulative incidence of every complication, and of engraftment; death without it competes.

CREATE TEMP VIEW complication_incidence AS
SELECT strata AS complication, time, n_risk, estimate, conf_low, conf_high
FROM study, cuminc('complications', 'days', 'status', 'complication') AS c
WHERE c.times = study.complication_landmarks AND c.outcome = 1 AND c.conf_type = 'log' AND c.var_type = 'delta';

CREATE TEMP VIEW engraftment_incidence AS
SELECT strata AS lineage, time, n_risk, estimate, conf_low, conf_high
FROM study, cuminc('engraftment', 'days', 'status', 'lineage') AS c
WHERE c.times = study.engraftment_days AND c.outcome = 1 AND c.censor = 0 AND c.conf_type = 'log' AND c.var_type = 'delta';

-- The days on which those who engrafted did so.
CREATE TEMP VIEW engraftment_days AS
SELECT strata AS lineage, n, median, min, max
FROM table_one('SELECT lineage, days FROM engraftment WHERE status = 1', 'days', 'lineage')
WHERE strata IS NOT NULL;
