-- cuminc: the cumulative incidence of competing events. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, status INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, status, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 2, 'A', 2, 0), (2, 3, 1, 'A', 3, 1), (2, 4, 0, 'A', 1, 2),
  (1, 1, 1, 'B', 1, 0), (1, 1, 1, 'B', 1, 0), (2, 1, 2, 'B', 2, 0), (1, 2, 1, 'B', 1, 1), (2, 3, 2, 'B', 1, 0),
  (2, 4,   0, 'B', 1, 3);

-- Arm A: S = 3/4, 1/2, 1/4; 1 comes to 1/4, 1/4, 1/2, 2 to 0, 1/4, 1/4. Arm B, at 1 two 1 and one 2 of 6: S = 1/2, 1/3, 1/6;
-- 1 comes to 2/6, 1/2, 1/2; 2 to 1/6, 1/6, 1/3. n_event counts the events of the outcome.
-- strata|outcome|time|n_risk|n_enter|n_event|n_censor|estimate|std_error|conf_low|conf_high
SELECT * FROM cuminc('patients', 'days', 'status', 'arm');
-- var_type: the variances of outcome 1 at 3. Arm A: 61/576, 61/576 without ties, 1/16; arm B: 41/810, 39/810, 1/24.
SELECT strata, var_type, estimate, std_error * std_error * iif(strata = 'A', 576, 810)
  FROM cuminc('patients', 'days', 'status', 'arm')
WHERE outcome = 1 AND times = 3 AND var_type IN ('gray', 'aalen', 'delta') ORDER BY 1, 2;
-- and twelve patients, checked with R: cmprsk 0.1626867661 and 0.2102143901, survfit 0.1507733488 and 0.1706247668
CREATE TABLE twelve(t INTEGER, s INTEGER, g INTEGER);
INSERT INTO twelve VALUES (1, 1, 1), (2, 2, 2), (2, 1, 1), (3, 0, 2), (4, 1, 1), (5, 2, 2), (5, 0, 1), (6, 1, 2),
  (7, 0, 1), (8, 2, 2), (9, 1, 1), (10, 0, 2);
SELECT var_type, time, estimate, std_error FROM cuminc('twelve', 't', 's')
  WHERE outcome = 1 AND times = '6,9' AND var_type IN ('gray', 'delta') ORDER BY 1, 2;
SELECT conf_type, conf_low, conf_high FROM cuminc('twelve', 't', 's')
  WHERE outcome = 1 AND times = 6 AND var_type = 'delta' AND conf_type = 'log';
SELECT conf_low, conf_high FROM cuminc('twelve', 't', 's') WHERE outcome = 1 AND times = 6;
-- all incidences and the survival without any event add up to 1
SELECT time, sum(estimate) FROM (
  SELECT time, estimate FROM cuminc('twelve', 't', 's') UNION ALL SELECT time, estimate
    FROM km_curve('twelve', 't', 's > 0')) GROUP BY time;
-- without competing events it is 1 - S, and the error by delta Greenwood's
SELECT count(*), max(abs(c.estimate - 1 + k.estimate)) < 1e-12, max(abs(c.std_error - k.std_error)) < 1e-12
FROM cuminc('twelve', 't', 's > 0') c JOIN km_curve('twelve', 't', 's > 0') k USING (time) WHERE c.var_type = 'delta';

-- no grouping: strata is NULL
SELECT DISTINCT strata, outcome FROM cuminc('patients', 'days', 'status');
-- every group has every outcome
SELECT DISTINCT strata, outcome, max(estimate) OVER (PARTITION BY strata, outcome)
  FROM cuminc('VALUES (1, 1, 1), (2, 2, 2)', 'column1', 'column2', 'column3') WHERE censor = 0;
-- outcomes are the values of the status, of any type, in their order
SELECT DISTINCT outcome, typeof(outcome) FROM cuminc('VALUES (1, 0), (1, ''b''), (1, 3), (1, 2.5), (1, ''a''), (1, -1)',
  'column1', 'column2') WHERE censor = 0;
-- texts need the one that means censored
SELECT outcome, time, n_event, n_censor, estimate
  FROM cuminc('VALUES (1, ''relapse''), (2, ''alive''), (3, ''death'')', 'column1', 'column2')
  WHERE censor = 'alive' AND time > 0;
