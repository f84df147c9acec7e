-- km_curve: the Kaplan-Meier curve. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, days INTEGER, died INTEGER, arm TEXT, sex TEXT);
INSERT INTO patients(days, died, arm, sex) VALUES
  (1, 1, 'A', 'F'), (2, 1, 'A', 'M'), (2, 0, 'A', 'F'), (3, 1, 'A', 'M'), (5, 0, 'A', 'F'),
  (2, 0, 'B', 'M'), (4, 1, 'B', 'M');

-- One arm: estimates 4/5, then times 3/4, then times 1/2. Greenwood: S^2 times the sum of d / (n (n - d)).
-- strata|time|n_risk|n_enter|n_event|n_censor|estimate|std_error|conf_low|conf_high
SELECT * FROM km_curve('SELECT * FROM patients WHERE arm = ''A''', 'days', 'died');
-- the same as arithmetic: differences of nought
SELECT time, round(estimate - CASE time WHEN 0 THEN 1 WHEN 1 THEN 4 / 5. WHEN 2 THEN 3 / 5. ELSE 3 / 10. END, 12) + 0.0,
       round(std_error - estimate * sqrt(CASE time WHEN 0 THEN 0 WHEN 1 THEN 1 / 20. WHEN 2 THEN 1 / 20. + 1 / 12.
                                         ELSE 1 / 20. + 1 / 12. + 1 / 2. END), 12) + 0.0
FROM km_curve('SELECT * FROM patients WHERE arm = ''A''', 'days', 'died');
-- two arms: sorted by arm, then time
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died', 'arm');
-- no grouping: strata is NULL
SELECT DISTINCT strata, typeof(strata) FROM km_curve('patients', 'days', 'died');
-- the curve that reaches 0 has neither error nor limits there
SELECT time, estimate, std_error, conf_low, conf_high FROM km_curve('VALUES (1, 1), (2, 1)', 'column1', 'column2');
-- an event at time 0 leaves no room for a row before it
SELECT time, n_risk, n_event, estimate FROM km_curve('VALUES (0, 1), (0, 0), (2, 1)', 'column1', 'column2');
-- all censored
SELECT time, n_risk, n_censor, estimate, std_error, conf_low, conf_high
FROM km_curve('VALUES (1, 0), (2, 0)', 'column1', 'column2');
-- true and false are 1 and 0, as are comparisons and 1.0
SELECT time, n_event FROM km_curve('VALUES (1, true), (2, false), (3, 1.0), (4, 2 = 2)', 'column1', 'column2');

-- conf_type: the limits at time 2, where S is 0.6 and its error sqrt(0.048)
SELECT conf_type, estimate, std_error, conf_low, conf_high
FROM km_curve('patients', 'days', 'died', 'arm')
WHERE times = 2 AND strata = 'A' AND conf_type IN ('log-log', 'log', 'plain', 'logit', 'arcsin', 'none')
ORDER BY conf_type;
-- clipped to [0, 1] at time 1, where S is 0.8
SELECT conf_type, conf_low, conf_high
FROM km_curve('patients', 'days', 'died', 'arm')
WHERE times = 1 AND strata = 'A' AND conf_type IN ('log-log', 'log', 'plain', 'logit', 'arcsin', 'none')
ORDER BY conf_type;
-- conf_level: half the coverage has narrower limits, which hold z = 0.67449 errors
SELECT conf_level, conf_low, conf_high, (conf_high - estimate) / std_error
FROM km_curve('patients', 'days', 'died', 'arm')
WHERE times = 2 AND strata = 'A' AND conf_type = 'plain' AND conf_level IN (0.5, 0.95, 0.99);

-- times: a list, a JSON array, a number; sorted, each once; 0 too
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died', 'arm')
WHERE times = '2,4';
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died') WHERE times = '[2, 4]';
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died') WHERE times = 2;
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died') WHERE times = ' 4,2 , 2,0 ';
SELECT time FROM km_curve('patients', 'days', 'died') WHERE times = json_array(1, 2.5e0);
-- between steps, at a step and past the end: n_risk is just before the time, the counts are since the one before
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died') WHERE times = '1.5,2,2.5,5,6';
-- past the end of follow-up there is no estimate, unless the curve is at 0 or is to be extended
SELECT strata, time, n_risk, estimate, std_error, conf_low, conf_high
FROM km_curve('patients', 'days', 'died', 'arm') WHERE times = '6';
SELECT strata, time, n_risk, estimate, std_error, conf_low, conf_high
FROM km_curve('patients', 'days', 'died', 'arm') WHERE times = '6' AND extend = 1;
-- extend says nothing about a full curve
SELECT count(*), max(time) FROM km_curve('patients', 'days', 'died', 'arm') WHERE extend = 1;

