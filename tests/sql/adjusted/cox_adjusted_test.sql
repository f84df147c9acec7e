-- cox_adjusted_test: adjusted survival of groups compared at fixed times
CREATE TABLE p(id INTEGER PRIMARY KEY, t, e, arm, age, sex, w, late, s);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO p SELECT i, 1 + i * 37 % 29, i * 11 % 7 < 4, substr('ABC', 1 + i * 5 % 11 % 3, 1),
  20 + i * 13 % 41, CASE WHEN i * 3 % 8 < 4 THEN 'F' ELSE 'M' END, 1 + i % 3, i % 4 / 8.0, i * 11 % 7 % 3 FROM n;
SELECT * FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age, sex') WHERE times = '5,20';
-- differences and ratios of the curves; the limits and the test of the same error: 1
SELECT a.contrast, abs(a.difference - (g.estimate - r.estimate)) < 1e-13 AND abs(a.ratio - g.estimate / r.estimate) < 1e-13
  AND abs(a.statistic - a.difference / a.std_error * a.difference / a.std_error) < 1e-12 AND abs(a.conf_high - a.difference - 1.959963984540054 * a.std_error) < 1e-12 AS same
FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age, sex') AS a, cox_adjusted_curve('p', 't', 'e', 'arm', 'age, sex') AS g,
  cox_adjusted_curve('p', 't', 'e', 'arm', 'age, sex') AS r
WHERE a.times = 20 AND g.times = 20 AND r.times = 20 AND a.contrast = g.strata || ' - ' || r.strata;
-- another reference, and baselines by group
SELECT contrast, round(difference, 6), round(p_value, 6) FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age, sex')
WHERE times = 20 AND reference = 'B' AND baseline = 'group';
-- groups that are alike, patient by patient: no difference
CREATE TABLE alike AS SELECT p.t, p.e, p.age, x.value AS arm FROM p, json_each('["A", "B"]') AS x;
SELECT contrast, abs(difference) < 1e-13, round(p_value, 6) FROM cox_adjusted_test('alike', 't', 'e', 'arm', 'age') WHERE times = 20;
-- counts are rows written out, and sampling weights have no scale: 1
SELECT max(abs(a.difference - b.difference)) < 1e-12 AND max(abs(a.std_error - b.std_error)) < 1e-12
FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_test(
  'SELECT p.* FROM p JOIN json_each(''[1, 2, 3]'') AS x ON x.value <= w', 't', 'e', 'arm', 'age') AS b
  ON b.contrast = a.contrast WHERE a.weight = 'w' AND a.times = 9 AND b.times = 9;
SELECT max(abs(a.difference - b.difference)) < 1e-13 AND max(abs(a.std_error - b.std_error)) < 1e-13
FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_test('p', 't', 'e', 'arm', 'age') AS b
  ON b.contrast = a.contrast
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w * 5' AND b.weight_type = 'sampling' AND a.times = 9 AND b.times = 9;
-- before the first event no difference and no test; past the end nothing is known
SELECT time, contrast, difference, std_error, ratio, p_value FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age')
WHERE times = '0,100' AND reference = 'C';
-- mistakes
SELECT * FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age');
SELECT * FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age') WHERE times = 5 AND reference = 'D';
SELECT * FROM cox_adjusted_test('p', 't', 'e', 'arm', 'arm') WHERE times = 5;
SELECT * FROM cox_adjusted_test('p', 't', 'e', 'arm', 'age') WHERE times = 5 AND weight = 'w / 8.0';
