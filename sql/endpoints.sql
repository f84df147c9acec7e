-- Times, outcomes and characteristics, computed from the dated tables of schema.sql.
--
-- Only this file and checks.sql depend on the registry's tables: a centre with tables and columns of its own
-- changes these two, and keeps the names of the views and of their columns. What the reports read:
--
--   study                    the settings, one row
--   complication_events      which events make a complication
--   overall_survival         os_days, died              }
--   leukaemia_free_survival  lfs_days, failed           }
--   relapse_or_death         days, status               } one row per patient; days since
--   grfs                     grfs_days, failed          } the second transplant, and what
--   complications            complication, days, status } ended them
--   engraftment              lineage, days, status      }
--   characteristics          what Table 1 describes, one row per patient
--   covariates               the groups that are compared, one row per patient, a column for each
--   factors                  the same, a row for each: factor_no, factor, level


-- 1. Settings ----------------------------------------------------------------------------------

CREATE TABLE study (
    only_row                INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    cut_off                 TEXT NOT NULL      -- what happened later is not counted
                            CHECK (date(cut_off, '+0 days') IS cut_off),
    landmarks               TEXT NOT NULL,     -- days at which outcomes are reported
    subgroup_landmarks      TEXT NOT NULL,     -- and those of subgroups
    complication_landmarks  TEXT NOT NULL,     -- and the incidence of complications
    engraftment_days        TEXT NOT NULL,     -- and engraftment
    child_age               INTEGER NOT NULL,  -- years: up to it, a child
    early_relapse_days      INTEGER NOT NULL,  -- after the first transplant: up to it, early
    short_interval_days     INTEGER NOT NULL,  -- between the transplants: up to it, short
    model                   TEXT NOT NULL,     -- the covariates of the multivariable regressions: columns of
                                               -- covariates, none of them the same in all patients
    events_per_parameter    INTEGER NOT NULL   -- with fewer, such a regression is not fitted
) STRICT;

INSERT INTO study (cut_off, landmarks, subgroup_landmarks, complication_landmarks, engraftment_days,
                   child_age, early_relapse_days, short_interval_days, model, events_per_parameter)
VALUES ('2020-09-01', '365,1095', '365', '100,365,1095', '28,90', 14, 183, 365,
        -- Two covariates, chosen for what is known of them and not for their P values here: 13 deaths
        -- carry no more at the five events per parameter of Vittinghoff & McCulloch 2007,
        -- Am. J. Epidemiol. 165:710. The source of the CAR-T cells is not among them: it is unknown
        -- for 13 of the 41 patients, who would all be left out.
        'first_relapse, conditioning', 5);

-- An event of one of these types and grades is the complication; grade NULL: of any.
CREATE TABLE complication_events (
    complication  TEXT NOT NULL,
    event_type    TEXT NOT NULL,
    grade         TEXT,
    UNIQUE (complication, event_type, grade)
) STRICT;

INSERT INTO complication_events (complication, event_type, grade) VALUES
    ('aGVHD II-IV',     'agvhd', 'II'),
    ('aGVHD II-IV',     'agvhd', 'III'),
    ('aGVHD II-IV',     'agvhd', 'IV'),
    ('aGVHD III-IV',    'agvhd', 'III'),
    ('aGVHD III-IV',    'agvhd', 'IV'),
    ('cGVHD',           'cgvhd', NULL),
    ('cGVHD extensive', 'cgvhd', 'extensive'),
    ('CMV',             'cmv',   NULL),
    ('EBV',             'ebv',   NULL),
    ('PTLD',            'ptld',  NULL),
    ('TA-TMA',          'tma',   NULL);


-- 2. Dates that every endpoint needs -----------------------------------------------------------

