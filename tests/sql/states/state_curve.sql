-- state_curve: probabilities of states, from one row for each change. Small enough to be worked by hand.
CREATE TABLE moves(p INTEGER, day INTEGER, state TEXT, arm TEXT, w, late);
-- 1: relapse at 10, death at 30. 2: death at 20. 3: seen last at 25. 4: relapse at 10, in remission again at 25, seen last
-- at 40. In any order.
INSERT INTO moves(p, day, state, arm) VALUES (1, 30, 'death', 'A'), (4, 40, 'alive', 'B'), (1, 10, 'relapse', 'A'),
  (2, 20, 'death', 'A'), (3, 25, 'alive', 'B'), (4, 10, 'relapse', 'B'), (4, 25, '(start)', 'B');
-- strata|state|time|n_risk|n_event|n_censor|estimate|std_error|...: of 4 in (start) 2 move at 10, of 2 one at 20; at 25 one
-- of the two in relapse comes back. Errors are those of shares of 4 patients as long as nobody is censored.
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT state, time, sqrt(p * (1 - p) / 4) FROM (SELECT state, time, estimate AS p FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = 25);
-- two states that end all are cuminc's causes, with the delta variance
CREATE TABLE twelve(t INTEGER, s INTEGER, g INTEGER, p INTEGER PRIMARY KEY);
INSERT INTO twelve(t, s, g) VALUES (1, 1, 1), (2, 2, 2), (2, 1, 1), (3, 0, 2), (4, 1, 1), (5, 2, 2), (5, 0, 1), (6, 1, 2),
  (7, 0, 1), (8, 2, 2), (9, 1, 1), (10, 0, 2);
SELECT count(*), max(abs(s.estimate - c.estimate)) < 1e-14, max(abs(s.std_error - c.std_error)) < 1e-8
  FROM state_curve('twelve', 't', 's', 'g') AS s JOIN cuminc('twelve', 't', 's', 'g') AS c
  ON s.strata = c.strata AND s.state = c.outcome AND s.time = c.time
  WHERE s.id = 'p' AND s.var_type IN ('jackknife', 'greenwood') AND c.var_type = 'delta';
-- groups: each on its own
SELECT strata, state, time, n_risk, n_event, n_censor, estimate FROM state_curve('moves', 'day', 'state', 'arm')
  WHERE id = 'p' AND censor = 'alive' AND times = '20,25';
-- requested times count since the one before; past the end of follow-up there is no estimate, unless it is extended
SELECT state, time, n_risk, n_event, n_censor, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = '25,9,40,41';
SELECT state, time, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = 41 AND extend = 1;
-- nor is there a need to extend where nobody can move any more
SELECT state, time, estimate FROM state_curve('SELECT * FROM moves WHERE p < 3', 'day', 'state')
  WHERE id = 'p' AND censor = 'nobody' AND times = 100;
-- states: their order. One that nobody enters has rows of 0
SELECT state, time, n_event, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = 30 AND states = 'death, relapse, GVHD, (start)';
SELECT DISTINCT state FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND states = '["death", "relapse"]';
-- unions: sums of states, with errors of their own; n_event counts those who come from outside
SELECT state, time, n_risk, n_event, n_censor, estimate, std_error FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = '10,25,30,40' AND unions = '{"alive": ["(start)", "relapse"], "ill": "relapse"}'
  AND state IN ('alive', 'ill');
-- at a time that all share they are one minus the others
SELECT count(*), max(abs(d.estimate + a.estimate - 1)) < 1e-15, max(abs(d.std_error - a.std_error)) < 1e-15
  FROM state_curve('moves', 'day', 'state') AS d JOIN state_curve('moves', 'day', 'state') AS a USING (time)
  WHERE d.id = 'p' AND d.censor = 'alive' AND d.state = 'death' AND a.id = 'p' AND a.censor = 'alive'
  AND a.unions = '{"alive": ["(start)", "relapse"]}' AND a.state = 'alive';
