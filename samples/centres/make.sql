-- An invented registry of 20 centres, about nobody: 1,600 patients, and death rates of an invented population. The same
-- numbers every time: they come from a generator of Lehmer's. One centre has more deaths than the others, and one has
-- lost sight of its patients.

CREATE TABLE centre_report (horizon INTEGER NOT NULL) STRICT;  -- days
INSERT INTO centre_report VALUES (730);

CREATE TABLE rates (age INTEGER, sex TEXT, year INTEGER, rate REAL, PRIMARY KEY (age, sex, year)) STRICT;
INSERT INTO rates
WITH RECURSIVE ages (age) AS (VALUES (0) UNION ALL SELECT age + 1 FROM ages WHERE age < 110)
SELECT age, sex, year, round(0.0004 * exp(0.085 * age) * iif(sex = 'M', 1, 0.6) * pow(0.98, year - 2010), 9)
FROM ages, (SELECT 'M' AS sex UNION ALL VALUES ('F')), (SELECT value AS year FROM json_each('[2010,2012,2014,2016,2018,2020,2022]'));

CREATE TABLE registry (patient_id INTEGER PRIMARY KEY, centre TEXT NOT NULL, days INTEGER NOT NULL, died INTEGER NOT NULL,
                       potential INTEGER NOT NULL, age REAL NOT NULL, sex TEXT NOT NULL, year REAL NOT NULL,
                       disease TEXT NOT NULL) STRICT;
INSERT INTO registry
WITH RECURSIVE chain (n, x) AS (VALUES (0, 424242) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 12799),
draws AS (SELECT n / 8 + 1 AS id, n % 8 AS k, x / 2147483647.0 AS u FROM chain),
one AS (
    SELECT id, max(u) FILTER (WHERE k = 0) AS u0, max(u) FILTER (WHERE k = 1) AS u1, max(u) FILTER (WHERE k = 2) AS u2,
           max(u) FILTER (WHERE k = 3) AS u3, max(u) FILTER (WHERE k = 4) AS u4, max(u) FILTER (WHERE k = 5) AS u5,
           max(u) FILTER (WHERE k = 6) AS u6
    FROM draws GROUP BY id
),
facts AS (
    SELECT id, CAST(20 * u0 * u0 AS INTEGER) + 1 AS number, round(30 + 45 * u1, 2) AS age, iif(u2 < 0.55, 'M', 'F') AS sex,
           round(2012 + 8 * u3, 3) AS year, CASE WHEN u4 < 0.5 THEN 'AML' WHEN u4 < 0.8 THEN 'ALL' ELSE 'MDS' END AS disease,
           u5, u6
    FROM one
),
lives AS (
    SELECT *, CAST((2022 - year) * 365.25 AS INTEGER) AS potential,
           -- exponential times: the hazard a year
           CAST(-ln(1 - u5) / (0.12 * exp(0.03 * (age - 50)) * iif(disease = 'MDS', 1.5, 1) * iif(number = 3, 2.6, 1)
                               * (0.85 + 0.02 * number)) * 365.25 AS INTEGER) + 1 AS death,
           -- seen last before the cut-off: a few everywhere, most of centre 7
           iif(u6 < iif(number = 7, 0.7, 0.06), CAST(200 + 2000 * u6 AS INTEGER), 99999) AS lost
    FROM facts
)
SELECT id, printf('centre %02d', number), min(death, potential, lost), death <= min(potential, lost), potential, age, sex,
       year, disease
FROM lives;
