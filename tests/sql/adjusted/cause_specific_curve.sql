-- cause_specific_curve: the incidences that Cox models of all causes predict
CREATE TABLE p(id INTEGER PRIMARY KEY, t, s, arm, age, w, late);
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 80)
INSERT INTO p SELECT i, 1 + i * 37 % 31, i * 11 % 7 % 3, CASE WHEN i * 5 % 11 < 5 THEN 'A' ELSE 'B' END,
  20 + i * 13 % 41, 1 + i % 3, i % 4 / 8.0 FROM n;
SELECT * FROM cause_specific_curve('p', 't', 's', 'arm, age', 'SELECT ''A'' AS arm, 30 AS age UNION ALL VALUES (''B'', 50)') WHERE times = '0,10,99';
-- by hand: a covariate that tells nothing, of each patient 0 and 1: Aalen-Johansen, which cuminc gives: 1
CREATE TABLE twice AS SELECT p.*, x.value AS x FROM p, json_each('[0, 1]') AS x;
SELECT c.outcome, count(*), max(abs(c.estimate - a.estimate)) < 1e-12 AS same, sum(c.n_event) = sum(a.n_event), sum(c.n_risk) = sum(a.n_risk)
FROM cause_specific_curve('twice', 't', 's', 'x') AS c JOIN cuminc('twice', 't', 's') AS a ON a.outcome = c.outcome AND a.time = c.time
WHERE c.ties = 'breslow' AND c.entry = 'late' AND a.entry = 'late' GROUP BY 1;
-- of one cause 1 less the product of 1 - r dH, r dH from the steps of cox_curve: 1
SELECT abs(c.estimate - (SELECT 1 - exp(sum(ln(1 - step))) FROM (SELECT ln(lag(estimate) OVER (ORDER BY time) / estimate) AS step
  FROM cox_curve('p', 't', 's = 1', 'age', 'SELECT 40 AS age')))) < 1e-12 AS same
FROM cause_specific_curve('SELECT *, (s = 1) AS one FROM p', 't', 'one', 'age', 'SELECT 40 AS age') AS c ORDER BY time DESC LIMIT 1;
-- rows of newdata by their id, skipped where a term is NULL
SELECT row, patient, outcome, round(estimate, 6) FROM cause_specific_curve('p', 't', 's', 'age',
  'SELECT ''x'' AS who, 30 AS age UNION ALL VALUES (''y'', NULL), (''z'', 50)') WHERE times = 10 AND newdata_id = 'who';
-- strata: a curve for each, or that of the row's own
SELECT row, strata, outcome, round(estimate, 6) FROM cause_specific_curve('p', 't', 's', 'age, strata(arm)', 'SELECT 30 AS age') WHERE times = 10;
SELECT row, strata, outcome, round(estimate, 6) FROM cause_specific_curve('p', 't', 's', 'age, strata(arm)', 'SELECT 30 AS age, ''B'' AS arm') WHERE times = 10;
-- without newdata at the means, which a row of newdata can give as well: 1
SELECT a.outcome, abs(a.estimate - b.estimate) < 1e-13 AND abs(a.std_error - b.std_error) < 1e-13
FROM cause_specific_curve('p', 't', 's', 'age') AS a JOIN cause_specific_curve('p', 't', 's', 'age', 'SELECT sum(w * age) / sum(w * 1.0) AS age FROM p') AS b
  ON b.outcome = a.outcome WHERE a.times = 10 AND b.times = 10 AND a.weight = 'w' AND b.weight = 'w';
-- incidences never sum to more than 1, and hazards that would are scaled: from there no error is known
SELECT max(total) <= 1 + 1e-15, max(total) > 0.999999 FROM (SELECT sum(estimate) AS total FROM cause_specific_curve('p', 't', 's', 'age', 'SELECT 500 AS age UNION ALL VALUES (-500)') GROUP BY row, time);
SELECT row, outcome, sum(std_error IS NULL) > 0, sum(std_error IS NULL AND estimate IS NULL) FROM cause_specific_curve('p', 't', 's', 'age', 'SELECT 500 AS age UNION ALL VALUES (-500)') GROUP BY 1, 2;
-- nobody, and nobody with an event
SELECT * FROM cause_specific_curve('SELECT * FROM p WHERE 0', 't', 's', 'age');
SELECT * FROM cause_specific_curve('SELECT * FROM p WHERE s = 0', 't', 's', 'age');
-- mistakes
SELECT * FROM cause_specific_curve('p', 't', 's', 'age, cluster(arm)');
SELECT * FROM cause_specific_curve('p', 't', 's', 'age', 'SELECT ''x'' AS age');
SELECT * FROM cause_specific_curve('p', 't', 's', 'arm', 'SELECT ''C'' AS arm');
SELECT * FROM cause_specific_curve('p', 't', 's', 'age') WHERE newdata_id = 'id';
SELECT * FROM cause_specific_curve('SELECT * FROM p UNION ALL SELECT * FROM p', 't', 's', 'age') WHERE id = 'id';
SELECT * FROM cause_specific_curve('SELECT id, t, s * (s = 1 OR arm = ''A'') AS s, arm, age FROM p', 't', 's', 'arm, age') WHERE times = 5;
SELECT * FROM cause_specific_curve('p', 't', 's', 'age') WHERE ties = 'exact';
