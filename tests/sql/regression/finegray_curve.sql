-- finegray_curve: cmprsk's predict.crr has 0.41004475 at 4 and 0.79443929 at 9 for x = 1, 0.074201647 and 0.206366913 for x = 2
CREATE TABLE patients(days INTEGER, status INTEGER, x INTEGER, arm TEXT, centre INTEGER, n INTEGER);
INSERT INTO patients VALUES (1,1,1,'A',1,2), (2,2,2,'B',1,1), (2,1,1,'A',2,3), (3,0,2,'B',2,1), (4,1,1,'A',1,2),
  (5,2,2,'B',1,1), (5,0,1,'A',2,1), (6,1,2,'B',2,2), (7,0,1,'A',1,1), (8,2,2,'B',1,1), (9,1,1,'A',2,2), (10,0,2,'B',2,1);
SELECT * FROM finegray_curve('patients', 'days', 'status', 'x', 'SELECT 1 AS x UNION ALL VALUES (2)') WHERE times = '4,9' AND cause = 1;
SELECT * FROM finegray_curve('patients', 'days', 'status', 'arm', 'SELECT ''B'' AS arm', 1) WHERE times = 4;
-- at the means; past the end of follow-up
SELECT * FROM finegray_curve('patients', 'days', 'status', 'x', NULL, 1) WHERE times = '9,11';
SELECT time, estimate, conf_low, conf_high FROM finegray_curve('patients', 'days', 'status', 'x', NULL, 1)
  WHERE times = '9,11' AND extend = 1 AND conf_type = 'plain' AND conf_level = 0.9;
-- with no other cause it is 1 - cox_curve with Breslow's ties; the error is the robust one
SELECT abs(f.estimate - (1 - c.estimate)) < 1e-12, f.std_error > 0
  FROM finegray_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') f,
       cox_curve('patients', 'days', 'status > 0', 'x', 'SELECT 2 AS x') c
  WHERE c.ties = 'breslow' AND f.times = 5 AND c.times = 5;
-- a weight stands for rows written out
SELECT count(*) FROM (
  SELECT time, n_risk, n_event, round(estimate, 12), round(std_error, 12) FROM finegray_curve('patients', 'days', 'status', 'x', NULL, 1)
    WHERE weight = 'n'
  INTERSECT
  SELECT time, n_risk, n_event, round(estimate, 12), round(std_error, 12) FROM finegray_curve(
    'SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status', 'x', NULL, 1));
-- late entry, groups censored on their own, clusters, all sixteen arguments
SELECT time, n_risk, estimate, std_error FROM finegray_curve('patients', 'days', 'status', 'x, cluster(centre)', NULL, 1)
  WHERE entry = 'CAST(days / 4 AS INTEGER)' AND censor_by = 'centre' AND times = '2,6';
SELECT time, estimate, std_error, conf_low FROM finegray_curve('patients', 'days', 'status', 'x', 'SELECT 1 AS x', 1, 0.9, 'log',
  '6', 1, 0, 'n', 'CAST(days / 4 AS INTEGER)', 'centre', 20, 9);
-- a row with a NULL keeps its number
SELECT row, estimate FROM finegray_curve('patients', 'days', 'status', 'x', 'VALUES (NULL), (1)', 1) WHERE times = 4;
SELECT row, estimate FROM finegray_curve('patients', 'days', 'status', 'x', 'SELECT NULL AS x UNION ALL VALUES (1)', 1) WHERE times = 4;
SELECT count(*) FROM finegray_curve('SELECT * FROM patients WHERE false', 'days', 'status', 'x');
-- messages
SELECT * FROM finegray_curve('patients', 'days', 'status', 'x');
SELECT * FROM finegray_curve('patients', 'days', 'status', 'x', NULL, 2);
SELECT * FROM finegray_curve('patients', 'days', 'status', 'arm', 'SELECT ''C'' AS arm', 1);
SELECT * FROM finegray_curve('patients', 'days', 'status', 'x', 'SELECT 1 AS x', 1) WHERE tolerance = 2;
-- the last option by position: of 17, one is past the conditions that SQLite leaves to a function
SELECT count(*) FROM finegray_curve('patients', 'days', 'status', 'x', 'SELECT 1 AS x', 1, 0.9, 'log', '4,9', 0, 0, '1', '0', NULL, 20, 50, 1e-9);
-- an entry that rounding sets just below a patient's time: the time told is the patient's
SELECT time FROM finegray_curve('VALUES (0, 435, 1, 1), (4.35 * 100, 700, 1, 2), (0, 800, 0, 3), (0, 600, 1, 4), (0, 650, 1, 1)', 'column2', 'column3', 'column4') WHERE cause = 1 AND entry = 'column1';
