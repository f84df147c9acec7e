-- The sample registry as the analysis sees it: the settings of its study, and views over the tables of schema.sql.
--
-- This is the only file that knows the registry's tables. Another centre writes its own instead, with the names and
-- columns below; samples/another_centre/endpoints.sql is one. CREATE TEMP VIEW leaves the registry's file untouched,
-- and reads attached databases too; here the views are stored, since the registry is ours.
--
--   study            one row: the settings. Read by the analysis are those that derived.sql lists with their defaults
--   follow_up        one row per patient: patient_id, origin, last_seen, died, cause_of_death, relapse_date
--   event_kinds      name, part, ends_grfs: the complications (part 'complication') and engraftments ('engraftment')
--                    that are recorded; ends_grfs 1: ends survival free of GVHD and relapse. May be empty
--   first_events     patient_id, name, event_date: the first of each kind, until the cut-off. May be empty
--   characteristics  one row per patient: patient_id, and what Table 1 describes
--   covariates       one row per patient: patient_id, and a column for each group that is compared
--   factors          the same, a row for each: patient_id, factor_no, factor, level
--   registry_checks  finding, patient_id, record, event_date, detail: what is wrong in the tables. May be empty
--   disease_changes  patient_id, event_date, state: after the first relapse, each 'remission' and further 'relapse'. Only
--                    where the setting remissions says that there are such dates
--
-- Dates are text 'YYYY-MM-DD'.


-- 1. Settings ----------------------------------------------------------------------------------

CREATE TABLE study (
    only_row                INTEGER PRIMARY KEY DEFAULT 1 CHECK (only_row = 1),
    cut_off                 TEXT NOT NULL      -- what happened later is not counted
                            CHECK (date(cut_off, '+0 days') IS cut_off),
    landmarks               TEXT NOT NULL,     -- days at which outcomes are reported
    subgroup_landmarks      TEXT NOT NULL,     -- and those of subgroups
    complication_landmarks  TEXT NOT NULL,     -- and the incidence of complications
    engraftment_days        TEXT NOT NULL,     -- and engraftment
    origin_event            TEXT NOT NULL,     -- what time is counted from
    nrm                     TEXT NOT NULL,     -- what non-relapse mortality is: see derived.sql
    remissions              TEXT NOT NULL,     -- after a relapse: see derived.sql
    acute_gvhd              TEXT NOT NULL,     -- who had this kind of event by day gvhd_landmark is compared from then
    gvhd_landmark           INTEGER NOT NULL,  -- on with those who had not
    chronic_gvhd            TEXT NOT NULL,     -- the hazard of death after the onset of this kind, and before
    crfs_gvhd               TEXT NOT NULL,     -- what ends CRFS, besides relapse and death
    incidence_conf_type     TEXT NOT NULL,     -- the limits of incidences: conf_type and
    incidence_var_type      TEXT NOT NULL,     -- var_type of cuminc
    rounding                TEXT NOT NULL,     -- of percentages, once or twice
    figure_months           INTEGER NOT NULL,  -- how far the figures reach
    table_one               TEXT NOT NULL,     -- what Table 1 describes: columns of characteristics
    child_age               INTEGER NOT NULL,  -- years: up to it, a child
    early_relapse_days      INTEGER NOT NULL,  -- after the first transplant: up to it, early
    short_interval_days     INTEGER NOT NULL,  -- between the transplants: up to it, short
    model                   TEXT NOT NULL,     -- the covariates of the multivariable regressions: columns of
                                               -- covariates, none of them the same in all patients
    events_per_parameter    INTEGER NOT NULL   -- with fewer, such a regression is not fitted
) STRICT;

INSERT INTO study (cut_off, landmarks, subgroup_landmarks, complication_landmarks, engraftment_days, origin_event,
                   remissions, acute_gvhd, gvhd_landmark, chronic_gvhd, crfs_gvhd,
                   nrm, incidence_conf_type, incidence_var_type, rounding, figure_months, table_one,
                   child_age, early_relapse_days, short_interval_days, model, events_per_parameter)
