-- Times and outcomes, computed from the dated tables of schema.sql.
-- Three parts: the study's settings, the dates that every endpoint needs, one view per endpoint.
-- A view of the third part has one row per patient: patient_id, the days since the second
-- transplant, and what ended them.


-- 1. Settings ----------------------------------------------------------------------------------

-- Nothing that happened after the cut-off is counted.
CREATE TABLE study (
    only_row  INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    cut_off   TEXT NOT NULL CHECK (date(cut_off, '+0 days') IS cut_off)
) STRICT;

INSERT INTO study (cut_off) VALUES ('2020-09-01');

-- The times at which estimates are reported.
CREATE TABLE landmarks (
    days   INTEGER PRIMARY KEY CHECK (days > 0),
    label  TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO landmarks (days, label) VALUES
    (365,  '1 year'),
    (1095, '3 years');


-- 2. Dates that every endpoint needs -----------------------------------------------------------

-- origin: the second transplant. last_seen: the death, else the last contact, else NULL; never
-- later than the cut-off, where the living are censored. A death after the cut-off shows that the
-- patient was alive on that day.
CREATE VIEW follow_up AS
WITH vital AS (
    SELECT patient_id,
           min(event_date) FILTER (WHERE event_type = 'death')        AS death_date,
           max(event_date) FILTER (WHERE event_type = 'last_contact') AS contact_date
    FROM events
    GROUP BY patient_id
)
SELECT t.patient_id,
       t.transplant_date                                             AS origin,
       min(coalesce(v.death_date, v.contact_date), study.cut_off)    AS last_seen,
       v.death_date IS NOT NULL AND v.death_date <= study.cut_off    AS died
FROM second_transplant AS t
JOIN study ON t.transplant_date <= study.cut_off
LEFT JOIN vital AS v ON v.patient_id = t.patient_id;


-- 3. Endpoints ---------------------------------------------------------------------------------

-- Overall survival: death of any cause.
CREATE VIEW overall_survival AS
SELECT patient_id,
       CAST(julianday(last_seen) - julianday(origin) AS INTEGER) AS os_days,
       died
FROM follow_up;
