-- counts (arm, age_band, centre, os_days, status, n), as an engine counted them, against the patients themselves: how many
-- rows of the answers differ. Curves and tests to the last bit, fits to 1e-9.
SELECT 'patients', (SELECT sum(n) FROM counts) - (SELECT count(*) FROM patients);
SELECT 'cells', (SELECT count(*) FROM counts) - (SELECT count(*) FROM (SELECT DISTINCT arm, age_band, centre, os_days, status FROM patients));
SELECT 'km_curve', count(*) FROM (
  SELECT * FROM (SELECT * FROM km_curve('patients', 'os_days', 'status > 0', 'arm')
                 EXCEPT SELECT * FROM km_curve('counts', 'os_days', 'status > 0', 'arm') WHERE weight = 'n'));
SELECT 'cuminc', count(*) FROM (
  SELECT * FROM (SELECT * FROM cuminc('patients', 'os_days', 'status', 'arm')
                 EXCEPT SELECT * FROM cuminc('counts', 'os_days', 'status', 'arm') WHERE weight = 'n'));
SELECT 'logrank', count(*) FROM (
  SELECT * FROM (SELECT * FROM logrank('patients', 'os_days', 'status > 0', 'arm') WHERE stratify = 'centre'
                 EXCEPT SELECT * FROM logrank('counts', 'os_days', 'status > 0', 'arm') WHERE weight = 'n' AND stratify = 'centre'));
SELECT 'gray', count(*) FROM (
  SELECT * FROM (SELECT * FROM gray('patients', 'os_days', 'status', 'arm')
                 EXCEPT SELECT * FROM gray('counts', 'os_days', 'status', 'arm') WHERE weight = 'n'));
SELECT 'cox', count(*) FROM cox('patients', 'os_days', 'status > 0', 'arm, age_band, strata(centre)') AS a
JOIN cox('counts', 'os_days', 'status > 0', 'arm, age_band, strata(centre)') AS b USING (term)
WHERE b.weight = 'n' AND NOT (abs(a.estimate - b.estimate) < 1e-9 AND abs(a.std_error - b.std_error) < 1e-9);
SELECT 'finegray', count(*) FROM finegray('patients', 'os_days', 'status', 'arm, age_band') AS a
JOIN finegray('counts', 'os_days', 'status', 'arm, age_band') AS b USING (term)
WHERE a.cause = 1 AND b.cause = 1 AND b.weight = 'n'
  AND NOT (abs(a.estimate - b.estimate) < 1e-9 AND abs(a.std_error - b.std_error) < 1e-9);
