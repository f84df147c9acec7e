-- Patients who move between states: survival free of relapse and GVHD, and current leukaemia-free survival; how the patients
-- are distributed over the states; survival after a landmark by GVHD until then; the hazard of death before and after the
-- onset of chronic GVHD. From the events of states.sql; with sentences on what is not recorded, and on what so few deaths
-- cannot tell.

-- Free of any event, GVHD (where a kind of it ends GRFS), relapse, death; of two on one day the later listed counts.
CREATE TEMP VIEW state_settings AS
SELECT s.*, iif(EXISTS (SELECT * FROM event_kinds WHERE ends_grfs), 'event-free,GVHD,relapse,death', 'event-free,relapse,death')
            AS states
FROM settings AS s
WHERE relapse = 'recorded';

-- The check to read first: how many patients went from where to where.
CREATE TEMP VIEW state_changes AS
SELECT row_number() OVER () AS number, from_state, to_state, n
FROM state_settings AS s, state_transitions('moves', 'day', 'state') AS t
WHERE t.id = 'patient_id' AND t.censor = 'last contact' AND t.initial = '''event-free''' AND t.states = s.states
  AND t.absorbing = 'death';

-- The shares of the patients in each state: they add up to 1.
CREATE TEMP VIEW state_shares AS
SELECT row_number() OVER () AS number, state, time, n_risk, estimate, conf_low, conf_high
FROM state_settings AS s, state_curve('moves', 'day', 'state') AS c
WHERE c.id = 'patient_id' AND c.censor = 'last contact' AND c.initial = '''event-free''' AND c.states = s.states
  AND c.absorbing = 'death' AND c.times = s.complication_landmarks;

-- For current leukaemia-free survival: remissions after a relapse, and later relapses. GVHD is left aside, so that who never
-- relapsed is LFS by Kaplan-Meier.
CREATE TEMP VIEW current_moves AS
SELECT patient_id, day, state FROM moves WHERE state <> 'GVHD'
UNION ALL
SELECT patient_id, CAST(julianday(c.event_date) - julianday(f.origin) AS INTEGER),
       iif(c.state = 'remission', 'remission again', c.state)
FROM disease_changes AS c JOIN followed AS f USING (patient_id)
WHERE (c.event_date > f.relapse_date AND c.event_date <= f.last_seen) OR c.event_date IS NULL;

-- Beside LFS and GRFS, which are among the outcomes.
CREATE TEMP VIEW event_free AS
SELECT 1 AS number, 'CRFS' AS outcome, time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, km_curve('crfs', 'crfs_days', 'failed') AS k WHERE k.times = s.landmarks
UNION ALL
SELECT 2, iif(remissions = 'recorded', 'current LFS', 'current LFS, at most'), time, n_risk, estimate, conf_low, conf_high
FROM (SELECT * FROM state_settings WHERE remissions <> 'not recorded') AS s, state_curve('current_moves', 'day', 'state') AS c
WHERE c.id = 'patient_id' AND c.censor = 'last contact' AND c.initial = '''event-free'''
  AND c.states = 'event-free,remission again,relapse,death' AND c.absorbing = 'death'
  AND c.unions = '{"current LFS": ["event-free", "remission again"]}' AND c.state = 'current LFS' AND c.times = s.landmarks;

-- What the rows of event_free and state_shares mean, and which are not there.
CREATE TEMP VIEW state_remarks AS
WITH kinds AS (
    SELECT group_concat(name, ', ') AS names FROM (SELECT name FROM event_kinds WHERE ends_grfs ORDER BY name)
)
SELECT 1 AS number, 'event_free' AS part,
       iif(names IS NULL, 'GRFS is not known: no kind of event ends it (event_kinds.ends_grfs).',
           'GRFS ends with ' || names || ', relapse or death.') AS text FROM kinds, state_settings
UNION ALL
SELECT 2, 'event_free', iif(crfs_gvhd IS NULL, 'CRFS is not known: study.crfs_gvhd names no kind of event.',
                            'CRFS ends with ' || crfs_gvhd || ', relapse or death.') FROM state_settings
UNION ALL
SELECT 3, 'event_free', CASE remissions
       WHEN 'recorded' THEN 'Current LFS also counts the patients in remission again after a relapse.'
       WHEN 'not recorded' THEN 'Current LFS is not known: remissions after a relapse are not recorded (study.remissions).'
       ELSE 'Current LFS also counts the patients in remission again after a relapse. Since when is not known: it lies between' || char(10)
            || 'LFS above and what is shown, where each remission begins on the first day on which it can have begun.' END
FROM state_settings
UNION ALL
SELECT 4, 'state_shares', 'GVHD: since the first ' || replace(names, ', ', ' or ') || '; that it went away is not counted. Relapse ends it.'
FROM kinds, state_settings WHERE names IS NOT NULL
UNION ALL
SELECT 5, 'state_shares', 'Shares by Aalen-Johansen: whoever is censored is taken to fare on as those in the same state. So the dead, and those'
       || char(10) || 'free of relapse, can differ from OS and LFS by Kaplan-Meier, which knows no such states.' FROM state_settings;

