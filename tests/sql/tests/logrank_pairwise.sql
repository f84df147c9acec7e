-- logrank_pairwise: the log-rank test of each pair of groups. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 3, 1, 'A', 2, 0), (2, 6, 0, 'A', 1, 2),
  (1, 2, 1, 'B', 1, 1), (2, 3, 1, 'B', 3, 0), (2, 4, 1, 'B', 1, 0), (1, 5, 0, 'B', 1, 3),
  (2, 7, 0, 'C', 1, 0), (1, 8, 0, 'C', 2, 5), (2, 9, 1, 'C', 1, 0);

-- A and B: (2 - 199/105)^2 / (12/49 + 8/36 + 9/25 + 2/9). A and C: at 1, 3, 9 of 6, 5, 1 there die of arm A 1 of 3, 1 of 2,
-- 0 of 0:
-- (2 - 1/2 - 2/5)^2 / (1/4 + 6/25). B and C: at 2, 3, 4, 9 of 7, 6, 5, 1 of arm B 1 of 4, 1 of 3, 1 of 2: (3 - 4/7 - 1/2 -
-- 2/5)^2 / (12/49 + 1/4 + 6/25).
-- strata1|strata2|statistic|p_value|p_adjusted
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm');
SELECT (2 - 199 / 105.) * (2 - 199 / 105.) / (12 / 49. + 8 / 36. + 9 / 25. + 2 / 9.),
       (2 - 1 / 2. - 2 / 5.) * (2 - 1 / 2. - 2 / 5.) / (1 / 4. + 6 / 25.),
       (3 - 4 / 7. - 1 / 2. - 2 / 5.) * (3 - 4 / 7. - 1 / 2. - 2 / 5.) / (12 / 49. + 1 / 4. + 6 / 25.);
-- each is the test of the two groups alone: rows that differ
SELECT count(*) FROM logrank_pairwise('patients', 'days', 'died', 'arm') p
JOIN logrank((SELECT surv(days, died, arm) FROM patients WHERE arm IN (p.strata1, p.strata2))) t ON t.strata = p.strata1
WHERE abs(p.statistic - t.statistic) > 1e-12 OR abs(p.p_value - t.p_value) > 1e-12;

-- adjust: holm, in the order of the P values 3 p, 2 p, p, and never less than the one before; bonferroni 3 p; bh 3/1 p, 3/2
-- p, 3/3 p
SELECT adjust, strata1, strata2, p_value, p_adjusted, p_adjusted / p_value
  FROM logrank_pairwise('patients', 'days', 'died', 'arm')
WHERE adjust IN ('holm', 'bonferroni', 'bh', 'none') ORDER BY adjust, p_value;
-- the options of logrank
SELECT item, default_value FROM survival_functions WHERE name = 'logrank_pairwise' AND kind = 'table function' AND part = 'option';
SELECT rho, gamma, statistic FROM logrank_pairwise('patients', 'days', 'died', 'arm')
  WHERE strata2 = 'B' AND rho = 1 AND gamma = 1;
-- stratified: A and B as in logrank's own test, 1/43
SELECT strata1, strata2, statistic, statistic * 43 FROM logrank_pairwise('patients', 'days', 'died', 'arm')
  WHERE stratify = 'centre';

-- two groups: one pair, nothing to adjust for; one group: no pair
SELECT strata1, strata2, statistic, p_value = p_adjusted
  FROM logrank_pairwise('patients', 'days', 'died', 'arm = ''A''');
SELECT count(*) FROM logrank_pairwise('patients', 'days', 'died', '1');
-- a pair that cannot be compared has no P value and is not counted: D is gone before anybody dies
SELECT * FROM logrank_pairwise('SELECT days, died, arm FROM patients WHERE arm <> ''C'' UNION ALL SELECT 0.5, 0, ''D''',
  'days', 'died', 'arm');
-- four groups make six pairs, in the order of the groups
SELECT strata1, strata2, statistic IS NULL, p_adjusted FROM logrank_pairwise('patients', 'days', '0', 'id % 4');

-- weight: the rows written out
SELECT strata1, strata2, statistic FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM logrank_pairwise('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days',
    'died', 'arm'));
