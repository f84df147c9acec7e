-- An invented trial in CDISC's Analysis Data Model: ADSL, a row per subject, and ADTTE, a row per subject and endpoint;
-- 120 subjects, none of them real. AVAL counts days as the model does, the first one as day 1; CNSR is 0 where the event
-- happened.

CREATE TABLE adsl (STUDYID TEXT NOT NULL, USUBJID TEXT PRIMARY KEY, TRT01A TEXT NOT NULL, AGE INTEGER NOT NULL, SEX TEXT NOT NULL,
    ECOGBL INTEGER, ITTFL TEXT NOT NULL, TRTSDT TEXT NOT NULL) STRICT;
CREATE TABLE adtte (STUDYID TEXT NOT NULL, USUBJID TEXT NOT NULL REFERENCES adsl, PARAMCD TEXT NOT NULL, PARAM TEXT NOT NULL,
    AVAL REAL NOT NULL, CNSR INTEGER NOT NULL, EVNTDESC TEXT NOT NULL, STARTDT TEXT NOT NULL, ADT TEXT NOT NULL,
    PRIMARY KEY (USUBJID, PARAMCD)) STRICT;

CREATE TEMP TABLE lives AS
WITH RECURSIVE chain (n, x) AS (VALUES (0, 31337) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 959),
draws AS (SELECT n / 8 + 1 AS id, n % 8 AS k, x / 2147483647.0 AS u FROM chain),
one AS (
    SELECT id, max(u) FILTER (WHERE k = 0) AS u0, max(u) FILTER (WHERE k = 1) AS u1, max(u) FILTER (WHERE k = 2) AS u2,
           max(u) FILTER (WHERE k = 3) AS u3, max(u) FILTER (WHERE k = 4) AS u4, max(u) FILTER (WHERE k = 5) AS u5,
           max(u) FILTER (WHERE k = 6) AS u6
    FROM draws GROUP BY id
),
facts AS (
    SELECT *, printf('INV-01-%03d', id) AS subject, iif(id % 2, 'Drug X', 'Placebo') AS arm,
           date('2018-03-01', '+' || CAST(500 * u0 AS INTEGER) || ' days') AS start,
           20 + CAST(iif(id % 2, 450, 240) * u1 / (1.001 - u1) AS INTEGER) AS progression,
           15 + CAST(260 * u2 / (1.001 - u2) AS INTEGER) AS then_death,
           10 + CAST(1500 * u3 / (1.001 - u3) AS INTEGER) AS other_death, 200 + CAST(900 * u4 AS INTEGER) AS contact
    FROM one
)
SELECT *, progression < min(other_death, contact) AS progresses,
       min(contact, iif(progression < min(other_death, contact), progression + then_death, other_death)) AS last_day
FROM facts;

INSERT INTO adsl
SELECT 'INV-01', subject, arm, 40 + CAST(40 * u5 AS INTEGER), iif(u6 < 0.45, 'F', 'M'), iif(u6 < 0.97, CAST(u6 * 3 AS INTEGER), NULL), 'Y', start FROM lives;
INSERT INTO adtte
SELECT 'INV-01', subject, 'OS', 'Overall Survival (days)', last_day + 1, last_day >= contact,
       iif(last_day < contact, 'DEATH', 'LAST CONTACT'), start, date(start, '+' || last_day || ' days') FROM lives
UNION ALL
SELECT 'INV-01', subject, 'PFS', 'Progression-Free Survival (days)', iif(progresses, progression, last_day) + 1,
       NOT (progresses OR last_day < contact),
       CASE WHEN progresses THEN 'DISEASE PROGRESSION' WHEN last_day < contact THEN 'DEATH' ELSE 'LAST CONTACT' END, start,
       date(start, '+' || iif(progresses, progression, last_day) || ' days') FROM lives
UNION ALL
SELECT 'INV-01', subject, 'TTP', 'Time to Progression (days)', iif(progresses, progression, last_day) + 1, NOT progresses,
       CASE WHEN progresses THEN 'DISEASE PROGRESSION' WHEN last_day < contact THEN 'DEATH' ELSE 'LAST CONTACT' END, start,
       date(start, '+' || iif(progresses, progression, last_day) || ' days') FROM lives;
