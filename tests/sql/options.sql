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

-- weight_type: counts is what a weight is where nothing is said; sampling gives aft_curve the estimates of counts, and errors
-- that the scale of the weights does not change
INSERT INTO compared SELECT 'gray_pairwise: weight_type', count(b.p_value), max(abs(a.statistic - b.statistic) + abs(a.p_adjusted - b.p_adjusted))
FROM gray_pairwise('whole', 'until', 'cause', 'site') AS a JOIN gray_pairwise('written', 'until', 'cause', 'site') AS b USING (outcome, strata1, strata2)
WHERE a.censor = 'alive' AND a.weight = 'n' AND a.weight_type = 'counts' AND b.censor = 'alive';
INSERT INTO compared SELECT 'aft_curve: sampling', count(c.std_error),
  max(abs(a.estimate - b.estimate) + abs(b.estimate - c.estimate) + abs(b.std_error - c.std_error))
FROM aft_curve('whole', 'until - since', 'died', 'arm, x', 'SELECT ''A'' AS arm, 3 AS x') AS a
JOIN aft_curve('whole', 'until - since', 'died', 'arm, x', 'SELECT ''A'' AS arm, 3 AS x') AS b USING (time)
JOIN aft_curve('whole', 'until - since', 'died', 'arm, x', 'SELECT ''A'' AS arm, 3 AS x') AS c USING (time)
WHERE a.times = '5,20,60' AND b.times = '5,20,60' AND c.times = '5,20,60' AND a.weight = 'n' AND b.weight = 'n' AND c.weight = 'n / 7.0'
  AND b.weight_type = 'sampling' AND c.weight_type = 'sampling';

-- Firth's penalty: half the logarithm of the information is added, which its definition gives of x alone at distinct times
CREATE TABLE distinct_times AS SELECT p, until + p / 1000.0 AS t, died, arm, x FROM whole;
CREATE TEMP TABLE penalized AS
WITH fitted(b) AS (SELECT estimate FROM cox('distinct_times', 't', 'died', 'x') WHERE penalty = 'firth' UNION ALL SELECT 0.0),
sums AS (
  SELECT b, e.p, e.x, sum(exp(b * r.x)) AS s0, sum(r.x * exp(b * r.x)) AS s1, sum(r.x * r.x * exp(b * r.x)) AS s2
  FROM fitted, distinct_times AS e JOIN distinct_times AS r ON r.t >= e.t WHERE e.died GROUP BY b, e.p)
SELECT b, sum(b * x - ln(s0)) + ln(sum(s2 / s0 - s1 * s1 / (s0 * s0))) / 2 AS loglik FROM sums GROUP BY b;
INSERT INTO compared SELECT 'cox_summary: penalty', count(lr_statistic),
  max(abs(lr_statistic - 2 * (SELECT sum(iif(b = 0, -loglik, loglik)) FROM penalized)))
