-- cox_residuals: martingale, a row for each patient; patient 5 has no x, 7 no id
CREATE TABLE patients(id TEXT, days INTEGER, status INTEGER, x INTEGER, arm TEXT, centre INTEGER, n INTEGER, late INTEGER);
INSERT INTO patients VALUES ('p1',1,1,1,'A',1,2,0), ('p2',2,1,3,'B',1,1,0), ('p3',2,1,1,'A',2,3,0), ('p4',3,0,2,'B',2,1,1),
  ('p5',4,1,NULL,'A',1,2,0), ('p6',5,1,2,'B',1,1,2), (NULL,5,0,1,'A',2,1,0), ('p8',6,1,3,'B',2,2,0), ('p9',7,0,1,'A',1,1,3),
  ('p10',8,1,2,'B',1,0,0), ('p11',9,1,1,'A',2,2,0), ('p12',10,0,2,'B',2,1,0);
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'id';
-- a row for each coefficient too; R's residuals(fit, 'score') has -0.910646 for p1
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x, arm') WHERE id = 'id' AND type = 'score' LIMIT 4;
-- those of events, by strata and time
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x, strata(centre)') WHERE id = 'id' AND type = 'schoenfeld' AND row <> 10;
SELECT row, time, strata FROM cox_residuals('patients', 'days', 'status', 'n, strata(centre, arm)') WHERE type = 'schoenfeld';
-- all types of one patient
SELECT type, level, value FROM cox_residuals('patients', 'days', 'status', 'arm')
  WHERE row = 2 AND type IN ('martingale', 'deviance', 'score', 'schoenfeld', 'scaled schoenfeld', 'dfbeta', 'dfbetas');
-- sums: nothing is left in any direction
SELECT type, term, abs(sum(value)) < 1e-12 FROM cox_residuals('patients', 'days', 'status', 'x, arm')
  WHERE type IN ('martingale', 'score', 'schoenfeld', 'dfbeta') GROUP BY type, term;
-- the mean of the scaled ones is the coefficient
SELECT abs(avg(value) - (SELECT estimate FROM cox('patients', 'days', 'status', 'x'))) < 1e-12
  FROM cox_residuals('patients', 'days', 'status', 'x') WHERE type = 'scaled schoenfeld';
-- residuals of cox's robust variance: the squares of dfbeta
SELECT abs(sqrt(sum(value * value)) - (SELECT std_error FROM cox('patients', 'days', 'status', 'x, cluster(rowid)'))) < 1e-12
  FROM cox_residuals('patients', 'days', 'status', 'x') WHERE type = 'dfbeta';
-- clusters change nothing: the rows of a cluster, as those of one patient, are added up by GROUP BY
SELECT max(abs(a.value - b.value)) FROM cox_residuals('patients', 'days', 'status', 'x') a
  JOIN cox_residuals('patients', 'days', 'status', 'x, cluster(centre)') b USING (row) WHERE a.type = 'dfbeta' AND b.type = 'dfbeta';
SELECT patient, sum(value) FROM cox_residuals('patients', 'days', 'status', 'x, cluster(centre)')
  WHERE type = 'dfbeta' AND id = 'centre' GROUP BY patient;
-- deviance again from martingale
SELECT max(abs(d.value - sign(m.value) * sqrt(-2 * (m.value + iif(p.status, ln(1 - m.value), 0))))) < 1e-14
  FROM cox_residuals('patients', 'days', 'status', 'x') m JOIN cox_residuals('patients', 'days', 'status', 'x') d USING (row)
  JOIN patients p ON p.rowid = row WHERE m.type = 'martingale' AND d.type = 'deviance';
-- a weight stands for rows written out, and gives the residual of one of them; of weight 0, nobody's
CREATE VIEW written_out AS SELECT p.* FROM patients p, (VALUES (1), (2), (3)) WHERE column1 <= n ORDER BY p.rowid;
SELECT type, patient, count(*) copies, min(r.value) = max(r.value) alike, max(abs(r.value - w.value)) < 1e-13 agrees
  FROM cox_residuals('written_out', 'days', 'status', 'x') r JOIN cox_residuals('patients', 'days', 'status', 'x') w USING (patient, type)
  WHERE r.id = 'id' AND w.id = 'id' AND w.weight = 'n' AND type IN ('martingale', 'dfbeta', 'scaled schoenfeld') AND patient IN ('p3', 'p8', 'p12')
  GROUP BY type, patient;
