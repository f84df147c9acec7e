-- prediction_score: how good predictions were. Small enough to be worked by hand.
CREATE TABLE patients(id, days, status, risk, late_risk, arm);
INSERT INTO patients VALUES (1, 1, 1, 0.9, 0.95, 'A'), (2, 2, 0, 0.5, 0.6, 'A'), (3, 3, 1, 0.4, 0.5, 'A'), (4, 4, 2, 0.6, 0.7, 'B'),
  (5, 5, 1, 0.2, 0.4, 'B'), (6, 6, 0, 0.1, 0.2, 'B'), (7, NULL, 1, 0.3, 0.3, 'B'), (8, 3, 1, NULL, 0.1, 'A');

-- one event, up to 3: G is 1 before 2 and 4/5 from then on; weights 1, 0, 5/4, 5/4, 5/4, 5/4
-- brier (0.1^2 + 5/4 (0.6^2 + 0.6^2 + 0.2^2 + 0.1^2)) / 6; F = (1 + 5/4) / 6 = 3/8: brier_null = 6 (3/8 5/8) / 6
-- auc: of the weight 1 of patient 1 all 15/4 of controls are below, of the 5/4 of patient 3 5/2: (15/4 + 25/8) / (9/4 15/4)
-- c: patient 1 is right of all 5; patient 3, of weight 25/16, of 2 of 3: (5 + 25/8) / (5 + 75/16)
SELECT time, n, n_event, brier, brier_null, auc, c_index FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = 3;
SELECT (0.01 + 1.25 * (0.36 + 0.36 + 0.04 + 0.01)) / 6, 15 / 64., (15 / 4. + 25 / 8.) / (9 / 4. * 15 / 4.), (5 + 25 / 8.) / (5 + 75 / 16.);
-- cause 1 up to 4: patient 4, who had the other, is a control as those who are followed on; no C
SELECT n_event, brier, auc, c_index FROM prediction_score('patients', 'days', 'status', 'risk') WHERE times = 4 AND cause = 1;
SELECT (0.01 + 1.25 * (0.36 + 0.36 + 0.04 + 0.01)) / 6, (15 / 4. + 25 / 8.) / (9 / 4. * 15 / 4.);
-- ties count half; the same risk for all is the null model's, with C and AUC of a half
SELECT round(brier - brier_null, 12), round(ipa, 12), auc, auc_se, c_index FROM prediction_score('SELECT * FROM patients WHERE risk IS NOT NULL', 'days', 'status > 0', '3 / 8.') WHERE times = 3;
-- a score that is no probability orders the patients, and has no Brier score; the limits are cut to [0, 1]
SELECT brier, brier_null, ipa, auc, auc_low = max(0, auc - 1.959963984540054 * auc_se), auc_high FROM prediction_score('patients', 'days', 'status > 0', '10 * risk') WHERE times = 3;
-- a risk for each time, in the order of times; the rows are in order of time
SELECT time, brier FROM prediction_score('patients', 'days', 'status > 0', 'late_risk, risk') WHERE times = '5,3';
SELECT time, brier FROM prediction_score('SELECT * FROM patients WHERE risk IS NOT NULL', 'days', 'status > 0', 'late_risk') WHERE times = '5,5';
-- before the first event there are no cases; at the end, where the last are censored, nobody tells
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = '0.5,6,7';
-- without censoring: mean squared error and the share of pairs
SELECT brier, auc, c_index FROM prediction_score('SELECT column1 AS t, column2 AS r FROM (VALUES (1, 0.8), (2, 0.3), (3, 0.5), (4, 0.1))', 't', '1', 'r') WHERE times = 2 AND censor = 0;
SELECT (0.04 + 0.49 + 0.25 + 0.01) / 4, 3 / 4., 4 / 5.;
-- nobody is event-free at 5: the incidence is 1, brier_null is 0, whatever the rounding of 1 / G, and there is no ipa
SELECT brier, brier_null, ipa FROM prediction_score('VALUES (1, 0, 0.5), (4, 0, 0.5), (5, 1, 0.1)', 'column1', 'column2', 'column3') WHERE times = 5;
-- types; nobody; columns
SELECT DISTINCT typeof(time), typeof(n), typeof(n_event), typeof(brier), typeof(auc) FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = 3;
SELECT count(*) FROM prediction_score('SELECT * FROM patients WHERE 0', 'days', 'status', 'risk') WHERE times = 3;
SELECT name, hidden FROM pragma_table_xinfo('prediction_score');

-- messages
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk');
SELECT * FROM prediction_score('patients', 'days', 'status', 'risk') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status', 'risk') WHERE times = 3 AND cause = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk, late_risk') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk, late_risk') WHERE times = '3,3';
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'rsk') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'arm') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk * 9e999') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = -1;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND conf_level = 95;
SELECT * FROM prediction_score('patients', 'days', 'iif(status = 0, ''alive'', ''dead'')', 'risk') WHERE times = 3;
SELECT * FROM prediction_score('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND entry = '0';
SELECT * FROM prediction_score((SELECT surv(days, status) FROM patients), 'days', 'status', 'risk') WHERE times = 3;
