-- The P values of every factor for every outcome: log-rank for survival, Gray's test for incidences.
-- nrm_p is of the study's non-relapse mortality, nrm_competing_p of the textbook's.

CREATE TEMP VIEW univariate AS
SELECT f.factor_no, f.factor, count(f.level) AS n,
       group_concat(DISTINCT f.level)               AS levels,
       logrank_p(o.os_days, o.died, f.level)        AS os_p,
       logrank_p(l.lfs_days, l.failed, f.level)     AS lfs_p,
       gray_p(r.days, r.status, f.level, 1)         AS ri_p,
       gray_p(o.os_days, o.died, f.level, 1)        AS nrm_p,
       gray_p(r.days, r.status, f.level, 2)         AS nrm_competing_p
FROM factors AS f
JOIN overall_survival AS o USING (patient_id)
JOIN leukaemia_free_survival AS l USING (patient_id)
JOIN relapse_or_death AS r USING (patient_id)
GROUP BY f.factor_no, f.factor;
