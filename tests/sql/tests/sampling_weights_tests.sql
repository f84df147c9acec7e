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
-- a figure of a blob: the P value is the robust test's
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients)) LIKE '%p_=_' || round(p_value, 2) || '%'
FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' LIMIT 1;
SELECT length(cuminc_plot((SELECT surv(days, died, arm, w) FROM patients), '{"p_value": false}')) > 0;
-- mistakes
SELECT * FROM km_test('VALUES (0, 2, 0, ''A'', 1, 0.5), (2, 4, 1, ''B'', 1, 1.5), (0, 3, 1, ''A'', 2, 1), (0, 3, 0, ''B'', 3, 1)', 'column2', 'column3', 'column4')
WHERE entry = 'column1' AND id = 'column5' AND weight = 'column6' AND weight_type = 'sampling' AND times = 2;
SELECT * FROM cuminc_test('patients', 'days', 'died', 'arm') WHERE weight = 'w' AND weight_type = 'sampling' AND times = 3 AND var_type = 'aalen';
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients), '{"hazard_ratio": true}');
SELECT km_plot((SELECT surv(days, died, arm, w) FROM patients), '{"least": 2}');
SELECT cuminc_plot((SELECT surv(days, died, arm, w) FROM patients), '{}');
SELECT km_plot(column1, '{}') FROM (VALUES ((SELECT surv(days, died, arm, w) FROM patients)), ((SELECT surv(days, died, arm) FROM patients)));
