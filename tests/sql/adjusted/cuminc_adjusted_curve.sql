-- cuminc_adjusted_curve: incidences if every patient were in each group
CREATE TABLE p(id INTEGER PRIMARY KEY, t, s, arm, age, w, late);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO p SELECT i, 1 + i * 37 % 31, i * 11 % 7 % 3, CASE WHEN i * 5 % 11 < 5 THEN 'A' ELSE 'B' END,
  20 + i * 13 % 41, 1 + i % 3, i % 4 / 8.0 FROM n;
-- the mean of what cause_specific_curve predicts for all patients, each as if in the group: 1
SELECT a.strata, a.outcome, a.time, abs(a.estimate - (SELECT avg(c.estimate) FROM cause_specific_curve('p', 't', 's',
  'arm, age', format('SELECT %Q AS arm, age FROM p', a.strata)) AS c WHERE c.times = a.time AND c.outcome = a.outcome)) < 1e-12 AS same
FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS a WHERE a.times = '5,20';
-- with an interaction, late entry and a baseline for each group: 1
SELECT a.strata, a.outcome, abs(a.estimate - (SELECT avg(c.estimate) FROM cause_specific_curve('p', 't', 's',
  'strata(arm), age, interaction(arm, age)', format('SELECT %Q AS arm, age FROM p', a.strata)) AS c
  WHERE c.times = 8 AND c.outcome = a.outcome AND c.entry = 'late')) < 1e-12 AS same
FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age, interaction(arm, age)') AS a WHERE a.times = 8 AND a.baseline = 'group' AND a.entry = 'late';
-- every step; the incidences of all events are below 1
SELECT strata, outcome, count(*), min(time), max(time), max(estimate) < 1, count(std_error) = count(*) FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') GROUP BY 1, 2;
SELECT max(total) <= 1 FROM (SELECT sum(estimate) AS total FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') GROUP BY strata, time);
SELECT * FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') WHERE times = '0,10,99';
-- counts are rows written out, sampling weights have no scale: 1
SELECT max(abs(a.estimate - b.estimate)) < 1e-12 AND max(abs(a.std_error - b.std_error)) < 1e-12
FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS a JOIN cuminc_adjusted_curve(
  'SELECT p.* FROM p JOIN json_each(''[1, 2, 3]'') AS x ON x.value <= w', 't', 's', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time AND b.outcome = a.outcome WHERE a.weight = 'w' AND a.times = '9,15' AND b.times = '9,15';
SELECT max(abs(a.estimate - b.estimate)) < 1e-13 AND max(abs(a.std_error - b.std_error)) < 1e-13
FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS a JOIN cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') AS b
  ON b.strata = a.strata AND b.time = a.time AND b.outcome = a.outcome
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w / 8.0' AND b.weight_type = 'sampling' AND a.times = '9,15' AND b.times = '9,15';
-- outcomes as text
SELECT strata, outcome, round(estimate, 6) FROM cuminc_adjusted_curve('SELECT *, substr(''alive  relapsedeath  '', 1 + 7 * s, 7) AS what FROM p', 't', 'what', 'arm', 'age')
WHERE times = 10 AND censor = 'alive  ';
-- nobody, and nobody with an event
SELECT * FROM cuminc_adjusted_curve('SELECT * FROM p WHERE 0', 't', 's', 'arm', 'age');
SELECT * FROM cuminc_adjusted_curve('SELECT * FROM p WHERE s = 0', 't', 's', 'arm', 'age');
-- mistakes
SELECT * FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'arm') WHERE times = 5;
SELECT * FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'strata(arm), age') WHERE times = 5;
SELECT * FROM cuminc_adjusted_curve('SELECT id, t, s * (s = 1 OR arm = ''A'') AS s, arm, age FROM p', 't', 's', 'arm', 'age') WHERE times = 5;
SELECT * FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') WHERE times = 5 AND weight = 'w / 8.0';
SELECT * FROM cuminc_adjusted_curve('p', 't', 's', 'arm', 'age') WHERE times = 5 AND censor = 'alive';
