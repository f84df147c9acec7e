-- What must hold for patients who move, whatever they do: 300 invented ones who come back to states, in two groups, on few
-- days, so that many move at once. Each line counts what was compared, and says whether all of it agrees.
CREATE TABLE moves AS
WITH RECURSIVE walk (p, k, r, day, state) AS (
  SELECT value, 0, (value * 16807 + 12345) * 48271 % 2147483647 * 48271 % 2147483647, 0, 'CR' FROM (
    WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 300) SELECT value FROM n)
  UNION ALL
  SELECT p, k + 1, r * 48271 % 2147483647, day + 1 + r % 13,
    CASE WHEN k = 5 THEN 'last' WHEN r / 64 % 10 < 3 THEN 'relapse' WHEN r / 64 % 10 < 5 THEN 'CR' WHEN r / 64 % 10 < 6 THEN 'GVHD'
         WHEN r / 64 % 10 < 8 THEN 'death' ELSE 'last' END
  FROM walk WHERE state NOT IN ('death', 'last'))
SELECT p, day, state, 1 + p % 3 AS w, iif(p % 2, 'A', 'B') AS arm FROM walk WHERE k > 0;
SELECT count(*) AS rows, count(DISTINCT p), count(DISTINCT day) FROM moves;
CREATE VIEW ends AS SELECT p, day, state, arm FROM moves WHERE state IN ('death', 'last');
SELECT from_state, to_state, n, n_event FROM state_transitions('moves', 'day', 'state') WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
CREATE TEMP TABLE curve AS SELECT * FROM state_curve('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
CREATE TEMP TABLE mean AS SELECT * FROM state_rmst('moves', 'day', 'state', 'arm')
  WHERE id = 'p' AND censor = 'last' AND initial = '''CR''' AND tau IN (10, 30);
CREATE TEMP TABLE hazard AS SELECT * FROM state_hazard('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'last' AND initial = '''CR''';
CREATE TEMP TABLE mcf AS SELECT * FROM mcf_curve('moves', 'day', 'state IN (''relapse'', ''GVHD'')', 'arm')
  WHERE id = 'p' AND terminal = 'state = ''death''';
-- the states add up to 1
SELECT count(*), max(abs(total - 1)) < 1e-14 FROM (SELECT sum(estimate) AS total FROM curve GROUP BY strata, time);
-- the counts are the rows
SELECT sum(n_event) = (SELECT sum(n_event) FROM state_transitions('moves', 'day', 'state') WHERE id = 'p' AND censor = 'last'
    AND initial = '''CR''' AND from_state <> '(entered)' AND to_state <> '(censored)'),
  sum(n_censor) = (SELECT count(*) FROM moves WHERE state = 'last') FROM curve;
-- in another order of the rows
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12, sum(a.n_risk <> b.n_risk)
  FROM curve AS a JOIN state_curve('SELECT * FROM moves ORDER BY state DESC, day DESC, p % 7', 'day', 'state', 'arm') AS b USING (strata, state, time)
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''';
-- rows that only split follow-up: seen halfway
CREATE VIEW split AS SELECT p, day, state, arm FROM moves UNION ALL
  SELECT p, (day + lag(day, 1, 0) OVER (PARTITION BY p ORDER BY day)) / 2, 'last', arm FROM moves;
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12,
    sum(a.n_risk <> b.n_risk OR a.n_event <> b.n_event OR a.n_censor <> b.n_censor)
  FROM curve AS a JOIN state_curve('split', 'day', 'state', 'arm') AS b USING (strata, state, time)
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''';
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12
  FROM mean AS a JOIN state_rmst('split', 'day', 'state', 'arm') AS b USING (strata, state, tau)
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''' AND b.tau IN (10, 30);
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12
  FROM hazard AS a JOIN state_hazard('split', 'day', 'state', 'arm') AS b USING (strata, from_state, to_state, time)
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''';
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12, sum(a.n_risk <> b.n_risk)
  FROM mcf AS a JOIN mcf_curve('split', 'day', 'state IN (''relapse'', ''GVHD'')', 'arm') AS b USING (strata, time)
  WHERE b.id = 'p' AND b.terminal = 'state = ''death''';
-- another unit of time: eighths of a day to the last bit, hours and tenths but for rounding; the means are in that unit
SELECT unit, count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12,
    sum(a.n_risk <> b.n_risk OR a.n_event <> b.n_event OR a.n_censor <> b.n_censor)
  FROM (SELECT column1 AS unit, format('day * %!.1f', column1) AS days FROM (VALUES (8.0), (24.0), (0.1))) AS u,
    state_curve('moves', days, 'state', 'arm') AS b JOIN curve AS a ON a.strata = b.strata AND a.state = b.state AND abs(a.time * unit - b.time) < 1e-9
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''' GROUP BY unit ORDER BY unit;
SELECT unit, count(*), max(abs(a.estimate * unit - b.estimate)) < 1e-11, max(abs(a.std_error * unit - b.std_error)) < 1e-11
  FROM (SELECT column1 AS unit, format('day * %!.1f', column1) AS days FROM (VALUES (8.0), (24.0), (0.1))) AS u,
    state_rmst('moves', days, 'state', 'arm') AS b JOIN mean AS a ON a.strata = b.strata AND a.state = b.state AND a.tau = 30
  WHERE b.id = 'p' AND b.censor = 'last' AND b.initial = '''CR''' AND b.tau = 30 * unit GROUP BY unit ORDER BY unit;
SELECT unit, count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12
  FROM (SELECT column1 AS unit, format('day * %!.1f', column1) AS days FROM (VALUES (8.0), (24.0), (0.1))) AS u,
    mcf_curve('moves', days, 'state IN (''relapse'', ''GVHD'')', 'arm') AS b JOIN mcf AS a ON a.strata = b.strata AND abs(a.time * unit - b.time) < 1e-9
  WHERE b.id = 'p' AND b.terminal = 'state = ''death''' GROUP BY unit ORDER BY unit;
-- a weight is so many patients written out
CREATE VIEW written AS SELECT p || '/' || value AS p, day, state, arm FROM moves JOIN json_each('[1, 2, 3]') ON value <= w;
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12,
    sum(a.n_risk <> b.n_risk OR a.n_event <> b.n_event OR a.n_censor <> b.n_censor)
  FROM state_curve('moves', 'day', 'state', 'arm') AS a JOIN state_curve('written', 'day', 'state', 'arm') AS b USING (strata, state, time)
  WHERE a.id = 'p' AND a.censor = 'last' AND a.weight = 'w' AND b.id = 'p' AND b.censor = 'last';
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12, sum(a.n_risk <> b.n_risk)
  FROM mcf_curve('moves', 'day', 'state = ''relapse''', 'arm') AS a JOIN mcf_curve('written', 'day', 'state = ''relapse''', 'arm') AS b USING (strata, time)
  WHERE a.id = 'p' AND a.terminal = 'state = ''death''' AND a.weight = 'w' AND b.id = 'p' AND b.terminal = 'state = ''death''';
-- a sampling weight times a constant
SELECT count(*), max(abs(a.estimate - b.estimate)) < 1e-14, max(abs(a.std_error - b.std_error)) < 1e-12
  FROM state_curve('moves', 'day', 'state', 'arm') AS a JOIN state_curve('moves', 'day', 'state', 'arm') AS b USING (strata, state, time)
  WHERE a.id = 'p' AND a.censor = 'last' AND a.weight = 'w' AND a.weight_type = 'sampling'
    AND b.id = 'p' AND b.censor = 'last' AND b.weight = 'w / 7.0' AND b.weight_type = 'sampling';
-- unions are sums of states; of all states they are 1 without an error; the error of the others is the same
CREATE TEMP TABLE sums AS SELECT * FROM state_curve('moves', 'day', 'state', 'arm') WHERE id = 'p' AND censor = 'last' AND initial = '''CR'''
  AND unions = '{"well": "CR", "alive": ["CR", "relapse", "GVHD"], "all": ["CR", "relapse", "GVHD", "death"]}';
SELECT count(*), max(abs(s.estimate - c.estimate)) < 1e-14, sum(s.n_risk <> c.n_risk)
  FROM sums AS s JOIN (SELECT strata, time, sum(estimate) AS estimate, sum(n_risk) AS n_risk FROM curve WHERE state <> 'death' GROUP BY 1, 2) AS c
  USING (strata, time) WHERE s.state = 'alive';
SELECT count(*), max(abs(s.estimate - 1)) < 1e-14, max(s.std_error) < 1e-14 FROM sums AS s WHERE state = 'all';
SELECT count(*), max(abs(s.estimate - c.estimate)) = 0, max(abs(s.std_error - c.std_error)) < 1e-15 FROM sums AS s
  JOIN curve AS c ON s.strata = c.strata AND s.time = c.time AND c.state = 'CR' WHERE s.state = 'well';
SELECT count(*), max(abs(s.std_error - c.std_error)) < 1e-14 FROM sums AS s
  JOIN curve AS c ON s.strata = c.strata AND s.time = c.time AND c.state = 'death' WHERE s.state = 'alive';
-- a mean is the area under the curve
SELECT count(*), max(abs(m.estimate - a.area)) < 1e-12 FROM mean AS m
  JOIN (SELECT strata, state, tau, sum(estimate * (min(next, tau) - time)) AS area
        FROM (SELECT *, lead(time, 1, 1000) OVER (PARTITION BY strata, state ORDER BY time) AS next FROM curve), (SELECT DISTINCT tau FROM mean)
        WHERE time < tau GROUP BY 1, 2, 3) AS a USING (strata, state, tau);
-- one state that ends all: Kaplan-Meier. Two: cumulative incidence
SELECT count(*), max(abs(s.estimate + k.estimate - 1)) < 1e-14, max(abs(s.std_error - k.std_error)) < 1e-14, sum(s.n_event <> k.n_event)
  FROM state_curve('ends', 'day', 'state', 'arm') AS s JOIN km_curve('ends', 'day', 'state = ''death''', 'arm') AS k USING (strata, time)
  WHERE s.id = 'p' AND s.censor = 'last' AND s.state = 'death';
CREATE VIEW first AS SELECT p, min(day) AS day, state, arm FROM moves WHERE state <> 'CR' GROUP BY p;
SELECT s.var_type, count(*), max(abs(s.estimate - c.estimate)) < 1e-14, max(abs(s.std_error - c.std_error)) < 1e-12, sum(s.n_event <> c.n_event)
  FROM state_curve('SELECT * FROM first WHERE state <> ''GVHD''', 'day', 'state', 'arm') AS s
  JOIN cuminc('SELECT * FROM first WHERE state <> ''GVHD''', 'day', 'state', 'arm') AS c ON s.strata = c.strata AND s.state = c.outcome AND s.time = c.time
  WHERE s.id = 'p' AND s.censor = 'last' AND s.var_type IN ('jackknife', 'greenwood') AND c.censor = 'last' AND c.var_type = 'delta' GROUP BY 1;
-- Chapman and Kolmogorov: the way from 0 to 35 goes through the states of day 12, and nobody leaves death
SELECT count(*), max(abs(total - estimate)) < 1e-14 FROM (
  SELECT c.strata, c.state, c.estimate, sum(h.estimate * coalesce(later.estimate, later.state = s.start)) AS total
  FROM (SELECT DISTINCT state AS start FROM curve) AS s
  JOIN state_curve('moves', 'day', 'state', 'arm') AS later
  JOIN state_curve('moves', 'day', 'state', 'arm') AS h ON h.strata = later.strata AND h.state = s.start
  JOIN state_curve('moves', 'day', 'state', 'arm') AS c ON c.strata = later.strata AND c.state = later.state
  WHERE later.id = 'p' AND later.censor = 'last' AND later.initial = '''CR''' AND later.from_time = 12 AND later.from_state = s.start AND later.times = 35
    AND h.id = 'p' AND h.censor = 'last' AND h.initial = '''CR''' AND h.times = 12
    AND c.id = 'p' AND c.censor = 'last' AND c.initial = '''CR''' AND c.times = 35
  GROUP BY 1, 2);
-- without deaths, the mean count is the sum of n_event / n_risk
SELECT count(*), max(abs(estimate - total)) < 1e-14 FROM (
  SELECT estimate, sum(1.0 * n_event / n_risk) OVER (PARTITION BY strata ORDER BY time) AS total
  FROM mcf_curve('moves', 'day', 'state IN (''relapse'', ''GVHD'')', 'arm') WHERE id = 'p' AND terminal = '0' AND time > 0);
