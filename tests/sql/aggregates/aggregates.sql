-- km_survival, km_median, km_quantile, km_rmst, cif, logrank_p, gray_p, concordance: one value per group, in ordinary SQL
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre TEXT, days INTEGER, died INTEGER, status INTEGER, arm TEXT,
  score REAL);
INSERT INTO patients(centre, days, died, status, arm, score) VALUES
  ('Oslo', 1, 1, 1, 'A', 3), ('Oslo', 2, 1, 2, 'A', 5), ('Oslo', 2, 0, 0, 'B', 5), ('Oslo', 3, 1, 1, 'B', 4),
  ('Oslo',   5, 0, 0, 'A', 9),
  ('Bonn', 2, 0, 0, 'A', 1), ('Bonn', 4, 1, 1, 'B', 2), ('Pisa', 3, 0, 0, 'A', 7), ('Pisa', 4, 0, 0, 'B', 7),
  ('Rome',   NULL, 1, 1, 'A', 1);

-- Oslo: S = 4/5, 3/5, 3/10 from 1, 2, 3; mean to 3 1 + 4/5 + 3/5; outcome 1 1/5, 1/5, 1/2, outcome 2 0, 1/5, 1/5. Bonn: 0 from 4.
-- Pisa: nobody died. Rome: nobody whose time is known.
SELECT centre, count(*), km_survival(days, died, 2), km_median(days, died), km_quantile(days, died, 0.25), km_rmst(days,
  died, 3)
FROM patients GROUP BY centre ORDER BY min(id);
SELECT centre, cif(days, status, 1, 3), cif(days, status, 2, 3), logrank_p(days, died, arm), gray_p(days, status, arm,
  1), concordance(days, died, score)
FROM patients GROUP BY centre ORDER BY min(id);
-- all of them, and of nobody: NULL
SELECT km_survival(days, died, 2), 8 / 9. * 7 / 8., km_median(days, died), km_rmst(days, died, 2),
  cif(days, status, 1, 2), concordance(days, died, score) FROM patients;
SELECT km_survival(days, died, 2), km_median(days, died), km_quantile(days, died, 0.5), km_rmst(days, died, 2)
  FROM patients WHERE false;
SELECT cif(days, status, 1, 2), logrank_p(days, died, arm), gray_p(days, status, arm, 1), concordance(days, died, score)
  FROM patients WHERE false;
-- results are REAL
SELECT typeof(km_survival(days, died, 2)), typeof(km_median(days, died)), typeof(km_quantile(days, died, 0.1)),
  typeof(km_rmst(days, died, 2)),
       typeof(cif(days, status, 1, 2)), typeof(logrank_p(days, died, arm)), typeof(gray_p(days, status, arm, 1)),
         typeof(concordance(days, died, score)) FROM patients;
-- they are what the table functions say: how many differ
SELECT count(*) FROM (SELECT centre, surv(days, died, arm) AS of_arms, surv(days, died) AS of_all, surv(days,
  status) AS of_causes, surv(days, status, arm) AS of_both,
    km_survival(days, died, 3) AS s, km_median(days, died) AS m, km_quantile(days, died, 0.3) AS q, km_rmst(days, died,
      2.5) AS r,
    cif(days, status, 2, 3) AS f, logrank_p(days, died, arm) AS l, gray_p(days, status, arm, 1) AS g FROM patients
      WHERE days > 0 GROUP BY centre)
WHERE s IS NOT (SELECT estimate FROM km_curve(of_all) WHERE times = 3)
   OR m IS NOT (SELECT median FROM km_summary(of_all))
   OR q IS NOT (SELECT estimate FROM km_quantile(of_all) WHERE probs = 0.3)
   OR r IS NOT (SELECT estimate FROM rmst(of_all) WHERE tau = 2.5)
   OR f IS NOT (SELECT coalesce(max(estimate) FILTER (WHERE outcome = 2), 0) FROM cuminc(of_causes) WHERE times = 3)
   OR l IS NOT (SELECT p_value FROM logrank(of_arms))
   OR g IS NOT (SELECT max(p_value) FILTER (WHERE outcome = 1) FROM gray(of_both));

-- km_survival: at any time from 0 on; past the end unknown, unless it is 0
SELECT km_survival(days, died, 0), km_survival(days, died, 0.5), km_survival(days, died, 1), km_survival(days, died, 5),
  km_survival(days, died, 5.1) FROM patients WHERE centre = 'Oslo';
SELECT km_survival(days, died, 3.9), km_survival(days, died, 4), km_survival(days, died, 99) FROM patients
  WHERE centre = 'Bonn';