-- origin: the second transplant. last_seen: the death, else the last contact, else NULL; never
-- later than the cut-off, where the living are censored. A death after the cut-off shows that the
-- patient was alive on that day.
CREATE VIEW follow_up AS
WITH vital AS (
    SELECT patient_id,
           min(event_date) FILTER (WHERE event_type = 'death')        AS death_date,
           max(event_date) FILTER (WHERE event_type = 'last_contact') AS contact_date,
           min(event_date) FILTER (WHERE event_type = 'relapse')      AS relapse_date,
           max(detail) FILTER (WHERE event_type = 'death')            AS cause_of_death
    FROM events
    WHERE event_type IN ('death', 'last_contact', 'relapse')
    GROUP BY patient_id
)
SELECT t.patient_id,
       t.transplant_date                                              AS origin,
       min(coalesce(v.death_date, v.contact_date), study.cut_off)     AS last_seen,
       v.death_date IS NOT NULL AND v.death_date <= study.cut_off     AS died,
       iif(v.death_date <= study.cut_off, v.cause_of_death, NULL)     AS cause_of_death,
       iif(v.relapse_date <= study.cut_off, v.relapse_date, NULL)     AS relapse_date
FROM second_transplant AS t
JOIN study ON t.transplant_date <= study.cut_off
LEFT JOIN vital AS v ON v.patient_id = t.patient_id;

-- The first of each complication until the cut-off.
CREATE VIEW first_complications AS
SELECT e.patient_id, c.complication, min(e.event_date) AS event_date
FROM complication_events AS c
JOIN events AS e ON e.event_type = c.event_type
                AND (c.grade IS NULL OR c.grade = e.grade_or_extent)
JOIN study ON e.event_date <= study.cut_off
GROUP BY e.patient_id, c.complication;


-- 3. Endpoints ---------------------------------------------------------------------------------

-- Overall survival: death of any cause. 1 - OS is also the study's non-relapse mortality, since
-- no death was attributed to relapse; relapse does not compete with it there.
CREATE VIEW overall_survival AS
SELECT patient_id,
       CAST(julianday(last_seen) - julianday(origin) AS INTEGER) AS os_days,
       died
FROM follow_up;

-- Leukaemia-free survival: relapse or death, whichever is first.
CREATE VIEW leukaemia_free_survival AS
SELECT patient_id,
       CAST(julianday(coalesce(relapse_date, last_seen)) - julianday(origin) AS INTEGER) AS lfs_days,
       relapse_date IS NOT NULL OR died                                                  AS failed
FROM follow_up;

-- Competing risks: 0 censored, 1 relapse, 2 death without relapse. The incidence of 1 is the
-- relapse incidence, that of 2 the non-relapse mortality as textbooks define it; with
-- leukaemia-free survival they add up to 1.
CREATE VIEW relapse_or_death AS
SELECT patient_id,
       CAST(julianday(coalesce(relapse_date, last_seen)) - julianday(origin) AS INTEGER) AS days,
       CASE WHEN relapse_date IS NOT NULL THEN 1 WHEN died THEN 2 ELSE 0 END             AS status
FROM follow_up;

-- Survival free of GVHD and relapse: the first of acute GVHD III-IV, extensive chronic GVHD,
-- relapse and death.
CREATE VIEW grfs AS
WITH first_failure AS (
    SELECT f.patient_id, f.origin, f.last_seen, f.died,
           min(coalesce(f.relapse_date, '9999-12-31'), coalesce(min(c.event_date), '9999-12-31')) AS failure
    FROM follow_up AS f
    LEFT JOIN first_complications AS c
           ON c.patient_id = f.patient_id AND c.complication IN ('aGVHD III-IV', 'cGVHD extensive')
    GROUP BY f.patient_id
)
SELECT patient_id,
       CAST(julianday(min(failure, last_seen)) - julianday(origin) AS INTEGER) AS grfs_days,
       failure <= last_seen OR died                                            AS failed
FROM first_failure;

