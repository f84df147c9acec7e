-- The data of the bench, made by run.py, which cuts this file at "-- database NAME" and fills in $rows, its $root, and for the cohort
-- the lists of its covariates: $columns, $values, $names.
--
-- Every random number is a product below 2^63 modulo 2^31 - 1, and a REAL takes one product and one quotient, so that the
-- data are the same on every machine. Follow-up is the earlier of a log-logistic time and a uniform censoring.

-- database patients
BEGIN;
CREATE TABLE patients(
  id INTEGER PRIMARY KEY, centre TEXT, os_days INTEGER, os_exact REAL, died INTEGER, status INTEGER,
  arm TEXT, entry_days INTEGER);
INSERT INTO patients
WITH RECURSIVE
  draws(id, r) AS (
    SELECT 1, 20071031
    UNION ALL SELECT id + 1, r * 48271 % 2147483647 FROM draws WHERE id < $rows),
  arms AS (
    SELECT id, r, CASE r * 16807 % 2147483647 % 2 WHEN 0 THEN 'MAC' ELSE 'RIC' END AS arm FROM draws),
  times AS (
    SELECT id, r, arm, CASE arm WHEN 'MAC' THEN 1100.0 ELSE 1500.0 END * r / (2147483647 - r) AS death,
      3651.0 * (r * 69621 % 2147483647) / 2147483647 AS censoring FROM arms)
SELECT id, printf('centre %02d', r * 40014 % 2147483647 % 20 + 1), CAST(min(death, censoring) AS INTEGER),
  min(death, censoring), death <= censoring, (death <= censoring) * (1 + r * 27449 % 2147483647 % 2), arm,
  CASE WHEN min(death, censoring) >= 1  -- on day 0 there is no time to enter; NULL leaves the patient out
    THEN CAST(min(death, censoring) AS INTEGER) * (r * 40692 % 2147483647 % 1000) / 2000 END
FROM times;
COMMIT;

-- database cohort
-- Covariates between 0 and 1, the first two of which matter.
BEGIN;
CREATE TABLE cohort(id INTEGER PRIMARY KEY, os_days INTEGER, os_exact REAL, died INTEGER, status INTEGER, $columns);
INSERT INTO cohort
WITH RECURSIVE
  draws(id, r) AS (
    SELECT 1, 20071031
    UNION ALL SELECT id + 1, r * 48271 % 2147483647 FROM draws WHERE id < $rows),
  covariates AS (SELECT *, $values FROM draws),
  times AS (
    SELECT *, 1100.0 * (0.5 + x1) * (1.5 - x2) * r / (2147483647 - r) AS death,
      3651.0 * (r * 69621 % 2147483647) / 2147483647 AS censoring FROM covariates)
SELECT id, CAST(min(death, censoring) AS INTEGER), min(death, censoring), death <= censoring,
  (death <= censoring) * (1 + r * 27449 % 2147483647 % 2), $names
FROM times;
COMMIT;

-- database moves
-- Two rows a patient, in the order of the patients: one patient in four moves twice, one in four never, into four states
-- besides that at the start; the last row is a last contact in two of three. Whole days up to ten years, and exact ones.
BEGIN;
CREATE TABLE moves(patient INTEGER, day INTEGER, exact REAL, state TEXT, arm TEXT);
INSERT INTO moves
WITH RECURSIVE
  draws(id, r) AS (
    SELECT 1, 20071031
    UNION ALL SELECT id + 1, r * 48271 % 2147483647 FROM draws WHERE id < $rows),
  lives AS (
    SELECT id, r * 16807 % 2147483647 AS a, r * 69621 % 2147483647 AS b, r * 40014 % 2147483647 AS c, r * 40692 % 2147483647 % 12 AS k,
      CASE r * 27449 % 2147483647 % 2 WHEN 0 THEN 'MAC' ELSE 'RIC' END AS arm FROM draws),
  dated AS (
    SELECT id, arm, k, column1 AS place, 3650.0 * a / 2147483647 * column2 + column1 AS exact, b, c
    FROM lives, (VALUES (1, 0.3), (2, 0.6), (3, 1.0)) WHERE column1 = 3 OR (column1 = 1 AND k % 4 > 0) OR (column1 = 2 AND k % 4 = 3))
SELECT id, CAST(exact AS INTEGER), exact,
  CASE place WHEN 1 THEN CASE b % 3 WHEN 0 THEN 'relapse' ELSE 'GVHD' END
    WHEN 2 THEN CASE c % 2 WHEN 0 THEN 'DLI' ELSE 'relapse' END
    ELSE CASE k / 4 WHEN 0 THEN 'death' ELSE 'last' END END, arm
FROM dated ORDER BY id, place;
COMMIT;

-- database p
-- For interrupts: distinct times t, days d, one time for all; groups of 2, 20, 100, the root of n, and n: g, l20, g100,
-- m, id.
BEGIN;
CREATE TABLE p(
  id INTEGER PRIMARY KEY, t REAL, d INTEGER, one INTEGER, e INTEGER, s INTEGER, g INTEGER, g100 INTEGER, l20 INTEGER,
  m INTEGER, x REAL, y INTEGER, w INTEGER, n REAL);
INSERT INTO p
WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < $rows)
SELECT i, (i * 7919 % 1000003) * 1.37 + 1, (i * 7919 % 1000003) % 365 + 1, 1, (i * 104729 % 7) < 3, (i * 104729 % 7) % 3,
  i % 2, i % 100, i * 13 % 20, i % $root, ((i * 15485863) % 100003) / 1e5, i * 31 % 5,
  1 + i % 3, ((i * 7919 % 1000003) * 1.37) * 0.3
FROM i;
COMMIT;
