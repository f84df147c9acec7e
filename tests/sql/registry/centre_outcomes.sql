-- centre_outcomes: events at each centre beside those expected. Small enough to be worked by hand.
CREATE TABLE patients(days, died, centre, age, n);
INSERT INTO patients VALUES (1, 1, 'A', 40, 1), (2, 1, 'A', 50, 1), (4, 0, 'A', 60, 1), (3, 1, 'B', 45, 1), (5, 1, 'B', 55, 1),
  (6, 0, 'B', 65, 1), (2, NULL, 'B', 70, 1);
-- H = 1/6, + 1/5, + 1/4, + 1/2: expected at A 1/6 + (1/6 + 1/5) + 37/60; at B 37/60 + 2 * 67/60
SELECT strata, n, n_event, expected, ratio FROM centre_outcomes('patients', 'days', 'died', 'centre');
SELECT sum(n_event) - sum(expected) < 1e-15, max(abs(expected - iif(strata = 'A', 69 / 60.0, 171 / 60.0))) < 1e-15
FROM centre_outcomes('patients', 'days', 'died', 'centre');
-- up to day 3: the event at 5 does not count, nor does what comes after
SELECT strata, n_event, expected FROM centre_outcomes('patients', 'days', 'died', 'centre') WHERE times = 3;
SELECT strata, n_event, expected FROM centre_outcomes('SELECT min(days, 3) AS d, died AND days <= 3 AS e, centre FROM patients', 'd', 'e', 'centre');
-- a model of age: the expected events of all centres are those that happened, with either treatment of ties
SELECT column1, abs(sum(n_event) - sum(expected)) < 1e-9, min(expected) > 0, count(phi)
FROM (VALUES ('efron'), ('breslow')) AS v, centre_outcomes('patients', 'days', 'died', 'centre', 'age') AS c
WHERE c.ties = column1 GROUP BY 1;
-- it is the events less the martingale residuals of cox
SELECT max(abs(c.expected - m.expected)) < 1e-12
FROM centre_outcomes('patients', 'days', 'died', 'centre', 'age') AS c,
     (SELECT p.centre, sum(p.died - r.value) AS expected
      FROM cox_residuals('SELECT rowid AS i, * FROM patients', 'days', 'died', 'age') AS r, patients AS p
      WHERE r.id = 'i' AND p.rowid = r.patient GROUP BY p.centre) AS m
WHERE m.centre = c.strata;
-- weights are rows written out
SELECT count(*) FROM (SELECT * FROM centre_outcomes('SELECT *, 1 + age % 2 AS w FROM patients', 'days', 'died', 'centre', 'age') WHERE weight = 'w' AND ties = 'breslow')
AS a JOIN (SELECT * FROM centre_outcomes('SELECT * FROM patients UNION ALL SELECT * FROM patients WHERE age % 2', 'days', 'died', 'centre', 'age') WHERE ties = 'breslow') AS b
USING (strata, n, n_event) WHERE abs(a.expected - b.expected) < 1e-9;
-- exact limits of the ratio: no event, 0 to -log(0.025) / expected; the funnel at 20 expected of a Poisson's 1st and 999th per mille
CREATE TABLE many(days, died, centre, n);
INSERT INTO many VALUES (1, 1, 'none', 0), (1, 0, 'none', 100), (1, 1, 'some', 40), (1, 0, 'some', 60),
  (1, 1, 'few', 5), (1, 0, 'few', 95), (1, 1, 'usual', 35), (1, 0, 'usual', 65);
SELECT strata, n, n_event, expected, ratio, round(conf_low, 6), round(conf_high, 6), round(conf_high * expected + ln(0.025), 12) AS "0 for none",
       limit_low * expected AS low, limit_high * expected AS high, flag
FROM centre_outcomes('many', 'days', 'died', 'centre') WHERE weight = 'n';
-- overdispersion: z = -sqrt(20), sqrt(20), -15 / sqrt(20), 15 / sqrt(20), so phi = (20 + 20 + 11.25 + 11.25) / 4; the funnel is wider by its root
SELECT strata, phi, (limit_high - 1) / sqrt(phi) * expected AS "14", limit_low, flag
FROM centre_outcomes('many', 'days', 'died', 'centre') WHERE weight = 'n' AND overdispersion = 1 ORDER BY strata LIMIT 2;
SELECT strata, limit_low * expected, limit_high * expected, flag FROM centre_outcomes('many', 'days', 'died', 'centre')
WHERE weight = 'n' AND limit_level = 0.5;
-- nobody, and no events
SELECT * FROM centre_outcomes('SELECT * FROM patients WHERE 0', 'days', 'died', 'centre');
SELECT strata, n_event, expected, ratio, limit_high, flag FROM centre_outcomes('patients', 'days', '0', 'centre');
-- mistakes
SELECT * FROM centre_outcomes('patients', 'days', 'died');
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre', 'age, centre');
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre', 'age, factor(Centre)');
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre', 'aged');
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre') WHERE times = 0;
SELECT * FROM centre_outcomes('patients', 'days', 'died', 'centre') WHERE limit_level = 99.8;
SELECT * FROM centre_outcomes('patients', 'days', 'age', 'centre');
SELECT * FROM centre_outcomes((SELECT surv(days, died, centre) FROM patients));