-- reverse: who is censored is the event; the one who dies at 2 has left before the censorings at 2
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died', 'arm')
WHERE reverse = 1;

-- weight: a table of counts answers as its patients do
CREATE TABLE counts AS SELECT days, died, arm, count(*) AS n FROM patients GROUP BY 1, 2, 3;
INSERT INTO counts VALUES (99, 1, 'A', 0), (99, 1, 'C', 0);
SELECT count(*) FROM (
  SELECT * FROM km_curve('counts', 'days', 'died', 'arm') WHERE weight = 'n'
  EXCEPT SELECT * FROM km_curve('patients', 'days', 'died', 'arm'));
SELECT count(*) FROM km_curve('counts', 'days', 'died', 'arm') WHERE weight = 'n';
-- weights twice as large: the same curve, smaller errors
SELECT time, n_risk, n_event, n_censor, estimate, std_error FROM km_curve('patients', 'days', 'died') WHERE weight = '2';
SELECT time, n_risk FROM km_curve('patients', 'days', 'died') WHERE weight = 2 AND times = 0;
-- sampling weights: counts are REAL in all rows
SELECT time, n_risk, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'died')
WHERE weight = 'iif(arm = ''A'', 1, 0.5)' AND weight_type = 'sampling';

-- entry: at risk from just after it. Who enters at 2 is not at risk at 2.
SELECT time, n_risk, n_event, n_censor, estimate
FROM km_curve('VALUES (2, 1, 0), (4, 1, 2), (5, 1, 1), (6, 0, 4)', 'column1', 'column2') WHERE entry = 'column3';
-- nobody at risk in between: the curve starts anew from where it was
SELECT time, n_risk, n_event, n_censor, estimate
FROM km_curve('VALUES (2, 0, 0), (5, 1, 3), (6, 1, 3)', 'column1', 'column2') WHERE entry = 'column3';
-- entry before 0 is at risk at 0
SELECT time, n_risk FROM km_curve('VALUES (2, 1, -1), (3, 1, 1)', 'column1', 'column2') WHERE entry = 'column3';
-- entry and weight together
SELECT time, n_risk, n_event FROM km_curve('VALUES (2, 1, 0, 2), (4, 1, 2, 3)', 'column1', 'column2')
WHERE entry = 'column3' AND weight = 'column4';

