-- Options that mean the same in every function, in those that no other script gives them to: conf_level and conf_type by
-- their formulas, id by patients whose rows are split, weight by rows written out, max_iter and tolerance by what does not
-- change. A row for each: how many numbers were compared, and whether all are the same to 1e-9.

CREATE TABLE whole(p INTEGER PRIMARY KEY, since REAL, until REAL, died INTEGER, cause TEXT, arm TEXT, site TEXT, x REAL,
                   n INTEGER);
WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < 200)
INSERT INTO whole
SELECT i, iif(i % 3, 0, i * 31 % 17) AS since, iif(i % 3, 0, i * 31 % 17) + 1 + i * 7919 % 97,
       i * 37 % 5 > 1, iif(i * 37 % 5 > 1, iif(i * 11 % 7 > 3, 'relapse', 'death'), 'alive'), char(65 + i * 29 % 2),
       char(97 + i * 53 % 3), i * 13 % 11, 1 + i * 17 % 3
FROM counter;
CREATE TABLE split AS
WITH RECURSIVE pieces(p, since, until, k) AS (
  SELECT p, since, until, 1 + p * 11 % 4 FROM whole
  UNION ALL SELECT p, since + (until - since) / 2, until, k - 1 FROM pieces WHERE k > 1)
SELECT w.p, pieces.since, iif(k > 1, pieces.since + (w.until - pieces.since) / 2, w.until) AS until,
       iif(k > 1, 0, died) AS died, iif(k > 1, 'alive', cause) AS cause, arm, site, x, n
FROM pieces JOIN whole w USING (p) ORDER BY pieces.since * 7919 % 13, p * 31 % 17;
CREATE TABLE written AS
WITH RECURSIVE copies(p, k) AS (SELECT p, n FROM whole UNION ALL SELECT p, k - 1 FROM copies WHERE k > 1)
SELECT p, since, until, died, cause, arm, site, x FROM copies JOIN whole USING (p);
CREATE TEMP TABLE compared(what TEXT, numbers INTEGER, off REAL);

-- conf_level = 0.99: the quantile of the normal distribution in place of 1.96
CREATE TEMP TABLE z(z REAL);
INSERT INTO z VALUES (2.5758293035489004);
INSERT INTO compared SELECT 'cox: conf_level', count(conf_low),
  max(abs(conf_low / exp(estimate - z * std_error) - 1) + abs(conf_high / exp(estimate + z * std_error) - 1))
FROM cox('whole', 'until', 'died', 'arm, x'), z WHERE conf_level = 0.99;
INSERT INTO compared SELECT 'finegray: conf_level', count(conf_low),
  max(abs(conf_low / exp(estimate - z * std_error) - 1) + abs(conf_high / exp(estimate + z * std_error) - 1))
FROM finegray('whole', 'until', 'cause', 'arm, x'), z WHERE cause = 'relapse' AND censor = 'alive' AND conf_level = 0.99;
INSERT INTO compared SELECT 'aft: conf_level', count(conf_low),
  max(abs(conf_low / exp(estimate - z * std_error) - 1) + abs(conf_high / exp(estimate + z * std_error) - 1))
FROM aft('whole', 'until - since', 'died', 'arm, x'), z WHERE conf_level = 0.99 AND time_ratio IS NOT NULL;
INSERT INTO compared SELECT 'aft_curve: conf_level, plain', count(conf_low),
  max(abs(conf_low - max(0, estimate - z * std_error)) + abs(conf_high - min(1, estimate + z * std_error)))
FROM aft_curve('whole', 'until - since', 'died', 'arm, x', 'SELECT ''A'' AS arm, 3 AS x'), z
WHERE conf_level = 0.99 AND conf_type = 'plain' AND times = '5,20,60';
INSERT INTO compared SELECT 'cox_adjusted_curve: conf_level, plain', count(conf_low),
  max(abs(conf_low - max(0, estimate - z * std_error)) + abs(conf_high - min(1, estimate + z * std_error)))
FROM cox_adjusted_curve('whole', 'until', 'died', 'arm', 'x'), z WHERE conf_level = 0.99 AND conf_type = 'plain' AND times = '10,40,70';
INSERT INTO compared SELECT 'cox_adjusted_test: conf_level', count(conf_low),
  max(abs(conf_low - (difference - z * std_error)) + abs(conf_high - (difference + z * std_error)))
FROM cox_adjusted_test('whole', 'until', 'died', 'arm', 'x'), z WHERE conf_level = 0.99 AND times = '10,40,70';
INSERT INTO compared SELECT 'cuminc_adjusted_curve: conf_level, plain', count(conf_low),
  max(abs(conf_low - max(0, estimate - z * std_error)) + abs(conf_high - min(1, estimate + z * std_error)))
