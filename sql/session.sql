-- What the parts of the report read: the settings and endpoints of derived.sql, and what is packed from them, as tables of
-- this session. They hold what the registry said when this file was read; read it again to see what has changed.
.bail on
DROP TABLE IF EXISTS temp.settings;
DROP TABLE IF EXISTS temp.followed;
DROP TABLE IF EXISTS temp.overall_survival;
DROP TABLE IF EXISTS temp.leukaemia_free_survival;
DROP TABLE IF EXISTS temp.relapse_or_death;
DROP TABLE IF EXISTS temp.grfs;
DROP TABLE IF EXISTS temp.complications;
DROP TABLE IF EXISTS temp.engraftment;
DROP TABLE IF EXISTS temp.patient_outcomes;
DROP TABLE IF EXISTS temp.factor_outcomes;
DROP TABLE IF EXISTS temp.packed_factors;
DROP TABLE IF EXISTS temp.sound;

.read sql/derived.sql

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
    m INTEGER CONSTRAINT "study.rounding must be 'once' or 'twice'" CHECK (m)
);
INSERT INTO sound VALUES (
    (SELECT count(*) = 1 FROM study),
    (SELECT nrm IN ('relapse competing', '1 - OS') FROM settings),
    (SELECT relapse IN ('recorded', 'not recorded') FROM settings),
    (SELECT relapse = 'recorded' FROM settings) OR (SELECT count(relapse_date) = 0 FROM followed),
    (SELECT count(*) > 0 FROM followed),
    (SELECT count(*) = count(DISTINCT patient_id) FROM followed),
    NOT EXISTS (SELECT * FROM followed WHERE died IS NULL OR died NOT IN (0, 1)),
    (SELECT count(*) = count(DISTINCT patient_id) FROM covariates),
    NOT EXISTS (SELECT * FROM factors GROUP BY patient_id, factor_no HAVING count(*) > 1),
    NOT EXISTS (SELECT * FROM first_events GROUP BY patient_id, name HAVING count(*) > 1),
    NOT EXISTS (SELECT * FROM first_events WHERE name NOT IN (SELECT name FROM event_kinds))
    AND (SELECT count(*) = count(DISTINCT name) FROM event_kinds),
    NOT EXISTS (SELECT * FROM event_kinds WHERE part IS NULL OR part NOT IN ('complication', 'engraftment')),
    (SELECT rounding IN ('once', 'twice') FROM settings)
);

-- Every patient's outcomes and covariates; and a row for each factor, but for patients without a level of it.
CREATE TEMP TABLE patient_outcomes AS
SELECT *
FROM overall_survival
LEFT JOIN leukaemia_free_survival USING (patient_id)
LEFT JOIN relapse_or_death USING (patient_id)
LEFT JOIN covariates USING (patient_id);

CREATE TEMP TABLE factor_outcomes AS
SELECT factor_no, factor, level, os_days, died, lfs_days, failed, days, status
FROM factors JOIN patient_outcomes USING (patient_id)
WHERE level IS NOT NULL;

CREATE INDEX temp.outcomes_of_factor ON factor_outcomes (factor_no);

-- The same packed, a row for each factor: what the functions take as their source; lfs and relapse are NULL where relapses
-- are not recorded.
CREATE TEMP TABLE packed_factors AS
SELECT factor_no, min(factor)         AS factor,
       count(*)                       AS n,
       min(level) < max(level)        AS compares,  -- there is more than one level
       coalesce(sum(status = 1), 0)   AS relapses,
       coalesce(sum(status = 2), 0)   AS deaths_without_relapse,
       surv(os_days, died, level)     AS os,
       iif(relapse = 'recorded', surv(lfs_days, failed, level), NULL) AS lfs,
       iif(relapse = 'recorded', surv(days, status, level), NULL)     AS relapse
FROM factor_outcomes JOIN settings
GROUP BY factor_no;
