-- The yearly report of a registry to its centres, for the sqlite3 shell from the project's folder: completeness of
-- follow-up, outcomes beside those expected with their funnel plot, and net survival.
--
--   sqlite3 -bail -readonly registry.db -cmd '.load ./survival' '.read sql/centres.sql'
--
-- The funnel plot goes into build/funnel.svg, or into the folder that the shell's parameter $folder names.
-- It reads one view, registry: a row for each patient of the report with patient_id, centre, days (to death or last
-- contact), died, potential (days to the cut-off), age, sex, year (of time 0, with decimals), disease; and rates, the
-- population's: age, sex, year, rate. samples/centres/make.sql invents both, for 20 centres. The settings are in
-- centre_report: the horizon in days.

.bail on
DROP TABLE IF EXISTS temp.centre_outcomes_shown;
CREATE TEMP TABLE centre_outcomes_shown AS
SELECT strata AS centre, n, n_event, expected, ratio, conf_low, conf_high, limit_low, limit_high, phi, c.flag
FROM centre_report AS s, centre_outcomes('registry', 'days', 'died', 'centre', 'age, sex, disease') AS c
WHERE c.times = s.horizon AND c.overdispersion = 1;

.headers on
.mode column

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
       printf('%.2f (%.2f-%.2f)', ratio, conf_low, conf_high) AS "ratio (95 % limits)",
       printf('%.2f-%.2f', limit_low, limit_high) AS funnel, coalesce(flag, '') AS flag
FROM centre_outcomes_shown ORDER BY centre;
SELECT printf('%.2f', max(phi)) AS overdispersion, sum(n_event) AS deaths, printf('%.1f', sum(expected)) AS expected
FROM centre_outcomes_shown;

-- The same centres, ratios and limits as in the table: named are those that it flags.
SELECT coalesce($folder, 'build') || '/funnel.svg' AS "the funnel plot",
       writefile(coalesce($folder, 'build') || '/funnel.svg',
                 (SELECT funnel_plot(expected, ratio, centre,
                                     json_object('title', 'Deaths within ' || horizon || ' days', 'phi', coalesce(phi, 1),
                                                 'x_title', 'Expected deaths', 'y_title', 'Observed / expected'))
                  FROM centre_outcomes_shown, centre_report WHERE expected > 0)) AS bytes;

.print
.print 'Net survival, beside the death rates of the population (Pohar Perme), by disease'
SELECT r.strata AS disease, r.time AS day, r.n_risk AS "at risk",
       printf('%.1f (%.1f-%.1f)', 100 * r.estimate, 100 * r.conf_low, 100 * r.conf_high) AS "net survival %",
       printf('%.1f', 100 * r.expected) AS "expected %", r.n_outside AS "outside the rates"
FROM centre_report AS s,
     relative_survival('registry', 'days', 'died', 'disease') AS r
WHERE r.age = 'age' AND r.year = 'year' AND r.sex = 'sex' AND r.rates = 'rates' AND r.times = s.horizon
ORDER BY r.strata;
