-- cox_curve: what a Cox model predicts. The patients of cox.sql.
CREATE TABLE patients(days INTEGER, status INTEGER, x INTEGER, arm TEXT, centre INTEGER, n INTEGER, late INTEGER);
INSERT INTO patients VALUES (1,1,1,'A',1,2,0), (2,2,2,'B',1,1,0), (2,1,1,'A',2,3,0), (3,0,2,'B',2,1,1), (4,1,1,'A',1,2,0),
  (5,2,2,'B',1,1,2), (5,0,1,'A',2,1,0), (6,1,2,'B',2,2,0), (7,0,1,'A',1,1,3), (8,2,2,'B',1,1,0), (9,1,1,'A',2,2,0), (10,0,2,'B',2,1,0);
-- By hand: at 1 of {1, 0, 1, 0} an x of 1 dies, at 2 of {0, 1, 0} an x of 0. The score 1 - 2 h / (2 h + 2) - h / (h + 2)
-- is 0 at h = exp(beta) = sqrt 2. For x = 0: H(1) = 1 / (2 h + 2), H(2) = H(1) + 1 / (h + 2); for x = 1 h times as much.
CREATE TABLE four(days, died, x);
INSERT INTO four VALUES (1,1,1), (2,1,0), (3,0,1), (3,0,0);
SELECT row, strata, time, n_risk, n_event, estimate, std_error, conf_low, conf_high
FROM cox_curve('four', 'days', 'died', 'x', 'SELECT 0 AS x UNION ALL SELECT 1');
WITH hand(time, h0) AS (VALUES (0, 0), (1, 1 / (2 * sqrt(2) + 2)), (2, 1 / (2 * sqrt(2) + 2) + 1 / (sqrt(2) + 2)),
                               (3, 1 / (2 * sqrt(2) + 2) + 1 / (sqrt(2) + 2)))
SELECT row, time, round(estimate - exp(-h0 * CASE x WHEN 1 THEN sqrt(2) ELSE 1 END), 12) + 0.0 AS nought
FROM cox_curve('four', 'days', 'died', 'x', 'SELECT 0 AS x UNION ALL SELECT 1') JOIN hand USING (time)
  JOIN (SELECT 1 AS row, 0 AS x UNION ALL VALUES (2, 1)) USING (row) ORDER BY row, time;
-- its error for x = 0: S^2 (sum 1 / s0^2 + q^2 V), q = sum m / s0, m = 2 h / (2 h + 2), then h / (h + 2)
WITH p(h) AS (VALUES (sqrt(2))),
  v AS (SELECT h, 1 / (2 * h / (2 * h + 2) * 2 / (2 * h + 2) + h / (h + 2) * 2 / (h + 2)) AS v FROM p),
  hand AS (SELECT 1 / pow(2 * h + 2, 2) + 1 / pow(h + 2, 2) + pow(2 * h / pow(2 * h + 2, 2) + h / pow(h + 2, 2), 2) * v AS variance
           FROM v)
SELECT round(std_error - estimate * sqrt(variance), 12) + 0.0 AS nought
FROM cox_curve('four', 'days', 'died', 'x', 'SELECT 0 AS x'), hand WHERE times = 2;

-- without newdata: at the means, a curve of each stratum; row is NULL
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm');
-- the mean of a dummy is its share, of a product the product's mean
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-12, max(abs(a.std_error - b.std_error)) < 1e-12
FROM cox_curve('patients', 'days', 'status > 0', 'arm, n, interaction(arm, n)') a,
     cox_curve('SELECT *, arm = ''B'' AS b, n * (arm = ''B'') AS bn FROM patients', 'days', 'status > 0', 'b, n, bn',
               'SELECT avg(arm = ''B'') AS b, avg(n) AS n, avg(n * (arm = ''B'')) AS bn FROM patients') b WHERE a.time = b.time;
