-- km_plot: a figure as one SVG document
CREATE TABLE patients(id INTEGER PRIMARY KEY, days INTEGER, died INTEGER, arm TEXT);
INSERT INTO patients(days, died, arm) VALUES (6, 1, 'A'), (6, 0, 'A'), (7, 1, 'A'), (10, 0, 'B'), (13, 1, 'B'),
  (NULL, 1, 'B');
-- a whole one
SELECT km_plot(days, died, arm, '{"title": "A & B", "width": 400, "height": 300, "time_unit": "days", "times": [7]}')
FROM patients;
-- the same bytes whatever the order of the rows
SELECT count(DISTINCT svg) FROM (SELECT km_plot(days, died, arm) AS svg FROM (SELECT * FROM patients ORDER BY id)
  UNION ALL SELECT km_plot(days, died, arm) FROM (SELECT * FROM patients ORDER BY id DESC));
-- without groups: by left out, or NULL in all rows; a NULL among groups leaves the patient out
SELECT km_plot(days, died) = km_plot(days, died, NULL), km_plot(days, died) = km_plot(days, died, NULL, '{}'),
  km_plot(days, died) = km_plot(days, died, arm) FROM patients;
SELECT km_plot(days, died, nullif(arm, 'B')) = km_plot(days, died, arm) FILTER (WHERE arm = 'A') FROM patients;
-- what it says in words
SELECT substr(svg, instr(svg, '<desc'), instr(svg, '</desc>') - instr(svg, '<desc')) LIKE '%>A: 3 patients, 2 events, median 7 %'
FROM (SELECT km_plot(days, died, arm) AS svg FROM patients);
-- keys take effect
SELECT instr(km_plot(days, died, arm, '{"p_value": false}'), 'Log-rank'), instr(km_plot(days, died, arm), 'Log-rank') > 0,
  instr(km_plot(days, died, arm, '{"weighting": "gehan"}'), 'Gehan-Wilcoxon test, p') > 0,
  instr(km_plot(days, died, arm, '{"group_labels": {"A": "Arm <1>"}}'), 'Arm &lt;1&gt;') > 0,
  instr(km_plot(days, died, arm, '{"risk_table": "none"}'), 'at risk'),
  instr(km_plot(days, died, arm, '{"palette": "greyscale"}'), '#0072b2'),
  instr(km_plot(days, died, arm, '{"colors": ["#123456"]}'), '#123456') > 0,
  instr(km_plot(days, died, arm, '{"conf_band": false}'), 'band'),
  instr(km_plot(days, died, arm, '{"censor_marks": false}'), 'censored'),
  instr(km_plot(days, died, arm, '{"title": null}'), 'Kaplan-Meier') > 0 FROM patients;
-- a table whose counts add up, by statistic and by group; ticks as they are given
CREATE TABLE trial AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
SELECT i % 20 * 3 AS months, i % 3 > 0 AS died, CASE WHEN i < 30 THEN 'A' ELSE 'B' END AS arm FROM n;
SELECT km_plot(months, died, arm, '{"table": "group", "x_ticks": [0, 3, 12, 30.5, 57], "width": 400, "height": 420, "y_ticks": [0, 0.3, 1],
  "p_digits": 1, "medians": true, "hazard_ratio": true, "rmst": 24, "time_unit": "months", "fade_below": 12}') FROM trial;
SELECT count(*), count(DISTINCT svg) FROM (SELECT km_plot(months, died, arm, json_object('table', value)) AS svg
  FROM trial, json_each('["none", "statistic", "group"]') GROUP BY value);
-- another reference: the same test the other way round
SELECT substr(svg, instr(svg, '>Hazard'), 60) FROM (SELECT km_plot(months, died, arm, '{"hazard_ratio": true, "reference": "B"}') AS svg
  FROM trial);
SELECT round(hazard_ratio, 2), round(conf_low, 2), round(conf_high, 2) FROM cox('trial', 'months', 'died', '(arm = ''A'')');
-- Chinese, and words of one's own
SELECT km_plot(months, died, arm, '{"language": "zh", "table": "statistic", "width": 400, "height": 500, "time_unit": "月", "medians": true,
  "hazard_ratio": true, "times": [12], "words": {"p = {p}": "P 值 {p}"}, "title": "总生存"}') FROM trial;
-- dark and without a background
SELECT instr(svg, 'fill="#1b2433"') > 0, instr(svg, '#1a1a1a'), instr(svg, '#0072b2') FROM
  (SELECT km_plot(months, died, arm, '{"background": "#1b2433", "grid": true, "risk_table": "all"}') AS svg FROM trial);
