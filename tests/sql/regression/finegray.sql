-- finegray: R's crr has -1.923456, 0.991454
CREATE TABLE patients(days INTEGER, status INTEGER, x INTEGER, arm TEXT, centre INTEGER, n INTEGER);
INSERT INTO patients VALUES (1,1,1,'A',1,2), (2,2,2,'B',1,1), (2,1,1,'A',2,3), (3,0,2,'B',2,1), (4,1,1,'A',1,2),
  (5,2,2,'B',1,1), (5,0,1,'A',2,1), (6,1,2,'B',2,2), (7,0,1,'A',1,1), (8,2,2,'B',1,1), (9,1,1,'A',2,2), (10,0,2,'B',2,1);
SELECT * FROM finegray('patients', 'days', 'status', 'x') WHERE cause = 1;
SELECT term, level, estimate, std_error FROM finegray('patients', 'days', 'status', 'arm', 2) WHERE reference_rows = 1;
-- statuses as texts
SELECT term, level, estimate FROM finegray('SELECT *, substr(''alive  relapse'', 1 + 7 * (status = 1), 7) s FROM patients', 'days',
  'trim(s)', 'arm') WHERE censor = 'alive';
-- without competing events it is the Cox model with Breslow's ties
SELECT f.estimate - c.estimate < 1e-12 FROM finegray('patients', 'days', 'status > 0', 'x') f, cox('patients', 'days', 'status > 0', 'x') c
  WHERE c.ties = 'breslow';
-- a weight stands for rows written out
SELECT count(*) FROM (
  SELECT round(estimate, 12), round(std_error, 12) FROM finegray('patients', 'days', 'status', 'x', 1) WHERE weight = 'n'
  INTERSECT
  SELECT round(estimate, 12), round(std_error, 12)
    FROM finegray('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status', 'x', 1));
-- clusters
SELECT estimate, std_error FROM finegray('patients', 'days', 'status', 'x, cluster(centre)', 1);
-- late entry; that all are there from the start changes nothing
SELECT estimate, std_error FROM finegray('patients', 'days', 'status', 'x', 1) WHERE entry = 'CAST(days / 4 AS INTEGER)';
SELECT abs(a.estimate - b.estimate) < 1e-14, abs(a.std_error - b.std_error) < 1e-14 FROM finegray('patients', 'days', 'status', 'x', 1) a,
  finegray('patients', 'days', 'status', 'x', 1) b WHERE b.entry = 0;
-- centres censored on their own; a NULL leaves the row out
SELECT estimate, std_error FROM finegray('patients', 'days', 'status', 'x', 1) WHERE censor_by = 'centre';
SELECT estimate, std_error FROM finegray('patients', 'days', 'status', 'x', 1) WHERE censor_by = 'centre, 1' AND entry = 'CAST(days / 4 AS INTEGER)';
SELECT n, n_missing FROM finegray_summary('patients', 'days', 'status', 'x', 1) WHERE censor_by = 'nullif(centre, 1)';
-- the fit as a whole
SELECT n, n_missing, n_event, loglik_null, loglik, df, lr_statistic, wald_statistic, score_statistic, concordance, converged
  FROM finegray_summary('patients', 'days', 'status', 'x', 1);
-- a cause that never happens in one group
SELECT estimate, flag FROM finegray('patients', 'days', 'status', 'x', 2);
SELECT count(*) FROM finegray('SELECT * FROM patients WHERE false', 'days', 'status', 'x');
SELECT name, hidden FROM pragma_table_xinfo('finegray');
-- messages
SELECT * FROM finegray('patients', 'days', 'status', 'x');
SELECT * FROM finegray('patients', 'days', 'status', 'x', 3);
SELECT * FROM finegray('patients', 'days', 'status', 'x', '1');
SELECT * FROM finegray('patients', 'days', 'arm', 'x');
SELECT * FROM finegray('patients', 'days', 'arm', 'x') WHERE censor = 'b';
SELECT * FROM finegray('patients', 'days', 'status', 'x, strata(centre)', 1);
SELECT * FROM finegray('patients', 'days', 'status', 'x, strata(arm + centre)', 1);
SELECT * FROM finegray('patients', 'days', 'status', 'x', 1) WHERE censor_by = 'center';
SELECT * FROM finegray('patients', 'days', 'status', 'x', 1) WHERE entry = 'days';
SELECT * FROM finegray('patients', 'days', 'status', 'x', 1) WHERE entry = 'days - 1e-9';
SELECT * FROM finegray('SELECT *, CASE WHEN days > 2 THEN 2 ELSE 0 END late FROM patients WHERE days < 3 OR days > 4', 'days', 'status', 'x', 1)
  WHERE entry = 'late';
-- a wrong code for the censored would make events of them
SELECT * FROM finegray('patients', 'days', 'status', 'x', 1) WHERE censor = 9;
SELECT * FROM finegray('patients', 'days', 'status', 'x', 1) WHERE censor = 'alive';
-- finegray_summary where all patients are left out: a row that says how many
SELECT * FROM finegray_summary('VALUES (1, NULL, 2), (NULL, 1, 3), (4, 1, NULL)', 'column1', 'column2', 'column3', 1);
