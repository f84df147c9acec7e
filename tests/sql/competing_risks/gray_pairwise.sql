-- gray_pairwise: Gray's test of each pair of groups
CREATE TABLE twelve(t INTEGER, s INTEGER, g INTEGER, b INTEGER, n INTEGER, late INTEGER);
INSERT INTO twelve VALUES (1, 1, 1, 1, 1, 0), (2, 2, 2, 1, 2, 0), (2, 1, 3, 1, 1, 0), (3, 0, 1, 1, 3, 0),
  (4, 1, 2, 2, 1, 2), (5, 2, 3, 2, 1, 0),
  (5, 0, 1, 2, 1, 1), (6, 1, 2, 2, 2, 0), (7, 0, 3, 1, 1, 3), (8, 2, 1, 2, 1, 0), (9, 1, 2, 1, 3, 4),
  (10, 0, 3, 2, 1,   0);

-- checked with R's cmprsk 2.2-11, pair by pair: outcome 1 0.01010296853, 0.01023226895, 0.7552267773;
-- outcome 2 0.07447874183, 0.03272994817, 0.009988208365
-- outcome|strata1|strata2|statistic|p_value|p_adjusted
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g');
-- each is the test of the two groups alone: rows that differ
SELECT count(*) FROM gray_pairwise('twelve', 't', 's', 'g') p
JOIN gray((SELECT surv(t, s, g) FROM twelve WHERE g IN (p.strata1, p.strata2))) t ON t.outcome = p.outcome
WHERE abs(p.statistic - t.statistic) > 1e-12 OR abs(p.p_value - t.p_value) > 1e-12;

-- adjust: within an outcome. cmprsk, outcome 1: 0.05269883395, 0.01523377627, 0.1999684167; R's p.adjust of these: holm
-- 0.10539766790,
-- 0.04570132882, 0.19996841672; bonferroni 0.15809650185, 0.04570132882, 0.59990525015; bh 0.07904825092, 0.04570132882,
-- 0.19996841672.
-- Outcome 2 only happens when all of A are gone: no test of A and B, and two P values to adjust.
CREATE TABLE arms(t INTEGER, s INTEGER, arm TEXT);
INSERT INTO arms VALUES (1, 1, 'A'), (2, 1, 'A'), (3, 1, 'A'), (4, 1, 'A'), (5, 0, 'A'), (6, 1, 'B'), (7, 2, 'B'),
  (8, 0, 'B'),
  (2, 2, 'C'), (9, 2, 'C'), (9, 0, 'C'), (10, 2, 'C'), (11, 1, 'C');
SELECT adjust, outcome, strata1, strata2, statistic, p_value, p_adjusted FROM gray_pairwise('arms', 't', 's', 'arm')
WHERE adjust IN ('holm', 'bonferroni', 'bh', 'none') ORDER BY adjust, outcome, strata1, strata2;
-- rho: 1: outcome 1 0.001362719155, 0.03549612146, 0.4073093188; outcome 2 0.02538397688, 0.005684453701, 0.03484784318
SELECT outcome, strata1, strata2, statistic FROM gray_pairwise('twelve', 't', 's', 'g') WHERE rho = 1;
-- stratify: outcome 1 0.3535402522, 0.05745062837, 0.5583424209; outcome 2 0.8, 0, 0
SELECT outcome, strata1, strata2, round(statistic, 12) FROM gray_pairwise('twelve', 't', 's', 'g') WHERE stratify = 'b';

-- texts need the status that means censored
SELECT outcome, strata1, strata2, statistic
  FROM gray_pairwise('SELECT *, iif(s = 0, ''alive'', s) AS state FROM twelve', 't', 'state', 'g')
  WHERE censor = 'alive' AND strata2 = 2;
-- two groups: one pair, nothing to adjust for; one group: no pair
SELECT outcome, strata1, strata2, p_adjusted = p_value FROM gray_pairwise('twelve', 't', 's', 'g > 1');
SELECT count(*) FROM gray_pairwise('twelve', 't', 's', '1');
-- a pair in which nobody has the event has no P value and is not counted: outcome 2 of A and D
SELECT * FROM gray_pairwise('SELECT * FROM arms WHERE arm <> ''C'' UNION ALL VALUES (9, 0, ''D''), (12, 1, ''D'')', 't',
  's', 'arm') WHERE outcome = 2;
-- nobody has an event: there is no outcome
SELECT count(*) FROM gray_pairwise('twelve', 't', '0', 'g');

