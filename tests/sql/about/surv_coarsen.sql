-- surv_coarsen: coarser times, and no small cells, before a blob leaves a centre
CREATE TABLE patients(days, died, arm, n, late);
INSERT INTO patients VALUES (1, 1, 'A', 1, 0), (12, 1, 'A', 1, 3), (30, 1, 'A', 1, 0), (31, 0, 'A', 1, 0), (60, 0, 'A', 1, 29),
  (59, 0, 'A', 1, 31), (0, 1, 'A', 1, 0), (90, 1, 'B', 3, 0), (95, 1, 'B', 2, 0), (NULL, 1, 'B', 1, 0);
-- times go up to the next multiple, entry times down; a time on a multiple, and 0, stay
SELECT strata, time, status, n FROM surv_rows((SELECT surv_coarsen(surv(days, died, arm), 30, 1) FROM patients));
SELECT time, entry, n FROM surv_rows((SELECT surv_coarsen(surv(days, died, 1, n, late), 30, 1) FROM patients WHERE days > 0));
-- an entry that is no longer before its time
SELECT surv_coarsen(surv(59, 1, 1, 1, 58), 0.5, 1) IS NOT NULL, surv_coarsen(surv(10, 1, 1, 1, 9.99999999), 10, 1) FROM patients;
-- no cell of fewer than so many may leave
SELECT surv_coarsen(surv(days, died, arm), 30, 3) FROM patients;
SELECT typeof(surv_coarsen(surv(days, died, arm), 30, 1)), typeof(surv_coarsen(surv(days, died), 365, 3)) FROM patients;
-- left out where asked for: no sign of them is left, of their group neither
SELECT * FROM surv_rows((SELECT surv_coarsen(surv(days, died, arm), 30, 3, 'suppress') FROM patients));
SELECT * FROM surv_rows((SELECT surv_coarsen(surv(days, died, arm, n), 30, 3, 'suppress') FROM patients));
SELECT instr(CAST(surv_coarsen(surv(days, died, arm), 30, 3, 'suppress') AS TEXT), 'B') FROM patients;
SELECT count(*) FROM km_curve((SELECT surv_coarsen(surv(days, died, arm), 30, 100, 'suppress') FROM patients));
-- a width that is not whole makes times that are not; rounding does not push a time over a multiple
SELECT time, typeof(time) FROM surv_rows((SELECT surv_coarsen(surv(days, died), 30.4375, 1) FROM patients)) LIMIT 2;
SELECT time FROM surv_rows((SELECT surv_coarsen(surv(0.1 + 0.2, 1), 0.3, 1)));
-- NULL makes NULL
SELECT surv_coarsen(NULL, 30, 1), surv_coarsen(surv(1, 1), NULL, 1), surv_coarsen(surv(1, 1), 1, NULL);
-- of coarsened blobs the merged one is the coarsened of the merged
SELECT surv_merge(c) = (SELECT surv_coarsen(surv(days, died), 30, 1) FROM patients)
FROM (SELECT surv_coarsen(surv(days, died), 30, 1) AS c FROM patients GROUP BY arm);
-- mistakes
SELECT surv_coarsen('x', 30, 1);
SELECT surv_coarsen(x'00', 30, 1);
SELECT surv_coarsen(surv(days, died), 0, 1) FROM patients;
SELECT surv_coarsen(surv(days, died), 30, 0) FROM patients;
SELECT surv_coarsen(surv(days, died), 30, 5, 'drop') FROM patients;
SELECT surv_coarsen(surv(days, died), '30', 5) FROM patients;
SELECT surv_coarsen(surv(days, died), 30) FROM patients;
-- patients told apart by id are no cells of several, whatever is asked
SELECT surv_coarsen(surv(days, died, arm, n, late, rowid), 30, 1) FROM patients WHERE days > 31;
SELECT surv_coarsen(surv_merge(b), 30, 1, 'suppress') FROM (SELECT surv(days, died, arm, n, late, rowid) AS b FROM patients WHERE days > 31);
SELECT n FROM surv_rows((SELECT surv(days, died, arm, n, late, rowid) FROM patients WHERE days > 31));
