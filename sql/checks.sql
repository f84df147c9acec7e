-- What is wrong in the data, one row for each finding: SELECT * FROM checks. These are what any centre's views can
-- show; the centre's registry_checks, which know its tables, are among them. Read session.sql first.

CREATE TEMP VIEW checks AS
WITH dated AS (
    SELECT patient_id, 'origin' AS what, origin AS date FROM followed
    UNION ALL SELECT patient_id, 'last_seen', last_seen FROM followed
    UNION ALL SELECT patient_id, 'relapse_date', relapse_date FROM followed
    UNION ALL SELECT patient_id, name, event_date FROM dated_events
),
events AS (  -- after the origin
    SELECT patient_id, 'relapse' AS name, relapse_date AS event_date FROM followed WHERE relapse_date IS NOT NULL
    UNION ALL SELECT patient_id, name, event_date FROM dated_events
)
SELECT * FROM registry_checks
UNION ALL
SELECT 'no date as YYYY-MM-DD' AS finding, patient_id, NULL AS record, date AS event_date, what AS detail
FROM dated WHERE date IS NOT NULL AND date(date, '+0 days') IS NOT date
UNION ALL
SELECT 'event without a date', patient_id, NULL, NULL, name FROM dated_events WHERE event_date IS NULL
UNION ALL
SELECT 'no origin', patient_id, NULL, last_seen, 'not analysed' FROM followed WHERE origin IS NULL
UNION ALL
SELECT 'no follow-up', patient_id, NULL, origin, 'neither a death nor a last contact' FROM followed WHERE last_seen IS NULL
UNION ALL
SELECT 'followed for no time', patient_id, NULL, last_seen, 'last seen on or before the origin'
FROM followed WHERE last_seen <= origin
UNION ALL
SELECT 'followed past the cut-off', patient_id, NULL, last_seen, '' FROM followed, settings WHERE last_seen > cut_off
UNION ALL
SELECT 'death without a cause', patient_id, NULL, last_seen, '' FROM followed WHERE died AND cause_of_death IS NULL
UNION ALL
SELECT 'event before the origin', patient_id, NULL, e.event_date, e.name
FROM events AS e JOIN followed AS f USING (patient_id) WHERE e.event_date < f.origin
UNION ALL
SELECT 'event after the end of follow-up', patient_id, NULL, e.event_date, e.name
FROM events AS e JOIN followed AS f USING (patient_id) WHERE e.event_date > f.last_seen
UNION ALL
SELECT 'no relapse in any patient', NULL, NULL, NULL, 'if none are recorded, set study.relapse = ''not recorded'''
FROM settings WHERE relapse = 'recorded' AND NOT EXISTS (SELECT * FROM followed WHERE relapse_date IS NOT NULL)
UNION ALL
SELECT 'not in ' || v.name, f.patient_id, NULL, NULL, 'but in follow_up'
FROM followed AS f
JOIN (SELECT 'characteristics' AS name UNION ALL VALUES ('covariates')) AS v
WHERE NOT iif(v.name = 'covariates', patient_id IN (SELECT patient_id FROM grouped),
              patient_id IN (SELECT patient_id FROM described))
UNION ALL
SELECT DISTINCT 'not in follow_up', patient_id, NULL, NULL, 'but in characteristics' FROM described
WHERE patient_id IS NULL OR patient_id NOT IN (SELECT patient_id FROM followed)
UNION ALL
SELECT DISTINCT 'not in follow_up', patient_id, NULL, NULL, 'but in covariates' FROM grouped
WHERE patient_id IS NULL OR patient_id NOT IN (SELECT patient_id FROM followed)
UNION ALL
SELECT DISTINCT 'not in follow_up', stranger, NULL, NULL, 'but in factors' FROM levels WHERE patient_no IS NULL
UNION ALL
SELECT DISTINCT 'not in follow_up', patient_id, NULL, NULL, 'but in first_events' FROM dated_events
WHERE patient_id IS NULL OR patient_id NOT IN (SELECT patient_id FROM followed);
