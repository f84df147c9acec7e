-- permutations: P values of logrank and gray from relabelled patients.
CREATE TABLE patients(days, status, arm, centre, n);
INSERT INTO patients VALUES (1, 1, 'A', 1, 1), (2, 1, 'A', 1, 1), (4, 2, 'A', 2, 1), (6, 0, 'A', 2, 1),
  (3, 1, 'B', 1, 1), (5, 2, 'B', 1, 1), (7, 0, 'B', 2, 1), (8, 1, 'B', 2, 2);

-- method and statistic stay; P = (1 + as extreme) / (1 + number)
SELECT strata, method, round(statistic, 6), df, round(p_value * 1000, 9) FROM logrank('patients', 'days', 'status > 0', 'arm')
  WHERE permutations = 999;
SELECT outcome, method, round(statistic, 6), df, round(p_value * 1000, 9) FROM gray('patients', 'days', 'status', 'arm')
  WHERE permutations = 999;
-- the statistic is that without permutations
SELECT max(abs(p.statistic - c.statistic)) FROM logrank('patients', 'days', 'status > 0', 'arm') p
JOIN logrank('patients', 'days', 'status > 0', 'arm') c ON c.strata = p.strata WHERE p.permutations = 9;
-- all 70 ways to label the eight rows, by hand: the share that is as extreme; 20000 relabellings come near it
CREATE TABLE rows AS SELECT row_number() OVER () - 1 AS i, days, status > 0 AS died, arm FROM patients;
WITH RECURSIVE mask(m) AS (SELECT 0 UNION ALL SELECT m + 1 FROM mask WHERE m < 255),
  bits(m, ones) AS (SELECT m, (SELECT sum(m >> i & 1) FROM rows) FROM mask),
  of_mask AS (SELECT m, (SELECT statistic FROM logrank((SELECT surv(days, died, m >> i & 1) FROM rows)) LIMIT 1) AS t
    FROM bits WHERE ones = 4),
  exact AS (SELECT avg(t >= (SELECT statistic FROM logrank('rows', 'days', 'died', 'arm') LIMIT 1) - 1e-9) AS p FROM of_mask)
SELECT (SELECT count(*) FROM of_mask), p, abs(p - (SELECT p_value FROM logrank('rows', 'days', 'died', 'arm')
  WHERE permutations = 20000 LIMIT 1)) < 4 * sqrt(p * (1 - p) / 20000) FROM exact;
-- the same seed, the same P, in whatever order the rows come, and as a surv() blob; another seed, another P
SELECT a.p_value = b.p_value, a.p_value = c.p_value, a.p_value = d.p_value
FROM (SELECT p_value FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 999 AND seed = 7 LIMIT 1) a,
  (SELECT p_value FROM logrank('SELECT * FROM patients ORDER BY status, arm DESC', 'days', 'status > 0', 'arm')
    WHERE permutations = 999 AND seed = 7 LIMIT 1) b,
  (SELECT p_value FROM logrank((SELECT surv(days, status > 0, arm) FROM patients)) WHERE permutations = 999 AND seed = 7 LIMIT 1) c,
  (SELECT p_value FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 999 AND seed = 8 LIMIT 1) d;
-- a weight is so many patients; strata are kept; trend and weights of events
SELECT count(*) FROM (SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 99 AND weight = 'n'
  INTERSECT SELECT * FROM logrank('SELECT * FROM patients, (VALUES (1), (2)) WHERE column1 <= n', 'days', 'status > 0', 'arm')
    WHERE permutations = 99);
SELECT method, round(p_value * 1000, 9) FROM logrank('patients', 'days', 'status > 0', 'arm')
  WHERE permutations = 999 AND stratify = 'centre' AND rho = 1 AND trend = 1 LIMIT 1;
SELECT method FROM gray('patients', 'days', 'status', 'arm') WHERE permutations = 1 AND stratify = 'centre' LIMIT 1;
-- nothing to compare, nobody
SELECT strata, p_value FROM logrank('patients', 'days', '0', 'arm') WHERE permutations = 9;
SELECT count(*) FROM logrank('SELECT * FROM patients WHERE 0', 'days', 'status', 'arm') WHERE permutations = 9;
-- id: one row each, or rows that only split follow-up, are patients as before; rows of several groups are refused
CREATE TABLE stays(id, start, days, died, arm);
INSERT INTO stays VALUES (1, 0, 1, 0, 'A'), (1, 1, 3, 1, 'A'), (2, 0, 2, 1, 'A'), (3, 0, 4, 0, 'B'), (4, 0, 5, 1, 'B'), (5, 0, 2, 0, 'B');
SELECT DISTINCT a.p_value = b.p_value FROM logrank('stays', 'days', 'died', 'arm') a,
  logrank('SELECT * FROM stays WHERE days > 1', 'days', 'died', 'arm') b
WHERE a.permutations = 99 AND b.permutations = 99 AND a.entry = 'start' AND a.id = 'id';
INSERT INTO stays VALUES (5, 2, 6, 1, 'A');
SELECT * FROM logrank('stays', 'days', 'died', 'arm') WHERE permutations = 99 AND entry = 'start' AND id = 'id';
SELECT p_value < 1 FROM logrank('stays', 'days', 'died', 'arm') WHERE entry = 'start' AND id = 'id';
-- messages
SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = -1;
SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 9.5;
SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 99 AND seed = 'a';
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE permutations = 99 AND seed = -1;
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE permutations = 99 AND weight = 'n / 2.0';
SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE permutations = 99 AND weight = 'n / 2.0' AND weight_type = 'sampling';
