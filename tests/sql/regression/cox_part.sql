-- cox_part and cox_step: a Cox model stratified by centre, of which each centre tells sums and no row
CREATE TABLE patients(days, died, centre, age, sex, n);
INSERT INTO patients
WITH RECURSIVE chain(n, x) AS (VALUES (0, 77) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 399)
SELECT 1 + max(x % 40) FILTER (WHERE n % 4 = 0), max(x % 3 > 0) FILTER (WHERE n % 4 = 1), (n / 4) % 3, 20 + max(x % 50) FILTER (WHERE n % 4 = 2),
       iif(max(x % 2) FILTER (WHERE n % 4 = 3), 'F', 'M'), 1 + (n / 4) % 2
FROM chain GROUP BY n / 4;
-- one round at 0: the log-likelihood of no covariates, the derivatives, the upper triangle of the information
SELECT round(part ->> '$.loglik', 6), json_array_length(part, '$.score'), json_array_length(part, '$.information'), part ->> '$.beta'
FROM cox_part('SELECT * FROM patients WHERE centre = 1', 'days', 'died', 'age, sex = ''F''');
SELECT abs((part ->> '$.loglik') - s.loglik_null) < 1e-12
FROM cox_part('patients', 'days', 'died', 'age, sex = ''F''') AS p, cox_summary('patients', 'days', 'died', 'age, sex') AS s;
-- rounds until it has converged: the model with strata(centre)
CREATE TABLE rounds(round INTEGER PRIMARY KEY, step);
INSERT INTO rounds VALUES (0, '{"beta":[0,0]}');
CREATE TEMP VIEW parts AS
SELECT p.part FROM (SELECT step ->> '$.beta' AS beta FROM rounds ORDER BY round DESC LIMIT 1) AS r, json_each('[0,1,2]') AS c,
     cox_part('SELECT * FROM patients WHERE centre = ' || c.value, 'days', 'died', 'age, sex = ''F''') AS p
WHERE p.beta = r.beta;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
INSERT INTO rounds(step) SELECT cox_step(part) FROM parts;
SELECT step ->> '$.converged', abs((step ->> '$.beta[0]') - a.estimate) < 1e-9, abs((step ->> '$.std_error[0]') - a.std_error) < 1e-9,
       abs((step ->> '$.beta[1]') + b.estimate) < 1e-9, abs((step ->> '$.loglik') - s.loglik) < 1e-9
FROM rounds, cox('patients', 'days', 'died', 'age, sex, strata(centre)') AS a, cox('patients', 'days', 'died', 'age, sex, strata(centre)') AS b,
     cox_summary('patients', 'days', 'died', 'age, sex, strata(centre)') AS s
WHERE round = 6 AND a.term = 'age' AND b.term = 'sex';
-- weights are rows written out; the order of the rows is of no matter
SELECT abs((a.part ->> '$.information[0]') - (b.part ->> '$.information[0]')) < 1e-9
FROM cox_part('patients', 'days', 'died', 'age') AS a, cox_part('SELECT * FROM patients ORDER BY -rowid', 'days', 'died', 'age') AS b
WHERE a.weight = 'n' AND a.beta = 0.01 AND b.weight = 'n' AND b.beta = 0.01;
SELECT abs((a.part ->> '$.information[0]') - (b.part ->> '$.information[0]')) < 1e-6
FROM cox_part('patients', 'days', 'died', 'age') AS a, cox_part('SELECT * FROM patients UNION ALL SELECT * FROM patients WHERE n = 2', 'days', 'died', 'age') AS b
WHERE a.weight = 'n' AND a.beta = 0.01 AND b.beta = 0.01;
-- a centre where a term does not vary, and one without events: their parts count as they are
SELECT json_extract(part, '$.information[0]') = 0 FROM cox_part('SELECT * FROM patients WHERE sex = ''F''', 'days', 'died', 'sex = ''F''');
SELECT part FROM cox_part('patients', 'days', '0', 'age');
-- parts from another engine, as JSON; no parts; NULL is a centre that has not told its part, and never another model
SELECT cox_step(column1) FROM (VALUES ('{"beta":[1],"loglik":-3,"score":[2],"information":[4]}'),
  ('{"information":[4], "score":[2], "loglik":-3, "beta":"1"}'));
SELECT cox_step(1) WHERE 0;
SELECT cox_step(column1) FROM (VALUES ('{"beta":[1],"loglik":-3,"score":[2],"information":[4]}'), (NULL));
-- mistakes
SELECT cox_step(column1) FROM (VALUES ('{"beta":[1],"loglik":-3,"score":[2],"information":[4]}'), ('{"beta":[2],"loglik":-3,"score":[2],"information":[4]}'));
SELECT cox_step('{"beta":[1],"loglik":-3,"score":[2,1],"information":[4]}');
SELECT cox_step('{"beta":[1],"score":[2],"information":[4]}');
SELECT cox_step('{"beta":["x"],"loglik":-3,"score":[2],"information":[4]}');
SELECT cox_step('[1]');
SELECT cox_step(part) FROM cox_part('patients', 'days', '0', 'age');
SELECT cox_step(part) FROM cox_part('patients', 'days', 'died', 'age, 2 * age');
SELECT * FROM cox_part('patients', 'days', 'died', 'age, sex');
SELECT * FROM cox_part('patients', 'days', 'died', 'age') WHERE beta = '[0,0]';
SELECT * FROM cox_part('patients', 'days', 'died', 'age') WHERE weight = 'n / 4.0';
SELECT * FROM cox_part('patients', 'days', 'died');
