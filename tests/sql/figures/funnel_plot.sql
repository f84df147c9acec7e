-- funnel_plot: centres between the limits of chance
CREATE TABLE centres(name TEXT, observed INTEGER, expected REAL);
INSERT INTO centres VALUES ('North', 10, 12.5), ('South', 52, 30.1), ('East', 3, 9), ('West', 48, 50), ('Small', 0, 0.4), ('None', NULL, 3);
SELECT funnel_plot(expected, observed / expected, name, '{"width": 360, "height": 300}') FROM centres;
-- outside is beyond the Poisson quantile, as in centre_outcomes: of 10 expected, P(R <= 17) > 0.975 > P(R <= 16), so 18 is and 17 not; P(R <= 4) > 0.025
SELECT column1, instr(funnel_plot(10, column1 / 10.0, column1, '{"levels": [0.95]}'), 'fill="#d55e00"') > 0 AS outside
FROM (VALUES (3), (4), (17), (18)) GROUP BY column1;
-- overdispersion of 4: twice as far, 24 of 10; up to 1 it narrows nothing
SELECT column1, instr(funnel_plot(10, column1 / 10.0, column1, '{"levels": [0.95], "phi": 4}'), 'fill="#d55e00"') > 0 AS outside
FROM (VALUES (0), (23), (24), (25)) GROUP BY column1;
SELECT column1, instr(funnel_plot(10, column1 / 10.0, column1, '{"levels": [0.95], "phi": 0.5}'), 'fill="#d55e00"') > 0 AS outside
FROM (VALUES (17), (18)) GROUP BY column1;
-- named are those that centre_outcomes flags, of many invented centres whatever their size
CREATE TABLE many AS
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
SELECT 1 + i * 48271 % 2147483647 % 900 AS days, i * 69621 % 2147483647 % 5 < 2 + (i * 16807 % 97 < 12) AS died, i * 16807 % 97 AS centre FROM n;
CREATE TABLE judged AS SELECT strata, ratio, expected, flag, phi FROM centre_outcomes('many', 'days', 'died', 'centre') WHERE limit_level = 0.9;
SELECT count(*), count(flag), phi > 1 FROM judged;
SELECT count(*) FROM (SELECT (flag IS NOT NULL) <> (instr(funnel_plot(expected, ratio, 'c', '{"levels": [0.9]}'), 'fill="#d55e00"') > 0) AS differs
  FROM judged GROUP BY strata) WHERE differs;
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
SELECT funnel_plot(expected, 1, name, '{"phi": 0}') FROM centres;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001) SELECT funnel_plot(i, 1) FROM n;
SELECT funnel_plot(1e-7, 1) FROM centres;
SELECT funnel_plot(2e7, 1) FROM centres;
SELECT funnel_plot(expected, 20000) FROM centres;
SELECT funnel_plot(expected, 1, name, '{"levels": [0.5, 0.8, 0.9, 0.95, 0.99]}') FROM centres;
SELECT funnel_plot(expected, 1, name, '{"target": 20000}') FROM centres;
SELECT funnel_plot(expected, 1, name, '{"x_max": 2e7}') FROM centres;