-- km_median and km_quantile: the midpoint of a plateau inside the curve, the start of one at its end, NULL when not reached
SELECT km_median(column1, 1), km_quantile(column1, 1, 0.5), km_quantile(column1, 1, 0.75), km_quantile(column1, 1, 1)
  FROM (VALUES (1), (2), (3), (4));
SELECT km_median(column1, column1 < 3), km_quantile(column1, column1 < 3, 0.6) FROM (VALUES (1), (2), (3), (4));
-- km_rmst: past the end unknown, unless the curve is at 0
SELECT km_rmst(days, died, 5), km_rmst(days, died, 6) FROM patients WHERE centre = 'Oslo';
SELECT km_rmst(days, died, 5), km_rmst(days, died, 6), km_rmst(days, died, 0.5) FROM patients WHERE centre = 'Bonn';
-- cif: of any cause; censored is 0 or what is said; 0 when nobody had the cause
SELECT cif(days, status, 1, 1), cif(days, status, 1, 5), cif(days, status, 2, 1), cif(days, status, 7, 3), cif(days,
  status, 1, 6), cif(days, status, 1.0, 3) FROM patients WHERE centre = 'Oslo';
SELECT cif(t, s, 'relapse', 3, 'alive'), cif(t, s, 'death', 3, 'alive') FROM (SELECT 1 AS t, 'relapse' AS s
  UNION ALL VALUES (2, 'alive'), (3, 'death'));
SELECT cif(column1, column2, 0, 3, 9), cif(column1, column2, 1, 3, 9) FROM (VALUES (1, 0), (2, 9), (3, 1));
-- the causes and the survival without any add up to 1
SELECT cif(days, status, 1, 3) + cif(days, status, 2, 3) + km_survival(days, died, 3) FROM patients
  WHERE centre = 'Oslo';
-- logrank_p: two by two 1 - 1/2 over the root of 1/4; 6-MP against placebo 4.16881e-05
SELECT logrank_p(column1, column2, column3) FROM (VALUES (1, 1, 'A'), (2, 0, 'B'));
SELECT logrank_p(weeks, relapse, arm) FROM (
  SELECT value AS weeks, 1 AS relapse, 'placebo' AS arm
    FROM json_each('[1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23]')
  UNION ALL SELECT value, 1, '6-MP' FROM json_each('[6,6,6,7,10,13,16,22,23]')
  UNION ALL SELECT value, 0, '6-MP' FROM json_each('[6,9,10,11,17,19,20,25,32,32,34,35]'));
-- one group, nobody with an event: nothing to compare
SELECT logrank_p(days, died, 1), logrank_p(days, 0, arm), gray_p(days, status, 1, 1), gray_p(days, 0, arm, 1)
  FROM patients;
-- gray_p: cmprsk 2.2-11, 0.0600788 and 0.0806981; a cause that nobody had
CREATE TABLE twelve(t INTEGER, s INTEGER, g INTEGER);
INSERT INTO twelve VALUES (1, 1, 1), (2, 2, 2), (2, 1, 1), (3, 0, 2), (4, 1, 1), (5, 2, 2), (5, 0, 1), (6, 1, 2),
  (7, 0, 1), (8, 2, 2), (9, 1, 1), (10, 0, 2);
SELECT gray_p(t, s, g, 1), gray_p(t, s, g, 2), gray_p(t, s, g, 3), gray_p(t, s, g, 1, 0), gray_p(t, 'x' || s, g, 'x2',
  'x0') FROM twelve;
-- concordance: of 49 pairs 30 right (or half right), as R's concordance has it; a score turned round 1 - C, one that says
-- nothing 1/2
SELECT concordance(t, s > 0, score), 30 / 49., concordance(t, s > 0, -score), concordance(t, s > 0, 1), concordance(t,
  0, score)
FROM (SELECT *, json_extract('[3,1,4,1,5,9,2,6,5,3,5,8]', '$[' || (rowid - 1) || ']') AS score FROM twelve);
SELECT concordance(days, died, days), concordance(days, died, -days) FROM patients WHERE centre = 'Oslo';
-- infinite scores are scores
SELECT concordance(column1, 1, column2) FROM (VALUES (1, -9e999), (2, 0), (3, 9e999));

-- rows with a NULL are left out; an integer and the real of its size are one value
SELECT km_median(column1, column2) FROM (VALUES (1, 1), (NULL, 1), (2, NULL), (3, 1), (4, 1));
SELECT concordance(column1, 1, column2) FROM (VALUES (1, 1), (2, NULL), (3, 2));
SELECT logrank_p(column1, column2, column3), logrank_p(column1, column2, column4)
  FROM (VALUES (1, 1, 1, 1), (2, 1, 1.0, 1), (3, 1, 2, 2), (4, 0, 2.0, 2), (9, 1, NULL, NULL));
