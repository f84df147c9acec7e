-- state_rmst: the mean time spent in each state up to a horizon.
CREATE TABLE moves(p INTEGER, day INTEGER, state TEXT, arm TEXT);
INSERT INTO moves VALUES (1, 10, 'relapse', 'A'), (1, 30, 'death', 'A'), (2, 20, 'death', 'A'), (3, 25, 'alive', 'B'),
  (4, 10, 'relapse', 'B'), (4, 25, '(start)', 'B'), (4, 40, 'alive', 'B');
-- until 25 nobody is censored, so that the means are those of four patients: (start) 10, 20, 25, 10; relapse 15, 0, 0, 15
SELECT state, tau, estimate, std_error, conf_low, conf_high FROM state_rmst('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND tau = 25;
SELECT avg(x), sqrt(avg(x * x) - avg(x) * avg(x)) / 2
  FROM (SELECT value AS x FROM json_each('[10, 20, 25, 10]'));
SELECT avg(x), sqrt(avg(x * x) - avg(x) * avg(x)) / 2
  FROM (SELECT value AS x FROM json_each('[15, 0, 0, 15]'));
-- unions: a sum of states, with an error of its own
SELECT estimate, std_error FROM state_rmst('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND tau = 25 AND unions = '{"alive": ["(start)", "relapse"]}' AND state = 'alive';
-- of all states it is the horizon, whatever the horizon
SELECT tau, round(sum(estimate), 12) FROM state_rmst('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND tau IN (7.5, 33) GROUP BY tau;
-- the default horizon: the shortest last time of the groups in which patients may still move
SELECT strata, state, tau, estimate FROM state_rmst('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'alive';
-- past it nothing is known
SELECT strata, state, estimate, std_error FROM state_rmst('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'alive' AND tau = 41;
-- of two states it is rmst
SELECT count(*), max(abs(s.estimate - r.estimate)) < 1e-14, max(abs(s.std_error - r.std_error)) < 1e-14
  FROM state_rmst('VALUES (1, 3, 1), (2, 4, 0), (3, 6, 1), (4, 6, 1), (5, 9, 0)', 'column2', 'column3') AS s
  JOIN rmst('VALUES (1, 3, 1), (2, 4, 0), (3, 6, 1), (4, 6, 1), (5, 9, 0)', 'column2', 'column3') AS r
  WHERE s.id = 'column1' AND s.tau = 8 AND r.tau = 8 AND s.state = '(start)' AND s.var_type IN ('jackknife', 'greenwood');
-- from_time: counted from there
SELECT state, estimate FROM state_rmst('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 10 AND tau = 25;
SELECT state, estimate FROM state_rmst('moves', 'day', 'state')
  WHERE id = 'p' AND censor = 'alive' AND from_time = 10 AND from_state = 'relapse' AND tau = 25;
-- nobody
SELECT count(*) FROM state_rmst('SELECT * FROM moves WHERE 0', 'day', 'state') WHERE id = 'p' AND censor = 'alive';
-- mistakes
SELECT * FROM state_rmst('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND tau = 0;
SELECT * FROM state_rmst('moves', 'day', 'state') WHERE id = 'p' AND censor = 'alive' AND tau = 10 AND from_time = 20;
SELECT * FROM state_rmst('VALUES (1, 0, 0)', 'column2', 'column3') WHERE id = 'column1';
-- all leave at one time: no error of the mean times, in whatever order the rows come
CREATE TABLE numbers(value);
WITH RECURSIVE c(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM c WHERE v < 60) INSERT INTO numbers SELECT v FROM c;
SELECT count(*), sum(m.estimate NOT IN (7, 3)), sum(m.std_error <> 0) FROM numbers AS n CROSS JOIN state_rmst(
  format('SELECT value AS p, 7 AS day, ''dead'' AS state FROM numbers WHERE value <= %d ORDER BY p * 7919 %% 61', n.value), 'day', 'state') AS m
WHERE m.id = 'p' AND m.tau = 10 AND m.censor = 'seen';
