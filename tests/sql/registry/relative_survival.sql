-- relative_survival: net survival beside a population's rates
CREATE TABLE patients(days, died, arm, born, start, sex, n);
INSERT INTO patients VALUES (365.25, 1, 'a', 1950, 2000.5, 'F', 1), (730.5, 0, 'a', 1940, 2000.5, 'M', 1), (1095.75, 1, 'a', 1930, 2001, 'M', 2),
  (500, 1, 'b', 1950, 2003, 'F', 1), (NULL, 1, 'b', 1950, 2003, 'F', 1), (600, 0, 'b', NULL, 2003, 'F', 1), (900, 0, 'b', 1951, 2003, 'F', 1);
CREATE TABLE constant(age, sex, year, rate);
INSERT INTO constant SELECT 0, value, 2000, 0.1 FROM json_each('["F", "M"]');
-- one rate for all: Kaplan and Meier's estimate over exp(-0.1 years), and expected exp(-0.1 years)
SELECT strata, time, n_risk, n_event, n_censor, estimate, expected, n_outside
FROM relative_survival('patients', 'days', 'died', 'arm')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'constant' AND weight = 'n';
SELECT column1, max(abs(r.estimate - k.estimate * exp(0.1 * r.time / 365.25))) < 1e-14, max(abs(r.expected - exp(-0.1 * r.time / 365.25))) < 1e-14, count(*)
FROM (VALUES ('pohar-perme'), ('ederer2')) AS v,
     relative_survival('SELECT * FROM patients WHERE born', 'days', 'died', 'arm') AS r JOIN km_curve('SELECT * FROM patients WHERE born', 'days', 'died', 'arm') AS k
     ON k.strata = r.strata AND k.time = r.time
WHERE r.method = column1 AND r.age = 'start - born' AND r.year = 'start' AND r.sex = 'sex' AND r.rates = 'constant' GROUP BY 1;
-- at requested times, between steps too; the limits by either scale: estimate * exp(-+ z se / estimate), estimate -+ z se
SELECT time, n_event, estimate, conf_low - estimate * exp(-1.959963984540054 * std_error / estimate), conf_high > 1
FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'constant' AND times = '2000,1000,0';
SELECT time, round(conf_low - (estimate - 1.959963984540054 * std_error), 12), round(conf_high - estimate - 1.959963984540054 * std_error, 12)
FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'constant' AND times = '1000' AND conf_type = 'plain';
-- times in months, and rates from a query of any columns
SELECT max(abs(a.estimate - b.estimate)) < 1e-14, count(*)
FROM relative_survival('patients', 'days', 'died') AS a, relative_survival('patients', 'days / 30.4375', 'died') AS b
WHERE a.age = 'start - born' AND a.year = 'start' AND a.sex = 'sex' AND a.rates = 'constant' AND b.age = 'start - born' AND b.year = 'start'
  AND b.sex = 'upper(sex)' AND b.rates = 'SELECT 0 AS age, value AS sex, 2000 AS year, 0.1 AS rate FROM json_each(''["F","M"]'')'
  AND b.time_unit = 30.4375 AND abs(b.time * 30.4375 - a.time) < 1e-9;
-- outside the rates the nearest stands in, and they are counted
SELECT max(n_outside) FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex'
  AND rates = 'SELECT a.value AS age, s.value AS sex, y.value AS year, 0.1 AS rate
               FROM json_each(''[50,60]'') AS a, json_each(''["F","M"]'') AS s, json_each(''[2000,2001]'') AS y';
-- nobody
SELECT * FROM relative_survival('SELECT * FROM patients WHERE 0', 'days', 'died') WHERE age = '1' AND year = '2000' AND sex = 'sex' AND rates = 'constant';
-- mistakes
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE year = 'start' AND sex = 'sex' AND rates = 'constant';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'lower(sex)' AND rates = 'constant';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT 1 AS age';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM constant WHERE 0';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT age, sex, year, -rate AS rate FROM constant';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM constant UNION ALL SELECT * FROM constant';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM constant UNION ALL VALUES (50, ''F'', 2000, 0.1)';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = '''old''' AND year = 'start' AND sex = 'sex' AND rates = 'constant';
SELECT * FROM relative_survival('patients', 'days', 'died') WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'constant' AND conf_type = 'log-log';
-- rates that are none
CREATE TABLE odd(age, sex, year, rate);
INSERT INTO odd VALUES (0, 'F', 2000, NULL), (0, 'M', 2000, 0.1), (0, 'M', 2001, -0.1), (9e999, 'F', 2000, 0.1), (NULL, NULL, NULL, NULL);
SELECT * FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'odd';
SELECT * FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM odd WHERE age IS NULL';
SELECT * FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM odd WHERE age < 100';
SELECT * FROM relative_survival('patients', 'days', 'died')
WHERE age = 'start - born' AND year = 'start' AND sex = 'sex' AND rates = 'SELECT * FROM odd WHERE age < 100 AND rate IS NOT NULL';
