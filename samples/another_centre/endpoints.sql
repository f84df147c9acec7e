-- What this centre writes: its registry as the analysis sees it. sql/endpoints.sql says what each view is; everything
-- here is TEMP, so that the registry may be read-only, and may be an attached database.

CREATE TEMP VIEW study AS
SELECT '2019-12-31'          AS cut_off,
       'the transplant'      AS origin_event,
       '365,1095'            AS landmarks,
       'age_group, ecog'     AS model,
       'aGVHD II-IV'         AS acute_gvhd;
-- the settings left out have the defaults of sql/derived.sql; NRM is the textbook's. Chronic GVHD and remissions after a
-- relapse are not recorded, which the report says

CREATE TEMP VIEW follow_up AS
SELECT h.nr                                         AS patient_id,
       h.am                                         AS origin,
       min(coalesce(f.tot_am, f.zuletzt), cut_off)  AS last_seen,
       f.tot_am IS NOT NULL AND f.tot_am <= cut_off AS died,
       iif(f.tot_am <= cut_off, f.woran, NULL)      AS cause_of_death,
       iif(f.rezidiv_am <= cut_off, f.rezidiv_am, NULL) AS relapse_date
FROM hsct AS h JOIN fu AS f USING (nr) JOIN study ON h.am <= cut_off;

-- GVHD is all that is recorded of complications, and engraftment is not recorded.
CREATE TEMP VIEW event_kinds AS
SELECT 'aGVHD II-IV' AS name, 'complication' AS part, 0 AS ends_grfs
UNION ALL VALUES ('aGVHD III-IV', 'complication', 1);

CREATE TEMP VIEW first_events AS
SELECT nr AS patient_id, 'aGVHD II-IV' AS name, gvhd_am AS event_date
FROM fu JOIN study WHERE gvhd_grad >= 2 AND gvhd_am <= cut_off
UNION ALL
SELECT nr, 'aGVHD III-IV', gvhd_am FROM fu JOIN study WHERE gvhd_grad >= 3 AND gvhd_am <= cut_off;

CREATE TEMP VIEW characteristics AS
SELECT nr AS patient_id, haus AS centre, geschlecht AS sex,
       CAST(strftime('%Y', am) - strftime('%Y', geburt) - (strftime('%m-%d', am) < strftime('%m-%d', geburt)) AS INTEGER) AS age,
       spender AS donor, kond AS conditioning, ecog
FROM pat JOIN hsct USING (nr) JOIN study ON am <= cut_off;

CREATE TEMP VIEW covariates AS
SELECT patient_id, centre AS haus, iif(age < 40, '< 40', '40 +') AS age_group, donor, conditioning,
       iif(ecog = 0, '0', '1-2') AS ecog
FROM characteristics;

CREATE TEMP VIEW factors AS
SELECT patient_id, 1 AS factor_no, 'centre' AS factor, haus AS level FROM covariates UNION ALL
SELECT patient_id, 2, 'age', age_group                                   FROM covariates UNION ALL
SELECT patient_id, 3, 'donor', donor                                 FROM covariates UNION ALL
SELECT patient_id, 4, 'conditioning', conditioning                   FROM covariates UNION ALL
SELECT patient_id, 5, 'ECOG', ecog                                   FROM covariates;

CREATE TEMP VIEW registry_checks AS
SELECT 'transplant without follow-up' AS finding, nr AS patient_id, NULL AS record, am AS event_date, '' AS detail
FROM hsct WHERE nr NOT IN (SELECT nr FROM fu);
