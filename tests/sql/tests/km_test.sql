-- km_test: survival probabilities compared at fixed times. Small enough to be worked by hand.
CREATE TABLE patients(days, died, arm, centre, n, late, entered);
INSERT INTO patients VALUES
  (1, 1, 'A', 1, 1, 0, 0), (2, 0, 'A', 2, 2, 0, 1), (3, 1, 'A', 3, 1, 1, 0), (6, 0, 'A', 1, 1, 2, 4),
  (2, 1, 'B', 2, 3, 0, 0), (3, 1, 'B', 3, 1, 1, 1), (4, 1, 'B', 1, 1, 0, 2), (7, 0, 'B', 2, 1, 3, 5);

-- At 3: S = 3/8 in A, of variance S^2 (1/12 + 1/2); 1/2 in B, of variance 1/16
-- time|contrast|difference|std_error|conf_low|conf_high|ratio|ratio_low|ratio_high|statistic|df|p_value
SELECT * FROM km_test('patients', 'days', 'died', 'arm') WHERE times = 3;
SELECT abs(difference - 1 / 8.) < 1e-15, abs(std_error - sqrt(9 / 64. * 7 / 12 + 1 / 16.)) < 1e-15, ratio,
  abs(conf_high - difference - 1.959963984540054 * std_error) < 1e-15,
  abs(ln(ratio_high / ratio) - 1.959963984540054 * sqrt(7 / 12. + 1 / 4.)) < 1e-14
FROM km_test('patients', 'days', 'died', 'arm', 3);
-- the statistic on each scale, by hand
WITH s(scale, d, v) AS (VALUES
  ('plain', 3 / 8. - 1 / 2., 9 / 64. * 7 / 12 + 1 / 16.),
  ('log', ln(3 / 8.) - ln(1 / 2.), 7 / 12. + 1 / 4.),
  ('cloglog', ln(-ln(3 / 8.)) - ln(-ln(1 / 2.)), 7 / 12. / pow(ln(3 / 8.), 2) + 1 / 4. / pow(ln(1 / 2.), 2)),
  ('logit', ln(3 / 5.), 7 / 12. / pow(5 / 8., 2) + 1),
  ('arcsin', asin(sqrt(3 / 8.)) - asin(sqrt(1 / 2.)), 9 / 64. * 7 / 12 / (4 * 15 / 64.) + 1 / 16.))
SELECT t.scale, abs(t.statistic - d * d / v) < 1e-14, round(t.p_value, 6)
FROM s JOIN km_test('patients', 'days', 'died', 'arm') t ON t.times = 3 AND t.scale = s.scale;
-- several times come sorted, each once; between events the curve stays as it is
SELECT time, contrast, difference FROM km_test('patients', 'days', 'died', 'arm') WHERE times = '3.5,2,2,3';
-- the estimates are those of km_curve
SELECT t.time, t.difference = b.estimate - a.estimate
FROM km_test('patients', 'days', 'died', 'arm') t
JOIN km_curve('patients', 'days', 'died', 'arm') a ON a.times = '2,3,4' AND a.strata = 'A' AND a.time = t.time
JOIN km_curve('patients', 'days', 'died', 'arm') b ON b.times = '2,3,4' AND b.strata = 'B' AND b.time = t.time
WHERE t.times = '2,3,4';
-- reference
SELECT contrast, difference, ratio FROM km_test('patients', 'days', 'died', 'arm') WHERE times = 3 AND reference = 'B';
-- more than two groups: the test of all of them first
SELECT time, contrast, round(difference, 6), round(statistic, 6), df, round(p_value, 6)
FROM km_test('patients', 'days', 'died', 'centre') WHERE times = '3,5' AND weight = 'n + 1';
-- where an estimate is 0 or 1 there is a difference, and no test; of 0 no ratio. A dies out at 3, B has no event by 1.
SELECT time, difference, std_error, ratio, statistic, p_value
FROM km_test('VALUES (1, 1, ''A''), (3, 1, ''A''), (2, 1, ''B''), (4, 0, ''B'')', 'column1', 'column2', 'column3')
WHERE times = '1,3' AND reference = 'A';
-- past the end of follow-up of A, which is 6, nothing is known
SELECT time, contrast, difference, p_value FROM km_test('patients', 'days', 'died', 'arm') WHERE times = '6,6.5';
-- one group: nothing to compare; nobody: no rows
SELECT * FROM km_test('patients', 'days', 'died', '1') WHERE times = 3;
SELECT * FROM km_test('SELECT * FROM patients WHERE 0', 'days', 'died', 'arm') WHERE times = 3 AND reference = 'C';
SELECT * FROM km_test(NULL, 'days', 'died', 'arm', 3);

-- weight: the rows written out; entry
SELECT count(*) FROM (
  SELECT * FROM km_test('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND times = '2,3'
  INTERSECT SELECT * FROM km_test('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm') WHERE times = '2,3');
-- entry: A 1/2 from 1, 1/4 from 3; B 0 from 2
SELECT time, difference FROM km_test('patients', 'days', 'died', 'arm') WHERE entry = 'late' AND times = '1,2,3';
-- conf_level
SELECT round((conf_high - conf_low) / std_error / 2, 6) FROM km_test('patients', 'days', 'died', 'arm')
  WHERE times = 3 AND conf_level = 0.9;
-- a surv() blob, and a correlated one
SELECT count(*) FROM (SELECT * FROM km_test('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late' AND times = '1,3'
  INTERSECT SELECT * FROM km_test((SELECT surv(days, died, arm, n, late) FROM patients)) WHERE times = '1,3');
SELECT c.column1, t.difference
FROM (VALUES (1), (2), (4)) c LEFT JOIN km_test((SELECT surv(days, died, arm) FROM patients p WHERE p.centre = c.column1)) t
  ON t.times = 2;

-- types, columns, options
SELECT typeof(time), typeof(contrast), typeof(difference), typeof(statistic), typeof(df), typeof(p_value)
FROM km_test('patients', 'days', 'died', 'arm', 3);
SELECT name, hidden FROM pragma_table_xinfo('km_test');
SELECT item, default_value FROM survival_functions WHERE name = 'km_test' AND part = 'option';

-- messages
SELECT * FROM km_test;
SELECT * FROM km_test('patients', 'days', 'died');
SELECT * FROM km_test('patients', 'days', 'died', 'arm');
SELECT * FROM km_test('patients', 'days', 'died', 'amr', 3);
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 'soon');
SELECT * FROM km_test('patients', 'days', 'died', 'arm', -1);
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 3) WHERE reference = 'C';
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 3) WHERE scale = 'log-log';
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 3) WHERE conf_level = 95;
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 3) WHERE weight = '-n';
SELECT * FROM km_test('patients', 'days', 'died', 'arm', 3) WHERE entry = 'days';
SELECT * FROM km_test((SELECT surv(days, died) FROM patients)) WHERE times = 3;
SELECT * FROM km_test('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 500) SELECT i FROM c', 'i', '1', 'i', 3);
