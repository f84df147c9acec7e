-- The whole results section of a study, for the sqlite3 shell with the extension loaded, from the project's folder:
--   sqlite3 -bail -readonly registry.db -cmd '.load ./survival' '.read sql/report.sql'
-- From any folder, of any centre, with errors that name the file: sql/report.sh.
-- The numbers come from the views that the other files make for the session; nothing is written.
-- Percentages are rounded half up to 0.1 %, once, as in the figures; or twice, where the setting rounding says so.

.bail on

.read sql/session.sql
.read sql/checks.sql
.read sql/table1.sql
.read sql/follow_up.sql
.read sql/outcomes.sql
.read sql/subgroups.sql
.read sql/univariate.sql
.read sql/regression.sql
.read sql/complications.sql
.read sql/causes_of_death.sql
.read sql/state_outcomes.sql

.headers on
.mode column

-- what is wrong in the data, before anything is computed; '0 in 41 patients' is counted
CREATE TEMP TABLE findings AS SELECT * FROM checks;
.print
.print 'Findings in the data'
SELECT count(*) || ' in ' || (SELECT count(*) FROM followed) || ' patients' AS findings FROM findings;
SELECT finding, count(*) AS "times", count(DISTINCT patient_id) AS patients FROM findings GROUP BY finding ORDER BY 2 DESC, 1;
SELECT finding, patient_id, record, event_date, detail
FROM (SELECT *, row_number() OVER (PARTITION BY finding) AS number FROM findings) WHERE number <= 10;  -- the first of each

.read sql/packed.sql

-- every estimate as text: 67.1 (46.4-81.2); a table, so that it is computed once
CREATE TEMP TABLE printed AS
WITH estimates AS (
    SELECT 'outcome' AS part, outcome_no AS number, outcome AS name, '' AS level, NULL AS n, outcome AS outcome,
           time, n_risk, estimate, conf_low, conf_high FROM outcomes
    UNION ALL
    SELECT 'subgroup', factor_no, factor, level, n, outcome, time, n_risk, estimate, conf_low, conf_high
    FROM subgroup_outcomes
    UNION ALL
    SELECT 'complication', 0, complication, '', NULL, '', time, n_risk, estimate, conf_low, conf_high
    FROM complication_incidence
    UNION ALL
    SELECT 'engraftment', 0, lineage, '', NULL, '', time, n_risk, estimate, conf_low, conf_high
    FROM engraftment_incidence
    UNION ALL
    SELECT 'event_free', number, outcome, '', NULL, '', time, n_risk, estimate, conf_low, conf_high FROM event_free
    UNION ALL
    SELECT 'state_shares', number, state, '', NULL, '', time, n_risk, estimate, conf_low, conf_high FROM state_shares
    UNION ALL
    SELECT 'landmark', 0, gvhd, '', NULL, '', time, n_risk, estimate, conf_low, conf_high FROM landmark_outcomes
)
SELECT part, number, name, level, n, outcome, time, n_risk,
       iif(estimate IS NULL, 'not known', printf('%.1f', iif(twice, round(100 * estimate, 2), 100 * estimate) + 1e-9))
       || iif(conf_low IS NULL, '', printf(' (%.1f-%.1f)', iif(twice, round(100 * conf_low, 2), 100 * conf_low) + 1e-9,
                                           iif(twice, round(100 * conf_high, 2), 100 * conf_high) + 1e-9)) AS percent
FROM estimates JOIN (SELECT rounding = 'twice' AS twice FROM settings);

-- every hazard ratio as text: 0.24 (0.07-0.85); * where it has a flag, printed below the tables
CREATE TEMP TABLE printed_ratios AS
WITH ratios AS (
    SELECT 1 AS covariates, factor_no, factor, level, outcome_no, outcome, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM univariable_regression
    UNION ALL
    SELECT 2, NULL, replace(term, '_', ' '), level, outcome_no, outcome, hazard_ratio, conf_low, conf_high, p_value, flag
    FROM multivariable_regression
)
SELECT row_number() OVER () AS number, covariates, factor, level, outcome_no, outcome, flag,
       CASE WHEN hazard_ratio IS NULL THEN 'none'
            WHEN p_value IS NULL      THEN '1'  -- the reference
            ELSE printf('%.2f (%.2f-%.2f)', hazard_ratio, conf_low, conf_high) END || iif(flag IS NULL, '', ' *') AS ratio,
       iif(p_value IS NULL, '', replace(printf('%.3f', p_value + 1e-10), '0.000', '<0.001')) AS p
FROM ratios;

