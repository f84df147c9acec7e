-- funnel_plot: centres between the limits of chance
CREATE TABLE centres(name TEXT, observed INTEGER, expected REAL);
INSERT INTO centres VALUES ('North', 10, 12.5), ('South', 52, 30.1), ('East', 3, 9), ('West', 48, 50), ('Small', 0, 0.4), ('None', NULL, 3);
SELECT funnel_plot(expected, observed / expected, name, '{"width": 360, "height": 300}') FROM centres;
-- the limits pass where the Poisson distribution says: of 10 expected, 17 is above the 95% limit by 0.16, 16 below
SELECT instr(svg, 'fill="#d55e00"') > 0 FROM (SELECT funnel_plot(10, column1 / 10.0, column1, '{"levels": [0.95]}') AS svg FROM (VALUES (17)));
SELECT instr(svg, 'fill="#d55e00"') FROM (SELECT funnel_plot(10, column1 / 10.0, column1, '{"levels": [0.95]}') AS svg FROM (VALUES (16)));
-- names: of those outside, all, none; another target; Chinese, dark
SELECT instr(a, '>North<'), instr(a, '>South<') > 0, instr(b, '>North<') > 0, instr(c, '>South<'), instr(d, '>实际/预期<') > 0
FROM (SELECT funnel_plot(expected, observed / expected, name) AS a, funnel_plot(expected, observed / expected, name, '{"names": "all"}') AS b,
  funnel_plot(expected, observed / expected, name, '{"names": "none", "target": 1.5}') AS c,
  funnel_plot(expected, observed / expected, name, '{"language": "zh", "background": "black", "palette": "greyscale"}') AS d FROM centres);
SELECT funnel_plot(expected, observed / expected) FROM centres WHERE observed IS NULL;
-- errors
SELECT funnel_plot(expected, 1, name, '{"title": "A title that is longer than a short text may be", "colors": ["?"]}') FROM centres;
SELECT funnel_plot(0, 1, name) FROM centres;
SELECT funnel_plot(expected, -1) FROM centres;
SELECT funnel_plot(expected, name) FROM centres;
SELECT funnel_plot(expected, 9e999) FROM centres;
SELECT funnel_plot(expected, 1, name, '{"levels": []}') FROM centres;
SELECT funnel_plot(expected, 1, name, '{"levels": [95]}') FROM centres;
SELECT funnel_plot(expected, 1, name, '{"y_max": 0.5}') FROM centres;
SELECT funnel_plot(expected, 1, name, '{"target": 0}') FROM centres;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001) SELECT funnel_plot(i, 1) FROM n;
