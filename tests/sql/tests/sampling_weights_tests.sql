-- weight_type = 'sampling' in the tests: the robust score test of Cox's model with Breslow's ties.
CREATE TABLE patients(days, died, arm, w);
INSERT INTO patients VALUES (1, 1, 'A', 2), (2, 0, 'A', 6), (3, 1, 'A', 4), (4, 0, 'A', 8),
  (1, 1, 'B', 0.5), (3, 1, 'B', 1.5), (5, 0, 'B', 3), (6, 1, 'B', 1);
-- worked by hand: two groups of two, events at 1 (A) and 2 (B), weights 1, 1, 2, 1: n 5, 4; d 1, 2;
-- observed A 1, expected 2/5 + 2 * 1/4 = 0.9; residuals u (A, died at 1) 3/5 - 3/25 = 12/25, (A, left at 3) -3/25 - 3/4 * 2/4 = -0.495,
-- (B, died at 2) -(0 - 2/5 * 1/5) - ... in the sum below
SELECT strata, n, observed, expected, method, statistic, df FROM logrank('VALUES (1, 1, ''A'', 1), (3, 0, ''A'', 1), (2, 1, ''B'', 2), (4, 0, ''B'', 1)', 'column1', 'column2', 'column3')
WHERE weight = 'column4' AND weight_type = 'sampling';
SELECT power(1 - 0.9, 2) / (power(1 * (3 / 5.0 - 3 / 25.0), 2) + power(1 * (-3 / 25.0 - 3 / 4.0 * 2 / 4), 2)
  + power(2 * (2 / 25.0 - 1 / 4.0 + 1 / 4.0 * 2 / 4), 2) + power(1 * (2 / 25.0 + 1 / 4.0 * 2 / 4), 2));
-- the scale of the weights changes no statistic: 0 rows
SELECT * FROM logrank('patients', 'days', 'died', 'arm') a, logrank('patients', 'days', 'died', 'arm') b
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w * 1e4 / 3' AND b.weight_type = 'sampling'
  AND a.strata = b.strata AND abs(a.statistic - b.statistic) > 1e-12;
