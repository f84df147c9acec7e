-- Messages: what bad input says. One form for all: function: what is wrong; what to do.
CREATE TABLE patients(id INTEGER PRIMARY KEY, os_days INTEGER, died INTEGER, arm TEXT, note TEXT, seen TEXT, status TEXT);
INSERT INTO patients(os_days, died, arm, note, seen, status) VALUES
  (10, 1, 'A', '12abc', '2021-03-04', 'dead'), (20, 0, 'B', 'nan', '2021-03-05', 'alive'), (30, 1, 'B', '', '2021-03-06', 'dead');
CREATE VIEW v AS SELECT * FROM patients;

-- missing arguments
SELECT * FROM km_curve;
SELECT * FROM km_curve();
SELECT * FROM km_curve('patients');
SELECT * FROM km_curve('patients', 'os_days');
SELECT * FROM km_curve('patients', NULL, 'died');
SELECT * FROM km_curve('patients', 'os_days') WHERE event_expr IS NULL;
SELECT * FROM km_curve WHERE time_expr = 'os_days' AND event_expr = 'died';
-- no such option: SQLite's own words
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_kind = 'log';
-- it is no table
INSERT INTO km_curve(strata) VALUES (1);
DELETE FROM km_curve;
CREATE VIRTUAL TABLE mine USING km_curve;