.print
.print 'Table 1. Patients: n (%) or median (range)'
SELECT iif(row_number() OVER (PARTITION BY variable ORDER BY number) = 1, variable, '') AS variable,
       coalesce(level, '') AS level,
       iif(level IS NULL, printf('%g (%g-%g)', median, min, max),
           printf('%d (%.1f %%)', n, iif(twice, round(percent, 2), percent) + 1e-9)) AS summary,
       iif(n_missing > 0, n_missing || ' missing', '') AS missing
FROM (SELECT row_number() OVER () AS number, * FROM table1) JOIN (SELECT rounding = 'twice' AS twice FROM settings)
ORDER BY number;

.print
.print 'Follow-up: median of the follow-up by reverse Kaplan-Meier, days (95 % limits)'
SELECT n AS patients, deaths, printf('%g (%g-%g)', follow_up_median, follow_up_low, follow_up_high) AS follow_up,
       last_time AS longest
FROM follow_up_summary;

.headers off
.mode list
SELECT char(10) || 'Outcomes after ' || origin_event FROM settings;
.mode column
.headers on
SELECT name AS outcome, time AS day, n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'outcome' ORDER BY number, time;
.headers off
.mode list
SELECT text FROM nrm_definition;
.mode column
.headers on

.print
.print 'Outcomes by subgroup, % (95 % limits)'
SELECT iif(row_number() OVER (PARTITION BY number ORDER BY level, time) = 1, name, '') AS factor, level, n, time AS day,
       max(percent) FILTER (WHERE outcome = 'OS') AS OS, max(percent) FILTER (WHERE outcome = 'LFS') AS LFS,
       max(percent) FILTER (WHERE outcome = 'RI') AS RI, max(percent) FILTER (WHERE outcome = 'NRM') AS NRM
FROM printed WHERE part = 'subgroup' GROUP BY number, level, time ORDER BY number, level, time;

.print
.print 'Univariate comparisons, P (log-rank; Gray for RI and NRM)'
CREATE TEMP TABLE printed_p AS
SELECT factor_no, factor, n, nrm, relapse,
       iif(os_p IS NULL, '', replace(printf('%.3f', os_p + 1e-10), '0.000', '<0.001'))           AS os,
       iif(lfs_p IS NULL, '', replace(printf('%.3f', lfs_p + 1e-10), '0.000', '<0.001'))         AS lfs,
       iif(ri_p IS NULL, '', replace(printf('%.3f', ri_p + 1e-10), '0.000', '<0.001'))           AS ri,
       iif(nrm_p IS NULL, '', replace(printf('%.3f', nrm_p + 1e-10), '0.000', '<0.001'))         AS nrm_all,
       iif(nrm_competing_p IS NULL, '', replace(printf('%.3f', nrm_competing_p + 1e-10), '0.000', '<0.001'))
                                                                                                 AS nrm_competing
FROM univariate JOIN settings;
SELECT factor, n, os AS OS FROM printed_p WHERE relapse <> 'recorded' ORDER BY factor_no;
SELECT factor, n, os AS OS, lfs AS LFS, ri AS RI, nrm_competing AS NRM
FROM printed_p WHERE relapse = 'recorded' AND nrm <> '1 - OS' ORDER BY factor_no;
SELECT factor, n, os AS OS, lfs AS LFS, ri AS RI, nrm_all AS NRM, nrm_competing AS "NRM, relapse competing"
FROM printed_p WHERE relapse = 'recorded' AND nrm = '1 - OS' ORDER BY factor_no;

.print
.print 'Cox regression, each factor alone: hazard ratio (95 % limits)'
SELECT iif(row_number() OVER (PARTITION BY factor ORDER BY min(number)) = 1, factor, '') AS factor, level,
       max(ratio) FILTER (WHERE outcome = 'OS') AS OS, max(p) FILTER (WHERE outcome = 'OS') AS P,
       max(ratio) FILTER (WHERE outcome = 'LFS') AS LFS, max(p) FILTER (WHERE outcome = 'LFS') AS "P "
FROM printed_ratios WHERE covariates = 1 GROUP BY factor, level ORDER BY min(number);
.print
.print 'Fine-Gray regression, each factor alone: subdistribution hazard ratio (95 % limits); NRM with relapse competing'
SELECT iif(row_number() OVER (PARTITION BY factor ORDER BY min(number)) = 1, factor, '') AS factor, level,
       max(ratio) FILTER (WHERE outcome = 'RI') AS RI, max(p) FILTER (WHERE outcome = 'RI') AS P,
       max(ratio) FILTER (WHERE outcome = 'NRM') AS NRM, max(p) FILTER (WHERE outcome = 'NRM') AS "P "
FROM printed_ratios WHERE covariates = 1 GROUP BY factor, level ORDER BY min(number);

