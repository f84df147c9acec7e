-- aft, aft_summary, aft_curve: parametric models of survival times
CREATE TABLE patients(days INTEGER, died INTEGER, grp INTEGER, arm TEXT, age REAL, n INTEGER, centre INTEGER);
INSERT INTO patients VALUES (1,1,0,'A',50,1,1), (3,1,0,'A',61,2,1), (4,0,0,'B',48,1,2), (2,1,1,'B',55,1,2), (2,1,1,'A',57,3,3),
  (6,1,1,'B',44,1,3), (9,0,1,'A',39,1,4), (7,1,0,'B',66,2,5), (5,1,1,'B',71,1,6), (8,0,0,'A',52,1,7);
-- exponential: time at risk over events, 23 / 3 in group 0 and 24 / 4 in group 1; variances 1/3 and 1/3 + 1/4
SELECT term, time_ratio, std_error * std_error FROM aft('patients', 'days', 'died', 'grp') WHERE distribution = 'exponential';
-- the others: R's survreg
SELECT term, level, estimate, std_error, statistic, p_value, time_ratio, conf_low, conf_high FROM aft('patients', 'days', 'died', 'arm, age');
SELECT term, level, estimate, std_error FROM aft('patients', 'days', 'died', 'arm, age') WHERE distribution = 'lognormal';
SELECT term, level, estimate, std_error FROM aft('patients', 'days', 'died', 'arm, age') WHERE distribution = 'loglogistic';
SELECT term, level, estimate, time_ratio, statistic FROM aft('patients', 'days', 'died', 'arm') WHERE reference_rows = 1;
-- no terms but the intercept; an offset, whose part of time is taken off
SELECT term, estimate FROM aft('patients', 'days', 'died', '1');
SELECT term, estimate FROM aft('patients', 'days', 'died');
SELECT a.estimate - b.estimate < 1e-9 FROM aft('patients', 'days', 'died', 'grp, offset(age / 10)') a
  JOIN aft('patients', 'days * exp(-age / 10)', 'died', 'grp') b USING (term);
-- a weight stands for rows written out
SELECT count(*) FROM (SELECT term, round(estimate, 8), round(std_error, 8) FROM aft('patients', 'days', 'died', 'grp') WHERE weight = 'n'
  INTERSECT SELECT term, round(estimate, 8), round(std_error, 8)
    FROM aft('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died', 'grp'));
-- a row of weight 0 is as if it were not there, whatever its times are
SELECT count(*) AS same FROM (SELECT * FROM aft('VALUES (3, 5, 1), (2, 2, 2), (4, NULL, 1), (6, 6.5, 1)', 'column1') WHERE upper = 'column2' AND weight = 'column3'
  INTERSECT SELECT * FROM aft('VALUES (3, 5, 1), (2, 2, 2), (4, NULL, 1), (6, 6.5, 1), (1, 1e400, 0), (9, 2, 0), (0, 0, 0)', 'column1') WHERE upper = 'column2' AND weight = 'column3');

-- sampling weights: their scale changes nothing, and errors are robust, as with cluster()
SELECT abs(a.estimate - b.estimate) < 1e-8, abs(a.std_error - b.std_error) < 1e-8 FROM aft('patients', 'days', 'died', 'grp') a
  JOIN aft('patients', 'days', 'died', 'grp') b USING (term)
  WHERE a.weight = 'n' AND a.weight_type = 'sampling' AND b.weight = 'n / 8.0' AND b.weight_type = 'sampling';
SELECT term, estimate, std_error FROM aft('patients', 'days', 'died', 'grp, cluster(centre)') WHERE distribution = 'lognormal';
-- interval-censored: an event seen on the day is both ends, a censoring has no upper end; the same as with an event
SELECT count(*) FROM (SELECT term, estimate, std_error FROM aft('patients', 'days', 'died', 'age') INTERSECT
  SELECT term, estimate, std_error FROM aft('patients', 'days', NULL, 'age') WHERE upper = 'iif(died, days, NULL)');
-- one event by 1, one not by 1: S(1) = 1/2, so that the rate is log 2
SELECT term, exp(-estimate), ln(2) FROM aft('VALUES (0, 1), (1, NULL)', 'column1', NULL, '1') WHERE upper = 'column2' AND distribution = 'exponential';
SELECT n, n_event, n_interval, round(loglik, 9) = round(2 * ln(0.5), 9) FROM aft_summary('VALUES (0, 1), (1, NULL)', 'column1', NULL, '1')
  WHERE upper = 'column2' AND distribution = 'exponential';