-- by: several expressions are one text; commas in quotes and parentheses are no separators
SELECT DISTINCT strata, typeof(strata) FROM km_curve('patients', 'days', 'died', 'sex, arm');
SELECT DISTINCT strata FROM km_curve('patients', 'days', 'died', 'coalesce(sex, arm), id % 2, ''x,y''');
-- several: sorted by the values, not by the label, the first expression first
SELECT DISTINCT strata FROM km_curve('SELECT value AS v, value > 9 AS big FROM json_each(''[10, 9, 2]'')', '1', '1', 'big, v');
-- one: every type keeps its own, in SQLite's own order
SELECT strata, typeof(strata), max(n_risk)
FROM km_curve('VALUES (1, 1, ''b''), (1, 1, x''00''), (1, 1, 10), (1, 1, 9), (1, 1, 9.5), (1, 1, ''a''), (1, 1, ''B''),
                      (1, 1, ''''), (1, 1, x''''), (1, 1, -1), (1, 1, ''10'')', 'column1', 'column2', '(column3)')
GROUP BY strata ORDER BY min(rowid);
-- an integer and the real of its size are one group
SELECT strata, typeof(strata), n_risk FROM km_curve('VALUES (1, 1, 2), (1, 1, 2.0)', 'column1', 'column2', 'column3');

-- types: INTEGER times and counts; one REAL time makes the column REAL
SELECT DISTINCT typeof(time), typeof(n_risk), typeof(n_event), typeof(n_censor), typeof(estimate)
FROM km_curve('patients', 'days', 'died');
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve('VALUES (1, 1), (2.0, 1)', 'column1', 'column2');
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve('patients', 'days', 'died') WHERE times = '1,2';
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve('patients', 'days', 'died') WHERE times = '1,2.5';
SELECT DISTINCT typeof(time), typeof(n_risk), typeof(n_event), typeof(n_censor)
FROM km_curve('patients', 'days', 'died') WHERE weight = '0.5' AND weight_type = 'sampling';
SELECT DISTINCT typeof(time), typeof(n_risk) FROM km_curve('patients', 'days', 'died') WHERE weight = '2.0';
-- estimates, errors and limits are REAL or NULL
SELECT DISTINCT typeof(std_error), typeof(conf_low), typeof(conf_high)
FROM km_curve('VALUES (1, 1), (2, 1)', 'column1', 'column2') ORDER BY 1;

-- rows with a NULL in any expression are left out
SELECT time, n_risk, n_event FROM km_curve('VALUES (1, 1, 1), (NULL, 1, 1), (3, NULL, 1), (4, 1, NULL), (5, 0, 1)', 'column1',
                                           'column2', 'column3');
SELECT time, n_risk, n_event FROM km_curve('VALUES (1, 1, 1), (2, 1, NULL)', 'column1', 'column2') WHERE weight = 'column3';
-- no rows left is no error
SELECT count(*) FROM km_curve('SELECT * FROM patients WHERE false', 'days', 'died');
SELECT count(*) FROM km_curve('patients', 'NULL', 'died', 'arm');
SELECT count(*) FROM km_curve('patients', 'days', 'died') WHERE weight = 0;
-- a source that is NULL gives no rows
SELECT count(*) FROM km_curve(NULL, 'days', 'died');
SELECT count(*) FROM km_curve((SELECT name FROM sqlite_schema WHERE false), 'days', 'died');

-- near ties: days from dates of any clock time meet when they are as good as equal
CREATE TABLE visits(start TEXT, stop TEXT, died INTEGER);
INSERT INTO visits VALUES ('2020-01-01 08:00', '2020-01-31 08:00', 1), ('2020-03-01 23:59:59', '2020-03-31 23:59:59', 1),
  ('1999-12-31 07:13:11', '2000-01-30 07:13:11', 0), ('2020-01-01', '2020-02-05', 0);
SELECT time, n_risk, n_event, n_censor FROM km_curve('visits', 'julianday(stop) - julianday(start)', 'died');
SELECT time, n_risk, n_event FROM km_curve('visits', 'julianday(stop) - julianday(start)', 'died') WHERE times = '30';
SELECT time, n_risk, n_event FROM km_curve('VALUES (0.1 + 0.2, 1), (0.3, 1), (0.4, 0)', 'column1', 'column2');
-- times further apart than 1.5e-8 of their size are two
SELECT count(*) FROM km_curve('VALUES (1000, 1), (1000.001, 1)', 'column1', 'column2');

-- every option as a positional argument, in the order of the hidden columns
SELECT name FROM pragma_table_xinfo('km_curve') WHERE hidden;
SELECT time, estimate, conf_low, conf_high
FROM km_curve('patients', 'days', 'died', NULL, 0.9, 'plain', '2,9', 1, '1', '-1', 0);
-- and every argument by name
SELECT strata, time, estimate FROM km_curve
WHERE source = 'patients' AND time_expr = 'days' AND event_expr = 'died' AND by_expr = 'sex' AND times = 2;
-- an option that was not given shows its default
SELECT item, default_value FROM survival_functions WHERE name = 'km_curve' AND kind = 'table function' AND part = 'option';
-- one that was given shows what was given
SELECT source, time_expr, event_expr, times, typeof(times), extend, typeof(extend)
FROM km_curve('patients', 'days', 'died') WHERE times = 2 AND extend = 1.0;
-- rounding sets an entry just below a time at which another patient dies: the time told is the patient's, not the entry's
SELECT time FROM km_curve('VALUES (0, 435, 1), (4.35 * 100, 700, 1), (0, 800, 0)', 'column2', 'column3') WHERE entry = 'column1';
SELECT time, n_risk FROM km_curve((WITH p(entry, time, event) AS (VALUES (0, 435, 1), (4.35 * 100, 700, 1), (0, 800, 0))
  SELECT surv(time, event, 1, 1, entry) FROM p));
-- also where the entries come as months
SELECT n_event FROM km_curve('VALUES (0, 91.3125, 1), (3 * 30.4375 * (1 - 1e-15), 200, 1)', 'column2', 'column3')
WHERE entry = 'column1' AND time = 91.3125;