-- FILTER, a join, a subquery for each row, HAVING
SELECT km_survival(days, died, 2) FILTER (WHERE arm = 'A'), km_survival(days, died, 2) FILTER (WHERE arm = 'B')
  FROM patients;
SELECT column1, (SELECT km_median(days, died) FROM patients WHERE centre = column1)
  FROM (VALUES ('Oslo'), ('Bonn'), ('Nice'));
SELECT centre FROM patients GROUP BY centre HAVING km_survival(days, died, 3) < 0.5;
-- not over a window
SELECT km_median(days, died) OVER (ORDER BY id) FROM patients;

-- a time, a quantile or a cause that differs from row to row
SELECT km_survival(days, died, days) FROM patients WHERE centre = 'Oslo';
SELECT km_quantile(days, died, id / 10.0) FROM patients WHERE centre = 'Oslo';
SELECT cif(days, status, status, 3) FROM patients WHERE centre = 'Oslo';
SELECT cif(days, status, 1, 3, status) FROM patients WHERE centre = 'Oslo';
-- arguments that are missing, too few or too many
SELECT km_survival(days, died, NULL) FROM patients;
SELECT km_quantile(days, died, NULL) FROM patients;
SELECT km_rmst(days, died, NULL) FROM patients;
SELECT cif(days, status, NULL, 3) FROM patients;
SELECT cif(days, status, 1, NULL) FROM patients;
SELECT gray_p(days, status, arm, NULL) FROM patients;
SELECT km_survival(days, died) FROM patients;
SELECT km_median(days, died, 0.5) FROM patients;
SELECT cif(days, status, 1) FROM patients;
SELECT concordance(days, died) FROM patients;
-- out of range or of the wrong type
SELECT km_survival(days, died, -1) FROM patients;
SELECT km_survival(days, died, 9e999) FROM patients;
SELECT km_survival(days, died, '365') FROM patients;
SELECT km_quantile(days, died, 50) FROM patients;
SELECT km_quantile(days, died, -0.1) FROM patients;
SELECT km_rmst(days, died, 0) FROM patients;
SELECT km_rmst(days, died, 'year') FROM patients;
SELECT cif(days, status, 1, -1) FROM patients;
-- bad values
SELECT km_median(-days, died) FROM patients;
SELECT km_median(centre, died) FROM patients;
SELECT km_median('2020-01-01', died) FROM patients;
SELECT km_median(9e999, died) FROM patients;
SELECT km_median(days, status) FROM patients;
SELECT km_median(days, arm) FROM patients;
SELECT logrank_p(days, status, arm) FROM patients;
SELECT concordance(days, died, arm) FROM patients;
SELECT concordance(days, died, '7') FROM patients;
SELECT cif(days, arm, 'A', 3) FROM patients;
SELECT cif(t, s, 'Relapse', 3, 'alive') FROM (SELECT 1 AS t, 'relapse' AS s UNION ALL VALUES (2, 'alive'));
SELECT cif(t, s, 'relapse', 3, ' ALIVE') FROM (SELECT 1 AS t, 'relapse' AS s UNION ALL VALUES (2, 'alive'));
SELECT gray_p(days, arm, centre, 'A') FROM patients;
SELECT gray_p(t, s, 1, 'RELAPSE', 'alive') FROM (SELECT 1 AS t, 'relapse' AS s UNION ALL VALUES (2, 'alive'));
-- a text that is a number among numbers, or the other way round, is a slip of the pen
SELECT cif(column1, column2, '1', 2) FROM (VALUES (1, 1), (2, 0));
SELECT cif(column1, column2, 1, 2, '0') FROM (VALUES (1, 1), (2, 0));
SELECT gray_p(column1, column2, column1, 1, 'alive') FROM (VALUES (1, '1'), (2, 'alive'));
-- but a value that is there is meant, though another reads like it
SELECT cif(column1, column2, 'TRM', 2, 'none') FROM (VALUES (1, ' TRM'), (2, 'TRM'), (3, 'none'), (4, 'none'));
-- in a group nobody may be censored; but a code of another type would make events of all the censored
SELECT s > 0, cif(t, s, 2, 5, 1) FROM twelve GROUP BY 1;
SELECT cif(t, s, 1, 5, 'alive') FROM twelve;
SELECT gray_p(t, iif(s, 'dead', 'alive'), g, 'dead', 0) FROM twelve;
-- the censored are no cause
SELECT cif(t, s, 0, 5) FROM twelve;
SELECT cif(t, s, 9, 5, 9) FROM twelve;
-- an option may come as 7 and as 7.0
SELECT km_survival(t, s > 0, iif(t > 5, 7, 7.0)) FROM twelve;
