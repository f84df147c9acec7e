-- Options of patients who move that no other script gives: by what they must not change, by formulas, and by the patients
-- picked by hand. A row for each: how many numbers were compared, and whether all are the same to 1e-9.

-- 120 patients in remission; some relapse, some of these come into remission again, some die; no two times are the same
CREATE TABLE moves AS
WITH RECURSIVE counter(p) AS (SELECT 1 UNION ALL SELECT p + 1 FROM counter WHERE p < 120),
patients AS (SELECT p, 1 + p * 7919 % 97 + p / 1000.0 AS first, 1 + p * 31 % 41 AS later, p % 3 AS kind, 1 + p * 17 % 3 AS n,
                    char(65 + p * 29 % 2) AS arm FROM counter)
SELECT p, first AS day, CASE kind WHEN 0 THEN 'relapse' WHEN 1 THEN 'death' ELSE 'alive' END AS state, arm, n FROM patients
UNION ALL SELECT p, first + later, iif(p % 2, 'death', 'CR'), arm, n FROM patients WHERE kind = 0
UNION ALL SELECT p, first + 2 * later, 'alive', arm, n FROM patients WHERE kind = 0 AND p % 2 = 0;
CREATE TABLE written AS
WITH RECURSIVE copies(p, k) AS (SELECT DISTINCT p, n FROM moves UNION ALL SELECT p, k - 1 FROM copies WHERE k > 1)
SELECT 1000 * k + p AS p, day, state, arm FROM copies JOIN moves USING (p);
CREATE TEMP TABLE compared(what TEXT, numbers INTEGER, off REAL);

-- conf_level = 0.99: the quantile of the normal distribution in place of 1.96
INSERT INTO compared SELECT 'state_hazard: conf_level, plain', count(conf_low),
  max(abs(conf_low - (estimate - 2.5758293035489004 * std_error)) + abs(conf_high - (estimate + 2.5758293035489004 * std_error)))
FROM state_hazard('moves', 'day', 'state') WHERE id = 'p' AND initial = '''CR''' AND censor = 'alive' AND conf_level = 0.99 AND conf_type = 'plain';

-- absorbing, and the order of states, where no two are entered at once, change nothing
INSERT INTO compared SELECT 'state_hazard: absorbing, states', count(b.estimate),
  max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error) + abs(a.n_risk - b.n_risk))
FROM state_hazard('moves', 'day', 'state') AS a JOIN state_hazard('moves', 'day', 'state') AS b USING (from_state, to_state, time)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive'
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.states = 'death,relapse,CR' AND b.absorbing = 'death';
INSERT INTO compared SELECT 'state_rmst: absorbing', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM state_rmst('moves', 'day', 'state') AS a JOIN state_rmst('moves', 'day', 'state') AS b USING (state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive' AND a.tau = 60
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.tau = 60 AND b.absorbing = '["death"]';
INSERT INTO compared SELECT 'state_transitions: absorbing', count(b.n), max(abs(a.n - b.n) + abs(a.n_event - b.n_event))
FROM state_transitions('moves', 'day', 'state') AS a JOIN state_transitions('moves', 'day', 'state') AS b USING (from_state, to_state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive'
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.absorbing = 'death';
-- a row after one is an error, in each of them
SELECT * FROM state_hazard('moves', 'day', 'state') WHERE id = 'p' AND initial = '''CR''' AND censor = 'alive' AND absorbing = 'relapse';
SELECT * FROM state_rmst('moves', 'day', 'state') WHERE id = 'p' AND initial = '''CR''' AND censor = 'alive' AND absorbing = 'relapse';
SELECT * FROM state_transitions('moves', 'day', 'state') WHERE id = 'p' AND initial = '''CR''' AND censor = 'alive' AND absorbing = 'relapse';

-- entry: of two states the hazard is Nelson and Aalen's of those who came into sight before
CREATE TABLE late AS SELECT p, p % 7 AS since, day, state FROM moves WHERE p % 3 > 0 AND p % 7 < day;
INSERT INTO compared SELECT 'state_hazard: entry', count(n.estimate), max(abs(h.estimate - n.estimate) + abs(h.std_error - n.std_error) + abs(h.n_risk - n.n_risk))
FROM state_hazard('late', 'day', 'state') AS h JOIN nelson_aalen('late', 'day', 'state = ''death''') AS n USING (time)
WHERE h.id = 'p' AND h.censor = 'alive' AND h.entry = 'since' AND h.var_type = 'greenwood' AND n.entry = 'since' AND time > 0;

-- weight: counts are rows written out; sampling weights give the estimates of counts, whatever their scale, as their errors
INSERT INTO compared SELECT 'state_rmst: counts', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM state_rmst('moves', 'day', 'state', 'arm') AS a JOIN state_rmst('written', 'day', 'state', 'arm') AS b USING (strata, state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive' AND a.tau = 60 AND a.weight = 'n' AND a.weight_type = 'counts'
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.tau = 60;
INSERT INTO compared SELECT 'state_rmst: sampling', count(b.estimate),
  max(abs(a.estimate - b.estimate) + abs(b.std_error - c.std_error) + abs(b.estimate - c.estimate))
FROM state_rmst('moves', 'day', 'state', 'arm') AS a JOIN state_rmst('moves', 'day', 'state', 'arm') AS b USING (strata, state)
     JOIN state_rmst('moves', 'day', 'state', 'arm') AS c USING (strata, state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive' AND a.tau = 60 AND a.weight = 'n'
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.tau = 60 AND b.weight = 'n' AND b.weight_type = 'sampling'
  AND c.id = 'p' AND c.initial = '''CR''' AND c.censor = 'alive' AND c.tau = 60 AND c.weight = 'n / 7.0' AND c.weight_type = 'sampling';
-- of weights that are all one, the error of patients is that of the sample
INSERT INTO compared SELECT 'state_rmst: sampling, all alike', count(b.std_error), max(abs(a.std_error - b.std_error))
FROM state_rmst('moves', 'day', 'state') AS a JOIN state_rmst('moves', 'day', 'state') AS b USING (state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive' AND a.tau = 60
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.tau = 60 AND b.weight = '0.25' AND b.weight_type = 'sampling';

-- landmark: those who are in relapse at day 40, picked by hand
CREATE TABLE at_landmark AS
SELECT * FROM moves WHERE p IN (
  SELECT p FROM moves AS m WHERE day <= 40 AND state = 'relapse'
    AND NOT EXISTS (SELECT 1 FROM moves AS l WHERE l.p = m.p AND l.day > m.day AND l.day <= 40));
SELECT count(DISTINCT p) FROM at_landmark;
INSERT INTO compared SELECT 'state_rmst: landmark', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM state_rmst('moves', 'day', 'state') AS a JOIN state_rmst('at_landmark', 'day', 'state') AS b USING (state)
WHERE a.id = 'p' AND a.initial = '''CR''' AND a.censor = 'alive' AND a.tau = 70 AND a.from_time = 40 AND a.from_state = 'relapse' AND a.landmark = 1
  AND b.id = 'p' AND b.initial = '''CR''' AND b.censor = 'alive' AND b.tau = 70 AND b.from_time = 40;

SELECT what, numbers, off < 1e-9 AS same FROM compared;
