-- Slips that people make: each query is plausible; what can be told is an error with the way out
CREATE TEMP TABLE p(id INTEGER PRIMARY KEY, t INT, e INT, g TEXT, s INT, age INT, c TEXT, st TEXT);
INSERT INTO p(t,e,g,s) VALUES (5,1,'A',1),(8,0,'A',0),(12,1,'A',2),(20,1,'B',1),(22,0,'B',0),(30,1,'B',2),(33,0,'B',1),(40,1,'A',0),(41,0,'B',0),(15,1,'A',1),(17,1,'B',2),(26,1,'A',1);
UPDATE p SET age=40+(id*13)%45, c=CASE id%3 WHEN 0 THEN 'Ulm' WHEN 1 THEN 'Bonn' ELSE 'Kiel' END, st=CASE id%4 WHEN 0 THEN 'II' WHEN 1 THEN 'I' WHEN 2 THEN '' ELSE 'III' END;
CREATE TABLE imported(t TEXT, e TEXT, wbc TEXT);
INSERT INTO imported VALUES ('5', '1', '10.5'), ('7', '0', '9'), ('9', '1', '4');
-- conditions
SELECT * FROM km_curve('p', 't', 's = 1 | s = 2') WHERE times = 20;
SELECT * FROM km_curve('p', 't', 's = 1 || s = 2') WHERE times = 20;
SELECT * FROM km_curve('p', 't', 'e', 'age > 50 & age < 70') WHERE times = 20;
SELECT * FROM km_curve('p', 't', 'e', '18 <= age < 65') WHERE times = 20;
SELECT * FROM km_curve('p', 't', 's = 1 OR 2') WHERE times = 20;
SELECT strata, estimate FROM km_curve('p', 't', 's = 1 OR s = 2', 'age > 50 AND age < 70') WHERE times = 20;
SELECT count(*) FROM km_curve('p', 't', 'e', 'age & 4 = 4');
-- formulas
SELECT * FROM logrank('p', 't', 'e', 'g') WHERE stratify = 'c + st';
SELECT * FROM km_curve('p', 't', 'e') WHERE by_expr = 'g + st';
SELECT * FROM cox('p', 't', 'e', 'age, strata(c + st)');
SELECT * FROM cox('p', 't', 'e', 'age, cluster(c + st)');
SELECT * FROM cox('p', 't', 'e', 'age + g');
SELECT * FROM cox('p', 't', 'e', 'age*g');
SELECT * FROM cox('p', 't', 'e', 'g:age');
SELECT * FROM cox('p', 't', 'e', '''g''');
SELECT round(estimate, 6) FROM cox('p', 't', 'e', '(age + id)');
SELECT term, round(estimate, 6) FROM cox('p', 't', 'e', 'age*age');
-- the logarithm to the base of 10, and division that drops the remainder
SELECT * FROM cox('p', 't', 'e', 'log(age)');
SELECT * FROM km_curve('p', 'log(t)', 'e');
SELECT * FROM cox('p', 't', 'e', 'age/10');
SELECT * FROM km_curve('p', 't/30', 'e');
SELECT round(hazard_ratio, 3) FROM cox('p', 't', 'e', 'age/10.0');
SELECT count(*) FROM cox('p', 't', 'e', 'factor(age/10)');
SELECT round(hazard_ratio, 3) FROM cox('p', 't', 'e', 'CAST(age/10 AS INTEGER)');
SELECT count(DISTINCT strata) FROM km_curve('p', 't', 'e', 'age/10');
SELECT max(time) FROM km_curve('p', 't*10/5', 'e');
-- a column declared as text, a name that is there twice
SELECT * FROM km_curve('imported', 'CAST(t AS REAL)', 'e = 1', 'wbc > 5');
SELECT strata, n_risk FROM km_curve('imported', 'CAST(t AS REAL)', 'e = 1', 'CAST(wbc AS REAL) > 5') WHERE times = 0;
SELECT * FROM km_curve('SELECT * FROM p a JOIN p b ON a.id = b.id', 't', 'e');
SELECT max(time) FROM km_curve('SELECT a.t, a.e FROM p a JOIN p b ON a.id = b.id', 't', 'e');
-- read, and not given
SELECT * FROM km_curve('p', "time", 'e');
SELECT * FROM km_curve('p', 't', 'e') WHERE weight = "weight";
SELECT * FROM km_curve('p', 't', 'e') WHERE extend;
SELECT * FROM km_curve('p', 't', 'e') WHERE times >= 20;
SELECT * FROM km_curve('p', 't', 'e') WHERE conf_type LIKE 'log';
SELECT * FROM logrank('p', 't', 'e', 'g', rho = 1);
-- NULL for the living
SELECT * FROM cuminc('p', 't', 'CASE s WHEN 1 THEN 1 WHEN 2 THEN 2 END');
SELECT * FROM cuminc('p', 't', 'nullif(s, 0)');
SELECT * FROM gray('p', 't', 'nullif(s, 0)', 'g');
SELECT * FROM finegray('p', 't', 'nullif(s, 0)', 'age') WHERE cause = 1;
SELECT * FROM cuminc_summary('p', 't', 'nullif(s, 0)');
SELECT * FROM km_curve('p', 't', 's = 2 OR nullif(e, 0)');
SELECT * FROM logrank('p', 't', 'nullif(e, 0)', 'g');
SELECT * FROM cox('p', 't', 'nullif(e, 0)', 'age');
SELECT * FROM cuminc('SELECT *, CASE s WHEN 1 THEN ''relapse'' WHEN 2 THEN ''death'' END AS o FROM p', 't', 'o') WHERE censor = 'alive';
-- ... and those who mean it
SELECT count(*) FROM cuminc('p', 't', 'ifnull(nullif(s, 0), 0)');
SELECT count(*) FROM cuminc('SELECT * FROM p WHERE s > 0', 't', 's') WHERE censor = 0;
SELECT n, n_missing FROM km_summary('SELECT *, nullif(e, 0) AS died FROM p WHERE died = 1', 't', 'died');
SELECT n, n_missing FROM km_summary('p', 'CASE WHEN e = 1 THEN t END', 'nullif(e, 0)');  -- no time either
SELECT n, n_missing FROM km_summary('p', 't', 'CASE WHEN id > 3 THEN e END');
SELECT n, n_missing FROM km_summary('p', 't', 'NULL');
SELECT g, round(km_median(t, nullif(e, 0)), 3) FROM p GROUP BY g;
-- no code of the censored
CREATE TEMP VIEW r AS SELECT *, s + 1 AS status FROM p;
SELECT * FROM cuminc('r', 't', 'status');
SELECT * FROM gray('r', 't', 'status', 'g');
SELECT * FROM gray_pairwise('r', 't', 'status', 'g');
SELECT * FROM cuminc_summary('r', 't', 'status');
SELECT * FROM finegray('r', 't', 'status', 'age') WHERE cause = 2;
SELECT cuminc_plot(t, status) FROM r;
SELECT n_censor, outcome, n_event FROM cuminc_summary('r', 't', 'status') WHERE censor = 1;
SELECT n_censor, outcome, n_event FROM cuminc_summary('r', 't', 'status') WHERE censor = 0;
SELECT length(cuminc_plot(t, status, NULL, '{"censor": 0}')) > 0 FROM r;
SELECT count(*) FROM cuminc_summary('SELECT * FROM p WHERE s = 0', 't', 's');
SELECT round(cif(t, s, 1, 20), 3) FROM p WHERE s > 0;
-- values alike but for case, blanks or type
CREATE TEMP VIEW alike AS SELECT *, CASE s WHEN 1 THEN CASE id WHEN 1 THEN 'Relapse ' ELSE 'Relapse' END WHEN 2 THEN 'Death'
  ELSE CASE id WHEN 2 THEN 'Alive' ELSE 'alive' END END AS status, CASE id WHEN 3 THEN 'ulm' WHEN 6 THEN 'Ulm ' ELSE c END AS centre,
  CASE id WHEN 2 THEN '0' ELSE s END AS typed, CASE WHEN g = 'A' THEN 'a' WHEN id < 5 THEN 'A' ELSE 'B' END AS allele FROM p;
