-- km_quantile: quantiles of the survival time. Small enough to be worked by hand.
CREATE TABLE patients(id INTEGER PRIMARY KEY, centre INTEGER, days INTEGER, died INTEGER, arm TEXT, n INTEGER,
  late INTEGER);
INSERT INTO patients(centre, days, died, arm, n, late) VALUES
  (1, 1, 1, 'A', 1, 0), (1, 2, 1, 'A', 2, 0), (2, 2, 0, 'A', 1, 1), (2, 3, 1, 'A', 3, 0), (2, 5, 0, 'A', 1, 2),
  (1, 2, 0, 'B', 1, 0), (1, 4, 1, 'B', 2, 3);

-- Arm A: S = 4/5 from 1, 3/5 from 2, 3/10 from 3 to 5: down to 3/4 at 2, to 1/2 at 3, never to 1/4. Arm B: 0 from 4 on.
-- strata|prob|estimate|conf_low|conf_high
SELECT * FROM km_quantile('patients', 'days', 'died', 'arm');
-- the limits are where those of the curve come down so far
SELECT time, estimate, conf_low, conf_high FROM km_curve('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND time > 0;
SELECT count(*) FROM km_quantile('patients', 'days', 'died', 'arm') q
WHERE strata = 'A' AND conf_low IS NOT (SELECT min(time) FROM km_curve('patients', 'days', 'died', 'arm') c
                                        WHERE c.strata = q.strata AND c.conf_low <= 1 - q.prob);
-- no grouping: strata is NULL
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = 0.5;

-- a plateau inside the curve gives its midpoint
SELECT prob, estimate FROM km_quantile('VALUES (1, 1), (2, 1), (3, 1), (4, 1)', 'column1', 'column2');
-- one that lasts to the end of follow-up its start, as R prints the median: ten patients, five events by 87, none until 118
SELECT prob, estimate FROM km_quantile('VALUES (15, 1), (29, 1), (48, 1), (61, 1), (87, 1), (93, 0), (99, 0), (101, 0),
                                               (110, 0), (118, 0)', 'column1', 'column2') WHERE probs = '0.4,0.5,0.6';
-- by the time 0 nobody has had it; the time by which all had the event, where there is one
SELECT strata, prob, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm') WHERE probs = 0;
SELECT strata, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm') WHERE probs = 1;
-- all censored: never
SELECT prob, estimate, conf_low, conf_high FROM km_quantile('VALUES (1, 0), (2, 0)', 'column1', 'column2');
-- an event at time 0
SELECT prob, estimate FROM km_quantile('VALUES (0, 1), (0, 0), (2, 1)', 'column1', 'column2');

-- probs: a list, a JSON array, a number; sorted, each once
SELECT prob, estimate FROM km_quantile('patients', 'days', 'died') WHERE probs = ' 0.9, .1 ,0.1, 1e-1';
SELECT prob, estimate FROM km_quantile('patients', 'days', 'died') WHERE probs = '[0.1, 0.9]';
SELECT prob, estimate FROM km_quantile('patients', 'days', 'died') WHERE probs = json_array(0.5);
SELECT prob, typeof(prob), estimate FROM km_quantile('patients', 'days', 'died') WHERE probs = 1;
-- and several values of it at once
SELECT probs, prob, estimate FROM km_quantile('patients', 'days', 'died', 'arm')
  WHERE strata = 'A' AND probs IN (0.2, 0.3) ORDER BY 1;

-- conf_type and conf_level: the limits of the curve with the same options
SELECT conf_type, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND probs = 0.25 AND conf_type IN ('log-log', 'log', 'plain', 'logit', 'arcsin', 'none') ORDER BY 1;
SELECT conf_level, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm')
WHERE strata = 'A' AND probs = 0.25 AND conf_level IN (0.1, 0.5, 0.95) ORDER BY 1;

-- weight: the rows written out
SELECT prob, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm')
  WHERE weight = 'n' AND strata = 'A';
SELECT count(*) FROM (
  SELECT strata, prob, estimate, conf_low, conf_high FROM km_quantile('patients', 'days', 'died', 'arm')
    WHERE weight = 'n'
  EXCEPT SELECT strata, prob, estimate, conf_low, conf_high
         FROM km_quantile('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days', 'died', 'arm'));
-- entry: at risk at 1: 1 of 3; at 2: 1 of 3; at 3: 1 of 2, S = 2/9
SELECT prob, estimate FROM km_quantile('patients', 'days', 'died', 'arm') WHERE entry = 'late' AND strata = 'A';
SELECT time, n_risk, estimate FROM km_curve('patients', 'days', 'died', 'arm')
  WHERE entry = 'late' AND strata = 'A' AND time > 0;

-- types: all REAL but strata, which has its own; NULL where not reached
SELECT DISTINCT typeof(strata), typeof(prob), typeof(estimate), typeof(conf_low), typeof(conf_high)
FROM km_quantile('patients', 'days', 'died', 'arm') ORDER BY 3, 4, 5;
SELECT DISTINCT strata, typeof(strata) FROM km_quantile('VALUES (1, 1, 2.5), (1, 1, 10), (1, 1, ''x'')', 'column1',
  'column2', 'column3');
-- several groupings
SELECT strata, estimate FROM km_quantile('patients', 'days', 'died', 'arm, centre') WHERE probs = 0.5;

-- rows with a NULL in any expression are left out: 1, 3, 4, 5 stay; 1/2 from 3 to 4
SELECT estimate FROM km_quantile('VALUES (1, 1), (NULL, 1), (2, NULL), (3, 1), (4, 1), (5, 0)', 'column1', 'column2')
  WHERE probs = 0.5;
-- no rows left is no error, nor is a source that is NULL
SELECT count(*) FROM km_quantile('SELECT * FROM patients WHERE false', 'days', 'died', 'arm');
SELECT count(*) FROM km_quantile('patients', 'NULL', 'died');
SELECT count(*) FROM km_quantile(NULL, 'days', 'died');

-- a surv() blob as source
SELECT strata, prob, estimate, conf_low, conf_high FROM km_quantile((SELECT surv(days, died, arm) FROM patients));
SELECT count(*) FROM (SELECT strata, prob, estimate, conf_low, conf_high
  FROM km_quantile('patients', 'days', 'died', 'arm') WHERE weight = 'n' AND entry = 'late'
                      EXCEPT SELECT strata, prob, estimate, conf_low, conf_high
                        FROM km_quantile((SELECT surv(days, died, arm, n, late) FROM patients)));
-- correlated: for each centre; one without patients has no row
SELECT c.column1, q.prob, q.estimate
FROM (VALUES (1), (2), (3)) c, km_quantile((SELECT surv(days, died) FROM patients p WHERE p.centre = c.column1)) q
  WHERE q.probs = '0.1,0.5';
SELECT c.column1, q.estimate
FROM (VALUES (1), (2), (3)) c LEFT JOIN km_quantile((SELECT surv(days, died) FROM patients p
  WHERE p.centre = c.column1)) q ON q.probs = 0.1;

-- columns, then arguments, which are hidden columns; each shows what was given or its default
SELECT name, hidden FROM pragma_table_xinfo('km_quantile');
SELECT item, default_value FROM survival_functions WHERE name = 'km_quantile' AND kind = 'table function' AND part = 'option';
SELECT prob, estimate, conf_low, conf_high
  FROM km_quantile('patients', 'days', 'died', NULL, '0.3', 0.9, 'plain', '1', '-1');
SELECT prob, estimate FROM km_quantile
WHERE source = 'patients' AND time_expr = 'days' AND event_expr = 'died' AND by_expr = 'arm' AND strata = 'B';

-- messages
SELECT * FROM km_quantile;
SELECT * FROM km_quantile('patients');
SELECT * FROM km_quantile('patients', 'days');
SELECT * FROM km_quantile('patient', 'days', 'died');
SELECT * FROM km_quantile('patients', 'day', 'died');
SELECT * FROM km_quantile('patients', 'days', 'died + 1');
SELECT * FROM km_quantile('patients', 'arm', 'died');
SELECT * FROM km_quantile('patients', '-days', 'died');
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE entry = 'days';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE weight = '-n';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = 50;
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = '0.5,1.5';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = '-0.1';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = 'median';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = '';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE probs = x'30';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE conf_type = 'loglog';
SELECT * FROM km_quantile('patients', 'days', 'died') WHERE conf_level = 95;
SELECT * FROM km_quantile((SELECT surv(days, died) FROM patients), 'days');
SELECT * FROM km_quantile((SELECT surv(days, died) FROM patients)) WHERE weight = 'n';
SELECT * FROM km_quantile((SELECT surv(1, 2)));
SELECT * FROM km_quantile(x'53555256');