-- source: no such table, with the nearest name
SELECT * FROM km_curve('patient', 'os_days', 'died');
SELECT * FROM km_curve('PATEINTS', 'os_days', 'died');
SELECT * FROM km_curve('main.patient', 'os_days', 'died');
SELECT * FROM km_curve('aux.patients', 'os_days', 'died');
SELECT * FROM km_curve('temp.patients', 'os_days', 'died');
-- no such database, with the nearest name
ATTACH ':memory:' AS registry;
CREATE TABLE registry."a.b"(os_days, died);
SELECT * FROM km_curve('registri.patients', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM "registri" . patients', 'os_days', 'died');
SELECT * FROM km_curve('registry.patients', 'os_days', 'died');
SELECT * FROM km_curve('registry.a_b', 'os_days', 'died');
SELECT * FROM km_curve('"a.c"', 'os_days', 'died');
DETACH registry;
SELECT * FROM km_curve('"my patients"', 'os_days', 'died');
SELECT * FROM km_curve('survivors', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patient', 'os_days', 'died');
-- a CTE cannot be seen from inside a text
WITH cohort AS (SELECT * FROM patients) SELECT * FROM km_curve('cohort', 'os_days', 'died');
WITH cohort AS (SELECT * FROM patients) SELECT * FROM km_curve('SELECT * FROM cohort', 'os_days', 'died');
-- neither a name nor a query
SELECT * FROM km_curve('', 'os_days', 'died');
SELECT * FROM km_curve('  ', 'os_days', 'died');
SELECT * FROM km_curve('-- patients', 'os_days', 'died');
SELECT * FROM km_curve(1, 'os_days', 'died');
SELECT * FROM km_curve(2.5, 'os_days', 'died');
SELECT * FROM km_curve(x'70', 'os_days', 'died');
SELECT * FROM km_curve(x'70');
SELECT * FROM km_curve('my patients', 'os_days', 'died');
SELECT * FROM km_curve('a.b.c', 'os_days', 'died');
SELECT * FROM km_curve('''patients''', 'os_days', 'died');
SELECT * FROM km_curve('"patients', 'os_days', 'died');
SELECT * FROM km_curve('(SELECT * FROM patients)', 'os_days', 'died');
SELECT * FROM km_curve('patients JOIN v', 'os_days', 'died');
SELECT * FROM km_curve('json_each(''[1]'')', 'value', '1');
-- nothing that writes or is no query
SELECT * FROM km_curve('INSERT INTO patients(os_days) VALUES (1)', 'os_days', 'died');
SELECT * FROM km_curve('DELETE FROM patients', 'os_days', 'died');
SELECT * FROM km_curve('DELETE FROM patients RETURNING *', 'os_days', 'died');
SELECT * FROM km_curve('WITH x AS (SELECT 1) INSERT INTO patients(os_days) SELECT * FROM x', 'os_days', 'died');
SELECT * FROM km_curve('WITH x AS (SELECT 1) DELETE FROM patients RETURNING *', 'os_days', 'died');
SELECT * FROM km_curve('PRAGMA user_version = 7', 'os_days', 'died');
SELECT * FROM km_curve('ATTACH ''x.db'' AS x', 'os_days', 'died');
SELECT * FROM km_curve('VACUUM', 'os_days', 'died');
SELECT * FROM km_curve('EXPLAIN SELECT * FROM patients', 'os_days', 'died');
SELECT * FROM km_curve('CREATE TABLE x(y)', 'os_days', 'died');
SELECT * FROM km_curve('REPLACE INTO patients(id) VALUES (1)', 'os_days', 'died');
SELECT * FROM km_curve('SELECT 1) UNION SELECT * FROM (SELECT 2', '1', '1');
SELECT * FROM km_curve('SELECT * FROM patients; DELETE FROM patients', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients; SELECT 1', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients;;', 'os_days', 'died');
SELECT * FROM km_curve('patients; DELETE FROM patients', 'os_days', 'died');
SELECT count(*), (SELECT * FROM pragma_user_version) FROM patients;
SELECT * FROM km_curve('patients;;', 'os_days', 'died');
SELECT * FROM km_curve(';', 'os_days', 'died');
-- one semicolon at the end is taken
SELECT count(*) FROM km_curve('patients;', 'os_days', 'died');
SELECT count(*) FROM km_curve('main . "patients" ; ', '"os_days"', 'died');
SELECT * FROM km_curve('patients;', 'os_day', 'died');
SELECT count(*) FROM km_curve('SELECT * FROM patients;', 'os_days', 'died');
-- syntax errors in a query
SELECT * FROM km_curve('SELECT * FORM patients', 'os_days', 'died');
SELECT * FROM km_curve('SELECT', 'os_days', 'died');
SELECT * FROM km_curve('WITH', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients WHERE', 'os_days', 'died');
SELECT * FROM km_curve('SELECT nonsense FROM patients', 'os_days', 'died');
SELECT * FROM km_curve('SELECT (os_days FROM patients', 'os_days', 'died');
SELECT * FROM km_curve('SELECT os_days FROM patients /* open', 'os_days', 'died');
SELECT * FROM km_curve('SELECT ''open FROM patients', 'os_days', 'died');
-- parameters cannot be bound in a text
SELECT * FROM km_curve('SELECT * FROM patients WHERE id = ?', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients WHERE id = :id', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients WHERE id = @id', 'os_days', 'died');
SELECT * FROM km_curve('SELECT * FROM patients WHERE id = $id', 'os_days', 'died');
SELECT * FROM km_curve('patients', '?1', 'died');

-- SQLite's own tables are tables
SELECT count(*) FROM km_curve('sqlite_schema', 'rootpage', '1');
SELECT count(*) FROM km_curve('main.sqlite_schema', '"rootpage"', '1');
SELECT * FROM km_curve('sqlite_schema', '"rootpag"', '1');

-- expressions: no such column, with the nearest name
SELECT * FROM km_curve('patients', 'os_day', 'died');
SELECT * FROM km_curve('patients', '"os_day"', 'died');
SELECT * FROM km_curve('patients', '[os_day]', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'dead');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'amr');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'arm, sex');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'xyzzy');
SELECT * FROM km_curve('patients', 'os_day + 1', 'died');
SELECT * FROM km_curve('patients', '"os_day" + 1', 'died');
SELECT * FROM km_curve('patients', 'patients.os_day', 'died');
SELECT * FROM km_curve('patients', 'other.os_days', 'died');
SELECT * FROM km_curve('SELECT os_days, died FROM patients', 'os_days', 'died', 'arm');
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = 'count';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = 'entered';
-- a text in double quotes
SELECT * FROM km_curve('patients', 'os_days', 'status = "dead"');
SELECT * FROM km_curve('patients', 'os_days', '"died"="1"');
-- a column of the query around it
SELECT * FROM patients p, km_curve('patients', 'p.os_days', 'died');
-- syntax errors: which argument
SELECT * FROM km_curve('patients', 'os_days +', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died =');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'arm arm');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'arm,');
SELECT * FROM km_curve('patients', 'os_days', 'died', ',arm');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'arm,,sex');
SELECT * FROM km_curve('patients', 'os_days', 'died', '');
SELECT * FROM km_curve('patients', '', 'died');
SELECT * FROM km_curve('patients', '/* nothing */', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = '1 1';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = ')';
SELECT * FROM km_curve('patients', 'os_days, id', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = '1,2';
SELECT * FROM km_curve('patients', 'os_days', 'died', '(arm, note)');
SELECT * FROM km_curve('patients', 'os_days;', 'died;') LIMIT 1;
SELECT * FROM km_curve('patients', 'os_days; died', 'died');
SELECT * FROM km_curve('patients', 'nosuch(os_days)', 'died');
SELECT * FROM km_curve('patients', 'abs(os_days, died)', 'died');
SELECT * FROM km_curve('patients', 'CASE WHEN died THEN 1', 'died');
-- parentheses, quotes and comments do not leak from one expression into the next
SELECT * FROM km_curve('patients', 'os_days), (died', 'died');
SELECT * FROM km_curve('patients', '(os_days', 'died)');
SELECT * FROM km_curve('patients', 'os_days /*', '*/ died');
SELECT * FROM km_curve('patients', 'os_days -- ', 'died') LIMIT 1;
SELECT * FROM km_curve('patients', 'os_days || ''', ''' || died');
SELECT * FROM km_curve('patients', 'os_days AS "', '" , died');
SELECT * FROM km_curve('patients', 'os_days AS [', '] , died');
SELECT * FROM km_curve('patients', 'os_days AS time', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died FROM patients');
SELECT * FROM km_curve('patients', 'os_days', 'died) FROM patients --');
SELECT * FROM km_curve('patients', 'os_days' || char(0), 'died');
SELECT * FROM km_curve('patients' || char(0) || 'x', 'os_days', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'arm' || char(0) || ', nosuch');
SELECT * FROM km_curve('patients', 'os_days -- ' || char(0) || char(10), 'died');
-- aggregates and windows are worked out over all rows, an expression row by row
SELECT * FROM km_curve('patients', 'max(os_days)', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died', 'count(*)');
SELECT * FROM km_curve('patients', 'row_number() OVER ()', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'sum(died) OVER ()');
SELECT * FROM km_curve('patients', 'surv(os_days, died)', 'died');
-- a subquery is an expression
SELECT count(*) FROM km_curve('patients', '(SELECT max(os_days) FROM patients)', 'died');
-- the reader is the extension's own
SELECT survival_read_rows(1, 2);
SELECT * FROM km_curve('patients', 'survival_read_rows(1)', 'died');
SELECT * FROM km_curve('SELECT "survival_read_rows"(1, 1) AS os_days, 1 AS died', 'os_days', 'died');
-- no direct-only function or table
SELECT * FROM km_curve('patients', 'load_extension(''x'')', 'died');
SELECT * FROM km_curve('SELECT load_extension(''x'') AS os_days, 1 AS died', 'os_days', 'died');
SELECT * FROM km_curve('SELECT pageno AS os_days, 1 AS died FROM dbstat', 'os_days', 'died');
-- numbers and blobs where a text is needed
SELECT * FROM km_curve('patients', 1, 'died');
SELECT * FROM km_curve('patients', 'os_days', 1);
SELECT * FROM km_curve('patients', x'6f', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died', x'61');
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = x'31';

-- values: text in a number
SELECT * FROM km_curve('patients', 'note', 'died');
SELECT * FROM km_curve('patients', 'arm', 'died');
SELECT * FROM km_curve('patients', '''12''', 'died');
SELECT * FROM km_curve('patients', 'x''31''', 'died');
SELECT * FROM km_curve('patients', 'printf(''%0100d'', 1)', 'died');
-- a date
SELECT * FROM km_curve('patients', 'seen', 'died');
-- an event other than 0 and 1
SELECT * FROM km_curve('patients', 'os_days', 'died + 1');
SELECT * FROM km_curve('patients', 'os_days', 'status');
SELECT * FROM km_curve('patients', 'os_days', '''1''');
SELECT * FROM km_curve('patients', 'os_days', '0.5');
SELECT * FROM km_curve('patients', 'os_days', '-died');
SELECT * FROM km_curve('patients', 'os_days', 'seen');
SELECT * FROM km_curve('patients', 'os_days', 'x''01''');
SELECT * FROM km_curve((SELECT surv(os_days, status) FROM patients));
SELECT * FROM km_curve((SELECT surv(os_days, died + 1) FROM patients));
SELECT km_survival(os_days, status, 15) FROM patients;
-- times that are negative, infinite or too large to be exact
SELECT * FROM km_curve('patients', 'os_days - 20', 'died');
SELECT * FROM km_curve('patients', '15 - os_days', 'died');
SELECT * FROM km_curve('patients', '9e999 * os_days', 'died');
SELECT * FROM km_curve('patients', '-9e999', 'died');
SELECT * FROM km_curve('patients', '9007199254740993', 'died');
SELECT * FROM km_curve('patients', '9007199254740994', 'died');
-- entry
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = 'os_days';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = 'os_days + 5';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = 'os_days - 1e-9';
SELECT * FROM logrank('patients', '15 + id * 1e-10', 'died', 'arm') WHERE entry = '14.999999999';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = 'seen';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE entry = '-9e999';
-- weight
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = '-1';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = -1;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = '9e999';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = 'arm';
-- several things wrong: one is told
SELECT * FROM km_curve('patients', '-os_days', '2') WHERE weight = '-1';

-- options
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_type = 'loglog';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_type = 'LOG';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_type = '';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_type = 1;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = 95;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = 0;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = 1;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = -0.5;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = '0.9';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE conf_level = 9e999;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '[]';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '1;2';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '1,';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '[1';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '1 2';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '0x10';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = 'nan';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '-1,5';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = -1;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = 9e999;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = -9e999;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = '1e999';
SELECT * FROM rmst('patients', 'os_days', 'died') WHERE tau = 9e999;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE times = 'a long list of words instead of a list of numbers, which is shortened';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE extend = 2;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE extend = 'yes';
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE reverse = 0.5;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE reverse = 'true';
-- times and counts past what an INTEGER holds are REAL
SELECT time, typeof(time) FROM km_curve('patients', 'os_days', 'died') WHERE times = '1e19';
-- more patients than can be counted
SELECT n_risk, typeof(n_risk) FROM km_curve('patients', 'os_days', 'died') WHERE weight = '1e15' AND times = 0;
SELECT * FROM km_curve('patients', 'os_days', 'died') WHERE weight = '9007199254740992';
SELECT * FROM cox('patients', 'os_days', 'died', 'os_days') WHERE weight = '1e308';
-- an error in a name is told even when there are no rows
SELECT * FROM km_curve('SELECT * FROM patients WHERE false', 'os_days', 'dead');
