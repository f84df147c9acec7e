-- cox_zph: a test for each term, then one for all
CREATE TABLE patients AS WITH RECURSIVE c(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 40)
  SELECT i, i * 17 % 41 AS days, i % 3 > 0 AS died, (i * 29 % 23) - 11 AS x, char(65 + i * 7 % 5 % 3) AS arm FROM c;
SELECT * FROM cox_zph('patients', 'days', 'died', 'x, arm');
SELECT transform, term, statistic FROM cox_zph('patients', 'days', 'died', 'x') WHERE transform = 'rank' AND term <> 'GLOBAL';
SELECT transform, term, statistic FROM cox_zph('patients', 'days', 'died', 'x') WHERE transform = 'identity' AND term <> 'GLOBAL';
SELECT transform, term, statistic FROM cox_zph('patients', 'days', 'died', 'x') WHERE transform = 'log' AND term <> 'GLOBAL';
-- one time of events: nothing can change
SELECT * FROM cox_zph('patients', '5', 'died', 'x');
SELECT count(*) FROM cox_zph('SELECT * FROM patients WHERE false', 'days', 'died', 'x');
-- messages
SELECT * FROM cox_zph('patients', 'days - 1', 'died', 'x') WHERE transform = 'log';
SELECT * FROM cox_zph('patients', 'days', 'died', 'x') WHERE ties = 'exact';
SELECT * FROM cox_zph('patients', 'days', 'died', 'x') WHERE transform = 'sqrt';
