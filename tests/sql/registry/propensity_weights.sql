-- propensity_weights: weights that make treatments comparable. Small enough to be worked by hand.
CREATE TABLE patients(id, arm, risk, age, drug);
INSERT INTO patients VALUES ('p1', 'A', 0, 50, 'x'), ('p2', 'A', 0, 60, 'y'), ('p3', 'A', 0, 40, 'z'), ('p4', 'B', 0, 55, 'x'),
  ('p5', 'A', 1, 45, 'y'), ('p6', 'B', 1, 65, 'z'), ('p7', 'B', 1, 50, 'x'), ('p8', 'B', 1, 70, 'y'), ('p9', 'A', NULL, 30, 'z');

-- of risk 0 three of four have A, of risk 1 one: these shares are the probabilities
-- row|patient|treatment|propensity|weight
SELECT row, patient, treatment, round(propensity, 9), round(weight, 9) FROM propensity_weights('patients', 'arm', 'risk') WHERE id = 'id';
SELECT treatment, round(sum(weight), 9) FROM propensity_weights('patients', 'arm', 'risk') GROUP BY 1;
-- att: those of the target count 1; overlap: 1 - propensity; stabilized: times the share of the own treatment
SELECT treatment, round(propensity, 9), round(weight, 9), count(*) FROM propensity_weights('patients', 'arm', 'risk')
  WHERE estimand = 'att' AND target = 'B' GROUP BY 1, 2, 3;
SELECT treatment, round(propensity, 9), round(weight, 9), count(*) FROM propensity_weights('patients', 'arm', 'risk')
  WHERE estimand = 'overlap' GROUP BY 1, 2, 3;
SELECT treatment, round(weight, 9), count(*) FROM propensity_weights('patients', 'arm', 'risk') WHERE stabilized = 1 GROUP BY 1, 2;
-- overlap weights balance the means of the covariates exactly
SELECT count(DISTINCT round(age, 9)), count(DISTINCT round(risk, 9)) FROM (
  SELECT w.treatment, sum(w.weight * p.age) / sum(w.weight) AS age, sum(w.weight * p.risk) / sum(w.weight) AS risk
  FROM propensity_weights('patients', 'arm', 'risk, age') w JOIN patients p ON p.id = w.patient
  WHERE w.estimand = 'overlap' AND w.id = 'id' GROUP BY 1);
-- three treatments: the probabilities of a saturated model, the weights by hand
SELECT w.treatment, p.risk, round(w.propensity, 6), round(w.weight, 6), count(*)
FROM propensity_weights('SELECT rowid AS r, * FROM patients WHERE risk IS NOT NULL UNION ALL SELECT rowid + 10, id, arm, 1 - risk, age, drug FROM patients', 'drug', 'risk') w
JOIN (SELECT rowid AS r, * FROM patients WHERE risk IS NOT NULL UNION ALL SELECT rowid + 10, id, arm, 1 - risk, age, drug FROM patients) p ON p.r = w.patient
WHERE w.id = 'r' AND w.estimand = 'overlap' GROUP BY 1, 2, 3, 4;
-- trim: those with a probability beyond are left out, and the others fitted again
SELECT (SELECT count(*) FROM propensity_weights('patients', 'arm', 'age')), count(*), max(1 - propensity) < 1
FROM propensity_weights('patients', 'arm', 'age') WHERE trim = 0.2;
-- types; without id; nobody; columns
SELECT DISTINCT typeof(row), typeof(patient), typeof(treatment), typeof(propensity), typeof(weight) FROM propensity_weights('patients', 'risk', 'age');
SELECT count(*) FROM propensity_weights('SELECT * FROM patients WHERE 0', 'arm', 'age');
SELECT name, hidden FROM pragma_table_xinfo('propensity_weights');

-- messages
SELECT * FROM propensity_weights('patients', 'arm');
SELECT * FROM propensity_weights('patients', 'arms', 'risk');
SELECT * FROM propensity_weights('patients', 'arm', 'risk, arms');
SELECT * FROM propensity_weights('patients', '1', 'risk');
SELECT * FROM propensity_weights('patients', 'arm', 'risk, 2 * risk');
SELECT * FROM propensity_weights('patients', 'arm', 'risk, strata(age)');
SELECT * FROM propensity_weights('patients', 'arm', 'offset(risk)');
SELECT * FROM propensity_weights('patients', 'arm', 'arm = ''A''');
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE estimand = 'att';
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE estimand = 'att' AND target = 'C';
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE target = 'A';
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE estimand = 'atu';
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE estimand = 'overlap' AND stabilized = 1;
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE trim = 0.5;
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE trim = 0.45;
-- of those left the oldest has B, and of the others one of two
SELECT * FROM propensity_weights('patients', 'arm', 'age') WHERE trim = 0.3;
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE id = 'drug';
SELECT * FROM propensity_weights('patients', 'arm', 'risk') WHERE id = 'nullif(id, ''p2'')';
SELECT * FROM propensity_weights('patients', 'age', 'risk');
SELECT * FROM propensity_weights((SELECT surv(age, risk) FROM patients), 'arm', 'risk');
SELECT * FROM propensity_weights('SELECT value AS name, value % 2 AS risk FROM json_each(''[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]'')', 'name', 'risk');
