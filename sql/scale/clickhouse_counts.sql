-- The counting query. Of a Distributed table each shard counts its own patients and sends its counts.
SELECT arm, age_band, centre, os_days, status, count() AS n
FROM patients
GROUP BY arm, age_band, centre, os_days, status
FORMAT CSV
