-- km_summary: one row per group. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 1, 'A', 2, 0), (2, 2, 0, 'A', 1, 1), (2, 3, 1, 'A', 3, 0), (2, 5, 0, 'A', 1, 2),
  (1, 2, 0, 'B', 1, 0), (1, 4, 1, 'B', 2, 3), (1, NULL, 1, 'B', 1, 0), (1, 3, 1, NULL, 1, 0);

-- strata|n|n_missing|n_event|median|median_low|median_high|rmst|rmst_se|tau|follow_up_median|follow_up_low|follow_up_high|last_time
SELECT * FROM km_summary('patients', 'days', 'died', 'arm');
-- Arm A: S = 4/5 from 1, 3/5 from 2, 3/10 from 3. Arm B ends at 0, so tau is the end of arm A, 5. Arm A's area: 1 + 4/5 + 3/5
-- + 2 3/10 = 3, from 1, 2 and 3 on 2, 6/5 and 3/5: variance 2^2 / (5 4) + (6/5)^2 / (4 3) + (3/5)^2 / (2 1) = 1/2. Arm B: 4, 0.
SELECT strata, rmst, rmst_se * rmst_se, tau FROM km_summary('patients', 'days', 'died', 'arm');
-- follow-up: censored and died change places. Arm A: at 2, of 3 left after the death, 2/3; at 5, 0. Arm B: at 2, 1/2, to the end.
SELECT strata, time, estimate, conf_low, conf_high FROM km_curve('patients', 'days', 'died', 'arm')
WHERE reverse = 1 AND n_event > 0;
-- no grouping: one row, strata NULL; n_missing counts who has no time
SELECT strata, n, n_missing, n_event, median, median_low, median_high, last_time
  FROM km_summary('patients', 'days', 'died');
-- the same as the functions for each say
SELECT count(*) FROM km_summary('patients', 'days', 'died', 'arm') s
JOIN km_quantile('patients', 'days', 'died', 'arm') q ON q.strata = s.strata AND q.probs = 0.5
JOIN rmst('patients', 'days', 'died', 'arm') r ON r.strata = s.strata
WHERE (s.median, s.median_low, s.median_high) IS (q.estimate, q.conf_low, q.conf_high)
  AND (s.rmst, s.rmst_se, +s.tau) IS (r.estimate, r.std_error, +r.tau);

-- tau: the horizon; it is the same in all rows. Past the end of arm A its mean is unknown; arm B is at 0.
SELECT strata, tau, rmst, rmst_se FROM km_summary('patients', 'days', 'died', 'arm') WHERE tau = 3;
SELECT strata, tau, rmst, rmst_se FROM km_summary('patients', 'days', 'died', 'arm') WHERE tau = 2.5;
SELECT strata, tau, rmst, rmst_se FROM km_summary('patients', 'days', 'died', 'arm') WHERE tau = 6;
-- two groups that end censored: the shorter of the two follow-ups
SELECT strata, tau, rmst, last_time FROM km_summary('VALUES (1, 1, 1), (5, 0, 1), (2, 1, 2), (7, 0, 2)', 'column1',
  'column2', 'column3');