SELECT count(*) FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'id' AND weight = 'n' AND patient = 'p10';
-- follow-up in two stretches: the patient's is the sum of both
SELECT max(abs(whole - parts)) < 1e-14 FROM (
  SELECT patient, sum(value) parts FROM cox_residuals('SELECT id, 0 a, days / 2.0 b, 0 d, x FROM patients UNION ALL
    SELECT id, days / 2.0, days, status, x FROM patients', 'b', 'd', 'x') WHERE id = 'id' AND entry = 'a' GROUP BY patient)
  JOIN (SELECT patient, value whole FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'id') USING (patient);
-- delayed entry, other ties
SELECT row, value FROM cox_residuals('patients', 'days', 'status', 'x') WHERE entry = 'late' AND row IN (4, 6);
SELECT ties, round(value, 6) FROM cox_residuals('patients', 'days', 'status', 'x') WHERE row = 3 AND ties IN ('efron', 'breslow', 'exact');
-- types of the columns: patient as id has it, time as it was read
SELECT DISTINCT typeof(row), typeof(type), typeof(patient), typeof(strata), typeof(time), typeof(term), typeof(level), typeof(value)
  FROM cox_residuals('patients', 'days', 'status', 'x, strata(arm)') WHERE id = 'id' AND type = 'dfbeta';
SELECT DISTINCT typeof(patient), typeof(time) FROM cox_residuals('patients', 'days / 30.5', 'status', 'x') WHERE id = 'rowid';
SELECT patient FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'iif(status, n / 2.0, zeroblob(1))' LIMIT 4;
-- an option is no column by accident: id says which expression, patient what it is
SELECT r.id, patient, days FROM cox_residuals('patients', 'days', 'status', 'x') r JOIN patients p ON p.id = r.patient
  WHERE r.id = 'id' AND p.id = 'p6';
-- a row is counted where it is: in a table whatever its indexes, in a query by its order
CREATE INDEX by_days ON patients(x DESC, days, status);
SELECT count(*) FROM cox_residuals('patients', 'days', 'status', 'x') JOIN patients p ON p.rowid = row WHERE time = days;
SELECT count(*) FROM cox_residuals('SELECT rowid AS number, * FROM patients ORDER BY rowid', 'days', 'status', 'x') WHERE id = 'number' AND row = patient;
CREATE TABLE by_id(id PRIMARY KEY, days, status, x) WITHOUT ROWID;
INSERT INTO by_id SELECT coalesce(id, 'p7'), days, status, x FROM patients;
CREATE VIEW in_view AS SELECT * FROM by_id ORDER BY days DESC, id;
SELECT row, patient FROM cox_residuals('by_id', 'days', 'status', 'x') WHERE id = 'id' AND row IN (2, 3);
SELECT row, patient FROM cox_residuals('in_view', 'days', 'status', 'x') WHERE id = 'id' AND row IN (2, 3);
SELECT row, patient FROM cox_residuals('SELECT * FROM patients ORDER BY days DESC', 'days', 'status', 'x') WHERE id = 'id' AND row IN (7, 8, 9);
-- a coefficient without an estimate has NULL residuals; the martingales are those at its last value
SELECT term, type, count(*), count(value) FROM cox_residuals('SELECT *, status AND days < 3 AS died, days < 3 AS early FROM patients', 'days', 'died', 'early, x')
  WHERE type IN ('score', 'schoenfeld', 'scaled schoenfeld', 'dfbeta', 'dfbetas', 'martingale') GROUP BY type, term;
SELECT type, count(*), count(value) FROM cox_residuals('patients', 'days', '0', 'x') WHERE type IN ('martingale', 'deviance', 'score', 'schoenfeld') GROUP BY type;
SELECT round(value, 6) FROM cox_residuals('patients', 'days', 'status', 'x') WHERE penalty = 'firth' AND row = 1;
-- no patients
SELECT count(*) FROM cox_residuals('SELECT * FROM patients WHERE false', 'days', 'status', 'x');
SELECT count(*) FROM cox_residuals(NULL, 'days', 'status', 'x');
-- columns, then arguments, which are hidden; type is both
SELECT name, hidden FROM pragma_table_xinfo('cox_residuals');
-- messages
SELECT * FROM cox_residuals('patients', 'days', 'status');
SELECT * FROM cox_residuals('patients', 'days', 'status', 'y');
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE type = 'martingail';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE type = 'scaledsch';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE type = 2;
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'patient_id';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'id,';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = '';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE id = 'max(id)';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE ties = 'exact' AND type = 'score';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE ties = 'exact' AND type = 'scaled schoenfeld';
SELECT * FROM cox_residuals('patients', 'days', 'n', 'x');
SELECT * FROM cox_residuals('patients', '-days', 'status', 'x') WHERE id = 'id';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE ties = 'effron';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE weight = '-n';
SELECT * FROM cox_residuals('patients', 'days', 'status', 'x') WHERE entry = 'days';
SELECT * FROM cox_residuals((SELECT surv(days, status) FROM patients), NULL, NULL, NULL);
-- an entry that rounding sets just below a patient's time: the time told is the patient's
SELECT row, time FROM cox_residuals('VALUES (0, 435, 1, 1), (4.35 * 100, 700, 1, 2), (0, 800, 0, 3), (0, 600, 1, 4), (0, 650, 1, 1)', 'column2', 'column3', 'column4') WHERE entry = 'column1';
