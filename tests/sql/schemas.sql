-- schemas: a source wherever it is kept and whatever it is called
CREATE TABLE patients(id INTEGER PRIMARY KEY, os_days INTEGER, died INTEGER, arm TEXT);
INSERT INTO patients(os_days, died, arm) VALUES (1, 1, 'A'), (2, 0, 'A'), (3, 1, 'B');
-- main, temp and attached databases
ATTACH ':memory:' AS aux;
CREATE TABLE aux.patients AS SELECT os_days + 10 AS os_days, died FROM main.patients;
CREATE TABLE aux.others AS SELECT os_days + 20 AS os_days, died FROM main.patients;
CREATE TEMP TABLE visitors AS SELECT os_days + 30 AS os_days, died FROM main.patients;
SELECT max(time) FROM km_curve('patients', 'os_days', 'died');
SELECT max(time) FROM km_curve('main.patients', 'os_days', 'died');
SELECT max(time) FROM km_curve('aux.patients', 'os_days', 'died');
SELECT max(time) FROM km_curve('"aux"."patients"', 'os_days', 'died');
SELECT max(time) FROM km_curve(' aux . [patients] ', 'os_days', 'died');
SELECT max(time) FROM km_curve('AUX.`PATIENTS`', 'os_days', 'died');
SELECT max(time) FROM km_curve('others', 'os_days', 'died');
SELECT max(time) FROM km_curve('visitors', 'os_days', 'died');
SELECT max(time) FROM km_curve('temp.visitors', 'os_days', 'died');
SELECT max(time) FROM km_curve('SELECT * FROM aux.others UNION ALL SELECT * FROM visitors', 'os_days', 'died');
-- the columns under their qualified names
SELECT max(time) FROM km_curve('aux.patients', 'aux.patients.os_days', 'patients.died');
SELECT max(time) FROM km_curve('SELECT * FROM aux.others', 'source.os_days', 'source.died');
SELECT max(time) FROM km_curve('SELECT p.os_days, q.died FROM patients p JOIN patients q USING (id)', 'os_days', 'died');
-- a temp table of the same name comes first, as in any SQL
CREATE TEMP TABLE patients AS SELECT os_days + 40 AS os_days, died FROM main.patients;
SELECT max(time) FROM km_curve('patients', 'os_days', 'died');
SELECT max(time) FROM km_curve('main.patients', 'os_days', 'died');
DROP TABLE temp.patients;
SELECT max(time) FROM km_curve('patients', 'os_days', 'died');
-- a misspelt name is looked for in the database it is said to be in
SELECT * FROM km_curve('aux.other', 'os_days', 'died');
SELECT * FROM km_curve('main.others', 'os_days', 'died');
-- the text in a view is read as the user's own SQL: another database's table of the same name needs its schema
CREATE VIEW aux.curve AS SELECT max(time) FROM km_curve('patients', 'os_days', 'died');
CREATE VIEW aux.own_curve AS SELECT max(time) FROM km_curve('aux.patients', 'os_days', 'died');
CREATE VIEW aux.packed_curve AS SELECT max(time) FROM km_curve((SELECT surv(os_days, died) FROM patients));
SELECT * FROM aux.curve;
SELECT * FROM aux.own_curve;
SELECT * FROM aux.packed_curve;
DETACH aux;
SELECT * FROM km_curve('others', 'os_days', 'died');

