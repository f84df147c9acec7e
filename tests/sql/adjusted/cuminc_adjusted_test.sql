-- cuminc_adjusted_test: adjusted incidences of groups compared at fixed times
CREATE TABLE p(id INTEGER PRIMARY KEY, t, s, arm, age, w, late);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO p SELECT i, 1 + i * 37 % 31, i * 11 % 7 % 3, CASE WHEN i * 5 % 11 < 5 THEN 'A' ELSE 'B' END,
  20 + i * 13 % 41, 1 + i % 3, i % 4 / 8.0 FROM n;
-- the test: differences of the curves, outcome by outcome
SELECT * FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') WHERE times = '5,20';
SELECT a.outcome, abs(a.difference - (g.estimate - r.estimate)) < 1e-13 AND abs(a.statistic - a.difference / a.std_error * a.difference / a.std_error) < 1e-12 AS same
FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') AS a, cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS g,
  cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS r
WHERE a.times = 20 AND a.reference = 'B' AND g.times = 20 AND r.times = 20 AND g.outcome = a.outcome AND r.outcome = a.outcome
  AND g.strata = 'A' AND r.strata = 'B';
-- groups that are alike, patient by patient: no difference; counts are rows written out: 1
CREATE TABLE alike AS SELECT p.t, p.s, p.age, x.value AS arm FROM p, json_each('["A", "B"]') AS x;
SELECT outcome, abs(difference) < 1e-13, round(p_value, 6) FROM cuminc_adjusted_test('alike', 't', 's', 'arm', 'age') WHERE times = 20;
SELECT max(abs(a.difference - b.difference)) < 1e-12 AND max(abs(a.std_error - b.std_error)) < 1e-12
FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') AS a JOIN cuminc_adjusted_test(
  'SELECT p.* FROM p JOIN json_each(''[1, 2, 3]'') AS x ON x.value <= w', 't', 's', 'arm', 'age') AS b
  ON b.outcome = a.outcome WHERE a.weight = 'w' AND a.times = 9 AND b.times = 9;
-- baselines by group, another reference; past the end nothing is known; nobody with an event; mistakes
SELECT outcome, contrast, round(difference, 6), round(p_value, 6) FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') WHERE times = 20 AND reference = 'B' AND baseline = 'group';
SELECT outcome, time, difference, std_error, p_value FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') WHERE times = '0,99';
SELECT * FROM cuminc_adjusted_test('SELECT * FROM p WHERE s = 0', 't', 's', 'arm', 'age') WHERE times = 5;
SELECT * FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age');
SELECT * FROM cuminc_adjusted_test('p', 't', 's', 'arm', 'age') WHERE times = 5 AND reference = 'C';