SELECT instr(svg, '<rect'), instr(svg, '#1a1a1a') > 0 FROM (SELECT km_plot(months, died, arm, '{"background": "none"}') AS svg FROM trial);
-- fewer than least are told of nowhere: the path of A has a step for every 5 deaths; where a curve stops, nothing follows
SELECT km_plot(months, died, arm, '{"least": 5, "width": 300, "height": 300, "risk_table": "all", "conf_band": false, "p_value": false}')
FROM trial WHERE arm = 'A';
SELECT instr(svg, 'faded'), svg = without FROM (SELECT km_plot(months, died, arm, '{"fade_below": 12, "fade": "stop"}') AS svg,
  km_plot(months, died, arm) AS without FROM trial);
-- a blob in place of time, event and by: the same figure; several are merged; weights and entries are drawn
SELECT km_plot((SELECT surv(months, died, arm) FROM trial)) = (SELECT km_plot(months, died, arm) FROM trial),
  km_plot((SELECT surv(months, died) FROM trial), '{"title": "x"}') = (SELECT km_plot(months, died, NULL, '{"title": "x"}') FROM trial);
SELECT km_plot(blob, '{"grid": true}') = (SELECT km_plot(months, died, arm, '{"grid": true}') FROM trial)
FROM (SELECT surv(months, died, arm) AS blob FROM trial GROUP BY months);
SELECT km_plot(blob) IS NULL, km_plot(blob, '{}') IS NULL FROM (SELECT surv(months, died) AS blob FROM trial WHERE false);
SELECT km_plot(blob) = (SELECT km_plot(months, died, arm) FROM trial)
FROM (SELECT surv(months, died, arm) AS blob FROM trial GROUP BY months UNION ALL SELECT NULL ORDER BY 1);
SELECT group_concat(n_risk, ' ') FROM km_curve((SELECT surv(months + 1, died, 1, 2, months / 2.0) FROM trial))
  WHERE times = '[0, 12, 24]' AND extend = 1;
SELECT substr(svg, instr(svg, 'at risk<') + 8, 330) FROM (SELECT km_plot((SELECT surv(months + 1, died, 1, 2, months / 2.0) FROM trial),
  '{"x_ticks": [0, 12, 24], "p_value": false}') AS svg);
-- panels: alike in their axes, one test of both; the order of panels is that of their values
CREATE TABLE sites AS SELECT *, CASE WHEN rowid % 2 THEN 'South' ELSE 'North' END AS site FROM trial;
SELECT km_plot(months, died, arm, '{"width": 480, "title": "Two sites", "time_unit": "months", "hazard_ratio": true, "x_step": 24}', site)
FROM sites;
SELECT printf('%.2g', p_value), method FROM logrank('sites', 'months', 'died', 'arm') WHERE stratify = 'site';
SELECT round(hazard_ratio, 2), round(conf_low, 2), round(conf_high, 2)
FROM cox('sites', 'months', 'died', '(arm = ''B''), strata(site)');
SELECT km_plot(blob, '{"legend": "none"}', site) = (SELECT km_plot(months, died, arm, '{"legend": "none"}', site) FROM sites)
FROM (SELECT surv(months, died, arm) AS blob, site FROM sites GROUP BY site);
SELECT instr(svg, '>N<') < instr(svg, '>South<'), instr(svg, '>N<') > 0 FROM (SELECT km_plot(months, died, NULL,
  '{"panel_labels": {"North": "N"}, "panel_columns": 1, "medians": true, "rmst": 20}', site) AS svg FROM sites);
-- a group that nobody in a panel is in
SELECT instr(svg, '>–<') > 0, instr(svg, '>0<') > 0 FROM (SELECT km_plot(months, died, arm, '{"times": [12]}', arm) AS svg FROM trial);
-- nobody: NULL; nobody died, everybody at 0, times beyond all clocks: still a figure
SELECT km_plot(days, died) FROM patients WHERE false;
SELECT km_plot(days, died) FROM patients WHERE days IS NULL;
SELECT instr(km_plot(days, 0, arm), '</svg>') > 0, instr(km_plot(0, died), '</svg>') > 0,
  instr(km_plot(days * 1e300, died), '</svg>') > 0, instr(km_plot(days * 1e-300, died), '</svg>') > 0 FROM patients;

