-- weight_type = 'sampling': weighted curves with robust errors. Small enough to be worked by hand.
CREATE TABLE patients(days, died, status, arm, w, id, since);
INSERT INTO patients VALUES
  (1, 1, 1, 'A', 2, 1, 0), (2, 0, 0, 'A', 6, 2, 0), (3, 1, 2, 'A', 4, 3, 0), (4, 0, 0, 'A', 8, 4, 0),
  (1, 1, 2, 'B', 0.5, 5, 0), (3, 1, 1, 'B', 1.5, 6, 0), (5, 0, 0, 'B', 3, 7, 0);
-- arm A: S(1) = 18/20, S(3) = 18/20 * 8/12. dS/dw at 1: -18/20 * (1/18 - 1/20 / 18 * 20 / 20): with d = 2 of n = 20,
-- the dead -S (20 - 2) / (20 * 18) = -0.045, the others S 2 / (20 * 18) = 0.005; std_error = sqrt((2 * .045)^2 + (6 * .005)^2 + ...)
SELECT time, n_risk, n_event, n_censor, estimate, std_error FROM km_curve('patients', 'days', 'died', 'arm')
WHERE weight = 'w' AND weight_type = 'sampling' AND strata = 'A';
SELECT sqrt(power(2 * 0.045, 2) + power(6 * 0.005, 2) + power(4 * 0.005, 2) + power(8 * 0.005, 2));
-- the scale of the weights changes no estimate and no error: 0 rows
SELECT a.time FROM km_curve('patients', 'days', 'died', 'arm') a JOIN km_curve('patients', 'days', 'died', 'arm') b USING (strata, time)
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w * 1000 / 7.0' AND b.weight_type = 'sampling'
  AND (abs(a.estimate - b.estimate) > 1e-12 OR abs(a.std_error - b.std_error) > 1e-12 OR abs(a.conf_low - b.conf_low) > 1e-12);
-- weights of 1, one row each, no ties: Greenwood's error
SELECT a.time, a.std_error - b.std_error < 1e-12 FROM km_curve('patients', 'days', 'died', 'arm') a
JOIN km_curve('patients', 'days', 'died', 'arm') b USING (strata, time) WHERE a.weight_type = 'sampling' AND a.strata = 'B';
-- and cuminc's is that of var_type delta
SELECT a.outcome, a.time, abs(a.std_error - b.std_error) < 1e-12 FROM cuminc('patients', 'days', 'status', 'arm') a
JOIN cuminc('patients', 'days', 'status', 'arm') b USING (strata, outcome, time)
WHERE a.weight_type = 'sampling' AND b.var_type = 'delta' AND a.strata = 'A' AND a.estimate > 0;
-- rows that are alike stand each for themselves: those of a table, and of a blob
SELECT count(*), sum(abs(a.std_error - b.std_error) > 1e-12) FROM km_curve('SELECT * FROM patients UNION ALL SELECT * FROM patients', 'days', 'died') a
JOIN km_curve((SELECT surv(days, died, 1, w) FROM (SELECT * FROM patients UNION ALL SELECT * FROM patients))) b USING (time)
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight_type = 'sampling';
-- follow-up that is only split says nothing new: 0 rows
CREATE VIEW split AS SELECT days, died, status, arm, w, id, days / 2.0 AS since FROM patients
  UNION ALL SELECT days / 2.0, 0, 0, arm, w, id, 0 FROM patients;
SELECT strata, estimate, std_error FROM rmst('split', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND id = 'id' AND entry = 'since' AND tau = 3
EXCEPT SELECT strata, estimate, std_error FROM rmst('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 3;
-- a weight that changes between rows of a patient is no censoring: at 2, patient 1 goes on
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('VALUES (2, 0, 0, 1, 1), (4, 1, 2, 1, 2.5), (3, 1, 0, 2, 1), (5, 0, 0, 3, 1)', 'column1', 'column2')
WHERE id = 'column4' AND entry = 'column3' AND weight = 'column5' AND weight_type = 'sampling';
-- the others of the family
SELECT strata, time, estimate, std_error FROM nelson_aalen('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3;
SELECT strata, prob, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND probs = 0.25;
SELECT strata, n, n_event, median, rmst, rmst_se FROM km_summary('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4;
SELECT strata, estimate, std_error FROM rmst('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4;
SELECT strata, outcome, estimate, std_error FROM rmtl('patients', 'days', 'status', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4;
-- a weight of 0 leaves its row out: 0 rows
SELECT * FROM km_curve('SELECT * FROM patients UNION ALL VALUES (NULL, ''x'', NULL, ''C'', 0, NULL, NULL)', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling'
EXCEPT SELECT * FROM km_curve('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling';
-- mistakes
SELECT * FROM km_curve('patients', 'days', 'died') WHERE weight = 'w';
SELECT * FROM km_curve('patients', 'days', 'died') WHERE weight = 'w' AND weight_type = 'probability';
SELECT * FROM km_curve('patients', 'days', 'died') WHERE weight = '-w' AND weight_type = 'sampling';
SELECT * FROM km_curve('patients', 'days', 'died') WHERE weight = 'w' AND weight_type = 'sampling' AND band = 'hall-wellner';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE weight = 'w' AND weight_type = 'sampling' AND var_type = 'delta';
SELECT * FROM km_curve((SELECT surv(days, died, arm, w) FROM patients));
SELECT * FROM km_curve((SELECT surv(days, died, arm) FROM patients)) WHERE weight_type = 'sampling';
SELECT km_median(days, died, w) FROM patients;
-- all have the event at one time: no error, whatever the weights
WITH RECURSIVE some(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM some WHERE n < 60)
SELECT count(*), sum(m.std_error <> 0) FROM some CROSS JOIN nelson_aalen(
  format('WITH RECURSIVE v(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM v WHERE i < %d) SELECT 7 AS day, 1 AS died, 0.5 + i * 37 %% 100 / 7.0 AS w FROM v', n), 'day', 'died') AS m
WHERE m.weight = 'w' AND m.weight_type = 'sampling';
WITH RECURSIVE some(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM some WHERE n < 60)
SELECT count(*), sum(m.std_error <> 0) FROM some CROSS JOIN cuminc(
  format('WITH RECURSIVE v(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM v WHERE i < %d) SELECT 7 AS day, 1 AS died, 0.5 + i * 37 %% 100 / 7.0 AS w FROM v', n), 'day', 'died') AS m
WHERE m.censor = 0 AND m.weight = 'w' AND m.weight_type = 'sampling';