-- likewise weighted, and of an offset
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-12, max(abs(a.std_error - b.std_error)) < 1e-12
FROM cox_curve('patients', 'days', 'status > 0', 'x, offset(late / 2.0)') a,
     cox_curve('patients', 'days', 'status > 0', 'x, offset(late / 2.0)',
               'SELECT sum(n * x) * 1.0 / sum(n) AS x, sum(n * late) * 1.0 / sum(n) AS late FROM patients') b
WHERE a.time = b.time AND a.weight = 'n' AND b.weight = 'n';
-- a curve for each row of newdata and stratum; a row with a NULL has none, and its number is kept
CREATE TABLE profiles(arm, centre);
INSERT INTO profiles VALUES ('B', 2), (NULL, 1), ('A', 1);
SELECT row, strata, time, n_risk, n_event, estimate FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'profiles') WHERE times = '4,8';
SELECT row, strata, time, n_risk, n_event, estimate
FROM cox_curve('patients', 'days', 'status > 0', 'arm, strata(centre)', 'SELECT arm FROM profiles') WHERE times = '4,8';
-- with the columns of strata() each row has its own
SELECT row, strata, time, n_risk, n_event, estimate
FROM cox_curve('patients', 'days', 'status > 0', 'arm, strata(centre)', 'profiles') WHERE times = '4,8';
SELECT DISTINCT row, strata FROM cox_curve('SELECT *, n > 1 AS many FROM patients', 'days', 'status > 0', 'x, strata(centre, many)',
  'SELECT 1 AS x, 2 AS centre, 1 AS many UNION ALL VALUES (2, 1, 0)');
-- in the order of the query
SELECT row, estimate FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT arm FROM profiles ORDER BY arm DESC') WHERE times = 4;
SELECT row, estimate FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT arm FROM profiles ORDER BY arm') WHERE times = 4;
-- levels of texts, of numbers, products; expressions are worked out in newdata too
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-12
FROM cox_curve('patients', 'days', 'status > 0', 'interaction(factor(arm, ''B''), ln(n + 1)), x, n', 'SELECT ''A'' AS arm, 2.5 AS n, 1 AS x') a,
     cox_curve('SELECT *, (arm = ''A'') * ln(n + 1) AS al FROM patients', 'days', 'status > 0', 'al, x, n', 'SELECT ln(3.5) AS al, 1 AS x, 2.5 AS n') b
WHERE a.time = b.time;
SELECT row, estimate FROM cox_curve('patients', 'days', 'status > 0', 'factor(n)', 'SELECT 3.0 AS n UNION ALL VALUES (1), (2)') WHERE times = 4;
-- requested times as km_curve's: at risk just before, events since the time before, NULL past the stratum's end unless extend
SELECT strata, time, n_risk, n_event, estimate, conf_low FROM cox_curve('patients', 'days', 'status > 0', 'x, strata(centre)') WHERE times = '9,2,0,8.5';
SELECT strata, time, n_risk, n_event, estimate, conf_low FROM cox_curve('patients', 'days', 'status > 0', 'x, strata(centre)') WHERE times = '9,2,0,8.5' AND extend = 1;
SELECT count(*) FROM (
  SELECT time, n_risk, n_event FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE times = '[0.5, 2, 3.5, 10, 11]' AND entry = 'late' AND weight = 'n'
  EXCEPT SELECT time, n_risk, n_event FROM km_curve('patients', 'days', 'status > 0') WHERE times = '[0.5, 2, 3.5, 10, 11]' AND entry = 'late' AND weight = 'n');
SELECT count(*) FROM (
  SELECT time, n_risk, n_event FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE entry = 'late' AND weight = 'n'
  EXCEPT SELECT time, n_risk, n_event FROM km_curve('patients', 'days', 'status > 0') WHERE entry = 'late' AND weight = 'n');
