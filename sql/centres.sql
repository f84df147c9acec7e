-- The yearly report of a registry to its centres, for the sqlite3 shell from the project's folder: patients, completeness of
-- follow-up, outcomes beside those expected with their funnel plot, and net survival.
--
--   sqlite3 -bail -readonly registry.db -cmd '.load ./survival' '.read sql/centres.sql'
--
-- The funnel plot goes into build/funnel.svg, or into the folder that the shell's parameter $folder names.
-- It reads one view, registry: a row for each patient of the report with patient_id, centre, days (to death or last
-- contact), died, potential (days to the cut-off), age, sex, year (of time 0, with decimals), disease; and rates, the
-- population's: age, sex, year, rate. samples/centres/make.sql invents both, for 20 centres. The settings are in
-- centre_report, of one row: the horizon in days.

.bail on
-- What no report may be made of. A condition that fails is an error with its words.
DROP TABLE IF EXISTS temp.sound_centres;
CREATE TEMP TABLE sound_centres (
    a INTEGER CONSTRAINT "centre_report must have one row, with a horizon above 0 days" CHECK (a),
    b INTEGER CONSTRAINT "registry has no patients" CHECK (b),
    c INTEGER CONSTRAINT "registry must have one row per patient, and no patient_id may be NULL" CHECK (c)
);
INSERT INTO sound_centres VALUES (
    (SELECT count(*) = 1 AND count(horizon > 0 OR NULL) = 1 FROM centre_report),
    EXISTS (SELECT * FROM registry),
    (SELECT count(*) = count(DISTINCT patient_id) FROM registry)
);
DROP TABLE IF EXISTS temp.centre_outcomes_shown;
CREATE TEMP TABLE centre_outcomes_shown AS
SELECT strata AS centre, n, n_event, expected, ratio, conf_low, conf_high, limit_low, limit_high, phi, c.flag
FROM centre_report AS s, centre_outcomes('registry', 'days', 'died', 'centre', 'age, sex, disease') AS c
WHERE c.times = s.horizon AND c.overdispersion = 1;

.headers on
.mode column

.print 'Patients without a value, left out of what needs it'
SELECT value AS column, count(*) AS patients
FROM (SELECT iif(centre IS NULL, 'centre,', '') || iif(days IS NULL, 'days,', '') || iif(died IS NULL, 'died,', '')
             || iif(potential IS NULL, 'potential,', '') || iif(age IS NULL, 'age,', '') || iif(sex IS NULL, 'sex,', '')
             || iif(year IS NULL, 'year,', '') || iif(disease IS NULL, 'disease,', '') || 'none' AS missing
      FROM registry) AS r, json_each('["' || replace(r.missing, ',', '","') || '"]')
WHERE value <> 'none' GROUP BY 1
UNION ALL
SELECT 'none', 0 WHERE NOT EXISTS (SELECT * FROM registry WHERE centre IS NULL OR days IS NULL OR died IS NULL OR potential IS NULL
                                   OR age IS NULL OR sex IS NULL OR year IS NULL OR disease IS NULL);

.print
.print 'Who the patients are. A count of fewer than 5 is hidden, and so are as many others as it takes that none can be computed'
SELECT coalesce(strata, 'all') AS centre, max(iif(variable = 'age', summary, NULL)) AS "age, median (quartiles)",
       group_concat(iif(variable = 'sex', level || ' ' || summary, NULL), ', ') AS "sex, n (%)",
       group_concat(iif(variable = 'disease', level || ' ' || summary, NULL), ', ') AS "disease, n (%)"
FROM table_one('registry', 'age, sex, disease', 'centre')
WHERE least = 5
GROUP BY strata ORDER BY strata;

.print
.print "Follow-up: patients, median in years (reverse Kaplan-Meier), completeness (Clark's C; C* expects the lost to die as others)"
SELECT f.strata AS centre, f.n AS patients, s.n_event AS deaths, round(s.follow_up_median / 365.25, 1) AS years,
       printf('%.1f', 100 * f.completeness) AS "C %", printf('%.1f', 100 * f.modified) AS "C* %",
       iif(f.modified < 0.9, 'follow-up is missing', '') AS note
FROM follow_up_completeness('registry', 'days', 'died', 'centre') AS f
JOIN km_summary('registry', 'days', 'died', 'centre') AS s ON s.strata = f.strata
WHERE f.potential = 'potential'
ORDER BY f.strata;

.print
.print 'Deaths within the horizon, observed and expected (Cox model of age, sex and disease over all centres); limits of the'
.print 'funnel 99.8 %, widened for overdispersion'
SELECT centre, n, n_event AS deaths, printf('%.1f', expected) AS expected,
       iif(ratio IS NULL, 'none expected', printf('%.2f (%.2f-%.2f)', ratio, conf_low, conf_high)) AS "ratio (95 % limits)",
       iif(ratio IS NULL, '', printf('%.2f-%.2f', limit_low, limit_high)) AS funnel, coalesce(flag, '') AS flag
FROM centre_outcomes_shown ORDER BY centre;
SELECT iif(max(phi) IS NULL, '', printf('%.2f', max(phi))) AS overdispersion, sum(n_event) AS deaths, printf('%.1f', sum(expected)) AS expected
FROM centre_outcomes_shown;

-- The same centres, ratios and limits as in the table: named are those that it flags.
DROP TABLE IF EXISTS temp.funnel_drawn;
CREATE TEMP TABLE funnel_drawn (
    file TEXT,
    bytes INTEGER CONSTRAINT "funnel.svg could not be written into build, or into $folder" CHECK (bytes IS NOT NULL)
);
INSERT INTO funnel_drawn
SELECT file, writefile(file, svg)
FROM (SELECT coalesce($folder, 'build') || '/funnel.svg' AS file,
             funnel_plot(expected, ratio, centre,
                         json_object('title', 'Deaths within ' || horizon || ' days', 'phi', coalesce(phi, 1),
                                     'x_title', 'Expected deaths', 'y_title', 'Observed / expected')) AS svg
      FROM centre_outcomes_shown, centre_report WHERE expected > 0)
WHERE svg IS NOT NULL;
SELECT file AS "the funnel plot", bytes FROM funnel_drawn;

.print
.print 'Net survival, beside the death rates of the population (Pohar Perme), by disease'
SELECT r.strata AS disease, r.time AS day, r.n_risk AS "at risk",
       printf('%.1f (%.1f-%.1f)', 100 * r.estimate, 100 * r.conf_low, 100 * r.conf_high) AS "net survival %",
       printf('%.1f', 100 * r.expected) AS "expected %", r.n_outside AS "outside the rates"
FROM centre_report AS s,
     relative_survival('registry', 'days', 'died', 'disease') AS r
WHERE r.age = 'age' AND r.year = 'year' AND r.sex = 'sex' AND r.rates = 'rates' AND r.times = s.horizon
ORDER BY r.strata;