-- errors: options that are not JSON, keys unknown or twice, values of the wrong type or out of range
SELECT km_plot(days, died, arm, 'title') FROM patients;
SELECT km_plot(days, died, arm, '{"title": "x"') FROM patients;
SELECT km_plot(days, died, arm, '["title"]') FROM patients;
SELECT km_plot(days, died, arm, 5) FROM patients;
SELECT km_plot(days, died, arm, '{"tilte": "x"}') FROM patients;
SELECT km_plot(days, died, arm, '{"title": "x", "title": "y"}') FROM patients;
SELECT km_plot(days, died, arm, '{"title": 5}') FROM patients;
SELECT km_plot(days, died, arm, '{"width": "wide"}') FROM patients;
SELECT km_plot(days, died, arm, '{"width": 10}') FROM patients;
SELECT km_plot(days, died, arm, '{"grid": "yes"}') FROM patients;
SELECT km_plot(days, died, arm, '{"palette": "grayscale"}') FROM patients;
SELECT km_plot(days, died, arm, '{"colors": ["url(http://example.org)"]}') FROM patients;
SELECT km_plot(days, died, arm, '{"times": ["one"]}') FROM patients;
SELECT km_plot(days, died, arm, '{"y_min": 0.5, "y_max": 0.5}') FROM patients;
SELECT km_plot(days, died, arm, '{"group_labels": ["A"]}') FROM patients;
SELECT km_plot(days, died, arm, '{"width": ' || (300 + id) || '}') FROM patients;
SELECT km_plot(days, arm) FROM patients;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 41) SELECT km_plot(i, 1, i) FROM n;
SELECT km_plot(months, died, arm, '{"table": "group", "risk_table": "all"}') FROM trial;
-- events in parentheses, those up to the tick
SELECT instr(svg, 'Number at risk (events)') > 0, instr(svg, '>3 (0)<') > 0, instr(svg, '>1 (2)<') > 0
FROM (SELECT km_plot(days, died, arm, '{"risk_table": "n_risk_event", "x_ticks": [0, 7]}') AS svg FROM patients WHERE arm = 'A');
SELECT km_plot(months, died, arm, '{"table": "groups"}') FROM trial;
SELECT km_plot(months, died, arm, '{"least": 1}') FROM trial;
SELECT km_plot(months, died, arm, '{"least": 2.5}') FROM trial;
SELECT km_plot(months, died, arm, '{"least": 21}') FROM trial;
SELECT km_plot(days, died, NULL, '{"least": 5}') FROM patients;
SELECT km_plot(months, died, arm, '{"x_ticks": [100]}') FROM trial;
SELECT km_plot(months, died, arm, '{"x_ticks": [-1, 3]}') FROM trial;
SELECT km_plot(months, died, arm, '{"y_ticks": [0.2], "y_min": 0.5}') FROM trial;
SELECT km_plot(months, died, arm, '{"hazard_ratio": true, "reference": "C"}') FROM trial;
SELECT km_plot(months, died, arm, '{"p_digits": 0}') FROM trial;
SELECT km_plot(months, died, arm, '{"p_digits": 2.5}') FROM trial;
SELECT km_plot(months, died, arm, '{"words": {"Number at rsik": "x"}}') FROM trial;
SELECT km_plot(months, died, arm, '{"words": {"p = {p}": "significant"}}') FROM trial;
SELECT km_plot(months, died, arm, '{"language": "de"}') FROM trial;
SELECT km_plot(months, died, arm, '{"background": "navy"}') FROM trial;
SELECT km_plot(months, died, arm, '{"fade_below": 0}') FROM trial;
SELECT km_plot(months, died, arm, '{"rmst": 0}') FROM trial;
SELECT km_plot(months, died, arm, '{}', months) FROM sites;
SELECT km_plot(months) FROM trial;
SELECT km_plot(x'00', '{}') FROM trial;
SELECT km_plot(blob, '{}', 1, 2) FROM (SELECT surv(months, died, arm) AS blob FROM trial);
SELECT km_plot(column1, '{}') FROM (VALUES ((SELECT surv(months, died, arm) FROM trial)), ((SELECT surv(months, died) FROM trial)));
SELECT km_plot(column1, 1) FROM (VALUES (1), ((SELECT surv(months, died) FROM trial)));
SELECT km_plot(blob, '{"least": 5}') FROM (SELECT surv(months + 1, died, 1, 1, months / 2.0) AS blob FROM trial);
SELECT km_plot(blob, '{"least": 5}') FROM (SELECT surv(months, died, 1, 0.5) AS blob FROM trial);
SELECT km_plot(blob) FROM (SELECT surv(months, CASE WHEN died THEN 'yes' ELSE 'no' END) AS blob FROM trial);
-- every key is documented
SELECT count(*) > 30, count(*) FILTER (WHERE description = '' OR type = '') FROM survival_functions
  WHERE name = 'km_plot' AND part = 'key';
