-- cox: twelve patients, two groups; 2 patients die at 2
CREATE TABLE patients(days INTEGER, status INTEGER, x INTEGER, arm TEXT, centre INTEGER, n INTEGER, late INTEGER);
INSERT INTO patients VALUES (1,1,1,'A',1,2,0), (2,2,2,'B',1,1,0), (2,1,1,'A',2,3,0), (3,0,2,'B',2,1,1), (4,1,1,'A',1,2,0),
  (5,2,2,'B',1,1,2), (5,0,1,'A',2,1,0), (6,1,2,'B',2,2,0), (7,0,1,'A',1,1,3), (8,2,2,'B',1,1,0), (9,1,1,'A',2,2,0), (10,0,2,'B',2,1,0);
SELECT * FROM cox('patients', 'days', 'status > 0', 'x');
-- ties: R's coxph has -0.220348, -0.218026, -0.223729
SELECT ties, estimate FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'efron';
SELECT ties, estimate FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'breslow';
SELECT ties, estimate FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'exact';
-- texts are categorical, the first in order the reference; factor() names another, and makes levels of numbers
SELECT term, level, estimate, hazard_ratio FROM cox('patients', 'days', 'status > 0', 'arm') WHERE reference_rows = 1;
SELECT term, level, estimate FROM cox('patients', 'days', 'status > 0', 'factor(arm, ''B'')') WHERE reference_rows = 1;
SELECT term, level, estimate FROM cox('patients', 'days', 'status > 0', 'FACTOR( x ,2), centre') WHERE reference_rows = 1;
SELECT term, level, estimate FROM cox('patients', 'days', 'status > 0', 'factor(x / 2.0, 0.5)') WHERE reference_rows = 1;
-- strata, cluster, offset, interaction
SELECT term, level, estimate, std_error FROM cox('patients', 'days', 'status > 0', 'x, strata(centre)');
SELECT term, level, estimate, std_error FROM cox('patients', 'days', 'status > 0', 'x, cluster(centre)');
SELECT term, level, estimate, std_error FROM cox('patients', 'days', 'status > 0', 'x, offset(x / 10.0)');
SELECT term, level, estimate, std_error FROM cox('patients', 'days', 'status > 0', 'arm, n, interaction(arm, n)');
-- a wrapper's name inside an expression is SQL's: here a function that does not exist
SELECT * FROM cox('patients', 'days', 'status > 0', '1 + factor(x)');
-- a weight stands for rows written out, in Efron's and in exact ties
SELECT count(*) FROM (
  SELECT round(estimate, 12), round(std_error, 12) FROM cox('patients', 'days', 'status > 0', 'x') WHERE weight = 'n'
  INTERSECT
  SELECT round(estimate, 12), round(std_error, 12)
    FROM cox('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status > 0', 'x'));
