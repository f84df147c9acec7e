-- What is wrong in the data, one row for each finding: SELECT * FROM checks. Empty when all is well.
-- schema.sql already refuses what a single row can show (codes, impossible dates); these are the
-- contradictions between rows.

CREATE TEMP VIEW checks AS
WITH deaths AS (
    SELECT patient_id, event_id, event_date, detail FROM events WHERE event_type = 'death'
)
SELECT 'event after death' AS finding, e.patient_id, e.event_id, e.event_date, e.event_type AS detail
FROM events AS e JOIN deaths AS d USING (patient_id)
WHERE e.event_date > d.event_date
UNION ALL
SELECT 'event before the transplant', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e JOIN second_transplant AS t USING (patient_id)
WHERE e.event_date < t.transplant_date
UNION ALL
SELECT 'event after the cut-off', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e JOIN study ON e.event_date > study.cut_off
UNION ALL
SELECT 'death without a cause', patient_id, event_id, event_date, 'death' FROM deaths WHERE detail IS NULL
UNION ALL
SELECT 'transplant after the cut-off', patient_id, NULL, transplant_date, 'not analysed'
FROM second_transplant JOIN study ON transplant_date > cut_off
UNION ALL
SELECT 'no follow-up', t.patient_id, NULL, t.transplant_date, 'neither a death nor a last contact'
FROM second_transplant AS t
WHERE NOT EXISTS (SELECT 1 FROM events AS e
                  WHERE e.patient_id = t.patient_id AND e.event_type IN ('death', 'last_contact'))
UNION ALL
SELECT 'event after the last contact', e.patient_id, e.event_id, e.event_date, e.event_type
FROM events AS e
JOIN (SELECT patient_id, max(event_date) AS last_contact FROM events
      WHERE event_type = 'last_contact' GROUP BY patient_id) AS l USING (patient_id)
WHERE e.event_date > l.last_contact AND patient_id NOT IN (SELECT patient_id FROM deaths)
UNION ALL
SELECT 'followed for no time', f.patient_id, NULL, f.last_seen, 'last seen on or before the day of transplant'
FROM follow_up AS f WHERE f.last_seen <= f.origin
UNION ALL
SELECT 'transplants out of order', t1.patient_id, NULL, t1.transplant_date, 'the first is not before the second'
FROM first_transplant AS t1 JOIN second_transplant AS t2 USING (patient_id)
WHERE t1.transplant_date >= t2.transplant_date
UNION ALL
SELECT 'relapse out of order', r.patient_id, NULL, r.relapse_date, 'not between the transplants'
FROM first_relapse AS r
JOIN first_transplant AS t1 USING (patient_id) JOIN second_transplant AS t2 USING (patient_id)
WHERE r.relapse_date NOT BETWEEN t1.transplant_date AND t2.transplant_date
UNION ALL
SELECT 'CAR-T after the transplant', c.patient_id, NULL, c.infusion_date, 'infusion ' || c.infusion_no
FROM cart AS c JOIN second_transplant AS t USING (patient_id)
WHERE c.infusion_date > t.transplant_date
UNION ALL
SELECT 'CAR-T of differing source', patient_id, NULL, NULL, group_concat(DISTINCT cell_source)
FROM cart GROUP BY patient_id HAVING count(DISTINCT cell_source) > 1;