FROM cox_summary('distinct_times', 't', 'died', 'x') WHERE penalty = 'firth';
-- in a subgroup it is that of cox with Wald's limits, of these patients
INSERT INTO compared SELECT 'cox_subgroups: penalty', count(s.hazard_ratio), max(abs(s.hazard_ratio / c.hazard_ratio - 1) + abs(s.p_value - c.p_value))
FROM cox_subgroups('whole', 'until', 'died', 'arm', 'site') AS s, (SELECT 'a' AS site UNION ALL SELECT 'b' UNION ALL SELECT 'c') AS w,
     cox('SELECT * FROM whole WHERE site = ''' || w.site || '''', 'until', 'died', 'arm') AS c
WHERE s.penalty = 'firth' AND c.penalty = 'firth' AND c.limits = 'wald' AND s.level = w.site;
-- of very many patients nothing is left of it
INSERT INTO compared SELECT 'cox_zph: penalty', count(a.statistic), max(abs(a.statistic / b.statistic - 1))
FROM cox_zph('distinct_times', 't', 'died', 'arm, x') AS a JOIN cox_zph('distinct_times', 't', 'died', 'arm, x') AS b USING (term)
WHERE a.penalty = 'firth' AND a.weight = '1e11' AND b.weight = '1e11' AND a.ties = 'breslow' AND b.ties = 'breslow';
INSERT INTO compared SELECT 'cox_zph: penalty, few patients', count(a.statistic), iif(min(abs(a.statistic / b.statistic - 1)) > 1e-4, 0, 1)
FROM cox_zph('distinct_times', 't', 'died', 'arm, x') AS a JOIN cox_zph('distinct_times', 't', 'died', 'arm, x') AS b USING (term)
WHERE a.penalty = 'firth';

-- conf_level where limits are no formula of the error alone: with Poisson's distribution summed up, half of 1 - conf_level is
-- beyond either limit; on the scale of the logarithm the limits are the further apart as the quantile is larger
CREATE TEMP TABLE centre AS SELECT * FROM centre_outcomes('whole', 'until', 'died', 'site') WHERE conf_level = 0.9;
INSERT INTO compared
WITH RECURSIVE poisson(strata, mean, events, k, term, total) AS (
  SELECT strata, conf_low * expected, n_event - 1, 0, exp(-conf_low * expected), exp(-conf_low * expected) FROM centre
  UNION ALL SELECT strata, conf_high * expected, n_event, 0, exp(-conf_high * expected), exp(-conf_high * expected) FROM centre
  UNION ALL SELECT strata, mean, events, k + 1, term * mean / (k + 1), total + term * mean / (k + 1) FROM poisson WHERE k < events)
SELECT 'centre_outcomes: conf_level', count(*), max(abs(min(total, 1 - total) - 0.05)) FROM poisson WHERE k = events;
CREATE TABLE constant_rate AS SELECT 0 AS age, 'F' AS sex, 2000 AS year, 0.1 AS rate;
INSERT INTO compared SELECT 'relative_survival: conf_level', count(conf_low),
  max(abs(conf_low / (estimate * exp(-z * std_error / estimate)) - 1) + abs(conf_high / (estimate * exp(z * std_error / estimate)) - 1))
FROM relative_survival('whole', 'until', 'died'), z
WHERE age = 50 AND year = 2001 AND sex = '''F''' AND rates = 'constant_rate' AND conf_level = 0.99 AND estimate > 0;

-- tolerance and max_iter: once it has converged, nothing changes; max_levels: a limit, not a number
INSERT INTO compared SELECT 'cox: tolerance, max_iter', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM cox('whole', 'until', 'died', 'x') AS a JOIN cox('whole', 'until', 'died', 'x') AS b WHERE b.tolerance = 1e-13 AND b.max_iter = 99;
INSERT INTO compared SELECT 'finegray: tolerance, max_iter', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM finegray('whole', 'until', 'cause', 'x') AS a JOIN finegray('whole', 'until', 'cause', 'x') AS b
WHERE a.cause = 'relapse' AND b.cause = 'relapse' AND a.censor = 'alive' AND b.censor = 'alive' AND b.tolerance = 1e-13 AND b.max_iter = 99;
INSERT INTO compared SELECT 'cox_terms: entry, tolerance, max_iter, max_levels', count(b.wald_p), max(abs(a.wald_statistic - b.wald_statistic))
FROM cox_terms('whole', 'until', 'died', 'site, x') AS a JOIN cox_terms('split', 'until', 'died', 'site, x') AS b USING (term)
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
INSERT INTO compared SELECT 'cox_summary: tolerance, max_iter', count(b.loglik), max(abs(a.loglik - b.loglik) + abs(a.wald_statistic - b.wald_statistic))
FROM cox_summary('whole', 'until', 'died', 'site, x') AS a JOIN cox_summary('whole', 'until', 'died', 'site, x') AS b
WHERE b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
INSERT INTO compared SELECT 'cox_subgroups: tolerance, max_iter', count(b.hazard_ratio), max(abs(a.hazard_ratio - b.hazard_ratio) + abs(a.p_value - b.p_value))
FROM cox_subgroups('whole', 'until', 'died', 'arm', 'site', 'x') AS a JOIN cox_subgroups('whole', 'until', 'died', 'arm', 'site', 'x') AS b
  ON b.variable = a.variable AND b.level IS a.level
WHERE b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
INSERT INTO compared SELECT 'cox_zph: tolerance, max_iter', count(b.statistic), max(abs(a.statistic - b.statistic))
FROM cox_zph('whole', 'until', 'died', 'site, x') AS a JOIN cox_zph('whole', 'until', 'died', 'site, x') AS b USING (term)
WHERE b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
INSERT INTO compared SELECT 'aft_curve: tolerance, max_iter', count(b.estimate), max(abs(a.estimate - b.estimate) + abs(a.std_error - b.std_error))
FROM aft_curve('whole', 'until - since', 'died', 'site, x', 'SELECT ''a'' AS site, 3 AS x') AS a
JOIN aft_curve('whole', 'until - since', 'died', 'site, x', 'SELECT ''a'' AS site, 3 AS x') AS b USING (time)
WHERE a.times = '5,20,60' AND b.times = '5,20,60' AND b.tolerance = 1e-13 AND b.max_iter = 99 AND b.max_levels = 3;
SELECT * FROM cox_summary('whole', 'until', 'died', 'site') WHERE max_levels = 2;
SELECT * FROM cox_zph('whole', 'until', 'died', 'site') WHERE max_levels = 2;
SELECT * FROM cox_subgroups('whole', 'until', 'died', 'arm', 'x', 'site') WHERE max_levels = 2;
SELECT * FROM aft_curve('whole', 'until - since', 'died', 'site', 'SELECT ''a'' AS site') WHERE times = 5 AND max_levels = 2;
SELECT * FROM centre_outcomes('whole', 'until', 'died', 'arm', 'site') WHERE max_levels = 2;
SELECT estimate FROM cox('whole', 'until', 'died', 'site') WHERE max_levels = 2;
SELECT estimate FROM finegray('whole', 'until', 'cause', 'site') WHERE cause = 'relapse' AND censor = 'alive' AND max_levels = 2;
SELECT estimate FROM aft('whole', 'until - since', 'died', 'site') WHERE max_levels = 2;

SELECT what, numbers, off < 1e-9 AS same FROM compared;
