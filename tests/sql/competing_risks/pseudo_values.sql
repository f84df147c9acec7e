-- pseudo_values: what each patient adds to an estimate. Small enough to be worked by hand.
CREATE TABLE patients(id, days, status, arm);
INSERT INTO patients VALUES ('a', 1, 1, 'A'), ('b', 2, 0, 'A'), ('c', 3, 1, 'A'), ('d', 4, 2, 'A'), ('e', NULL, 1, 'A'),
  ('f', 2, 2, 'B'), ('g', 3, 1, 'B'), ('h', 5, 0, 'B');

-- arm A free of every event at 3: 3/4 1/2 = 3/8. Without a: 1/2; b: 2/3 1/2; c: 2/3; d: 0, so 4 3/8 - 3 of these
-- row|patient|strata|outcome|time|value
SELECT * FROM pseudo_values('patients', 'days', 'status', 'arm') WHERE type = 'survival' AND times = 3 AND id = 'id';
-- their mean: the estimate, but for censoring; each event, in the order of the source
SELECT row, patient, outcome, time, round(value, 9) FROM pseudo_values('patients', 'days', 'status')
  WHERE type = 'cuminc' AND times = '3,2' AND id = 'id' AND row <= 3;
-- leaving one out in turn, by cuminc itself
SELECT count(*), max(abs(p.value - (7 * c.estimate - 6 * o.estimate))) < 1e-12
FROM pseudo_values('patients', 'days', 'status') p
JOIN cuminc('patients', 'days', 'status') c ON c.times = 3 AND c.outcome = p.outcome
JOIN cuminc((SELECT surv(days, status) FROM patients q WHERE q.id <> p.patient)) o ON o.times = 3 AND o.outcome = p.outcome
WHERE p.type = 'cuminc' AND p.times = 3 AND p.id = 'id';
SELECT count(*), max(abs(p.value - (7 * c.estimate - 6 * o.estimate))) < 1e-12
FROM pseudo_values('patients', 'days', 'status') p
JOIN rmtl('patients', 'days', 'status') c ON c.tau = 4 AND c.outcome = p.outcome
JOIN rmtl((SELECT surv(days, status) FROM patients q WHERE q.id <> p.patient)) o ON o.tau = 4 AND o.outcome = p.outcome
WHERE p.type = 'rmtl' AND p.tau = 4 AND p.id = 'id';
SELECT count(*), max(abs(p.value - (7 * c.estimate - 6 * o.estimate))) < 1e-12
FROM pseudo_values('patients', 'days', 'status > 0') p
JOIN rmst('patients', 'days', 'status > 0') c ON c.tau = 4
JOIN rmst((SELECT surv(days, status > 0) FROM patients q WHERE q.id <> p.patient)) o ON o.tau = 4
WHERE p.type = 'rmst' AND p.tau = 4 AND p.id = 'id';
-- infinitesimal: their mean is the estimate
SELECT abs(avg(value) - (SELECT estimate FROM km_curve('patients', 'days', 'status > 0') WHERE times = 3)) < 1e-14
FROM pseudo_values('patients', 'days', 'status > 0') WHERE times = 3 AND method = 'infinitesimal';
-- one cause: survival is the default; past the end of follow-up NULL; a text that means censored
SELECT row, time, round(value, 9) FROM pseudo_values('patients', 'days', 'CASE status WHEN 0 THEN ''alive'' ELSE ''dead'' END')
  WHERE times = '2.5,6' AND censor = 'alive' AND row <= 2;
-- types; nobody; everybody censored; columns
SELECT DISTINCT typeof(row), typeof(patient), typeof(strata), typeof(outcome), typeof(time), typeof(value) FROM pseudo_values('patients', 'days', 'status') WHERE times = 2 AND type = 'cuminc';
SELECT count(*) FROM pseudo_values('SELECT * FROM patients WHERE 0', 'days', 'status') WHERE times = 2;
SELECT DISTINCT value FROM pseudo_values('patients', 'days', '0') WHERE times = 2;
SELECT name, hidden FROM pragma_table_xinfo('pseudo_values');

-- messages
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE times = 3;
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE times = 3 AND type = 'incidence';
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE type = 'cuminc';
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE type = 'rmtl';
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE type = 'rmtl' AND times = 3;
SELECT * FROM pseudo_values('patients', 'days', 'status') WHERE type = 'survival' AND tau = 3;
SELECT * FROM pseudo_values('patients', 'days', 'status > 0') WHERE times = 3 AND id = 'arm';
SELECT * FROM pseudo_values('patients', 'days', 'status > 0') WHERE times = 3 AND id = 'nullif(id, ''c'')';
-- rows that split follow-up are several rows of a patient all the same: nothing says when they begin
SELECT * FROM pseudo_values('SELECT 1 AS id, 0 AS days, 0 AS died UNION ALL SELECT 1, 5, 1 UNION ALL SELECT 2, 3, 0', 'days', 'died') WHERE times = 3 AND id = 'id';
SELECT * FROM pseudo_values('patients', 'days', 'status > 0') WHERE times = 3 AND method = 'loo';
SELECT * FROM pseudo_values('patients', 'days', 'state') WHERE times = 3;
SELECT * FROM pseudo_values((SELECT surv(days, status) FROM patients)) WHERE times = 3;
