-- mcf_curve: the mean number of recurrent events. Small enough to be worked by hand.
CREATE TABLE infections(p INTEGER, day INTEGER, infection INTEGER, died INTEGER, arm TEXT, since);
-- 1: infections at 1 and 3, seen until 4. 2: one at 1, dies at 2. 3: seen until 4.
INSERT INTO infections VALUES (1, 1, 1, 0, 'A', NULL), (1, 3, 1, 0, 'A', NULL), (1, 4, 0, 0, 'A', NULL), (2, 1, 1, 0, 'A', NULL),
  (2, 2, 0, 1, 'A', NULL), (3, 4, 0, 0, 'A', NULL);
-- time|n_risk|n_event|estimate|...: 2/3 at 1; at 3 the 2/3 who are alive have one more among 2: 2/3 + 2/3 * 1/2
SELECT time, n_risk, n_event, estimate, std_error, conf_low, conf_high FROM mcf_curve('infections', 'day', 'infection')
  WHERE id = 'p' AND terminal = 'died';
-- the error at 1: the influences are (events - 2/3) / 3
SELECT sqrt(1 / 81.0 + 1 / 81.0 + 4 / 81.0);
-- nobody dies: the sum of n_event / n_risk. Death taken for a censoring counts more than there are
SELECT time, estimate, std_error FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = '0' AND times = '1,3';
-- of at most one event each it is nelson_aalen's, with the error by patient
SELECT count(*), max(abs(m.estimate - n.estimate)) < 1e-15
  FROM mcf_curve('VALUES (1, 3, 1, 0), (1, 9, 0, 0), (2, 4, 0, 0), (3, 6, 1, 0), (3, 9, 0, 0)', 'column2', 'column3') AS m
  JOIN nelson_aalen('VALUES (0, 3, 1), (3, 9, 0), (0, 4, 0), (0, 6, 1), (6, 9, 0)', 'column2', 'column3') AS n USING (time)
  WHERE m.id = 'column1' AND m.terminal = '0' AND n.entry = 'column1';
-- several at one time are several
SELECT time, n_event, estimate FROM mcf_curve('VALUES (1, 2, 1), (1, 2, 1), (1, 5, 0), (2, 5, 0)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0';
-- requested times count since the one before; past the end of follow-up nothing is known, unless all are dead
SELECT time, n_risk, n_event, estimate FROM mcf_curve('infections', 'day', 'infection')
  WHERE id = 'p' AND terminal = 'died' AND times = '0.5,3,5';
SELECT time, estimate FROM mcf_curve('infections', 'day', 'infection')
  WHERE id = 'p' AND terminal = 'died' AND times = 5 AND extend = 1;
SELECT time, estimate FROM mcf_curve('VALUES (1, 2, 1, 0), (1, 5, 0, 1), (2, 4, 0, 1)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = 'column4' AND times = 9;
-- at time 0 there is no room for a row before
SELECT time, n_risk, n_event, estimate FROM mcf_curve('VALUES (1, 0, 1), (1, 5, 0), (2, 5, 0)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0';
-- entry: delayed; of each row, with gaps; then a last row may be an event
SELECT time, n_risk, n_event, estimate FROM mcf_curve('VALUES (1, 3, 1, 2), (1, 6, 0, 2), (2, 5, 0, 0)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0' AND entry = 'column4';
SELECT time, n_risk, n_event FROM mcf_curve('VALUES (1, 3, 1, 0), (1, 6, 1, 4), (2, 5, 0, NULL)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0' AND entry = 'column4';
-- weight: so many patients alike; a sampling weight
SELECT time, n_risk, n_event, estimate, std_error FROM mcf_curve('VALUES (1, 3, 1, 2), (1, 5, 0, 2), (2, 5, 0, 1)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0' AND weight = 'column4' AND times = 3;
SELECT weight_type, n_risk, estimate, std_error FROM mcf_curve('VALUES (1, 3, 1, 2), (1, 5, 0, 2), (2, 5, 0, 1)', 'column2', 'column3')
  WHERE id = 'column1' AND terminal = '0' AND weight IN ('column4', 'column4 / 4.0') AND weight_type = 'sampling' AND times = 3;
-- groups; limits on the plain scale are not cut
SELECT strata, time, estimate, conf_low, conf_high FROM mcf_curve('infections', 'day', 'infection', 'p = 1')
  WHERE id = 'p' AND terminal = 'died' AND conf_type = 'plain' AND times = '1,2';
-- nobody
SELECT count(*) FROM mcf_curve('SELECT * FROM infections WHERE 0', 'day', 'infection') WHERE id = 'p' AND terminal = 'died';
-- mistakes: an event last; a row after death; overlapping rows; a row of no time
SELECT * FROM mcf_curve('SELECT * FROM infections WHERE day < 4', 'day', 'infection') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('SELECT p, day, infection, died FROM infections UNION ALL VALUES (2, 3, 1, 0)', 'day', 'infection')
  WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('VALUES (1, 3, 1, 0), (1, 6, 0, 2)', 'column2', 'column3') WHERE id = 'column1' AND terminal = '0' AND entry = 'column4';
SELECT * FROM mcf_curve('VALUES (1, 3, 1, 3), (1, 6, 0, 3)', 'column2', 'column3') WHERE id = 'column1' AND terminal = '0' AND entry = 'column4';
-- no terminal; not 0 or 1; NULL
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p';
SELECT * FROM mcf_curve('infections', 'day', 'infection + 1') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'arm';
SELECT * FROM mcf_curve('infections', 'day', 'nullif(infection, 1)') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'nullif(died, 1)';
SELECT * FROM mcf_curve('infections', 'nullif(day, 2)', 'infection') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'died' AND weight = '0.5';
-- no id, or a NULL in it; by and weight that differ in a patient's rows; a negative time; entry after the row; a blob
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'nullif(p, 2)' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection', 'day > 2') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'died' AND weight = 'day';
SELECT * FROM mcf_curve('infections', 'day - 2', 'infection') WHERE id = 'p' AND terminal = 'died';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'died' AND entry = '3';
SELECT * FROM mcf_curve('infections', 'day', 'infection') WHERE id = 'p' AND terminal = 'died' AND conf_type = 'log-log';
SELECT * FROM mcf_curve((SELECT surv(day, infection) FROM infections), 'day', 'infection') WHERE id = 'p' AND terminal = '0';
-- all have as many events at one time: no error, in whatever order the rows come
CREATE TABLE numbers(value);
WITH RECURSIVE c(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM c WHERE v < 60) INSERT INTO numbers SELECT v FROM c;
SELECT count(*), sum(m.std_error <> 0) FROM numbers AS n CROSS JOIN mcf_curve(
  format('SELECT * FROM (SELECT value AS p, 3 AS day, 1 AS infection FROM numbers WHERE value <= %d UNION ALL SELECT value, 4 + value %% 5, 0 '
    || 'FROM numbers WHERE value <= %d) ORDER BY p * 7919 %% 61, day', n.value, n.value), 'day', 'infection') AS m
WHERE m.id = 'p' AND m.terminal = '0';
