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
