-- The study's figures, for the sqlite3 shell from the project's folder; from any other: sql/report.sh. Each goes into a
-- file of build/, or of the folder that the shell's parameter $folder names. A table comes back: the file, and its size in
-- bytes.

.bail on
.read sql/session.sql
.read sql/packed.sql

-- Survival, leukaemia-free survival, relapse and non-relapse mortality as one figure of four panels: whole SVG
-- documents, each put at its place in a larger one by x and y. Relapse competes with non-relapse mortality, so that
-- B, C and D add up to 100 %; the limits are those of outcomes.sql. Where nobody had a relapse, or a death without,
-- its place stays empty.
DROP TABLE IF EXISTS temp.figures_drawn;
CREATE TEMP TABLE figures_drawn (
    file TEXT,
    bytes INTEGER CONSTRAINT "a figure could not be written into build, or into $folder" CHECK (bytes IS NOT NULL)
);
INSERT INTO figures_drawn
WITH panels (x, y, svg) AS (
    SELECT 0, 0, km_plot(os_days, died, NULL,
                         json_patch(look, '{"title": "A  Overall survival", "y_title": "Overall survival"}'))
    FROM overall_survival, looks
    UNION ALL
    SELECT 560, 0, km_plot(lfs_days, failed, NULL,
                           json_patch(look, '{"title": "B  Leukaemia-free survival", "y_title": "Leukaemia-free survival"}'))
    FROM leukaemia_free_survival, looks
    UNION ALL
    SELECT 0, 430, cuminc_plot(days, status, NULL,
                               json_patch(incidence, '{"title": "C  Relapse", "causes": [1],
                                                       "cause_labels": {"1": "Relapse"}}'))
    FROM relapse_or_death, looks WHERE EXISTS (SELECT * FROM relapse_or_death WHERE status = 1)
    UNION ALL
    SELECT 560, 430, cuminc_plot(days, status, NULL,
                                 json_patch(incidence, '{"title": "D  Non-relapse mortality", "causes": [2],
                                                         "cause_labels": {"2": "NRM"}}'))
    FROM relapse_or_death, looks WHERE EXISTS (SELECT * FROM relapse_or_death WHERE status = 2)
),
-- the landmarks of the report, where they are whole months
months AS (
    SELECT round(value / 30.4375) AS month
    FROM settings, json_each(iif(landmarks LIKE '[%', landmarks, '[' || landmarks || ']'))
    WHERE CAST(round(value / 30.4375) * 30.4375 AS INTEGER) = value
),
looks AS (
    SELECT look, json_patch(look, json_object('conf_type', incidence_conf_type, 'var_type', incidence_var_type, 'censor', 0)) AS incidence
    FROM (SELECT *, json_patch('{"width": 560, "height": 430, "font_size": 14, "time_unit": "months", "time_scale": 30.4375,
                                 "y_max": 1, "legend": "none"}',
                               json_object('x_max', figure_months,
                                           'times', (SELECT json_group_array(month) FROM months))) AS look FROM settings)
)
SELECT coalesce($folder, 'build') || '/outcomes.svg' AS file,
       writefile(coalesce($folder, 'build') || '/outcomes.svg', printf('<svg xmlns="http://www.w3.org/2000/svg" width="1120" height="860" viewBox="0 0 1120 860">
<title>Outcomes after %s</title>
%s</svg>
', replace(replace((SELECT origin_event FROM settings), '&', '&amp;'), '<', '&lt;'),
                        group_concat(printf('<svg x="%d" y="%d" %s', x, y, substr(svg, 6)), ''))) AS bytes
FROM panels WHERE svg IS NOT NULL
UNION ALL
-- where the patients are: the shares of the states of states.sql, which add up to 1
SELECT file, writefile(file, svg)
FROM (SELECT coalesce($folder, 'build') || '/states.svg' AS file,
             curve_plot(time, estimate, state, json_patch(look, '{"title": "Where the patients are", "stacked": true,
                                                                  "legend": "right", "height": 460, "times": null,
                                                                  "y_title": "Share of patients"}'),
                        NULL, NULL, iif(state = 'death', NULL, n_risk)) AS svg
      FROM looks, (SELECT iif(EXISTS (SELECT * FROM event_kinds WHERE ends_grfs), 'event-free,GVHD,relapse,death',
                              'event-free,relapse,death') AS list FROM settings WHERE relapse = 'recorded') AS s,
           state_curve('moves', 'day', 'state') AS c
      WHERE c.id = 'patient_id' AND c.censor = 'last contact' AND c.initial = '''event-free''' AND c.states = s.list
        AND c.absorbing = 'death')
WHERE svg IS NOT NULL
UNION ALL
-- univariable hazard ratios of death, a model for each factor
SELECT file, writefile(file, svg)
FROM (SELECT coalesce($folder, 'build') || '/hazard_ratios.svg' AS file,
             forest_plot(label, hazard_ratio, conf_low, conf_high, json_object('title', 'Hazard ratio of death')) AS svg
      FROM (SELECT f.factor || ': ' || c.level || ' v ' || f.reference AS label, c.hazard_ratio, c.conf_low, c.conf_high
            FROM (SELECT factor_no, factor, min(c.level) AS reference
                  FROM packed_factors JOIN factor_counts AS c USING (factor_no) WHERE compares GROUP BY 1, 2) AS f,
                 cox('SELECT * FROM factor_counts WHERE outcome = ''OS'' AND factor_no = ' || quote(f.factor_no),
                     'days', 'status', 'factor(level)') AS c
            WHERE c.hazard_ratio IS NOT NULL AND c.weight = 'n'
            ORDER BY f.factor_no))
WHERE svg IS NOT NULL;
SELECT file, bytes FROM figures_drawn;
