-- table_one: the patients' characteristics, group by group. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, age INTEGER, wbc REAL, sex TEXT, stage INTEGER, relapsed INTEGER, arm TEXT,
  centre INTEGER);
INSERT INTO patients(age, wbc, sex, stage, relapsed, arm, centre) VALUES
  (30, 1.25, 'F', 2, 0, 'A', 1), (40, 3.5, 'M', 10, 1, 'A', 1), (45, NULL, 'F', 2, 0, 'A', 2), (61, 20.0, NULL, 9, 1, 'A', 2),
  (25, 7.75, 'M', NULL, 1, 'B', 1), (33, 8.25, 'M', 2, 0, 'B', 2), (52, 0.5, 'M', 9, 0, 'B', 2), (70, 99.0, 'F', 9, 0, NULL, 2);

-- variable|level|strata|n|percent|n_missing|mean|sd|median|q1|q3|min|max|summary|p_value|test|smd
SELECT * FROM table_one('patients', 'age, sex');
-- with by: all patients that have a group, then each group; a level that a group lacks counts 0
SELECT variable, level, strata, n, percent, n_missing, summary FROM table_one('patients', 'age, wbc, sex', 'arm');
SELECT variable, strata, n, mean, sd, median, q1, q3, min, max FROM table_one('patients', 'age, wbc', 'arm');
-- Ages of arm B have the ranks 1, 3 and 6 of 7: U = 4 for it, 8 for arm A. Of the 35 ways 1 + 1 + 2 + 3 + 4 have
-- U = 0, 1, 2, 3 and 4: P = 2 * 11 / 35.
SELECT variable, p_value, p_value * 35, test FROM table_one('patients', 'age', 'arm') WHERE strata IS NULL;
-- 2 of 3 and 0 of 3 are women: of the 15 ways 3 have no woman in A, 3 none in B: P = 6 / 15
SELECT DISTINCT variable, p_value, test FROM table_one('patients', 'sex, stage', 'arm') WHERE types = 'stage=categorical';
-- a missing value is missing in its own variable alone; a patient without a group is nowhere
SELECT variable, strata, sum(n), max(n_missing) FROM table_one('patients', 'age, sex, wbc', 'arm') GROUP BY 1, 2 ORDER BY 1, 2;

-- types: numbers are numeric unless told, 0 and 1 too; levels are sorted as SQLite sorts values, and shown as text
SELECT variable, level, typeof(level), n, mean FROM table_one('patients', 'relapsed, stage');
SELECT variable, level, typeof(level), n, summary FROM table_one('patients', 'relapsed, stage')
  WHERE types = 'stage=categorical, "relapsed" = Categorical';
SELECT variable, level, n, summary FROM table_one('patients', 'age > 40, coalesce(sex, ''?''), "centre"')
  WHERE types = 'age > 40=categorical';
-- what is told applies to a variable without values too: it has one row, without a level
SELECT variable, level, n, percent, n_missing, mean, summary FROM table_one('patients', 'NULL, nullif(sex, sex)')
  WHERE types = 'nullif(sex, sex)=categorical';
-- numbers and texts may be levels of one variable when that is said
SELECT level, n FROM table_one('SELECT 3 AS x UNION ALL VALUES (''n/a''), (3), (10)', 'x') WHERE types = 'x=categorical';

-- strata: with the type they have; several expressions; a constant; one group has no test
SELECT strata, typeof(strata), n, p_value, test FROM table_one('patients', 'age', 'centre');
SELECT strata, n, test FROM table_one('patients', 'age', 'centre, arm');
SELECT strata, n, p_value, test FROM table_one('patients', 'age, sex', '1');
SELECT DISTINCT variable, p_value, test FROM table_one('patients', '7, ''x'', age', 'arm');
-- groups without a value do not count: two are left, and Wilcoxon's test
SELECT strata, n, summary, test FROM table_one('VALUES (1, ''a''), (2, ''b''), (NULL, ''c'')', 'column1', 'column2');

-- the tests by name: exact or not, two groups or more, wide or narrow, sparse or not
CREATE TABLE many AS WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 120)
  SELECT i * 7 % 121 AS x, i % 10 AS tied, i % 2 AS two, i * i * i % 13 % 3 AS three, substr('abcd', 1 + i / 3 % 4, 1) AS letter,
    iif(i * i % 7 < 3, 'yes', 'no') AS answer, iif(i = 5, 'rare', 'usual') AS rare FROM i;
