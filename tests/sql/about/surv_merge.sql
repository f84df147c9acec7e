-- surv_merge: the blobs of several centres made one, byte for byte what surv() of all rows gives
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre, days, died, arm, n, late);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 2, 0), (1, 2, 1, 'A', 1, 0), (1, 2, 0, 'B', 3, 1), (1, 2, 0, 'B', 3, 1), (2, 3, 1, 'A', 1, 2),
  (2, 5, 0, 'B', 1, 0), (2, 7, 1, 'C', 1, 3), (2, NULL, 1, 'B', 1, 0), (3, 2, 1, 'A', 1, 0), (3, 2.5, 0, NULL, 1, 0), (4, NULL, 1, 'D', 1, 0);
-- with and without groups, weights, entry times; whole times of some and not of others; a centre of nobody
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, died) AS b FROM patients GROUP BY centre)) = surv(days, died) FROM patients;
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, died, arm) AS b FROM patients GROUP BY centre)) = surv(days, died, arm) FROM patients;
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, died, arm, n) AS b FROM patients GROUP BY centre)) = surv(days, died, arm, n) FROM patients;
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, died, arm, n, late) AS b FROM patients GROUP BY centre)) = surv(days, died, arm, n, late) FROM patients;
-- in any order, and merges of merges
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, died, arm) AS b FROM patients GROUP BY centre ORDER BY centre DESC)) = surv(days, died, arm) FROM patients;
SELECT surv_merge(m) = (SELECT surv(days, died, arm) FROM patients)
FROM (SELECT surv_merge(b) AS m FROM (SELECT centre, surv(days, died, arm) AS b FROM patients GROUP BY centre) GROUP BY centre % 2);
SELECT surv_merge(b) = b FROM (SELECT surv(days, died, arm, n, late) AS b FROM patients);
-- statuses of different centres, texts, the integer and the real of its size
CREATE VIEW t AS SELECT centre, days, CASE id % 4 WHEN 0 THEN 'relapse' WHEN 1 THEN 'death' WHEN 2 THEN 1 ELSE 1.0 END AS s FROM patients;
SELECT (SELECT surv_merge(b) FROM (SELECT surv(days, s) AS b FROM t GROUP BY centre)) = surv(days, s) FROM t;
-- 1 and '1' are two groups
SELECT strata, typeof(strata), n FROM km_summary((SELECT surv_merge(b) FROM (SELECT surv(5, 1, 1) AS b UNION ALL SELECT surv(6, 1, '1'))));
-- NULL is left out; nothing but NULL, and no rows, are NULL
SELECT surv_merge(b) = (SELECT surv(1, 1)) FROM (SELECT NULL AS b UNION ALL SELECT surv(1, 1) UNION ALL SELECT NULL);
SELECT surv_merge(NULL), (SELECT surv_merge(1) WHERE 0);
-- near ties of two centres are one time, as of one
SELECT time, n_event FROM km_curve((SELECT surv_merge(b) FROM (SELECT surv(0.3, 1) AS b UNION ALL SELECT surv(0.1 + 0.2, 1))));
-- an answer over the merged is that over the rows
SELECT count(*) FROM (SELECT * FROM logrank((SELECT surv_merge(b) FROM (SELECT surv(days, died, arm) AS b FROM patients GROUP BY centre)))
                      EXCEPT SELECT * FROM logrank('patients', 'days', 'died', 'arm'));
-- mistakes
SELECT surv_merge(b) FROM (SELECT surv(1, 1) AS b UNION ALL SELECT surv(1, 1, 'a'));
SELECT surv_merge('abc');
SELECT surv_merge(x'00');
SELECT surv_merge(CAST(substr(b, 1, 60) AS BLOB)) FROM (SELECT surv(1, 1) AS b);
-- patients of several rows: those of one blob stay one patient, whatever other blobs call theirs
CREATE TABLE stays(centre, patient, since, until, died, graft);
INSERT INTO stays VALUES (1, 'a', 0, 2, 0, 'no'), (1, 'a', 2, 6, 1, 'yes'), (1, 'b', 0, 3, 1, 'no'), (2, 'c', 0, 4, 0, 'no'),
  (2, 'c', 4, 8, 0, 'yes'), (2, 'd', 0, 5, 1, 'no'), (2, 'a', 0, 1, 0, 'no'), (2, 'a', 1, 7, 1, 'yes');
CREATE VIEW parts AS SELECT surv(until, died, graft, 1, since, patient) AS b FROM stays GROUP BY centre;
SELECT count(*) FROM (SELECT * FROM km_curve((SELECT surv_merge(b) FROM parts))
                      EXCEPT SELECT * FROM km_curve('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'centre || patient');
SELECT strata, n, observed FROM logrank((SELECT surv_merge(b) FROM parts))
EXCEPT SELECT strata, n, observed FROM logrank('stays', 'until', 'died', 'graft') WHERE entry = 'since' AND id = 'centre || patient';
SELECT strata, n, n_event FROM km_summary((SELECT surv_merge(b) FROM parts));
SELECT sum(n) FROM km_summary((SELECT surv_merge(b) FROM (SELECT surv(until, died, 1, 1, since, patient) AS b FROM stays GROUP BY centre)));
SELECT surv_merge(m) = (SELECT surv_merge(b) FROM parts) FROM (SELECT surv_merge(b) AS m FROM parts);
SELECT surv_merge(b) FROM (SELECT b FROM parts UNION ALL SELECT surv(1, 1, 'no', 1, 0));