FROM cuminc_adjusted_curve('whole', 'until', 'cause', 'arm', 'x'), z
WHERE censor = 'alive' AND conf_level = 0.99 AND conf_type = 'plain' AND times = '10,40,70';
INSERT INTO compared SELECT 'cuminc_adjusted_test: conf_level', count(conf_low),
  max(abs(conf_low - (difference - z * std_error)) + abs(conf_high - (difference + z * std_error)))
FROM cuminc_adjusted_test('whole', 'until', 'cause', 'arm', 'x'), z WHERE censor = 'alive' AND conf_level = 0.99 AND times = '10,40,70';
INSERT INTO compared SELECT 'cause_specific_curve: conf_level, plain', count(conf_low),
  max(abs(conf_low - max(0, estimate - z * std_error)) + abs(conf_high - min(1, estimate + z * std_error)))
FROM cause_specific_curve('whole', 'until', 'cause', 'arm, x', 'SELECT ''A'' AS arm, 3 AS x'), z
WHERE censor = 'alive' AND conf_level = 0.99 AND conf_type = 'plain' AND times = '10,40,70';
INSERT INTO compared SELECT 'state_rmst: conf_level', count(conf_low),
  max(abs(conf_low - max(0, estimate - z * std_error)) + abs(conf_high - (estimate + z * std_error)))
FROM state_rmst('SELECT p, until, cause FROM whole', 'until', 'cause', NULL, 'p'), z
WHERE censor = 'alive' AND tau = 50 AND conf_level = 0.99;
INSERT INTO compared SELECT 'mcf_curve: conf_level, log', count(conf_low),
  max(abs(conf_low / (estimate * exp(-z * std_error / estimate)) - 1) + abs(conf_high / (estimate * exp(z * std_error / estimate)) - 1))
FROM mcf_curve('SELECT p, until, died FROM whole UNION ALL SELECT p, until + 1, 0 FROM whole', 'until', 'died', NULL, 'p', '0'), z WHERE conf_level = 0.99;

-- extend: after the last time, what was known then
INSERT INTO compared SELECT 'cuminc_adjusted_curve: extend', count(late.estimate), max(abs(late.estimate - last.estimate))
FROM (SELECT * FROM cuminc_adjusted_curve('whole', 'until', 'cause', 'arm', 'x') WHERE censor = 'alive' AND times = '500' AND extend = 1) AS late
JOIN (SELECT strata, outcome, max(time), estimate FROM cuminc_adjusted_curve('whole', 'until', 'cause', 'arm', 'x')
      WHERE censor = 'alive' GROUP BY strata, outcome) AS last USING (strata, outcome);
INSERT INTO compared SELECT 'cause_specific_curve: extend', count(late.estimate), max(abs(late.estimate - last.estimate))
FROM (SELECT * FROM cause_specific_curve('whole', 'until', 'cause', 'arm, x', 'SELECT ''B'' AS arm, 1 AS x')
      WHERE censor = 'alive' AND times = '500' AND extend = 1) AS late
JOIN (SELECT outcome, max(time), estimate FROM cause_specific_curve('whole', 'until', 'cause', 'arm, x', 'SELECT ''B'' AS arm, 1 AS x')
      WHERE censor = 'alive' GROUP BY outcome) AS last USING (outcome);

-- id: rows of one patient, split at random, are the patient
INSERT INTO compared SELECT 'logrank_maxcombo: id', count(b.p_value), max(abs(a.z - b.z) + abs(a.p_value - b.p_value))
FROM logrank_maxcombo('whole', 'until', 'died', 'arm') AS a JOIN logrank_maxcombo('split', 'until', 'died', 'arm') AS b ON b.component = a.component
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p';
INSERT INTO compared SELECT 'gray_pairwise: id', count(b.p_value), max(abs(a.statistic - b.statistic) + abs(a.p_value - b.p_value))
FROM (SELECT * FROM gray_pairwise('whole', 'until', 'cause', 'site') WHERE entry = 'since' AND censor = 'alive') AS a
JOIN (SELECT * FROM gray_pairwise('split', 'until', 'cause', 'site') WHERE entry = 'since' AND censor = 'alive' AND id = 'p') AS b
  USING (outcome, strata1, strata2);
INSERT INTO compared SELECT 'cuminc_summary: id', count(b.n), max(abs(a.n - b.n) + abs(a.n_event - b.n_event) + abs(a.n_censor - b.n_censor)
    + abs(a.follow_up_median - b.follow_up_median))
FROM cuminc_summary('whole', 'until', 'cause', 'arm') AS a JOIN cuminc_summary('split', 'until', 'cause', 'arm') AS b
  ON b.strata = a.strata AND b.outcome = a.outcome