SELECT DISTINCT variable, round(p_value, 9), test FROM table_one('many', 'x, tied, letter, answer, rare', 'two');
SELECT DISTINCT variable, round(p_value, 9), test FROM table_one('many', 'x, tied, letter, answer, rare', 'three');
SELECT DISTINCT variable, round(p_value, 9), test FROM table_one('SELECT * FROM many LIMIT 40', 'x, tied', 'two');
-- too many tables to count: chi-square stands in, and says so
SELECT DISTINCT round(p_value, 9), test FROM table_one('WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE
  i < 300) SELECT char(65 + i * i % 23) AS letter, i * i * i % 13 AS grp FROM i', 'letter', 'grp');

-- digits: decimals in summary; halves are rounded up; whole numbers have none
SELECT digits, variable, level, summary FROM table_one('patients', 'age, wbc, sex') WHERE digits IN (0, 2, 3);
SELECT summary FROM table_one('VALUES (0.25), (0.25)', 'column1');
SELECT summary FROM table_one('VALUES (0.285), (0.285)', 'column1') WHERE digits = 2;
SELECT summary FROM table_one('VALUES (-0.04), (-3.5), (2)', 'column1');
SELECT summary FROM table_one('VALUES (1e300), (2)', 'column1');
-- statistic: what summary says of numbers
SELECT statistic, variable, strata, summary FROM table_one('patients', 'age, wbc', 'arm')
  WHERE statistic IN ('median_range', 'median_iqr', 'mean_sd');
SELECT summary FROM table_one('VALUES (5)', 'column1') WHERE statistic = 'mean_sd';

-- types of the columns
SELECT typeof(variable), typeof(level), typeof(n), typeof(percent), typeof(n_missing), typeof(mean), typeof(sd),
  typeof(median), typeof(min), typeof(summary), typeof(p_value), typeof(test)
