-- gray: is the cumulative incidence of each event equal in all groups? Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, status INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, status, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 2, 'A', 2, 0), (2, 5, 0, 'A', 1, 0), (2, 3, 1, 'B', 3, 0), (1, 4, 0, 'B', 1, 2);

-- Outcome 1, arm A: at 1 h = n / S(t-) = 3 and 2, so 1 - 3/5; at 3 h (1 - F(t-)) = 3 (1 - 1/3) and 2, so 0 - 1/2: together -1/10.
-- Variance: (57/50)^2/15 + (63/50)^2/10 for the event at 1, 36/625 for the other event at 2, (6/5)^2 (1/15 + 1/10) for the
-- event at 3.
-- cmprsk 2.2-11: 0.018416206 and 0.628930818
-- outcome|method|statistic|df|p_value
SELECT * FROM gray('patients', 'days', 'status', 'arm');
SELECT statistic, 0.01 / (1.14 * 1.14 / 15 + 1.26 * 1.26 / 10 + 36 / 625. + 1.44 * (1 / 15. + 1 / 10.))
FROM gray('patients', 'days', 'status', 'arm') WHERE outcome = 1;
-- two against two: 1, 3+ and 2, 4+: (1/2 - 1/3)^2 / ((25/36 + 169/144 + 2) / 8) = 32/557
SELECT statistic, 32 / 557. FROM gray('VALUES (1, 1, 1), (3, 0, 1), (2, 1, 2), (4, 0, 2)', 'column1', 'column2',
  'column3');
-- twelve patients, checked with R's cmprsk 2.2-11: 3.5352078576, 3.0507857471; in three groups 0.7740643124, 0.0501984244
CREATE TABLE twelve(t INTEGER, s INTEGER, g INTEGER, g3 INTEGER, b INTEGER);
INSERT INTO twelve VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 1), (2, 1, 1, 3, 1), (3, 0, 2, 1, 1), (4, 1, 1, 2, 2),
  (5, 2, 2, 3, 2),
  (5, 0, 1, 1, 2), (6, 1, 2, 2, 2), (7, 0, 1, 3, 1), (8, 2, 2, 1, 2), (9, 1, 1, 2, 1), (10, 0, 2, 3, 2);
SELECT * FROM gray('twelve', 't', 's', 'g');
SELECT * FROM gray('twelve', 't', 's', 'g3');
-- rho: 1: 3.5091001930, 3.0591527720; -1: 3.4480255148, 3.0021214761; 0.5: 3.5353689750, 3.0599696754
SELECT rho, outcome, method, statistic FROM gray('twelve', 't', 's', 'g') WHERE rho IN (-1, 0, 0.5, 1) ORDER BY 1, 2;
-- stratify, as cmprsk's strata: 2.9103772304, 2.0027472527; in three groups 0.5586354956, 0.2202472372
SELECT outcome, method, statistic, df FROM gray('twelve', 't', 's', 'g') WHERE stratify = 'b';
SELECT outcome, method, statistic, df FROM gray('twelve', 't', 's', 'g3') WHERE stratify = 'b';
SELECT outcome, method FROM gray('twelve', 't', 's', 'g') WHERE stratify = 'b, t > 100' AND rho = 1;
-- a constant does not stratify
SELECT method, statistic FROM gray('twelve', 't', 's', 'g') WHERE stratify = '1' AND outcome = 1;

-- outcomes are the values of the status, of any type, in their order; texts need the one that means censored
SELECT outcome, typeof(outcome), statistic
  FROM gray('twelve', 't', 'substr(''alive  relapsedeath  '', 1 + 7 * s, 7)', 'g') WHERE censor = 'alive  ';
SELECT outcome, typeof(outcome) FROM gray('twelve', 't', 's', 'g') WHERE censor = 2;
-- a single cause; cmprsk: 0.009062514744
SELECT outcome, statistic FROM gray('patients', 'days', 'status = 1', 'arm');
SELECT outcome, statistic FROM gray('patients', 'days', 'iif(status = 1, 1, 0)', 'arm') WHERE rho = 0;

-- nothing to compare: one group, an event in one group alone while the other is gone
SELECT * FROM gray('patients', 'days', 'status', '1');
SELECT * FROM gray('VALUES (1, 0, 1), (2, 1, 2), (3, 1, 2)', 'column1', 'column2', 'column3');
-- nobody has an event: there is no outcome
SELECT count(*) FROM gray('patients', 'days', '0', 'arm');

-- weight: the rows written out; cmprsk: 0.879550230, 2.262118492
SELECT outcome, statistic FROM gray('patients', 'days', 'status', 'arm') WHERE weight = 'n';
SELECT count(*) FROM (
  SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM gray('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status',
    'arm'));