-- from_time: those at risk just after it, in the state they are in then; the first row counts them
SELECT state, time, n_risk, n_event, estimate, std_error FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 10 AND time <= 20;
-- from_state: given that state then; landmark: only those who were in it
SELECT state, time, n_risk, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 10 AND from_state = 'relapse' AND times = '10,25,40';
SELECT state, time, n_risk, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 10 AND from_state = 'relapse' AND landmark = 1 AND times = '10,25,40';
-- nobody is in the state then, or at risk at all
SELECT state, time, n_risk, estimate FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 35 AND from_state = 'relapse';
SELECT state, time, n_risk, estimate FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_time = 40;
-- one state that ends all is Kaplan-Meier
SELECT count(*), max(abs(s.estimate + k.estimate - 1)) < 1e-15, max(abs(s.std_error - k.std_error)) < 1e-15
  FROM state_curve('SELECT p, day, state = ''death'' AS s FROM moves WHERE state IN (''death'', ''alive'')', 'day', 's') AS s
  JOIN km_curve('SELECT p, day, state = ''death'' AS s FROM moves WHERE state IN (''death'', ''alive'')', 'day', 's') AS k
  USING (time) WHERE s.id = 'p' AND s.state = 1 AND s.var_type = 'jackknife';
-- var_type: greenwood takes what happens at one time for independent of what happened before. With censoring the two differ
CREATE TABLE linked(p, day, state);
INSERT INTO linked VALUES (1, 1, 'relapse'), (1, 5, 'death'), (2, 2, 'relapse'), (2, 3, 'last'), (3, 3, 'death'), (4, 5, 'last'),
  (5, 3, 'relapse'), (5, 6, 'death'), (6, 2, 'last'), (7, 4, 'relapse'), (7, 6, 'last');
