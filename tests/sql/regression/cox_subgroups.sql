-- cox_subgroups: hazard ratios in subgroups, the rows of a forest plot.
CREATE TABLE patients(id, days, died, arm, sex, age, site);
INSERT INTO patients VALUES (1, 5, 1, 'A', 'F', 40, 1), (2, 8, 1, 'A', 'F', 51, 2), (3, 3, 1, 'B', 'F', 62, 1), (4, 9, 1, 'B', 'F', 33, 2),
  (5, 12, 1, 'A', 'M', 45, 1), (6, 2, 1, 'A', 'M', 57, 2), (7, 7, 1, 'B', 'M', 68, 1), (8, 4, 1, 'B', 'M', 29, 2),
  (9, 11, 1, 'A', NULL, 39, 1), (10, 6, 0, 'B', NULL, 54, 2), (11, 10, 1, 'A', 'F', 60, 1), (12, 1, 1, 'B', 'M', 47, 2),
  (13, NULL, 1, 'A', 'M', 47, 2), (14, 13, 0, 'B', 'F', 30, 1), (15, 6, 1, 'A', 'M', 52, 1), (16, 14, 1, 'B', 'M', 61, 2);

-- each level by a model of its own: cox of these patients alone
SELECT variable, level, contrast, n, n_event, hazard_ratio, conf_low, conf_high, p_value, interaction_p FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex, age >= 50');
SELECT s.level, s.n = k.n, s.n_event = k.n_event, abs(s.hazard_ratio / c.hazard_ratio - 1) < 1e-12, abs(s.conf_high / c.conf_high - 1) < 1e-12, abs(s.p_value - c.p_value) < 1e-12
FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex', 'age') s
JOIN cox('SELECT * FROM patients WHERE sex = ' || quote(s.level), 'days', 'died', 'arm, age') c ON c.term = 'arm'
JOIN cox_summary('SELECT * FROM patients WHERE sex = ' || quote(s.level), 'days', 'died', 'arm, age') k
WHERE s.variable = 'sex';
SELECT s.n, abs(s.hazard_ratio / c.hazard_ratio - 1) < 1e-12 FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex', 'age') s
JOIN cox('patients', 'days', 'died', 'arm, age') c ON c.term = 'arm' WHERE s.variable = 'overall';
-- interaction: twice what cox with strata(sex) loses without the product; a term told by the level falls out
SELECT abs(s.interaction_p - t.lr_p) < 1e-12 FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex', 'age') s
JOIN cox_terms('SELECT * FROM patients WHERE sex IS NOT NULL', 'days', 'died', 'arm, age, interaction(arm, sex), strata(sex)') t ON t.term = 'interaction(arm, sex)'
WHERE s.level = 'M';
SELECT max(abs(a.hazard_ratio / b.hazard_ratio - 1)) < 1e-9, max(abs(ifnull(a.interaction_p - b.interaction_p, 0))) < 1e-9
FROM cox_subgroups('SELECT * FROM patients WHERE sex IS NOT NULL', 'days', 'died', 'arm', 'sex', 'sex, age') a
JOIN cox_subgroups('SELECT * FROM patients WHERE sex IS NOT NULL', 'days', 'died', 'arm', 'sex', 'age') b ON a.level = b.level AND a.variable = 'sex';
-- strata and clusters of the terms; with clusters the interaction is a Wald test
SELECT abs(s.interaction_p - t.wald_p) < 1e-9 FROM cox_subgroups('patients', 'days', 'died', 'arm', 'age >= 50', 'sex, cluster(id)') s
JOIN cox_terms('patients', 'days', 'died', 'arm, sex, interaction(arm, age >= 50), strata(age >= 50), cluster(id)') t ON t.part = 'overall' AND t.term LIKE 'inter%'
WHERE s.level = 1;
SELECT abs(s.hazard_ratio / c.hazard_ratio - 1) < 1e-12 FROM cox_subgroups('patients', 'days', 'died', 'arm', 'age >= 50', 'strata(site)') s
JOIN cox('SELECT * FROM patients WHERE age >= 50', 'days', 'died', 'arm, strata(site)') c WHERE s.level = '1';
-- sampling weights: as in cox of these patients alone; their scale changes nothing, and the interaction is a Wald test
CREATE TABLE weighted AS SELECT *, 1 + id % 4 AS w FROM patients WHERE sex IS NOT NULL;
SELECT abs(s.hazard_ratio / c.hazard_ratio - 1) < 1e-12, abs(s.conf_high / c.conf_high - 1) < 1e-12, abs(s.p_value - c.p_value) < 1e-12
FROM cox_subgroups('weighted', 'days', 'died', 'arm', 'sex', 'age') s
JOIN cox('SELECT * FROM weighted WHERE sex = ''M''', 'days', 'died', 'arm, age') c ON c.term = 'arm'
WHERE s.level = 'M' AND s.weight = 'w / 8.0' AND s.weight_type = 'sampling' AND c.weight = 'w' AND c.weight_type = 'sampling';
SELECT abs(s.interaction_p - t.wald_p) < 1e-9 FROM cox_subgroups('weighted', 'days', 'died', 'arm', 'sex', 'age') s
JOIN cox_terms('weighted', 'days', 'died', 'arm, age, interaction(arm, sex), strata(sex)') t ON t.term = 'interaction(arm, sex)'
WHERE s.level = 'M' AND s.weight = 'w / 8.0' AND s.weight_type = 'sampling' AND t.weight = 'w' AND t.weight_type = 'sampling';
-- three groups: a row for each but the reference; a level without one of them, and one without events
SELECT variable, level, contrast, n, n_event, round(hazard_ratio, 5), round(interaction_p, 5), flag
FROM cox_subgroups('SELECT *, iif(id % 5 = 0, ''C'', arm) AS drug, iif(id IN (2, 5, 8, 10), ''none'', ''some'') AS lesions FROM patients', 'days', 'died AND id NOT IN (8)', 'drug', 'sex, lesions')
WHERE reference = 'B';
-- rows as counts, delayed entry, and rows that only split follow-up
SELECT variable, level, n, n_event, round(hazard_ratio, 6), round(interaction_p, 6) FROM cox_subgroups('patients', 'days', 'died', 'arm', 'age >= 50') WHERE weight = '2' AND entry = 'days / 2.0' AND ties = 'breslow';
SELECT a.n = b.n AND a.n_event = b.n_event AND abs(a.hazard_ratio / b.hazard_ratio - 1) < 1e-12 AND abs(ifnull(a.interaction_p - b.interaction_p, 0)) < 1e-12
FROM cox_subgroups('patients', 'days', 'died', 'arm', 'age >= 50') a
JOIN cox_subgroups('SELECT id, arm, age, 0 AS start, min(days, 4) AS days, days <= 4 AND died AS died FROM patients UNION ALL SELECT id, arm, age, 4, days, died FROM patients WHERE days > 4', 'days', 'died', 'arm', 'age >= 50') b
  ON b.id = 'id' AND b.entry = 'start' AND a.level IS b.level;
