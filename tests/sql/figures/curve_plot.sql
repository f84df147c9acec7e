-- curve_plot: curves that other functions have estimated
CREATE TABLE trial AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
SELECT 1 + i % 20 * 3 AS months, i % 3 AS status, CASE WHEN i < 30 THEN 'B' ELSE 'A' END AS arm FROM n;
-- a whole one: two groups in the order of their first rows, limits, numbers at risk, a note
SELECT curve_plot(column1, column2, column3, '{"width": 360, "height": 320, "notes": ["P = 0.04"], "y_title": "Alive", "time_unit": "months"}',
  column4, column5, column6) FROM (VALUES (0, 1, 'new', NULL, NULL, 12), (5, 0.8, 'new', 0.7, 0.9, 10), (9, 0.5, 'new', 0.3, 0.6, 3),
  (0, 1, 'old', NULL, NULL, 14), (8, 0.25, 'old', 0.1, 0.4, 7));
-- the rows of km_curve are the curve of km_plot, in any order of the rows
CREATE TABLE km AS SELECT * FROM km_curve('trial', 'months', 'status > 0', 'arm');
SELECT count(*), count(DISTINCT path) FROM (
  SELECT substr(svg, instr(svg, '<g class="curves"'), instr(svg, '<g class="table"') - instr(svg, '<g class="curves"')) AS path FROM (
    SELECT km_plot(months, status > 0, arm, '{"median": false, "censor_marks": false, "p_value": false}') AS svg FROM trial
    UNION ALL SELECT curve_plot(time, estimate, strata, '{"y_title": "Survival probability"}', conf_low, conf_high, n_risk) FROM (SELECT * FROM km)
    UNION ALL SELECT curve_plot(time, estimate, strata, '{"y_title": "Survival probability"}', conf_low, conf_high, n_risk) FROM
      (SELECT * FROM km ORDER BY strata, time DESC)));
SELECT substr(a, instr(a, '<g class="table"')) = substr(b, instr(b, '<g class="table"')) FROM (SELECT
  (SELECT km_plot(months, status > 0, arm, '{"p_value": false}') FROM trial) AS a,
  (SELECT curve_plot(time, estimate, strata, '{"y_title": "Survival probability"}', conf_low, conf_high, n_risk) FROM km
   WHERE time <= 58) AS b);
-- states on top of each other; panels; estimates at times; a curve that stops; hazards beyond 1 are no shares
SELECT instr(svg, 'fill-opacity=".7"') > 0, instr(svg, 'class="band"') > 0 FROM (SELECT curve_plot(time, estimate, outcome, '{"stacked": true}') AS svg
  FROM cuminc('trial', 'months', 'status'));
SELECT instr(svg, '>B<') < instr(svg, '>A<'), instr(svg, 'class="panel"') > 0 FROM (SELECT curve_plot(time, estimate, outcome, '{}', NULL, NULL, NULL, strata) AS svg
  FROM (SELECT * FROM cuminc('trial', 'months', 'status', 'arm') ORDER BY strata DESC));
SELECT estimate, conf_low, conf_high FROM km_curve('trial', 'months', 'status > 0', 'arm') WHERE times = 12;
SELECT substr(svg, instr(svg, 'class="estimates"') + 24) FROM (SELECT curve_plot(time, estimate, strata, '{"times": [12, 90], "y_scale": "proportion"}', conf_low, conf_high) AS svg FROM km);
SELECT instr(svg, 'faded') > 0, instr(stopped, 'faded') FROM (SELECT
  curve_plot(time, estimate, strata, '{"fade_below": 10}', conf_low, conf_high, n_risk) AS svg,
  curve_plot(time, estimate, strata, '{"fade_below": 10, "fade": "stop"}', conf_low, conf_high, n_risk) AS stopped FROM km);
SELECT instr(svg, '>1.5<') > 0, instr(svg, '%') FROM (SELECT curve_plot(column1, column2) AS svg FROM (VALUES (0, 0), (1, 0.7), (2, 1.9)));
-- rows without a time or an estimate are left out; no rows
SELECT curve_plot(column1, column2) = curve_plot(column1, column2) FILTER (WHERE column1 + column2 >= 0) FROM (VALUES (0, 1), (2, 0.5), (NULL, 0.4), (5, NULL));
SELECT curve_plot(1, NULL), curve_plot(NULL, 1);
SELECT curve_plot(time, estimate) FROM km WHERE false;
-- errors
SELECT curve_plot(time, estimate) FROM km;
SELECT curve_plot(time, estimate, 'A') FROM km;
SELECT curve_plot(-time, estimate, strata) FROM km WHERE time > 0;
SELECT curve_plot(time, 'high', strata) FROM km;
SELECT curve_plot(time, estimate, state, '{"stacked": true}') FROM state_curve('trial', 'months', 'status')
  WHERE id = 'rowid' AND unions = '{"ill": ["1", "2"]}';
SELECT curve_plot(column1, column2, column3, '{"stacked": true}') <> '' FROM (VALUES (0, 0.7, 'a'), (0, 0.3, 'b'), (4, 1.2, 'c'));
SELECT curve_plot(time, 9e999, strata) FROM km;
SELECT curve_plot(time, estimate, strata, '{}', conf_high, conf_low) FROM km WHERE conf_low < conf_high;
SELECT curve_plot(time, estimate, strata, '{}', conf_low, conf_high, -n_risk) FROM km WHERE n_risk > 0;
SELECT curve_plot(time, estimate, time) FROM (SELECT * FROM km UNION ALL SELECT * FROM km_curve('SELECT i, 1 AS e FROM (WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT i FROM n)', 'i', 'e'));
SELECT curve_plot(time, estimate, strata, '{}', NULL, NULL, NULL, time) FROM km;
SELECT curve_plot(time, estimate, strata, '{"fade_below": 10}') FROM km;
SELECT curve_plot(time, estimate, strata, '{"p_value": false}') FROM km;
SELECT curve_plot(time, estimate, strata, '{"y_min": 0.5, "y_max": 0.5}') FROM km;
-- limits at the two ends of the numbers, beyond an axis that is given and as the axis
SELECT length(curve_plot(column1, column2, 1, '{"y_min": 0, "y_max": 1}', column3, column4)) > 0 FROM (VALUES (0, 1, 0.5, 1), (5, 0.5, -1e308, 1e308));
SELECT length(curve_plot(column1, column2, 1, '{}', column3, column4)) > 0 FROM (VALUES (0, 1, 0.5, 1), (5, 0.5, -1e308, 1e308));
-- at the smallest and the largest numbers there are no ticks between: the axis still has its ends
SELECT curve_plot(column1, column2) LIKE '%</svg>%' FROM (VALUES (0, 0), (2, 5e-324));
SELECT curve_plot(column1, column2) LIKE '%</svg>%' FROM (VALUES (0, 0), (2, 1e-305));
SELECT svg LIKE '%nan%', svg LIKE '%>1.0e308<%' OR svg LIKE '%e308<%' FROM (SELECT curve_plot(column1, column2) AS svg FROM (VALUES (0, 0), (1.7e308, 1)));
SELECT max(length(value)) < 20 FROM (SELECT curve_plot(column1, column2) AS svg FROM (VALUES (0, 0), (0.5, 0.5e300), (1, 1e300))),
  json_each('["' || replace(replace(replace(replace(svg, '"', ''), char(10), ''), '<', '","'), '>', '","') || '"]') WHERE value GLOB '[0-9]*0';
