-- surv_rows: what a surv() blob holds, in the open
CREATE TABLE patients(days, died, arm, n, late);
INSERT INTO patients VALUES (2, 'relapse', 'A', 1, 0), (2, 'relapse', 'A', 1, 0), (1, 'alive', 'B', 3, 0.5), (5, 'dead', 'A', 1, 0), (NULL, 'dead', 'A', 1, 0);
SELECT *, typeof(time), typeof(n) FROM surv_rows((SELECT surv(days, died) FROM patients));
SELECT * FROM surv_rows((SELECT surv(days, died, arm, n, late) FROM patients));
SELECT strata, time, n, typeof(n) FROM surv_rows((SELECT surv(days + 0.5, died, 1, n / 2.0) FROM patients));
-- the cells of few
SELECT * FROM surv_rows((SELECT surv(days, died, arm) FROM patients)) WHERE n < 2;
-- packed again, the same bytes
SELECT surv(time, status, strata, n) = (SELECT surv(days, died, arm) FROM patients) FROM surv_rows((SELECT surv(days, died, arm) FROM patients WHERE days));
SELECT surv(time, status, strata, n) = (SELECT surv(days, died, arm) FROM patients WHERE days) FROM surv_rows((SELECT surv(days, died, arm) FROM patients WHERE days));
-- nobody; NULL
SELECT * FROM surv_rows((SELECT surv(NULL, 1) FROM patients));
SELECT * FROM surv_rows(NULL);
SELECT * FROM surv_rows((SELECT surv(days, died) FROM patients WHERE 0));
-- mistakes
SELECT * FROM surv_rows('patients');
SELECT * FROM surv_rows(x'01');
SELECT * FROM surv_rows;
SELECT * FROM surv_rows();
