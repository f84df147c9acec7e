-- The study's figures, for the sqlite3 shell from the project's folder: each into a file of build/.
-- A table comes back: the file, and its size in bytes.

SELECT 'build/overall_survival.svg' AS file,
       writefile('build/overall_survival.svg',
                 km_plot(os_days, died, NULL, json_object('title', 'Overall survival', 'y_title', 'Overall survival',
                         'time_unit', 'months', 'time_scale', 30.4375))) AS bytes
FROM overall_survival
UNION ALL
SELECT 'build/leukaemia_free_survival.svg',
       writefile('build/leukaemia_free_survival.svg',
                 km_plot(lfs_days, failed, NULL, json_object('title', 'Leukaemia-free survival',
                         'y_title', 'Leukaemia-free survival', 'time_unit', 'months', 'time_scale', 30.4375)))
FROM leukaemia_free_survival
UNION ALL
SELECT 'build/relapse_and_nrm.svg',
       writefile('build/relapse_and_nrm.svg',
                 cuminc_plot(days, status, NULL, json_object('title', 'Relapse and non-relapse mortality',
                             'time_unit', 'months', 'time_scale', 30.4375,
                             'cause_labels', json_object('1', 'Relapse', '2', 'Non-relapse mortality'))))
FROM relapse_or_death
UNION ALL
-- univariable hazard ratios of death, a model for each factor
SELECT 'build/hazard_ratios.svg',
       writefile('build/hazard_ratios.svg',
                 forest_plot(label, hazard_ratio, conf_low, conf_high, json_object('title', 'Hazard ratio of death')))
FROM (SELECT f.factor || ': ' || c.level || ' v ' || f.reference AS label, c.hazard_ratio, c.conf_low, c.conf_high
      FROM (SELECT factor_no, factor, min(level) AS reference FROM factors WHERE factor_no <= 9 GROUP BY 1, 2) AS f,
           cox('SELECT os_days, died, factor_no, level FROM factors JOIN overall_survival USING (patient_id)
                WHERE level IS NOT NULL AND factor_no = ' || f.factor_no, 'os_days', 'died', 'level') AS c
      WHERE c.hazard_ratio IS NOT NULL
      ORDER BY f.factor_no);
