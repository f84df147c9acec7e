-- calibration: predicted beside observed risks. Small enough to be worked by hand.
CREATE TABLE patients(days, status, risk, late_risk);
INSERT INTO patients VALUES (6, 0, 0.1, 0.2), (5, 1, 0.2, 0.4), (3, 1, 0.2, 0.4), (2, 0, 0.4, 0.5), (4, 2, 0.6, 0.7), (1, 1, 0.9, 0.95),
  (NULL, 1, 0.3, 0.3), (3, 1, NULL, 0.1);

-- all six: 1 - 5/6 3/4 = 3/8 at 3; the three of low risk: 1 of 3; the others: 1 - 2/3; predicted 2.4 / 6, 0.5 / 3, 1.9 / 3
SELECT time, bin, n, round(predicted, 9), round(observed, 9), round(ratio, 9) FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND bins = 2;
-- ties stay together, in the bin of their middle; no more bins than predictions
SELECT bin, n, predicted FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND bins = 3;
SELECT bin, n FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3;
SELECT bin, n, predicted FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND bins = 1000;
SELECT bin, n, predicted, observed, ratio FROM calibration('SELECT * FROM patients WHERE risk IS NOT NULL', 'days', 'status > 0', '0') WHERE times = 3;
-- the observed and its limits are those of km_curve, or of cuminc where there are several causes
SELECT count(*), max(abs(c.observed - (1 - k.estimate)) + abs(c.conf_low - (1 - k.conf_high)) + abs(c.conf_high - (1 - k.conf_low))) < 1e-14
FROM calibration('patients', 'days', 'status > 0', 'risk') c JOIN km_curve('SELECT * FROM patients WHERE risk IS NOT NULL', 'days', 'status > 0', 'risk > 0.3') k ON k.strata = c.bin - 1 AND k.times = 3 AND k.conf_level = 0.9
WHERE c.times = 3 AND c.bins = 2 AND c.conf_level = 0.9;
SELECT count(*), max(abs(c.observed - k.estimate) + abs(c.conf_low - k.conf_low) + abs(c.conf_high - k.conf_high)) < 1e-14
FROM calibration('patients', 'days', 'status', 'risk') c JOIN cuminc('SELECT * FROM patients WHERE risk IS NOT NULL', 'days', 'status', 'risk > 0.3') k ON k.strata = c.bin - 1 AND k.outcome = c.cause AND k.times = 4
WHERE c.times = 4 AND c.bins = 2 AND c.cause = 1;
-- a risk for each time; past the end of a bin's follow-up nothing is observed
SELECT time, bin, predicted, observed FROM calibration('patients', 'days', 'status > 0', 'late_risk, risk') WHERE times = '6,3' AND bins = 1;
SELECT time, bin, n, observed, conf_low, ratio FROM calibration('patients', 'days', 'status = 1', 'risk') WHERE times = 4.5 AND bins = 3;
-- types; nobody; columns
SELECT DISTINCT typeof(time), typeof(bin), typeof(n), typeof(predicted), typeof(observed) FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3;
SELECT count(*) FROM calibration('SELECT * FROM patients WHERE 0', 'days', 'status', 'risk') WHERE times = 3;
SELECT name, hidden FROM pragma_table_xinfo('calibration');

-- messages
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk');
SELECT * FROM calibration('patients', 'days', 'status > 0', '100 * risk') WHERE times = 3;
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk - 0.5') WHERE times = 3;
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND bins = 0;
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND bins = 2.5;
SELECT * FROM calibration('patients', 'days', 'status', 'risk') WHERE times = 3;
SELECT * FROM calibration('patients', 'days', 'status', 'risk') WHERE times = 3 AND cause = '1';
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk, late_risk') WHERE times = '3,4,5';
SELECT * FROM calibration('patients', 'days', 'status > 0', '''low''') WHERE times = 3;
SELECT * FROM calibration('patients', 'days', 'status > 0', 'risk') WHERE times = 3 AND weight = '1';
