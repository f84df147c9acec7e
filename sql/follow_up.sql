-- How long the patients were followed: by reverse Kaplan-Meier, deaths censoring the follow-up.

CREATE TEMP VIEW follow_up_summary AS
SELECT n, n_missing, n_event AS deaths, follow_up_median, follow_up_low, follow_up_high, last_time
FROM km_summary('overall_survival', 'os_days', 'died');