-- censor: another value; then 0 is an outcome. An integer and the real of its size are one.
SELECT outcome, time, n_event, n_censor, estimate FROM cuminc('VALUES (1, 0), (2, 9), (3, 1)', 'column1', 'column2')
  WHERE censor = 9 AND time > 0;
SELECT DISTINCT outcome FROM cuminc('VALUES (1, 0), (2, 9), (3, 1)', 'column1', 'column2') WHERE censor = 9.0;
-- nobody censored, nobody with an event
SELECT outcome, time, n_censor, estimate FROM cuminc('VALUES (1, 1), (2, 2)', 'column1', 'column2')
  WHERE censor = 0;
SELECT count(*) FROM cuminc('VALUES (1, 0), (2, 0)', 'column1', 'column2');
-- an event at time 0 leaves no room for a row before it
SELECT outcome, time, n_risk, n_event, estimate FROM cuminc('VALUES (0, 1), (0, 0), (2, 2)', 'column1', 'column2');

-- conf_type at 3, where arm A's outcome 1 is 1/2 and its error sqrt(61)/24; cut to [0, 1]
SELECT conf_type, conf_low, conf_high FROM cuminc('patients', 'days', 'status', 'arm')
WHERE strata = 'A' AND outcome = 1 AND times = 3 AND conf_type IN ('log-log', 'log', 'plain', 'logit', 'arcsin', 'none')
  ORDER BY 1;
SELECT conf_level, (conf_high - estimate) / std_error FROM cuminc('patients', 'days', 'status', 'arm')
WHERE strata = 'A' AND outcome = 1 AND times = 3 AND conf_type = 'plain' AND conf_level IN (0.5, 0.8) ORDER BY 1;
-- where everybody has had the event it is 1 and its limits are; at 0 there are none
SELECT time, estimate, conf_low, conf_high
  FROM cuminc('VALUES (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)', 'column1', 'column2') WHERE time IN (0, 6) AND censor = 0;
SELECT outcome, time, std_error, conf_low, conf_high FROM cuminc('patients', 'days', 'status', 'arm')
  WHERE strata = 'A' AND estimate = 0;

-- times: counts since the one before; past the end no estimate, but where all had an event
SELECT outcome, time, n_risk, n_event, n_censor, estimate FROM cuminc('patients', 'days', 'status', 'arm')
  WHERE strata = 'A' AND times = '5,2.5,1,1';
SELECT outcome, time, n_risk, n_event, n_censor, estimate, std_error FROM cuminc('patients', 'days', 'status', 'arm')
  WHERE strata = 'A' AND times = 5 AND extend = 1;
SELECT outcome, time, estimate FROM cuminc('VALUES (1, 1), (2, 2)', 'column1', 'column2') WHERE times = 5 AND censor = 0;

-- weight: the rows written out
SELECT outcome, time, n_risk, n_event, n_censor, estimate FROM cuminc('patients', 'days', 'status', 'arm')
  WHERE weight = 'n' AND strata = 'A';
SELECT count(*), min(total) FROM (
  SELECT *, count(*) OVER () AS total FROM cuminc('patients', 'days', 'status', 'arm') WHERE weight = 'n'
  INTERSECT SELECT *, count(*) OVER () FROM cuminc('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n',
    'days', 'status', 'arm'));
-- entry: at risk from just after it. Arm A: at 1 of 2, at 2 of 2, at 3 of 2
SELECT outcome, time, n_risk, n_event, estimate FROM cuminc('patients', 'days', 'status', 'arm')
  WHERE entry = 'late' AND strata = 'A' AND n_event > 0;

-- types: times and counts INTEGER; one REAL time, or weight that is not whole, makes the column REAL
SELECT DISTINCT typeof(outcome), typeof(time), typeof(n_risk), typeof(n_event), typeof(n_censor), typeof(estimate),
  typeof(std_error), typeof(conf_low), typeof(conf_high)
FROM cuminc('patients', 'days', 'status') WHERE time > 0;
SELECT DISTINCT typeof(time), typeof(n_risk) FROM cuminc('patients', 'days + 0.0', 'status');
SELECT DISTINCT typeof(time), typeof(n_risk), typeof(n_event) FROM cuminc('patients', 'days', 'status')
  WHERE weight = 0.5 AND weight_type = 'sampling';
