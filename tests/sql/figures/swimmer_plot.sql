-- swimmer_plot: a lane for each patient
CREATE TABLE course(id TEXT, start, stop, state TEXT);
INSERT INTO course VALUES ('P1', 0, 6, 'Treatment'), ('P1', 6, 14, 'Response'), ('P1', 14, NULL, 'Death'),
  ('P2', 0, 9, 'Treatment'), ('P2', 9, 20, 'Response'), ('P2', 20, 20, 'alive'), ('P2', 11, NULL, 'DLI');
SELECT swimmer_plot(id, start, stop, state, '{"width": 360, "arrow": "alive", "time_unit": "months", "state_labels": {"alive": "Still followed"}}')
FROM course;
-- the order of lanes; without ids; without a legend; other times
SELECT instr(a, '>P2<') < instr(a, '>P1<'), instr(b, '>P1<') < instr(b, '>P2<'), instr(c, '>P1<'), instr(d, '>Response<'), instr(e, '>20<')
FROM (SELECT swimmer_plot(id, start, stop, state) AS a, swimmer_plot(id, start, stop, state, '{"order": "given"}') AS b,
  swimmer_plot(id, start, stop, state, '{"ids": false}') AS c, swimmer_plot(id, start, stop, state, '{"legend": false}') AS d,
  swimmer_plot(id, start, stop, state, '{"time_scale": 10, "palette": "greyscale", "language": "zh"}') AS e FROM course);
SELECT swimmer_plot(id, start, stop, state) FROM course WHERE false;
-- errors
SELECT swimmer_plot(id, start, stop, state, '{"title": "A title that is longer than a short text may be", "background": "navy"}') FROM course;
SELECT swimmer_plot(id, start, stop, state, '{"title": "A title that is longer than a short text may be", "colors": ["?"]}') FROM course;
SELECT swimmer_plot(NULL, start, stop, state) FROM course;
SELECT swimmer_plot(id, NULL, stop, state) FROM course;
SELECT swimmer_plot(id, start, stop, NULL) FROM course;
SELECT swimmer_plot(id, -1, stop, state) FROM course;
SELECT swimmer_plot(id, state, stop, state) FROM course;
SELECT swimmer_plot(id, 30, stop, state) FROM course;
SELECT swimmer_plot(id, 0, stop, state) FROM course WHERE stop IS NOT NULL;
SELECT swimmer_plot(id, start, stop, state, '{"arrow": "Alive"}') FROM course;
SELECT swimmer_plot(id, start, stop, state, '{"x_max": 10}') FROM course;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT swimmer_plot(i, 0, i, 'on') FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 17) SELECT swimmer_plot(1, i, i + 1, i) FROM n;