-- ties; cluster() is the robust variance, and not asked of newdata
SELECT estimate, std_error FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') WHERE times = 5;
SELECT ties, estimate, std_error FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') WHERE times = 5 AND ties = 'breslow';
SELECT ties, estimate, std_error FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') WHERE times = 5 AND ties = 'exact';
SELECT estimate, std_error FROM cox_curve('patients', 'days', 'status > 0', 'x, cluster(centre)', 'SELECT 2 AS x') WHERE times = 5;
-- limits
SELECT conf_type, estimate, std_error, conf_low, conf_high FROM (VALUES ('log-log'), ('log'), ('plain'), ('logit'), ('arcsin'), ('none')) v
  JOIN cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') c ON c.conf_type = v.column1 WHERE times = 5;
SELECT conf_low, conf_high FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') WHERE times = 5 AND conf_level = 0.5;
-- a weight stands for rows written out
SELECT count(*) FROM (
  SELECT time, n_risk, n_event, round(estimate, 12), round(std_error, 12), round(conf_low, 12) FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE weight = 'n'
  INTERSECT
  SELECT time, n_risk, n_event, round(estimate, 12), round(std_error, 12), round(conf_low, 12)
    FROM cox_curve('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status > 0', 'x'));
-- types
SELECT DISTINCT typeof(row), typeof(time), typeof(n_risk), typeof(n_event), typeof(estimate), typeof(std_error), typeof(conf_low)
  FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 1 AS x');
SELECT DISTINCT typeof(row), typeof(time), typeof(n_risk) FROM cox_curve('patients', 'days + 0.5', 'status > 0', 'x') WHERE weight = 'n / 2.0' AND weight_type = 'sampling';
SELECT DISTINCT typeof(time) FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE times = '1,1.5';
-- an event at time 0 leaves no room for a row before it; near ties are one time
SELECT time, n_risk, n_event, estimate < 1 FROM cox_curve('SELECT days - 1 AS days, status, x FROM patients', 'days', 'status > 0', 'x') LIMIT 2;
SELECT count(*) FROM cox_curve('SELECT days + 1e-9 * x AS days, status, x FROM patients', 'days', 'status > 0', 'x');

-- hard cases: nobody; all censored: nothing is learnt, and nothing happens
SELECT count(*) FROM cox_curve('SELECT * FROM patients WHERE false', 'days', 'status > 0', 'x', 'SELECT 1 AS x');
SELECT count(*) FROM cox_curve(NULL, 'days', 'status > 0', 'x', 'SELECT 1 AS x');
SELECT count(*) FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT * FROM profiles WHERE false');
SELECT count(*) FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT NULL AS arm');
SELECT count(*), min(estimate), max(std_error), min(conf_low), max(conf_high) FROM cox_curve('patients', 'days', '0', 'x', 'SELECT 100 AS x');
-- one event: the coefficient is infinite; Firth's is not
CREATE TABLE lone(days, died, x);
INSERT INTO lone VALUES (1, 0, 1), (2, 1, 1), (3, 0, 0), (4, 0, 1);
SELECT * FROM cox_curve('lone', 'days', 'died', 'x', 'SELECT 0 AS x');
SELECT time, n_risk, n_event, estimate, std_error, conf_low, conf_high FROM cox_curve('lone', 'days', 'died', 'x', 'SELECT 0 AS x') WHERE penalty = 'firth';
-- a group that was never at risk at an event: its coefficient counts 0, as the reference
SELECT count(DISTINCT estimate) FROM cox_curve('SELECT days, status, arm FROM patients UNION ALL VALUES (0.5, 0, ''C'')', 'days', 'status > 0', 'arm',
  'SELECT ''A'' AS arm UNION ALL SELECT ''C''') WHERE times = 5;
-- far away: survival is 0, and has no error; or 1
SELECT estimate, std_error, conf_low, conf_high FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT -1e5 AS x UNION ALL VALUES (1e5)') WHERE times = 5;

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('cox_curve');
-- newdata by name; NULL is not given
SELECT count(DISTINCT row) FROM cox_curve('patients', 'days', 'status > 0', 'arm') WHERE newdata = 'profiles';
SELECT count(DISTINCT row) FROM cox_curve('patients', 'days', 'status > 0', 'arm', NULL, 0.9);
-- newdata that depends on another table
SELECT v.x, c.estimate FROM (SELECT 1 AS x UNION VALUES (2)) v JOIN cox_curve('patients', 'days', 'status > 0', 'x') c
  ON c.newdata = 'SELECT ' || v.x || ' AS x' AND c.times = 5;