-- views; temp views; a view whose columns are renamed
CREATE VIEW grown(days, dead) AS SELECT os_days, died FROM patients;
CREATE TEMP VIEW late AS SELECT * FROM patients WHERE os_days > 1;
SELECT max(time) FROM km_curve('grown', 'days', 'dead');
SELECT min(n_risk), max(n_risk) FROM km_curve('late', 'os_days', 'died');
-- a view that no longer works says why
CREATE VIEW stale AS SELECT days, dead FROM nowhere;
SELECT * FROM km_curve('stale', 'days', 'dead');
-- WITHOUT ROWID, STRICT, generated columns, an alias of the rowid
CREATE TABLE firm(code TEXT PRIMARY KEY, days INTEGER, died INTEGER) WITHOUT ROWID, STRICT;
INSERT INTO firm VALUES ('x', 4, 1), ('y', 6, 0);
SELECT time, n_event FROM km_curve('firm', 'days', 'died') WHERE time > 0;
CREATE TABLE dated(started TEXT, ended TEXT, days AS (julianday(ended) - julianday(started)), died AS (ended < '2020') STORED);
INSERT INTO dated(started, ended) VALUES ('2019-01-01', '2019-01-31'), ('2019-12-01', '2020-03-01');
SELECT time, n_event FROM km_curve('dated', 'days', 'died') WHERE time > 0;
SELECT time FROM km_curve('patients', 'rowid', 'died') WHERE time > 0;
SELECT time FROM km_curve('patients', 'id * 2', 'oid = 1') WHERE time > 0;
SELECT time, n_event FROM km_curve('patients', 'os_days', 'true') WHERE n_event > 0;
SELECT time, n_event FROM km_curve('patients', 'os_days', 'FALSE') WHERE n_censor > 0;
SELECT DISTINCT strata FROM km_curve('patients', 'os_days', 'died', 'NULL');
SELECT * FROM km_curve('firm', 'rowid', 'died');
-- FTS, R-tree, JSON and table-valued functions
CREATE VIRTUAL TABLE boxes USING rtree(id, low, high);
INSERT INTO boxes VALUES (1, 2, 3), (2, 5, 6);
SELECT time, typeof(time) FROM km_curve('boxes', 'low', '1') WHERE time > 0;
CREATE VIRTUAL TABLE notes USING fts5(body, days UNINDEXED);
INSERT INTO notes VALUES ('relapse at day 3', 3), ('well', 8);
SELECT time, n_event FROM km_curve('notes', 'days', 'body LIKE ''%relapse%''') WHERE time > 0;
SELECT time, n_event FROM km_curve('SELECT days FROM notes WHERE notes MATCH ''relapse''', 'days', '1') WHERE time > 0;
SELECT time, n_risk FROM km_curve('SELECT value FROM json_each(''[5, 7, 7]'')', 'value', '1') WHERE time > 0;
SELECT time, n_risk FROM km_curve('SELECT value ->> ''t'' AS t, value ->> ''e'' AS e FROM json_each(''[{"t": 5, "e": true}, {"t": 7, "e": false}]'')', 't', 'e')
WHERE time > 0;
SELECT count(*) FROM km_curve('SELECT cid, 1 AS one FROM pragma_table_info(''patients'')', 'cid', 'one');
-- the schema table is a table
SELECT count(*) > 1 FROM km_curve('SELECT rootpage FROM sqlite_schema', 'rootpage', '1');
SELECT count(*) > 1 FROM km_curve('sqlite_master', 'rootpage', '1');