-- Competing risks: 0 censored, 1 the complication, 2 death without it. A row for each patient and
-- complication.
CREATE VIEW complications AS
WITH followed AS MATERIALIZED (
    SELECT patient_id, origin, died, CAST(julianday(last_seen) - julianday(origin) AS INTEGER) AS days FROM follow_up
)
SELECT f.patient_id,
       kind.complication,
       iif(c.event_date IS NULL, f.days,
           CAST(julianday(c.event_date) - julianday(f.origin) AS INTEGER))      AS days,
       CASE WHEN c.event_date IS NOT NULL THEN 1 WHEN f.died THEN 2 ELSE 0 END  AS status
FROM followed AS f
JOIN (SELECT DISTINCT complication FROM complication_events) AS kind
LEFT JOIN first_complications AS c
       ON c.patient_id = f.patient_id AND c.complication = kind.complication;

-- Competing risks: 0 censored, 1 engrafted, 2 death without it. A row for each patient and lineage.
CREATE VIEW engraftment AS
WITH lineages (lineage, event_type) AS (
    VALUES ('neutrophils', 'neutrophil_engraftment'), ('platelets', 'platelet_engraftment')
),
first_days AS MATERIALIZED (
    SELECT f.patient_id, l.lineage, f.origin, f.last_seen, f.died,
           (SELECT min(e.event_date) FROM events AS e  -- a search of the index events_of_patient
            WHERE e.patient_id = f.patient_id AND e.event_type = l.event_type AND e.event_date <= study.cut_off)
               AS engrafted
    FROM follow_up AS f JOIN lineages AS l JOIN study
)
SELECT patient_id,
       lineage,
       CAST(julianday(coalesce(engrafted, last_seen)) - julianday(origin) AS INTEGER) AS days,
       CASE WHEN engrafted IS NOT NULL THEN 1 WHEN died THEN 2 ELSE 0 END             AS status
FROM first_days;


-- 4. Characteristics and factors ---------------------------------------------------------------

CREATE VIEW characteristics AS
WITH carts AS (
    SELECT patient_id,
           count(*)                                                AS infusions,
           max(infusion_date)                                      AS last_date,
           iif(min(target) = max(target), min(target), 'CD19+CD22') AS target,
           min(cell_source)                                        AS cell_source,
           min(cell_source_presumed)                               AS cell_source_presumed,
           max(marrow_burden_pct_before)                           AS marrow_burden_pct,
           max(response_after_last)                                AS response
    FROM cart
    GROUP BY patient_id
)
SELECT p.patient_id,
       p.sex,
       -- completed years
       CAST(strftime('%Y', t2.transplant_date) - strftime('%Y', p.birth_date)
            - (strftime('%m-%d', t2.transplant_date) < strftime('%m-%d', p.birth_date)) AS INTEGER) AS age,
       CAST(strftime('%Y', t1.transplant_date) - strftime('%Y', p.birth_date)
            - (strftime('%m-%d', t1.transplant_date) < strftime('%m-%d', p.birth_date)) AS INTEGER)
                                                                   AS age_at_first_transplant,
       p.wbc_at_diagnosis_1e9_l,
       p.fusion_gene,
       t1.donor_type                                               AS first_donor,
       t1.disease_status                                           AS first_disease_status,
       t1.conditioning                                             AS first_conditioning,
       iif(t1.cart_before = 'yes', t1.cart_before_target, 'none')  AS cart_before_first_transplant,
       CAST(julianday(t1.transplant_date) - julianday(p.diagnosis_date) AS INTEGER)
                                                                   AS days_diagnosis_to_first_transplant,
       CAST(julianday(r.relapse_date) - julianday(t1.transplant_date) AS INTEGER)
                                                                   AS days_first_transplant_to_relapse,
       r.site                                                      AS relapse_site,
       r.marrow_blasts_pct,
       r.chemotherapy, r.tki_targeted, r.radiotherapy, r.surgery, r.dli_dsi AS relapse_dli_dsi, r.cytokines,
       c.infusions                                                 AS cart_infusions,
       c.target                                                    AS cart_target,
       c.cell_source                                               AS cart_cell_source,
       c.cell_source_presumed                                      AS cart_cell_source_presumed,
       c.marrow_burden_pct,
       c.response                                                  AS cart_response,
       CAST(julianday(t2.transplant_date) - julianday(c.last_date) AS INTEGER)
                                                                   AS days_cart_to_second_transplant,
       CAST(julianday(t2.transplant_date) - julianday(p.diagnosis_date) AS INTEGER)
                                                                   AS days_diagnosis_to_second_transplant,
       CAST(julianday(t2.transplant_date) - julianday(t1.transplant_date) AS INTEGER)
                                                                   AS days_between_transplants,
       t2.donor_type                                               AS donor,
       t2.donor_changed,
       t2.disease_status,
       t2.mrd,
       t2.abo,
       t2.conditioning,
       CASE t1.conditioning WHEN 'Bu/Cy' THEN 'Bu' WHEN 'TBI/Cy' THEN 'TBI' WHEN 'BEAM' THEN 'Mel'
            ELSE t1.conditioning END || '->' || t2.conditioning    AS conditioning_change,
       t2.graft_source,
       t2.atg,
       t2.mnc_1e8_kg,
       t2.cd34_1e6_kg,
       t2.cd3_1e8_kg,
       t2.prophylactic_dli_dsi
