-- What the patients died of, and when.

CREATE TEMP VIEW causes_of_death AS
SELECT coalesce(f.cause_of_death, 'unknown') AS cause,
       count(*)                              AS n,
       1.0 * count(*) / sum(count(*)) OVER () AS share,
       min(o.os_days)                        AS first_day,
       max(o.os_days)                        AS last_day
FROM followed AS f
JOIN overall_survival AS o USING (patient_id)
WHERE f.died
GROUP BY 1;
