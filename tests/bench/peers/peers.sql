-- Lines between the measured points, both axes in powers of ten: 50 rows between two numbers of patients
-- make a line of steps, and a dash ends it, which is all of a tool that was measured once.
WITH RECURSIVE
  part(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM part WHERE i < 49),
  measured AS (
    SELECT work, CASE tool WHEN 'survival for SQLite' THEN tool WHEN 'statsmodels' THEN 'Python statsmodels' ELSE 'R ' || tool END AS tool,
      log10(patients / 1000.0) AS x, log10(max(seconds, 0.001)) AS y, rowid AS place
    FROM run),
  pairs AS (
    SELECT work, tool, x, y, place, lead(x) OVER line AS next_x, lead(y) OVER line AS next_y FROM measured
    WINDOW line AS (PARTITION BY work, tool ORDER BY x)),
  points AS (
    SELECT work, tool, place, x + (next_x - x) * i / 50 AS x, y + (next_y - y) * i / 50 AS y
    FROM pairs JOIN part WHERE next_x IS NOT NULL
    UNION ALL
    SELECT work, tool, place, x + i, y FROM pairs JOIN (SELECT 0 AS i UNION ALL SELECT 0.08) WHERE next_x IS NULL)  -- a dash
SELECT curve_plot(x, y, tool, json_object('x_title', 'patients, 1,000 × 10^x',
  'y_title', 'CPU seconds, 10^y', 'y_min', -3, 'y_max', 3, 'y_step', 1, 'x_max', 4, 'x_step', 1,
  'risk_table', json('false'), 'conf_band', json('false'), 'width', (SELECT iif(count(DISTINCT work) > 1, 900, 480) FROM run)),
  NULL, NULL, NULL, work)
FROM (SELECT * FROM points ORDER BY place, x);
