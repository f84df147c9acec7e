-- state_transitions: what the rows say, counted. The messages about rows that say nothing are those of state_curve.
CREATE TABLE moves(p, day, state, arm, w);
-- 1 relapses, is in remission again, and relapses again; 2 dies; 3 and 4 are seen last; 5 has no arm
INSERT INTO moves VALUES (1, 5, 'relapse', 'A', 2), (1, 9, 'CR', 'A', 2), (1, 14, 'relapse', 'A', 2), (1, 20, 'last', 'A', 2),
  (2, 8, 'death', 'A', 1), (3, 12, 'last', 'B', 1), (4, 7, 'relapse', 'B', 3), (4, 30, 'last', 'B', 3), (5, 9, 'last', NULL, 1);
-- from_state|to_state|n|n_event|n_same_time: n are patients, n_event how often it happened
SELECT from_state, to_state, n, n_event, n_same_time FROM state_transitions('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
-- groups; a patient without one is left out, and counted
SELECT * FROM state_transitions('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
-- weights
SELECT from_state, to_state, n, n_event FROM state_transitions('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND weight = 'w' AND initial = '''CR''';
SELECT from_state, to_state, n, n_event FROM state_transitions('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND weight = 'w / 2.0' AND weight_type = 'sampling' AND initial = '''CR''';
-- states: their order is that of the rows
SELECT from_state, to_state, n FROM state_transitions('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND states = 'death,relapse,CR' AND initial = '''CR''';
-- of three states at one time one is entered; the state that the patient is in is no event
SELECT from_state, to_state, n, n_event, n_same_time
  FROM state_transitions('VALUES (1, 5, ''b''), (1, 5, ''c''), (1, 5, ''a''), (1, 9, ''a''), (1, 9, ''c''), (1, 12, 0)', 'column2', 'column3')
  WHERE id = 'column1' AND censor = 0 AND states = 'a,b,c';
-- a row at the entry tells the state of entry; a gap is one more leaving, and no second entry
SELECT from_state, to_state, n, n_event FROM state_transitions(
  'VALUES (1, 4, ''CR'', 4), (1, 9, 0, 4), (2, 3, 0, 0), (2, 8, 1, 5), (2, 9, 0, NULL)', 'column2', 'column3')
  WHERE id = 'column1' AND censor = 0 AND entry = 'column4';
-- mistakes
SELECT * FROM state_transitions('moves', 'day', 'state') WHERE id = 'p';
SELECT * FROM state_transitions('SELECT * FROM moves WHERE p <> 1 OR day < 20', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
-- a NULL weight leaves the patient out, with all rows
SELECT from_state, to_state, n, n_event FROM state_transitions('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'last' AND weight = 'iif(day = 9, NULL, w)' AND initial = '''CR''';
