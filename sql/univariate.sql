-- The P values of every factor for every outcome: log-rank for survival, Gray's test for incidences.
-- nrm_p is of 1 - OS, nrm_competing_p of death without relapse; the report shows what the setting nrm says. NULL where
-- relapses are not recorded. Read packed.sql first.

CREATE TEMP VIEW univariate AS
WITH packed AS (SELECT p.*, s.nrm, p.lfs IS NOT NULL AS has_relapse FROM packed_factors AS p JOIN settings AS s)
SELECT factor_no, factor, n,
       (SELECT p_value FROM logrank(os) LIMIT 1)                                      AS os_p,
       iif(has_relapse, (SELECT p_value FROM logrank(lfs) LIMIT 1), NULL)             AS lfs_p,
       iif(has_relapse, (SELECT p_value FROM gray(relapse) WHERE outcome = 1 AND censor = 0), NULL)  AS ri_p,
       iif(has_relapse, (SELECT p_value FROM gray(os) WHERE outcome = 1 AND censor = 0), NULL)       AS nrm_p,
       iif(has_relapse, (SELECT p_value FROM gray(relapse) WHERE outcome = 2 AND censor = 0), NULL)  AS nrm_competing_p
FROM packed;
