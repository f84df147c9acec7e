-- What is computed from the centre's views (endpoints.sql lists them), the same for every centre: the settings with their
-- defaults, and the endpoints, one row per patient, in days since the origin. Read by session.sql, as tables of this
-- session, so that each is computed once however many parts of the report read it. samples/load.sh stores the same
-- texts as views of the sample registry.
--
--   settings                 the study, with defaults
--   followed                 follow_up, with origin_day (of the Julian calendar) and days (of follow-up)
--   dated_events             first_events
--   overall_survival         os_days, died
--   leukaemia_free_survival  lfs_days, failed          }
--   relapse_or_death         days, status              } no rows where relapses are not recorded
--   grfs                     grfs_days, failed         }
--   complications            complication, days, status
--   engraftment              lineage, days, status

-- A column that study does not have, or that is NULL there, has the value beside it here: in the inner SELECT the name
-- means study's column where there is one, else the outer one.
CREATE TEMP TABLE settings AS
SELECT coalesce((SELECT cut_off FROM study), cut_off)                           AS cut_off,
       coalesce((SELECT origin_event FROM study), origin_event)                 AS origin_event,
       coalesce((SELECT landmarks FROM study), landmarks)                       AS landmarks,
       coalesce((SELECT subgroup_landmarks FROM study), subgroup_landmarks)     AS subgroup_landmarks,
       coalesce((SELECT complication_landmarks FROM study), complication_landmarks)
                                                                                AS complication_landmarks,
       coalesce((SELECT engraftment_days FROM study), engraftment_days)         AS engraftment_days,
       coalesce((SELECT nrm FROM study), nrm)                                   AS nrm,
       coalesce((SELECT relapse FROM study), relapse)                           AS relapse,
       coalesce((SELECT remissions FROM study), remissions)                     AS remissions,
       coalesce((SELECT acute_gvhd FROM study), acute_gvhd)                     AS acute_gvhd,
       coalesce((SELECT gvhd_landmark FROM study), gvhd_landmark)               AS gvhd_landmark,
       coalesce((SELECT chronic_gvhd FROM study), chronic_gvhd)                 AS chronic_gvhd,
       coalesce((SELECT crfs_gvhd FROM study), crfs_gvhd)                       AS crfs_gvhd,
       coalesce((SELECT incidence_conf_type FROM study), incidence_conf_type)   AS incidence_conf_type,
       coalesce((SELECT incidence_var_type FROM study), incidence_var_type)     AS incidence_var_type,
       coalesce((SELECT rounding FROM study), rounding)                         AS rounding,
       coalesce((SELECT figure_months FROM study), figure_months)               AS figure_months,
       coalesce((SELECT table_one FROM study), table_one)                       AS table_one,
       coalesce((SELECT model FROM study), model)                               AS model,
       coalesce((SELECT events_per_parameter FROM study), events_per_parameter) AS events_per_parameter
FROM (SELECT NULL AS cut_off,                            -- nothing is counted that happened later; NULL: not known
             'the start of follow-up' AS origin_event,   -- what time is counted from
             '365,1095' AS landmarks,                    -- days at which outcomes are reported
             '365' AS subgroup_landmarks,                -- and those of subgroups
             '100,365' AS complication_landmarks,        -- and the incidence of complications
             '28,90' AS engraftment_days,                -- and engraftment
             -- non-relapse mortality: 'relapse competing', the incidence of death without relapse; or '1 - OS', every
             -- death
             'relapse competing' AS nrm,
             'recorded' AS relapse,                      -- 'not recorded': relapse_date is NULL for want of data
             -- remissions after a relapse: 'recorded' in the view disease_changes; 'at the earliest', there too, each on the
             -- first day on which it can have been; or 'not recorded'
             'not recorded' AS remissions,
             -- names of event_kinds, or NULL: not compared. From day gvhd_landmark on, those who had had acute_gvhd by then
             -- and those who had not; the hazard of death after the onset of chronic_gvhd and before
             NULL AS acute_gvhd, 100 AS gvhd_landmark, NULL AS chronic_gvhd,
             NULL AS crfs_gvhd,                          -- ends CRFS, besides relapse and death; NULL: no CRFS
             'log-log' AS incidence_conf_type,           -- conf_type and
             'gray' AS incidence_var_type,               -- var_type of cuminc
             'once' AS rounding,                         -- of percentages to 0.1; 'twice': to 0.01 before
             NULL AS figure_months,                      -- how far the figures reach; NULL: all the follow-up
             -- what Table 1 describes: all columns of characteristics
             (SELECT group_concat(iif(name GLOB '*[^A-Za-z0-9_]*' OR name GLOB '[0-9]*',
                                      '"' || replace(name, '"', '""') || '"', name), ', ')
              FROM pragma_table_info('characteristics') WHERE name <> 'patient_id') AS table_one,
             NULL AS model,                              -- covariates of the multivariable regressions; NULL: none
             10 AS events_per_parameter);                -- with fewer, such a regression is not fitted

