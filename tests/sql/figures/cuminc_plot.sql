-- cuminc_plot: a figure as one SVG document
CREATE TABLE patients(days INTEGER, status INTEGER, state TEXT, arm TEXT);
INSERT INTO patients VALUES (1, 1, 'relapse', 'A'), (2, 2, 'death', 'A'), (2, 0, 'alive', 'B'), (3, 1, 'relapse', 'B'),
  (4, 1, 'relapse', 'A'), (5, 0, 'alive', 'B');
SELECT cuminc_plot(days, status, NULL, '{"width": 300, "height": 240, "cause_labels": {"1": "Relapse"}}') FROM patients;
-- a test for each cause, curves of one cause alone, causes as texts, one on top of the other
SELECT instr(cuminc_plot(days, status, arm), 'Gray&apos;s test, 1: p') + instr(cuminc_plot(days, status, arm), 'Gray''s test, 1: p') > 0,
  instr(cuminc_plot(days, status, arm, '{"causes": [1]}'), 'test, 2'),
  instr(cuminc_plot(days, state, arm, '{"censor": "alive"}'), '>A, relapse<') > 0,
  instr(cuminc_plot(days, status, NULL, '{"stacked": true}'), 'fill-opacity=".7"') > 0,
  instr(cuminc_plot(days, status, NULL, '{"stacked": true, "palette": "greyscale"}'), 'fill="#484848"') > 0,
  instr(cuminc_plot(days, status, NULL, '{"legend": "direct"}'), 'leader') > 0,
  instr(cuminc_plot(days, 0), '</svg>') > 0 FROM patients;
SELECT cuminc_plot(days, status) FROM patients WHERE false;
-- events of each cause in a table that adds up; Chinese; five to a step
CREATE TABLE trial AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
SELECT i % 20 * 3 AS months, i % 3 AS status, CASE WHEN i < 30 THEN 'A' ELSE 'B' END AS arm FROM n;
SELECT cuminc_plot(months, status, arm, '{"table": "group", "cause_labels": {"1": "Relapse", "2": "Death"}, "width": 400, "height": 480,
  "language": "zh", "fade_below": 10, "least": 5, "conf_band": false}') FROM trial;
-- a blob, panels, both
SELECT cuminc_plot((SELECT surv(months, status, arm) FROM trial)) = (SELECT cuminc_plot(months, status, arm) FROM trial);
SELECT instr(svg, '>Gray''s test, stratified, 1: p = ') > 0, svg = (SELECT cuminc_plot(blob, '{}', site) FROM
    (SELECT surv(months, status, arm) AS blob, rowid % 2 AS site FROM trial GROUP BY site))
FROM (SELECT cuminc_plot(months, status, arm, '{}', rowid % 2) AS svg FROM trial);
SELECT instr(cuminc_plot(months, status, NULL, '{"stacked": true}', arm), '</svg>') > 0 FROM trial;
-- errors
SELECT cuminc_plot(days, state) FROM patients;
SELECT cuminc_plot(days, state, arm, '{"censor": "alife"}') FROM patients;
SELECT cuminc_plot(days, state, arm, '{"censor": "alive", "causes": ["relaps"]}') FROM patients;
SELECT cuminc_plot(days, status, arm, '{"stacked": true}') FROM patients;
SELECT cuminc_plot(months, status, arm, '{"least": 30}') FROM trial;
SELECT cuminc_plot(days, status, arm, '{"var_typ": "delta"}') FROM patients;
