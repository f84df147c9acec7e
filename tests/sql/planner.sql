-- planner: a function stays the same wherever SQLite's planner puts it
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT);
INSERT INTO patients(centre, days, died, arm) VALUES
  (1, 1, 1, 'A'), (1, 2, 1, 'A'), (1, 2, 0, 'B'), (2, 3, 1, 'A'), (2, 5, 0, 'B'), (2, 7, 1, 'B'), (2, 4, 1, 'A');
CREATE TABLE centres(id INTEGER PRIMARY KEY, name TEXT, horizon INTEGER, scale TEXT);
INSERT INTO centres VALUES (1, 'Oslo', 1, 'log'), (2, 'Bonn', 4, 'plain'), (3, 'Pisa', 2, NULL);

-- WHERE on output columns: comparisons, ranges, LIKE, IS NULL, IN, BETWEEN
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata = 'A' AND time > 1;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata LIKE 'b%' AND time BETWEEN 1 AND 5;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE std_error IS NULL;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE time IN (1, 5) AND n_event IN (0, 1);
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE (strata, time) IN (VALUES ('A', 2), ('B', 7));
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE (strata, time) > ('B', 2);
SELECT time FROM km_curve('patients', 'days', 'died') WHERE strata IS NULL AND time < 3;
SELECT time FROM km_curve('patients', 'days', 'died') WHERE strata = NULL;
SELECT rowid, time FROM km_curve('patients', 'days', 'died') WHERE rowid = 2;
-- OR: planned branch by branch, without the arguments
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata = 'A' OR strata = 'B' AND time = 7;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata = 'A' AND time = 1 OR n_censor = 1;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE time = 1 OR time IS NULL OR strata > 'A' AND time > 6;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE times = 2 AND (strata = 'A' OR n_risk = 3);
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE (strata = 'A' OR n_risk = 3) AND times = 2;
-- OR on one option is IN: one call for each
SELECT times, time, estimate FROM km_curve('patients', 'days', 'died') WHERE times = 2 OR times = 4;

-- IN on an option
SELECT conf_type, conf_low FROM km_curve('patients', 'days', 'died') WHERE times = 3 AND conf_type IN ('log', 'plain');
SELECT times, time FROM km_curve('patients', 'days', 'died') WHERE times IN ('1,2', 3);
SELECT times, time FROM km_curve('patients', 'days', 'died') WHERE times IN (SELECT horizon FROM centres);
SELECT conf_type, conf_level, conf_low FROM km_curve('patients', 'days', 'died')
WHERE times = 3 AND conf_type IN ('log', 'plain') AND conf_level IN (0.5, 0.9);
SELECT source, count(*) FROM km_curve WHERE source IN ('patients', 'SELECT * FROM patients WHERE arm = ''A''')
  AND time_expr = 'days' AND event_expr = 'died' GROUP BY source;
SELECT by_expr, strata, n_risk FROM km_curve('patients', 'days', 'died') WHERE by_expr IN ('arm', 'centre') AND times = 0;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_type IN ();
SELECT conf_low FROM km_curve('patients', 'days', 'died') WHERE times = 3 AND conf_type IN ('log', 'nonsense');
-- IS is as good as =
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times IS 2;
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times IS NOT DISTINCT FROM 2;
SELECT count(*) FROM km_curve WHERE source IS 'patients' AND time_expr IS 'days' AND event_expr IS 'died';
-- NULL is "not given", by position and by name
SELECT count(*) FROM km_curve('patients', 'days', 'died', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE by_expr = NULL AND times = NULL AND conf_type = NULL;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE times IS (SELECT NULL);
-- an option that is read, but that no condition gives, is an error: IS NULL, other comparisons than =
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE times IS NULL;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_type IS NULL;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_level > 0.9;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_level > 0.96;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_type <> 'log-log';

-- one argument twice: SQLite keeps the rows for which both hold
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND times = 2;
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND times = 3;
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND times IN (1, 2, 3);
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND times = 2.0;
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND times = '2';
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE source = 'patients';
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE source = 'other';
SELECT count(*) FROM km_curve('patients', 'days', 'died', 'arm') WHERE by_expr = 'arm';
SELECT count(*) FROM km_curve('patients', 'days', 'died', 'arm') WHERE by_expr = 'centre';
SELECT count(*) FROM km_curve('patients', 'days', 'died', NULL) WHERE by_expr = 'arm';

-- options from the columns of a join
SELECT name, time, estimate FROM centres, km_curve('patients', 'days', 'died') k WHERE k.times = horizon ORDER BY centres.id;
SELECT name, time, estimate FROM km_curve('patients', 'days', 'died') k, centres WHERE k.times = horizon ORDER BY centres.id;
SELECT name, time, estimate FROM centres JOIN km_curve('patients', 'days', 'died') k ON k.times = horizon ORDER BY centres.id;
SELECT name, time, estimate FROM centres JOIN km_curve('patients', 'days', 'died', NULL, NULL, NULL, horizon) k ORDER BY centres.id;
SELECT name, k.conf_type, conf_low FROM centres LEFT JOIN km_curve('patients', 'days', 'died') k
  ON k.times = 3 AND k.conf_type = scale ORDER BY centres.id;
SELECT name, time, n_risk FROM centres, km_curve('SELECT * FROM patients WHERE centre = ' || centres.id, 'days', 'died') k
WHERE times = horizon ORDER BY centres.id;
-- correlated, with statistics that tempt the planner to turn the join around
CREATE TABLE many(id INTEGER PRIMARY KEY, name TEXT, centre INTEGER);
INSERT INTO many SELECT i, 'c' || i, 1 + i % 2 FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n);
CREATE INDEX many_centre ON many(centre);
ANALYZE;
SELECT count(DISTINCT m.id), count(*) FROM many m, km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = m.centre)) k
WHERE k.times = 3;
SELECT count(*), sum(k.n_risk) FROM km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = m.centre)) k, many m
WHERE k.times = 3 AND m.id < 5;
SELECT m.name, k.n_risk FROM many m JOIN centres c ON c.id = m.centre
  JOIN km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k ON k.times = c.horizon
