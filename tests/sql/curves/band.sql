-- bands of km_curve: limits that hold the whole curve.
CREATE TABLE patients(days, died, arm);
INSERT INTO patients VALUES (1, 1, 'A'), (2, 1, 'A'), (2, 1, 'A'), (3, 0, 'A'), (4, 1, 'A'), (5, 1, 'A'), (5, 0, 'A'),
  (6, 1, 'A'), (7, 0, 'A'), (8, 1, 'A'), (9, 1, 'A'), (10, 0, 'A'), (3, 1, 'B'), (4, 0, 'B'), (6, 1, 'B');

-- time|estimate|conf_low|band_low|conf_high|band_high
SELECT time, round(estimate, 6), round(conf_low, 6), round(band_low, 6), round(conf_high, 6), round(band_high, 6)
FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata = 'A' AND band = 'hall-wellner';
SELECT time, round(estimate, 6), round(conf_low, 6), round(band_low, 6), round(conf_high, 6), round(band_high, 6)
FROM km_curve('patients', 'days', 'died', 'arm') WHERE strata = 'A' AND band = 'equal-precision';
-- equal precision on the plain scale: as many standard errors everywhere; Hall-Wellner: c (1 + n s2) S / sqrt(n)
SELECT count(*), max(c) - min(c) < 1e-9, round(min(c), 5) FROM (SELECT (band_high - estimate) / std_error AS c
  FROM km_curve('patients', 'days', 'died') WHERE band = 'equal-precision' AND conf_type = 'plain' AND band_high < 1);
SELECT count(*), max(c) - min(c) < 1e-9, round(min(c), 5)
FROM (SELECT (estimate - band_low) * sqrt(15) / (estimate * (1 + 15 * pow(std_error / estimate, 2))) AS c
  FROM km_curve('patients', 'days', 'died') WHERE band = 'hall-wellner' AND conf_type = 'plain' AND band_low > 0);
-- band_from and band_to: narrower, for a shorter stretch
SELECT time, round(band_low, 6), round(band_high, 6) FROM km_curve('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND band = 'equal-precision' AND band_from = 3 AND band_to = 6;
-- requested times; the level; reverse
SELECT time, round(band_low, 6) FROM km_curve('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND band = 'equal-precision' AND times = '0.5,5.5,11';
SELECT c.column1, round(band_low, 6) FROM (VALUES (0.5), (0.9), (0.99)) c
JOIN km_curve('patients', 'days', 'died') k ON k.band = 'hall-wellner' AND k.conf_level = c.column1 AND k.times = 5;
SELECT time, round(band_low, 6) FROM km_curve('patients', 'days', 'died') WHERE band = 'hall-wellner' AND reverse = 1 AND times = '5,7';
-- nobody dies, or all at once: no band; none asked for
SELECT DISTINCT band_low FROM km_curve('patients', 'days', '0') WHERE band = 'hall-wellner';
SELECT DISTINCT band_low FROM km_curve('VALUES (1, 1), (1, 1)', 'column1', 'column2') WHERE band = 'equal-precision';
SELECT DISTINCT band_high FROM km_curve('patients', 'days', 'died');
-- messages
SELECT * FROM km_curve('patients', 'days', 'died') WHERE band = 'hall wellner';
SELECT * FROM km_curve('patients', 'days', 'died') WHERE band_from = 2;
SELECT * FROM km_curve('patients', 'days', 'died') WHERE band = 'hall-wellner' AND band_from = 4 AND band_to = 3;
SELECT * FROM km_curve('patients', 'days', 'died') WHERE band = 'hall-wellner' AND band_to = -1;
SELECT * FROM km_curve('patients', 'days', 'died') WHERE band = 'hall-wellner' AND conf_type = 'none';