-- the rows go straight into a forest plot
SELECT length(forest_plot(iif(level IS NULL, variable, variable || ': ' || level), hazard_ratio, conf_low, conf_high, '{"overall": "overall"}', interaction_p)) > 1000
FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex, age >= 50');
-- types; nobody; columns
SELECT DISTINCT typeof(variable), typeof(level), typeof(n), typeof(n_event), typeof(hazard_ratio), typeof(interaction_p) FROM cox_subgroups('patients', 'days', 'died', 'arm', 'age >= 50');
SELECT count(*) FROM cox_subgroups('SELECT * FROM patients WHERE 0', 'days', 'died', 'arm', 'sex');
SELECT name, hidden FROM pragma_table_xinfo('cox_subgroups');

-- messages
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm');
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sx');
SELECT * FROM cox_subgroups('SELECT * FROM patients WHERE arm = ''A''', 'days', 'died', 'arm', 'sex');
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm, sex', 'site');
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'site', 'arm, age');
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex') WHERE reference = 'C';
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'id') WHERE max_levels = 5;
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'iif(sex = ''F'', ''f'', ''F'')');
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex', 'cluster(site)') WHERE id = 'id';
SELECT * FROM cox_subgroups('patients', 'days', 'died', 'arm', 'sex') WHERE conf_level = 1;
SELECT * FROM cox_subgroups('patients', 'days', 'died + 1', 'arm', 'sex');
