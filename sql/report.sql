-- The whole results section of the study, for the sqlite3 shell with the extension loaded:
--   sqlite3 -readonly registry.db -cmd '.load ./survival' '.read sql/report.sql'
-- The numbers come from the views that the other files make for the session; nothing is written.
-- Percentages are rounded as the publication's: to four decimals of the proportion, then half up
-- to 0.1 %.

.read sql/session.sql
.read sql/checks.sql
.read sql/table1.sql
.read sql/follow_up.sql
.read sql/outcomes.sql
.read sql/subgroups.sql
.read sql/univariate.sql
.read sql/complications.sql
.read sql/causes_of_death.sql

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
)
SELECT part, number, name, level, n, outcome, time, n_risk,
       iif(estimate IS NULL, 'not known', printf('%.1f', round(round(100 * estimate, 2) + 1e-9, 1)))
       || iif(conf_low IS NULL, '', printf(' (%.1f-%.1f)', round(round(100 * conf_low, 2) + 1e-9, 1),
                                           round(round(100 * conf_high, 2) + 1e-9, 1))) AS percent
FROM estimates;

.headers on
.mode column

.print
.print 'Findings in the data (none: all is well)'
SELECT * FROM checks;

.print
.print 'Table 1. Patients: n (%) or median (range)'
SELECT iif(row_number() OVER (PARTITION BY variable ORDER BY number) = 1, variable, '') AS variable,
       coalesce(level, '') AS level,
       iif(level IS NULL, printf('%g (%g-%g)', median, min, max),
           printf('%d (%.1f %%)', n, round(round(percent, 2) + 1e-9, 1))) AS summary,
       iif(n_missing > 0, n_missing || ' missing', '') AS missing
FROM (SELECT row_number() OVER () AS number, * FROM table1) ORDER BY number;

.print
.print 'Follow-up: median of the follow-up by reverse Kaplan-Meier, days (95 % limits)'
SELECT n AS patients, deaths, printf('%g (%g-%g)', follow_up_median, follow_up_low, follow_up_high) AS follow_up,
       last_time AS longest
FROM follow_up_summary;

.print
.print 'Outcomes after the second transplant'
SELECT name AS outcome, time AS day, n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'outcome' ORDER BY number, time;
.print 'NRM is 1 - OS, as published: no death was put down to relapse.'

.print
.print 'Outcomes by subgroup, % (95 % limits)'
SELECT iif(row_number() OVER (PARTITION BY number ORDER BY level, time) = 1, name, '') AS factor, level, n, time AS day,
       max(percent) FILTER (WHERE outcome = 'OS') AS OS, max(percent) FILTER (WHERE outcome = 'LFS') AS LFS,
       max(percent) FILTER (WHERE outcome = 'RI') AS RI, max(percent) FILTER (WHERE outcome = 'NRM') AS NRM
FROM printed WHERE part = 'subgroup' GROUP BY number, level, time ORDER BY number, level, time;

.print
.print 'Univariate comparisons, P (log-rank; Gray for RI and NRM)'
SELECT factor, n, printf('%.3f', os_p + 1e-10) AS OS, printf('%.3f', lfs_p + 1e-10) AS LFS,
       printf('%.3f', ri_p + 1e-10) AS RI, printf('%.3f', nrm_p + 1e-10) AS NRM,
       printf('%.3f', nrm_competing_p + 1e-10) AS "NRM, relapse competing"
FROM univariate ORDER BY factor_no;

.print
.print 'Complications: cumulative incidence, death without it competing'
SELECT iif(row_number() OVER (PARTITION BY name ORDER BY time) = 1, name, '') AS complication, time AS day,
       n_risk AS "at risk", percent AS "% (95 % limits)"
FROM printed WHERE part = 'complication' ORDER BY name, time;

.print
.print 'Engraftment: day of those who engrafted, and cumulative incidence, death without it competing'
SELECT d.lineage, d.n AS engrafted, printf('%g (%g-%g)', d.median, d.min, d.max) AS "median day (range)",
       p.time AS day, p.percent AS "% (95 % limits)"
FROM engraftment_days AS d JOIN printed AS p ON p.part = 'engraftment' AND p.name = d.lineage
ORDER BY d.lineage, p.time;

.print
.print 'Causes of death'
SELECT cause, n, printf('%.1f', round(100 * share + 1e-9, 1)) AS "%", first_day || '-' || last_day AS days
FROM causes_of_death ORDER BY n DESC, cause;