SELECT * FROM cuminc('alike', 't', 'status') WHERE censor = 'alive';
SELECT * FROM cuminc('alike', 't', 'lower(status)') WHERE censor = 'alive';
SELECT outcome, n_event FROM cuminc_summary('alike', 't', 'lower(trim(status))') WHERE censor = 'alive';
SELECT * FROM cuminc('alike', 't', 'typed');
SELECT * FROM finegray('alike', 't', 'typed', 'age') WHERE cause = 1;
SELECT cif(t, typed, 1, 20) FROM alike;
SELECT * FROM km_curve('alike', 't', 'e', 'centre');
SELECT * FROM km_curve('alike', 't', 'e', 'g, centre');
SELECT * FROM logrank('alike', 't', 'e', 'g') WHERE stratify = 'centre';
SELECT * FROM cox('alike', 't', 'e', 'age, centre');
SELECT * FROM cox('alike', 't', 'e', 'age, strata(centre)');
SELECT * FROM cox('alike', 't', 'e', 'age, cluster(centre)');
SELECT * FROM finegray('alike', 't', 's', 'age') WHERE cause = 1 AND censor_by = 'centre';
SELECT * FROM table_one('alike', 'centre');
SELECT * FROM table_one('alike', 'age', 'centre');
SELECT logrank_p(t, e, allele) FROM alike;
SELECT DISTINCT strata FROM km_curve('alike', 't', 'e', '(allele)');
SELECT DISTINCT strata FROM km_curve('alike', 't', 'e', 'lower(trim(centre))');
SELECT count(*) FROM cox('alike', 't', 'e', 'age, strata((centre))');
SELECT variable, level, n FROM table_one('alike', '(allele)');
-- '' and 'NA'
CREATE TEMP VIEW blank AS SELECT *, CASE WHEN id > 10 THEN 'NA' ELSE c END AS na, CASE s WHEN 0 THEN '' WHEN 1 THEN 'relapse' ELSE 'death' END AS status FROM p;
SELECT * FROM km_curve('blank', 't', 'e', 'st');
SELECT * FROM km_curve('blank', 't', 'e', 'na');
SELECT * FROM logrank('blank', 't', 'e', 'g') WHERE stratify = 'st';
SELECT * FROM cox('blank', 't', 'e', 'age, strata(st)');
SELECT * FROM cox('blank', 't', 'e', 'age, st');
SELECT * FROM cox('blank', 't', 'e', 'age, factor(na, ''Ulm'')');
SELECT * FROM table_one('blank', 'age, st');
SELECT * FROM table_one('blank', 'age', 'na');
SELECT * FROM cuminc('blank', 't', 'status') WHERE censor = 'alive';
SELECT outcome, n_event, n_censor FROM cuminc_summary('blank', 't', 'status') WHERE censor = '';
SELECT DISTINCT strata FROM km_curve('blank', 't', 'e', 'nullif(st, '''')');
SELECT DISTINCT strata FROM km_curve('blank', 't', 'e', 'coalesce(nullif(st, ''''), ''unknown'')');
SELECT DISTINCT strata FROM km_curve('blank', 't', 'e', '(st)');
SELECT DISTINCT strata FROM km_curve('blank', 't', 'e', 'CASE WHEN age > 60 THEN ''NA'' ELSE ''young'' END');
SELECT count(*) FROM cox('blank', 't', 'e', 'age, factor((na))');
-- numbers as text
CREATE TEMP VIEW texts AS SELECT *, CAST(age AS TEXT) AS years, CASE WHEN id = 4 THEN '' ELSE CAST(age AS TEXT) END AS gaps,
  replace(age / 2.0, '.', ',') AS comma, CAST(e AS TEXT) AS two FROM p;
