-- What the page's sample has besides the sample registry: a row for each patient with the endpoints and the factors, as
-- registries often hand out, so that one table answers the form.
CREATE VIEW outcomes AS
SELECT f.patient_id, f.origin AS transplant_date, f.last_seen, f.relapse_date, o.os_days, o.died, l.lfs_days, l.failed,
       r.days AS first_event_days,
       CASE r.status WHEN 1 THEN 'relapse' WHEN 2 THEN 'death without relapse' ELSE 'none' END AS first_event,
       c.age AS age_group, p.age AS age_years, p.sex, c.first_relapse, c.conditioning, c.cart_source, c.transplant_interval
FROM follow_up AS f
JOIN overall_survival AS o USING (patient_id)
JOIN leukaemia_free_survival AS l USING (patient_id)
JOIN relapse_or_death AS r USING (patient_id)
JOIN covariates AS c USING (patient_id)
JOIN characteristics AS p USING (patient_id);
