-- nelson_aalen: the cumulative hazard. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 1, 'A', 2, 0), (2, 2, 0, 'A', 1, 1), (2, 3, 1, 'A', 3, 0), (2, 5, 0, 'A', 1, 2),
  (1, 2, 0, 'B', 1, 0), (1, 4, 1, 'B', 2, 3);

-- Arm A: 1 of 5, 1 of 4, 1 of 2. Arm B: 1 of 1.
-- strata|time|n_risk|n_enter|n_event|n_censor|estimate|std_error|conf_low|conf_high
SELECT * FROM nelson_aalen('patients', 'days', 'died', 'arm');
-- the same as arithmetic: differences of nought
SELECT time, round(estimate - CASE time WHEN 0 THEN 0 WHEN 1 THEN 1 / 5. WHEN 2 THEN 1 / 5. + 1 / 4. ELSE 1 / 5. + 1 / 4. + 1 / 2. END, 12) + 0.0,
       round(std_error * std_error - CASE time WHEN 0 THEN 0 WHEN 1 THEN 1 / 25. WHEN 2 THEN 1 / 25. + 1 / 16.
                                     ELSE 1 / 25. + 1 / 16. + 1 / 4. END, 12) + 0.0
FROM nelson_aalen('patients', 'days', 'died', 'arm') WHERE strata = 'A';
-- deaths at one time: d / n, variance d / n^2
SELECT time, n_risk, n_event, estimate, std_error * std_error
  FROM nelson_aalen('VALUES (2, 1), (2, 1), (2, 1), (3, 0)', 'column1', 'column2');
-- no grouping: strata is NULL
SELECT DISTINCT strata, count(*) FROM nelson_aalen('patients', 'days', 'died');
-- above 1 there is no end: two die one after the other, 1/2 + 1
SELECT time, estimate, std_error, conf_low < estimate, conf_high > estimate
  FROM nelson_aalen('VALUES (1, 1), (2, 1)', 'column1', 'column2');
-- an event at time 0 leaves no room for a row before it
SELECT time, n_risk, n_event, estimate FROM nelson_aalen('VALUES (0, 1), (0, 0), (2, 1)', 'column1', 'column2');
-- all censored
SELECT time, n_risk, n_censor, estimate, std_error, conf_low, conf_high
  FROM nelson_aalen('VALUES (1, 0), (2, 0)', 'column1', 'column2');

-- conf_type: log, and plain cut at 0. At 2: 0.45 and its error, 0.320156.
SELECT conf_type, estimate, std_error, conf_low, conf_high FROM nelson_aalen('patients', 'days', 'died', 'arm')
WHERE times = 2 AND strata = 'A' AND conf_type IN ('log', 'plain') ORDER BY 1;
-- log: 1.95996 errors of the logarithm, error / estimate, either side; plain: of the estimate
SELECT conf_type, conf_level, iif(conf_type = 'log', ln(conf_high / estimate) * estimate,
  conf_high - estimate) / std_error
FROM nelson_aalen('patients', 'days', 'died', 'arm')
WHERE times = 3 AND strata = 'A' AND conf_type IN ('log', 'plain') AND conf_level IN (0.5, 0.95) ORDER BY 1, 2;
SELECT conf_low, conf_high, estimate * estimate / conf_high FROM nelson_aalen('patients', 'days', 'died', 'arm')
  WHERE times = 3 AND strata = 'A';

-- times: n_risk just before, counts since the one before; past the end no estimate, unless nobody was left
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM nelson_aalen('patients', 'days', 'died', 'arm')
  WHERE times = '2.5,2,6,2';
SELECT strata, time, n_risk, n_event, n_censor, estimate, std_error FROM nelson_aalen('patients', 'days', 'died', 'arm')
WHERE times = '[2, 6]' AND extend = 1;
SELECT strata, time, estimate FROM nelson_aalen('patients', 'days', 'died', 'arm') WHERE times = 0;

