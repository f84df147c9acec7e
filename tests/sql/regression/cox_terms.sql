-- cox_terms, finegray_terms: a test for each term of a model.
CREATE TABLE patients(days, status, arm, age, centre, n);
INSERT INTO patients
WITH RECURSIVE i(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM i WHERE i < 119)
SELECT (i * 37 + 11) % 101 + 1 + (i % 3) * 5, (i * 7 + i / 5) % 3, substr('ABCD', 1 + i % 4, 1), 20 + (i * 53) % 60, i % 5, 1 + i % 2 FROM i;

-- one row for each term: df is the number of levels less one
SELECT term, part, df, round(wald_statistic, 8), round(wald_p, 8), round(lr_statistic, 8), round(lr_p, 8)
FROM cox_terms('patients', 'days', 'status = 1', 'arm, age');
-- a term of one coefficient: the square of its z, and its P value
SELECT abs(t.wald_statistic - c.statistic * c.statistic) < 1e-10, abs(t.wald_p - c.p_value) < 1e-12
FROM cox_terms('patients', 'days', 'status = 1', 'arm, age') t
JOIN cox('patients', 'days', 'status = 1', 'arm, age') c ON c.term = t.term WHERE t.term = 'age';
-- the only term: the tests of the whole model
SELECT abs(t.wald_statistic - s.wald_statistic) < 1e-10, abs(t.lr_statistic - s.lr_statistic) < 1e-10, t.df = s.df
FROM cox_terms('patients', 'days', 'status = 1', 'arm') t, cox_summary('patients', 'days', 'status = 1', 'arm') s;
-- likelihood ratio: of the models with and without the term
SELECT abs(t.lr_statistic - 2 * (s.loglik - o.loglik)) < 1e-9, abs(t.lr_p - t.wald_p) < 0.05
FROM cox_terms('patients', 'days', 'status = 1', 'arm, age') t, cox_summary('patients', 'days', 'status = 1', 'arm, age') s,
  cox_summary('patients', 'days', 'status = 1', 'age') o WHERE t.term = 'arm';
-- a product and a covariate that the others make up, but for a patient whom no event finds at risk: without the term that is
-- tested, they do not take its place
CREATE TABLE cells AS SELECT *, age * 2 AS twice, age > 50 AS old FROM patients WHERE NOT (arm = 'A' AND age > 50);
INSERT INTO cells VALUES (0.5, 0, 'A', 60, 4, 1, 7, 1);
SELECT (SELECT count(*) FROM cox('cells', 'days', 'status = 1', 'arm, old, interaction(arm, old)')
  WHERE flag LIKE 'no information%') AS aliased, t.df, abs(t.lr_statistic - 2 * (s.loglik - o.loglik)) < 1e-9, t.lr_statistic > 1
FROM cox_terms('cells', 'days', 'status = 1', 'arm, old, interaction(arm, old)') t,
  cox_summary('cells', 'days', 'status = 1', 'arm, old, interaction(arm, old)') s,
  cox_summary('cells', 'days', 'status = 1', 'arm, old') o WHERE t.term LIKE 'interaction%';
SELECT t.term, t.df, abs(t.lr_statistic - alone.lr_statistic) < 1e-9
FROM cox_terms('cells', 'days', 'status = 1', 'age, twice') t, cox_terms('cells', 'days', 'status = 1', 'age') alone;
-- which level is the reference changes nothing
SELECT abs(a.wald_statistic - b.wald_statistic) < 1e-9, abs(a.lr_statistic - b.lr_statistic) < 1e-9
FROM cox_terms('patients', 'days', 'status = 1', 'arm, age') a, cox_terms('patients', 'days', 'status = 1', 'factor(arm, ''C''), age') b
WHERE a.term = 'arm' AND b.term = 'arm';
-- clusters: the robust covariance, and no likelihood ratio
SELECT term, df, round(wald_statistic, 8), lr_statistic FROM cox_terms('patients', 'days', 'status = 1', 'arm, age, cluster(centre)');
-- ties and weights: rows written out; strata
SELECT count(*) FROM (
  SELECT term, df, round(wald_statistic, 8), round(lr_statistic, 8) FROM cox_terms('patients', 'days', 'status = 1', 'arm, age')
    WHERE weight = 'n' AND ties = 'breslow'
  INTERSECT SELECT term, df, round(wald_statistic, 8), round(lr_statistic, 8)
    FROM cox_terms('SELECT * FROM patients, (VALUES (1), (2)) WHERE column1 <= n', 'days', 'status = 1', 'arm, age') WHERE ties = 'breslow');
SELECT term, df FROM cox_terms('patients', 'days', 'status = 1', 'arm, strata(centre), age * 2') WHERE ties = 'exact';
-- a level without events: no Wald test, but a likelihood ratio; Firth's penalty gives both
SELECT term, df, wald_p, round(lr_p, 6) FROM cox_terms('patients', 'days', 'status = 1 AND arm <> ''D''', 'arm, age');
SELECT term, df, round(wald_p, 6), round(lr_p, 6) FROM cox_terms('patients', 'days', 'status = 1 AND arm <> ''D''', 'arm, age')
  WHERE penalty = 'firth';
-- nobody
SELECT count(*) FROM cox_terms('SELECT * FROM patients WHERE 0', 'days', 'status', 'arm');

-- finegray_terms
SELECT term, part, df, round(wald_statistic, 8), round(wald_p, 8) FROM finegray_terms('patients', 'days', 'status', 'arm, age') WHERE cause = 1;
SELECT abs(t.wald_statistic - f.statistic * f.statistic) < 1e-10
FROM finegray_terms('patients', 'days', 'status', 'arm, age') t JOIN finegray('patients', 'days', 'status', 'arm, age') f
  ON f.term = t.term AND f.cause = 2 WHERE t.cause = 2 AND t.term = 'age';
-- columns
SELECT name, hidden FROM pragma_table_xinfo('cox_terms');
SELECT name, hidden FROM pragma_table_xinfo('finegray_terms') WHERE hidden = 0;
-- messages
SELECT * FROM cox_terms('patients', 'days', 'status = 1');
SELECT * FROM cox_terms('patients', 'days', 'status = 1', 'arms');
SELECT * FROM cox_terms('patients', 'days', 'status', 'arm');
SELECT * FROM cox_terms('patients', 'days', 'status = 1', 'arm') WHERE ties = 'exact' AND penalty = 'firth';
SELECT * FROM finegray_terms('patients', 'days', 'status', 'arm');
SELECT * FROM finegray_terms('patients', 'days', 'status', 'arm, strata(centre)') WHERE cause = 1;