-- odd names: spaces, quotes, keywords, points, other alphabets, the empty name
CREATE TABLE "my ""own"" table"("days since `start`" INTEGER, "died?" INTEGER, "group" TEXT, "a.b" TEXT, [c d] TEXT, "" TEXT);
INSERT INTO "my ""own"" table" VALUES (1, 1, 'A', 'x', 'u', 'e'), (2, 0, 'B', 'y', 'v', 'f');
SELECT strata, time FROM km_curve('"my ""own"" table"', '"days since `start`"', '"died?"', 'group') WHERE time > 0;
SELECT strata, time FROM km_curve('[my "own" table]', '[days since `start`]', '[died?]', '"group"') WHERE time > 0;
SELECT strata, time FROM km_curve('`my "own" table`', '`days since ``start```', '`died?`', '`group`') WHERE time > 0;
SELECT strata, time FROM km_curve('main."my ""own"" table"', '"days since `start`" + 0', '"died?" = 1', '"a.b", [c d], ""')
WHERE time > 0;
SELECT * FROM km_curve('my "own" table', '1', '1');
CREATE TABLE "Überleben"("Zeit_für" INTEGER, "пол" TEXT, "死亡" INTEGER);
INSERT INTO "Überleben" VALUES (3, 'ж', 1), (4, 'м', 0);
SELECT strata, time, n_event FROM km_curve('Überleben', 'Zeit_für', '死亡', 'пол') WHERE time > 0;
-- case is folded for ASCII alone
SELECT max(time) FROM km_curve('PATIENTS', 'OS_DAYS', 'Died', 'ARM');
SELECT max(time) FROM km_curve('SELECT Os_Days AS "OS_days", DIED FROM Patients', 'os_DAYS', 'died');
SELECT * FROM km_curve('überleben', 'Zeit_für', '死亡');
CREATE TABLE "order"("select" INTEGER, "from" INTEGER, "where" TEXT);
INSERT INTO "order" VALUES (1, 1, 'here'), (2, 0, 'there');
SELECT strata, time FROM km_curve('order', 'select', 'from', 'where') WHERE time > 0;
-- a table called like a keyword that begins a query is written in quotes
CREATE TABLE "values"(t INTEGER, e INTEGER);
INSERT INTO "values" VALUES (8, 1);
SELECT max(time) FROM km_curve('"values"', 't', 'e');
SELECT max(time) FROM km_curve('values', 't', 'e');
SELECT max(time) FROM km_curve('main.values', 't', 'e');
-- a column called like one of the function's own columns or options, or like the rowid
CREATE TABLE clash(time INTEGER, event INTEGER, strata TEXT, source TEXT, times TEXT, weight INTEGER, entry INTEGER, rowid TEXT, true INTEGER);
INSERT INTO clash VALUES (1, 1, 'A', 's', 't', 2, 0, '7', 0), (2, 0, 'B', 's', 't', 3, 1, '8', 1);
SELECT strata, time, n_risk FROM km_curve('clash', 'time', 'event', 'strata') WHERE weight = 'weight' AND entry = 'entry' AND time > 0;
SELECT DISTINCT strata FROM km_curve('clash', 'time', 'event', 'source, times');
SELECT DISTINCT strata, typeof(strata) FROM km_curve('clash', 'time', 'event', 'rowid');
SELECT time, n_event FROM km_curve('clash', 'time', 'true') WHERE time > 0;
SELECT strata, time FROM km_curve('SELECT * FROM clash', 'source.time', 'event', 'source') WHERE time > 0;
-- two columns of one name in a query
SELECT max(time) FROM km_curve('SELECT a.os_days, b.os_days FROM patients a, patients b', 'os_days', '1');

-- double quotes hold a name, never a text
SELECT time, n_event FROM km_curve('patients', 'os_days', '"died"') WHERE n_event > 0;
SELECT time, n_event FROM km_curve('patients', 'os_days', 'arm = ''A''') WHERE n_event > 0;
SELECT * FROM km_curve('patients', 'os_days', 'arm = "A"');
SELECT * FROM km_curve('SELECT * FROM patients WHERE arm = "B"', 'os_days', 'died');
SELECT * FROM km_curve('patients', 'os_days', 'died', '"group"');
-- comments and line ends in every text
SELECT max(time) FROM km_curve('-- all of them
  patients /* really */', ' os_days -- in days', '/* 1 */ died /* or
  0 */');
SELECT DISTINCT strata FROM km_curve('patients', 'os_days', 'died', 'arm -- the arm, as treated
  , id > 1 /* , nothing */');
SELECT max(time) FROM km_curve('/* a query */ SELECT * FROM patients -- the end', 'os_days', 'died');
SELECT max(time) FROM km_curve('WITH early AS (SELECT * FROM patients WHERE os_days < 3) SELECT * FROM early;', 'os_days', 'died');
SELECT max(time) FROM km_curve('select * from patients order by arm limit 2', 'os_days', 'died');
SELECT max(time) FROM km_curve('VALUES (1, 1), (9, 0)', 'column1', 'column2');
-- quotes in texts
SELECT DISTINCT strata FROM km_curve('patients', 'os_days', 'died', 'arm || '' "it''''s" [so] `x`; -- (''');
