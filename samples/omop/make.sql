-- An invented hospital in the OMOP Common Data Model, version 5.4: 160 patients with acute myeloid leukaemia, none of
-- them real; of the model's tables those that are read, with the columns that the model requires. Concepts of our own
-- have numbers above 2,000,000,000, as the model reserves them; those of gender are the model's.

CREATE TABLE concept (concept_id INTEGER PRIMARY KEY, concept_name TEXT NOT NULL, domain_id TEXT NOT NULL,
    vocabulary_id TEXT NOT NULL, concept_class_id TEXT NOT NULL, standard_concept TEXT, concept_code TEXT NOT NULL,
    valid_start_date TEXT NOT NULL, valid_end_date TEXT NOT NULL, invalid_reason TEXT) STRICT;
CREATE TABLE person (person_id INTEGER PRIMARY KEY, gender_concept_id INTEGER NOT NULL, year_of_birth INTEGER NOT NULL,
    month_of_birth INTEGER, day_of_birth INTEGER, birth_datetime TEXT, race_concept_id INTEGER NOT NULL,
    ethnicity_concept_id INTEGER NOT NULL) STRICT;
CREATE TABLE observation_period (observation_period_id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person,
    observation_period_start_date TEXT NOT NULL, observation_period_end_date TEXT NOT NULL,
    period_type_concept_id INTEGER NOT NULL) STRICT;
CREATE TABLE condition_occurrence (condition_occurrence_id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person,
    condition_concept_id INTEGER NOT NULL REFERENCES concept, condition_start_date TEXT NOT NULL,
    condition_type_concept_id INTEGER NOT NULL) STRICT;
CREATE TABLE drug_exposure (drug_exposure_id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES person,
    drug_concept_id INTEGER NOT NULL REFERENCES concept, drug_exposure_start_date TEXT NOT NULL,
    drug_exposure_end_date TEXT NOT NULL, drug_type_concept_id INTEGER NOT NULL) STRICT;
CREATE TABLE death (person_id INTEGER PRIMARY KEY REFERENCES person, death_date TEXT NOT NULL,
    death_type_concept_id INTEGER, cause_concept_id INTEGER) STRICT;

INSERT INTO concept
SELECT column1, column2, column3, column4, '', 'S', column1, '1970-01-01', '2099-12-31', NULL
FROM (VALUES (8507, 'MALE', 'Gender', 'Gender'), (8532, 'FEMALE', 'Gender', 'Gender'),
             (2000000001, 'Acute myeloid leukaemia', 'Condition', 'Local'),
             (2000000002, 'Acute myeloid leukaemia in relapse', 'Condition', 'Local'),
             (2000000003, 'Sepsis', 'Condition', 'Local'), (2000000005, 'Heart failure', 'Condition', 'Local'), (2000000004, 'Diabetes mellitus', 'Condition', 'Local'),
             (2000000011, 'azacitidine', 'Drug', 'Local'), (2000000012, 'cytarabine', 'Drug', 'Local'),
             (2000000021, 'registry', 'Type Concept', 'Local'));

CREATE TEMP TABLE lives AS
WITH RECURSIVE chain (n, x) AS (VALUES (0, 55555) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 1279),
draws AS (SELECT n / 8 + 1 AS id, n % 8 AS k, x / 2147483647.0 AS u FROM chain),
one AS (
    SELECT id, max(u) FILTER (WHERE k = 0) AS u0, max(u) FILTER (WHERE k = 1) AS u1, max(u) FILTER (WHERE k = 2) AS u2,
           max(u) FILTER (WHERE k = 3) AS u3, max(u) FILTER (WHERE k = 4) AS u4, max(u) FILTER (WHERE k = 5) AS u5,
           max(u) FILTER (WHERE k = 6) AS u6, max(u) FILTER (WHERE k = 7) AS u7
    FROM draws GROUP BY id
),
facts AS (
    SELECT *, date('2014-01-01', '+' || CAST(1800 * u0 AS INTEGER) || ' days') AS index_date, 35 + CAST(50 * u1 AS INTEGER) AS age,
           30 + CAST(400 * u2 / (1.001 - u2) AS INTEGER) AS relapse_day, 20 + CAST(200 * u3 / (1.001 - u3) AS INTEGER) AS then_death,
           10 + CAST(800 * u4 / (1.001 - u4) AS INTEGER) AS other_death, 150 + CAST(2000 * u5 AS INTEGER) AS contact
    FROM one
)
SELECT *, relapse_day < min(other_death, contact) AS relapses,
       min(contact, iif(relapse_day < min(other_death, contact), relapse_day + then_death, other_death)) AS last_day
FROM facts;

INSERT INTO person
SELECT id, iif(u6 < 0.5, 8507, 8532), CAST(strftime('%Y', index_date) AS INTEGER) - age, 1 + id % 12, NULL, NULL, 0, 0 FROM lives;
INSERT INTO observation_period
SELECT id, id, date(index_date, '-400 days'), date(index_date, '+' || last_day || ' days'), 2000000021 FROM lives;
INSERT INTO condition_occurrence (person_id, condition_concept_id, condition_start_date, condition_type_concept_id)
SELECT id, 2000000001, date(index_date, '-20 days'), 2000000021 FROM lives UNION ALL
SELECT id, 2000000002, date(index_date, '+' || relapse_day || ' days'), 2000000021 FROM lives WHERE relapses UNION ALL
SELECT id, 2000000003, date(index_date, '+' || CAST(8 + 60 * u7 AS INTEGER) || ' days'), 2000000021 FROM lives
WHERE u7 < 0.3 AND 8 + 60 * u7 < last_day UNION ALL
SELECT id, 2000000004, date(index_date, '-300 days'), 2000000021 FROM lives WHERE u7 > 0.75;
INSERT INTO drug_exposure (person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, drug_type_concept_id)
SELECT id, iif(age > 60, 2000000011, 2000000012), date(index_date, '+' || (28 * cycle) || ' days'),
       date(index_date, '+' || (28 * cycle + 6) || ' days'), 2000000021
FROM lives JOIN (SELECT value AS cycle FROM json_each('[0,1,2]')) WHERE 28 * cycle < last_day;
INSERT INTO death
SELECT id, date(index_date, '+' || last_day || ' days'), 2000000021, CASE WHEN relapses THEN 2000000001 WHEN u7 < 0.3 THEN 2000000003 WHEN u7 < 0.95 THEN 2000000005 END
FROM lives WHERE last_day < contact;
