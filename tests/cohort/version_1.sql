-- Made version_1.surv with survival 0.1.0, in the sqlite3 shell: .load survival, then .read version_1.sql
SELECT writefile('version_1.surv', surv(time, status, centre, weight, entry)) FROM (
  WITH patients(time, status, centre, weight, entry) AS (VALUES
    (12.5, 'relapse', 'Ghent', 2, 0),
    (12.5, 'relapse', 'Ghent', 0.5, 0),
    (12.5, 'death', 'Ghent', 1, -1.5),
    (30, 'alive', 'Łódź', 1, 4.25),
    (7, 'death', 3, 4, 1),
    (7, 'death', 3, 4, 2),
    (0.1, 'relapse', 2.5, 1, 0),
    (365, 'alive', 'Ghent', 1, 0),
    (30, 'alive', 'Łódź', 1e-3, 4.25),
    (NULL, 'death', 'Ghent', 3, 0),
    (9, NULL, 'Ghent', 1, 0))
  SELECT * FROM patients);
