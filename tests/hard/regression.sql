-- data on which regressions are known to fail: 40 patients, x and z without meaning
CREATE TABLE hard AS WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 40)
  SELECT i, i * 17 % 41 AS days, i % 3 > 0 AS died, (i * 29 % 23) - 11 AS x, i * 7 % 5 AS z, i % 4 AS g FROM c;
SELECT estimate, std_error, statistic, flag FROM cox('hard', 'days', 'died', 'x');
-- the unit of a covariate is of no account: huge, huge and far from 0, the smallest differences a double has
SELECT estimate * 1e300, std_error * 1e300, statistic, flag FROM cox('hard', 'days', 'died', 'x * 1e300');
SELECT estimate * 1e12, std_error * 1e12, flag FROM cox('hard', 'days', 'died', 'x * 1e12 + 1e15');
SELECT abs(estimate * 1e-12 + 0.000357) < 1e-5, flag FROM cox('hard', 'days', 'died', '1 + x * 1e-12');
SELECT estimate * 1e-200, flag FROM cox('hard', 'days', 'died', 'x * 1e-200');
-- unless the coefficient of a unit is beyond the doubles: then it has none, and all the rest is as ever
SELECT term, estimate, std_error, statistic, hazard_ratio, conf_low, conf_high, flag FROM cox('hard', 'days', 'died', 'x * 1e-320, z');
SELECT term, estimate, flag FROM cox('hard', 'days', 'died', 'x, z');
SELECT term, estimate, flag FROM finegray('hard', 'days', 'died', 'x * 1e-320, z');
SELECT abs(a.wald_statistic - b.wald_statistic) < 1e-9, abs(a.loglik - b.loglik) < 1e-9
FROM cox_summary('hard', 'days', 'died', 'x * 1e-320, z') a, cox_summary('hard', 'days', 'died', 'x, z') b;
-- but a difference of rounding is none, and two covariates that differ by one are the same
SELECT * FROM cox('hard', 'days', 'died', 'x * 0.1 * 3 - x * 0.3 + 1');
SELECT * FROM cox('hard', 'days', 'died', 'x, x + 1e-12 * z');
-- one skewed beyond all measure
SELECT flag, statistic FROM cox('hard', 'days', 'died', 'exp(x * 20)');
-- offsets that overflow, but for what they have in common
SELECT estimate, std_error, flag FROM cox('hard', 'days', 'died', 'x, offset(1e4 + z)');
-- monotone likelihood: nobody of a group dies; all die in order of x
SELECT term, level, estimate, flag FROM cox('hard', 'days', 'died AND g <> 2', 'x, factor(g)');
SELECT converged FROM cox_summary('hard', 'days', 'died AND g <> 2', 'x, factor(g)');
SELECT term, level, estimate, flag FROM cox('hard', 'days', 'died AND g <> 2', 'x, factor(g)') WHERE penalty = 'firth';
SELECT term, estimate, flag FROM cox('hard', 'x + 20', '1', 'x');
SELECT term, estimate, flag FROM cox('hard', 'x + 20', '1', 'x') WHERE ties = 'exact';
SELECT term, level, flag FROM finegray('hard', 'days', 'iif(g = 2, 2 * died, died)', 'x, factor(g)', 1);
-- the same of four million patients, where the score of what tends to infinity is soon lost to rounding
SELECT term, level, flag FROM cox('hard', 'days', 'died AND g <> 2', 'x, factor(g)') WHERE weight = '1e5';
SELECT term, level, flag FROM finegray('hard', 'days', 'iif(g = 2, 2 * died, died)', 'x, factor(g)', 1) WHERE weight = '1e5';
SELECT term, level, flag FROM finegray('hard', 'days', 'iif(g = 0, 2 * died, died)', 'x, factor(g)', 1) WHERE weight = '1e5';
-- one event; none; all at one time
SELECT flag IS NULL FROM cox('hard', 'days', 'i = 20', 'x');
SELECT estimate, flag FROM cox('hard', 'days', 'i = 20', 'x') WHERE penalty = 'firth';
SELECT flag FROM cox('hard', 'days', '0', 'x');
SELECT flag FROM finegray('hard', 'days', '0', 'x');
SELECT estimate, flag FROM cox('hard', '5', 'died', 'x');
SELECT estimate, flag FROM cox('hard', '5', 'died', 'x') WHERE ties = 'breslow';
SELECT estimate, flag FROM cox('hard', '5', 'died', 'x') WHERE ties = 'exact';
SELECT round(abs(estimate), 9), flag FROM cox('hard', '5', '1', 'x');
SELECT round(abs(estimate), 9), flag FROM cox('hard', '5', '1', 'x') WHERE ties = 'exact';
SELECT estimate, flag FROM cox('VALUES (1, 1, 0.5), (1, 1, 1.7), (1, 1, 4.1), (1, 1, -2.2), (1, 1, 3.3)', 'column1', 'column2', 'column3')
  WHERE ties = 'exact';