SELECT DISTINCT strata FROM cuminc('patients', 'days', 'status', 'arm, centre');

-- rows with a NULL in any expression are left out
SELECT outcome, time, n_risk FROM cuminc('VALUES (1, 1, 1), (NULL, 1, 1), (3, NULL, 1), (4, 2, NULL), (5, 0, 1)',
  'column1', 'column2', 'column3');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM cuminc('SELECT * FROM patients WHERE false', 'days', 'status', 'arm');
SELECT count(*) FROM cuminc('patients', 'NULL', 'status') WHERE times = '1,2';
SELECT count(*) FROM cuminc(NULL, 'days', 'status');

-- a surv() blob as source
SELECT outcome, time, n_event, estimate FROM cuminc((SELECT surv(days, status) FROM patients WHERE arm = 'A'))
  WHERE n_event > 0;
SELECT count(*) FROM (SELECT * FROM cuminc('patients', 'days', 'status', 'arm') WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM cuminc((SELECT surv(days, status, arm, n, late) FROM patients)));
SELECT count(*) FROM cuminc('patients', 'days', 'status', 'arm') WHERE weight = 'n' AND entry = 'late';
SELECT outcome, estimate FROM cuminc((SELECT surv(column1, column2)
  FROM (VALUES (1, 'relapse'), (2, 'alive'), (3, 'death')))) WHERE censor = 'alive' AND times = 3;
-- correlated: for each centre; one without patients has no row
SELECT c.column1, i.outcome, i.time, i.n_risk, i.estimate
FROM (VALUES (1), (2), (3)) c, cuminc((SELECT surv(days, status) FROM patients p WHERE p.centre = c.column1)) i
  WHERE i.n_event > 0;
SELECT c.column1, i.outcome, i.estimate
FROM (VALUES (1), (2), (3)) c LEFT JOIN cuminc((SELECT surv(days, status) FROM patients p
  WHERE p.centre = c.column1)) i ON i.times = 1;

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('cuminc');
SELECT item, default_value FROM survival_functions WHERE name = 'cuminc' AND kind = 'table function' AND part = 'option';
SELECT outcome, time, n_risk, estimate, conf_low IS NULL
  FROM cuminc('patients', 'days', 'status', 'arm = ''A''', 0, 0.9, 'none', '3', 1, '1', '-1', 'delta');

-- messages
SELECT * FROM cuminc;
SELECT * FROM cuminc('patients');
SELECT * FROM cuminc('patients', 'days');
SELECT * FROM cuminc('patient', 'days', 'status');
SELECT * FROM cuminc('patients', 'days', 'state');
SELECT * FROM cuminc('patients', '-days', 'status');
SELECT * FROM cuminc('patients', 'days', 'arm');
SELECT * FROM cuminc((SELECT surv(days, arm) FROM patients));
SELECT * FROM cuminc('patients', 'days', 'iif(status, ''dead'', ''alive'')') WHERE censor = 'alife';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE var_type = 'greenwood';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE var_type = 'gray''s';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE conf_type = 'cloglog';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE conf_level = 1.5;
SELECT * FROM cuminc('patients', 'days', 'status') WHERE times = '-1';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE times = 'end';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE extend = 3;
SELECT * FROM cuminc('patients', 'days', 'status') WHERE weight = '-1';
SELECT * FROM cuminc('patients', 'days', 'status') WHERE entry = 'days';
SELECT * FROM cuminc((SELECT surv(days, status) FROM patients), NULL, 'status');
SELECT * FROM cuminc('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 300) SELECT i FROM c',
  'i', 'i');
-- a wrong code for the censored would make events of them
SELECT * FROM cuminc('patients', 'days', 'status', 'arm', 0.9);
SELECT * FROM cuminc('patients', 'days', 'status') WHERE censor = 'alive';
SELECT * FROM cuminc('SELECT days, CASE status WHEN 0 THEN ''alive'' ELSE ''dead'' END AS s FROM patients', 'days', 's')
WHERE censor = 9;
-- an entry that rounding sets just below a patient's time: the time told is the patient's
SELECT outcome, time FROM cuminc('VALUES (0, 435, 1), (4.35 * 100, 700, 1), (0, 800, 0)', 'column2', 'column3') WHERE entry = 'column1';