WHERE m.id IN (3, 4) ORDER BY m.id;
-- LEFT JOIN: a centre without patients stays
SELECT name, k.n_risk FROM centres c LEFT JOIN km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k
  ON k.times = 3 ORDER BY c.id;
SELECT name, count(k.time) FROM centres c LEFT JOIN km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k
GROUP BY c.id;
-- the function on the left of a LEFT JOIN or a CROSS JOIN
SELECT k.time, c.name FROM km_curve('patients', 'days', 'died') k LEFT JOIN centres c ON c.horizon = k.time ORDER BY 1;
SELECT count(*) FROM km_curve('patients', 'days', 'died') CROSS JOIN centres;
-- there SQLite hands it nothing from the right
SELECT count(*) FROM km_curve('patients', 'days', 'died') k CROSS JOIN centres c WHERE k.times = c.horizon;
SELECT count(*) FROM km_curve((SELECT surv(days, died) FROM patients p WHERE p.centre = c.id)) k CROSS JOIN centres c;
-- RIGHT and FULL JOIN
SELECT c.name, k.time FROM km_curve('patients', 'days', 'died') k RIGHT JOIN centres c ON c.horizon = k.time ORDER BY c.id;
SELECT count(*) FROM km_curve('patients', 'days', 'died') k FULL JOIN centres c ON c.horizon = k.time;

-- an output column that is an option as well: = sets it, any other comparison filters what it reports
SELECT strata, tau, estimate FROM rmst('patients', 'days', 'died', 'arm');
SELECT strata, tau, estimate FROM rmst('patients', 'days', 'died', 'arm') WHERE tau = 2;
SELECT strata, tau FROM rmst('patients', 'days', 'died', 'arm') WHERE tau IN (2, 3) ORDER BY tau, strata;
SELECT strata, tau FROM rmst('patients', 'days', 'died', 'arm') WHERE tau > 2;
SELECT count(*) FROM rmst('patients', 'days', 'died', 'arm') WHERE tau > 4;
SELECT name, r.strata, r.tau FROM centres JOIN rmst('patients', 'days', 'died', 'arm') r ON r.tau = horizon ORDER BY centres.id, strata;
SELECT r.strata, r.tau, name FROM rmst('patients', 'days', 'died', 'arm') r LEFT JOIN centres ON r.tau = horizon ORDER BY strata;

-- scalar subqueries, EXISTS, IN
SELECT name, (SELECT estimate FROM km_curve('patients', 'days', 'died') WHERE times = horizon) FROM centres;
SELECT name FROM centres c WHERE EXISTS (SELECT 1 FROM km_curve((SELECT surv(days, died) FROM patients WHERE centre = c.id)));
SELECT name FROM centres WHERE horizon IN (SELECT time FROM km_curve('patients', 'days', 'died') WHERE n_event > 0);
SELECT (SELECT max(time) FROM km_curve('patients', 'days', 'died')) AS last, count(*) FROM patients;
-- a call inside the text of another
SELECT count(*) FROM km_curve('SELECT time, 1 AS one FROM km_curve(''patients'', ''days'', ''died'')', 'time', 'one');