SELECT term, estimate, std_error FROM aft('patients', 'days - 1', NULL, 'age') WHERE upper = 'iif(died, days, NULL)' AND distribution = 'loglogistic';
-- aft_summary
SELECT * FROM aft_summary('patients', 'days', 'died', 'arm, age');
SELECT n, n_missing, n_event, df, lr_statistic, scale FROM aft_summary('patients', 'days', 'died', 'nullif(age, 50), grp') WHERE distribution = 'exponential';
SELECT loglik, lr_p, aic, wald_p > 0, variance FROM aft_summary('patients', 'days', 'died', 'age') WHERE weight = 'n / 8.0' AND weight_type = 'sampling';
SELECT typeof(n), typeof(n_interval), typeof(scale), typeof(df), typeof(converged) FROM aft_summary('patients', 'days', 'died', 'age');
-- aft_curve: exponential exp(-rate time), its error rate time S / sqrt(events); log-log limits are those of the log rate
SELECT row, time, estimate, exp(-time * 3 / 23.0), std_error, time * 3 / 23.0 * estimate / sqrt(3) FROM
  aft_curve('SELECT * FROM patients WHERE grp = 0', 'days', 'died', '1') WHERE distribution = 'exponential' AND times = '0,5';
SELECT row, patient, time, estimate, std_error, conf_low, conf_high
  FROM aft_curve('patients', 'days', 'died', 'arm, age', 'SELECT ''Ann'' AS who, ''A'' AS arm, 50 AS age UNION ALL VALUES (''Bob'', ''B'', NULL), (''Eve'', ''B'', 40)')
  WHERE times = '2,8' AND newdata_id = 'who';
-- without terms newdata gives the same curve for each row
SELECT count(*), count(DISTINCT estimate) FROM aft_curve('patients', 'days', 'died', NULL, 'SELECT 1 UNION ALL SELECT 2') WHERE times = 4;
-- without newdata: at the means
SELECT abs(a.estimate - b.estimate) < 1e-12, a.row FROM aft_curve('patients', 'days', 'died', 'age') a,
  aft_curve('patients', 'days', 'died', 'age', 'SELECT avg(age) AS age FROM patients') b WHERE a.times = 4 AND b.times = 4;
-- what has no finite estimate says so
SELECT term, estimate, flag FROM aft('patients', 'days', 'died AND grp', 'grp');
SELECT term, estimate, flag FROM aft('VALUES (1, 1, 0), (2, 1, 1), (4, 1, 2)', 'column1', 'column2', 'column3') WHERE distribution = 'lognormal';
SELECT term, estimate, flag FROM aft('patients', 'days', '0', 'age');
SELECT converged FROM aft_summary('patients', 'days', 'died AND grp', 'grp');
SELECT * FROM aft_curve('patients', 'days', 'died AND grp', 'grp') WHERE times = 3;
-- nobody
SELECT count(*) FROM aft('SELECT * FROM patients WHERE 0', 'days', 'died', 'age');
SELECT count(*) FROM aft(NULL, 'days', 'died', 'age');
SELECT * FROM aft_summary('SELECT * FROM patients WHERE grp', 'days', 'nullif(died, died)', 'age');
-- columns, then arguments
SELECT name, hidden FROM pragma_table_xinfo('aft');
SELECT name FROM pragma_table_xinfo('aft_curve') WHERE hidden = 0;
-- messages
SELECT * FROM aft('patients', 'days', NULL, 'age');
SELECT * FROM aft('patients', 'days', 'died', 'age') WHERE upper = 'days + 1';
SELECT * FROM aft('patients', 'days - 1', 'died', 'age');
SELECT * FROM aft('patients', 'days - 1', NULL, 'age') WHERE upper = 'nullif(days, 1)';
SELECT * FROM aft('patients', 'days', NULL, 'age') WHERE upper = 'days - 1';
SELECT * FROM aft('patients', 'days', NULL, 'age') WHERE upper = 'arm';
SELECT * FROM aft('patients', 'days', NULL, 'age') WHERE upper = '9e999';
SELECT * FROM aft('patients', '-days', 'died', 'age');
SELECT * FROM aft('patients', 'days', 'died + 1', 'age');
SELECT * FROM aft('patients', 'days', 'died', 'age, strata(arm)');
SELECT * FROM aft('patients', 'days', 'died', 'age, strata(arm + centre)');
SELECT * FROM aft('patients', 'days', 'died', 'age') WHERE distribution = 'gamma';
SELECT * FROM aft('patients', 'days', 'died', 'age') WHERE weight = 'n / 2.0';
SELECT * FROM aft('patients', 'days', 'died', 'age') WHERE weight_type = 'sampling';
SELECT * FROM aft('patients', 'days', 'died', 'age') WHERE entry = '0';
SELECT * FROM aft('patients', 'days', 'died', 'age, age');
SELECT * FROM aft_curve('patients', 'days', 'died', 'age');
SELECT * FROM aft_curve('patients', 'days', 'died', 'age') WHERE times = '-1';
SELECT * FROM aft_curve('patients', 'days', 'died', 'age') WHERE times = '1' AND newdata_id = 'age';
SELECT * FROM aft_curve('patients', 'days', 'died', 'arm', 'SELECT ''C'' AS arm') WHERE times = '1';
SELECT flag FROM aft('patients', 'days', 'died', 'age') WHERE max_iter = 1 LIMIT 1;