-- messages
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'profile');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'nowhere');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT 1 AS arms');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm, n', 'profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm, "n"', 'profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm, n + 1', 'profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm, offset(n)', 'profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 5);
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT ''A'' AS arm;');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT ''A'' AS arm; DELETE FROM patients');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'DELETE FROM patients RETURNING arm');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT FROM profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT arm FROM (SELECT ''A'' AS arm');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT load_extension(''x'') AS arm');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', (SELECT surv(days, status) FROM patients));
SELECT * FROM cox_curve((SELECT surv(days, status > 0) FROM patients), NULL, NULL, NULL, 'profiles');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT ''A'' AS arm UNION ALL SELECT ''b''');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT NULL AS arm UNION ALL SELECT ''placebo''');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'factor(n)', 'SELECT 4 AS n');
SELECT * FROM cox_curve('SELECT days, 1 AS died, ''centre '' || rowid AS c FROM patients UNION ALL SELECT 11 - days, 1, ''centre '' || rowid FROM patients',
  'days', 'died', 'c', 'SELECT ''elsewhere'' AS c');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'interaction(arm, n), n', 'SELECT ''C'' AS arm, 1 AS n');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 1 AS x UNION ALL VALUES (''one''), (''two'')');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT 1 AS arm');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'arm', 'SELECT x''00'' AS arm');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 9e999 AS x');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x, offset(late)', 'SELECT 1 AS x, ''late'' AS late');
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x, strata(centre)', 'SELECT 1 AS x, 3 AS centre');
SELECT * FROM cox_curve('SELECT *, n > 1 AS many FROM patients', 'days', 'status > 0', 'x, strata(centre, many)', 'SELECT 1 AS x, 1 AS centre');
SELECT * FROM cox_curve('SELECT * FROM patients WHERE NOT (centre = 1 AND arm = ''B'')', 'days', 'status > 0', 'n, strata(centre, arm)', 'SELECT 2 AS n, 1 AS centre, ''B'' AS arm')
WHERE penalty = 'firth';
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE max_iter = 1;
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE conf_type = 'loglog';
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE times = '1,-2';
SELECT * FROM cox_curve('patients', 'days', 'status > 0', 'x') WHERE conf_level = 95;
-- a view over itself by way of newdata ends in an error
CREATE VIEW itself AS SELECT c.estimate AS x FROM cox_curve('patients', 'days', 'status > 0', 'x', 'itself') c;
SELECT * FROM itself;
-- an entry that rounding sets just below a patient's time: the time told is the patient's
SELECT time FROM cox_curve('VALUES (0, 435, 1, 1), (4.35 * 100, 700, 1, 2), (0, 800, 0, 3), (0, 600, 1, 4), (0, 650, 1, 1)', 'column2', 'column3', 'column4') WHERE entry = 'column1';
-- without covariates: the baseline, exp(-sum of 1 / at risk); with an offset it is of its mean, or of each row
SELECT time, n_event, estimate, std_error FROM cox_curve('VALUES (1, 1, 0), (2, 1, 1), (3, 0, 1)', 'column1', 'column2', '1');
SELECT exp(-1 / 3.0), exp(-1 / 3.0 - 1 / 2.0);
SELECT row, time, estimate FROM cox_curve('SELECT 1 AS t, 1 AS e, 0 AS x UNION ALL VALUES (2, 1, 1), (3, 0, 1)', 't', 'e', 'offset(ln(2) * x)', 'SELECT 0 AS x UNION ALL VALUES (1)')
  WHERE times = 1;
SELECT exp(-1 / 5.0), exp(-2 / 5.0);
