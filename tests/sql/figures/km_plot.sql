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
-- every key is documented
SELECT count(*) > 30, count(*) FILTER (WHERE description = '' OR type = '') FROM survival_functions
  WHERE name = 'km_plot' AND part = 'key';
