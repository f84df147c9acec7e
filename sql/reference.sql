-- The reference as Markdown, from the declarations the functions are made of.
--
--     sqlite3 -cmd '.load build/release/survival' '' '.read sql/reference.sql'
--
-- README.md holds this text; a test compares the two.
WITH parts AS (
  SELECT row_number() OVER () AS position,
         lag(part) OVER () AS part_before,
         replace(description, '|', '\|') AS text,
         *
  FROM survival_functions
), lines AS (
  SELECT position, CASE
      WHEN part = 'function' THEN
        format('%s### `%s`%s%s (%s).%s', char(10), signature, char(10, 10), text, kind, char(10))
      WHEN part IN ('argument', 'option') THEN
        iif(part_before = 'function', format('| argument | type | default | |%s| --- | --- | --- | --- |%s', char(10), char(10)), '')
        || format('| `%s` | %s | %s | %s |', item, type,
                  iif(part = 'argument', 'required', coalesce('`' || default_value || '`', '')), text)
      WHEN part = 'key' THEN
        iif(part_before <> 'key', format('%s| key of options | type | default | |%s| --- | --- | --- | --- |%s', char(10), char(10), char(10)), '')
        || format('| `%s` | %s | %s | %s |', item, type, coalesce('`' || default_value || '`', ''), text)
      WHEN part IN ('column', 'result') THEN
        iif(part_before NOT IN ('column', 'result'),
            format('%s| %s | type | |%s| --- | --- | --- |%s', iif(part_before = 'function', '', char(10)),
                   iif(part = 'result', '', 'column'), char(10), char(10)), '')
        || format('| %s | %s | %s |', iif(part = 'result', 'result', format('`%s`', item)), type, text)
      WHEN part = 'reference' THEN format('%sSource: %s.', char(10), text)
      WHEN part = 'example' THEN format('%s```sql%s%s;%s```', char(10), char(10), description, char(10))
    END AS line
  FROM parts
)
SELECT line FROM lines ORDER BY position;