VALUES ('2020-09-01', '365,1095', '365', '100,365,1095', '28,90', 'the second transplant',
        'at the earliest', 'aGVHD II-IV', 100, 'cGVHD', 'cGVHD extensive',
        -- the publication's conventions, not the textbook's: every death is non-relapse mortality; log limits with the
        -- delta method's variance; proportions rounded to four decimals, then to 0.1 %
        '1 - OS', 'log', 'delta', 'twice', 60,
        'sex, age, age_at_first_transplant, wbc_at_diagnosis_1e9_l, fusion_gene, first_donor,
         first_disease_status, first_conditioning, cart_before_first_transplant,
         days_diagnosis_to_first_transplant, days_first_transplant_to_relapse, relapse_site,
         marrow_blasts_pct, chemotherapy, tki_targeted, radiotherapy, surgery, relapse_dli_dsi, cytokines,
         cart_infusions, cart_target, cart_cell_source, marrow_burden_pct, cart_response,
         days_cart_to_second_transplant, days_diagnosis_to_second_transplant, days_between_transplants,
         donor, donor_changed, disease_status, mrd, abo, conditioning, conditioning_change, graft_source, atg,
         mnc_1e8_kg, cd34_1e6_kg, cd3_1e8_kg, prophylactic_dli_dsi',
        14, 183, 365,
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

-- What is recorded. Only severe GVHD ends survival free of GVHD and relapse.
CREATE VIEW event_kinds AS
SELECT DISTINCT complication AS name, 'complication' AS part,
       complication IN ('aGVHD III-IV', 'cGVHD extensive') AS ends_grfs
FROM complication_events
UNION ALL
VALUES ('neutrophils', 'engraftment', 0), ('platelets', 'engraftment', 0);

-- The first of each until the cut-off.
CREATE VIEW first_events AS
SELECT e.patient_id, c.complication AS name, min(e.event_date) AS event_date
FROM complication_events AS c
JOIN events AS e ON e.event_type = c.event_type
                AND (c.grade IS NULL OR c.grade = e.grade_or_extent)
JOIN study ON e.event_date <= study.cut_off
GROUP BY e.patient_id, c.complication
UNION ALL
SELECT e.patient_id, iif(e.event_type = 'neutrophil_engraftment', 'neutrophils', 'platelets'), min(e.event_date)
FROM events AS e
JOIN study ON e.event_date <= study.cut_off
WHERE e.event_type IN ('neutrophil_engraftment', 'platelet_engraftment')
GROUP BY e.patient_id, e.event_type;


-- 3. Characteristics and factors ---------------------------------------------------------------

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


-- 4. Checks ------------------------------------------------------------------------------------

-- What is wrong in these tables, a row for each finding. schema.sql already refuses what a single row can show (codes,
-- impossible dates); these are the contradictions between rows. checks.sql adds what any registry's views can show.
CREATE VIEW registry_checks AS
WITH deaths AS (
    SELECT patient_id, event_id, event_date, detail FROM events WHERE event_type = 'death'
)
SELECT 'event after death' AS finding, e.patient_id, e.event_id AS record, e.event_date, e.event_type AS detail
FROM events AS e JOIN deaths AS d USING (patient_id)
WHERE e.event_date > d.event_date
UNION ALL
SELECT 'event before the transplant', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e JOIN second_transplant AS t USING (patient_id)
WHERE e.event_date < t.transplant_date
UNION ALL
SELECT 'event after the cut-off', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e JOIN study ON e.event_date > study.cut_off
UNION ALL
SELECT 'transplant after the cut-off', patient_id, NULL, transplant_date, 'not analysed'
FROM second_transplant JOIN study ON transplant_date > cut_off
UNION ALL
SELECT 'event after the last contact', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e
JOIN (SELECT patient_id, max(event_date) AS last_contact FROM events
      WHERE event_type = 'last_contact' GROUP BY patient_id) AS l USING (patient_id)
WHERE e.event_date > l.last_contact AND patient_id NOT IN (SELECT patient_id FROM deaths)
UNION ALL
SELECT 'transplants out of order', t1.patient_id, NULL, t1.transplant_date, 'the first is not before the second'
FROM first_transplant AS t1 JOIN second_transplant AS t2 USING (patient_id)
WHERE t1.transplant_date >= t2.transplant_date
UNION ALL
SELECT 'relapse out of order', r.patient_id, NULL, r.relapse_date, 'not between the transplants'
FROM first_relapse AS r
JOIN first_transplant AS t1 USING (patient_id) JOIN second_transplant AS t2 USING (patient_id)
WHERE r.relapse_date NOT BETWEEN t1.transplant_date AND t2.transplant_date
UNION ALL
SELECT 'CAR-T after the transplant', c.patient_id, NULL, c.infusion_date, 'infusion ' || c.infusion_no
FROM cart AS c JOIN second_transplant AS t USING (patient_id)
WHERE c.infusion_date > t.transplant_date
UNION ALL
SELECT 'CAR-T of differing source', patient_id, NULL, NULL, group_concat(DISTINCT cell_source)
FROM cart GROUP BY patient_id HAVING count(DISTINCT cell_source) > 1;


-- 5. What other centres may leave out -----------------------------------------------------------

-- What is known of the disease after the first relapse: every remission, and every relapse after one. Read where the
-- setting remissions is not 'not recorded'. The dates of these remissions are not recorded, only that there was one: the
-- day after the relapse is the first on which it can have been.
CREATE VIEW disease_changes AS
SELECT e.patient_id, date(e.event_date, '+1 day') AS event_date, 'remission' AS state
FROM events AS e
JOIN study ON e.event_date < study.cut_off
WHERE e.event_type = 'relapse' AND (e.detail LIKE '%MRD negative%' OR e.detail LIKE '%sustained CR%');

-- Recurrent events, for the recipes (recipes.md): one row for each infection (CMV, EBV) under observation, and one for the end of follow-up.
CREATE VIEW infections AS
WITH dated AS (
    SELECT patient_id, event_date, 1 AS infection, 0 AS died
    FROM events JOIN follow_up USING (patient_id)
    WHERE event_type IN ('cmv', 'ebv') AND event_date <= last_seen
    UNION ALL SELECT patient_id, last_seen, 0, died FROM follow_up WHERE last_seen IS NOT NULL
)
SELECT patient_id, CAST(julianday(event_date) - julianday(origin) AS INTEGER) AS day, infection, dated.died
FROM dated JOIN follow_up USING (patient_id);