SELECT * FROM cox('texts', 't', 'e', 'years');
SELECT * FROM cox('texts', 't', 'e', 'interaction(years, g), g');
SELECT * FROM cox('texts', 't', 'e', 'gaps');
SELECT * FROM cox('texts', 't', 'e', 'comma');
SELECT * FROM finegray('texts', 't', 's', 'years') WHERE cause = 1;
SELECT * FROM table_one('texts', 'years');
SELECT round(hazard_ratio, 3) FROM cox('texts', 't', 'e', 'CAST(years AS REAL)');
SELECT count(*) FROM cox('texts', 't', 'e', 'factor(years / 10)');
SELECT term, level FROM cox('texts', 't', 'e', 'two');
SELECT count(*) FROM table_one('texts', 'years') WHERE types = 'years=categorical';
SELECT count(DISTINCT strata) FROM km_curve('texts', 't', 'e', 'years');
-- clusters too few
SELECT * FROM cox('p', 't', 'e', 'age, cluster(''all'')');
SELECT * FROM finegray('p', 't', 's', 'age, cluster(1)') WHERE cause = 1;
SELECT term, round(estimate, 4), std_error, p_value, conf_low, flag FROM cox('p', 't', 'e', 'age, id, cluster(g)');
SELECT round(lr_p, 4), wald_p, converged FROM cox_summary('p', 't', 'e', 'age, id, cluster(g)');
SELECT term, round(estimate, 4), std_error, p_value, flag FROM finegray('p', 't', 's', 'age, id, cluster(g)') WHERE cause = 1;
SELECT term, round(std_error, 4), flag FROM cox('p', 't', 'e', 'age, id, cluster(c)');
SELECT count(*), count(std_error) FROM cox_curve('p', 't', 'e', 'age, id, cluster(g)') WHERE time > 5;
-- events that the terms separate
CREATE TABLE apart(t, e, x, z, g);
INSERT INTO apart VALUES (2.118, 0, 1, -0.407, 'B'), (6.029, 0, 0, -0.016, 'B'), (9.397, 0, 1, 1.06, 'C'), (8.104, 0, 0, -0.039, 'B'), (5.344, 0, 0, -0.736, 'A'), (7.875, 0, 0, -0.738, 'A'),
  (5.131, 0, 0, -0.594, 'C'), (9.699, 0, 0, 1.122, 'A'), (3.311, 1, 0, -0.609, 'C'), (4.699, 0, 1, -0.186, 'A'), (5.632, 1, 1, -0.71, 'B'), (5.133, 1, 0, 0.459, 'C');
