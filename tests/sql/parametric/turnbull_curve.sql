-- turnbull_curve: events known to lie between two times. Small enough to be worked by hand.
CREATE TABLE visits(last_free INTEGER, first_seen INTEGER, arm TEXT, n INTEGER);
INSERT INTO visits VALUES (0, 1, 'A', 1), (0, 2, 'A', 1), (1, 2, 'A', 1),
  (2, 2, 'B', 1), (1, 2, 'B', 1), (2, 3, 'B', 1), (2, NULL, 'B', 1), (NULL, 4, 'B', 1);
-- A: mass p in (0, 1] and 1 - p in (1, 2], p (1 - p) largest at 1/2. B: what was seen at 2 is in (1, 2], and not in (2, 3]
SELECT strata, lower, upper, round(mass, 8), round(estimate, 8) FROM turnbull_curve('visits', 'last_free', 'first_seen', 'arm');
-- with weights 3, 1, 1 the first is p^3 (1 - p): 3/4; their scale is nothing; a row of weight 0 is not there
SELECT lower, upper, round(mass, 8) FROM turnbull_curve('visits', 'last_free', 'first_seen') WHERE weight = '(arm = ''A'') * (1 + 2 * (first_seen = 1)) / 10.0'
  AND weight_type = 'sampling';
-- events seen and right-censored: Kaplan and Meier's curve; upper is NULL where the rest of the mass lies, after the last
CREATE TABLE seen(t INTEGER, e INTEGER);
INSERT INTO seen VALUES (1, 1), (2, 0), (3, 1), (4, 1), (5, 0);
SELECT lower, upper, round(mass, 8), round(estimate, 8) FROM turnbull_curve('seen', 't', 'iif(e, t, NULL)');
SELECT count(*) FROM turnbull_curve('seen', 't', 'iif(e, t, NULL)') u JOIN km_curve('seen', 't', 'e') k ON k.time = u.upper
  WHERE abs(u.estimate - k.estimate) < 1e-8;
-- types: INTEGER when all ends are, else REAL
SELECT DISTINCT typeof(lower), typeof(upper) FROM turnbull_curve('visits', 'last_free', 'first_seen', 'arm');
SELECT DISTINCT typeof(lower), typeof(upper) FROM turnbull_curve('visits', 'last_free', 'first_seen + 0.5');
-- all masses of a group add up to 1
SELECT strata, round(sum(mass), 12) FROM turnbull_curve('visits', 'last_free', 'first_seen', 'arm') GROUP BY 1;
-- nobody
SELECT count(*) FROM turnbull_curve('SELECT * FROM visits WHERE 0', 'last_free', 'first_seen');
SELECT count(*) FROM turnbull_curve(NULL, 'last_free', 'first_seen');
SELECT name, type, hidden FROM pragma_table_xinfo('turnbull_curve');
-- messages
SELECT * FROM turnbull_curve('visits', 'last_free');
SELECT * FROM turnbull_curve('visits', 'last_free', 'first_sen');
SELECT * FROM turnbull_curve('visits', 'first_seen', 'last_free');
SELECT * FROM turnbull_curve('visits', '-last_free', 'first_seen');
SELECT * FROM turnbull_curve('visits', 'last_free', 'arm');
SELECT * FROM turnbull_curve('visits', 'last_free', '9e999');
SELECT * FROM turnbull_curve('visits', '9e999', 'first_seen');
SELECT * FROM turnbull_curve('visits', 'last_free', 'first_seen') WHERE weight = '-1';
SELECT * FROM turnbull_curve((SELECT surv(t, e) FROM seen), 't', 'e');
