-- surv: the rows of any query packed into a blob, to be used as source
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER, late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 2, 0), (1, 2, 1, 'A', 1, 0), (1, 2, 0, 'B', 3, 1), (1, 2, 0, 'B', 3, 1), (2, 3, 1, 'A', 1, 2),
  (2, 5, 0, 'B', 1, 0), (2, 7, 1, 'B', 1, 3), (2, NULL, 1, 'B', 1, 0), (2, 4, 1, NULL, 1, 0);
CREATE TABLE centres(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO centres VALUES (1, 'Oslo'), (2, 'Bonn'), (3, 'Pisa');

-- a small, typed blob that begins with its magic number, version and flags
SELECT typeof(surv(days, died)), length(surv(days, died)) < 300, hex(substr(surv(days, died), 1, 8)) FROM patients;
-- the same rows in any order make the same bytes
SELECT (SELECT surv(days, died, arm) FROM (SELECT * FROM patients ORDER BY id)) =
       (SELECT surv(days, died, arm) FROM (SELECT * FROM patients ORDER BY -id));

-- equal rows are counted: a thousand take no more room than two, but for the weights
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT length(surv(5, 1)) - (SELECT length(surv(5, 1)) FROM n WHERE i <= 2) FROM n;

-- every column by way of a blob, against the same read by name: rows in one and not in the other
SELECT count(*) FROM (SELECT * FROM km_curve((SELECT surv(days, died) FROM patients))
                      EXCEPT SELECT * FROM km_curve('patients', 'days', 'died'));
SELECT count(*) FROM (SELECT * FROM km_curve((SELECT surv(days, died, arm) FROM patients))
                      EXCEPT SELECT * FROM km_curve('patients', 'days', 'died', 'arm'));
SELECT count(*) FROM (SELECT * FROM km_curve((SELECT surv(days, died, arm, n) FROM patients))
                      EXCEPT SELECT * FROM km_curve('patients', 'days', 'died', 'arm') WHERE weight = 'n');
SELECT count(*) FROM (SELECT * FROM km_curve((SELECT surv(days, died, arm, n, late) FROM patients))
                      EXCEPT SELECT * FROM km_curve('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late');
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM km_curve((SELECT surv(days, died, arm, n, late) FROM patients));
-- types come through: REAL times, REAL weights, groups of every type in their order
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve((SELECT surv(days, died) FROM patients));
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve((SELECT surv(days + 0.5, died, 1, n * 0.5) FROM patients)) WHERE weight_type = 'sampling';
SELECT strata, typeof(strata), time FROM km_curve((
  SELECT surv(1, 1, value) FROM (SELECT 'b' AS value UNION ALL VALUES (x'00'), (10), (9), (9.5), (''), ('11'), (x''))))
WHERE time > 0;
-- a group of text with every character
SELECT strata, length(strata), hex(strata) FROM km_curve((SELECT surv(1, 1, 'ä''",=' || char(10)))) WHERE time > 0;
-- options go with a blob as with a table
SELECT strata, time, estimate, conf_low FROM km_curve((SELECT surv(days, died, arm) FROM patients))
WHERE times = '2,9' AND conf_type = 'plain' AND conf_level = 0.5 AND extend = 1;
SELECT time, n_event, estimate FROM km_curve((SELECT surv(days, died) FROM patients)) WHERE reverse = 1;

-- any query makes one: a CTE, a filter, a join, a compound, one statement's own parameter-like values
WITH cohort(t, e) AS (SELECT days, died FROM patients WHERE centre = 2)
SELECT time, n_risk FROM km_curve((SELECT surv(t, e) FROM cohort));
WITH since(day) AS (VALUES (3))
SELECT time, n_risk FROM km_curve((SELECT surv(days, died) FROM patients, since WHERE days >= since.day));
SELECT time, n_risk FROM km_curve((SELECT surv(days, died) FILTER (WHERE arm = 'A') FROM patients));
SELECT strata, time, n_risk FROM km_curve((
  SELECT surv(days, died, name) FROM patients JOIN centres ON centre = centres.id)) WHERE times = 2;

-- correlated: one curve for each centre; a centre without patients has none
SELECT name, time, n_risk, estimate
FROM centres c, km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k ORDER BY c.id, time;
SELECT name, k.time, k.estimate
FROM centres c LEFT JOIN km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k ON k.times = 3
ORDER BY c.id;
-- as a scalar subquery
SELECT name, (SELECT estimate FROM km_curve((SELECT surv(days, died) FROM patients WHERE centre = c.id)) WHERE times = 2) AS s
FROM centres c;
-- GROUP BY, and blobs kept in a table
CREATE TABLE packed AS SELECT centre, surv(days, died) AS rows FROM patients GROUP BY centre;
SELECT centre, typeof(rows) FROM packed;
SELECT centre, time, n_risk FROM packed, km_curve(rows) WHERE times = 3 ORDER BY centre;
SELECT arm, time, n_risk FROM (SELECT arm, surv(days, died) AS rows FROM patients GROUP BY arm), km_curve(rows)
WHERE times = 3 ORDER BY arm;
-- HAVING
SELECT centre FROM patients GROUP BY centre HAVING length(surv(days, died)) > 0;

-- over no rows it is NULL, and NULL as a source has no rows
SELECT surv(days, died) FROM patients WHERE false;
SELECT count(*) FROM km_curve((SELECT surv(days, died) FROM patients WHERE false));
SELECT count(*) FROM km_curve(NULL);
-- over rows that all have a NULL it is a blob of no patients
SELECT typeof(surv(NULL, died)) FROM patients;
SELECT count(*) FROM km_curve((SELECT surv(NULL, died) FROM patients));
SELECT count(*) FROM km_curve((SELECT surv(days, died, NULL) FROM patients));
-- an argument cannot be skipped with NULL
SELECT typeof(surv(days, died, NULL, n)) FROM patients;
SELECT typeof(surv(days, died, arm, NULL, late)) FROM patients;
SELECT strata, n_risk FROM km_curve((SELECT surv(days, died, 1, n) FROM patients)) WHERE times = 2;

-- statuses of competing risks can be packed; for a curve they must be 0 and 1
SELECT typeof(surv(days, status)) FROM (SELECT 1 AS days, 'relapse' AS status UNION VALUES (2, 'death'));
SELECT * FROM km_curve((SELECT surv(1, 'relapse')));
SELECT * FROM km_curve((SELECT surv(column1, column2) FROM (VALUES (1, 0), (2, 1), (3, 2), (4, 2), (5, 3))));
-- 1.0 and true are 1
SELECT time, n_event FROM km_curve((SELECT surv(column1, column2) FROM (VALUES (1, 1.0), (1, 1), (2, true))));

-- bad rows are errors, as in a source
SELECT surv(days, died) FROM (SELECT 'x' AS days, 1 AS died);
SELECT surv('2020-01-01', 1);
SELECT surv(-1, 1);
SELECT surv(9e999, 1);
SELECT surv(1, 1, 'a', -2);
SELECT surv(1, 1, 'a', 'two');
SELECT surv(5, 1, 'a', 1, 5);
SELECT surv(x'00', 1);
SELECT surv(9007199254740993, 1);
SELECT surv(9007199254740994, 1);
SELECT typeof(surv(9007199254740992, 1));
-- the first of them is shown, and how many there are
SELECT surv(value, 1) FROM json_each('[1, -3, -4, 5]');
-- too few and too many arguments
SELECT surv(days) FROM patients;
SELECT surv(1, 2, 3, 4, 5, 6, 7);
-- it is an aggregate: no window, no DISTINCT
SELECT surv(days, died) OVER () FROM patients;
SELECT surv(DISTINCT days, died) FROM patients;

-- damaged blobs: each is an error
CREATE TABLE good AS SELECT surv(days, died, arm, n, late) AS b FROM patients;
SELECT * FROM km_curve(x'');
SELECT * FROM km_curve(x'00');
SELECT * FROM km_curve(zeroblob(1000));
SELECT * FROM km_curve(CAST('SURV' AS BLOB));
SELECT * FROM km_curve((SELECT substr(b, 1, 4) || x'02' || substr(b, 6) FROM good));
SELECT * FROM km_curve((SELECT CAST(substr(b, 1, 4) || x'09' || substr(b, 6) AS BLOB) FROM good));
SELECT * FROM km_curve((SELECT CAST(substr(b, 1, 5) || x'ff' || substr(b, 7) AS BLOB) FROM good));
SELECT * FROM km_curve((SELECT substr(b, 1, length(b) - 1) FROM good));
SELECT * FROM km_curve((SELECT CAST(b || x'00' AS BLOB) FROM good));
SELECT * FROM km_curve((SELECT substr(b, 2) FROM good));
SELECT * FROM km_curve((SELECT CAST(substr(b, 1, 23) || x'00' || substr(b, 25) AS BLOB) FROM good));
SELECT * FROM km_curve((SELECT CAST(substr(b, 1, 60) || x'77' || substr(b, 62) AS BLOB) FROM good));
-- random bytes
SELECT count(*) FROM km_curve(randomblob(500));
-- a blob holds its columns: a data expression beside it is an error
SELECT * FROM km_curve((SELECT b FROM good), 'days');
SELECT * FROM km_curve((SELECT b FROM good)) WHERE by_expr = 'arm';
SELECT * FROM km_curve((SELECT b FROM good)) WHERE weight = 'n';
SELECT * FROM km_curve((SELECT b FROM good)) WHERE entry = 0;
-- a blob where a text is needed
SELECT * FROM km_curve('patients', 'days', 'died') WHERE times = (SELECT b FROM good);
SELECT * FROM km_curve('patients', (SELECT b FROM good), 'died');