SELECT count(*) FROM (
  SELECT round(estimate, 12), round(std_error, 12) FROM cox('patients', 'days', 'status > 0', 'x') WHERE weight = 'n' AND ties = 'exact'
  INTERSECT
  SELECT round(estimate, 12), round(std_error, 12)
    FROM cox('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'status > 0', 'x') WHERE ties = 'exact');
-- and where so many die at once that exact ties are summed by frequencies
SELECT count(*) FROM (
  SELECT round(estimate, 9), round(std_error, 9) FROM cox('patients', 'days', 'status > 0', 'x') WHERE weight = '40 * n' AND ties = 'exact'
  INTERSECT
  SELECT round(estimate, 9), round(std_error, 9)
    FROM cox('WITH RECURSIVE c(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM c WHERE k < 120)
             SELECT * FROM patients JOIN c ON k <= 40 * n', 'days', 'status > 0', 'x') WHERE ties = 'exact');
-- delayed entry
SELECT term, estimate, std_error FROM cox('patients', 'days', 'status > 0', 'x') WHERE entry = 'late';
-- rows with a NULL are left out and counted; types of the columns
SELECT n, n_missing, n_event, df FROM cox_summary('patients', 'days', 'status > 0', 'x, nullif(late, 1)');
SELECT typeof(n), typeof(n_missing), typeof(loglik), typeof(df), typeof(iterations), typeof(converged)
  FROM cox_summary('patients', 'days', 'status > 0', 'x');
SELECT n, n_event, loglik_null, loglik, lr_statistic, wald_statistic, score_statistic, concordance, concordance_se, aic, bic, converged
  FROM cox_summary('patients', 'days', 'status > 0', 'x');
-- the score test of exact ties is the log-rank test
SELECT s.score_statistic - l.statistic < 1e-12 FROM cox_summary('patients', 'days', 'status > 0', 'arm') s,
  logrank('patients', 'days', 'status > 0', 'arm') l WHERE s.ties = 'exact' LIMIT 1;
-- separation: a flag, and converged 0, never a huge number; Firth's penalty has an answer
CREATE TABLE separated(days, died, treated, age);
INSERT INTO separated VALUES (1,1,'no',50), (2,1,'no',61), (3,1,'no',48), (4,0,'yes',55), (5,0,'yes',57), (6,0,'yes',44), (4,0,'no',58);
SELECT term, estimate, std_error, hazard_ratio, flag FROM cox('separated', 'days', 'died', 'treated, age');
SELECT converged, wald_statistic FROM cox_summary('separated', 'days', 'died', 'treated, age');
SELECT term, estimate, flag FROM cox('separated', 'days', 'died', 'treated, age') WHERE penalty = 'firth';
-- its limits, statistic and P value are by the profile likelihood, unless limits says otherwise; wald: estimate / std_error
SELECT term, statistic, p_value, conf_low, conf_high FROM cox('separated', 'days', 'died', 'treated, age') WHERE penalty = 'firth';
SELECT term, abs(statistic - estimate / std_error) < 1e-12, p_value, conf_low, conf_high FROM cox('separated', 'days', 'died', 'treated, age')
  WHERE penalty = 'firth' AND limits = 'wald';
SELECT count(*) FROM (SELECT * FROM cox('separated', 'days', 'died', 'treated, age') WHERE penalty = 'firth'
  INTERSECT SELECT * FROM cox('separated', 'days', 'died', 'treated, age') WHERE penalty = 'firth' AND limits = 'profile');
-- without a penalty too: the square of the statistic is what the likelihood ratio test of cox_terms says
SELECT abs(c.statistic * c.statistic - t.lr_statistic) < 1e-9, abs(c.p_value - t.lr_p) < 1e-9
  FROM cox('patients', 'days', 'status > 0', 'arm, n') c JOIN cox_terms('patients', 'days', 'status > 0', 'arm, n') t USING (term)
  WHERE c.limits = 'profile';
-- one that is infinite has none; robust errors neither: with them Firth's limits stay Wald's; a reference row has no error
SELECT term, statistic, conf_low, conf_high FROM cox('separated', 'days', 'died', 'treated, age') WHERE limits = 'profile';
SELECT term, abs(statistic - estimate / std_error) < 1e-12 FROM cox('patients', 'days', 'status > 0', 'x, cluster(n, late)') WHERE penalty = 'firth';
SELECT term, level, statistic, conf_low < 1 AND conf_high > 1 FROM cox('patients', 'days', 'status > 0', 'arm')
  WHERE penalty = 'firth' AND reference_rows = 1;
-- models without covariates, as R's ~ 1: nothing to estimate, but a likelihood, -14.6119 in R, and with exact ties -13.9188
SELECT count(*) FROM cox('patients', 'days', 'status > 0', '1');
SELECT n, n_event, loglik_null, loglik, df, lr_statistic, converged FROM cox_summary('patients', 'days', 'status > 0', '1');
SELECT loglik FROM cox_summary('patients', 'days', 'status > 0', '1') WHERE ties = 'exact';
SELECT loglik FROM cox_summary('patients', 'days', 'status > 0', 'offset(x / 2.0)');
SELECT loglik FROM cox_summary('patients', 'days', 'status > 0', 'strata(arm)');
SELECT variance FROM cox_summary('patients', 'days', 'status > 0', 'cluster(centre)');
-- an intercept beside a covariate is what every model has
SELECT term, estimate FROM cox('patients', 'days', 'status > 0', '1, x');
SELECT round(sum(value), 12) FROM cox_residuals('patients', 'days', 'status > 0', '1');
SELECT count(*) FROM cox_residuals('patients', 'days', 'status > 0', '1') WHERE type = 'score';
SELECT * FROM cox('patients', 'days', 'status > 0', '2');
SELECT * FROM cox_zph('patients', 'days', 'status > 0', '1');
-- a group only among those censored before the first event tells nothing
SELECT term, level, estimate, flag FROM cox('SELECT days, died, treated FROM separated UNION ALL VALUES (0.5, 0, ''perhaps'')',
  'days', 'died', 'factor(treated, ''no'')') ;
-- no event, no rows, no patients
SELECT term, estimate, flag FROM cox('patients', 'days', '0', 'x');
SELECT count(*) FROM cox('SELECT * FROM patients WHERE false', 'days', 'status > 0', 'x');
SELECT count(*) FROM cox(NULL, 'days', 'status > 0', 'x');
-- columns, then arguments, which are hidden
SELECT name, hidden FROM pragma_table_xinfo('cox');
-- messages
SELECT * FROM cox('patients', 'days', 'status > 0');
SELECT * FROM cox('patients', 'days', 'status > 0', '');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x,');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x, x');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x, factor(X)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'y');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arn)');
SELECT * FROM cox_zph('patients', 'days', 'status > 0', 'strata(centre)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor()');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arm, ''A'', ''B'')');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arm, B)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arm, ''b'')');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arm, ''C'')');
SELECT * FROM cox('patients', 'days', 'status > 0', 'interaction(x)');
SELECT * FROM cox('patients', 'days', 'status > 0', '5');
SELECT * FROM cox('patients', 'days', 'status > 0', '''all''');
SELECT * FROM cox('patients', 'days', 'status > 0', 'late, centre, late + 2 * centre');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x, arm');
SELECT * FROM cox('patients', 'days', 'status > 0', 'iif(x = 1, arm, x)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'zeroblob(x)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(days)') WHERE max_levels = 5;
SELECT * FROM cox('patients', 'days', 'status > 0', '9e999 * x');
SELECT * FROM cox('patients', 'days', 'status > 0', 'offset(arm), x');
SELECT * FROM cox('patients', 'days', 'status', 'x');
SELECT * FROM cox('patients', '-days', 'status > 0', 'x');
SELECT * FROM cox('patients', 'arm', 'status > 0', 'x');
SELECT * FROM cox('patients', '''2020-01-31''', 'status > 0', 'x');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE entry = '''2020-01-31''';
SELECT * FROM cox('patients', '9007199254740993', 'status > 0', 'x');
SELECT * FROM cox('patients', 'days', 'status > 0', '9007199254740993 * (x + 1)');
SELECT * FROM cox('patients', 'days', 'status > 0', 'factor(arm, ''z'')');
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE weight = '-n';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE entry = 'days';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'effron';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE penalty = 'ridge';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE max_iter = 0;
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE max_iter = 2.5;
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE max_iter = 9e999;
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE max_levels = 1;
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE tolerance = 0;
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'exact' AND weight = 'n / 2.0';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'exact' AND weight = 'n / 2.0' AND weight_type = 'sampling';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x, cluster(centre)') WHERE ties = 'exact';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE ties = 'exact' AND penalty = 'firth';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x, cluster(centre)') WHERE limits = 'profile';
SELECT * FROM cox('patients', 'days', 'status > 0', 'x') WHERE limits = 'likelihood';
SELECT * FROM cox((SELECT surv(days, status > 0) FROM patients), NULL, NULL, NULL);
SELECT * FROM cox((SELECT surv(days, status > 0) FROM patients));
SELECT flag FROM cox('patients', 'days', 'status > 0', 'x') WHERE max_iter = 1;
-- Efron's sum has a term for each who dies at a time: a weight that is no number of patients would take for ever
SELECT * FROM cox('patients', 'days', 'status = 1', 'x') WHERE weight = '100000000';
-- exact ties do not mind: of many alike they are the same to their number
SELECT abs(a.estimate - b.estimate) < 1e-6, abs(sqrt(10) * b.std_error - a.std_error) < 1e-6 * a.std_error
FROM cox('patients', 'days', 'status = 1', 'x') a, cox('patients', 'days', 'status = 1', 'x') b
WHERE a.weight = '1000000' AND a.ties = 'exact' AND b.weight = '10000000' AND b.ties = 'exact';
-- but many times of several deaths, each with many at risk
SELECT * FROM cox('WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM c WHERE i < 300000) SELECT i FROM c',
  'CAST(i / 2 AS INTEGER)', '1', 'i % 7') WHERE ties = 'exact';
SELECT count(*) FROM cox('patients', 'days', 'status = 1', 'x') WHERE weight = '100000000' AND ties = 'breslow';
-- cox_summary where all patients are left out: a row that says how many; none where there was nobody
SELECT * FROM cox_summary('VALUES (1, NULL, 2), (NULL, 1, 3), (4, 1, NULL)', 'column1', 'column2', 'column3');
SELECT n, n_missing, typeof(n_missing) FROM cox_summary('VALUES (1, NULL, 2, 1.5), (NULL, 1, 3, 1)', 'column1', 'column2', 'column3') WHERE weight = 'column4' AND weight_type = 'sampling';
SELECT count(*) FROM cox_summary('SELECT * FROM (VALUES (1, 1, 2)) WHERE 0', 'column1', 'column2', 'column3');
