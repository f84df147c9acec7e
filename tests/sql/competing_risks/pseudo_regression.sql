-- pseudo_regression: probabilities and mean times regressed themselves. Small enough to be worked by hand.
CREATE TABLE patients(id, days, status, arm, age);
INSERT INTO patients VALUES (1, 1, 1, 'A', 40), (2, 2, 1, 'A', 50), (3, 4, 2, 'A', 60), (4, 6, 0, 'A', 50), (5, 6, 1, 'A', 45),
  (6, 1, 2, 'B', 50), (7, 3, 1, 'B', 55), (8, 4, 1, 'B', 40), (9, 5, 2, 'B', 65), (10, 7, 0, 'B', 35), (11, NULL, 1, 'B', 40);

-- nobody censored before 4.5: pseudo-values are 1 for those free of events, and the fit is that of the means 2/5 and 2/5;
-- the sandwich has their variances p (1 - p) / n
SELECT term, level, round(estimate, 9), std_error, effect - estimate FROM pseudo_regression('patients', 'days', 'status', 'arm')
  WHERE type = 'survival' AND times = 4.5 AND link = 'identity';
SELECT sqrt(0.4 * 0.6 / 5) AS error_of_a, sqrt(2 * 0.4 * 0.6 / 5) AS error_of_difference;
-- an incidence of one cause, 1/5 of cause 2 in arm B at 3.5: itself, its log, log odds and log(-log(1 - F))
SELECT l.value, p.level, round(p.estimate, 8), p.std_error, p.effect
FROM json_each('["identity", "log", "logit", "cloglog"]') l
JOIN pseudo_regression('patients', 'days', 'status', 'factor(arm, ''B'')') p ON p.link = l.value
WHERE p.type = 'cuminc' AND p.cause = 2 AND p.times = 3.5 AND p.term = '(intercept)';
SELECT 0.2, ln(0.2), ln(0.2 / 0.8), ln(-ln(0.8));
-- two times at once: each has its intercept, and the effect is the mean of their differences, -1/5 and 0
SELECT term, level, round(estimate, 9), round(statistic, 6), round(p_value, 6), round(conf_low, 6), round(conf_high, 6)
FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE type = 'cuminc' AND cause = 1 AND times = '1,4.5' AND link = 'identity';
-- mean times up to 4: 15 / 5, and 16 / 5 in arm B; lost to cause 1: 5 / 5, and 1 / 5 in arm B
SELECT term, level, round(estimate, 9) FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE type = 'rmst' AND tau = 4;
SELECT term, level, round(estimate, 9) FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE type = 'rmtl' AND cause = 1 AND tau = 4;
-- as least squares of pseudo_values, here with censoring before the time
WITH p AS (SELECT value AS y, age - (SELECT avg(age) FROM patients WHERE days IS NOT NULL) AS x
           FROM pseudo_values('patients', 'days', 'status') v JOIN patients ON v.patient = patients.id
           WHERE v.type = 'survival' AND v.times = 6.5 AND v.id = 'id')
SELECT abs(f.estimate - (SELECT sum(x * y) / sum(x * x) FROM p)) < 1e-12 FROM pseudo_regression('patients', 'days', 'status', 'age') f
WHERE f.type = 'survival' AND f.times = 6.5 AND f.link = 'identity' AND f.term = 'age';
-- the reference level; another confidence level; infinitesimal
SELECT term, level, round(estimate, 6), round(effect, 6), round(conf_low, 4), round(conf_high, 4) FROM pseudo_regression('patients', 'days', 'status > 0', 'factor(arm, ''B'')')
  WHERE times = 6.5 AND reference_rows = 1 AND conf_level = 0.9 AND method = 'infinitesimal';
-- nobody of arm A dies of cause 2 before 3.5: its ratio tends to 0, and the others stand
SELECT term, level, round(estimate, 6), std_error, effect, flag FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE type = 'cuminc' AND cause = 2 AND times = 3.5 AND link = 'log';
SELECT term, level, round(estimate, 6), round(effect, 6), flag FROM pseudo_regression('patients', 'days', 'status', 'factor(arm, ''B'')') WHERE type = 'cuminc' AND cause = 2 AND times = 3.5 AND link = 'log';
-- types; nobody; columns
SELECT DISTINCT typeof(term), typeof(level), typeof(estimate), typeof(p_value), typeof(effect), typeof(flag) FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE times = 4.5;
SELECT count(*) FROM pseudo_regression('SELECT * FROM patients WHERE 0', 'days', 'status', 'arm') WHERE times = 2;
SELECT name, hidden FROM pragma_table_xinfo('pseudo_regression');

-- messages
SELECT * FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE times = 3;
SELECT * FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE times = 3 AND type = 'cuminc';
SELECT * FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE times = 3 AND type = 'cuminc' AND cause = 3;
SELECT * FROM pseudo_regression('patients', 'days', 'status', 'arm') WHERE times = 3 AND type = 'survival' AND cause = 1;
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm');
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE type = 'rmst';
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE type = 'rmst' AND tau = 4 AND link = 'logit';
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE times = 4 AND link = 'probit';
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE times = 8;
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm') WHERE times = 0.5;
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm, strata(age)') WHERE times = 4;
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'arm, arm = ''A''') WHERE times = 4;
SELECT * FROM pseudo_regression('SELECT * FROM patients WHERE id IN (3, 4)', 'days', 'status > 0', 'age') WHERE times = 4;
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'age') WHERE times = 4 AND id = 'arm';
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'age') WHERE times = 4 AND censor = 'alive';
SELECT * FROM pseudo_regression('patients', 'days', 'status > 0', 'age') WHERE times = 4 AND entry = '0';