-- Survival from the landmark on, given that the patient lived until then.
CREATE TEMP VIEW landmark_outcomes AS
SELECT strata AS gvhd, time, n_risk, estimate, conf_low, conf_high
FROM settings AS s, km_curve('landmark_survival', 'os_days', 'died', 'gvhd') AS k
WHERE k.entry = CAST(s.gvhd_landmark AS TEXT) AND k.times = s.landmarks AND k.time > s.gvhd_landmark;

-- The comparison, where there is one, and what it cannot tell: how many deaths the log-rank test needs to find a hazard
-- ratio of 2 at the 5 % level with a power of 80 %, of patients thus divided. 7.849 is (1.960 + 0.842)^2, 0.4805 log(2)^2:
-- Schoenfeld 1981, Biometrika 68:316.
CREATE TEMP VIEW landmark_remarks AS
WITH groups AS (
    SELECT count(*) AS n, coalesce(sum(gvhd = 'yes'), 0) AS with_gvhd, coalesce(sum(died), 0) AS deaths,
           coalesce(sum(died AND gvhd = 'yes'), 0) AS deaths_with, logrank_p(os_days, died, gvhd) AS p
    FROM landmark_survival WHERE (SELECT count(DISTINCT gvhd) FROM landmark_survival) = 2
                             AND (SELECT sum(died) FROM landmark_survival) > 0
)
SELECT CASE WHEN acute_gvhd IS NULL THEN 'Not compared: study.acute_gvhd names no kind of event.'
            WHEN n = 0 THEN printf('Not compared: nobody died after day %g, or all were alike.', gvhd_landmark)
            WHEN p IS NULL
            THEN printf('Not compared: at each of the %d deaths only one of the groups was under observation.', deaths)
            ELSE printf('Log-rank P = %s: %d deaths of %d patients with, %d of %d without.',
                        replace(printf('%.3f', p + 1e-10), '0.000', '<0.001'), deaths_with, with_gvhd, deaths - deaths_with, n - with_gvhd)
                 || iif(deaths >= needed, '', char(10) || printf('%d deaths leave much open: to find a hazard ratio of 2 takes %d (power 80 %%), so that no difference seen', deaths, needed)
                 || char(10) || 'is no sign of no difference.') END AS text
FROM settings, groups, (SELECT CAST(7.849 / (0.4805 * with_gvhd / n * (1 - 1.0 * with_gvhd / n)) AS INTEGER) + 1 AS needed
                        FROM (SELECT n, with_gvhd FROM groups));

-- The hazard of death after the onset of chronic GVHD against that before it: a covariate that changes in time. No row where
-- there are fewer deaths than the setting events_per_parameter asks for, or nobody to compare.
CREATE TEMP VIEW cgvhd_deaths AS
SELECT count(DISTINCT patient_id) AS n, count(*) FILTER (WHERE cgvhd) AS with_cgvhd, coalesce(sum(died), 0) AS deaths,
       coalesce(sum(died AND cgvhd), 0) AS deaths_with
FROM cgvhd_periods;

CREATE TEMP VIEW cgvhd_and_death AS
SELECT d.n, d.with_cgvhd, d.deaths, d.deaths_with, c.hazard_ratio, c.conf_low, c.conf_high, c.p_value, c.flag
FROM (SELECT * FROM cgvhd_deaths, settings WHERE with_cgvhd > 0 AND deaths > 0 AND deaths >= events_per_parameter) AS d,
     cox('cgvhd_periods', 'stop_day', 'died', 'cgvhd') AS c
WHERE c.entry = 'start_day' AND c.id = 'patient_id';

CREATE TEMP VIEW cgvhd_remarks AS
SELECT CASE WHEN chronic_gvhd IS NULL THEN 'Not compared: study.chronic_gvhd names no kind of event.'
            WHEN with_cgvhd = 0 THEN 'Not compared: nobody was followed after the onset of ' || chronic_gvhd || '.'
            WHEN deaths < max(1, events_per_parameter)
            THEN printf('Not compared: %d deaths, where the study asks for %d per parameter (study.events_per_parameter).',
                        deaths, events_per_parameter)
            WHEN deaths < 10 * events_per_parameter
            THEN printf('%d deaths tell how strong the effect is within these limits only. At %d deaths per parameter %d',
                        deaths, events_per_parameter, deaths / events_per_parameter - 1)
                 || iif(deaths / events_per_parameter = 2, ' other covariate', ' other covariates')
                 || ' could be' || char(10) || 'adjusted for, so that what else sets the patients with ' || chronic_gvhd
                 || ' apart may explain it.' END AS text
FROM settings, cgvhd_deaths;
