-- state_hazard: cumulative hazards of the transitions between states.
CREATE TABLE moves(p INTEGER, day INTEGER, state TEXT, arm TEXT);
INSERT INTO moves VALUES (1, 10, 'relapse', 'A'), (1, 30, 'death', 'A'), (2, 20, 'death', 'A'), (3, 25, 'alive', 'B'),
  (4, 10, 'relapse', 'B'), (4, 25, '(start)', 'B'), (4, 40, 'alive', 'B');
-- from_state|to_state|time|n_risk|n_event|estimate|std_error: 2 of 4 relapse at 10, 1 of 2 dies at 20
SELECT from_state, to_state, time, n_risk, n_event, estimate, std_error FROM state_hazard('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive';
-- by greenwood: the sum of n_event / n_risk^2, as nelson_aalen
SELECT to_state, time, std_error * std_error FROM state_hazard('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND var_type = 'greenwood' AND from_state = '(start)' AND times = 25;
SELECT count(*), max(abs(h.estimate - n.estimate)) < 1e-15, max(abs(h.std_error - n.std_error)) < 1e-15,
       max(abs(h.conf_low - n.conf_low)) < 1e-15, max(abs(h.conf_high - n.conf_high)) < 1e-14
  FROM state_hazard('VALUES (1, 3, 1), (2, 4, 0), (3, 6, 1), (4, 6, 1), (5, 9, 0)', 'column2', 'column3') AS h
  JOIN nelson_aalen('VALUES (1, 3, 1), (2, 4, 0), (3, 6, 1), (4, 6, 1), (5, 9, 0)', 'column2', 'column3') AS n USING (time)
  WHERE h.id = 'column1' AND h.var_type = 'greenwood';
-- groups have the same transitions; requested times; limits on the plain scale are not cut
SELECT strata, from_state, to_state, time, n_risk, n_event, estimate, conf_low, conf_high
  FROM state_hazard('moves', 'day', 'state', 'arm')
  WHERE id = 'p' AND censor = 'alive' AND times = '10,35' AND conf_type = 'plain';
SELECT time, estimate FROM state_hazard('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND times = '40,41' AND extend = 1 AND to_state = 'relapse';
-- from_time: what happens later
SELECT from_state, to_state, time, n_risk, n_event, estimate FROM state_hazard('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 20;
-- nobody; nobody moves
SELECT count(*) FROM state_hazard('SELECT * FROM moves WHERE 0', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
SELECT count(*) FROM state_hazard('VALUES (1, 3), (2, 5)', 'column2', '0') WHERE id = 'column1';
-- mistakes
SELECT * FROM state_hazard('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND conf_type = 'log-log';
SELECT * FROM state_hazard('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND from_time = 20 AND times = 10;
SELECT * FROM state_hazard('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND weight = '0.5'
  AND weight_type = 'sampling' AND var_type = 'greenwood';
