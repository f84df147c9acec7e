-- An invented registry of three transplant centres, in tables of its own kind: 200 patients, none of them real. The
-- same numbers every time: they come from a generator of Lehmer's.
--
--   pat   nr, haus (centre), geburt, geschlecht
--   hsct  nr, am (the day of the transplant), spender (donor), kond (intensity of the conditioning), ecog
--   fu    nr, zuletzt (last seen alive), tot_am (death), woran (its cause), rezidiv_am (relapse), gvhd_am, gvhd_grad

CREATE TABLE pat (nr INTEGER PRIMARY KEY, haus TEXT NOT NULL, geburt TEXT NOT NULL, geschlecht TEXT NOT NULL) STRICT;
CREATE TABLE hsct (nr INTEGER PRIMARY KEY REFERENCES pat, am TEXT NOT NULL, spender TEXT, kond TEXT, ecog INTEGER) STRICT;
CREATE TABLE fu (nr INTEGER PRIMARY KEY REFERENCES pat, zuletzt TEXT NOT NULL, tot_am TEXT, woran TEXT, rezidiv_am TEXT,
                 gvhd_am TEXT, gvhd_grad INTEGER) STRICT;

CREATE TEMP TABLE draws AS
WITH RECURSIVE chain (n, x) AS (VALUES (0, 20260101) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 2399)
SELECT n / 12 + 1 AS nr, n % 12 AS k, x / 2147483647.0 AS u FROM chain;

CREATE TEMP TABLE lives AS
WITH one AS (
    SELECT nr,
           max(u) FILTER (WHERE k = 0) AS u0, max(u) FILTER (WHERE k = 1) AS u1, max(u) FILTER (WHERE k = 2) AS u2,
           max(u) FILTER (WHERE k = 3) AS u3, max(u) FILTER (WHERE k = 4) AS u4, max(u) FILTER (WHERE k = 5) AS u5,
           max(u) FILTER (WHERE k = 6) AS u6, max(u) FILTER (WHERE k = 7) AS u7, max(u) FILTER (WHERE k = 8) AS u8,
           max(u) FILTER (WHERE k = 9) AS u9, max(u) FILTER (WHERE k = 10) AS u10, max(u) FILTER (WHERE k = 11) AS u11
    FROM draws GROUP BY nr
),
facts AS (
    SELECT *,
           CASE WHEN u0 < 0.45 THEN 'Berlin' WHEN u0 < 0.8 THEN 'München' ELSE '北京' END AS haus,
           date('2012-01-01', '+' || CAST(u1 * 2500 AS INTEGER) || ' days')              AS am,
           CASE WHEN u2 < 0.3 THEN 'Geschwister' WHEN u2 < 0.75 THEN 'fremd' ELSE 'haploident' END AS spender,
           CASE WHEN u3 < 0.55 THEN 'MAC' WHEN u3 < 0.95 THEN 'RIC' END                  AS kond,
           CAST(u4 * 3 AS INTEGER)                                                       AS ecog,
           CAST(18 + u5 * 50 AS INTEGER)                                                 AS jahre,
           -- days: to relapse, from it to death, to another death, to the end of contact
           CAST(40 + 700 * u6 / (1.001 - u6) AS INTEGER)                                 AS relapse_day,
           CAST(15 + 150 * u7 / (1.001 - u7) AS INTEGER)                                 AS then_death,
           CAST(25 + 900 * u8 / (1.001 - u8) * (1.3 - CAST(u4 * 3 AS INTEGER) * 0.25) AS INTEGER) AS other_death,
           CAST(300 + 2500 * u9 AS INTEGER)                                              AS contact
    FROM one
),
ends AS (
    SELECT *, relapse_day < min(other_death, contact) AS relapses,
           min(contact, iif(relapse_day < min(other_death, contact), relapse_day + then_death, other_death)) AS last_day
    FROM facts
)
SELECT *, last_day < contact AS dies FROM ends;

INSERT INTO pat SELECT nr, haus, date(am, '-' || jahre || ' years', '-' || CAST(u10 * 364 AS INTEGER) || ' days'),
                       iif(u10 < 0.55, 'm', 'w') FROM lives ORDER BY nr;
INSERT INTO hsct SELECT nr, am, spender, kond, ecog FROM lives ORDER BY nr;
INSERT INTO fu SELECT nr, date(am, '+' || last_day || ' days'), iif(dies, date(am, '+' || last_day || ' days'), NULL),
                      CASE WHEN NOT dies THEN NULL WHEN relapses THEN 'Rezidiv' WHEN u11 < 0.4 THEN 'Infektion'
                           WHEN u11 < 0.75 THEN 'GvHD' ELSE 'Organversagen' END,
                      iif(relapses, date(am, '+' || relapse_day || ' days'), NULL),
                      iif(u11 < 0.5 AND 20 + CAST(u11 * 160 AS INTEGER) < last_day,
                          date(am, '+' || (20 + CAST(u11 * 160 AS INTEGER)) || ' days'), NULL),
                      iif(u11 < 0.5 AND 20 + CAST(u11 * 160 AS INTEGER) < last_day, 1 + CAST(u5 * 4 AS INTEGER), NULL)
               FROM lives ORDER BY nr;