-- conf_type and conf_level are of the medians' limits
SELECT conf_type, median_low, median_high, follow_up_low, follow_up_high
  FROM km_summary('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND conf_type IN ('log-log', 'log', 'plain', 'logit', 'arcsin', 'none') ORDER BY 1;
SELECT conf_level, median_low, median_high, follow_up_low, follow_up_high
  FROM km_summary('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND conf_level IN (0.1, 0.95) ORDER BY 1;

-- nobody dies: no median; the mean is tau
SELECT n, n_event, median, median_low, median_high, rmst, rmst_se, follow_up_median, last_time
FROM km_summary('VALUES (3, 0), (5, 0)', 'column1', 'column2');
-- everybody dies: no follow-up to speak of, as reverse Kaplan-Meier has it
SELECT n, n_event, median, rmst, tau, follow_up_median, follow_up_low, follow_up_high, last_time
FROM km_summary('VALUES (1, 1), (2, 1), (3, 1), (4, 1)', 'column1', 'column2');
-- one patient
SELECT n, n_event, median, median_low, median_high, rmst, rmst_se, tau, last_time
  FROM km_summary('VALUES (7, 1)', 'column1', 'column2');

-- weight: n, n_event and n_missing count patients, and all else is that of the rows written out
SELECT strata, n, n_missing, n_event, median, rmst, tau, follow_up_median
  FROM km_summary('patients', 'days', 'died', 'arm') WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM km_summary('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  EXCEPT SELECT * FROM km_summary('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm'));
-- a weight of 0 is nobody, one that is NULL is missing
SELECT n, n_missing FROM km_summary('VALUES (1, 1, 0), (2, 0, 3), (3, 1, NULL), (NULL, 1, 5)', 'column1', 'column2')
  WHERE weight = 'column3';
-- entry: at risk at 1, 2, 3 of arm A 3, 3, 2
SELECT n, n_missing, n_event, median, rmst, tau FROM km_summary('patients', 'days', 'died', 'arm')
  WHERE entry = 'late' AND strata = 'A';

-- types: n, n_missing and n_event INTEGER, last_time as the times, tau and all estimates REAL
SELECT typeof(n), typeof(n_missing), typeof(n_event), typeof(median), typeof(rmst), typeof(rmst_se), typeof(tau),
  typeof(follow_up_median), typeof(last_time)
FROM km_summary('patients', 'days', 'died') WHERE tau = 5;
SELECT typeof(n), typeof(n_missing), typeof(n_event), typeof(last_time), n, n_missing, n_event, last_time
FROM km_summary('patients', 'days + 0.5', 'died') WHERE weight = 'n / 2.0' AND weight_type = 'sampling';

-- no rows is no error, nor is a source that is NULL; where all are left out, one row counts them
SELECT count(*) FROM km_summary('SELECT * FROM patients WHERE false', 'days', 'died', 'arm');
SELECT count(*) FROM km_summary('patients', 'NULL', 'died');
SELECT count(*) FROM km_summary(NULL, 'days', 'died');

-- a surv() blob as source: who was missing comes with it
SELECT count(*) FROM (SELECT * FROM km_summary('patients', 'days', 'died', 'arm')
                      INTERSECT SELECT * FROM km_summary((SELECT surv(days, died, arm) FROM patients)));
SELECT count(*) FROM (SELECT * FROM km_summary('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM km_summary((SELECT surv(days, died, arm, n, late) FROM patients)));
-- correlated: for each centre; one without patients has no row
SELECT c.column1, s.n, s.n_missing, s.n_event, s.median
FROM (VALUES (1), (2), (3)) c, km_summary((SELECT surv(days, died) FROM patients p WHERE p.centre = c.column1)) s;
SELECT c.column1, s.n, s.tau, s.rmst
FROM (VALUES (1), (2), (3)) c LEFT JOIN km_summary((SELECT surv(days, died) FROM patients p
  WHERE p.centre = c.column1)) s ON s.tau = 2;

-- columns, then arguments, which are hidden; tau is both
SELECT name, hidden FROM pragma_table_xinfo('km_summary');
SELECT item, default_value FROM survival_functions WHERE name = 'km_summary' AND kind = 'table function' AND part = 'option';
SELECT median_low, median_high FROM km_summary('patients', 'days', 'died', NULL, 0.1, 'plain', '1', '-1');

-- messages
SELECT * FROM km_summary;
SELECT * FROM km_summary('patients');
SELECT * FROM km_summary('patients', 'days');
SELECT * FROM km_summary('patients', 'days', 'dead');
SELECT * FROM km_summary('patients', 'days', 'died', 'amr');
SELECT * FROM km_summary('patients', 'days', '-died');
SELECT * FROM km_summary('patients', 'days', 'died') WHERE tau = 0;
SELECT * FROM km_summary('patients', 'days', 'died') WHERE tau = -1;
SELECT * FROM km_summary('patients', 'days', 'died') WHERE tau = 9e999;
SELECT * FROM km_summary('patients', 'days', 'died') WHERE tau = '365';
SELECT * FROM km_summary('patients', 'days', 'died') WHERE conf_type = 'wald';
SELECT * FROM km_summary('patients', 'days', 'died') WHERE conf_level = 1;
SELECT * FROM km_summary('patients', 'days', 'died') WHERE weight = '-n';
SELECT * FROM km_summary('patients', 'days', 'died') WHERE entry = 'days';
SELECT * FROM km_summary((SELECT surv(days, died) FROM patients), NULL, NULL, 'arm');
-- all patients left out: a row that says how many; by or not
SELECT * FROM km_summary('SELECT NULL AS days, 1 AS died, ''a'' AS arm UNION ALL SELECT 5, NULL, ''b''', 'days', 'died', 'arm');
SELECT n, n_missing, n_event, last_time FROM km_summary('SELECT 5 AS days, NULL AS died, 2.5 AS w', 'days', 'died') WHERE weight = 'w' AND weight_type = 'sampling';
SELECT strata, n, n_missing FROM km_summary((SELECT surv(column1, column2, column3) FROM (VALUES (NULL, 1, 'a'), (1, NULL, 'b'))));
-- no patients at all: no row
SELECT count(*) FROM km_summary('SELECT 1 AS days, 1 AS died WHERE 0', 'days', 'died');