-- ORDER BY, LIMIT, OFFSET, DISTINCT, GROUP BY, window functions over the result
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') ORDER BY time DESC, strata LIMIT 3;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') LIMIT 2 OFFSET 3;
SELECT strata, time FROM km_curve('patients', 'days', 'died', 'arm') WHERE time > 0 LIMIT 2 OFFSET 1;
SELECT count(*) FROM (SELECT * FROM km_curve('patients', 'days', 'died') LIMIT 0);
SELECT DISTINCT n_censor FROM km_curve('patients', 'days', 'died', 'arm') ORDER BY 1;
SELECT strata, count(*), min(estimate), sum(n_event) FROM km_curve('patients', 'days', 'died', 'arm') GROUP BY strata;
SELECT strata, time, sum(n_event) OVER (PARTITION BY strata ORDER BY time) AS so_far,
       lag(estimate) OVER (PARTITION BY strata ORDER BY time) - estimate AS step
FROM km_curve('patients', 'days', 'died', 'arm') WHERE time > 0 ORDER BY strata, time;
-- two calls: join, compound, each its own arguments
SELECT a.time, a.n_risk, b.n_risk FROM km_curve('patients', 'days', 'died') a JOIN km_curve('patients', 'days', 'died', 'arm') b
  ON a.time = b.time AND b.strata = 'B' ORDER BY 1;
SELECT a.time, b.time FROM km_curve('patients', 'days', 'died') a, km_curve('patients', 'days', 'died') b
WHERE a.times = 2 AND b.times = a.time + 1;
SELECT 'all', time, n_risk FROM km_curve('patients', 'days', 'died') WHERE times = 2
UNION ALL SELECT strata, time, n_risk FROM km_curve('patients', 'days', 'died', 'arm') WHERE times = 2;
SELECT time FROM km_curve('patients', 'days', 'died') INTERSECT SELECT horizon FROM centres;
-- CTEs, materialized or not
WITH k AS MATERIALIZED (SELECT * FROM km_curve('patients', 'days', 'died', 'arm'))
SELECT a.strata, a.time, b.time FROM k a JOIN k b ON a.strata = b.strata AND b.time > a.time WHERE a.time > 2 ORDER BY 1, 2, 3;
WITH k AS NOT MATERIALIZED (SELECT * FROM km_curve('patients', 'days', 'died', 'arm'))
SELECT count(*) FROM k a JOIN k b ON a.strata = b.strata AND b.time > a.time WHERE a.time > 2;

-- views over a call: options still reach it through hidden columns that the view names
CREATE VIEW curve AS SELECT strata, time, n_risk, estimate FROM km_curve('patients', 'days', 'died', 'arm');
SELECT * FROM curve WHERE strata = 'B' AND time > 0;
SELECT name, time FROM centres JOIN curve ON time = horizon ORDER BY centres.id, strata;
CREATE VIEW at_times AS SELECT strata, time, n_risk, times AS wanted FROM km_curve('patients', 'days', 'died', 'arm');
SELECT strata, time, n_risk FROM at_times WHERE wanted = 2;
-- a view that reads itself through the function ends in an error, not in a crash
CREATE VIEW loop AS SELECT time, n_event FROM km_curve('loop', 'time', 'n_event');
SELECT * FROM loop;
CREATE VIEW ping AS SELECT * FROM km_curve('SELECT * FROM pong', 'time', '1');
CREATE VIEW pong AS SELECT * FROM km_curve('ping', 'time', '1');
SELECT * FROM ping;
-- and leaves nothing behind
SELECT count(*) FROM curve;

-- a trigger may call it, and sees the rows of its own transaction
CREATE TABLE log(n INTEGER, estimate REAL);
CREATE TRIGGER patient_added AFTER INSERT ON patients BEGIN
  INSERT INTO log SELECT n_risk, estimate FROM km_curve('patients', 'days', 'died') WHERE times = 3;