FROM table_one('patients', 'age, sex', 'arm') WHERE strata IS NULL;
-- weight: rows written out, tests included; a weight of 0 or NULL leaves a row out
CREATE TABLE weighted AS SELECT *, CASE id WHEN 3 THEN 0 WHEN 5 THEN NULL ELSE id % 3 + 1 END AS n FROM patients;
CREATE VIEW written_out AS SELECT w.* FROM weighted w, (VALUES (1), (2), (3)) WHERE column1 <= n;
SELECT count(*), (SELECT count(*) FROM table_one('written_out', 'age, wbc, sex, stage', 'arm')) FROM (
  SELECT * FROM table_one('weighted', 'age, wbc, sex, stage', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM table_one('written_out', 'age, wbc, sex, stage', 'arm'));
-- sampling weights 1 and 3 for ages 30 and 40: mean 37.5, sd^2 = (1 * 7.5^2 + 3 * 2.5^2) / (4 - 10 / 4) = 50; as often
-- as weights that sum to the 2 rows say, 0.5 and 1.5: the place 1 + p of each quartile lies in the 40s
CREATE TABLE sampled(age, sex, arm, w);
INSERT INTO sampled VALUES (30, 'F', 'A', 1), (40, 'M', 'A', 3), (35, 'F', 'B', 2), (45, 'F', 'B', 2), (50, 'M', 'C', 0), (NULL, 'M', 'B', 1);
SELECT strata, n, n_missing, mean, sd * sd, q1, median, q3, summary, p_value, test FROM table_one('sampled', 'age', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling' AND statistic = 'mean_sd';
SELECT level, strata, n, percent, n_missing, summary, p_value, typeof(n) FROM table_one('sampled', 'sex', 'arm') WHERE weight = 'w' AND weight_type = 'sampling';
-- a constant factor changes only the sums
SELECT count(*) FROM (
  SELECT variable, level, strata, round(percent, 9), round(mean, 9), round(sd, 9), median, q1, q3, round(smd, 9) FROM table_one('sampled', 'age, sex', 'arm')
    WHERE weight = 'w' AND weight_type = 'sampling'
  INTERSECT SELECT variable, level, strata, round(percent, 9), round(mean, 9), round(sd, 9), median, q1, q3, round(smd, 9) FROM table_one('sampled', 'age, sex', 'arm')
    WHERE weight = 'w * 0.37' AND weight_type = 'sampling');
-- equal weights: the table without, but for the tests
SELECT count(*), (SELECT count(*) FROM table_one('patients', 'age, wbc, sex', 'arm')) FROM (
  SELECT variable, level, strata, n, percent, n_missing, round(mean, 9), round(sd, 9), median, q1, q3, min, max, summary, round(smd, 9)
    FROM table_one('patients', 'age, wbc, sex', 'arm') WHERE weight = '1' AND weight_type = 'sampling'
  INTERSECT SELECT variable, level, strata, n, percent, n_missing, round(mean, 9), round(sd, 9), median, q1, q3, min, max, summary, round(smd, 9)
    FROM table_one('patients', 'age, wbc, sex', 'arm'));
-- smd: (37.5 - 40) / sqrt((50 + 50) / 2), the variances of the ages without weights; women (1/4 - 4/5) / sqrt((1/4 + 2/9) / 2)
SELECT DISTINCT variable, level, smd * sqrt(50), smd * sqrt(17 / 72.) FROM table_one('sampled', 'age, sex', 'arm')
  WHERE weight = 'w' AND weight_type = 'sampling';
-- of three groups the largest; no groups, a group of one value, groups that differ and do not vary
SELECT DISTINCT smd * sqrt(2 / 3.) FROM table_one('VALUES (1, 1), (3, 1), (4, 2), (4, 2), (5, 3), (5, 3)', 'column1', 'column2');
SELECT DISTINCT smd FROM table_one('patients', 'age, sex');
SELECT DISTINCT smd FROM table_one('VALUES (1, 1), (3, 1), (4, 2)', 'column1', 'column2');
SELECT variable, level, strata, smd FROM table_one('VALUES (1, 1, ''u''), (1, 1, ''u''), (4, 2, ''v''), (4, 2, ''v'')', 'column1, column3, 7', 'column2') WHERE strata = 1;
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM table_one('SELECT * FROM patients WHERE false', 'age, sex', 'arm');
SELECT count(*) FROM table_one('patients', 'age, sex', 'NULL');
SELECT count(*) FROM table_one(NULL, 'age');
-- by name
SELECT variable, strata, n FROM table_one WHERE source = 'patients' AND variables = 'age' AND by_expr = 'arm';

-- messages
SELECT * FROM table_one('patients');
SELECT * FROM table_one('patients', '');
SELECT * FROM table_one('patients', 'age,');
SELECT * FROM table_one('patients', 'age, sx');
SELECT * FROM table_one('patients', '*');
SELECT * FROM table_one('patients', 'sum(age)');
SELECT * FROM table_one((SELECT surv(age, relapsed) FROM patients), 'age');
SELECT * FROM table_one((SELECT surv(age, relapsed) FROM patients));
SELECT * FROM table_one(x'00', 'age');
SELECT * FROM table_one('VALUES (1), (''n/a''), (2), (''?'')', 'column1');
SELECT * FROM table_one('VALUES (1), (''n/a''), (2), (''?'')', 'column1') WHERE types = 'column1=numeric';
SELECT * FROM table_one('patients', 'sex') WHERE types = 'sex=numeric';
SELECT * FROM table_one('VALUES (x''01'')', 'column1');
SELECT * FROM table_one('VALUES (1), (x''01'')', 'column1') WHERE types = 'column1=numeric';
SELECT * FROM table_one('VALUES (1), (9e999)', 'column1');
SELECT * FROM table_one('VALUES (1), (9007199254740993)', 'column1');
SELECT * FROM table_one('patients', 'age, sex') WHERE types = 'sx=categorical';
SELECT * FROM table_one('patients', 'age, sex') WHERE types = 'weight=numeric';
SELECT * FROM table_one('patients', 'age') WHERE types = 'age';
SELECT * FROM table_one('patients', 'age') WHERE types = 'age=number';
SELECT * FROM table_one('patients', 'age') WHERE types = 'age=numeric,';
SELECT * FROM table_one('patients', 'age') WHERE types = '"age=numeric';
SELECT * FROM table_one('patients', 'age') WHERE types = 1;
SELECT * FROM table_one('patients', 'age') WHERE digits = 1.5;
SELECT * FROM table_one('patients', 'age') WHERE digits = 11;
SELECT * FROM table_one('patients', 'age') WHERE digits = 'two';
SELECT * FROM table_one('patients', 'age') WHERE statistic = 'median';
SELECT * FROM table_one('patients', 'age') WHERE weight = 'wbc';
SELECT * FROM table_one('patients', 'age') WHERE weight = '-centre';
SELECT * FROM table_one('patients', 'age') WHERE weight = 'sex';
SELECT * FROM table_one('patients', 'age') WHERE weight = '9e999' AND weight_type = 'sampling';
SELECT * FROM table_one('patients', 'age') WHERE weight = '100000000';
SELECT * FROM table_one('patients', 'age') WHERE weight_type = 'sampling';
SELECT * FROM table_one('patients', 'age') WHERE weight = 'wbc' AND weight_type = 'frequency';
SELECT count(*) FROM table_one('WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 3000)
  SELECT 'P' || i AS id, i % 600 AS grp FROM i', 'id', 'grp');

-- least: a small count is hidden, and the smallest other that keeps it from being computed from the group's size; with it
-- the P value. Ten have no smoking status: that is told, as it gives nothing away.
CREATE TABLE private AS WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < 199)
  SELECT i AS id, iif(i < 100, 'A', 'B') AS arm, CASE WHEN i % 100 < 3 AND i < 100 THEN 'III' WHEN i % 100 < 40 THEN 'II' ELSE 'I' END AS stage,
    iif(i % 20 = 0, NULL, iif(i % 3, 'no', 'yes')) AS smokes, 20 + i % 50 AS age, iif(i IN (1, 2, 150), NULL, i) AS known,
    iif(i IN (1, 2, 150), i, NULL) AS rare FROM i;
SELECT variable, level, strata, n, percent, n_missing, summary, p_value, test FROM table_one('private', 'stage', 'arm') WHERE least = 5;
SELECT variable, level, strata, n, percent, n_missing, summary, round(p_value, 6), test FROM table_one('private', 'smokes', 'arm') WHERE least = 5;
-- numbers: the smallest and the largest are patients; where few have a value, nothing, and not how many have none
SELECT variable, strata, n, n_missing, mean, median, q1, q3, min, max, summary, round(p_value, 6) AS p FROM table_one('private', 'age, known, rare', 'arm')
  WHERE least = 5;
SELECT variable, strata, summary FROM table_one('private', 'age', 'arm') WHERE least = 5 AND statistic = 'mean_sd';
-- those without a value, as a level
SELECT level, strata, n, summary FROM table_one('private', 'iif(known IS NULL, ''unknown'', ''known'')', 'arm') WHERE least = 5;
SELECT level, n, summary FROM table_one('private', 'stage') WHERE least = 5;
-- a standardised difference would tell too; counts of a weight are patients, sums of sampling weights are not
SELECT variable, level, smd IS NULL FROM table_one('private', 'stage, smokes', 'arm') WHERE least = 5 AND strata = 'A';
SELECT count(*) FROM (SELECT * FROM table_one('private', 'stage, smokes, known', 'arm') WHERE least = 5 AND weight = '1 + (id < 100)'
  INTERSECT SELECT * FROM table_one('SELECT * FROM private UNION ALL SELECT * FROM private WHERE id < 100', 'stage, smokes, known', 'arm') WHERE least = 5);
SELECT * FROM table_one('private', 'age', 'arm') WHERE least = 5 AND weight = 'age' AND weight_type = 'sampling';
-- every group is known by its size
SELECT * FROM table_one('private', 'age', 'stage') WHERE least = 5;
SELECT * FROM table_one('SELECT * FROM private LIMIT 4', 'age') WHERE least = 5;
SELECT * FROM table_one('private', 'age', 'arm') WHERE least = 2;
SELECT * FROM table_one('private', 'age', 'arm') WHERE least = 5.5;
SELECT * FROM table_one('private', 'age', 'arm') WHERE least = 'five';
SELECT count(*) FROM table_one('WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 3001)
  SELECT ''P'' || i AS id FROM i', 'id') WHERE least = 5;
-- numbers with few values would tell counts by their mean and spread: somebody has to say what they are
CREATE TABLE marks AS WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 100)
  SELECT i % 2 AS g, i IN (3, 7) AS dead, i % 11 AS eleven, i % 10 AS ten, 1 AS one FROM i;
SELECT * FROM table_one('marks', 'dead', 'g') WHERE least = 5;
SELECT * FROM table_one('marks', 'ten') WHERE least = 5;
SELECT level, strata, n, summary, p_value FROM table_one('marks', 'dead', 'g') WHERE least = 5 AND types = 'dead=categorical';
SELECT n, mean FROM table_one('marks', 'dead') WHERE least = 5 AND types = 'dead=numeric';
SELECT variable, n, mean FROM table_one('marks', 'one, eleven') WHERE least = 5;
-- of few patients the quartiles, or the median as well, are each one patient's
SELECT n, median, q1, q3, summary FROM table_one('SELECT eleven + g / 10.0 AS x FROM marks LIMIT 20', 'x') WHERE least = 5;
SELECT n, median, q1, q3, summary FROM table_one('SELECT eleven + g / 10.0 AS x FROM marks LIMIT 19', 'x') WHERE least = 5;
SELECT n, round(mean, 3), median, q1, q3, summary FROM table_one('SELECT 7 * i AS x FROM (SELECT row_number() OVER () AS i FROM marks) WHERE i < 12 LIMIT 9', 'x') WHERE least = 5 AND types = 'x=numeric';
SELECT summary FROM table_one('SELECT 7 * i AS x FROM (SELECT row_number() OVER () AS i FROM marks) LIMIT 5', 'x') WHERE least = 5 AND types = 'x=numeric' AND statistic = 'mean_sd';
