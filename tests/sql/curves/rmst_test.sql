-- rmst_test: do restricted mean survival times differ? Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, dose REAL,
  n INTEGER, late INTEGER);
INSERT INTO patients(centre, days, died, arm, dose, n, late) VALUES
  (1, 1, 1, 'A', 0.5, 1, 0), (1, 2, 1, 'A', 0.5, 2, 0), (2, 2, 0, 'A', 0.5, 1, 1), (2, 3, 1, 'A', 0.5, 3, 0),
  (2, 5, 0, 'A', 0.5, 1, 2),
  (1, 2, 1, 'B', 1, 1, 0), (1, 4, 1, 'B', 1, 2, 3), (2, 4, 0, 'B', 1, 1, 0), (2, 5, 0, 'B', 1, 1, 0), (2, NULL, 1, 'B',
    1, 1, 0);

-- To 5. Arm A: 1 + 4/5 + 3/5 + 2 3/10 = 3, variance 2^2 / (5 4) + (6/5)^2 / (4 3) + (3/5)^2 / (2 1) = 1/2.
-- Arm B: S = 3/4 from 2, 1/2 from 4: 2 + 2 3/4 + 1/2 = 4, variance 2^2 / (4 3) + (1/2)^2 / (3 2) = 3/8.
-- contrast|tau|difference|std_error|conf_low|conf_high|ratio|ratio_low|ratio_high|p_value
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm');
-- the variances add up; the limits of the ratio are those of its logarithm: errors relative to the means, 1/18 + 3/128
SELECT std_error * std_error, (conf_high - difference) / std_error, ratio,
       ln(ratio_high / ratio) / sqrt(1 / 18. + 3 / 128.), ln(ratio / ratio_low) / sqrt(1 / 18. + 3 / 128.)
FROM rmst_test('patients', 'days', 'died', 'arm');
-- the means of rmst
SELECT t.difference = b.estimate - a.estimate, t.ratio = b.estimate / a.estimate
FROM rmst_test('patients', 'days', 'died', 'arm') t, rmst('patients', 'days', 'died', 'arm') a, rmst('patients', 'days',
  'died', 'arm') b
WHERE a.strata = 'A' AND b.strata = 'B';

-- reference: the group that the others are compared with; the first, when it is not given
SELECT contrast, difference, ratio, p_value FROM rmst_test('patients', 'days', 'died', 'arm') WHERE reference = 'A';
SELECT contrast, difference, conf_low, conf_high, ratio, p_value FROM rmst_test('patients', 'days', 'died', 'arm')
  WHERE reference = 'B';
SELECT contrast, difference FROM rmst_test('patients', 'days', 'died', 'dose') WHERE reference = 1;
SELECT contrast, difference FROM rmst_test('patients', 'days', 'died', 'arm, dose') WHERE reference = 'arm=B, dose=1.0';
-- three groups: each against the first, or against the one named
SELECT contrast, tau, difference, std_error
  FROM rmst_test('VALUES (1, 1, 10), (3, 0, 10), (2, 1, 20), (4, 0, 20), (4, 0, 9)', 'column1', 'column2', 'column3');
SELECT contrast, tau, difference, std_error
  FROM rmst_test('VALUES (1, 1, 10), (3, 0, 10), (2, 1, 20), (4, 0, 20), (4, 0, 9)', 'column1', 'column2', 'column3')
WHERE reference = 20;
-- tau: A: 1 + 4/5 + 3/5; B: 2 + 3/4
SELECT tau, difference, ratio FROM rmst_test('patients', 'days', 'died', 'arm') WHERE tau IN (1, 3) ORDER BY 1;
-- past the end of follow-up of a group there is no difference
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE tau = 6;
-- conf_level
SELECT conf_level, (conf_high - conf_low) / std_error / 2 FROM rmst_test('patients', 'days', 'died', 'arm')
  WHERE conf_level IN (0.5, 0.9) ORDER BY 1;
-- nobody dies: no difference, and no error to judge it by
SELECT * FROM rmst_test('VALUES (3, 0, 1), (5, 0, 2)', 'column1', 'column2', 'column3');
-- a single group has nothing to be compared with
SELECT count(*) FROM rmst_test('patients', 'days', 'died', '1');

-- weight: the rows written out
SELECT count(*) FROM (
  SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM rmst_test('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm'));
