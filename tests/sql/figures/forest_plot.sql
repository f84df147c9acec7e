-- forest_plot: a figure as one SVG document, a row for each ratio
CREATE TABLE ratios(label TEXT, ratio REAL, low REAL, high REAL);
INSERT INTO ratios VALUES ('Sex', NULL, NULL, NULL), ('  Men|20', 1, NULL, NULL), ('  Women|21', 0.71, 0.4, 1.27),
  ('  Others|2', 3, 0, 9e999);
SELECT forest_plot(label, ratio, low, high, '{"separator": "|", "columns": ["", "n"], "width": 500, "x_title": "Hazard ratio",
  "favours_low": "new", "favours_high": "old"}') FROM ratios;
-- columns of numbers end one under the other; the last columns may stand right of the ratios
SELECT substr(svg, instr(svg, '>3 / 20<') - 39, 46), substr(svg, instr(svg, '>0.50 (') - 40, 60),
  substr(svg, instr(svg, '>0.03<') - 39, 44), substr(svg, instr(svg, '>&lt;0.001<') - 39, 49)
FROM (SELECT forest_plot(column1, 0.5, 0.2, 1.2, '{"columns": ["", "Events / n", "P"], "right_columns": 1, "width": 500}') AS svg
  FROM (VALUES ('a' || char(9) || '3 / 20' || char(9) || '0.03'), ('b' || char(9) || '13 / 120' || char(9) || '<0.001')));
-- no rows: NULL; headings alone, one ratio without limits: still a figure
SELECT forest_plot(label, ratio, low, high) FROM ratios WHERE false;
SELECT instr(forest_plot(label, NULL, NULL, NULL), '</svg>') > 0, instr(forest_plot('x', 1e300, 1e-300, 9e999), '</svg>') > 0
FROM ratios;
-- errors
SELECT forest_plot(label, -0.3, low, high) FROM ratios;
SELECT forest_plot(label, 0, low, high) FROM ratios;
SELECT forest_plot(label, 1, 2, 1) FROM ratios;
SELECT forest_plot(label, 'one', low, high) FROM ratios;
SELECT forest_plot(label, ratio, low, high, '{"colour": "red"}') FROM ratios;
SELECT forest_plot(label, ratio, low, high, '{"x_min": 2, "x_max": 1}') FROM ratios;
SELECT forest_plot(label, ratio, low, high, '{"right_columns": 0.5}') FROM ratios;
SELECT forest_plot(label, ratio, low, high, '{"right_columns": -1}') FROM ratios;
-- the overall ratio: a diamond, and a line
SELECT instr(svg, 'class="overall"') > 0, instr(svg, 'class="overall-line"') > 0 FROM (SELECT forest_plot(column1, column2, column3, column4, '{"overall": "All"}') AS svg
  FROM (VALUES ('Women', 0.7, 0.5, 1.1), ('Men', 0.9, 0.6, 1.3), ('All', 0.8, 0.6, 1.0)));
SELECT forest_plot(column1, column2, column3, column4, '{"overall": "all"}') FROM (VALUES ('Women', 0.7, 0.5, 1.1), ('All', 0.8, 0.6, 1.0));
-- interactions: a column at the right, each P value where its rows begin, or in the heading that has it
CREATE TABLE subgroups(label, ratio, low, high, p);
INSERT INTO subgroups VALUES ('Sex', NULL, NULL, NULL, NULL), ('  Men', 0.8, 0.6, 1.1, 0.0421), ('  Women', 0.7, 0.5, 1.0, 0.0421),
  ('Age', NULL, NULL, NULL, 0.0004), ('  to 60', 0.9, 0.7, 1.2, 0.0004), ('  over 60', 0.7, 0.5, 1.0, NULL), ('All', 0.8, 0.6, 1.0, NULL);
SELECT (length(svg) - length(replace(svg, '>0.042<', ''))) / 7 AS men_alone, (length(svg) - length(replace(svg, '>&lt;0.001<', ''))) / 11 AS age,
  instr(svg, '>P for interaction<') > 0 AS heading FROM (SELECT forest_plot(label, ratio, low, high, '{"overall": "All"}', p) AS svg FROM subgroups);
SELECT instr(svg, '>0.04<') > 0, instr(svg, '>交互作用 P 值<') > 0, instr(svg, '>P<') > 0, instr(svg, '>HR<') > 0
FROM (SELECT forest_plot(label, ratio, low, high, '{"p_digits": 2, "language": "zh"}', p)
  || forest_plot(label, ratio, low, high, '{"interaction_title": "P", "words": {"Ratio (95% CI)": "HR"}}', p) AS svg FROM subgroups);
SELECT instr(forest_plot(label, ratio, low, high, NULL, NULL), 'interaction') AS no_column FROM subgroups;
SELECT forest_plot(label, ratio, low, high, NULL, 1.5) FROM subgroups;
SELECT forest_plot(label, ratio, low, high, NULL, 'n.s.') FROM subgroups;
SELECT forest_plot(label, ratio, low, high, '{"p_digits": 1.5}', p) FROM subgroups;
-- ratios at the end of the numbers
SELECT forest_plot(column1, column2, column3, column4) LIKE '%</svg>%' FROM (VALUES ('a', 1.5e308, 0.5e308, 1.7e308), ('b', 1, 0.5, 2));
SELECT forest_plot(column1, column2, column3, column4) LIKE '%</svg>%' FROM (VALUES ('a', 5e-324, 5e-324, 1e-300), ('b', 1, 0.5, 2));