SELECT var_type, state, estimate, std_error FROM state_curve('linked', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND times = 6 AND var_type IN ('jackknife', 'greenwood') ORDER BY 1, 2;
-- conf_type, conf_level
SELECT conf_type, conf_level, conf_low, conf_high FROM state_curve('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = 20 AND state = 'death' AND conf_type IN ('plain', 'none') AND conf_level = 0.9;
-- a row that says nothing new changes nothing: seen in between, or again in the same state
CREATE VIEW split AS SELECT p, day, state FROM moves UNION ALL VALUES (1, 3, 'alive'), (4, 11, 'relapse'), (4, 12, 'alive');
SELECT count(*) FROM (SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive'
  EXCEPT SELECT * FROM state_curve('split', 'day', 'state') WHERE id = 'p' AND censor = 'alive');
-- the same state twice at one time is one row; a state and the end of follow-up at one time: entered, then it ends
SELECT state, time, n_risk, n_event, n_censor, estimate FROM state_curve(
  'VALUES (1, 5, 1), (1, 5, 1), (1, 5, 0), (2, 5, 0), (3, 5, 0)', 'column2', 'column3') WHERE id = 'column1';
-- two states at one time: the one listed later wins, the other is counted
CREATE TABLE tied(p, day, state);
INSERT INTO tied VALUES (1, 5, 'GVHD'), (1, 5, 'relapse'), (1, 9, 'last'), (2, 5, 'GVHD'), (2, 9, 'last');
SELECT * FROM state_transitions('tied', 'day', 'state') WHERE id = 'p' AND censor = 'last' AND states = 'GVHD,relapse';
SELECT * FROM state_transitions('tied', 'day', 'state') WHERE id = 'p' AND censor = 'last' AND states = 'relapse,GVHD';
-- at time 0: an event at 0, as in cuminc
SELECT state, time, n_risk, n_event, n_censor, estimate FROM state_curve(
  'VALUES (1, 0, 1), (2, 0, 0), (3, 4, 1), (4, 4, 0)', 'column2', 'column3') WHERE id = 'column1';
-- initial: an expression; several states at the start
SELECT state, time, n_risk, estimate, std_error FROM state_curve(
  'VALUES (1, 3, ''dead'', ''CR''), (2, 5, 0, ''CR''), (3, 6, 0, ''CR''), (4, 7, 0, ''ill'')', 'column2', 'column3')
  WHERE id = 'column1' AND censor = 0 AND initial = 'column4';
SELECT DISTINCT state FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = '''CR''';
-- entry: the same in all rows is where the patient comes into sight; a row at that time tells the state of entry
CREATE TABLE late(p, day, state, since);
INSERT INTO late VALUES (1, 4, 'death', NULL), (2, 9, 'last', NULL), (3, 5, 'relapse', 5), (3, 8, 'death', 5), (4, 6, 'last', 2);
SELECT state, time, n_risk, n_event, n_censor, estimate FROM state_curve('late', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND entry = 'since';
SELECT * FROM state_transitions('late', 'day', 'state') WHERE id = 'p' AND censor = 'last' AND entry = 'since';
-- otherwise each row tells where it starts, and the patient is out of sight in between
SELECT state, time, n_risk, n_event, n_censor FROM state_curve(
  'VALUES (1, 4, 0, 0), (1, 9, 1, 6), (2, 5, 1, 0), (3, 10, 0, NULL), (4, 11, 0, NULL)', 'column2', 'column3')
  WHERE id = 'column1' AND entry = 'column4';
-- weight: so many patients alike
SELECT state, time, n_risk, n_event, estimate, std_error FROM state_curve(
  'VALUES (1, 3, 1, 2), (2, 5, 0, 1), (3, 6, 1, 3)', 'column2', 'column3') WHERE id = 'column1' AND weight = 'column4' AND times = 3;
SELECT sqrt(1 / 3.0 * 2 / 3.0 / 6);
-- a sampling weight: another constant changes no estimate and no error
SELECT state, time, n_risk, n_event, estimate, std_error FROM state_curve(
  'VALUES (1, 3, 1, 2), (2, 5, 0, 1), (3, 6, 1, 3)', 'column2', 'column3')
  WHERE id = 'column1' AND weight IN ('column4', 'column4 / 4.0') AND weight_type = 'sampling' AND times = 3;
-- the influence of weight w: w (own share - p) / sum of w
SELECT sqrt((2 * (1 - 1 / 3.0) / 6) * (2 * (1 - 1 / 3.0) / 6) + (1 / 3.0 / 6) * (1 / 3.0 / 6) + (3 / 3.0 / 6) * (3 / 3.0 / 6));
-- a patient with a NULL in a group or weight is left out with all rows, and counted
SELECT * FROM state_transitions('SELECT p, day, state, nullif(arm, ''B'') AS arm FROM moves', 'day', 'state', 'arm')
  WHERE id = 'p' AND censor = 'alive';
-- nobody: no rows
SELECT count(*) FROM state_curve('SELECT * FROM moves WHERE 0', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT count(*) FROM state_transitions('SELECT * FROM moves WHERE 0', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
-- everybody is censored
SELECT * FROM state_curve('VALUES (1, 3), (2, 5)', 'column2', '0') WHERE id = 'column1';

-- mistakes: a last contact that was forgotten, where others leave the state; a few who leave it
SELECT * FROM state_curve('SELECT * FROM moves WHERE state <> ''alive''', 'day', 'state') WHERE id = 'p' AND censor = 'nobody';
SELECT * FROM state_curve('SELECT p, day, state FROM moves UNION ALL SELECT value, 7, ''death'' FROM json_each(''[5,6,7,8,9]'')
  UNION ALL VALUES (9, 8, ''relapse''), (9, 9, ''alive'')', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
-- after an absorbing state
SELECT * FROM state_curve('SELECT p, day, state FROM moves UNION ALL VALUES (2, 21, ''alive'')', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND absorbing = 'death';
-- two states at one time
SELECT * FROM state_curve('tied', 'day', 'state') WHERE id = 'p' AND censor = 'last';
-- a state that is not listed, or nearly; listed twice; the value of censor
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = 'death';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = 'relaps,death';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = 'death,relapse,death';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = 'death,relapse,alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = 'death,,relapse';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND absorbing = 'dead';
-- NULL in time, state, id, initial
SELECT * FROM state_curve('SELECT p, nullif(day, 20) AS day, state FROM moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('SELECT p, day, nullif(state, ''death'') AS state FROM moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'nullif(p, 2)' AND censor = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = 'nullif(arm, ''B'')';
-- initial: a text in quotes of its own; the value of censor; not the same in a patient's rows
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = 'CR';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = 'complete remission';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = '''alive''';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND initial = 'state';
-- by, weight: not the same in a patient's rows; not whole
SELECT * FROM state_curve('moves', 'day', 'state', 'day > 20') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = 'day';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = '0.5';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = '0.5'
  AND weight_type = 'sampling' AND var_type = 'greenwood';
-- entry: after the row; before the end of the row before; two for one time; nothing left of the follow-up
SELECT * FROM state_curve('late', 'day', 'state') WHERE id = 'p' AND censor = 'last' AND entry = '7';
SELECT * FROM state_curve('VALUES (1, 4, 2, 0), (1, 9, 0, 3)', 'column2', 'column3') WHERE id = 'column1' AND entry = 'column4';
SELECT * FROM state_curve('VALUES (1, 4, 2, 0), (1, 4, 0, 3)', 'column2', 'column3') WHERE id = 'column1' AND entry = 'column4';
SELECT * FROM state_curve('VALUES (1, 4, 2, 4), (2, 4, 0, 0)', 'column2', 'column3') WHERE id = 'column1' AND entry = 'column4';
-- censor: not said, or misspelt
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'Alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alve';
-- no id; unions, from_state and times that do not fit
SELECT * FROM state_curve('moves', 'day', 'state') WHERE censor = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"ill": ["relapsed"]}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"relapse": ["death"]}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '["death"]';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_state = 'CR';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND landmark = 1;
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_time = 20 AND times = '10,30';
-- time: negative, infinite, text; a blob that surv() made
SELECT * FROM state_curve('moves', 'day - 20', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('moves', '9e999', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('moves', 'state', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve((SELECT surv(day, 1) FROM moves), 'day', 'state') WHERE id = 'p';
-- absorbing: the value of censor; nothing. More states than there may be; a list that names none
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND absorbing = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND absorbing = '[]';
SELECT * FROM state_curve('WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT i FROM n', 'i', 'i')
  WHERE id = 'i';
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
SELECT * FROM (SELECT json_group_array('s' || i) AS names FROM n) AS n, state_curve('moves', 'day', 'state') AS s
  WHERE s.id = 'p' AND s.censor = 'alive' AND s.states = n.names;
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND states = '[]';
-- states that differ in case alone, or that look like a missing value: an expression means them
SELECT * FROM state_curve('SELECT p, day, state FROM moves UNION ALL VALUES (5, 3, ''Relapse''), (5, 4, ''alive'')', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive';
SELECT * FROM state_curve('SELECT p, day, state FROM moves UNION ALL VALUES (5, 3, ''''), (5, 4, ''alive'')', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive';
SELECT count(*) FROM state_curve('SELECT p, day, state FROM moves UNION ALL VALUES (5, 3, ''NA''), (5, 4, ''alive'')', 'day', '(state)')
  WHERE id = 'p' AND censor = 'alive' AND times = 10;
SELECT * FROM state_curve('SELECT p, day, state, ''NA'' AS arm FROM moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'alive';
-- unions: a state twice, none, a name twice, no name, a number
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"ill": ["relapse", "relapse"]}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"ill": []}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"ill": "relapse", "ill": "death"}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"": "relapse"}';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND unions = '{"ill": 3}';
-- weight, entry: negative, infinite, text
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = '-1';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = '9e999';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = 'arm';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND entry = 'arm';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND entry = '-9e999';
-- options with values that they do not have
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND var_type = 'delta';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND landmark = 2;
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_time = -1;
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_state = 'alive';
SELECT * FROM state_curve('moves', 'day', 'state') WHERE id = 'patient' AND censor = 'alive';
