-- profile limits have no robust form
CREATE TABLE p(t, e, s, x, g, w);
INSERT INTO p VALUES (1, 1, 1, 3, 'a', 0.5), (2, 0, 0, 1, 'b', 1.5), (3, 1, 2, 2, 'a', 1), (4, 1, 1, 4, 'b', 2), (5, 0, 0, 2, 'a', 1);
SELECT * FROM cox('p', 't', 'e', 'x') WHERE weight = 'w' AND weight_type = 'sampling' AND limits = 'profile';
SELECT * FROM cox('p', 't', 'e', 'x') WHERE weight_type = 'sampling' AND limits = 'profile';
SELECT * FROM cox('p', 't', 'e', 'x, cluster(g)') WHERE limits = 'profile';
-- strata() is where it is none
SELECT * FROM cox('p', 't', 'e', '1 + strata(g)');
SELECT * FROM cox('p', 't', 'e', 'x * strata(g)');
SELECT * FROM finegray('p', 't', 's', 'x, strata(g)');
SELECT * FROM finegray('p', 't', 's', '2 * strata(g)');
SELECT * FROM propensity_weights('p', 'g', '1 - strata(x)');
SELECT * FROM table_one('p', 'strata(x)');
SELECT * FROM km_curve('p', 't', 'e', 'strata(g)');
SELECT * FROM logrank('p', 't', 'e', 'strata(g)');
-- 1 alone is the null model where it is allowed
SELECT count(*) FROM cox_summary('p', 't', 'e', '1');
SELECT count(*) FROM finegray('p', 't', 's', '1') WHERE cause = 1;
SELECT count(*) FROM cox_terms('p', 't', 'e', '1');
SELECT count(*) FROM cause_specific_curve('p', 't', 's', '1');
