-- logrank: are the hazards equal? Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 3, 1, 'A', 2, 0), (2, 6, 0, 'A', 1, 2),
  (1, 2, 1, 'B', 1, 1), (2, 3, 1, 'B', 3, 0), (2, 4, 1, 'B', 1, 0), (1, 5, 0, 'B', 1, 3);

-- At 1, 2, 3, 4 there die 1, 1, 2, 1 of 7, 6, 5, 3, of whom 3, 2, 2, 1 are of arm A: expected there
-- 3/7 + 2/6 + 2 2/5 + 1/3 = 199/105, variance 12/49 + 8/36 + 2 3/4 6/25 + 2/9
-- strata|n|observed|expected|method|statistic|df|p_value
SELECT * FROM logrank('patients', 'days', 'died', 'arm');
SELECT strata, expected, expected - iif(strata = 'A', 199 / 105., 5 - 199 / 105.), statistic,
       (2 - 199 / 105.) * (2 - 199 / 105.) / (12 / 49. + 8 / 36. + 9 / 25. + 2 / 9.)
FROM logrank('patients', 'days', 'died', 'arm');
-- 6-MP against placebo, Freireich et al. 1963: 16.79; Gehan 13.46, Tarone-Ware 15.12, Peto-Peto 14.08
CREATE TABLE remission(weeks INTEGER, relapse INTEGER, arm TEXT);
INSERT INTO remission SELECT value, 1, 'placebo' FROM json_each('[1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23]');
INSERT INTO remission SELECT value, 1, '6-MP' FROM json_each('[6,6,6,7,10,13,16,22,23]');
INSERT INTO remission SELECT value, 0, '6-MP' FROM json_each('[6,9,10,11,17,19,20,25,32,32,34,35]');
SELECT * FROM logrank('remission', 'weeks', 'relapse', 'arm');
SELECT method, statistic, p_value FROM logrank('remission', 'weeks', 'relapse', 'arm')
WHERE strata = '6-MP' AND weighting IN ('logrank', 'gehan', 'tarone-ware', 'peto', 'fleming-harrington') ORDER BY 1;

