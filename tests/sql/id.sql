-- id: the rows of one patient. Whoever changes groups has a row for each stay, from entry to time.

-- Five patients, of whom three are transplanted (at 2, 4 and 1), and four die (at 6, 3, 5, 7).
CREATE TABLE patients(p TEXT, transplanted INTEGER, until INTEGER, died INTEGER);
INSERT INTO patients VALUES ('a', 2, 6, 1), ('b', NULL, 3, 1), ('c', 4, 8, 0), ('d', NULL, 5, 1), ('e', 1, 7, 1);
CREATE VIEW stays AS
SELECT p, 0 AS since, ifnull(transplanted, until) AS until, iif(transplanted IS NULL, died, 0) AS died, 'no' AS graft
FROM patients
UNION ALL SELECT p, transplanted, until, died, 'yes' FROM patients WHERE transplanted IS NOT NULL;

-- Mantel-Byar, by hand. Expected without a graft: 3/5 at 3, 1/4 at 5, none at 6 and 7, variance 3/5 2/5 + 1/4 3/4.
SELECT strata, n, observed, round(expected, 12) AS expected,
       round(statistic - (2 - 0.85) * (2 - 0.85) / (0.24 + 0.1875), 12) + 0.0 AS off
FROM logrank('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p';
-- the same without id, but that all rows count as patients; no patient has two in one group
SELECT strata, n FROM logrank('stays', 'until', 'died', 'graft') WHERE entry = 'since';
-- Simon-Makuch: three leave 'no' alive, and are counted there as censored
SELECT strata, time, n_risk, n_event, n_censor, round(estimate, 6) AS estimate
FROM km_curve('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p';
-- without groups it is the curve of five patients, each with one row
SELECT * FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = 'p'
EXCEPT SELECT * FROM km_curve('patients', 'until', 'died');
SELECT n_censor FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = 'p' AND times = 8;
SELECT n_censor FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND times = 8;

-- Follow-up split at random changes no byte: joined again, the rows are those of the patients.
CREATE TABLE whole(p INTEGER PRIMARY KEY, since REAL, until REAL, died INTEGER, cause TEXT, arm TEXT, site TEXT, x REAL,
                   n INTEGER);
WITH RECURSIVE counter(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < 200)
INSERT INTO whole
SELECT i, iif(i % 3, 0, i * 31 % 17) AS since, iif(i % 3, 0, i * 31 % 17) + 1 + i * 7919 % 40,
       i * 37 % 5 > 1, iif(i * 37 % 5 > 1, iif(i % 2, 'relapse', 'death'), 'alive'), char(65 + i * 29 % 3),
       char(97 + i * 53 % 2), i * 13 % 11, 1 + i * 17 % 3
FROM counter;
CREATE TABLE split AS
WITH RECURSIVE pieces(p, since, until, k) AS (
  SELECT p, since, until, 1 + p * 11 % 5 FROM whole
  UNION ALL SELECT p, since + (until - since) / 2, until, k - 1 FROM pieces WHERE k > 1)
SELECT w.p, pieces.since, iif(k > 1, pieces.since + (w.until - pieces.since) / 2, w.until) AS until,
       iif(k > 1, 0, died) AS died, iif(k > 1, 'alive', cause) AS cause, arm, site, x, n
FROM pieces JOIN whole w USING (p) ORDER BY pieces.since * 7919 % 13, p * 31 % 17;
SELECT count(*), count(DISTINCT p) FROM split;

CREATE TEMP TABLE differ(name TEXT, rows INTEGER, of INTEGER);
INSERT INTO differ SELECT 'km_curve', count(*), (SELECT count(*) FROM km_curve('whole', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n') FROM (
  SELECT * FROM km_curve('whole', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' EXCEPT
  SELECT * FROM km_curve('split', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' AND id = 'p');
INSERT INTO differ SELECT 'km_curve, reverse', count(*), (SELECT count(*) FROM km_curve('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p' AND reverse = 1) FROM (
  SELECT * FROM km_curve('whole', 'until', 'died', 'arm') WHERE entry = 'since' AND reverse = 1 EXCEPT
  SELECT * FROM km_curve('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p' AND reverse = 1);
INSERT INTO differ SELECT 'nelson_aalen', count(*), (SELECT count(*) FROM nelson_aalen('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM nelson_aalen('whole', 'until', 'died', 'arm') WHERE entry = 'since' EXCEPT
  SELECT * FROM nelson_aalen('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p');
INSERT INTO differ SELECT 'km_quantile', count(*), (SELECT count(*) FROM km_quantile('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM km_quantile('whole', 'until', 'died', 'arm') WHERE entry = 'since' EXCEPT
  SELECT * FROM km_quantile('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p');
INSERT INTO differ SELECT 'km_summary', count(*), (SELECT count(*) FROM km_summary('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM km_summary('whole', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' EXCEPT
  SELECT * FROM km_summary('split', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' AND id = 'p');
INSERT INTO differ SELECT 'rmst', count(*), (SELECT count(*) FROM rmst('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM rmst('whole', 'until', 'died', 'arm') WHERE entry = 'since' EXCEPT
  SELECT * FROM rmst('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p');
INSERT INTO differ SELECT 'rmst_test', count(*), (SELECT count(*) FROM rmst_test('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM rmst_test('whole', 'until', 'died', 'arm') WHERE entry = 'since' EXCEPT
  SELECT * FROM rmst_test('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p');
INSERT INTO differ SELECT 'cuminc', count(*), (SELECT count(*) FROM cuminc('split', 'until', 'cause', 'arm') WHERE entry = 'since' AND id = 'p' AND censor = 'alive') FROM (
  SELECT * FROM cuminc('whole', 'until', 'cause', 'arm') WHERE entry = 'since' AND censor = 'alive' EXCEPT
  SELECT * FROM cuminc('split', 'until', 'cause', 'arm') WHERE entry = 'since' AND id = 'p' AND censor = 'alive');
INSERT INTO differ SELECT 'gray', count(*), (SELECT count(*) FROM gray('split', 'until', 'cause', 'arm') WHERE entry = 'since' AND id = 'p' AND censor = 'alive') FROM (
  SELECT * FROM gray('whole', 'until', 'cause', 'arm') WHERE entry = 'since' AND censor = 'alive' EXCEPT
  SELECT * FROM gray('split', 'until', 'cause', 'arm') WHERE entry = 'since' AND id = 'p' AND censor = 'alive');
INSERT INTO differ SELECT 'logrank', count(*), (SELECT count(*) FROM logrank('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM logrank('whole', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' AND stratify = 'site' EXCEPT
  SELECT * FROM logrank('split', 'until', 'died', 'arm') WHERE entry = 'since' AND weight = 'n' AND stratify = 'site' AND id = 'p');
INSERT INTO differ SELECT 'logrank_pairwise', count(*), (SELECT count(*) FROM logrank_pairwise('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p') FROM (
  SELECT * FROM logrank_pairwise('whole', 'until', 'died', 'arm') WHERE entry = 'since' EXCEPT
  SELECT * FROM logrank_pairwise('split', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p');
INSERT INTO differ SELECT 'surv()', count(*), (SELECT count(*) FROM km_curve((SELECT surv(until, died, arm, n, since, p) FROM split))) FROM (
  SELECT * FROM km_curve((SELECT surv(until, died, arm, n, since) FROM whole)) EXCEPT
  SELECT * FROM km_curve((SELECT surv(until, died, arm, n, since, p) FROM split)));
SELECT * FROM differ;

-- A Cox model joins rows that agree in all their terms, and follows those that differ.
SELECT max(abs(a.estimate - b.estimate)) < 1e-12 AS estimate, max(abs(a.std_error - b.std_error)) < 1e-12 AS std_error,
       count(*) AS rows
FROM cox('whole', 'until', 'died', 'x, arm, strata(site)') a JOIN cox('split', 'until', 'died', 'x, arm, strata(site)') b
  ON b.term = a.term AND b.level IS a.level
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p';
SELECT a.n, b.n, a.n_event, b.n_event, abs(a.loglik - b.loglik) < 1e-9, abs(a.concordance - b.concordance) < 1e-12,
       abs(a.concordance_se - b.concordance_se) < 1e-12, a.variance, b.variance
FROM cox_summary('whole', 'until', 'died', 'x, arm') a, cox_summary('split', 'until', 'died', 'x, arm') b
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND a.weight = 'n' AND b.weight = 'n';
SELECT max(abs(a.statistic - b.statistic)) < 1e-9, count(*)
FROM cox_zph('whole', 'until', 'died', 'x, arm') a JOIN cox_zph('split', 'until', 'died', 'x, arm') b USING (term)
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND a.transform = 'rank' AND b.transform = 'rank';
SELECT max(abs(a.estimate - b.estimate)) < 1e-12, max(abs(a.std_error - b.std_error)) < 1e-12, count(*)
FROM cox_curve('whole', 'until', 'died', 'x, arm') a JOIN cox_curve('split', 'until', 'died', 'x, arm') b USING (time)
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p';
SELECT max(abs(a.estimate - b.estimate)) < 1e-10, max(abs(a.std_error - b.std_error)) < 1e-10, count(*)
FROM finegray('whole', 'until', 'cause', 'x, arm') a JOIN finegray('split', 'until', 'cause', 'x, arm') b
  ON b.term = a.term AND b.level IS a.level
WHERE a.entry = 'since' AND b.entry = 'since' AND b.id = 'p' AND a.censor = 'alive' AND b.censor = 'alive'
  AND a.cause = 'relapse' AND b.cause = 'relapse';
-- a graft that comes during follow-up: the estimates are those without id, and so are the errors, one event each
SELECT estimate, std_error FROM cox('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p'
EXCEPT SELECT estimate, std_error FROM cox('stays', 'until', 'died', 'graft') WHERE entry = 'since';
SELECT n, n_event, variance FROM cox_summary('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p';
SELECT n, n_event, variance FROM cox_summary('stays', 'until', 'died', 'graft') WHERE entry = 'since';

-- Events that recur (Andersen & Gill): the errors are robust, each patient a cluster.
CREATE TABLE infections(p INTEGER, since INTEGER, until INTEGER, infected INTEGER, x REAL, n INTEGER);
INSERT INTO infections VALUES
  (1, 0, 3, 1, 0.5, 2), (1, 3, 7, 1, 0.5, 2), (1, 7, 12, 0, 0.5, 2), (2, 0, 5, 1, 1.5, 1), (2, 5, 6, 1, 1.5, 1),
  (2, 6, 9, 1, 2.5, 1), (3, 0, 11, 0, 0.2, 3), (4, 2, 4, 1, 1.1, 1), (4, 8, 10, 0, 1.1, 1), (5, 0, 2, 0, 2.2, 2),
  (5, 2, 8, 1, 2.2, 2), (6, 0, 13, 1, 0.1, 1);
SELECT abs(a.estimate - b.estimate) < 1e-12, abs(a.std_error - b.std_error) < 1e-12
FROM cox('infections', 'until', 'infected', 'x') a, cox('infections', 'until', 'infected', 'x, cluster(p)') b
WHERE a.entry = 'since' AND a.id = 'p' AND b.entry = 'since';
SELECT n, n_event, variance FROM cox_summary('infections', 'until', 'infected', 'x') WHERE entry = 'since' AND id = 'p';
-- a weight counts patients, each a cluster: written out they say the same
CREATE VIEW written_out AS SELECT infections.*, p * 10 + copy.value AS each_p
FROM infections JOIN json_each('[1, 2, 3]') copy ON copy.value <= n;
SELECT abs(a.estimate - b.estimate) < 1e-12, abs(a.std_error - b.std_error) < 1e-12
FROM cox('infections', 'until', 'infected', 'x') a, cox('written_out', 'until', 'infected', 'x') b
WHERE a.entry = 'since' AND a.id = 'p' AND a.weight = 'n' AND b.entry = 'since' AND b.id = 'each_p';
SELECT a.n, b.n, a.n_event, b.n_event, abs(a.concordance_se - b.concordance_se) < 1e-12, a.variance
FROM cox_summary('infections', 'until', 'infected', 'x') a, cox_summary('written_out', 'until', 'infected', 'x') b
WHERE a.entry = 'since' AND a.id = 'p' AND a.weight = 'n' AND b.entry = 'since' AND b.id = 'each_p';
-- another cluster stands
SELECT abs(a.std_error - b.std_error) < 1e-12
FROM cox('infections', 'until', 'infected', 'x, cluster(p % 3)') a,
     cox('infections', 'until', 'infected', 'x, cluster(p % 3)') b
WHERE a.entry = 'since' AND a.id = 'p' AND b.entry = 'since';
SELECT estimate FROM cox('infections', 'until', 'infected', 'x') WHERE entry = 'since' AND id = 'p' AND ties = 'exact';

-- n counts a patient once in each group, n_missing those of whom no row is left
CREATE TABLE visits(p TEXT, since INTEGER, until INTEGER, died INTEGER, arm TEXT, n INTEGER);
INSERT INTO visits VALUES ('a', 0, 3, 0, 'A', 2), ('a', 5, 8, 1, 'A', 2), ('b', 0, 4, 0, 'A', 1), ('b', 4, 9, 1, 'B', 1),
  ('c', 0, NULL, 0, 'A', 4), ('c', 6, NULL, 1, 'B', 4), ('d', 0, 2, 0, 'B', 1), ('d', 2, 7, NULL, 'B', 1);
SELECT strata, n, n_missing, n_event, last_time FROM km_summary('visits', 'until', 'died', 'arm')
WHERE entry = 'since' AND id = 'p' AND weight = 'n' AND tau = 1;
SELECT strata, n, observed FROM logrank('visits', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p' AND weight = 'n';
SELECT n, n_missing FROM cox_summary('visits', 'until', 'died', 'arm') WHERE entry = 'since' AND id = 'p' AND weight = 'n';
-- out of sight between two rows, and not at risk
SELECT time, n_risk, n_event, n_censor FROM km_curve('visits', 'until', 'died', 'arm')
WHERE entry = 'since' AND id = 'p' AND weight = 'n' AND strata = 'A';
-- days by date arithmetic meet though rounding sets them apart
SELECT time, n_risk, n_event, n_censor
FROM km_curve('VALUES (1, 0, 435, 0), (1, 4.35 * 100, 700, 1)', 'column3', 'column4') WHERE entry = 'column2' AND id = 'column1';

-- what is wrong
SELECT * FROM km_curve('VALUES (17, 0, 10, 0), (17, 9, 20, 1), (4, 0, 5, 1)', 'column3', 'column4') WHERE entry = 'column2' AND id = 'column1';
SELECT * FROM cox('VALUES (''B-7'', 0, 10, 0, 1), (''B-7'', 9, 20, 1, 2), (''A-1'', 0, 5, 1, 3)', 'column3', 'column4', 'column5') WHERE entry = 'column2' AND id = 'column1';
SELECT * FROM km_curve('VALUES (17, 10, 0), (17, 20, 1), (4, 5, 1)', 'column2', 'column3') WHERE id = 'column1';
SELECT * FROM km_curve('infections', 'until', 'infected') WHERE entry = 'since' AND id = 'p';
SELECT * FROM cuminc('infections', 'until', 'infected') WHERE entry = 'since' AND id = 'p';
SELECT * FROM logrank('infections', 'until', 'infected', 'x > 1') WHERE entry = 'since' AND id = 'p';
SELECT * FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = 'nullif(p, ''c'')';
SELECT * FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = 'p' AND weight = 'iif(graft = ''yes'', 3, 2)';
SELECT * FROM cox('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p' AND weight = 'iif(graft = ''yes'', 3, 2)';
SELECT * FROM gray('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p';
SELECT * FROM finegray('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'p';
SELECT * FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = 'patient';
SELECT * FROM km_curve('stays', 'until', 'died') WHERE entry = 'since' AND id = NULL AND times = 8;
SELECT * FROM km_curve((SELECT surv(until, infected, 1, n, since, p) FROM infections));
SELECT length(surv(until, infected, 1, n, since + 1, p)) FROM infections;
SELECT length(surv(until, infected, 1, n, since - 1, p)) FROM infections;
SELECT * FROM km_curve((SELECT surv(until, died, 1, 1, since, p) FROM stays)) WHERE id = 'p';
