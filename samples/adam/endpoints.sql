-- CDISC's Analysis Data Model as the analysis sees it: subjects of the intention to treat from ADSL, times from ADTTE
-- (PARAMCD OS and TTP). AVAL counts the first day as 1, so that time 0 is the day before STARTDT; progression takes the
-- place of relapse: LFS is progression-free survival, RI the incidence of progression, NRM that of death without it.

CREATE TEMP VIEW study AS
SELECT 'randomisation' AS origin_event, '183,365' AS landmarks, '183' AS subgroup_landmarks, 'TRT01A, ECOGBL' AS model;

CREATE TEMP VIEW follow_up AS
SELECT s.USUBJID AS patient_id, date(os.STARTDT, '-1 day') AS origin, os.ADT AS last_seen, os.CNSR = 0 AS died,
       iif(os.CNSR = 0, os.EVNTDESC, NULL) AS cause_of_death, iif(ttp.CNSR = 0, ttp.ADT, NULL) AS relapse_date
FROM adsl AS s
LEFT JOIN adtte AS os ON os.USUBJID = s.USUBJID AND os.PARAMCD = 'OS'
LEFT JOIN adtte AS ttp ON ttp.USUBJID = s.USUBJID AND ttp.PARAMCD = 'TTP'
WHERE s.ITTFL = 'Y';

CREATE TEMP VIEW event_kinds AS SELECT '' AS name, 'complication' AS part, 0 AS ends_grfs WHERE 0;
CREATE TEMP VIEW first_events AS SELECT '' AS patient_id, '' AS name, '' AS event_date WHERE 0;

CREATE TEMP VIEW characteristics AS
SELECT USUBJID AS patient_id, TRT01A, AGE, SEX, 'ECOG ' || ECOGBL AS ECOGBL FROM adsl WHERE ITTFL = 'Y';

CREATE TEMP VIEW covariates AS
SELECT patient_id, TRT01A, iif(AGE < 65, '< 65', '65 +') AS age_group, SEX, ECOGBL FROM characteristics;

CREATE TEMP VIEW factors AS
SELECT patient_id, 1 AS factor_no, 'treatment' AS factor, TRT01A AS level FROM covariates UNION ALL
SELECT patient_id, 2, 'age', age_group                                    FROM covariates UNION ALL
SELECT patient_id, 3, 'sex', SEX                                          FROM covariates UNION ALL
SELECT patient_id, 4, 'ECOG', ECOGBL                                      FROM covariates;

CREATE TEMP VIEW registry_checks AS
SELECT 'AVAL is not ADT - STARTDT + 1' AS finding, USUBJID AS patient_id, PARAMCD AS record, ADT AS event_date, AVAL AS detail
FROM adtte WHERE AVAL <> julianday(ADT) - julianday(STARTDT) + 1
UNION ALL
SELECT 'no ' || p.value, s.USUBJID, p.value, s.TRTSDT, '' FROM adsl AS s JOIN json_each('["OS", "PFS", "TTP"]') AS p
WHERE NOT EXISTS (SELECT * FROM adtte AS t WHERE t.USUBJID = s.USUBJID AND t.PARAMCD = p.value)
UNION ALL
SELECT 'PFS is not the first of TTP and OS', p.USUBJID, 'PFS', p.ADT, p.EVNTDESC
FROM adtte AS p JOIN adtte AS t ON t.USUBJID = p.USUBJID AND t.PARAMCD = 'TTP' JOIN adtte AS o ON o.USUBJID = p.USUBJID AND o.PARAMCD = 'OS'
WHERE p.PARAMCD = 'PFS' AND (p.AVAL <> min(t.AVAL, o.AVAL) OR (p.CNSR = 0) <> (t.CNSR = 0 OR o.CNSR = 0));