-- weighting: the weights at 1, 2, 3, 4; gehan 7, 6, 5, 3; peto 7/8, 6/8, 1/2, 3/8: observed of arm A at 1 and 3
SELECT weighting, observed, expected, method, statistic FROM logrank('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND weighting IN ('logrank', 'gehan', 'tarone-ware', 'peto', 'fleming-harrington') ORDER BY 1;
SELECT 7 + 5, 7 * 3 / 7. + 6 * 2 / 6. + 5 * 4 / 5. + 3 / 3., 7 / 8. + 1 / 2., sqrt(7) + sqrt(5);
-- rho and gamma: S^rho (1 - S)^gamma, S = 1, 6/7, 5/7, 3/7 just before; they are enough to ask for it
SELECT rho, observed, expected, method, statistic FROM logrank('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND rho = 1;
SELECT gamma, observed, expected, method, statistic FROM logrank('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND gamma = 1 AND weighting = 'fleming-harrington';
SELECT rho, gamma, observed, expected, method, statistic FROM logrank('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND rho = 1 AND gamma = 1;
SELECT rho, gamma, method FROM logrank('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND rho = 0.5 AND gamma = 2;

-- stratify: within each centre, then added up
SELECT strata, n, observed, expected, method, statistic, df FROM logrank('patients', 'days', 'died', 'arm')
  WHERE stratify = 'centre';
-- centre 1: 1 of 4 (2 of arm A), 1 of 3 (1), 1 of 2 (1); centre 2: 1 of 3 (1), 1 of 2 (1)
SELECT 2 / 4. + 1 / 3. + 1 / 2. + 1 / 3. + 1 / 2.,
  (2 - 13 / 6.) * (2 - 13 / 6.) / (1 / 4. + 2 / 9. + 1 / 4. + 2 / 9. + 1 / 4.);
-- a constant does not stratify; several expressions do
SELECT statistic, method FROM logrank('patients', 'days', 'died', 'arm') WHERE stratify = '1' AND strata = 'A';
SELECT statistic, method FROM logrank('patients', 'days', 'died', 'arm')
  WHERE stratify = 'centre, id > 100' AND strata = 'A';
-- each patient alone in a stratum: nothing to compare
SELECT DISTINCT statistic, df, p_value FROM logrank('patients', 'days', 'died', 'arm') WHERE stratify = 'id';

-- trend: scores are the numbers of the groups. Deaths at 1, 2, 3, 4 with scores 0, 1, 2, 0; means of those at risk 1, 6/5, 5/4, 1
CREATE TABLE doses(days INTEGER, died INTEGER, dose);
INSERT INTO doses VALUES (1, 1, 0), (4, 1, 0), (2, 1, 1), (5, 0, 1), (3, 1, 2), (6, 0, 2);
SELECT * FROM logrank('doses', 'days', 'died', 'dose') WHERE trend = 1;
SELECT (-1 - 1 / 5. + 3 / 4. - 1) * (-1 - 1 / 5. + 3 / 4. - 1) / (2 / 3. + 14 / 25. + 11 / 16. + 2 / 3.);
-- 1, 2, 3 is the same, as are days of the Julian calendar; in 10, 20, 40 the distances count
SELECT DISTINCT statistic FROM logrank('doses', 'days', 'died', 'dose + 1') WHERE trend = 1;
SELECT DISTINCT statistic FROM logrank('doses', 'days', 'died', 'dose + julianday(''2020-01-01'')') WHERE trend = 1;
SELECT DISTINCT statistic FROM logrank('doses', 'days', 'died', '10.0 * (1 << dose)') WHERE trend = 1;
-- texts count 1, 2, 3 in the order of their sorting: a, b, c as they are meant, but high, low, med
SELECT DISTINCT statistic FROM logrank('doses', 'days', 'died', 'char(97 + dose)') WHERE trend = 1;
SELECT strata, statistic FROM logrank('doses', 'days', 'died', 'substr(''low med high'', 1 + 4 * dose, 4)')
  WHERE trend = 1;
-- of two groups it is the test; with a weighting, stratified
SELECT DISTINCT method, statistic FROM logrank('patients', 'days', 'died', 'arm') WHERE trend = 1;
SELECT DISTINCT method, statistic, df FROM logrank('patients', 'days', 'died', 'arm')
  WHERE trend = 1 AND weighting = 'gehan' AND stratify = 'centre';
-- without trend three groups have 2 degrees of freedom
SELECT DISTINCT method, statistic, df, p_value FROM logrank('doses', 'days', 'died', 'dose');

-- nothing to compare: one group, no death, all die at once
SELECT * FROM logrank('patients', 'days', 'died', '''all''');
SELECT * FROM logrank('patients', 'days', '0', 'arm');
SELECT * FROM logrank('patients', '1', '1', 'arm');
-- a group that is gone before the first death does not count as one
SELECT strata, n, observed, expected, df FROM logrank('SELECT days, died, arm FROM patients UNION ALL SELECT 0.5, 0, ''C''', 'days', 'died', 'arm');

-- weight: the rows written out
SELECT strata, n, observed, expected, statistic FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM logrank('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died',
    'arm'));
SELECT typeof(n), n FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = 'n / 2.0' AND weight_type = 'sampling';
-- entry: at risk 4, of them 2 of arm A; 4 (1); 4 (2); 3 (1)
SELECT strata, n, observed, expected, 2 / 4. + 1 / 4. + 2 * 2 / 4. + 1 / 3.
  FROM logrank('patients', 'days', 'died', 'arm') WHERE entry = 'late';

-- types: n INTEGER, observed and expected REAL, df INTEGER
SELECT DISTINCT typeof(strata), typeof(n), typeof(observed), typeof(expected), typeof(method), typeof(statistic),
  typeof(df), typeof(p_value)
FROM logrank('patients', 'days', 'died', 'centre');
SELECT strata, typeof(strata) FROM logrank('VALUES (1, 1, 2.5), (1, 1, 10), (1, 1, ''x''), (1, 1, x''00'')', 'column1',
  'column2', 'column3');
SELECT strata, n FROM logrank('patients', 'days', 'died', 'arm, centre');

-- rows with a NULL in any expression are left out
SELECT strata, n, observed FROM logrank('VALUES (1, 1, ''A''), (2, 1, ''B''), (NULL, 1, ''A''), (3, NULL, ''B''), (4, 1, NULL), (3, 0, ''A'')', 'column1', 'column2', 'column3');
SELECT sum(n) FROM logrank('patients', 'days', 'died', 'arm') WHERE stratify = 'nullif(centre, 2)';
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM logrank('SELECT * FROM patients WHERE false', 'days', 'died', 'arm') WHERE trend = 1;
SELECT count(*) FROM logrank('patients', 'NULL', 'died', 'arm');
SELECT count(*) FROM logrank(NULL, 'days', 'died', 'arm') WHERE trend = 1;

-- a surv() blob as source
SELECT strata, n, observed, expected, statistic FROM logrank((SELECT surv(days, died, arm) FROM patients));
SELECT count(*) FROM (SELECT * FROM logrank('patients', 'days', 'died', 'arm')
  WHERE weight = 'n' AND entry = 'late' AND rho = 1
                      INTERSECT SELECT * FROM logrank((SELECT surv(days, died, arm, n, late) FROM patients))
                        WHERE rho = 1);
-- correlated: for each centre; one without patients has no row
SELECT c.column1, t.strata, t.n, t.observed, t.expected, t.statistic
FROM (VALUES (1), (2), (3)) c, logrank((SELECT surv(days, died, arm) FROM patients p WHERE p.centre = c.column1)) t;
SELECT c.column1, t.method, t.statistic
FROM (VALUES (1), (2), (3)) c LEFT JOIN logrank((SELECT surv(days, died, arm) FROM patients p
  WHERE p.centre = c.column1)) t ON t.weighting = 'gehan' AND t.strata = 'A';

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('logrank');
SELECT item, default_value FROM survival_functions WHERE name = 'logrank' AND kind = 'table function' AND part = 'option';
SELECT strata, method, statistic FROM logrank('patients', 'days', 'died', 'arm', 0.5, 2, 'fleming-harrington', 'centre',
  1, '1', '0');

-- messages
SELECT * FROM logrank;
SELECT * FROM logrank('patients');
SELECT * FROM logrank('patients', 'days');
SELECT * FROM logrank('patients', 'days', 'died');
SELECT * FROM logrank('patients', 'days', 'died', 'arn');
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE stratify = 'center';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE stratify = 'centre,';
SELECT * FROM logrank('patients', 'days', 'centre', 'arm');
SELECT * FROM logrank('patients', '-days', 'died', 'arm');
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weighting = 'wilcoxon';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weighting = 'tarone_ware';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE rho = -1;
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE gamma = '1';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE rho = 1 AND weighting = 'gehan';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE gamma = 1 AND weighting = 'peto';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE trend = 2;
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE weight = '-1';
SELECT * FROM logrank('patients', 'days', 'died', 'arm') WHERE entry = 'days';
SELECT * FROM logrank((SELECT surv(days, died) FROM patients), NULL, NULL, 'arm');
SELECT * FROM logrank('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 500) SELECT i FROM c', 'i', '1', 'i');
-- a surv() blob without groups has nothing to compare, and cannot hold the strata of a stratified test
SELECT * FROM logrank((SELECT surv(t, e) FROM (SELECT 1 AS t, 1 AS e)));
SELECT * FROM logrank((SELECT surv(t, e, 1) FROM (SELECT 1 AS t, 1 AS e))) WHERE stratify = 'b';
-- but one of nobody gives no rows, as a query without rows does
SELECT * FROM logrank((SELECT surv(t, e, NULL) FROM (SELECT NULL AS t, 1 AS e)));
-- trend: neither the unit of the scores counts, nor where they start, nor that of a group that nothing is expected of
CREATE TABLE thirds AS SELECT id, days, died, id % 3 AS dose FROM patients;
SELECT round(statistic, 12), df FROM logrank('thirds', 'days', 'died', 'dose') WHERE trend = 1;
SELECT round(statistic, 12), df FROM logrank('thirds', 'days', 'died', '1e200 * dose') WHERE trend = 1;
SELECT round(statistic, 12), df FROM logrank('thirds', 'days', 'died', '1e-200 * dose') WHERE trend = 1;
SELECT round(statistic, 12), df FROM logrank('SELECT days, died, dose FROM thirds UNION ALL SELECT 0, 0, 9999999999',
  'days', 'died', 'dose') WHERE trend = 1;
-- numbers as text would sort as text: '10' before '2'
SELECT * FROM logrank('thirds', 'days', 'died', 'CAST(dose * 5 AS TEXT)') WHERE trend = 1;
SELECT * FROM logrank('thirds', 'days', 'died', '9007199254740992 + dose') WHERE trend = 1;
SELECT * FROM logrank('thirds', 'days', 'died', 'CASE dose WHEN 2 THEN 9e999 ELSE dose END') WHERE trend = 1;