SELECT term, level, std_error, p_value, conf_high, flag FROM cox('apart', 't', 'e', 'x, z, g');
SELECT term, level, p_value IS NULL, flag FROM cox('apart', 't', 'e', 'x, z, g') WHERE penalty = 'firth';
SELECT flag, p_value FROM cox('p', 't', 'e', 'age') WHERE max_iter = 1;
-- types of columns
SELECT * FROM cox('p', 't', 'e', 'g') WHERE p_value < '0.05';
SELECT time, n_event FROM km_curve('p', 't', 'e') WHERE time = '20' AND n_event = '1';
SELECT level FROM cox('SELECT *, id % 3 AS k FROM p', 't', 'e', 'factor(k)') WHERE level = 2;
CREATE TABLE kept AS SELECT strata, time, estimate FROM km_curve('p', 't', 'e', 'g');
SELECT name, type FROM pragma_table_info('kept');
SELECT name, type FROM pragma_table_info('cox') WHERE type <> '';
SELECT DISTINCT tau FROM rmst('p', 't', 'e') WHERE tau = 20;
-- options of figures
SELECT km_plot(t, e, '{"title": "Survival"}') FROM p;
SELECT cuminc_plot(t, s, '{"title": "Incidence"}') FROM p;
SELECT length(km_plot(t, e, NULL, '{"title": "Survival"}')) > 0 FROM p;
SELECT km_plot(t, e, g, '{"group_labels": {"a": "Arm A", "B": "Arm B"}}') FROM p;
SELECT cuminc_plot(t, s, NULL, '{"cause_labels": {"relapse": "Relapse"}}') FROM p;
SELECT g, length(km_plot(t, e, g, '{"group_labels": {"A": "Arm A", "B": "Arm B"}}')) > 0 FROM p GROUP BY g;
SELECT length(km_plot(t, e, g, '{"group_labels": {"A": "Arm A"}}')) > 0 FROM p;
SELECT forest_plot('a', 2.3, 0.5, 1.1);
SELECT forest_plot('a', 0.3, 0.5, 1.1);
SELECT length(forest_plot('a', 1, 1, 1)) > 0, length(forest_plot('a', 2.3, NULL, NULL)) > 0;
-- a condition on the result that no row meets: the estimate at a time, the type or spelling of a value
SELECT * FROM km_curve('p', 't', 'e') WHERE time = 25;
SELECT * FROM cuminc('p', 't', 's') WHERE outcome = 1 AND time = 25.0;
SELECT count(*) FROM cox_curve('p', 't', 'e', 'age') WHERE time = 25;
SELECT * FROM km_curve('p', 't', 'e', 'g') WHERE strata = 'a' AND times = 20;
SELECT * FROM km_curve('p', 't', 'e', 'age > 60') WHERE strata = '1' AND times = 20;
SELECT * FROM cuminc('p', 't', 's') WHERE outcome = '1';
SELECT * FROM cox('p', 't', 'e', 'age / 10.0') WHERE term = 'age/10.0';
SELECT round(estimate, 3) FROM km_curve('p', 't', 'e') WHERE times = 25;
SELECT round(estimate, 3) FROM km_curve('p', 't', 'e') WHERE time = 20;
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') WHERE time = 12 AND strata = 'B';
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE +time = 25;
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE time IN (25, 20);
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE time BETWEEN 24 AND 25;
SELECT count(*) FROM (VALUES (25)) v, km_curve('p', 't', 'e') k WHERE k.time = v.column1;
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') WHERE strata = 'C';
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') WHERE +strata = 'a';
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') a JOIN km_curve('p', 't', 'e', 'lower(g)') b ON a.strata = b.strata;
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE time = 25 AND times = '20,30';
SELECT count(*) FROM km_curve('SELECT * FROM p WHERE 0', 't', 'e') WHERE time = 25;
-- NULL compared, a formula of R, dates that subtract as years
CREATE TABLE dated(tx TEXT, last TEXT, t INTEGER, dead TEXT, "follow up" INTEGER);
INSERT INTO dated VALUES ('2019-01-10', '2020-03-01', 400, 'yes', 400), ('2019-02-11', '2021-03-01', 700, 'no', 700), ('2019-03-12', '2019-08-01', 140, 'yes', 140);
SELECT * FROM km_curve('p', 't', 'st = NULL');
SELECT * FROM km_curve('p', 't', 'st <> NULL');
SELECT * FROM cox('p', 't', 'e', '~ age + g');
SELECT * FROM km_curve('dated', 'last - tx', 'dead = ''yes''');
SELECT * FROM km_curve('SELECT last AS a, tx AS b, dead FROM dated', '(a - b) / 30.4', 'dead = ''yes''');
SELECT max(time) FROM km_curve('dated', 'julianday(last) - julianday(tx)', 'dead = ''yes''');
SELECT max(time) FROM km_curve('SELECT ''10'' AS a, ''4'' AS b', 'a - b', '1');
SELECT max(time) FROM km_curve('dated', 't - "follow up" + 1', 'dead = ''yes''');
-- messages whose remedy was another's
SELECT * FROM km_curve('dated', 'follow up', 'dead = ''yes''');
SELECT * FROM km_curve('dated', '''follow up''', 'dead = ''yes''');
SELECT * FROM km_curve('dated', '"follow up"', 'dead = ''yes''') WHERE time = 0;
CREATE TABLE "my patients" AS SELECT * FROM p;
SELECT * FROM km_curve('my patients', 't', 'e');
SELECT count(*) > 1 FROM km_curve('"my patients"', 't', 'e');
SELECT * FROM km_curve('their patients', 't', 'e');
SELECT * FROM cox('p', 't', 'e', 'age > 50 & id > 3');
SELECT * FROM cox('p', 't', 'e', 'g = ''Old''');
SELECT * FROM cox('p', 't', 'e', '(g*age)');
SELECT * FROM cox('p', 't', 'e', 'id - id');
SELECT * FROM cox('p', 't', 'e', 'age, strata(c + st)');
WITH q AS (SELECT * FROM p) SELECT * FROM cox('q', 't', 'e', 'age');
WITH q AS (SELECT * FROM p) SELECT * FROM km_curve('q', 't', 'e');
SELECT * FROM cox(1, 't', 'e', 'age');
SELECT * FROM km_curve('p', 'Surv(t, e)', 'e');
SELECT * FROM logrank('p', 't', 'e', 'g, strata(c)');
SELECT * FROM km_curve('p', 't', 'e', 'factor(g)');
SELECT * FROM cox('p', 't', 'e', 'relevel(g, ''B'')');
SELECT * FROM table_one('p', 'age + id');
SELECT * FROM table_one('p', 'age/10');
-- numbers that came as text
CREATE TABLE csv(t TEXT, e TEXT, gap TEXT, comma TEXT, mixed TEXT);
INSERT INTO csv VALUES ('5', '1', '5', '5,5', '5'), ('7', '0', '', '7', '<7'), ('9', '1', 'NA', '9', 'NA');
SELECT * FROM km_curve('csv', 't', 'e = 1');
SELECT * FROM km_curve('csv', 'gap', 'e = 1');
SELECT * FROM km_curve('csv', 'comma', 'e = 1');
SELECT * FROM km_curve('csv', 'mixed', 'e = 1');
SELECT * FROM km_curve('csv', 'nullif(''NA'', ''x'')', 'e = 1');
SELECT n, n_missing FROM km_summary('csv', 'CAST(nullif(nullif(gap, ''''), ''NA'') AS REAL)', 'e = 1');
SELECT max(time) FROM km_curve('csv', 'CAST(replace(comma, '','', ''.'') AS REAL)', 'e = 1');
-- what must go on working: nobody censored, or NULL, and meant so
SELECT n_event FROM km_summary('SELECT * FROM p WHERE e = 1', 't', 'e');
SELECT n_event FROM km_summary('SELECT * FROM p WHERE e = 0', 't', 'e');
SELECT strata, n_event FROM km_summary('p', 't', 'e AND c <> ''Ulm''', 'c');
SELECT n, n_missing FROM km_summary('p', 't', 'e', 'nullif(st, '''')');
SELECT n, n_missing FROM km_summary('p', 'nullif(t, 41)', 'e');
SELECT n, n_missing FROM km_summary('p', 't', 'CASE WHEN id <> 3 THEN e END');
SELECT n, n_missing FROM km_summary('SELECT t, e FROM p WHERE e UNION ALL VALUES (NULL, NULL)', 't', 'e');
SELECT n, n_missing FROM km_summary('SELECT t, 1 AS e FROM p', 't', 'e');
SELECT n, n_missing FROM cox_summary('SELECT * FROM p WHERE e', 't', '1', 'age');
SELECT max(n_event) FROM km_curve((SELECT surv(t, nullif(e, 0)) FROM p));
SELECT c, round(km_survival(t, nullif(e, 0), 16), 3) FROM p GROUP BY c;
SELECT count(*) FROM cuminc('p', 't', 's') WHERE censor = 1;
SELECT count(*) FROM cuminc('SELECT * FROM p WHERE s <> 1', 't', 's');
SELECT count(*) FROM cuminc('SELECT * FROM p WHERE s > 0', 't', 's', 'g', 0);
SELECT count(*) FROM cuminc('SELECT * FROM p WHERE s > 0', 't', 'CASE s WHEN 1 THEN ''relapse'' ELSE ''death'' END') WHERE censor = 'alive';
SELECT count(*) FROM cuminc((SELECT surv(t, s) FROM p WHERE s > 0));
SELECT x.c, count(*) FROM (SELECT DISTINCT c FROM p) x, cuminc((SELECT surv(t, s) FROM p WHERE p.c = x.c AND s > 0)) GROUP BY x.c;
SELECT round(gray_p(t, s, g, 1), 3) FROM p WHERE s > 0;
SELECT count(*) FROM gray('SELECT * FROM p WHERE s > 0', 't', 's', 'g') WHERE censor = 0;
SELECT count(*) FROM finegray('SELECT * FROM p WHERE s > 0', 't', 's', 'age') WHERE censor = 0 AND cause = 1;
-- clusters, groups and levels that are meant
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster(id)');
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster(c, g)');
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster(st || c)');
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster(c)');
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster((st))');
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, cluster(id / 2)');
SELECT count(std_error) FROM finegray('p', 't', 's', 'age, cluster(id % 4)') WHERE cause = 1;
SELECT count(std_error) FROM cox('p', 't', 'e', 'age, id, cluster(c), strata(g)');
SELECT count(std_error) FROM cox_curve('p', 't', 'e', 'age, cluster(c)');
SELECT count(*) FROM cox_residuals('p', 't', 'e', 'age, cluster(g)');
SELECT DISTINCT strata FROM km_curve('SELECT t, e, id % 3 AS k FROM p', 't', 'e', 'k');
SELECT DISTINCT strata FROM km_curve('SELECT t, e, id / 2.0 > 3 AS k FROM p', 't', 'e', 'k');
SELECT DISTINCT strata FROM km_curve('SELECT t, e, id % 3 || '''' AS k FROM p', 't', 'e', 'k');
SELECT count(DISTINCT strata) FROM km_curve('SELECT t, e, ''n'' || id AS k FROM p', 't', 'e', 'k');
SELECT level FROM cox('SELECT *, CASE WHEN id > 6 THEN ''unknown'' ELSE g END AS k FROM p', 't', 'e', 'k');
-- conditions and types of the result
SELECT count(*) FROM cox('p', 't', 'e', 'age, g') WHERE term = 'age' AND p_value > 0.05 AND flag IS NULL;
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') WHERE strata = 'A' AND time >= 12 AND n_event > 0;
SELECT count(*) FROM km_curve('p', 't', 'e', 'g') WHERE strata IN ('A', 'B');
SELECT count(*) FROM km_curve('p', 't', 'e', 'g, c') WHERE strata = 'g=A, c=Ulm';
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE strata IS NULL;
SELECT count(*) FROM km_curve('p', 't', 'e') WHERE time = 0;
SELECT count(*) FROM cuminc('p', 't', 's') WHERE outcome = 1 AND time = 20;
SELECT count(*) FROM cox('p', 't', 'e', 'factor(s)') WHERE level = '2';
SELECT count(*) FROM km_quantile('p', 't', 'e', 'g') WHERE strata = 'B' AND probs = 0.5;
SELECT estimate > 0 FROM rmst('p', 't', 'e') WHERE tau = 20 AND strata IS NULL;
SELECT max(time) FROM km_curve('p', 'round(t / 30)', 'e');
SELECT max(time) FROM km_curve('p', 'round(t / 30.0, 1)', 'e');
SELECT max(time) FROM km_curve('p', 'floor(t / 30)', 'e');
-- found by a stranger
SELECT * FROM km_curve('p', 't', 'e', '20, 30');
SELECT DISTINCT strata FROM km_curve('p', 't', 'e', '1');
SELECT * FROM cox('p', 't', 'e', 'upper(st)');
SELECT count(*) FROM table_one('p', 'age', 'g') WHERE variable = 'Age';
SELECT count(*) FROM table_one('p', 'age', 'g') WHERE variable = 'age';
