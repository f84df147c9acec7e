-- from_time: those with entry <= s < time, and what happens to them from s on; n_enter: who comes by delayed entry.
CREATE TABLE patients(days, status, arm, n, late);
INSERT INTO patients VALUES
  (1, 1, 'A', 1, 0), (2, 2, 'A', 2, 0), (3, 1, 'A', 1, 1), (5, 0, 'A', 3, 2), (6, 1, 'A', 1, 4), (8, 2, 'A', 1, 0),
  (2, 1, 'B', 1, 0), (3, 0, 'B', 2, 1), (5, 2, 'B', 1, 0), (7, 1, 'B', 2, 2), (9, 0, 'B', 1, 3);

-- strata|time|n_risk|n_enter|n_event|n_censor|estimate: from 2 on there are 3, 5, 6, 8 of A and 3, 5, 7, 9 of B
SELECT strata, time, n_risk, n_enter, n_event, n_censor, estimate FROM km_curve('patients', 'days', 'status > 0', 'arm')
  WHERE from_time = 2;
-- the curve given s is the curve divided by what it is at s, with the limits of its own patients
SELECT max(abs(c.estimate - a.estimate / s.estimate)) < 1e-15
FROM km_curve('patients', 'days', 'status > 0', 'arm') c
JOIN km_curve('patients', 'days', 'status > 0', 'arm') a ON a.strata = c.strata AND a.time = c.time
JOIN km_curve('patients', 'days', 'status > 0', 'arm') s ON s.times = 2 AND s.strata = c.strata
WHERE c.from_time = 2;
-- each function: the same patients, chosen by a query
SELECT count(*) FROM (SELECT strata, time, estimate, std_error, conf_low FROM km_curve('patients', 'days', 'status > 0', 'arm')
    WHERE from_time = 2 AND entry = 'late' AND weight = 'n'
  EXCEPT SELECT strata, max(time, 2), estimate, std_error, conf_low FROM
    km_curve('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status > 0', 'arm') WHERE weight = 'n');
SELECT count(*) FROM (SELECT strata, outcome, time, estimate, std_error FROM cuminc('patients', 'days', 'status', 'arm')
    WHERE from_time = 2 AND entry = 'late'
  EXCEPT SELECT strata, outcome, max(time, 2), estimate, std_error FROM
    cuminc('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status', 'arm'));
