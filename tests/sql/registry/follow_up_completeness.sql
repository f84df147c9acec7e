-- follow_up_completeness: the time that patients were followed, of the time that they could have been
CREATE TABLE patients(days, died, centre, whole, n);
INSERT INTO patients VALUES (2, 1, 'A', 10, 1), (5, 0, 'A', 10, 1), (10, 0, 'A', 10, 1),
  (2, 1, 'B', 10, 1), (5, 0, 'B', 10, 2), (6, 1, 'B', 10, 1), (10, 0, 'B', 10, 1), (3, NULL, 'B', 10, 1);
-- A: 17 of 2 + 10 + 10. The one lost at 5 is expected, by S = 2/3 from day 2 on, to stay for all of the rest
SELECT strata, n, person_time, potential_time, completeness, completeness - 17 / 22.0, modified
FROM follow_up_completeness('patients', 'days', 'died', 'centre') WHERE potential = 'whole' AND strata = 'A';
-- B, the lost weighing 2: S = 4/5 from day 2, 2/5 from day 6; expected 5 + (4/5 * 1 + 2/5 * 4) / (4/5) = 8 for each of them
SELECT strata, n, person_time, modified, modified - 28 / (2 + 2 * 8 + 6 + 10.0) AS "0"
FROM follow_up_completeness('patients', 'days', 'died', 'centre') WHERE potential = 'whole' AND weight = 'n' AND strata = 'B';
-- one potential for all; nobody; times in another unit give the same
SELECT n, completeness, modified FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = '10';
SELECT * FROM follow_up_completeness('SELECT * FROM patients WHERE 0', 'days', 'died') WHERE potential = '10';
SELECT abs(a.completeness - b.completeness) < 1e-15, abs(a.modified - b.modified) < 1e-15
FROM follow_up_completeness('patients', 'days', 'died') AS a, follow_up_completeness('patients', 'days / 365.25', 'died') AS b
WHERE a.potential = 'whole' AND b.potential = 'whole / 365.25';
-- the row with a NULL is not there; a NULL potential leaves a row out as well
SELECT n FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = 'nullif(whole, 5 * days)';
-- mistakes
SELECT * FROM follow_up_completeness('patients', 'days', 'died');
SELECT * FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = 'hole';
SELECT * FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = '4';
SELECT * FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = '''never''';
SELECT * FROM follow_up_completeness('patients', 'days', 'died') WHERE potential = '1e999';
SELECT * FROM follow_up_completeness((SELECT surv(days, died) FROM patients)) WHERE potential = '10';
