-- Invented patients for the tests of other engines: the same numbers every time, by a generator of Lehmer's.
CREATE TABLE patients (id INTEGER PRIMARY KEY, centre INTEGER NOT NULL, arm TEXT NOT NULL, age_band INTEGER NOT NULL,
                       os_days INTEGER NOT NULL, status INTEGER NOT NULL) STRICT;
INSERT INTO patients
WITH RECURSIVE chain (n, x) AS (VALUES (0, 987654) UNION ALL SELECT n + 1, x * 48271 % 2147483647 FROM chain WHERE n < 59999),
one AS (SELECT n / 6 + 1 AS id, max(x / 2147483647.0) FILTER (WHERE n % 6 = 0) AS u0, max(x / 2147483647.0) FILTER (WHERE n % 6 = 1) AS u1,
               max(x / 2147483647.0) FILTER (WHERE n % 6 = 2) AS u2, max(x / 2147483647.0) FILTER (WHERE n % 6 = 3) AS u3,
               max(x / 2147483647.0) FILTER (WHERE n % 6 = 4) AS u4, max(x / 2147483647.0) FILTER (WHERE n % 6 = 5) AS u5
        FROM chain GROUP BY n / 6),
facts AS (SELECT id, 1 + CAST(5 * u0 AS INTEGER) AS centre, iif(u1 < 0.5, 'A', 'B') AS arm, CAST(4 * u2 AS INTEGER) AS age_band,
                 CAST(700 * u3 / (1.001 - u3) * iif(u1 < 0.5, 1, 1.3) AS INTEGER) AS relapse,
                 CAST(900 * u4 / (1.001 - u4) / (1 + 0.2 * CAST(4 * u2 AS INTEGER)) AS INTEGER) AS death, 200 + CAST(1500 * u5 AS INTEGER) AS contact
          FROM one)
SELECT id, centre, arm, age_band, min(relapse, death, contact),
       CASE min(relapse, death, contact) WHEN relapse THEN 1 WHEN death THEN 2 ELSE 0 END
FROM facts;
