-- rcs(x, knots) in terms: restricted cubic splines. And newdata_id, which names the rows of newdata.
CREATE TABLE patients(id, days, died, age, arm, n);
INSERT INTO patients
WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < 149)
SELECT i, (i * 37 + 11) % 149 + 1 + abs(i % 60 - 30), (i * 7 + i / 5) % 3 > 0, 20 + (i * 53) % 61 + i / 300.0, substr('AB', 1 + i % 2, 1), 1 + i % 3 FROM i;
-- the columns by hand, knots 30, 45 and 70: age, and ((x-30)+^3 - (x-45)+^3 40/25 + (x-70)+^3 15/25) / 40^2
CREATE VIEW by_hand AS SELECT *, (pow(max(age - 30, 0), 3) - pow(max(age - 45, 0), 3) * 40 / 25 + pow(max(age - 70, 0), 3) * 15 / 25) / 1600 AS bend
FROM patients;

-- term|level|estimate: age is the straight line, age' bends
SELECT term, level, round(estimate, 8), round(std_error, 8) FROM cox('patients', 'days', 'died', 'rcs(age, 30, 45, 70), arm');
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-9, max(abs(a.std_error - b.std_error)) < 1e-9
FROM (SELECT row_number() OVER () AS i, * FROM cox('patients', 'days', 'died', 'rcs(age, 30, 45, 70), arm')) a
JOIN (SELECT row_number() OVER () AS i, * FROM cox('by_hand', 'days', 'died', 'age, bend, arm')) b USING (i);
-- default knots by number: of 150 patients the quantiles 0.05, 0.35, 0.65 and 0.95 lie at the places 149 p, from 0 on
CREATE TABLE places AS SELECT age, row_number() OVER (ORDER BY age) - 1 AS place FROM patients;
CREATE TABLE knots AS SELECT group_concat(format('%!.17g', low.age + (149 * column1 - low.place) * (high.age - low.age)), ', ') AS list
FROM (VALUES (0.05), (0.35), (0.65), (0.95)) JOIN places low ON low.place = CAST(149 * column1 AS INTEGER) JOIN places high ON high.place = low.place + 1;
SELECT level, round(estimate, 6) FROM cox('patients', 'days', 'died', 'rcs(age, 4)');
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-9 FROM cox('patients', 'days', 'died', 'rcs(age, 4)') a
JOIN cox('patients', 'days', 'died', (SELECT format('rcs(age, %s)', list) FROM knots)) b ON b.level = a.level;
-- a weight is so many patients, for the knots too
SELECT count(*) FROM (SELECT level, round(estimate, 8) FROM cox('patients', 'days', 'died', 'rcs(age, 5)') WHERE weight = 'n' AND ties = 'breslow'
  INTERSECT SELECT level, round(estimate, 8) FROM cox('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died', 'rcs(age, 5)')
    WHERE ties = 'breslow');
-- of sampling weights only the ratios count, for the knots too
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-8, max(abs(a.estimate - c.estimate)) < 1e-8
FROM (SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 5)') WHERE weight = '1' AND weight_type = 'sampling') a
JOIN (SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 5)') WHERE weight = '0.003' AND weight_type = 'sampling') b USING (level)
JOIN (SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 5)')) c USING (level);
-- many knots make columns nearly alike: the last step moves them, but they have arrived
CREATE VIEW bent AS WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < 599),
  p AS (SELECT (i * 37 + 11) % 599 + 1 + abs(i % 60 - 30) AS days, (i * 7 + i / 5) % 3 > 0 AS died, 20 + (i * 53) % 61 + i / 700.0 AS age FROM i)
SELECT days * (1 + died * (age > 50) * (age < 60)) + died * age AS days, died, age FROM p;
SELECT count(*), count(estimate), count(std_error) FROM cox('bent', 'days', 'died', 'rcs(age, 7)');
-- overall and nonlinear: by likelihood ratio against the models without
SELECT term, part, df, round(wald_p, 6), round(lr_p, 6) FROM cox_terms('patients', 'days', 'died', 'rcs(age, 4), arm');
SELECT abs(t.lr_statistic - 2 * (s.loglik - line.loglik)) < 1e-9
FROM cox_terms('patients', 'days', 'died', 'rcs(age, 4), arm') t, cox_summary('patients', 'days', 'died', 'rcs(age, 4), arm') s,
  cox_summary('patients', 'days', 'died', 'age, arm') line WHERE t.part = 'nonlinear';
-- in an interaction
SELECT term, level FROM cox('patients', 'days', 'died', 'rcs(age, 30, 45, 70), arm, interaction(rcs(age, 30, 45, 70), arm)');
-- with it cox_curve predicts
SELECT a.row, abs(a.estimate - b.estimate) < 1e-12, abs(a.std_error - b.std_error) < 1e-12
FROM cox_curve('patients', 'days', 'died', 'rcs(age, 30, 45, 70), arm', 'SELECT 25 AS age, ''A'' AS arm UNION ALL VALUES (50, ''B''), (80, ''A'')') a
JOIN cox_curve('by_hand', 'days', 'died', 'age, bend, arm', 'SELECT * FROM by_hand WHERE 0 UNION ALL
    SELECT 0, 0, 0, age, arm, 1, (pow(max(age - 30, 0), 3) - pow(max(age - 45, 0), 3) * 40 / 25 + pow(max(age - 70, 0), 3) * 15 / 25) / 1600
    FROM (SELECT 25 AS age, ''A'' AS arm UNION ALL VALUES (50, ''B''), (80, ''A''))') b ON b.row = a.row AND b.times = 60
WHERE a.times = 60;
SELECT term, level FROM finegray('patients', 'days', 'died', 'rcs(age, 3)');

-- newdata_id: the value of the row, of its own type; rows left out keep the others' names
SELECT row, patient, typeof(patient), round(estimate, 6)
FROM cox_curve('patients', 'days', 'died', 'age, arm', 'SELECT ''p1'' AS id, 30 AS age, ''A'' AS arm UNION ALL VALUES (7, 40, NULL), (8, 50, ''B''), (NULL, 60, ''B'')')
WHERE times = 60 AND newdata_id = 'id';
SELECT row, patient FROM finegray_curve('patients', 'days', 'died', 'age', 'patients') WHERE times = 60 AND newdata_id = '''nr. '' || id' AND row <= 2;
SELECT DISTINCT patient FROM cox_curve('patients', 'days', 'died', 'age', 'SELECT 30 AS age');
-- a prediction meets its patient
SELECT count(*), sum(c.patient = p.id) FROM cox_curve('patients', 'days', 'died', 'age', 'patients') c JOIN patients p ON p.id = c.patient
WHERE c.times = 60 AND c.newdata_id = 'id';

-- messages
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs()');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 2)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 8)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 3.5)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 30, 40)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, 30, 50, 40)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(age, many)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(arm, 3)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(n, 4)');
SELECT * FROM cox('patients', 'days', 'died', 'rcs(aged, 4)');
SELECT * FROM cox_curve('patients', 'days', 'died', 'age', 'SELECT 30 AS age') WHERE newdata_id = 'id';
SELECT * FROM cox_curve('patients', 'days', 'died', 'age') WHERE newdata_id = 'id';