END;
BEGIN;
INSERT INTO patients(days, died) VALUES (1, 1), (9, 0);
SELECT * FROM log;
ROLLBACK;
SELECT count(*) FROM log;
DROP TRIGGER patient_added;
-- statements that write what it reads: the curve is worked out before the first row
BEGIN;
INSERT INTO patients(days, died) SELECT time, 0 FROM km_curve('patients', 'days', 'died');
SELECT count(*) FROM patients;
DELETE FROM patients WHERE days IN (SELECT time FROM km_curve('patients', 'days', 'died') WHERE n_censor > 1);
SELECT count(*) FROM patients;
UPDATE patients SET days = k.time + 100 FROM km_curve('patients', 'days', 'died') k WHERE k.time = patients.days;
SELECT group_concat(days) FROM (SELECT days FROM patients ORDER BY days);
ROLLBACK;
SELECT count(*) FROM patients;
-- no statement is left open that would block these
CREATE TABLE gone AS SELECT * FROM km_curve('patients', 'days', 'died');
DROP TABLE gone;
VACUUM;
-- query_only
PRAGMA query_only = 1;
SELECT count(*) FROM km_curve('patients', 'days', 'died');
PRAGMA query_only = 0;
-- trusted_schema = 0: not from a view, but from the user's own SQL
PRAGMA trusted_schema = 0;
SELECT * FROM curve;
SELECT count(*) FROM km_curve('patients', 'days', 'died');
CREATE VIEW packed AS SELECT surv(days, died) AS rows FROM patients;
SELECT typeof(rows) FROM packed;
PRAGMA trusted_schema = 1;
-- more than 16 conditions on one function, the last of which SQLite checks itself: the same rows, or an error
CREATE TABLE settings(level, type, times, extend, weight, entry, reverse);
INSERT INTO settings VALUES (0.9, 'log', NULL, NULL, NULL, NULL, NULL);
SELECT count(*) FROM settings s, km_curve('patients', 'days', 'died', NULL, s.level, s.type, s.times, s.extend, s.weight, s.entry, s.reverse) k WHERE k.time >= 0 AND k.n_risk >= 0 AND n_event >= 0 AND n_censor >= 0 AND estimate >= 0;
SELECT count(*) FROM settings s, km_curve('patients', 'days', 'died', NULL, s.level, s.type, s.times, s.extend, s.weight, s.entry, s.reverse) k WHERE k.time >= 0 AND k.n_risk >= 0 AND n_event >= 0 AND n_censor >= 0 AND estimate >= 0 AND conf_high >= 0;
SELECT count(*) FROM (SELECT k.* FROM settings s, km_curve('patients', 'days', 'died', NULL, s.level, s.type, s.times, s.extend, s.weight, s.entry, s.reverse) k LIMIT -1) WHERE time >= 0 AND n_risk >= 0 AND n_event >= 0 AND n_censor >= 0 AND estimate >= 0 AND conf_high >= 0;
UPDATE settings SET reverse = 0;
SELECT count(*) FROM settings s, km_curve('patients', 'days', 'died', NULL, s.level, s.type, s.times, s.extend, s.weight, s.entry, s.reverse) k WHERE k.time >= 0 AND k.n_risk >= 0 AND n_event >= 0 AND n_censor >= 0 AND estimate >= 0 AND conf_high >= 0;
SELECT count(*) FROM settings s, km_curve('patients', 'days', 'died', NULL, s.level, s.type, s.times, s.extend, s.weight, s.entry) k WHERE k.time >= 0 AND k.n_risk >= 0 AND n_event >= 0 AND n_censor >= 0 AND estimate >= 0 AND conf_high >= 0;
DROP TABLE settings;
-- what looks like giving an option and is not: a comparison inside the parentheses, a bare flag, OR with something else
SELECT count(*) FROM km_curve('patients', 'days', 'died', conf_level = 0.9);
SELECT count(*) FROM logrank('patients', 'days', 'died', 'arm', rho = 1);
SELECT count(*) FROM km_curve('patients', 'days', 'died', by_expr = 'arm');
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE extend;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE times >= 20;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_type LIKE 'log';
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE conf_level = 0.9 OR time > 3;
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE weight = "weight";
SELECT count(*) FROM km_curve('patients', "time", 'died');
SELECT count(*) FROM km_curve((SELECT surv(days, died, arm) FROM patients)) WHERE conf_level > 0.5;
SELECT count(*) FROM km_curve WHERE source = 'patients' AND event_expr = 'died' AND time_expr = 'days' AND extend;
SELECT conf_level FROM km_curve('patients', 'days', 'died');
SELECT k.conf_level, count(*) FROM km_curve('patients', 'days', 'died') k WHERE k.conf_level IN (0.5, 0.9) GROUP BY 1;
SELECT count(*) FROM (SELECT *, 1 FROM km_curve('patients', 'days', 'died')) WHERE time > 3;
