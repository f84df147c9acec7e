-- cox_adjusted_curve: survival if every patient were in each group
CREATE TABLE p(id INTEGER PRIMARY KEY, t, e, arm, age, sex, w, late, s);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO p SELECT i, 1 + i * 37 % 29, i * 11 % 7 < 4, CASE WHEN i * 5 % 11 < 5 THEN 'A' ELSE 'B' END,
  20 + i * 13 % 41, CASE WHEN i * 3 % 8 < 4 THEN 'F' ELSE 'M' END, 1 + i % 3, i % 4 / 8.0, i * 11 % 7 % 3 FROM n;
-- the mean of what cox_curve predicts for all patients, each as if in the group: 1
SELECT a.strata, a.time, abs(a.estimate - (SELECT avg(c.estimate) FROM cox_curve('p', 't', 'e', 'arm, age, sex',
  format('SELECT %Q AS arm, age, sex FROM p', a.strata)) AS c WHERE c.times = a.time)) < 1e-12 AS same
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, sex') AS a WHERE a.times = '5,20';
-- with an interaction, which is changed with the group: 1
SELECT a.strata, a.time, abs(a.estimate - (SELECT avg(c.estimate) FROM cox_curve('p', 't', 'e',
  'arm, age, interaction(arm, age), interaction(factor(sex), arm)', format('SELECT %Q AS arm, age, sex FROM p', a.strata))
  AS c WHERE c.times = a.time)) < 1e-12 AS same
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, interaction("arm", age), interaction(factor(sex), ARM)') AS a
WHERE a.times = '5,20';
-- and with a spline of a numeric by, late entry and Breslow's ties: 1
SELECT a.strata, a.time, abs(a.estimate - (SELECT avg(c.estimate) FROM cox_curve('p', 't', 'e',
  'factor(w), age, interaction(age, w)', format('SELECT %d AS w, age FROM p', a.strata))
  AS c WHERE c.times = a.time AND c.ties = 'breslow' AND c.entry = 'late')) < 1e-12 AS same
FROM cox_adjusted_curve('p', 't', 'e', 'w', 'age, interaction(age, w)') AS a
WHERE a.times = '5,20' AND a.ties = 'breslow' AND a.entry = 'late';
-- a baseline for each group: 1
SELECT a.strata, a.time, abs(a.estimate - (SELECT avg(c.estimate) FROM cox_curve('p', 't', 'e', 'strata(arm), age',
  format('SELECT %Q AS arm, age FROM p', a.strata)) AS c WHERE c.times = a.time)) < 1e-12 AS same
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS a WHERE a.times = '5,20' AND a.baseline = 'group';
-- a covariate that tells nothing, of each patient 0 and 1, and a baseline for each group: exp(-H) of Nelson-Aalen
CREATE TABLE twice AS SELECT p.*, x.value AS x FROM p, json_each('[0, 1]') AS x;
SELECT a.strata, count(*), max(abs(a.estimate - exp(-n.estimate))) < 1e-12 AS same
FROM cox_adjusted_curve('twice', 't', 'e', 'arm', 'x') AS a JOIN nelson_aalen('twice', 't', 'e', 'arm') AS n
  ON n.strata = a.strata AND n.time = a.time WHERE a.baseline = 'group' AND a.ties = 'breslow' GROUP BY 1;
-- every step: at 0, at events, at the end
SELECT strata, count(*), min(time), max(time), min(estimate) > 0, max(std_error) < 0.2, typeof(time)
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') GROUP BY 1;
SELECT count(DISTINCT t) + 2 FROM p WHERE e AND t < 29;
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') LIMIT 3;
-- past the end: NULL, or carried on
SELECT strata, time, estimate, std_error FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE times = '29,30';
SELECT strata, time, round(estimate, 6) FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE times = '29,30' AND extend = 1;
-- counts are rows written out: 1
SELECT max(abs(a.estimate - b.estimate)) < 1e-12 AND max(abs(a.std_error - b.std_error)) < 1e-12
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_curve(
  'SELECT p.* FROM p JOIN json_each(''[1, 2, 3]'') AS x ON x.value <= w', 't', 'e', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time WHERE a.weight = 'w';
-- sampling weights: no constant factor changes anything; of 1 they are none: 1
SELECT max(abs(a.estimate - b.estimate)) < 1e-13 AND max(abs(a.std_error - b.std_error)) < 1e-13
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w / 8.0' AND b.weight_type = 'sampling';
SELECT max(abs(a.estimate - b.estimate)) < 1e-13 AND max(abs(a.std_error - b.std_error)) < 1e-13
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time WHERE b.weight = '3' AND b.weight_type = 'sampling';
-- follow-up split by id is the unsplit patient's: 1
SELECT max(abs(a.estimate - b.estimate)) < 1e-13 AND max(abs(a.std_error - b.std_error)) < 1e-13
FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') AS a JOIN cox_adjusted_curve('SELECT *, 0 AS since FROM p UNION ALL
  SELECT id, t + 0.5, 0, arm, age, sex, w, late, s, t FROM p WHERE NOT e AND t < 20', 't', 'e', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time WHERE b.entry = 'since' AND b.id = 'id' AND a.times = '5,20' AND b.times = '5,20';
-- several expressions in by
SELECT strata, round(estimate, 6) FROM cox_adjusted_curve('p', 't', 'e', 'arm, sex', 'age, interaction(sex, age)') WHERE times = 10;
-- one group, and nobody
SELECT strata, time, round(estimate, 6) FROM cox_adjusted_curve('p', 't', 'e', '''all''', 'age') WHERE times = 10;
SELECT * FROM cox_adjusted_curve('SELECT * FROM p WHERE 0', 't', 'e', 'arm', 'age');
-- mistakes
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, arm');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, factor(Arm)');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, (arm = ''A'') * age');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, strata(sex)');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, cluster(id)');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age, substr(arm, 1) = ''A''');
SELECT * FROM cox_adjusted_curve('SELECT *, arm = ''A'' AS a FROM p', 't', 'e', 'arm', 'age, a');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE weight = 'w / 8.0';
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE weight_type = 'sampling';
SELECT * FROM cox_adjusted_curve('SELECT * FROM p UNION ALL SELECT * FROM p', 't', 'e', 'arm', 'age') WHERE id = 'id';
SELECT * FROM cox_adjusted_curve('SELECT id, t, e AND arm = ''A'' AS e, arm, age FROM p', 't', 'e', 'arm', 'age');
SELECT strata, time, round(estimate, 6) FROM cox_adjusted_curve('SELECT id, t, e AND arm = ''A'' AS e, arm, age FROM p', 't', 'e', 'arm', 'age') WHERE baseline = 'group' AND times = 10;
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE ties = 'exact';
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'age') WHERE baseline = 'none';
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm');
SELECT * FROM cox_adjusted_curve('p', 't', 'e', 'arm', 'strata(age)');
SELECT * FROM cox_adjusted_curve((SELECT surv(t, e) FROM p), 't', 'e', 'arm', 'age');