CREATE TEMP TABLE followed AS
SELECT patient_id, origin, last_seen, died, cause_of_death, relapse_date, julianday(origin) AS origin_day,
       CAST(julianday(last_seen) - julianday(origin) AS INTEGER) AS days
FROM follow_up;

CREATE TEMP TABLE dated_events AS
SELECT patient_id, name, event_date FROM first_events;
CREATE INDEX temp.events_of_patients ON dated_events (patient_id, name, event_date);

-- Death of any cause.
CREATE TEMP TABLE overall_survival AS
SELECT patient_id, days AS os_days, died FROM followed;

-- Relapse or death, whichever is first.
CREATE TEMP TABLE leukaemia_free_survival AS
SELECT patient_id,
       iif(relapse_date IS NULL, days, CAST(julianday(relapse_date) - origin_day AS INTEGER)) AS lfs_days,
       relapse_date IS NOT NULL OR died                                                       AS failed
FROM followed
WHERE (SELECT relapse FROM settings) = 'recorded';

-- Competing risks: 0 censored, 1 relapse, 2 death without relapse. The incidence of 1 is the
-- relapse incidence, that of 2 the non-relapse mortality as textbooks define it; with
-- leukaemia-free survival they add up to 1.
CREATE TEMP TABLE relapse_or_death AS
SELECT patient_id,
       iif(relapse_date IS NULL, days, CAST(julianday(relapse_date) - origin_day AS INTEGER)) AS days,
       CASE WHEN relapse_date IS NOT NULL THEN 1 WHEN died THEN 2 ELSE 0 END                  AS status
FROM followed
WHERE (SELECT relapse FROM settings) = 'recorded';

-- Survival free of GVHD and relapse: until the first event of a kind that ends it, relapse or death. No rows where no
-- such kind is recorded.
CREATE TEMP TABLE grfs AS
WITH first_failure AS (
    SELECT f.patient_id, f.origin_day, f.last_seen, f.days, f.died,
           min(coalesce(f.relapse_date, '9999-12-31'), coalesce(min(e.event_date), '9999-12-31')) AS failure
    FROM followed AS f
    LEFT JOIN dated_events AS e
           ON e.patient_id = f.patient_id AND e.name IN (SELECT name FROM event_kinds WHERE ends_grfs)
    WHERE (SELECT relapse FROM settings) = 'recorded' AND EXISTS (SELECT * FROM event_kinds WHERE ends_grfs)
    GROUP BY f.patient_id
)
SELECT patient_id,
       iif(failure >= last_seen, days, CAST(julianday(min(failure, last_seen)) - origin_day AS INTEGER)) AS grfs_days,
       failure <= last_seen OR died                                                                      AS failed
FROM first_failure;

-- Competing risks: 0 censored, 1 the complication, 2 death without it. A row for each patient and complication.
CREATE TEMP TABLE complications AS
SELECT f.patient_id,
       k.name                                                                  AS complication,
       iif(e.event_date IS NULL, f.days, CAST(julianday(e.event_date) - f.origin_day AS INTEGER)) AS days,
       CASE WHEN e.event_date IS NOT NULL THEN 1 WHEN f.died THEN 2 ELSE 0 END AS status
FROM followed AS f
JOIN (SELECT name FROM event_kinds WHERE part = 'complication') AS k
LEFT JOIN dated_events AS e ON e.patient_id = f.patient_id AND e.name = k.name;

-- Competing risks: 0 censored, 1 engrafted, 2 death without it. A row for each patient and lineage.
CREATE TEMP TABLE engraftment AS
SELECT f.patient_id,
       k.name                                                                  AS lineage,
       iif(e.event_date IS NULL, f.days, CAST(julianday(e.event_date) - f.origin_day AS INTEGER)) AS days,
       CASE WHEN e.event_date IS NOT NULL THEN 1 WHEN f.died THEN 2 ELSE 0 END AS status
FROM followed AS f
JOIN (SELECT name FROM event_kinds WHERE part = 'engraftment') AS k
LEFT JOIN dated_events AS e ON e.patient_id = f.patient_id AND e.name = k.name;
