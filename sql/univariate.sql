-- The P values of every factor for every outcome: log-rank for survival, Gray's test for incidences.
-- nrm_p is of the study's non-relapse mortality, nrm_competing_p of the textbook's. Read session.sql first.

CREATE TEMP VIEW univariate AS
SELECT factor_no, factor, n,
       (SELECT p_value FROM logrank(os) LIMIT 1)            AS os_p,
       (SELECT p_value FROM logrank(lfs) LIMIT 1)           AS lfs_p,
       (SELECT p_value FROM gray(relapse) WHERE outcome = 1) AS ri_p,
       (SELECT p_value FROM gray(os) WHERE outcome = 1)      AS nrm_p,
       (SELECT p_value FROM gray(relapse) WHERE outcome = 2) AS nrm_competing_p
FROM packed_factors;
