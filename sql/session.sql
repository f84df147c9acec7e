-- What the parts of the report read: the settings and endpoints of derived.sql and states.sql, and the centre's views, as
-- tables of this session. They hold what the registry said when this file was read; read it again to see what has changed.
.bail on

-- Pages that are read again and again stay in memory, up to 256 MB of the registry and as much of the session.
PRAGMA main.cache_size = -262144;
PRAGMA temp.cache_size = -262144;

DROP TABLE IF EXISTS temp.settings;
DROP TABLE IF EXISTS temp.followed;
DROP TABLE IF EXISTS temp.dated_events;
DROP TABLE IF EXISTS temp.described;
DROP TABLE IF EXISTS temp.grouped;
DROP TABLE IF EXISTS temp.levels;
DROP TABLE IF EXISTS temp.overall_survival;
DROP TABLE IF EXISTS temp.leukaemia_free_survival;
DROP TABLE IF EXISTS temp.relapse_or_death;
DROP TABLE IF EXISTS temp.grfs;
DROP TABLE IF EXISTS temp.complications;
DROP TABLE IF EXISTS temp.engraftment;
DROP TABLE IF EXISTS temp.moves;
DROP TABLE IF EXISTS temp.crfs;
DROP TABLE IF EXISTS temp.landmark_survival;
DROP TABLE IF EXISTS temp.cgvhd_periods;
DROP TABLE IF EXISTS temp.sound;

.read sql/derived.sql
.read sql/states.sql

-- The centre's other views, each computed once: characteristics, covariates, and factors with the number of the patient in
-- followed. NULL is nobody's, and then stranger says who.
CREATE INDEX temp.patients_followed ON followed (patient_id);
CREATE TEMP TABLE described AS SELECT * FROM characteristics;
CREATE TEMP TABLE grouped AS SELECT * FROM covariates;
CREATE INDEX temp.patients_grouped ON grouped (patient_id);
CREATE TEMP TABLE levels AS
SELECT factor_no, f.rowid AS patient_no, factor, level, iif(f.rowid IS NULL, x.patient_id, NULL) AS stranger
FROM factors AS x LEFT JOIN followed AS f ON f.patient_id = x.patient_id;
CREATE INDEX temp.levels_of_factor ON levels (factor_no, patient_no);

-- What no report may be made of. A condition that fails is an error with its words.
CREATE TEMP TABLE sound (
    a INTEGER CONSTRAINT "study must have one row" CHECK (a),
    b INTEGER CONSTRAINT "study.nrm must be 'relapse competing' or '1 - OS'" CHECK (b),
    c INTEGER CONSTRAINT "study.relapse must be 'recorded' or 'not recorded'" CHECK (c),
    d INTEGER CONSTRAINT "study.relapse is 'not recorded', but follow_up has relapse dates" CHECK (d),
    e INTEGER CONSTRAINT "follow_up has no patients" CHECK (e),
    f INTEGER CONSTRAINT "follow_up must have one row per patient, and no patient_id may be NULL" CHECK (f),
    g INTEGER CONSTRAINT "follow_up.died must be 0 or 1" CHECK (g),
    h INTEGER CONSTRAINT "covariates must have one row per patient" CHECK (h),
    i INTEGER CONSTRAINT "factors must have one row per patient and factor" CHECK (i),
    j INTEGER CONSTRAINT "first_events must have one row per patient and name" CHECK (j),
    k INTEGER CONSTRAINT "every name of first_events must be in event_kinds, whose names differ" CHECK (k),
    l INTEGER CONSTRAINT "event_kinds.part must be 'complication' or 'engraftment'" CHECK (l),
    m INTEGER CONSTRAINT "study.rounding must be 'once' or 'twice'" CHECK (m),
    n INTEGER CONSTRAINT "study.remissions must be 'recorded', 'at the earliest' or 'not recorded'" CHECK (n),
    o INTEGER CONSTRAINT "study.acute_gvhd, chronic_gvhd and crfs_gvhd must be complications of event_kinds" CHECK (o),
    p INTEGER CONSTRAINT "study.gvhd_landmark must be a number of days" CHECK (p)
);
INSERT INTO sound VALUES (
    (SELECT count(*) = 1 FROM study),
    (SELECT nrm IN ('relapse competing', '1 - OS') FROM settings),
    (SELECT relapse IN ('recorded', 'not recorded') FROM settings),
    (SELECT relapse = 'recorded' FROM settings) OR (SELECT count(relapse_date) = 0 FROM followed),
    (SELECT count(*) > 0 FROM followed),
    NOT EXISTS (SELECT * FROM followed GROUP BY patient_id HAVING patient_id IS NULL OR count(*) > 1),
    NOT EXISTS (SELECT * FROM followed WHERE died IS NULL OR died NOT IN (0, 1)),
    NOT EXISTS (SELECT * FROM grouped GROUP BY patient_id HAVING patient_id IS NULL OR count(*) > 1),
    NOT EXISTS (SELECT * FROM levels WHERE patient_no IS NOT NULL GROUP BY factor_no, patient_no HAVING count(*) > 1),
    NOT EXISTS (SELECT * FROM dated_events GROUP BY patient_id, name HAVING count(*) > 1),
    NOT EXISTS (SELECT * FROM dated_events WHERE name IS NULL OR name NOT IN (SELECT name FROM event_kinds))
    AND (SELECT count(*) = count(DISTINCT name) FROM event_kinds),
    NOT EXISTS (SELECT * FROM event_kinds WHERE part IS NULL OR part NOT IN ('complication', 'engraftment')),
    (SELECT rounding IN ('once', 'twice') FROM settings),
    (SELECT remissions IN ('recorded', 'at the earliest', 'not recorded') FROM settings),
    NOT EXISTS (SELECT * FROM (SELECT acute_gvhd AS name FROM settings UNION SELECT chronic_gvhd FROM settings
                               UNION SELECT crfs_gvhd FROM settings)
                WHERE name IS NOT NULL AND name NOT IN (SELECT name FROM event_kinds WHERE part = 'complication')),
    (SELECT typeof(gvhd_landmark) IN ('integer', 'real') AND gvhd_landmark >= 0 FROM settings)
);
