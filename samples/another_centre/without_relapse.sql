-- The same registry, had it recorded no relapses: after endpoints.sql.
DROP VIEW temp.study;
DROP VIEW temp.follow_up;

CREATE TEMP VIEW study AS
SELECT '2019-12-31' AS cut_off, 'the transplant' AS origin_event, 'not recorded' AS relapse;

CREATE TEMP VIEW follow_up AS
SELECT h.nr AS patient_id, h.am AS origin, min(coalesce(f.tot_am, f.zuletzt), cut_off) AS last_seen,
       f.tot_am IS NOT NULL AND f.tot_am <= cut_off AS died, iif(f.tot_am <= cut_off, f.woran, NULL) AS cause_of_death,
       NULL AS relapse_date
FROM hsct AS h JOIN fu AS f USING (nr) JOIN study ON h.am <= cut_off;