WHERE a.entry = 'since' AND b.entry = 'since' AND a.censor = 'alive' AND b.censor = 'alive' AND b.id = 'p';
INSERT INTO compared SELECT 'cox_adjusted_test: id', count(b.p_value), max(abs(a.difference - b.difference) + abs(a.std_error - b.std_error))
FROM cox_adjusted_test('whole', 'until', 'died', 'arm', 'x') AS a JOIN cox_adjusted_test('split', 'until', 'died', 'arm', 'x') AS b ON b.time = a.time
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND a.times = '30,60' AND b.times = '30,60';
INSERT INTO compared SELECT 'cuminc_adjusted_test: id', count(b.p_value), max(abs(a.difference - b.difference) + abs(a.std_error - b.std_error))
FROM cuminc_adjusted_test('whole', 'until', 'cause', 'arm', 'x') AS a
JOIN cuminc_adjusted_test('split', 'until', 'cause', 'arm', 'x') AS b ON b.time = a.time AND b.outcome = a.outcome
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND a.times = '30,60' AND b.times = '30,60' AND a.censor = 'alive' AND b.censor = 'alive';

-- finegray_terms: of a term with one coefficient, the square of what finegray says of it, whatever the options
INSERT INTO compared SELECT 'finegray_terms: censor, weight', count(t.wald_p),
  max(abs(t.wald_statistic / (f.statistic * f.statistic) - 1) + abs(t.wald_p - f.p_value))
FROM finegray_terms('whole', 'until', 'cause', 'arm, x') AS t JOIN finegray('whole', 'until', 'cause', 'arm, x') AS f
  ON f.term = t.term AND f.estimate <> 0
WHERE t.cause = 'relapse' AND f.cause = 'relapse' AND t.censor = 'alive' AND f.censor = 'alive' AND t.weight = 'n' AND f.weight = 'n';
INSERT INTO compared SELECT 'finegray_terms: rows written out', count(t.wald_p), max(abs(t.wald_statistic / f.wald_statistic - 1))
FROM finegray_terms('whole', 'until', 'cause', 'site, x') AS t JOIN finegray_terms('written', 'until', 'cause', 'site, x') AS f USING (term)
WHERE t.cause = 'relapse' AND f.cause = 'relapse' AND t.censor = 'alive' AND f.censor = 'alive' AND t.weight = 'n';
INSERT INTO compared SELECT 'finegray_terms: entry, id', count(t.wald_p), max(abs(t.wald_statistic / f.wald_statistic - 1))
FROM finegray_terms('whole', 'until', 'cause', 'site, x') AS t JOIN finegray_terms('split', 'until', 'cause', 'site, x') AS f USING (term)
WHERE t.cause = 'relapse' AND f.cause = 'relapse' AND t.censor = 'alive' AND f.censor = 'alive' AND t.entry = 'since' AND f.entry = 'since' AND f.id = 'p';
INSERT INTO compared SELECT 'finegray_terms: censor_by, weight_type', count(t.wald_p),
  max(abs(t.wald_statistic / (f.statistic * f.statistic) - 1) + abs(t.wald_p - f.p_value))
FROM finegray_terms('whole', 'until', 'cause', 'arm, x') AS t JOIN finegray('whole', 'until', 'cause', 'arm, x') AS f
  ON f.term = t.term AND f.estimate <> 0
WHERE t.cause = 'relapse' AND f.cause = 'relapse' AND t.censor = 'alive' AND f.censor = 'alive' AND t.weight = 'n / 7.0' AND f.weight = 'n / 7.0'
  AND t.weight_type = 'sampling' AND f.weight_type = 'sampling' AND t.censor_by = 'site' AND f.censor_by = 'site';

-- tolerance and max_iter: once it has converged, nothing changes; max_levels: a limit, not a number
INSERT INTO compared SELECT 'cox: tolerance, max_iter', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM cox('whole', 'until', 'died', 'x') AS a JOIN cox('whole', 'until', 'died', 'x') AS b WHERE b.tolerance = 1e-13 AND b.max_iter = 99;
INSERT INTO compared SELECT 'finegray: tolerance, max_iter', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM finegray('whole', 'until', 'cause', 'x') AS a JOIN finegray('whole', 'until', 'cause', 'x') AS b
WHERE a.cause = 'relapse' AND b.cause = 'relapse' AND a.censor = 'alive' AND b.censor = 'alive' AND b.tolerance = 1e-13 AND b.max_iter = 99;
INSERT INTO compared SELECT 'cox_terms: entry, tolerance, max_iter, max_levels', count(b.wald_p), max(abs(a.wald_statistic - b.wald_statistic))
FROM cox_terms('whole', 'until', 'died', 'site, x') AS a JOIN cox_terms('split', 'until', 'died', 'site, x') AS b USING (term)
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
SELECT estimate FROM cox('whole', 'until', 'died', 'site') WHERE max_levels = 2;
SELECT estimate FROM finegray('whole', 'until', 'cause', 'site') WHERE cause = 'relapse' AND censor = 'alive' AND max_levels = 2;
SELECT estimate FROM aft('whole', 'until - since', 'died', 'site') WHERE max_levels = 2;

SELECT what, numbers, off < 1e-9 AS same FROM compared;
