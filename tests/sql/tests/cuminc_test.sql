-- cuminc_test: cumulative incidences compared at fixed times. Small enough to be worked by hand.
CREATE TABLE patients(days, status, arm, centre, n, late);
INSERT INTO patients VALUES
  (1, 'relapse', 'A', 1, 1, 0), (2, 'alive', 'A', 2, 2, 0), (3, 'death', 'A', 3, 1, 1), (4, 'relapse', 'A', 1, 2, 2),
  (6, 'alive', 'A', 2, 1, 0), (2, 'relapse', 'B', 2, 3, 0), (3, 'death', 'B', 3, 1, 1), (4, 'relapse', 'B', 1, 1, 0),
  (7, 'alive', 'B', 2, 1, 3);

-- At 4: relapse 1/5 + 4/15 in A and 1/2 in B, death 4/15 and 1/4
-- outcome|time|contrast|difference|std_error|conf_low|conf_high|ratio|ratio_low|ratio_high|statistic|df|p_value
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm') WHERE times = 4 AND censor = 'alive';
SELECT outcome, abs(difference - (CASE outcome WHEN 'relapse' THEN 1 / 2. - 7 / 15. ELSE 1 / 4. - 4 / 15. END)) < 1e-15
FROM cuminc_test('patients', 'days', 'status', 'arm') WHERE times = 4 AND censor = 'alive';
-- estimates and errors are those of cuminc, for each var_type; the statistic is on the scale log(-log(1 - F))
SELECT v.column1, t.outcome, abs(t.std_error - sqrt(a.std_error * a.std_error + b.std_error * b.std_error)) < 1e-15,
  abs(t.statistic - pow(ln(ln(1 - a.estimate) / ln(1 - b.estimate)), 2)
    / (pow(a.std_error / ((1 - a.estimate) * ln(1 - a.estimate)), 2)
       + pow(b.std_error / ((1 - b.estimate) * ln(1 - b.estimate)), 2))) < 1e-13
FROM (VALUES ('gray'), ('aalen'), ('delta')) v
JOIN cuminc_test('patients', 'days', 'status', 'arm') t ON t.times = 4 AND t.censor = 'alive' AND t.var_type = v.column1
JOIN cuminc('patients', 'days', 'status', 'arm') a ON a.times = 4 AND a.censor = 'alive' AND a.strata = 'A'
  AND a.outcome = t.outcome AND a.var_type = v.column1
JOIN cuminc('patients', 'days', 'status', 'arm') b ON b.times = 4 AND b.censor = 'alive' AND b.strata = 'B'
  AND b.outcome = t.outcome AND b.var_type = v.column1;
-- without competing events: km_test, with the other sign
SELECT abs(c.difference + k.difference) < 1e-15, abs(c.statistic - k.statistic) < 1e-12
FROM cuminc_test('patients', 'days', 'status <> ''alive''', 'arm') c
JOIN km_test('patients', 'days', 'status <> ''alive''', 'arm') k ON k.times = 3
WHERE c.times = 3 AND c.var_type = 'delta';
-- several times and groups: by outcome, then time, then contrast
SELECT outcome, time, contrast, round(difference, 6), df FROM cuminc_test('patients', 'days', 'status', 'centre')
  WHERE times = '4,3' AND censor = 'alive' AND weight = 'n' AND reference = 2;
-- an incidence of 0: no test and no ratio to it
SELECT outcome, difference, ratio, statistic, p_value FROM cuminc_test('patients', 'days', 'status', 'arm')
  WHERE times = 1 AND censor = 'alive' AND reference = 'B';
-- weight: the rows written out; a surv() blob with entry
SELECT count(*) FROM (
  SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm') WHERE weight = 'n' AND times = '2,4' AND censor = 'alive'
  INTERSECT SELECT * FROM cuminc_test('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days',
    'status', 'arm') WHERE times = '2,4' AND censor = 'alive');
SELECT count(*) FROM (
  SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm') WHERE entry = 'late' AND times = '3,4' AND censor = 'alive'
  INTERSECT SELECT * FROM cuminc_test((SELECT surv(days, status, arm, 1, late) FROM patients))
    WHERE times = '3,4' AND censor = 'alive');
-- everybody censored, nobody at all: no rows
SELECT count(*) FROM cuminc_test('SELECT * FROM patients WHERE status = ''alive''', 'days', 'status', 'arm')
  WHERE times = 3 AND censor = 'alive';
SELECT count(*) FROM cuminc_test('SELECT * FROM patients WHERE 0', 'days', 'status', 'arm') WHERE times = 3;

-- columns and options
SELECT name, hidden FROM pragma_table_xinfo('cuminc_test');
SELECT item, default_value FROM survival_functions WHERE name = 'cuminc_test' AND part = 'option';

-- messages
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm') WHERE censor = 'alive';
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm', 3);
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm', 3) WHERE censor = 'alive' AND reference = 'a';
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm', 3) WHERE censor = 'alive' AND scale = 1;
SELECT * FROM cuminc_test('patients', 'days', 'status', 'arm', 3) WHERE censor = 'alive' AND var_type = 'greenwood';
SELECT * FROM cuminc_test('patients', 'days', 'status') WHERE censor = 'alive' AND times = 3;
