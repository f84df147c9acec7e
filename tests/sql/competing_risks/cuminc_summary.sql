-- cuminc_summary: who is counted, small enough to be counted by hand
CREATE TABLE patients(centre INTEGER, days INTEGER, status INTEGER, arm TEXT, n INTEGER, late INTEGER);
INSERT INTO patients VALUES (1, 1, 1, 'A', 1, 0), (1, 2, 2, 'A', 2, 0), (2, 2, 0, 'A', 1, 1), (2, 3, 1, 'A', 3, 0),
  (2, 5, 0, 'A', 1, 2), (1, 2, 0, 'B', 1, 0), (1, 4, 1, 'B', 2, 3), (1, NULL, 1, 'B', 1, 0), (1, 3, NULL, 'B', 2, 0),
  (1, 3, 1, NULL, 1, 0);
-- strata|n|n_missing|n_censor|outcome|n_event|follow_up_median|follow_up_low|follow_up_high: every group has every outcome
SELECT * FROM cuminc_summary('patients', 'days', 'status', 'arm');
SELECT * FROM cuminc_summary('patients', 'days', 'status');
-- the censored and the events of all causes are the patients; the follow-up is that of km_summary
SELECT strata, max(n) = max(n_censor) + sum(n_event) FROM cuminc_summary('patients', 'days', 'status', 'arm') GROUP BY strata;
SELECT count(*), sum(c.n_event) FROM cuminc_summary('patients', 'days', 'status', 'arm') c
JOIN km_summary('patients', 'days', 'status > 0', 'arm') k USING (strata)
WHERE (c.n, c.n_missing, c.follow_up_median, c.follow_up_low, c.follow_up_high)
   IS (k.n, k.n_missing, k.follow_up_median, k.follow_up_low, k.follow_up_high);
-- so are the events of each cause those of cuminc
SELECT outcome, n_event, (SELECT sum(n_event) FROM cuminc('patients', 'days', 'status') c WHERE c.outcome = s.outcome)
FROM cuminc_summary('patients', 'days', 'status') s;
-- weight: the same as the rows written out; entry changes who is followed when, and not who is counted
SELECT strata, n, n_missing, n_censor, outcome, n_event FROM cuminc_summary('patients', 'days', 'status', 'arm') WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM cuminc_summary('patients', 'days', 'status', 'arm') WHERE weight = 'n'
  EXCEPT SELECT * FROM cuminc_summary('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status', 'arm'));
SELECT strata, n, n_censor, outcome, n_event, follow_up_median FROM cuminc_summary('patients', 'days', 'status', 'arm')
WHERE entry = 'late';
SELECT typeof(n), n, n_event FROM cuminc_summary('patients', 'days', 'status') WHERE weight = '0.5' AND weight_type = 'sampling';
-- rows in another order, and a blob
SELECT count(*) FROM (SELECT * FROM cuminc_summary('patients', 'days', 'status', 'arm')
  INTERSECT SELECT * FROM cuminc_summary('SELECT * FROM patients ORDER BY days DESC, arm', 'days', 'status', 'arm')
  INTERSECT SELECT * FROM cuminc_summary((SELECT surv(days, status, arm) FROM patients)));
-- texts, and the value that means censored
SELECT n_censor, outcome, n_event FROM cuminc_summary('SELECT *, CASE status WHEN 0 THEN ''alive'' WHEN 1 THEN ''relapse''
  WHEN 2 THEN ''death'' END AS what FROM patients', 'days', 'what') WHERE censor = 'alive';
-- conf_level and conf_type are of the follow-up's limits
SELECT conf_type, conf_level, follow_up_low, follow_up_high
FROM cuminc_summary('VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 1)', 'column1', 'column2')
WHERE conf_type IN ('log-log', 'plain', 'none') AND conf_level = 0.1;
-- nobody has an event; nobody is censored; one group has no event; nobody is left; no source
SELECT * FROM cuminc_summary('VALUES (3, 0), (5, 0)', 'column1', 'column2');
SELECT n, n_censor, outcome, n_event, follow_up_median FROM cuminc_summary('VALUES (3, 1), (5, 2)', 'column1', 'column2') WHERE censor = 0;
SELECT strata, outcome, n_event FROM cuminc_summary('VALUES (3, 0, 1), (5, 2, 2), (6, 0, 2)', 'column1', 'column2', 'column3');
SELECT * FROM cuminc_summary('patients', 'NULL', 'status');
SELECT count(*) FROM cuminc_summary('SELECT * FROM patients WHERE 0', 'days', 'status');
SELECT count(*) FROM cuminc_summary(NULL, 'days', 'status');
-- errors
SELECT * FROM cuminc_summary('patients', 'days');
SELECT * FROM cuminc_summary('patients', 'days', 'state');
SELECT * FROM cuminc_summary('patients', '-days', 'status');
SELECT * FROM cuminc_summary('patients', 'days', 'status') WHERE censor = 'alive';
SELECT * FROM cuminc_summary('patients', 'days', 'status') WHERE conf_level = 1;
SELECT * FROM cuminc_summary('patients', 'days', 'status') WHERE weight = '-1';