-- strata without an event count for nothing; covariates that are constant in each stratum neither
SELECT abs(a.estimate - b.estimate) < 1e-14 FROM cox('hard', 'days', 'died AND g <> 1', 'x, strata(g)') a,
  cox('SELECT * FROM hard WHERE g <> 1', 'days', 'died', 'x, strata(g)') b;
SELECT term, flag FROM cox('hard', 'days', 'died', 'x, g, strata(g)');
-- a group that is gone before the first event
SELECT term, level, flag FROM cox('SELECT days, died, g, x FROM hard UNION ALL VALUES (0.1, 0, 9, 1)', 'days', 'died', 'x, factor(g)')
  WHERE level = '9';
-- risk sets that empty and fill again; late entry of nearly everyone
SELECT estimate, flag FROM cox('hard', 'days', 'died', 'x') WHERE entry = 'days - 1';
SELECT estimate, flag FROM cox('hard', 'days', 'died', 'x') WHERE entry = 'days * 0.9';
-- weights of very different size
SELECT round(estimate, 9), flag FROM cox('hard', 'days', 'died', 'x') WHERE weight = 'iif(i = 1, 1000000, 1)';
SELECT estimate, flag FROM cox('hard', 'days', 'died', 'x') WHERE weight = 'i / 1e9' AND weight_type = 'sampling';

-- a Fine-Gray likelihood without a maximum, where rounding stops the iteration
SELECT term, estimate, p_value, flag FROM finegray('VALUES (3.33, 0, 2, 12, 3), (8.14, 0, 0.25, 11.875, 2), (9.62, 1, 10.25, 6, 3),
  (19.24, 2, 10.5, 6, 1), (23.31, 0, 1, 1, 2), (23.31, 0, 7, 2, 3), (23.31, 0, 7, 11.25, 1)', 'column1', 'column2', 'column3, column4')
  WHERE cause = 2 AND weight = 'column5';
-- all at risk die at once: no patient moves the estimate, and the robust variance is 0 but for rounding
SELECT estimate, std_error, p_value, flag FROM finegray('VALUES (15, 1, 4.875, 13, 3), (15, 1, 2, 10, 1), (23, 1, 7.125, 20, 2)',
  'column1', 'column2', 'column3') WHERE cause = 1 AND censor = 0 AND entry = 'column4' AND weight = 'column5';
-- one time with information: there is no drift to test
SELECT term, statistic, p_value FROM cox_zph('VALUES (15, 1, 4.875, 13, 3), (15, 1, 2, 14, 1), (15.5, 0, 2, 10, 1), (23, 1, 7.125, 20, 2)',
  'column1', 'column2', 'column3') WHERE entry = 'column4' AND weight = 'column5';
-- one who enters late with a hazard of 1e8 times that of the others: the order of the rows moves nothing
CREATE TEMP TABLE late(t, e, x, y, n, id);
INSERT INTO late VALUES (22.57, 0, 12.25, 4, 18.57, 1), (3.7, 0, 7, 0, 0.7, 2), (0, 1, 2, 2, -4, 3), (2.96, 0, 2, 2, -3.04, 4),
  (7.77, 1, 2, 2, 1.77, 5), (7.77, 1, 2, 2, 3.77, 6), (23.31, 0, 7, 2, 17.31, 11), (7.77, 1, 2, 2, 0.77, 12),
  (21.46, 1, 11.625, 11.625, 14.46, 13), (7.77, 1, 2, 2, 1.77, 14), (7.77, 1, 2, 4, 1.77, 15), (9.99, 0, 0, 0, 2.99, 16);
SELECT abs(a.statistic - b.statistic) < 1e-9 FROM cox_zph('late', 't', 'e', 'x, y') a
  JOIN cox_zph('SELECT * FROM late ORDER BY (id * 7919 + 13) % 61', 't', 'e', 'x, y') b USING (term)
  WHERE a.entry = 'n' AND b.entry = 'n';