-- weight: the rows written out; cmprsk: outcome 1 0.02393106583, 0.05025252612, 0.6664555722
SELECT strata1, strata2, statistic FROM gray_pairwise('twelve', 't', 's', 'g') WHERE weight = 'n' AND outcome = 1;
SELECT count(*) FROM (
  SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE weight = 'n'
  INTERSECT SELECT * FROM gray_pairwise('SELECT * FROM twelve, (VALUES (1), (2), (3)) WHERE column1 <= n', 't', 's',
    'g'));
-- entry: that of gray for each pair
SELECT count(*) FROM gray_pairwise('twelve', 't', 's', 'g') p
JOIN gray((SELECT surv(t, s, g, n, late) FROM twelve WHERE g IN (p.strata1, p.strata2))) t ON t.outcome = p.outcome
WHERE p.weight = 'n' AND p.entry = 'late' AND abs(p.statistic - t.statistic) < 1e-12;

-- types
SELECT DISTINCT typeof(outcome), typeof(strata1), typeof(strata2), typeof(statistic), typeof(p_value),
  typeof(p_adjusted) FROM gray_pairwise('arms', 't', 's', 'arm');

-- rows with a NULL in any expression are left out
SELECT outcome, strata1, strata2 FROM gray_pairwise('twelve', 't', 'nullif(s, 2)', 'nullif(g, 1)');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM gray_pairwise('SELECT * FROM twelve WHERE false', 't', 's', 'g');
SELECT count(*) FROM gray_pairwise('twelve', 'NULL', 's', 'g');
SELECT count(*) FROM gray_pairwise(NULL, 't', 's', 'g') WHERE adjust = 'bh';

-- a surv() blob as source
SELECT outcome, strata1, strata2, statistic FROM gray_pairwise((SELECT surv(t, s, arm) FROM arms)) WHERE outcome = 1;
SELECT count(*) FROM (SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM gray_pairwise((SELECT surv(t, s, g, n, late) FROM twelve)));
-- correlated, cmprsk of block 2, outcome 1: 2.187546887, none in 1 and 3, 2.492845787; one without patients has no row
SELECT c.column1, p.strata1, p.strata2, round(p.statistic, 9)
FROM (VALUES (2), (3)) c, gray_pairwise((SELECT surv(t, s, g) FROM twelve WHERE b = c.column1)) p WHERE p.outcome = 1;
SELECT c.column1, p.outcome, p.strata1, p.strata2
FROM (VALUES (1), (3)) c LEFT JOIN gray_pairwise((SELECT surv(t, s, g) FROM twelve
  WHERE b = c.column1)) p ON p.adjust = 'none';

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('gray_pairwise');
SELECT item, default_value FROM survival_functions WHERE name = 'gray_pairwise' AND kind = 'table function' AND part = 'option';
SELECT outcome, strata1, strata2, statistic, p_adjusted = p_value
  FROM gray_pairwise('twelve', 't', 's', 'g', 'none', 1, '1', 0, '1', '-1') LIMIT 2;

-- reference: only the pairs with that group, adjusted for their own number
SELECT outcome, strata1, strata2, p_adjusted = min(1, 2 * p_value)
  FROM gray_pairwise('twelve', 't', 's', 'g') WHERE reference = 2 AND adjust = 'bonferroni';
SELECT count(*) FROM (SELECT outcome, strata1, strata2, statistic, p_value FROM gray_pairwise('twelve', 't', 's', 'g') WHERE reference = 3
  EXCEPT SELECT outcome, strata1, strata2, statistic, p_value FROM gray_pairwise('twelve', 't', 's', 'g'));
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE reference = '2';

-- messages
SELECT * FROM gray_pairwise;
SELECT * FROM gray_pairwise('twelve');
SELECT * FROM gray_pairwise('twelve', 't');
SELECT * FROM gray_pairwise('twelve', 't', 's');
SELECT * FROM gray_pairwise('twelve', 't', 'status', 'g');
SELECT * FROM gray_pairwise('arms', 't', 's', 'am');
SELECT * FROM gray_pairwise('twelve', '-t', 's', 'g');
SELECT * FROM gray_pairwise('arms', 't', 'arm', 's');
SELECT * FROM gray_pairwise('arms', 't', 'arm || ''live''', 's') WHERE censor = 'Alife';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE adjust = 'fdr';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE adjust = 'holms';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE rho = '1';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE stratify = 'bb';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE weight = '-1';
SELECT * FROM gray_pairwise('twelve', 't', 's', 'g') WHERE entry = 't';
SELECT * FROM gray_pairwise((SELECT surv(t, s, g) FROM twelve)) WHERE by_expr = 'g';
SELECT * FROM gray_pairwise('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 500) SELECT i FROM c', 'i', '1', 'i') WHERE censor = 0;