-- entry: A and B: 2 - (2/4 + 1/4 + 2 2/4 + 1/3)
SELECT statistic, 1 / 144. / (1 / 4. + 3 / 16. + 2 * 2 / 3. / 4 + 2 / 9.)
  FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE entry = 'late' AND strata2 = 'B';

-- types
SELECT DISTINCT typeof(strata1), typeof(strata2), typeof(statistic), typeof(p_value), typeof(p_adjusted)
  FROM logrank_pairwise('patients', 'days', 'died', 'centre');
SELECT strata1, strata2 FROM logrank_pairwise('patients', 'days', 'died', 'arm, centre') LIMIT 2;

-- rows with a NULL in any expression are left out
SELECT strata1, strata2 FROM logrank_pairwise('SELECT * FROM patients', 'days', 'died', 'nullif(arm, ''B'')');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM logrank_pairwise('SELECT * FROM patients WHERE false', 'days', 'died', 'arm');
SELECT count(*) FROM logrank_pairwise('patients', 'NULL', 'died', 'arm');
SELECT count(*) FROM logrank_pairwise(NULL, 'days', 'died', 'arm') WHERE adjust = 'bh';

-- a surv() blob as source
SELECT strata1, strata2, statistic, p_adjusted FROM logrank_pairwise((SELECT surv(days, died, arm) FROM patients));
SELECT count(*) FROM (SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm')
  WHERE weight = 'n' AND entry = 'late'
                      INTERSECT SELECT * FROM logrank_pairwise((SELECT surv(days, died, arm, n, late) FROM patients)));
-- correlated: for each centre; one without patients has no row
SELECT c.column1, p.strata1, p.strata2, p.statistic
FROM (VALUES (1), (2), (3)) c, logrank_pairwise((SELECT surv(days, died, arm) FROM patients q
  WHERE q.centre = c.column1)) p;
SELECT c.column1, p.strata1, p.strata2, p.p_adjusted IS p.p_value
FROM (VALUES (1), (3)) c LEFT JOIN logrank_pairwise((SELECT surv(days, died, arm) FROM patients q
  WHERE q.centre = c.column1)) p ON p.adjust = 'none';

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('logrank_pairwise');
SELECT item, default_value FROM survival_functions WHERE name = 'logrank_pairwise' AND kind = 'table function' AND part = 'option';
SELECT strata1, strata2, statistic, p_adjusted = p_value
  FROM logrank_pairwise('patients', 'days', 'died', 'arm', 'none', 1, 1, 'fleming-harrington', 'centre', '1', '0');

-- reference: only the pairs with that group, adjusted for their own number
SELECT strata1, strata2, p_value = p_adjusted FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE reference = 'B';
SELECT count(*) FROM (SELECT strata1, strata2, statistic, p_value FROM logrank_pairwise('patients', 'days', 'died', 'centre') WHERE reference = 2
  EXCEPT SELECT strata1, strata2, statistic, p_value FROM logrank_pairwise('patients', 'days', 'died', 'centre'));
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE reference = 'Z';
SELECT count(*) FROM logrank_pairwise('SELECT * FROM patients WHERE 0', 'days', 'died', 'arm') WHERE reference = 'Z';

-- messages
SELECT * FROM logrank_pairwise;
SELECT * FROM logrank_pairwise('patients');
SELECT * FROM logrank_pairwise('patients', 'days');
SELECT * FROM logrank_pairwise('patients', 'days', 'died');
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'amr');
SELECT * FROM logrank_pairwise('patients', 'days', 'centre', 'arm');
SELECT * FROM logrank_pairwise('patients', '-days', 'died', 'arm');
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE adjust = 'Bonferroni';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE adjust = 'hochberg';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE adjust = 0;
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE weighting = 'log-rank';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE rho = -1;
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE gamma = 1 AND weighting = 'peto';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE trend = 1;
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE stratify = 'center';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE weight = '-1';
SELECT * FROM logrank_pairwise('patients', 'days', 'died', 'arm') WHERE entry = 'days';
SELECT * FROM logrank_pairwise((SELECT surv(days, died) FROM patients), NULL, NULL, 'arm');
SELECT * FROM logrank_pairwise('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 500) SELECT i FROM c', 'i', '1', 'i');