SELECT count(*) FROM (SELECT * FROM km_quantile('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND entry = 'late'
  INTERSECT SELECT * FROM km_quantile('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status > 0', 'arm'));
SELECT a.strata, a.n = b.n, a.median = b.median, a.rmst - (b.rmst - 2), a.tau = b.tau, a.follow_up_median = b.follow_up_median
FROM km_summary('patients', 'days', 'status > 0', 'arm') a
JOIN km_summary('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status > 0', 'arm') b ON b.strata = a.strata
WHERE a.from_time = 2 AND a.entry = 'late';
SELECT count(*) FROM (SELECT * FROM logrank('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND entry = 'late'
  INTERSECT SELECT * FROM logrank('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status > 0', 'arm'));
SELECT count(*) FROM (SELECT * FROM gray('patients', 'days', 'status', 'arm') WHERE from_time = 2 AND entry = 'late'
  INTERSECT SELECT * FROM gray('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status', 'arm'));
SELECT count(*) FROM (SELECT * FROM km_test('patients', 'days', 'status > 0', 'arm') WHERE times = '3,6' AND from_time = 2 AND entry = 'late'
  INTERSECT SELECT * FROM km_test('SELECT * FROM patients WHERE late <= 2 AND days > 2', 'days', 'status > 0', 'arm') WHERE times = '3,6');
-- rmst: the mean from s to tau, area of the curve from 2 on: A 1 + 3/4 * 2
SELECT strata, tau, estimate FROM rmst('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND tau = 5;
-- at the landmark itself nothing has happened yet; patients who leave at it are gone
SELECT strata, time, n_risk, estimate FROM km_curve('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND times = '2,3';
-- a landmark that is not whole; a surv() blob
SELECT time, n_risk FROM km_curve('patients', 'days', 'status > 0') WHERE from_time = 6.5;
SELECT count(*) FROM (SELECT * FROM km_curve('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND entry = 'late' AND weight = 'n'
  INTERSECT SELECT * FROM km_curve((SELECT surv(days, status > 0, arm, n, late) FROM patients)) WHERE from_time = 2);
-- from_time 0 leaves out only those who leave at 0; a landmark past all: no rows, and no estimate of a group that is gone
SELECT count(*) FROM (SELECT * FROM km_curve('patients', 'days', 'status > 0', 'arm') WHERE from_time = 0
  EXCEPT SELECT * FROM km_curve('patients', 'days', 'status > 0', 'arm'));
SELECT count(*) FROM km_curve('patients', 'days', 'status > 0', 'arm') WHERE from_time = 9;
SELECT contrast, difference, p_value FROM km_test('patients', 'days', 'status > 0', 'arm') WHERE times = 8.5 AND from_time = 8;

-- id: who is followed at the landmark stays with all later rows, in whatever group; a split at, before or after it is none
CREATE TABLE stays(id, start, days, died, arm);
INSERT INTO stays VALUES (1, 0, 1, 0, 'A'), (1, 1, 4, 0, 'A'), (1, 4, 7, 1, 'A'), (2, 0, 2, 0, 'A'), (2, 2, 5, 1, 'A'), (3, 0, 8, 0, 'A'),
  (4, 0, 3, 0, 'A'), (4, 3, 6, 1, 'B'), (5, 0, 4, 1, 'B'), (6, 3, 9, 1, 'B'), (7, 0, 1, 0, 'B'), (7, 5, 9, 1, 'B');
SELECT strata, time, n_risk, n_enter, n_event, n_censor, estimate FROM km_curve('stays', 'days', 'died', 'arm')
  WHERE from_time = 2 AND entry = 'start' AND id = 'id';

-- n_enter: with it the risk column adds up, in every curve
SELECT strata, time, n_risk, n_enter, n_event, n_censor FROM km_curve('patients', 'days', 'status > 0', 'arm')
  WHERE entry = 'late' AND weight = 'n';
SELECT count(*), sum(n_risk = before - left + n_enter) FROM (
  SELECT n_risk, n_enter, lag(n_risk) OVER w AS before, lag(n_event + n_censor) OVER w AS left
  FROM nelson_aalen('patients', 'days', 'status > 0', 'arm') WHERE entry = 'late' WINDOW w AS (PARTITION BY strata ORDER BY time))
WHERE before IS NOT NULL;
SELECT strata, time, n_enter FROM cuminc('patients', 'days', 'status', 'arm') WHERE entry = 'late' AND outcome = 1 AND n_enter > 0;
-- at requested times: those who enter before each, from the one before on
SELECT strata, time, n_risk, n_enter FROM km_curve('patients', 'days', 'status > 0', 'arm') WHERE entry = 'late' AND times = '1,2.5,4,5';

-- messages
SELECT * FROM km_curve('patients', 'days', 'status > 0') WHERE from_time = -1;
SELECT * FROM km_curve('patients', 'days', 'status > 0') WHERE from_time = 'day 2';
SELECT * FROM km_curve('patients', 'days', 'status > 0') WHERE from_time = 2 AND times = '1,3';
SELECT * FROM km_test('patients', 'days', 'status > 0', 'arm') WHERE from_time = 2 AND times = 1;
SELECT * FROM rmst('patients', 'days', 'status > 0') WHERE from_time = 2 AND tau = 1;
SELECT * FROM km_summary('patients', 'days', 'status > 0') WHERE from_time = 2 AND tau = 1;
-- nobody is followed beyond the landmark: no rows, and no complaint about a tau that was not given
SELECT count(*) FROM rmst('patients', 'days', 'status > 0') WHERE from_time = 20;
SELECT count(*) FROM km_summary('patients', 'days', 'status > 0') WHERE from_time = 20;
