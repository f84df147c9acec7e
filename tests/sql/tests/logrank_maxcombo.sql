-- logrank_maxcombo: the largest of several weighted log-rank tests of two groups.
CREATE TABLE patients(days, died, arm, centre, n, late);
INSERT INTO patients VALUES
  (1, 1, 'A', 1, 1, 0), (2, 0, 'A', 2, 2, 0), (3, 1, 'A', 1, 1, 1), (6, 0, 'A', 1, 1, 2), (8, 1, 'A', 2, 1, 0),
  (2, 1, 'B', 2, 3, 0), (3, 1, 'B', 2, 1, 1), (4, 1, 'B', 1, 1, 0), (7, 0, 'B', 2, 1, 3), (3, 1, 'B', 1, 1, 0);

-- component|rho|gamma|z|p_value: z > 0, more events than expected in B
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm');
-- each component is logrank's test of its weight
SELECT m.component, abs(m.z * m.z - l.statistic) < 1e-13, abs(m.p_value - l.p_value) < 1e-13,
  (m.z > 0) = (l.observed > l.expected)
FROM logrank_maxcombo('patients', 'days', 'died', 'arm') m
JOIN logrank('patients', 'days', 'died', 'arm') l ON l.rho = m.rho AND l.gamma = m.gamma AND l.strata = 'B'
WHERE m.component <> 'max';
-- the largest: no smaller a P value than its own, no larger than all together could have
SELECT max(CASE component WHEN 'max' THEN p_value END)
  BETWEEN min(CASE WHEN component <> 'max' THEN p_value END) AND 4 * min(CASE WHEN component <> 'max' THEN p_value END)
FROM logrank_maxcombo('patients', 'days', 'died', 'arm');
-- one component: its own test
SELECT component, round(z, 10), round(p_value, 10) FROM logrank_maxcombo('patients', 'days', 'died', 'arm', '0,1');
-- alternative: greater, more events in B; less, fewer
SELECT a.column1, m.rho, m.gamma, round(z, 6), round(p_value, 6)
FROM (VALUES ('two-sided'), ('greater'), ('less')) a
JOIN logrank_maxcombo('patients', 'days', 'died', 'arm') m ON m.alternative = a.column1 AND m.component = 'max';
-- weight: the rows written out; strata; entry, as a surv() blob too
SELECT count(*) FROM (SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE weight = 'n'
  INTERSECT SELECT * FROM logrank_maxcombo('SELECT * FROM patients, (VALUES (1), (2), (3)) WHERE column1 <= n', 'days',
    'died', 'arm'));
SELECT m.component, abs(m.z * m.z - l.statistic) < 1e-13
FROM logrank_maxcombo('patients', 'days', 'died', 'arm') m
JOIN logrank('patients', 'days', 'died', 'arm') l ON l.rho = m.rho AND l.gamma = m.gamma AND l.strata = 'B'
  AND l.stratify = 'centre'
WHERE m.stratify = 'centre' AND m.component <> 'max';
SELECT count(*) FROM (SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE entry = 'late'
  INTERSECT SELECT * FROM logrank_maxcombo((SELECT surv(days, died, arm, 1, late) FROM patients)));
-- nothing to compare: no events
SELECT * FROM logrank_maxcombo('patients', 'days', '0', 'arm') WHERE components = '0,0;0,1';
-- nobody
SELECT count(*) FROM logrank_maxcombo('SELECT * FROM patients WHERE 0', 'days', 'died', 'arm');

-- columns and options
SELECT name, hidden FROM pragma_table_xinfo('logrank_maxcombo');
SELECT item, default_value FROM survival_functions WHERE name = 'logrank_maxcombo' AND part = 'option';

-- messages
SELECT * FROM logrank_maxcombo('patients', 'days', 'died');
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', '1');
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'n');
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '0,0;1';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '0,0;';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '0,-1';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '0,0;1,0;0,0';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = '0,0;1,0;0,1;1,1;2,2';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE components = 0;
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE alternative = 'larger';
SELECT * FROM logrank_maxcombo('patients', 'days', 'died', 'arm') WHERE stratify = 'center';
