-- On each PostgreSQL server that holds patients: the counting view, and a user who may read nothing else. The view is the
-- border: what is in it leaves, and no row of a patient does.
CREATE VIEW counted AS
SELECT arm, age_band, centre, os_days, status, count(*) AS n
FROM patients
GROUP BY arm, age_band, centre, os_days, status;

CREATE ROLE counting LOGIN;
GRANT SELECT ON counted TO counting;
