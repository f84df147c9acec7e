-- The reference as Markdown, from the declarations that the functions are made of: one row per page of
-- sql/reference/, its file name and its text. tests/docs_test.py compares the pages with it, and writes them
-- when UPDATE_EXPECTED=1 is set. To see a page:
--
--     sqlite3 -cmd '.load build/release/survival' '' '.read sql/reference.sql'
--
-- A page holds the functions of one topic. An argument, or a key of a JSON object, that several of them take in
-- the same words is explained once, at the head of the page.
WITH topics (topic, title, intro) AS (
  VALUES
    ('curves', 'Survival curves and their summaries',
     'Survival of one group of patients or of several: the Kaplan-Meier curve, what is read off it, and the cumulative hazard.'),
    ('tests', 'Tests of survival', 'Do the survival curves of groups differ?'),
    ('competing_risks', 'Competing risks',
     'Each patient has at most one of several events, e.g. relapse or death without relapse: the cumulative incidence of each event, and tests between groups.'),
    ('states', 'Multi-state models: patients who move between states',
     'A patient may relapse, be in remission again, have GVHD and lose it. The source is a table of events, one row for each change: who entered which state when; and a row with the value of `censor` where a patient was seen last. Read `state_transitions` first: it counts what the rows say.'),
    ('regression', 'Regression',
     'How survival (Cox) or the incidence of one of several events (Fine-Gray) depends on covariates: coefficients, the model as a whole, diagnostics, predictions.'),
    ('adjusted', 'Adjusted curves and incidences',
     'Groups that nobody randomised, compared as if every patient were in the one or in the other: what a model predicts, as the mean over the covariates of all patients.'),
    ('prediction', 'How good predictions were',
     'Risks that a model, a score or a register has predicted, beside what happened to the patients, some of whom are censored. Scores of patients from whom the predictions were made are too good.'),
    ('parametric', 'Parametric models and interval censoring', 'Survival times that follow a distribution, or are only known to lie between two others.'),
    ('registry', 'Patients and centres', 'Table 1 of a paper, and what a registry owes its centres: how complete their follow-up is, their outcomes beside those expected, survival beside that of the population.'),
    ('aggregates', 'Aggregates',
     'One value per group of rows, in ordinary SQL with GROUP BY, FILTER and joins. Every row counts as one patient; with weights or delayed entry, read the corresponding table function with [`surv()`](about.md#surv) as its source.'),
    ('figures', 'Figures',
     'Aggregates that return a figure as SVG text. `km_plot` and `cuminc_plot` count every row as one patient, or draw the patients of a [`surv()`](about.md#surv) blob, with weights and delayed entry. The options are a JSON object, given as the last argument: `''{"title": "Overall survival", "time_unit": "months"}''` or `json_object(''title'', ''Overall survival'')`.'),
    ('about', 'Packing rows, and the extension itself',
     '`surv()` hands the rows of any query to a table function; the other functions describe the extension itself.')
), parts AS MATERIALIZED (
  SELECT row_number() OVER () AS position,
         name || ' ' || kind AS function,  -- an aggregate may share a table function's name
         CASE WHEN part IN ('argument', 'option') THEN 'argument' ELSE part END AS what,
         replace(description, '|', '\|') AS text,
         iif(part = 'argument', 'required', coalesce('`' || default_value || '`', '')) AS fallback,
         *
  FROM survival_functions
), functions AS (
  SELECT topic, function, name, kind, signature, position, text, oracle, cost,
         iif(instr(text, '. ') > 0, substr(text, 1, instr(text, '. ') - 1), text) AS brief
  FROM parts WHERE part = 'function'
), shared AS (
  SELECT topic, what, item, type, text, min(position) AS position, group_concat('`' || name || '`', ', ') AS takers,
         iif(min(fallback) = max(fallback), min(fallback), '') AS fallback,
         count(*) AS functions,
         count(*) OVER (PARTITION BY topic, what, item) AS variants
  FROM (SELECT * FROM parts WHERE what IN ('argument', 'key') ORDER BY position)
  GROUP BY topic, what, item, type, coalesce(default_value, ''), text
), entries AS (  -- the rows of the tables, each with the heading of its table
  SELECT p.topic, p.function, p.what, p.position,
         CASE p.what WHEN 'argument' THEN format('| `%s` | %s | %s | %s |', p.item, p.type, p.fallback, p.text)
                     WHEN 'key'      THEN format('| `%s` | %s | %s | %s |', p.item, p.type, p.fallback, p.text)
                     WHEN 'column'   THEN format('| `%s` | %s | %s |', p.item, p.type, p.text)
                     WHEN 'result'   THEN format('| result | %s | %s |', p.type, p.text) END AS line
  FROM parts AS p
  WHERE p.what IN ('column', 'result')
     OR p.what IN ('argument', 'key') AND EXISTS (
          SELECT * FROM shared AS s
          WHERE s.topic = p.topic AND s.what = p.what AND s.item = p.item AND s.type = p.type AND s.text = p.text
            AND s.functions = 1)
  UNION ALL
  SELECT topic, 'shared', what, position,
         format('| `%s` | %s | %s | %s%s |', item, type, fallback, iif(variants > 1, takers || ': ', ''), text)
  FROM shared WHERE functions > 1
), tables AS (
  SELECT topic, function, what,
         CASE WHEN what = 'argument' THEN '| argument | type | default | meaning |' || char(10) || '| --- | --- | --- | --- |'
              WHEN what = 'key'      THEN '| key of options | type | default | meaning |' || char(10) || '| --- | --- | --- | --- |'
              WHEN what = 'column'   THEN '| column | type | meaning |' || char(10) || '| --- | --- | --- |'
              ELSE '|  | type | meaning |' || char(10) || '| --- | --- | --- |' END
         || char(10) || group_concat(line, char(10)) || char(10) AS text
  FROM (SELECT * FROM entries ORDER BY position)
  GROUP BY topic, function, what
), lists AS (  -- every argument of a function, by its place
  SELECT function, group_concat('`' || item || '`', ', ') AS arguments,
         max(is_shared) AS any_shared
  FROM (SELECT p.*, EXISTS (SELECT * FROM shared AS s
                            WHERE s.topic = p.topic AND s.what = p.what AND s.item = p.item AND s.text = p.text
                              AND s.functions > 1) AS is_shared
        FROM parts AS p WHERE what = 'argument' ORDER BY position)
  GROUP BY function
), sections AS (
  -- the head of a page
  SELECT topic, 0 AS place,
         format('# %s

%s How sources, expressions and options are written: [Writing queries](../README.md). All functions: [index](README.md).

On this page: %s.
', title, intro, (SELECT group_concat(format('[%s](#%s)', name, name), ', ')
                  FROM (SELECT name FROM functions AS f WHERE f.topic = t.topic ORDER BY position))) AS text
  FROM topics AS t
  UNION ALL
  SELECT topic, iif(what = 'argument', 1, 2),
         iif(what = 'argument', '## Shared arguments', '## Shared keys of options') || char(10, 10)
         || 'What several functions on this page take, with the same meaning.' || char(10, 10) || text
  FROM tables WHERE function = 'shared'
  UNION ALL
  SELECT f.topic, f.position + 2,
         format('## %s

`%s` (%s)

%s.
', f.name, f.signature, f.kind, f.text)
         || coalesce(iif(l.any_shared, format('
Arguments, in order ([shared](#shared-arguments) unless described here): %s.
', l.arguments), NULL), '')
         || coalesce(char(10) || a.text, '')
         || coalesce(char(10) || k.text, '')
         || iif(EXISTS (SELECT * FROM parts AS p WHERE p.function = f.function AND p.part = 'key'),
                char(10) || 'More keys are [shared](#shared-keys-of-options).' || char(10), '')
         || char(10) || c.text
         || coalesce((SELECT format('%sSource: %s.%s', char(10), text, char(10)) FROM parts AS p
                      WHERE p.function = f.function AND p.part = 'reference'), '')
         || format('%sChecked against: %s. Time: %s.%s', char(10), f.oracle, f.cost, char(10))
         || coalesce((SELECT format('%s```sql%s%s;%s```%s', char(10), char(10), description, char(10), char(10))
                      FROM parts AS p WHERE p.function = f.function AND p.part = 'example'), '')
         -- what the example draws is a file beside the page; tests/docs_test.py makes it, and compares it byte for byte
         || iif(f.topic = 'figures', format('%s![The figure that this example draws](%s.svg)%s', char(10), f.name, char(10)), '')
  FROM functions AS f
  LEFT JOIN lists AS l USING (function)
  LEFT JOIN tables AS a ON a.function = f.function AND a.what = 'argument'
  LEFT JOIN tables AS k ON k.function = f.function AND k.what = 'key'
  JOIN tables AS c ON c.function = f.function AND c.what IN ('column', 'result')
), index_of AS (
  SELECT t.topic, min(f.position) AS place,
         format('## [%s](%s.md)

| function | kind | |
| --- | --- | --- |
%s
', t.title, t.topic, group_concat(format('| [`%s`](%s.md#%s) | %s | %s |', f.name, f.topic, f.name, f.kind, f.brief), char(10))) AS text
  FROM topics AS t JOIN (SELECT * FROM functions ORDER BY position) AS f USING (topic)
  GROUP BY t.topic
)
SELECT 'README.md' AS page,
       '# Reference

Every function of the extension, by topic; the same as a table is `SELECT * FROM survival_functions`. How sources, expressions
and options are written: [Writing queries](../README.md). These pages are made from the declarations in the source code by
[reference.sql](../reference.sql).

A *table function* is read like a table, `SELECT ... FROM km_curve(...)`. An *aggregate* gives one value per group of rows, like
`sum()`. In signatures, what is in brackets can be left out.

' || (SELECT group_concat(text, char(10)) FROM (SELECT text FROM index_of ORDER BY place)) AS text
UNION ALL
SELECT topic || '.md', group_concat(text, char(10))
FROM (SELECT * FROM sections ORDER BY topic, place)
GROUP BY topic
ORDER BY page;
