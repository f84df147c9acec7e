-- weight_type = 'sampling' in Cox models: estimates weighted, errors robust, the scale of the weights without meaning.
CREATE TABLE patients(days, died, x, w, id, since);
INSERT INTO patients VALUES (1, 1, 2, 2, 1, 0), (2, 1, 0, 6, 2, 0), (3, 0, 1, 4, 3, 0), (4, 1, 1, 8, 4, 1), (4, 1, 3, 1, 5, 0),
  (5, 0, 2, 3, 6, 0), (6, 1, 0, 2, 7, 2), (7, 1, 1, 5, 8, 0), (8, 0, 0, 4, 9, 0), (9, 1, 3, 1, 10, 0);
CREATE VIEW split AS SELECT days, died, x, w, id, (days + since) / 2.0 AS since FROM patients
  UNION ALL SELECT (days + since) / 2.0, 0, x, w, id, since FROM patients;
-- one answer whatever the unit of the weights, with ties after Efron too: 1 row each
SELECT count(*) FROM (SELECT round(estimate, 12), round(std_error, 12), round(p_value, 12) FROM cox('patients', 'days', 'died', 'x') WHERE weight IN ('w', 'w / 8.0', 'w * 1e6', 'w * 1e-6') AND weight_type = 'sampling' GROUP BY 1, 2, 3);
SELECT count(*) FROM (SELECT round(wald_statistic, 10), round(score_statistic, 10), round(concordance, 12), round(concordance_se, 12) FROM cox_summary('patients', 'days', 'died', 'x') WHERE weight IN ('w', 'w / 8.0') AND weight_type = 'sampling' GROUP BY 1, 2, 3, 4);
SELECT count(*) FROM (SELECT round(estimate, 12), round(std_error, 12) FROM cox_curve('patients', 'days', 'died', 'x') WHERE weight IN ('w', 'w / 8.0') AND weight_type = 'sampling' AND times = 5 GROUP BY 1, 2);
SELECT type, count(*) FROM (SELECT DISTINCT type, row, round(value, 10) FROM cox_residuals('patients', 'days', 'died', 'x')
  WHERE weight IN ('w', 'w / 8.0') AND weight_type = 'sampling' AND type IN ('martingale', 'deviance', 'schoenfeld', 'scaled schoenfeld', 'dfbeta', 'dfbetas')) GROUP BY type;
-- whole weights are not written out into ties: not the counts' estimate
SELECT abs(a.estimate - b.estimate) > 0.001 FROM cox('patients', 'days', 'died', 'x') a, cox('patients', 'days', 'died', 'x') b
WHERE a.weight = 'w' AND a.weight_type = 'sampling' AND b.weight = 'w';
-- weights of 1: the model of the rows, with the errors of a cluster for each
SELECT abs(a.estimate - b.estimate) < 1e-12, abs(a.std_error - b.std_error) < 1e-12 FROM cox('patients', 'days', 'died', 'x') a, cox('patients', 'days', 'died', 'x, cluster(id)') b
WHERE a.weight_type = 'sampling';
-- the variance is the sum of squared dfbeta
SELECT sqrt(sum(value * value)) - (SELECT std_error FROM cox('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling') < 1e-12
FROM cox_residuals('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling' AND type = 'dfbeta';
-- likelihoods say nothing
SELECT n, n_missing, n_event, loglik_null, loglik, lr_statistic, lr_p, aic, bic, variance FROM cox_summary('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling';
SELECT term, df, round(wald_p, 6), lr_statistic, lr_p FROM cox_terms('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling';
-- ids: rows that only split follow-up say nothing new, and a weight may change between them
SELECT estimate, std_error FROM cox('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling' AND entry = 'since'
EXCEPT SELECT estimate, std_error FROM cox('split', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling' AND entry = 'since' AND id = 'id';
SELECT count(*), sum(std_error > 0) FROM cox('split', 'days', 'died', 'x') WHERE weight = 'w + died' AND weight_type = 'sampling' AND entry = 'since' AND id = 'id';
SELECT time, round(estimate, 6), round(std_error, 6) FROM cox_curve('patients', 'days', 'died', 'x', 'SELECT 1 AS x') WHERE weight = 'w' AND weight_type = 'sampling' AND times = '2,5';
SELECT time, n_risk, n_event FROM cox_curve('patients', 'days', 'died', 'x') WHERE weight = 'w / 10.0' AND weight_type = 'sampling' AND times = '2,5';
-- a weight of 0 leaves its row out: 0 rows
SELECT * FROM cox('SELECT * FROM patients UNION ALL VALUES (NULL, ''?'', 1e99, 0, NULL, NULL)', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling'
EXCEPT SELECT * FROM cox('patients', 'days', 'died', 'x') WHERE weight = 'w' AND weight_type = 'sampling';
-- mistakes
SELECT * FROM cox('patients', 'days', 'died', 'x') WHERE weight = 'w / 8.0';
SELECT * FROM cox('patients', 'days', 'died', 'x') WHERE weight_type = 'frequency';
SELECT * FROM cox('patients', 'days', 'died', 'x') WHERE weight_type = 'sampling' AND ties = 'exact';
SELECT * FROM cox('patients', 'days', 'died', 'x') WHERE weight_type = 'sampling' AND penalty = 'firth';
SELECT * FROM cox_zph('patients', 'days', 'died', 'x') WHERE weight_type = 'sampling';
SELECT * FROM finegray('patients', 'days', 'died', 'x') WHERE weight = 'w / 8.0';
-- Fine-Gray models too
CREATE VIEW causes AS SELECT *, died * (1 + id % 3 / 2) AS status FROM patients;
SELECT count(*) FROM (SELECT round(estimate, 10), round(std_error, 10) FROM finegray('causes', 'days', 'status', 'x')
  WHERE weight IN ('w', 'w / 8.0') AND weight_type = 'sampling' AND cause = 1 GROUP BY 1, 2);
SELECT abs(a.std_error - b.std_error) < 1e-12 FROM finegray('causes', 'days', 'status', 'x') a, finegray('causes', 'days', 'status', 'x') b
WHERE a.weight_type = 'sampling' AND a.cause = 1 AND b.cause = 1;
SELECT n, n_event, loglik, lr_p, aic FROM finegray_summary('causes', 'days', 'status', 'x') WHERE weight = 'w / 8.0' AND weight_type = 'sampling' AND cause = 1;
SELECT count(*) FROM (SELECT round(estimate, 10), round(std_error, 10) FROM finegray_curve('causes', 'days', 'status', 'x', 'SELECT 1 AS x')
  WHERE weight IN ('w', 'w / 8.0') AND weight_type = 'sampling' AND cause = 1 AND times = 6 GROUP BY 1, 2);
