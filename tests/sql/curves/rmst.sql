-- rmst: the restricted mean survival time. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 1, 'A', 2, 0), (2, 2, 0, 'A', 1, 1), (2, 3, 1, 'A', 3, 0), (2, 5, 0, 'A', 1, 2),
  (1, 2, 0, 'B', 1, 0), (1, 4, 1, 'B', 2, 3), (1, NULL, 1, 'B', 1, 0);

-- Arm A: S = 4/5 from 1, 3/5 from 2, 3/10 from 3. To 3: 1 + 4/5 + 3/5; from 1 and 2 on 7/5 and 3/5, so the variance is
-- (7/5)^2 / (5 4) + (3/5)^2 / (4 3) = 0.128; limits 1.95996 errors either side. Arm B: nobody dies before 4.
-- strata|tau|estimate|std_error|conf_low|conf_high
SELECT * FROM rmst('patients', 'days', 'died', 'arm') WHERE tau = 3;
SELECT strata, std_error * std_error, (conf_high - estimate) / std_error, (estimate - conf_low) / std_error
FROM rmst('patients', 'days', 'died', 'arm') WHERE tau = 3;
-- between events, before the first one, at it
SELECT strata, tau, estimate, std_error * std_error FROM rmst('patients', 'days', 'died', 'arm')
  WHERE tau IN (0.5, 1, 2.5) ORDER BY 1, 2;
-- no grouping: strata is NULL. S = 6/7, 5/7, 10/21 from 1, 2, 3.
SELECT strata, tau, abs(estimate - (1 + 6 / 7. + 5 / 7. + 10 / 21.)) < 1e-12 FROM rmst('patients', 'days', 'died')
  WHERE tau = 4;
-- the area under the curve
SELECT sum(estimate * (next - time)) FROM (
  SELECT time, estimate, lead(time) OVER (ORDER BY time) AS next FROM km_curve('patients', 'days', 'died', 'arm')
    WHERE strata = 'A');

-- tau, when it is not given: the end of follow-up of arm A; arm B ends at 0, so its mean is known for any tau
SELECT strata, tau, estimate, std_error FROM rmst('patients', 'days', 'died', 'arm');
-- two that end censored: the shorter
SELECT strata, tau, estimate FROM rmst('VALUES (1, 1, 1), (5, 0, 1), (2, 1, 2), (7, 0, 2)', 'column1', 'column2',
  'column3');
-- two that end at 0: the longer
SELECT strata, tau, estimate FROM rmst('VALUES (1, 1, 1), (5, 1, 1), (2, 1, 2), (7, 1, 2)', 'column1', 'column2',
  'column3');
-- past the end of follow-up the mean is unknown, unless the curve is at 0
SELECT * FROM rmst('patients', 'days', 'died', 'arm') WHERE tau = 6;
-- everybody dies: the mean of the times, its error the root of sum (t - mean)^2 / n^2 = 5 / 16
SELECT tau, estimate, std_error * std_error FROM rmst('VALUES (1, 1), (2, 1), (3, 1), (4, 1)', 'column1', 'column2');
-- nobody dies
SELECT tau, estimate, std_error, conf_low, conf_high FROM rmst('VALUES (3, 0), (5, 0)', 'column1', 'column2');
-- tau as it comes out of another table
SELECT column1, r.tau, r.estimate FROM (VALUES (1), (3)) JOIN rmst('patients', 'days', 'died') r ON r.tau = column1;
-- a comparison other than = looks at the tau that was used
SELECT strata, tau FROM rmst('patients', 'days', 'died', 'arm') WHERE tau > 4;
SELECT count(*) FROM rmst('patients', 'days', 'died', 'arm') WHERE tau < 4;

-- conf_level
SELECT conf_level, (conf_high - estimate) / std_error FROM rmst('patients', 'days', 'died')
  WHERE conf_level IN (0.5, 0.9, 0.95) ORDER BY 1;

-- weight: S = 7/8, 5/8, 5/32
SELECT strata, estimate, std_error FROM rmst('patients', 'days', 'died', 'arm')
  WHERE weight = 'n' AND tau = 5 AND strata = 'A';
