-- What happens to the patients one after the other, from the endpoints of derived.sql, the same for every centre: the
-- events of patients who move between states, and the times with and without GVHD. Read by session.sql, as tables of the
-- session; samples/load.sh stores the same texts as views of the sample registry. state_outcomes.sql computes from them.
--
--   moves              day, state: one row for each change of a patient's state
--   crfs               crfs_days, failed: survival free of severe chronic GVHD and relapse, one row per patient
--   landmark_survival  os_days, died, gvhd: those alive after the landmark
--   cgvhd_periods      start_day, stop_day, cgvhd, died: the time before chronic GVHD, and the time with it

-- Who entered which state when: GVHD, the first event of a kind that ends GRFS; relapse, which no later GVHD ends; death; or
-- the last contact. At first a patient has had none of them. No rows where relapses are not recorded.
CREATE TEMP TABLE moves AS
WITH ends AS (
    SELECT o.patient_id, o.os_days, o.died, iif(r.status = 1, r.days, NULL) AS relapse_day
    FROM overall_survival AS o JOIN relapse_or_death AS r USING (patient_id)
    WHERE o.os_days IS NOT NULL AND r.days IS NOT NULL
),
gvhd AS (
    SELECT patient_id, min(days) AS day
    FROM complications
    WHERE status = 1 AND complication IN (SELECT name FROM event_kinds WHERE ends_grfs)
    GROUP BY patient_id
)
SELECT patient_id, day, 'GVHD' AS state
FROM gvhd JOIN ends USING (patient_id)
WHERE day <= os_days AND (relapse_day IS NULL OR day < relapse_day)
UNION ALL
SELECT patient_id, relapse_day, 'relapse' FROM ends WHERE relapse_day <= os_days
UNION ALL
SELECT patient_id, os_days, iif(died, 'death', 'last contact') FROM ends;

-- Survival free of severe chronic GVHD and relapse: until the setting crfs_gvhd, relapse or death. No rows without it.
CREATE TEMP TABLE crfs AS
SELECT l.patient_id,
       iif(c.status = 1, min(c.days, l.lfs_days), l.lfs_days) AS crfs_days,
       (c.status = 1 AND c.days <= l.lfs_days) OR l.failed    AS failed
FROM leukaemia_free_survival AS l
JOIN complications AS c ON c.patient_id = l.patient_id AND c.complication = (SELECT crfs_gvhd FROM settings);

-- Landmark: those alive and followed past day gvhd_landmark, by what had happened until then. Later GVHD does not count, so
-- that nobody is in a group for what is still to come: Anderson, Cain & Gelber 1983, J. Clin. Oncol. 1:710.
CREATE TEMP TABLE landmark_survival AS
SELECT o.patient_id, o.os_days, o.died, iif(c.status = 1 AND c.days <= s.gvhd_landmark, 'yes', 'no') AS gvhd
FROM settings AS s
JOIN complications AS c ON c.complication = (SELECT acute_gvhd FROM settings)
JOIN overall_survival AS o ON o.patient_id = c.patient_id AND o.os_days > s.gvhd_landmark;

-- The time before the onset of chronic GVHD and the time with it, for hazards that change when it begins: one row for each,
-- or one where it never began. A row without GVHD starts before day 0, so that a death on day 0 counts; died is of the row
-- in which the patient died. GVHD on the last day is no time with it.
CREATE TEMP TABLE cgvhd_periods AS
WITH days AS (
    SELECT o.patient_id, o.died, o.os_days, iif(c.status = 1 AND c.days < o.os_days, c.days, NULL) AS onset
    FROM overall_survival AS o
    JOIN complications AS c ON c.patient_id = o.patient_id AND c.complication = (SELECT chronic_gvhd FROM settings)
    WHERE o.os_days IS NOT NULL
)
SELECT patient_id, -1 AS start_day, coalesce(onset, os_days) AS stop_day, 0 AS cgvhd, iif(onset IS NULL, died, 0) AS died
FROM days
UNION ALL
SELECT patient_id, onset, os_days, 1, died FROM days WHERE onset IS NOT NULL;
