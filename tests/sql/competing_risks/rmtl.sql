-- rmtl: the restricted mean time lost to each cause. Small enough to be worked by hand.
CREATE TABLE patients(days, status, arm, n, late);
INSERT INTO patients VALUES
  (1, 1, 'A', 1, 0), (2, 2, 'A', 2, 0), (3, 1, 'A', 1, 1), (4, 0, 'A', 3, 2),
  (2, 1, 'B', 1, 0), (3, 0, 'B', 2, 1), (5, 2, 'B', 1, 0);

-- A: incidence 1/4 from 1 and 1/2 from 3 of cause 1, 1/4 from 2 of cause 2: lost by 4: 3/4 + 1/4, 2/4
-- B: 1/3 from 2 of cause 1; cause 2 from 5 on
-- strata|outcome|tau|estimate|std_error|conf_low|conf_high
SELECT * FROM rmtl('patients', 'days', 'status', 'arm') WHERE tau = 4;
SELECT strata, outcome, estimate FROM rmtl('patients', 'days', 'status', 'arm') WHERE tau = 5.5;
-- the error of cause 1 in A by 4, step by step: a = S(u-) (4 - u), b = n / (n - d) * area of F - F(u) after u;
-- at 1: a 3, b 4/3 * 1/4; at 2: a 3/4 * 2, b 3/2 * 1/4; at 3: a 1/2 * 1, b 0
SELECT abs(std_error * std_error - (
  (1 / 4. * pow(3 - 1 / 3., 2) - pow(1 / 4. * (3 - 1 / 3.), 2)) / 4
  + (1 / 3. * pow(3 / 8., 2) - pow(1 / 3. * 3 / 8., 2)) / 3
  + (1 / 2. * pow(1 / 2., 2) - pow(1 / 2. * 1 / 2., 2)) / 2)) < 1e-15
FROM rmtl('patients', 'days', 'status', 'arm') WHERE tau = 4 AND strata = 'A' AND outcome = 1;
-- the area under cuminc
SELECT outcome, sum(estimate * (next - time)) FROM (
  SELECT outcome, time, estimate, lead(time) OVER (PARTITION BY outcome ORDER BY time) AS next
  FROM cuminc('patients', 'days', 'status', 'arm') WHERE strata = 'A') GROUP BY 1;
-- with the mean time free of events they add up to tau; without competing events the errors agree too
SELECT l.strata, abs(sum(l.estimate) + r.estimate - 3) < 1e-15
FROM rmtl('patients', 'days', 'status', 'arm') l
JOIN rmst('patients', 'days', 'status > 0', 'arm') r ON r.tau = 3 AND r.strata = l.strata WHERE l.tau = 3 GROUP BY 1;
SELECT l.strata, abs(l.estimate + r.estimate - 3.5) < 1e-15, abs(l.std_error - r.std_error) < 1e-15
FROM rmtl('patients', 'days', 'status > 0', 'arm') l
JOIN rmst('patients', 'days', 'status > 0', 'arm') r ON r.tau = 3.5 AND r.strata = l.strata WHERE l.tau = 3.5;
-- tau, when it is not given: the end of A, since in B nobody is left free of events
SELECT strata, outcome, tau, estimate FROM rmtl('patients', 'days', 'status', 'arm');
-- past the end of A
SELECT strata, outcome, estimate, std_error FROM rmtl('patients', 'days', 'status', 'arm') WHERE tau = 4.5;
-- weight: the rows written out; entry, as a surv() blob too
SELECT count(*) FROM (SELECT * FROM rmtl('patients', 'days', 'status', 'arm') WHERE weight = 'n' AND tau = 4
  INTERSECT SELECT * FROM rmtl('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status',
    'arm') WHERE tau = 4);
SELECT strata, outcome, estimate FROM rmtl('patients', 'days', 'status', 'arm') WHERE entry = 'late' AND tau = 4
EXCEPT SELECT strata, outcome, estimate FROM rmtl((SELECT surv(days, status, arm, 1, late) FROM patients)) WHERE tau = 4;
-- no grouping, no rows, everybody censored
SELECT * FROM rmtl('patients', 'days', 'status') WHERE tau = 1;
SELECT count(*) FROM rmtl('SELECT * FROM patients WHERE 0', 'days', 'status');
SELECT count(*) FROM rmtl('patients', 'days', '0');

-- rmtl_test: the difference is that of rmtl, its error both errors together
SELECT * FROM rmtl_test('patients', 'days', 'status', 'arm') WHERE tau = 3;
SELECT t.outcome, t.difference = b.estimate - a.estimate,
  abs(t.std_error - sqrt(a.std_error * a.std_error + b.std_error * b.std_error)) < 1e-15,
  abs(t.conf_high - t.difference - 1.959963984540054 * t.std_error) < 1e-14
FROM rmtl_test('patients', 'days', 'status', 'arm') t
JOIN rmtl('patients', 'days', 'status', 'arm') a ON a.tau = 3 AND a.strata = 'A' AND a.outcome = t.outcome
JOIN rmtl('patients', 'days', 'status', 'arm') b ON b.tau = 3 AND b.strata = 'B' AND b.outcome = t.outcome
WHERE t.tau = 3;
SELECT outcome, contrast, difference, ratio FROM rmtl_test('patients', 'days', 'status', 'arm')
  WHERE tau = 3 AND reference = 'B';
SELECT outcome, contrast, tau FROM rmtl_test('patients', 'days', 'status', 'n') WHERE reference = 2;
SELECT count(*) FROM rmtl_test('patients', 'days', 'status', '1');
SELECT count(*) FROM rmtl_test('SELECT * FROM patients WHERE 0', 'days', 'status', 'arm') WHERE reference = 'A';
SELECT count(*) FROM (SELECT * FROM rmtl_test('patients', 'days', 'status', 'arm') WHERE weight = 'n' AND entry = 'late' AND tau = 3
  INTERSECT SELECT * FROM rmtl_test((SELECT surv(days, status, arm, n, late) FROM patients)) WHERE tau = 3);
-- columns and options
SELECT name, hidden FROM pragma_table_xinfo('rmtl');
SELECT name, hidden FROM pragma_table_xinfo('rmtl_test');

-- messages
SELECT * FROM rmtl('patients', 'days');
SELECT * FROM rmtl('patients', 'days', 'state', 'arm');
SELECT * FROM rmtl('patients', 'days', 'status', 'arm') WHERE tau = 0;
SELECT * FROM rmtl('patients', 'days', 'status', 'arm') WHERE conf_level = 1;
SELECT * FROM rmtl('patients', 'days', 'arm');
SELECT * FROM rmtl('patients', 'days', 'status', 'arm') WHERE entry = 'days';
SELECT * FROM rmtl_test('patients', 'days', 'status');
SELECT * FROM rmtl_test('patients', 'days', 'status', 'arm') WHERE reference = 'C';
SELECT * FROM rmtl_test('patients', 'days', 'status', 'arm') WHERE tau = 'end';
SELECT * FROM rmtl_test('patients', 'days', 'status', 'arm') WHERE weight = '-1';