SELECT count(*) FROM (
  SELECT * FROM rmst('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  EXCEPT SELECT * FROM rmst('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm'));
-- entry: 1 of 3, 1 of 3, 1 of 2: S = 2/3, 4/9, 2/9
SELECT estimate, 1 + 2 / 3. + 4 / 9. + 2 * 2 / 9. FROM rmst('patients', 'days', 'died', 'arm')
  WHERE entry = 'late' AND strata = 'A';

-- types
SELECT DISTINCT typeof(strata), typeof(tau), typeof(estimate), typeof(std_error), typeof(conf_low), typeof(conf_high)
FROM rmst('patients', 'days', 'died', 'centre') WHERE tau = 2;
SELECT typeof(tau), typeof(estimate) FROM rmst('patients', 'days', 'died') WHERE tau = 99;

-- rows with a NULL in any expression are left out
SELECT tau, estimate FROM rmst('VALUES (1, 1), (NULL, 1), (2, NULL), (3, 0)', 'column1', 'column2');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM rmst('SELECT * FROM patients WHERE false', 'days', 'died', 'arm');
SELECT count(*) FROM rmst('patients', 'NULL', 'died');
SELECT count(*) FROM rmst(NULL, 'days', 'died') WHERE tau = 3;

-- a surv() blob as source
SELECT strata, tau, estimate, std_error FROM rmst((SELECT surv(days, died, arm) FROM patients)) WHERE tau = 3;
SELECT count(*) FROM (SELECT * FROM rmst('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM rmst((SELECT surv(days, died, arm, n, late) FROM patients)));
-- correlated: for each centre; one without patients has no row
SELECT c.column1, r.tau, r.estimate FROM (VALUES (1), (2), (3)) c, rmst((SELECT surv(days, died) FROM patients p
  WHERE p.centre = c.column1)) r;
SELECT c.column1, r.tau, r.estimate
FROM (VALUES (1), (2), (3)) c LEFT JOIN rmst((SELECT surv(days, died) FROM patients p
  WHERE p.centre = c.column1)) r ON r.tau = c.column1;

-- columns, then arguments, which are hidden; tau is both, and is set by name
SELECT name, hidden FROM pragma_table_xinfo('rmst');
SELECT item, default_value FROM survival_functions WHERE name = 'rmst' AND kind = 'table function' AND part = 'option';

-- messages
SELECT * FROM rmst;
SELECT * FROM rmst('patients');
SELECT * FROM rmst('patients', 'days');
SELECT * FROM rmst('patients', 'dais', 'died');
SELECT * FROM rmst('patients', 'days', 'arm');
SELECT * FROM rmst('patients', 'days - 2', 'died');
SELECT * FROM rmst('patients', 'days', 'died') WHERE tau = 0;
SELECT * FROM rmst('patients', 'days', 'died') WHERE tau = -365;
SELECT * FROM rmst('patients', 'days', 'died') WHERE tau = '1 year';
SELECT * FROM rmst('patients', 'days', 'died') WHERE conf_level = 95;
SELECT * FROM rmst('patients', 'days', 'died') WHERE weight = 'arm';
SELECT * FROM rmst('patients', 'days', 'died') WHERE entry = 'days + 1';
SELECT * FROM rmst((SELECT surv(days, died) FROM patients)) WHERE entry = 'late';
-- tau is set by name alone
SELECT * FROM rmst('patients', 'days', 'died', 'arm', 2.5);
SELECT * FROM rmst('patients', 'days', 'died', 2.5);
-- a group that is followed for no time leaves no default
SELECT * FROM rmst('SELECT 1 AS t, 0 AS e, ''A'' AS g UNION ALL SELECT 0, 0, ''B''', 't', 'e', 'g');
SELECT strata, tau, estimate FROM rmst('SELECT 1 AS t, 0 AS e, ''A'' AS g UNION ALL SELECT 0, 0, ''B''', 't', 'e', 'g') WHERE tau = 1;