-- entry: 0 for all changes nothing
SELECT count(*) FROM (SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE entry = '0' INTERSECT SELECT *
  FROM gray('patients', 'days', 'status', 'arm'));
-- a patient cut in two at 2 is still one
SELECT count(*) FROM (
  SELECT outcome, round(statistic, 12) FROM gray('SELECT days, status, arm, 0 AS late FROM patients WHERE days < 4
                                                  UNION ALL SELECT 2, 0, arm, 0 FROM patients WHERE days >= 4
                                                  UNION ALL SELECT days, status, arm, 2 FROM patients WHERE days >= 4', 'days', 'status', 'arm') WHERE entry = 'late'
  INTERSECT SELECT outcome, round(statistic, 12) FROM gray('patients', 'days', 'status', 'arm'));

-- types
SELECT DISTINCT typeof(outcome), typeof(method), typeof(statistic), typeof(df), typeof(p_value)
  FROM gray('patients', 'days', 'status', 'arm');

-- rows with a NULL in any expression are left out
SELECT outcome, statistic FROM gray('SELECT days, status, arm FROM patients UNION ALL VALUES (NULL, 1, ''A''), (9, NULL, ''A''), (2, 7, NULL)', 'days', 'status', 'arm');
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM gray('SELECT * FROM patients WHERE false', 'days', 'status', 'arm');
SELECT count(*) FROM gray('patients', 'NULL', 'status', 'arm');
SELECT count(*) FROM gray(NULL, 'days', 'status', 'arm') WHERE rho = 1;

-- a surv() blob as source
SELECT outcome, statistic FROM gray((SELECT surv(days, status, arm) FROM patients));
SELECT count(*) FROM (SELECT * FROM gray('patients', 'days', 'status', 'arm')
  WHERE weight = 'n' AND entry = 'late' AND rho = 1
                      INTERSECT SELECT * FROM gray((SELECT surv(days, status, arm, n, late) FROM patients))
                        WHERE rho = 1);
-- correlated, cmprsk of each block alone: 1.191804143, 1.951807229; 2, 9/22; one without patients has no row
SELECT c.column1, t.outcome, t.statistic
FROM (VALUES (1), (2), (3)) c, gray((SELECT surv(t, s, g) FROM twelve WHERE b = c.column1)) t;
SELECT c.column1, t.method, t.outcome
FROM (VALUES (1), (3)) c LEFT JOIN gray((SELECT surv(t, s, g) FROM twelve WHERE b = c.column1)) t ON t.rho = 1;

-- a group that is censored before the first event is left out, with its degree of freedom, as logrank does; cmprsk prints
-- -1, its sign for a singular matrix, and without the group the same as here
SELECT outcome, method, statistic, df FROM gray('SELECT * FROM twelve UNION ALL VALUES (0.5, 0, 3, 4, 1)', 't', 's', 'g');
SELECT outcome, method, statistic, df FROM gray('SELECT * FROM twelve UNION ALL VALUES (0.5, 0, 3, 4, 1)', 't', 's', 'g')
WHERE stratify = 'b';
SELECT gray_p(t, s, g, 1) FROM (SELECT * FROM twelve UNION ALL VALUES (0.5, 0, 3, 4, 1));
SELECT gray_p(t, s, g, 1) FROM twelve;
SELECT * FROM gray_pairwise('SELECT * FROM twelve UNION ALL VALUES (0.5, 0, 3, 4, 1)', 't', 's', 'g') WHERE outcome = 1;

-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('gray');
SELECT item, default_value FROM survival_functions WHERE name = 'gray' AND kind = 'table function' AND part = 'option';
-- cmprsk: 2.941431123, 2.002747253
SELECT outcome, method, statistic FROM gray('twelve', 't', 's', 'g', 1, 'b', 0, '1', '-1');

-- messages
SELECT * FROM gray;
SELECT * FROM gray('patients');
SELECT * FROM gray('patients', 'days');
SELECT * FROM gray('patients', 'days', 'status');
SELECT * FROM gray('patients', 'days', 'statuses', 'arm');
SELECT * FROM gray('patients', 'days', 'status', 'harm');
SELECT * FROM gray('patients', '-days', 'status', 'arm');
SELECT * FROM gray('patients', 'days', 'arm', 'centre');
SELECT * FROM gray('patients', 'days', 'arm', 'centre') WHERE censor = 'a';
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE rho = 'one';
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE rho = 9e999;
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE stratify = 'center';
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE weight = '-1';
SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE entry = 'days';
SELECT * FROM gray((SELECT surv(days, status, arm) FROM patients), 'days');
SELECT * FROM gray('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 500) SELECT i FROM c', 'i', '1', 'i') WHERE censor = 0;
