-- The OMOP Common Data Model, version 5.4, as the analysis sees it: patients with a condition who begin a treatment, from
-- their first exposure to it. The sets of concepts are the rows of concept_sets; put your own there.

CREATE TEMP TABLE concept_sets (role TEXT NOT NULL, concept_id INTEGER NOT NULL, label TEXT);
INSERT INTO concept_sets VALUES
    ('disease', 2000000001, NULL), ('relapse', 2000000002, NULL), ('treatment', 2000000011, 'azacitidine'),
    ('treatment', 2000000012, 'cytarabine'), ('complication', 2000000003, 'sepsis'), ('comorbidity', 2000000004, 'diabetes');

CREATE TEMP VIEW study AS
SELECT '2020-12-31' AS cut_off, 'the first cycle' AS origin_event, '365,730' AS landmarks, 'age, treatment' AS model,
       '28,100' AS complication_landmarks;

-- The first exposure to a treatment, in a period of observation and with the disease recorded by then.
CREATE TEMP VIEW index_events AS
SELECT d.person_id AS patient_id, min(d.drug_exposure_start_date) AS origin, s.label AS treatment
FROM drug_exposure AS d
JOIN concept_sets AS s ON s.role = 'treatment' AND s.concept_id = d.drug_concept_id
JOIN study
WHERE d.drug_exposure_start_date <= cut_off
  AND EXISTS (SELECT * FROM condition_occurrence AS c JOIN concept_sets AS k ON k.role = 'disease' AND k.concept_id = c.condition_concept_id
              WHERE c.person_id = d.person_id AND c.condition_start_date <= d.drug_exposure_start_date)
  AND EXISTS (SELECT * FROM observation_period AS o WHERE o.person_id = d.person_id
              AND d.drug_exposure_start_date BETWEEN o.observation_period_start_date AND o.observation_period_end_date)
GROUP BY d.person_id;

CREATE TEMP VIEW follow_up AS
SELECT i.patient_id, i.origin,
       min(coalesce(d.death_date, (SELECT o.observation_period_end_date FROM observation_period AS o
                                   WHERE o.person_id = i.patient_id AND i.origin BETWEEN o.observation_period_start_date
                                                                                     AND o.observation_period_end_date)), cut_off)
                                                         AS last_seen,
       coalesce(d.death_date <= cut_off, 0)              AS died,
       iif(d.death_date <= cut_off, c.concept_name, NULL) AS cause_of_death,
       (SELECT min(r.condition_start_date)
        FROM condition_occurrence AS r JOIN concept_sets AS k ON k.role = 'relapse' AND k.concept_id = r.condition_concept_id
        WHERE r.person_id = i.patient_id AND r.condition_start_date BETWEEN i.origin AND cut_off) AS relapse_date
FROM index_events AS i JOIN study
LEFT JOIN death AS d ON d.person_id = i.patient_id
LEFT JOIN concept AS c ON c.concept_id = d.cause_concept_id;

CREATE TEMP VIEW event_kinds AS
SELECT label AS name, 'complication' AS part, 0 AS ends_grfs FROM concept_sets WHERE role = 'complication';

CREATE TEMP VIEW first_events AS
SELECT i.patient_id, k.label AS name, min(c.condition_start_date) AS event_date
FROM index_events AS i JOIN study
JOIN condition_occurrence AS c ON c.person_id = i.patient_id AND c.condition_start_date BETWEEN i.origin AND cut_off
JOIN concept_sets AS k ON k.role = 'complication' AND k.concept_id = c.condition_concept_id
GROUP BY 1, 2;

CREATE TEMP VIEW characteristics AS
SELECT i.patient_id, CAST(strftime('%Y', i.origin) AS INTEGER) - p.year_of_birth AS age, lower(g.concept_name) AS sex, i.treatment,
       iif(EXISTS (SELECT * FROM condition_occurrence AS c
                   JOIN concept_sets AS k ON k.role = 'comorbidity' AND k.concept_id = c.condition_concept_id
                   WHERE c.person_id = i.patient_id AND c.condition_start_date <= i.origin), 'yes', 'no') AS comorbidity
FROM index_events AS i
JOIN person AS p ON p.person_id = i.patient_id
JOIN concept AS g ON g.concept_id = p.gender_concept_id;

CREATE TEMP VIEW covariates AS
SELECT patient_id, iif(age < 60, '< 60', '60 +') AS age, sex, treatment, comorbidity FROM characteristics;

CREATE TEMP VIEW factors AS
SELECT patient_id, 1 AS factor_no, 'treatment' AS factor, treatment AS level FROM covariates UNION ALL
SELECT patient_id, 2, 'age', age                                           FROM covariates UNION ALL
SELECT patient_id, 3, 'sex', sex                                           FROM covariates UNION ALL
SELECT patient_id, 4, 'comorbidity', comorbidity                           FROM covariates;

CREATE TEMP VIEW registry_checks AS
SELECT 'two treatments on one day' AS finding, d.person_id AS patient_id, NULL AS record, min(d.drug_exposure_start_date) AS event_date,
       group_concat(DISTINCT s.label) AS detail
FROM drug_exposure AS d JOIN concept_sets AS s ON s.role = 'treatment' AND s.concept_id = d.drug_concept_id
JOIN index_events AS i ON i.patient_id = d.person_id AND i.origin = d.drug_exposure_start_date
GROUP BY d.person_id HAVING count(DISTINCT s.label) > 1
UNION ALL
SELECT 'death after the end of observation', d.person_id, NULL, d.death_date, max(o.observation_period_end_date)
FROM death AS d JOIN observation_period AS o USING (person_id)
GROUP BY d.person_id HAVING d.death_date > max(o.observation_period_end_date);