-- a blob; the same to the last bits
SELECT a.strata, abs(a.statistic - b.statistic) < 1e-12 FROM logrank('patients', 'days', 'died', 'arm') a
JOIN logrank((SELECT surv(days, died, arm, w) FROM patients)) b USING (strata) WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight_type = 'sampling';
-- weighted, for trend, stratified, in pairs, and the largest of several
SELECT method, round(statistic, 6) FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND rho = 1 LIMIT 1;
SELECT method, round(statistic, 6) FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND trend = 1 LIMIT 1;
SELECT method, round(statistic, 6) FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND stratify = 'w > 2' LIMIT 1;
SELECT strata1, strata2, round(statistic, 6) FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling';
-- the component 0,0 is the log-rank test
SELECT component, round(z, 6), round(z * z, 6) FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling';
SELECT round(statistic, 6) FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' LIMIT 1;
-- mistakes
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND weighting = 'peto';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND permutations = 99;
SELECT * FROM gray('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling';
SELECT * FROM gray('patients', 'days', 'died', 'arm') WHERE weight = 'w';
-- contrasts: each group's own robust error, patients of different groups being independent: 1 each
SELECT abs(t.std_error * t.std_error - (SELECT sum(std_error * std_error) FROM km_curve('patients', 'days', 'died', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3)) < 1e-12
FROM km_test('patients', 'days', 'died', 'arm') t WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3;
SELECT abs(t.std_error * t.std_error - (SELECT sum(std_error * std_error) FROM rmst('patients', 'days', 'died', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4)) < 1e-12
FROM rmst_test('patients', 'days', 'died', 'arm') t WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4;
SELECT abs(t.std_error * t.std_error - (SELECT sum(std_error * std_error) FROM cuminc('patients', 'days', 'died', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3)) < 1e-12
FROM cuminc_test('patients', 'days', 'died', 'arm') t WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3;
SELECT abs(t.std_error * t.std_error - (SELECT sum(std_error * std_error) FROM rmtl('patients', 'days', 'died', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4)) < 1e-12
FROM rmtl_test('patients', 'days', 'died', 'arm') t WHERE weight = 'w' AND weight_type = 'sampling' AND tau = 4;
-- patients with rows in several groups: the square of the error is the sum of their squared derivatives, 1 each
CREATE TABLE moves(a, t, s, g, id, w);
INSERT INTO moves VALUES (0, 2, 0, 'A', 1, 0.5), (2, 6, 1, 'B', 1, 0.5), (0, 3, 1, 'A', 2, 1.25), (0, 1, 0, 'B', 3, 2), (1, 5, 2, 'A', 3, 2),
  (0, 4, 2, 'B', 4, 0.75), (1, 3, 0, 'C', 5, 1.5), (3, 7, 0, 'A', 5, 1.5), (0, 5, 1, 'C', 6, 1), (0, 2, 1, 'C', 7, 0.8), (2, 4, 0, 'A', 8, 3),
  (4, 6, 1, 'C', 8, 3), (0, 3, 2, 'B', 9, 0.6), (0, 6, 0, 'B', 10, 1.1), (0, 1, 0, 'C', 11, 0.9), (1, 4, 0, 'A', 11, 0.9), (4, 5, 1, 'B', 11, 0.9);
CREATE VIEW heavier AS SELECT DISTINCT id AS of, w AS own, 'SELECT a, t, s, g, id, w + (id = ' || id || ') * 1e-4 AS w FROM moves' AS up,
  'SELECT a, t, s, g, id, w - (id = ' || id || ') * 1e-4 AS w FROM moves' AS down FROM moves;
SELECT count(*), min(abs(squares - std_error * std_error) < 1e-7) FROM (
  SELECT u.contrast AS which, sum(((u.difference - d.difference) / 2e-4 * own) * ((u.difference - d.difference) / 2e-4 * own)) AS squares
  FROM heavier CROSS JOIN km_test(up, 't', 's > 0', 'g') AS u CROSS JOIN km_test(down, 't', 's > 0', 'g') AS d
  WHERE u.contrast = d.contrast AND u.difference IS NOT NULL AND u.entry = 'a' AND u.id = 'id' AND u.weight = 'w' AND u.weight_type = 'sampling' AND u.times = 4
    AND d.entry = 'a' AND d.id = 'id' AND d.weight = 'w' AND d.weight_type = 'sampling' AND d.times = 4 GROUP BY 1)
  JOIN km_test('moves', 't', 's > 0', 'g') AS t ON t.contrast = which WHERE t.entry = 'a' AND t.id = 'id' AND t.weight = 'w' AND t.weight_type = 'sampling' AND t.times = 4;
SELECT count(*), min(abs(squares - std_error * std_error) < 1e-7) FROM (
  SELECT u.contrast AS which, sum(((u.difference - d.difference) / 2e-4 * own) * ((u.difference - d.difference) / 2e-4 * own)) AS squares
  FROM heavier CROSS JOIN rmst_test(up, 't', 's > 0', 'g') AS u CROSS JOIN rmst_test(down, 't', 's > 0', 'g') AS d
  WHERE u.contrast = d.contrast AND u.difference IS NOT NULL AND u.entry = 'a' AND u.id = 'id' AND u.weight = 'w' AND u.weight_type = 'sampling' AND u.tau = 4
    AND d.entry = 'a' AND d.id = 'id' AND d.weight = 'w' AND d.weight_type = 'sampling' AND d.tau = 4 GROUP BY 1)
  JOIN rmst_test('moves', 't', 's > 0', 'g') AS t ON t.contrast = which WHERE t.entry = 'a' AND t.id = 'id' AND t.weight = 'w' AND t.weight_type = 'sampling' AND t.tau = 4;
SELECT count(*), min(abs(squares - std_error * std_error) < 1e-7) FROM (
  SELECT u.outcome || u.contrast AS which, sum(((u.difference - d.difference) / 2e-4 * own) * ((u.difference - d.difference) / 2e-4 * own)) AS squares
  FROM heavier CROSS JOIN cuminc_test(up, 't', 's', 'g') AS u CROSS JOIN cuminc_test(down, 't', 's', 'g') AS d
  WHERE u.outcome || u.contrast = d.outcome || d.contrast AND u.difference IS NOT NULL AND u.entry = 'a' AND u.id = 'id' AND u.weight = 'w' AND u.weight_type = 'sampling' AND u.times = 4
    AND d.entry = 'a' AND d.id = 'id' AND d.weight = 'w' AND d.weight_type = 'sampling' AND d.times = 4 GROUP BY 1)
  JOIN cuminc_test('moves', 't', 's', 'g') AS t ON t.outcome || t.contrast = which WHERE t.entry = 'a' AND t.id = 'id' AND t.weight = 'w' AND t.weight_type = 'sampling' AND t.times = 4;
SELECT count(*), min(abs(squares - std_error * std_error) < 1e-7) FROM (
  SELECT u.outcome || u.contrast AS which, sum(((u.difference - d.difference) / 2e-4 * own) * ((u.difference - d.difference) / 2e-4 * own)) AS squares
  FROM heavier CROSS JOIN rmtl_test(up, 't', 's', 'g') AS u CROSS JOIN rmtl_test(down, 't', 's', 'g') AS d
  WHERE u.outcome || u.contrast = d.outcome || d.contrast AND u.difference IS NOT NULL AND u.entry = 'a' AND u.id = 'id' AND u.weight = 'w' AND u.weight_type = 'sampling' AND u.tau = 4
    AND d.entry = 'a' AND d.id = 'id' AND d.weight = 'w' AND d.weight_type = 'sampling' AND d.tau = 4 GROUP BY 1)
  JOIN rmtl_test('moves', 't', 's', 'g') AS t ON t.outcome || t.contrast = which WHERE t.entry = 'a' AND t.id = 'id' AND t.weight = 'w' AND t.weight_type = 'sampling' AND t.tau = 4;
-- of patients of one group each, id changes nothing
SELECT count(*) AS same FROM (SELECT * FROM km_test('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3
  INTERSECT SELECT * FROM km_test('SELECT *, rowid AS patient FROM patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3 AND id = 'patient');
-- a figure of a blob: the P value is the robust test's
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients)) LIKE '%p_=_' || round(p_value, 2) || '%'
FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' LIMIT 1;
SELECT length(cuminc_plot((SELECT surv(days, died, arm, w) FROM patients), '{"p_value": false}')) > 0;
-- mistakes
SELECT * FROM cuminc_test('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3 AND var_type = 'aalen';
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients), '{"hazard_ratio": true}');
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients), '{"least": 2}');
SELECT cuminc_plot((SELECT surv(days, died, arm, w) FROM patients), '{}');
SELECT km_plot(column1, '{}') FROM (VALUES ((SELECT surv(days, died, arm, w) FROM patients)), ((SELECT surv(days, died, arm) FROM patients)));