FROM second_transplant AS t2
JOIN study ON t2.transplant_date <= study.cut_off
JOIN patients AS p USING (patient_id)
LEFT JOIN first_transplant AS t1 USING (patient_id)
LEFT JOIN first_relapse AS r USING (patient_id)
LEFT JOIN carts AS c USING (patient_id);

-- The groups that outcomes are compared between. A level that is NULL leaves the patient out of that
-- comparison.
CREATE VIEW covariates AS
SELECT patient_id,
       iif(age <= child_age, 'child', 'adult')                                       AS age,
       sex,
       iif(chemotherapy = 'yes', 'chemo + CAR-T', 'CAR-T')                           AS relapse_treatment,
       cart_target,
       nullif(cart_cell_source, 'unknown')                                           AS cart_source,
       iif(days_first_transplant_to_relapse <= early_relapse_days, 'early', 'late')  AS first_relapse,
       iif(conditioning IN ('TBI', 'Bu'), conditioning, NULL)                        AS conditioning,
       prophylactic_dli_dsi,
       iif(days_between_transplants <= short_interval_days, 'short', 'long')         AS transplant_interval,
       -- the study's comparison of non-relapse mortality by source counted the unknown as they were presumed
       cart_cell_source_presumed                                                     AS presumed_source
FROM characteristics
JOIN study;

CREATE VIEW factors AS
WITH c AS MATERIALIZED (SELECT * FROM covariates)
SELECT patient_id, 1 AS factor_no, 'age' AS factor, age AS level   FROM c UNION ALL
SELECT patient_id, 2, 'sex',                  sex                  FROM c UNION ALL
SELECT patient_id, 3, 'relapse treatment',    relapse_treatment    FROM c UNION ALL
SELECT patient_id, 4, 'CAR-T target',         cart_target          FROM c UNION ALL
SELECT patient_id, 5, 'CAR-T cell source',    cart_source          FROM c UNION ALL
SELECT patient_id, 6, 'first relapse',        first_relapse        FROM c UNION ALL
SELECT patient_id, 7, 'conditioning',         conditioning         FROM c UNION ALL
SELECT patient_id, 8, 'prophylactic DLI/DSI', prophylactic_dli_dsi FROM c UNION ALL
SELECT patient_id, 9, 'transplant interval',  transplant_interval  FROM c UNION ALL
SELECT patient_id, 10, 'source, presumed',    presumed_source      FROM c;