-- weight: the rows written out
SELECT strata, time, n_risk, n_event, n_censor, estimate FROM nelson_aalen('patients', 'days', 'died', 'arm')
  WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM nelson_aalen('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  EXCEPT SELECT * FROM nelson_aalen('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm'));
-- entry: at risk from just after it: 1 of 3, 1 of 3, 1 of 2
SELECT time, n_risk, n_event, n_censor, estimate FROM nelson_aalen('patients', 'days', 'died', 'arm')
  WHERE entry = 'late' AND strata = 'A';
-- nobody at risk in between
SELECT time, n_risk, estimate FROM nelson_aalen('VALUES (2, 1, 0), (5, 1, 3), (6, 0, 3)', 'column1', 'column2')
  WHERE entry = 'column3';

-- types: times and counts INTEGER; one REAL time, or weight that is not whole, makes the column REAL
SELECT DISTINCT typeof(time), typeof(n_risk), typeof(n_event), typeof(n_censor), typeof(estimate), typeof(std_error),
  typeof(conf_low), typeof(conf_high)
FROM nelson_aalen('patients', 'days', 'died');
SELECT DISTINCT typeof(time), typeof(n_risk) FROM nelson_aalen('patients', 'days + 0.0', 'died');
SELECT DISTINCT typeof(time), typeof(n_risk), typeof(n_event), typeof(n_censor)
  FROM nelson_aalen('patients', 'days', 'died') WHERE weight = 0.5 AND weight_type = 'sampling';
SELECT DISTINCT typeof(time) FROM nelson_aalen('patients', 'days', 'died') WHERE times = '1,2.5';

-- rows with a NULL in any expression are left out
SELECT time, n_risk, n_event FROM nelson_aalen('VALUES (1, 1, 1), (NULL, 1, 1), (3, NULL, 1), (4, 1, NULL), (5, 0, 1)', 'column1',
  'column2', 'column3');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM nelson_aalen('SELECT * FROM patients WHERE false', 'days', 'died', 'arm');
SELECT count(*) FROM nelson_aalen('patients', 'NULL', 'died') WHERE times = '1,2';
SELECT count(*) FROM nelson_aalen(NULL, 'days', 'died');

-- a surv() blob as source
SELECT time, n_risk, n_event, estimate FROM nelson_aalen((SELECT surv(days, died) FROM patients WHERE arm = 'A'));
SELECT count(*) FROM (SELECT * FROM nelson_aalen('patients', 'days', 'died', 'arm')
  WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM nelson_aalen((SELECT surv(days, died, arm, n, late) FROM patients)));
SELECT count(*) FROM nelson_aalen('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late';
-- correlated: for each centre; one without patients has no row
SELECT c.column1, h.time, h.n_risk, h.estimate
FROM (VALUES (1), (2), (3)) c, nelson_aalen((SELECT surv(days, died) FROM patients p WHERE p.centre = c.column1)) h
  WHERE h.n_event > 0;
SELECT c.column1, h.time, h.estimate
FROM (VALUES (1), (2), (3)) c LEFT JOIN nelson_aalen((SELECT surv(days, died) FROM patients p
  WHERE p.centre = c.column1)) h ON h.times = 2;

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('nelson_aalen');
SELECT item, default_value FROM survival_functions WHERE name = 'nelson_aalen' AND kind = 'table function' AND part = 'option';
SELECT time, estimate, (conf_high - estimate) / std_error
  FROM nelson_aalen('patients', 'days', 'died', NULL, 0.5, 'plain', '2,9', 1, '1', '-1');

-- messages
SELECT * FROM nelson_aalen;
SELECT * FROM nelson_aalen('patients');
SELECT * FROM nelson_aalen('patients', 'days');
SELECT * FROM nelson_aalen('patient', 'days', 'died');
SELECT * FROM nelson_aalen('patients', 'days', 'dyed');
SELECT * FROM nelson_aalen('patients', 'days', 'n');
SELECT * FROM nelson_aalen('patients', '-days', 'died');
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE conf_type = 'log-log';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE conf_type = 'none';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE conf_level = 0;
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE times = '-1';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE times = '1;2';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE extend = 'yes';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE reverse = 1;
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE weight = '-1';
SELECT * FROM nelson_aalen('patients', 'days', 'died') WHERE entry = 'days';
SELECT * FROM nelson_aalen((SELECT surv(days, died) FROM patients)) WHERE time_expr = 'days';
-- an entry that rounding sets just below a patient's time: the time told is the patient's
SELECT time FROM nelson_aalen('VALUES (0, 435, 1), (4.35 * 100, 700, 1), (0, 800, 0)', 'column2', 'column3') WHERE entry = 'column1';