SELECT difference, std_error FROM rmst_test('patients', 'days', 'died', 'arm') WHERE weight = 'n';
-- all weights doubled: the same difference, an error the root of 2 smaller
SELECT difference, 2 * std_error * std_error FROM rmst_test('patients', 'days', 'died', 'arm') WHERE weight = 2;
-- entry: A 2/3, 4/9, 2/9; B 2/3 from 2, 4/9 from 4
SELECT difference, 2 + 2 * 2 / 3. + 4 / 9. - (1 + 2 / 3. + 4 / 9. + 2 * 2 / 9.)
  FROM rmst_test('patients', 'days', 'died', 'arm') WHERE entry = 'late';

-- types
SELECT typeof(contrast), typeof(tau), typeof(difference), typeof(std_error), typeof(conf_low), typeof(ratio),
  typeof(ratio_low), typeof(p_value)
FROM rmst_test('patients', 'days', 'died', 'centre') WHERE tau = 2;

-- rows with a NULL in any expression are left out: arm C has nobody else
SELECT contrast FROM rmst_test('SELECT * FROM patients UNION ALL SELECT 99, 1, NULL, 1, ''C'', 1, 1, 0', 'days', 'died',
  'arm');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM rmst_test('SELECT * FROM patients WHERE false', 'days', 'died', 'arm') WHERE reference = 'A';
SELECT count(*) FROM rmst_test('patients', 'NULL', 'died', 'arm');
SELECT count(*) FROM rmst_test(NULL, 'days', 'died', 'arm') WHERE tau = 3;

-- a surv() blob as source
SELECT contrast, difference, p_value FROM rmst_test((SELECT surv(days, died, arm) FROM patients))
  WHERE reference = 'B' AND tau = 5;
SELECT count(*) FROM (SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM rmst_test((SELECT surv(days, died, arm, n, late) FROM patients)));
-- correlated: for each centre; one without patients, or with a single group, has no row
SELECT c.column1, t.contrast, t.tau, t.difference
FROM (VALUES (1), (2), (3)) c, rmst_test((SELECT surv(days, died, arm) FROM patients p WHERE p.centre = c.column1)) t;
SELECT c.column1, t.contrast, t.difference
FROM (VALUES (1), (2), (3)) c LEFT JOIN rmst_test((SELECT surv(days, died, arm) FROM patients p
  WHERE p.centre = c.column1)) t ON t.tau = 2.5;

-- columns, then arguments, which are hidden; tau is both
SELECT name, hidden FROM pragma_table_xinfo('rmst_test');
SELECT item, default_value FROM survival_functions WHERE name = 'rmst_test' AND kind = 'table function' AND part = 'option';
SELECT contrast, (conf_high - conf_low) / std_error / 2
  FROM rmst_test('patients', 'days', 'died', 'arm', 'B', 0.5, 1, 0);

-- messages
SELECT * FROM rmst_test;
SELECT * FROM rmst_test('patients');
SELECT * FROM rmst_test('patients', 'days');
SELECT * FROM rmst_test('patients', 'days', 'died');
SELECT * FROM rmst_test('patients', 'days', 'died', 'arms');
SELECT * FROM rmst_test('patients', 'days', 'died + 1', 'arm');
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE reference = 'C';
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE reference = 'a';
SELECT * FROM rmst_test('patients', 'days', 'died', 'dose') WHERE reference = '1';
SELECT * FROM rmst_test('patients', 'days', 'died', 'centre') WHERE reference = 3;
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE tau = 0;
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE tau = 'last';
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE conf_level = 0;
SELECT * FROM rmst_test('patients', '-days', 'died', 'arm');
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE weight = '-1';
SELECT * FROM rmst_test('patients', 'days', 'died', 'arm') WHERE entry = 'days';
SELECT * FROM rmst_test((SELECT surv(days, died) FROM patients), NULL, NULL, 'arm');
-- means that are exact, the error 0: there is no test
SELECT difference, std_error, p_value FROM rmst_test('VALUES (3, 1, ''a''), (10, 0, ''b'')', 'column1', 'column2', 'column3');
-- a reference in which everybody has the event at time 0: there is a difference, and no ratio
SELECT contrast, difference, ratio, ratio_low, ratio_high FROM rmst_test('VALUES (0, 1, ''a''), (0, 1, ''a''), (2, 1, ''b''), (4, 0, ''b'')',
  'column1', 'column2', 'column3') WHERE tau = 3;