.print
.print 'Multivariable regression: Cox (OS, LFS), Fine-Gray (RI, NRM with relapse competing); P of the likelihood ratio'
SELECT outcome, n AS patients, n_event AS events, df AS parameters,
       CASE WHEN NOT fitted THEN 'too few events' WHEN lr_p IS NULL THEN '' ELSE replace(printf('%.3f', lr_p + 1e-10), '0.000', '<0.001') END AS P,
       iif(fitted AND proportional_p IS NOT NULL,
           replace(printf('%.3f', proportional_p + 1e-10), '0.000', '<0.001'), '') AS "P of proportional hazards"
FROM multivariable_models ORDER BY outcome_no;
.print
SELECT iif(row_number() OVER (PARTITION BY outcome_no ORDER BY number) = 1, outcome, '') AS outcome, factor, level,
       ratio AS "hazard ratio (95 % limits)", p AS P
FROM printed_ratios WHERE covariates = 2 ORDER BY outcome_no, number;
.print
.print '* Ratios that are missing, or not to be trusted:'
SELECT outcome, factor, level, flag FROM printed_ratios WHERE flag IS NOT NULL ORDER BY outcome_no, number;

.print
.print 'Complications: cumulative incidence, death without it competing'
.headers off
.mode list
SELECT 'none recorded' WHERE NOT EXISTS (SELECT * FROM complications);
.mode column
.headers on
SELECT iif(row_number() OVER (PARTITION BY name ORDER BY time) = 1, name, '') AS complication, time AS day,
       n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'complication' ORDER BY name, time;

.print
.print 'Engraftment: day of those who engrafted, and cumulative incidence, death without it competing'
.headers off
.mode list
SELECT 'none recorded' WHERE NOT EXISTS (SELECT * FROM engraftment);
.mode column
.headers on
SELECT d.lineage, d.n AS engrafted, printf('%g (%g-%g)', d.median, d.min, d.max) AS "median day (range)",
       p.time AS day, p.percent AS "% (95 % limits)"
FROM engraftment_days AS d JOIN printed AS p ON p.part = 'engraftment' AND p.name = d.lineage
ORDER BY d.lineage, p.time;

.print
.print 'Survival free of relapse and of GVHD'
SELECT name AS outcome, time AS day, n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'event_free' ORDER BY number, time;
.headers off
.mode list
SELECT 'not known: relapses are not recorded' FROM settings WHERE relapse <> 'recorded';
SELECT text FROM state_remarks WHERE part = 'event_free' ORDER BY number;

.print
.print 'From state to state: patients who went; those last seen in a state are (censored)'
SELECT 'not known: relapses are not recorded' FROM settings WHERE relapse <> 'recorded';
.mode column
.headers on
SELECT from_state AS "from", to_state AS "to", n AS patients FROM state_changes ORDER BY number;
.print
.print 'Where the patients are, % (95 % limits)'
SELECT iif(row_number() OVER (PARTITION BY name ORDER BY time) = 1, name, '') AS state, time AS day,
       n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'state_shares' ORDER BY number;
.headers off
.mode list
SELECT 'not known: relapses are not recorded' FROM settings WHERE relapse <> 'recorded';
SELECT text FROM state_remarks WHERE part = 'state_shares' ORDER BY number;

SELECT char(10) || printf('Survival of those alive on day %g, by %s until then', gvhd_landmark, coalesce(acute_gvhd, 'acute GVHD')) FROM settings;
.mode column
.headers on
SELECT iif(row_number() OVER (PARTITION BY name ORDER BY time) = 1, name, '') AS GVHD, time AS day,
       n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'landmark' ORDER BY name, time;
.headers off
.mode list
SELECT text FROM landmark_remarks;

SELECT char(10) || printf('Death after the onset of %s against before it: Cox regression, the onset changes the hazard', coalesce(chronic_gvhd, 'chronic GVHD'))
FROM settings;
.mode column
.headers on
SELECT n AS patients, with_cgvhd AS "with onset", deaths - deaths_with AS "deaths before", deaths_with AS "deaths after",
       iif(hazard_ratio IS NULL, 'none', printf('%.2f (%.2f-%.2f)', hazard_ratio, conf_low, conf_high))
                                                                                          AS "hazard ratio (95 % limits)",
       iif(p_value IS NULL, '', replace(printf('%.3f', p_value + 1e-10), '0.000', '<0.001')) AS P, coalesce(flag, '') AS remark
FROM cgvhd_and_death;
.headers off
.mode list
SELECT text FROM cgvhd_remarks WHERE text IS NOT NULL;
.mode column
.headers on

.print
.print 'Causes of death'
SELECT cause, n, printf('%.1f', 100 * share + 1e-9) AS "%", first_day || '-' || last_day AS days
FROM causes_of_death ORDER BY n DESC, cause;
